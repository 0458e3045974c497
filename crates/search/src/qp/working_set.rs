//! Where each variable stands: the state that a warm start needs.

use hunch_model::{Basis, VariableStatus};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A variable whose reduced cost loses its sign along a dual step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocking {
    /// The variable.
    pub variable: u32,
    /// How fast its reduced cost nears zero.
    pub rate: f64,
    /// How far that is.
    pub room: f64,
}

/// Where a variable (a column, or a row's activity) stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Place {
    /// In the basis; its value follows from the rows.
    #[serde(rename = "basic")]
    Basic,
    /// Neither in the basis nor at a bound; its value follows from the curvature of the objective.
    #[serde(rename = "superbasic")]
    Superbasic,
    /// At its lower bound (fixed variables rest here).
    #[serde(rename = "lower")]
    AtLower,
    /// At its upper bound.
    #[serde(rename = "upper")]
    AtUpper,
    /// Resting without a bound.
    #[serde(rename = "free")]
    Free,
}

impl Place {
    /// Whether the variable rests at a bound, or without one.
    pub fn is_nonbasic(self) -> bool {
        matches!(self, Self::AtLower | Self::AtUpper | Self::Free)
    }
}

/// The places of all variables, one byte each. Cheap to clone and to compare; independent of scaling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingSet {
    /// One a column.
    pub columns: Vec<Place>,
    /// One a row: of its activity, bounded by the row's sides.
    pub rows: Vec<Place>,
}

impl WorkingSet {
    /// The basis of all row activities, columns at their lower bounds.
    pub fn slack(columns: usize, rows: usize) -> Self {
        Self { columns: vec![Place::AtLower; columns], rows: vec![Place::Basic; rows] }
    }
}

impl From<&Basis> for WorkingSet {
    /// A basis of the linear program: a vertex.
    fn from(basis: &Basis) -> Self {
        let place = |status: &VariableStatus| match status {
            VariableStatus::Basic => Place::Basic,
            VariableStatus::AtLower => Place::AtLower,
            VariableStatus::AtUpper => Place::AtUpper,
            VariableStatus::Free => Place::Free,
        };
        Self {
            columns: basis.columns.iter().map(place).collect(),
            rows: basis.rows.iter().map(place).collect(),
        }
    }
}

/// A working set does not fit the problem's size.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "the working set has {columns} columns and {rows} rows; the problem has {expected_columns} and {expected_rows}"
)]
pub struct WorkingSetError {
    /// Columns of the working set given.
    pub columns: usize,
    /// Rows of the working set given.
    pub rows: usize,
    /// Columns of the problem.
    pub expected_columns: usize,
    /// Rows of the problem.
    pub expected_rows: usize,
}
