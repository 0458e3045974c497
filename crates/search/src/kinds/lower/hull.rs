//! What values a column may have.

use hunch_model::Column;

/// The bounds of a column besides zero: those of a semi-integer one are rounded inwards.
pub(super) fn apart(column: &Column) -> (f64, f64) {
    match column.kind.is_integer() && column.kind.is_semi() {
        true => (column.lower.ceil() + 0.0, column.upper.floor() + 0.0),
        false => (column.lower, column.upper),
    }
}

/// The least interval that contains all values of a column.
pub(super) fn hull(column: &Column) -> (f64, f64) {
    let (lower, upper) = apart(column);
    match column.kind.is_semi() {
        true if lower > upper => (0.0, 0.0),
        true => (lower.min(0.0), upper.max(0.0)),
        false => (lower, upper),
    }
}
