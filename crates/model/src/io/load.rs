//! One entry to the readers of all formats: undoes gzip, decodes.

use super::error::ReadError;
use super::format::Format;
use super::warning::{ReadOptions, Reading};
use super::{MAX_TEXT_BYTES, lp, mof, mps};
use crate::json::{self, JsonError};
use crate::program::Program;
use std::borrow::Cow;
use thiserror::Error;

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

/// Reads a program from text; its warnings are left to [`load_with`].
///
/// # Errors
/// What the format's reader finds.
pub fn read_program(text: &str, format: Format) -> Result<Program, LoadError> {
    read_with(text, told(text, Some(format))?, ReadOptions::default()).map(|reading| reading.program)
}

fn read_with(text: &str, format: Format, options: ReadOptions) -> Result<Reading, LoadError> {
    Ok(match format {
        // Our own JSON leaves no doubt: what could be meant otherwise is refused.
        Format::Json => Reading { program: json::read_program(text)?, warnings: Vec::new() },
        Format::Mps => mps::read_with(text, options)?,
        Format::Lp => lp::read_with(text, options)?,
        Format::Mof => mof::read_with(text, options)?,
    })
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
    let bytes = plain(bytes)?;
    let text = decoded(&bytes)?;
    read_with(text, told(text, format)?, options)
}

/// The bytes of the text, unpacked if they are gzipped.
pub(super) fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>, LoadError> {
    let is_packed = bytes.starts_with(&GZIP_MAGIC);
    let bytes = if is_packed { Cow::Owned(unpack(bytes)?) } else { Cow::Borrowed(bytes) };
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(LoadError::TooLong { limit: MAX_TEXT_BYTES });
    }
    Ok(bytes)
}

pub(super) fn decoded(bytes: &[u8]) -> Result<&str, LoadError> {
    std::str::from_utf8(bytes).map_err(|e| LoadError::Encoding { position: e.valid_up_to() })
}

/// The format of the text: the one that is given, unless the text must say which form of JSON it is of.
pub(super) fn told(text: &str, format: Option<Format>) -> Result<Format, LoadError> {
    match format {
        // A file called `.json` may be of either form.
        Some(Format::Json) if mof::is_mof(text) => Ok(Format::Mof),
        Some(format) => Ok(format),
        None => Format::of_text(text).ok_or(LoadError::UnknownFormat),
    }
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
