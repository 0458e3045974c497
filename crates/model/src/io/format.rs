//! Which formats there are, and what tells them apart.

use super::{lp, mof};

/// A text format of programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Hunch's JSON form.
    Json,
    /// MPS, free or fixed.
    Mps,
    /// CPLEX-LP.
    Lp,
    /// MathOptFormat.
    Mof,
}

impl Format {
    /// The format that a file's name tells (`.mps`, `.lp`, `.json`, `.mof.json`, each also with `.gz`).
    pub fn from_file_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let (stem, ending) = name.rsplit_once('.')?;
        match Self::from_name(ending)? {
            Self::Json if stem.ends_with(".mof") => Some(Self::Mof),
            format => Some(format),
        }
    }

    /// The format called `"mps"`, `"lp"`, `"json"` or `"mof"`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "mps" => Some(Self::Mps),
            "lp" => Some(Self::Lp),
            "json" => Some(Self::Json),
            "mof" => Some(Self::Mof),
            _ => None,
        }
    }

    /// The format that the beginning of a text tells: no two formats can begin alike, but for the two of
    /// JSON, which their fields tell apart.
    pub fn of_text(text: &str) -> Option<Self> {
        for full in text.trim_start_matches('\u{feff}').lines() {
            let line = full.trim_start();
            let word = line.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or("");
            match line.chars().next() {
                None => {}
                Some('*') if full.starts_with('*') => {} // comments of MPS
                Some('{') if mof::is_mof(text) => return Some(Self::Mof),
                Some('{') => return Some(Self::Json),
                Some('\\') => return Some(Self::Lp),
                _ if ["NAME", "ROWS", "OBJSENSE"].contains(&word) => return Some(Self::Mps),
                _ if lp::begins_objective(word) => return Some(Self::Lp),
                _ => return None,
            }
        }
        None
    }
}
