//! The fields that both robust families have.

use super::{MAX_VALUE, Radii, UncertaintySet};
use crate::fields::{Field, Fields, Shape};

/// Names of the uncertainty sets.
const SETS: &[&str] = &["box", "ellipsoid"];

/// An array of numbers that are not negative.
pub(crate) const fn amounts(
    name: &'static str,
    shape: &'static [&'static str],
    unit: &'static str,
    meaning: &'static str,
) -> Field {
    Field::amounts(name, shape, unit, MAX_VALUE, meaning)
}

/// A number that is not negative.
pub(crate) const fn amount(name: &'static str, unit: &'static str, meaning: &'static str) -> Field {
    Field { name, shape: Shape::Number, unit, low: 0.0, high: MAX_VALUE, meaning }
}

/// One of some texts.
pub(crate) const fn choice(
    name: &'static str,
    names: &'static [&'static str],
    meaning: &'static str,
) -> Field {
    Field { name, shape: Shape::Choice(names), unit: "", low: 0.0, high: 0.0, meaning }
}

/// The shape of the uncertainty set.
pub(crate) const fn set(meaning: &'static str) -> Field {
    choice("set", SETS, meaning)
}

/// Where the radius of a distribution comes from.
pub(crate) const RADII: Field = Field {
    name: "rho",
    shape: Shape::Range,
    unit: "",
    low: 0.0,
    high: MAX_VALUE,
    meaning: "The radii, drawn uniformly between the two",
};

/// Reads `set` from fields that have been checked.
pub(crate) fn read_set(fields: &Fields) -> UncertaintySet {
    UncertaintySet::from_name(fields.text("set")).unwrap_or(UncertaintySet::Box)
}

/// Reads the radii of a distribution.
pub(crate) fn read_radii(fields: &Fields) -> Radii {
    let (low, high) = fields.range("rho");
    Radii { low, high }
}
