//! What can go wrong on the way from a model to its file.

use std::path::PathBuf;
use thiserror::Error;

/// Why nothing was learned. Every variant names what is wrong and what would be right.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing a file failed.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file holds something else than what it should.
    #[error("{path}: {reason}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// A setting is out of range or does not fit another one.
    #[error("{field} is {value}; {expected}")]
    Setting {
        /// The setting's name on the command line.
        field: &'static str,
        /// Its value.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// The weights file could not be made.
    #[error("weights: {0}")]
    Bundle(String),
    /// An engine or a learner refused its input.
    #[error("{0}")]
    Search(String),
}

impl Error {
    /// Turns an I/O error at `path` into an [`Error::File`].
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

/// Result of a step.
pub type Result<T> = std::result::Result<T, Error>;
