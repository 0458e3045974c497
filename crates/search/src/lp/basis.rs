//! Which variables are basic, and at which bound the others rest: the state that a warm start needs.

use thiserror::Error;

/// Where a variable (a column, or a row's activity) stands in a basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum VariableStatus {
    /// In the basis; its value follows from the others.
    Basic,
    /// Nonbasic at its lower bound (fixed variables rest here).
    AtLower,
    /// Nonbasic at its upper bound.
    AtUpper,
    /// Nonbasic without any finite bound; its value is zero.
    Free,
}

/// A basis, one byte a variable. Cheap to clone and to compare; independent of scaling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// One status a column.
    pub columns: Vec<VariableStatus>,
    /// One status a row: of the row's activity, bounded by the row's bounds.
    pub rows: Vec<VariableStatus>,
}

impl Basis {
    /// The basis of all row activities, columns at their lower bounds (the start of a cold solve).
    pub fn slack(columns: usize, rows: usize) -> Self {
        Self { columns: vec![VariableStatus::AtLower; columns], rows: vec![VariableStatus::Basic; rows] }
    }
}

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
