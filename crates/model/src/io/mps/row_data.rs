//! A row, and its indicator, as an MPS text states them.

use super::fields::Field;
use crate::kinds::Indicator;
use crate::program::Row;

/// An indicator, with the name of its column and where that stands.
pub(super) type IndicatorData<'a> = (Indicator, Field<'a>);

/// How a row compares its activity with its right-hand side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Free,
    AtMost,
    AtLeast,
    Equal,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct RowData<'a> {
    pub name: &'a str,
    pub relation: Relation,
    pub rhs: Option<f64>,
    pub range: Option<f64>,
    /// Number of the last column that has an entry here, plus one: tells entries given twice.
    pub last_column: usize,
    /// Whether an indicator says where the row holds.
    pub has_indicator: bool,
}

impl<'a> RowData<'a> {
    pub fn new(name: &'a str, relation: Relation) -> Self {
        Self { name, relation, rhs: None, range: None, last_column: 0, has_indicator: false }
    }

    /// The bounds of a row from its type, right-hand side and range; the table is in the text of [`super`].
    pub fn settle(&self) -> Row {
        let rhs = self.rhs.unwrap_or(0.0);
        let (lower, upper) = match (self.relation, self.range) {
            (Relation::Free, _) => (f64::NEG_INFINITY, f64::INFINITY),
            (Relation::AtMost, None) => (f64::NEG_INFINITY, rhs),
            (Relation::AtMost, Some(r)) => (rhs - r.abs(), rhs),
            (Relation::AtLeast, None) => (rhs, f64::INFINITY),
            (Relation::AtLeast, Some(r)) => (rhs, rhs + r.abs()),
            (Relation::Equal, None) => (rhs, rhs),
            (Relation::Equal, Some(r)) if r >= 0.0 => (rhs, rhs + r),
            (Relation::Equal, Some(r)) => (rhs + r, rhs),
        };
        Row { name: self.name.into(), lower, upper }
    }
}
