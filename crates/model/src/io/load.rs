//! One entry for all formats: tells them apart, undoes gzip, decodes.

use super::error::{ReadError, WriteError};
use super::warning::{ReadOptions, Reading};
use super::{MAX_TEXT_BYTES, lp, mof, mps};
use crate::json::{self, JsonError};
use crate::program::Program;
use thiserror::Error;

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

/// A program could not be loaded.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LoadError {
    /// A text of MPS, LP or MathOptFormat is wrong.
    #[error(transparent)]
    Text(#[from] ReadError),
    /// A text of Hunch's JSON is wrong.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The bytes are not UTF-8.
    #[error("byte {position} is not valid UTF-8; programs are read as UTF-8 text")]
    Encoding {
        /// Offset of the first wrong byte.
        position: usize,
    },
    /// The bytes are a damaged or truncated gzip stream, or gzip is not built in.
    #[error("gzip: {0}")]
    Gzip(String),
    /// The (unpacked) text is too long.
    #[error("the text is longer than {limit} bytes, the limit")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// Neither the name nor the text tells the format.
    #[error(
        "the format cannot be told: name the file .mps, .lp, .json or .mof.json, or begin the text as one (NAME or ROWS; minimize or maximize; {{)"
    )]
    UnknownFormat,
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

    /// The format that the beginning of a text tells: no two formats can begin alike, but for the two of JSON,
    /// which their fields tell apart.
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

/// Reads a program from text; its warnings are left to [`load_with`].
///
/// # Errors
/// What the format's reader finds.
pub fn read_program(text: &str, format: Format) -> Result<Program, LoadError> {
    read_with(text, format, ReadOptions::default()).map(|reading| reading.program)
}

fn read_with(text: &str, format: Format, options: ReadOptions) -> Result<Reading, LoadError> {
    Ok(match format {
        // A file called `.json` may be of either form of JSON.
        Format::Json if mof::is_mof(text) => mof::read_with(text, options)?,
        // Our own JSON leaves no doubt: what could be meant otherwise is refused.
        Format::Json => Reading { program: json::read_program(text)?, warnings: Vec::new() },
        Format::Mps => mps::read_with(text, options)?,
        Format::Lp => lp::read_with(text, options)?,
        Format::Mof => mof::read_with(text, options)?,
    })
}

/// Writes a program as text; MPS in the free layout.
///
/// # Errors
/// What the format cannot carry.
pub fn write_program(program: &Program, format: Format) -> Result<String, WriteError> {
    match format {
        Format::Json => Ok(json::write_program(program)?),
        Format::Mps => mps::write(program, mps::Layout::Free),
        Format::Lp => lp::write(program),
        Format::Mof => mof::write(program),
    }
}

/// Reads a program from the bytes of a file, gzipped or not. The file's name tells the format; without a
/// telling name its text does. Warnings are left to [`load_with`].
///
/// # Errors
/// What is wrong with the bytes, or what the format's reader finds.
pub fn load(bytes: &[u8], file_name: &str) -> Result<Program, LoadError> {
    load_as(bytes, Format::from_file_name(file_name))
}

/// Reads a program from bytes of UTF-8 text, gzipped or not. Without a format the text tells it.
///
/// # Errors
/// As [`load`].
pub fn load_as(bytes: &[u8], format: Option<Format>) -> Result<Program, LoadError> {
    load_with(bytes, format, ReadOptions::default()).map(|reading| reading.program)
}

/// Reads a program and what its text leaves in doubt from bytes of UTF-8 text, gzipped or not. Without a
/// format the text tells it.
///
/// # Errors
/// As [`load`]; with strict reading also the first doubt.
pub fn load_with(bytes: &[u8], format: Option<Format>, options: ReadOptions) -> Result<Reading, LoadError> {
    let unpacked;
    let bytes = if bytes.starts_with(&GZIP_MAGIC) {
        unpacked = unpack(bytes)?;
        &unpacked[..]
    } else {
        bytes
    };
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(LoadError::TooLong { limit: MAX_TEXT_BYTES });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| LoadError::Encoding { position: e.valid_up_to() })?;
    read_with(text, format.or_else(|| Format::of_text(text)).ok_or(LoadError::UnknownFormat)?, options)
}

/// First bytes of a gzip stream (RFC 1952, section 2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Unpacks a gzip stream, stopping at the limit on texts, so that a small file cannot fill the memory.
#[cfg(feature = "gzip")]
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
    use std::io::Read;
    let mut unpacked = Vec::new();
    let limit = MAX_TEXT_BYTES as u64 + 1; // one more byte tells that the text is too long
    let mut decoder = flate2::read::MultiGzDecoder::new(bytes).take(limit);
    decoder.read_to_end(&mut unpacked).map_err(|e| LoadError::Gzip(e.to_string()))?;
    Ok(unpacked)
}

#[cfg(not(feature = "gzip"))]
fn unpack(_bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
    Err(LoadError::Gzip("unpack the file first; this build reads plain text only".into()))
}

/// Packs bytes as a gzip stream.
///
/// # Errors
/// [`LoadError::Gzip`] when the encoder fails, which writing to memory does not.
#[cfg(feature = "gzip")]
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
    use std::io::Write;
    let failed = |e: std::io::Error| LoadError::Gzip(e.to_string());
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).map_err(failed)?;
    encoder.finish().map_err(failed)
}
