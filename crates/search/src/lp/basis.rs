//! Bases, and what does not fit.

pub use hunch_model::{Basis, VariableStatus};
use thiserror::Error;

/// A basis does not fit the problem. (A singular basis, or one with too many or too few basic variables, is
/// repaired instead.)
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "the basis has {columns} columns and {rows} rows; the problem has {expected_columns} and {expected_rows}"
)]
pub struct BasisError {
    /// Columns of the basis given.
    pub columns: usize,
    /// Rows of the basis given.
    pub rows: usize,
    /// Columns of the problem.
    pub expected_columns: usize,
    /// Rows of the problem.
    pub expected_rows: usize,
}
