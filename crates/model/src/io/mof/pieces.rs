//! Pieces of MathOptFormat text.

use std::fmt::Write;

pub(super) fn affine<'a>(terms: impl Iterator<Item = (&'a str, f64)>, constant: f64) -> String {
    let mut text = String::from("{\"type\": \"ScalarAffineFunction\", \"terms\": [");
    for (k, (name, coefficient)) in terms.enumerate() {
        let comma = if k > 0 { ", " } else { "" };
        text += comma;
        text += &term(name, coefficient);
    }
    text + &format!("], \"constant\": {}}}", number(constant))
}

pub(super) fn term(name: &str, coefficient: f64) -> String {
    format!("{{\"coefficient\": {}, \"variable\": {}}}", number(coefficient), string(name))
}

/// A vector with terms `(entry, column, coefficient)`, the entries counted from 0.
pub(super) fn vector<'a>(terms: impl Iterator<Item = (usize, &'a str, f64)>, constants: &[f64]) -> String {
    vector_of("VectorAffineFunction", "terms", terms, constants) + "}"
}

/// A vector of one type or another up to its last field, under whose name for them its linear terms stand.
pub(super) fn vector_of<'a>(
    kind: &str,
    key: &str,
    terms: impl Iterator<Item = (usize, &'a str, f64)>,
    constants: &[f64],
) -> String {
    let mut text = format!("{{\"type\": \"{kind}\", \"{key}\": [");
    for (k, (entry, name, coefficient)) in terms.enumerate() {
        let comma = if k > 0 { ", " } else { "" };
        let (entry, term) = (entry + 1, term(name, coefficient));
        let _ = write!(text, "{comma}{{\"output_index\": {entry}, \"scalar_term\": {term}}}");
    }
    let constants: Vec<String> = constants.iter().map(|&constant| number(constant)).collect();
    text + &format!("], \"constants\": [{}]", constants.join(", "))
}

/// The set between two ends; none where there are none.
pub(super) fn set(lower: f64, upper: f64) -> Option<String> {
    Some(match (lower.is_finite(), upper.is_finite()) {
        (false, false) => return None,
        (false, true) => format!("{{\"type\": \"LessThan\", \"upper\": {}}}", number(upper)),
        (true, false) => format!("{{\"type\": \"GreaterThan\", \"lower\": {}}}", number(lower)),
        (true, true) if lower == upper => format!("{{\"type\": \"EqualTo\", \"value\": {}}}", number(lower)),
        (true, true) => {
            format!("{{\"type\": \"Interval\", \"lower\": {}, \"upper\": {}}}", number(lower), number(upper))
        }
    })
}

/// A finite number with a point or an exponent, so that readers which tell numbers apart take it as real.
pub(super) fn number(value: f64) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

pub(super) fn string(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
