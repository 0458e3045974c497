//! What can go wrong in a command, and the exit code that says so.

use std::path::PathBuf;
use thiserror::Error;

/// Exit codes of `hunch`; `0` is success and `2` (wrong usage) is the argument parser's.
pub mod exit {
    /// A file could not be read or written, or a device failed.
    pub const FAILURE: u8 = 1;
    /// Input was read but is not valid: an instance, a program, a label file, a bundle, settings that
    /// contradict a checkpoint.
    pub const INVALID: u8 = 3;
    /// A limit was reached before any solution was found.
    pub const LIMIT: u8 = 4;
    /// The device that was asked for is not in this build or not in this machine.
    pub const DEVICE: u8 = 5;
    /// A certificate holds only if the cuts hold that it does not derive.
    pub const TRUSTED: u8 = 6;
}

/// An error of a command.
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
    /// The distribution gives no instances.
    #[error(transparent)]
    Distribution(#[from] hunch_families::clsp::DistributionError),
    /// An instance is not valid.
    #[error(transparent)]
    Instance(#[from] hunch_families::FieldError),
    /// An instance could not be labelled.
    #[error("instance {index} of seed {seed} has no label: {reason}")]
    Label {
        /// Its place in the data set.
        index: u64,
        /// Seed of the data set.
        seed: u64,
        /// Why.
        reason: String,
    },
    /// The device is not to be had.
    #[error("device {device}: {reason}")]
    Device {
        /// What was asked for.
        device: String,
        /// Why it is not to be had.
        reason: String,
    },
    /// Training went wrong in a way that more steps do not mend.
    #[error("training stopped at step {step}: {reason}")]
    Training {
        /// The step.
        step: u64,
        /// What happened.
        reason: String,
    },
    /// A bundle could not be built or read.
    #[error("bundle: {0}")]
    Bundle(String),
    /// The search refused its input.
    #[error("search: {0}")]
    Search(String),
    /// A model of the user's own could not be learned.
    #[error(transparent)]
    Learn(#[from] hunch_learn::Error),
    /// A thread of a parallel computation ended early.
    #[error("a worker thread ended early")]
    Worker,
}

impl Error {
    /// The exit code that belongs to the error.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::File { .. }
            | Self::Training { .. }
            | Self::Worker
            | Self::Learn(hunch_learn::Error::File { .. }) => exit::FAILURE,
            Self::Device { .. } => exit::DEVICE,
            _ => exit::INVALID,
        }
    }

    /// Turns an I/O error at `path` into an [`Error::File`].
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

/// Result of a command.
pub type Result<T> = std::result::Result<T, Error>;
