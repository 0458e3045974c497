//! A user's parametric program from files: JSON of version 2, MathOptFormat with parameters, or two or more
//! files of the same shape, whose differing numbers are the parameters.
//!
//! - `numbers`: the numbers of a program by name. `pair`: which of them differ. `ties`: the map of a history's
//!   columns to them.
//! - `mof`: parameters of MathOptFormat.

mod mof;
mod numbers;
mod pair;
mod ties;

pub use ties::skeleton;

use crate::error::{Error, Result};
use hunch_model::io::{Format, ReadOptions, load_with};
use hunch_model::json::read_document;
use hunch_model::parametric::ParametricProgram;
use pair::{Alike, alike};
use std::path::{Path, PathBuf};
use ties::TieMap;

/// A parametric program, and the files that it was made of where those were several.
pub struct Input {
    /// The program.
    pub program: ParametricProgram,
    alike: Option<Alike>,
    paths: Vec<PathBuf>,
}

impl Input {
    /// Reads files, with the map of a history's columns where one is given.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Content`] with what is wrong.
    pub fn read(paths: &[PathBuf], map: Option<&Path>) -> Result<Self> {
        match paths {
            [only] => {
                if let Some(map) = map {
                    let expected =
                        "it ties numbers of two or more files; one file names its parameters itself";
                    let value = map.display().to_string();
                    return Err(Error::Setting { field: "--map", value, expected: expected.into() });
                }
                Ok(Self { program: parametric(only)?, alike: None, paths: paths.to_vec() })
            }
            several => {
                let map = map.map(read_map).transpose()?;
                let programs = several.iter().map(|path| plain(path)).collect::<Result<_>>()?;
                let content = |reason| Error::Content { path: several[0].clone(), reason };
                let alike = alike(programs).map_err(content)?;
                let program = ties::tied(&alike, map.as_ref()).map_err(content)?;
                Ok(Self { program, alike: Some(alike), paths: paths.to_vec() })
            }
        }
    }

    /// Files whose numbers no row of a history gives: then the map, or the history, is another one's.
    pub fn without_a_row(&self, points: &[Vec<f64>]) -> Vec<String> {
        let Some(alike) = &self.alike else { return Vec::new() };
        let rows = ties::rows_of(alike, &self.program, points);
        let missing = self.paths.iter().zip(rows).filter(|(_, row)| row.is_none());
        missing.map(|(path, _)| path.display().to_string()).collect()
    }

    /// Names of the numbers that differ between files.
    pub fn differing(&self) -> &[String] {
        self.alike.as_ref().map_or(&[], |alike| &alike.differing)
    }
}

fn read_map(path: &Path) -> Result<TieMap> {
    let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
    serde_json::from_str(&text).map_err(|error| Error::Content {
        path: path.into(),
        reason: format!("{error}; a map is a JSON object of the history's columns"),
    })
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn plain(path: &Path) -> Result<hunch_model::Program> {
    let bytes = std::fs::read(path).map_err(Error::file(path))?;
    let reading = load_with(&bytes, Format::from_file_name(&name(path)), ReadOptions::default())
        .map_err(|error| Error::Content { path: path.into(), reason: error.to_string() })?;
    Ok(reading.program)
}

/// One file that names its parameters.
fn parametric(path: &Path) -> Result<ParametricProgram> {
    let content = |reason: String| Error::Content { path: path.into(), reason };
    let bytes = std::fs::read(path).map_err(Error::file(path))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| content("it is not UTF-8; give JSON or MathOptFormat, unpacked".into()))?;
    if let Some(program) = mof::read(&text).map_err(content)? {
        return Ok(program);
    }
    if !text.trim_start().starts_with('{') {
        let reason = "one file of MPS or LP has no parameters; give two or more of the same shape";
        return Err(content(reason.into()));
    }
    let document = read_document(&text).map_err(|error| content(error.to_string()))?;
    if !document.binaries.is_empty() {
        let moved = |j: &usize| {
            use hunch_model::parametric::Target::{ColumnLower, ColumnUpper};
            document.terms.iter().any(|t| t.target == ColumnLower(*j) || t.target == ColumnUpper(*j))
        };
        if let Some(j) = document.binaries.iter().find(|j| moved(j)) {
            let name = document.program.column_name(*j);
            return Err(content(format!(
                "bounds of the binary column {name:?} depend on parameters; make it an integer column"
            )));
        }
    }
    let program = document.into_parametric();
    if program.parameters.is_empty() {
        let reason =
            "it has no parameters; give their names in `parametric`, or two or more files of the same shape";
        return Err(content(reason.into()));
    }
    Ok(program)
}
