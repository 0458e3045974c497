//! Which variables are basic, and at which bound the others rest: the state that a warm start needs.

use serde::{Deserialize, Serialize};

/// Where a variable (a column, or a row's activity) stands in a basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum VariableStatus {
    /// In the basis; its value follows from the others.
    #[serde(rename = "basic")]
    Basic,
    /// Nonbasic at its lower bound (fixed variables rest here).
    #[serde(rename = "lower")]
    AtLower,
    /// Nonbasic at its upper bound.
    #[serde(rename = "upper")]
    AtUpper,
    /// Nonbasic without any finite bound; its value is zero.
    #[serde(rename = "free")]
    Free,
}

/// A basis, one byte a variable. Cheap to clone and to compare; independent of scaling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
