//! Certificates as JSON text, of bounded size.

use crate::certificate::{Certificate, FORMAT, OLDEST_VERSION, VERSION};
use thiserror::Error;

/// Longest text that is read, in bytes: room for millions of leaves, and small enough that what is built from
/// it fits a 32-bit address space.
pub const MAX_BYTES: usize = 256 << 20;

/// A text is not a certificate that this version reads.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum FormatError {
    /// The text is too long.
    #[error("the text has {bytes} bytes; a certificate may have at most {MAX_BYTES}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The bytes are not UTF-8.
    #[error("byte {position} is not valid UTF-8; certificates are read as UTF-8 text")]
    Encoding {
        /// Offset of the first wrong byte.
        position: usize,
    },
    /// The text is not JSON, ends early, or a field is missing, unknown or of the wrong kind.
    #[error("not a certificate: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says; it repeats the place.
        message: String,
    },
    /// The text is something else.
    #[error("format is {found:?}; it must be {FORMAT:?}")]
    Format {
        /// The format named.
        found: String,
    },
    /// The certificate is of another version.
    #[error("version is {found}; this checker reads versions {OLDEST_VERSION} to {VERSION}")]
    Version {
        /// The version named.
        found: u32,
    },
}

/// Reads a certificate from the bytes of a file.
///
/// # Errors
/// See [`FormatError`].
pub fn read(bytes: &[u8]) -> Result<Certificate, FormatError> {
    if bytes.len() > MAX_BYTES {
        return Err(FormatError::TooLong { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| FormatError::Encoding { position: e.valid_up_to() })?;
    let certificate: Certificate = serde_json::from_str(text).map_err(|e| FormatError::Syntax {
        line: e.line(),
        column: e.column(),
        message: e.to_string(),
    })?;
    if certificate.format != FORMAT {
        return Err(FormatError::Format { found: certificate.format });
    }
    if !(OLDEST_VERSION..=VERSION).contains(&certificate.version) {
        return Err(FormatError::Version { found: certificate.version });
    }
    Ok(certificate)
}

/// Writes a certificate. Numbers are written in the shortest decimal form that reads back as the same double.
pub fn write(certificate: &Certificate) -> String {
    // Serialising plain structs to memory cannot fail; should it ever, the empty text is refused by every
    // reader.
    serde_json::to_string(certificate).unwrap_or_default()
}
