//! A row, and its indicator, as an LP text states them.

use super::scan::{Relation, Token};
use crate::io::error::ReadError;
use crate::kinds::Indicator;

/// What rows of a section are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    Plain,
    Lazy,
    Cut,
}

/// An indicator with the name of its column.
pub(super) type IndicatorData<'a> = (Indicator, Token<'a>);

/// A row as it was read.
pub(super) struct RowData<'a> {
    pub name: Option<&'a str>,
    pub lower: f64,
    pub upper: f64,
}

/// Lower and upper end that the comparisons before and after something give it.
pub(super) fn ends(
    start: Token<'_>,
    left: Option<(Relation, f64)>,
    right: Option<(Relation, f64)>,
) -> Result<(f64, f64), ReadError> {
    let (mut lower, mut upper) = (f64::NEG_INFINITY, f64::INFINITY);
    if let (Some((a, _)), Some((b, _))) = (left, right)
        && (a != b || a == Relation::Equal)
    {
        return Err(start.unexpected("two comparisons in the same direction, neither an equation"));
    }
    // `5 <= x` says what `x >= 5` does.
    let mirrored = left.map(|(relation, value)| (mirror(relation), value));
    for (relation, value) in mirrored.into_iter().chain(right) {
        match relation {
            Relation::AtMost => upper = value,
            Relation::AtLeast => lower = value,
            Relation::Equal => (lower, upper) = (value, value),
        }
    }
    Ok((lower, upper))
}

/// The relation read from the other side.
pub(super) fn mirror(relation: Relation) -> Relation {
    match relation {
        Relation::AtMost => Relation::AtLeast,
        Relation::AtLeast => Relation::AtMost,
        Relation::Equal => Relation::Equal,
    }
}
