//! What can be wrong with what a learner is given.

use thiserror::Error;

/// Why data, settings or a stored learner are refused. Every variant names the field, the value found and
/// what would be right.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LearnError {
    /// A number is NaN or infinite.
    #[error("{field} is {value}; it must be a finite number")]
    NotFinite {
        /// `points[3][1]`, `weights[3]`, `facets[2].bound`.
        field: String,
        /// The number.
        value: f64,
    },
    /// A list has the wrong length.
    #[error("{field} has {found} entries; {expected} are needed")]
    Length {
        /// Which list.
        field: String,
        /// Entries found.
        found: usize,
        /// Entries needed.
        expected: usize,
    },
    /// An index points at nothing.
    #[error("{field} is {value}; it must be below {limit}")]
    OutOfRange {
        /// Which index.
        field: String,
        /// The index.
        value: usize,
        /// What it must be below.
        limit: usize,
    },
    /// A number is outside what it may be.
    #[error("{field} is {value}; it must be {allowed}")]
    Setting {
        /// Which number.
        field: String,
        /// Its value.
        value: f64,
        /// What it may be.
        allowed: &'static str,
    },
    /// There is nothing to learn from.
    #[error("{field} is empty; at least one entry is needed")]
    Empty {
        /// Which list.
        field: &'static str,
    },
}

/// Refuses a number that is not finite.
pub(super) fn finite(value: f64, field: impl FnOnce() -> String) -> Result<(), LearnError> {
    if value.is_finite() { Ok(()) } else { Err(LearnError::NotFinite { field: field(), value }) }
}
