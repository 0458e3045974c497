//! Why a file of strategies is refused.

use crate::label::LabelError;
use crate::learn::LearnError;
use hunch_bundle::BundleError;
use hunch_model::parametric::ParametricError;
use hunch_model::program::ProgramError;
use thiserror::Error;

/// Why a file is refused. Every variant names the field, the value found and what would be right.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LearnedError {
    /// The layout of the file.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A field of the card.
    #[error("card field {field}: {reason}")]
    Card {
        /// Which field.
        field: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The card has another version of the format.
    #[error("strategies of version {found} are not supported, this build reads versions 1 to {supported}")]
    Version {
        /// The file's version.
        found: u64,
        /// The latest version that this build reads.
        supported: u32,
    },
    /// A number of a tensor.
    #[error("tensor `{name}`[{index}] is {value}, expected {expected}")]
    Value {
        /// The tensor.
        name: String,
        /// Row-major position.
        index: usize,
        /// The number found.
        value: f64,
        /// What would be right.
        expected: String,
    },
    /// A tensor's size.
    #[error("tensor `{name}` has {found} entries, expected {expected}")]
    Size {
        /// The tensor.
        name: String,
        /// How many it has.
        found: usize,
        /// How many would be right.
        expected: String,
    },
    /// More than a limit of [`super::limits`].
    #[error("{what} is {value}, more than the limit of {limit}")]
    Limit {
        /// What was counted.
        what: &'static str,
        /// How many.
        value: usize,
        /// The limit.
        limit: usize,
    },
    /// The program is none.
    #[error("program: {0}")]
    Program(#[from] ProgramError),
    /// What depends on θ does not fit the program.
    #[error("program: {0}")]
    Parametric(#[from] ParametricError),
    /// The tree, or another learner.
    #[error("learner: {0}")]
    Learner(#[from] LearnError),
    /// The strategies do not fit the program.
    #[error(transparent)]
    Store(#[from] LabelError),
}

/// The error of a count beyond its limit.
pub(super) fn within(what: &'static str, value: usize, limit: usize) -> Result<(), LearnedError> {
    if value > limit { Err(LearnedError::Limit { what, value, limit }) } else { Ok(()) }
}
