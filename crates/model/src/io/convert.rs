//! From one format to another.

use super::error::WriteError;
use super::format::Format;
use super::load::{LoadError, decoded, load_with, plain, told};
use super::warning::{ReadOptions, WriteOptions};
use super::write::{Writing, write_with};
use crate::json;
use thiserror::Error;

/// How a text is converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvertOptions {
    /// The format of the text; without one the text tells it.
    pub from: Option<Format>,
    /// The format to write.
    pub to: Format,
    /// Refuses what would be read or written with a warning.
    pub strict: bool,
}

/// A text could not be converted.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ConvertError {
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] LoadError),
    /// Its program could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Reads a program from bytes of UTF-8 text, gzipped or not, and writes it in another format, with the
/// warnings of reading first. From Hunch's JSON to the same, all parts of the document are kept; else
/// parameters take their values, and a tree becomes equations.
///
/// # Errors
/// What cannot be read, or not be written.
pub fn convert(bytes: &[u8], options: ConvertOptions) -> Result<Writing, ConvertError> {
    let bytes = plain(bytes)?;
    let text = decoded(&bytes)?;
    let from = told(text, options.from)?;
    if (from, options.to) == (Format::Json, Format::Json) {
        let document = json::read_document(text).map_err(LoadError::from)?;
        let text = json::write_document(&document).map_err(WriteError::from)?;
        return Ok(Writing { text, warnings: Vec::new() });
    }
    let reading = load_with(&bytes, Some(from), ReadOptions { strict: options.strict })?;
    let writing = write_with(&reading.program, options.to, WriteOptions { strict: options.strict })?;
    let mut warnings = reading.warnings;
    warnings.extend(writing.warnings);
    Ok(Writing { text: writing.text, warnings })
}
