//! Writes objectives, semi-continuous columns, special ordered sets and indicator rows.

use super::pieces::{affine, number, set, string, term, vector, vector_of};
use crate::features::Feature;
use crate::io::carry::refuse_beyond;
use crate::io::error::WriteError;
use crate::io::triangle::merged;
use crate::kinds::{Degradation, Indicator, SetOrder, SpecialOrderedSet};
use crate::program::{Column, INFINITE, Kind, Program, Sense};

/// What the format has a place for beyond rows and integers.
const CARRIED: [Feature; 5] =
    [Feature::Quadratic, Feature::SemiContinuous, Feature::Sets, Feature::Indicators, Feature::Objectives];

/// Refuses what the format has no place for.
pub(super) fn check(program: &Program) -> Result<(), WriteError> {
    refuse_beyond(program, &CARRIED)?;
    if program.objectives.is_empty() {
        return Ok(());
    }
    let unsupported = |what: &str| Err(WriteError::Unsupported { what: what.into() });
    if program.objectives.iter().any(|objective| objective.sense != program.sense) {
        return unsupported("several objectives of different senses");
    }
    let mut degradations = program.objectives.iter().map(|objective| objective.degradation);
    if degradations.any(|d| d != Degradation::default()) || program.degradation != Degradation::default() {
        return unsupported("what may be given up of one objective for the next");
    }
    Ok(())
}

pub(super) fn objective(program: &Program) -> String {
    let sense = if program.sense == Sense::Maximize { "max" } else { "min" };
    let costs = program.columns.iter().filter(|c| c.objective != 0.0);
    let costs = costs.map(|c| (c.name.as_str(), c.objective));
    let quadratic = merged(program.quadratic.as_ref());
    let function = if !program.objectives.is_empty() {
        objectives(program, costs)
    } else if quadratic.is_empty() {
        affine(costs, program.offset)
    } else {
        let affine: Vec<String> = costs.map(|(name, cost)| term(name, cost)).collect();
        let terms: Vec<String> = quadratic.iter().map(|entry| quadratic_term(program, entry)).collect();
        format!(
            "{{\"type\": \"ScalarQuadraticFunction\", \"affine_terms\": [{}], \"quadratic_terms\": [{}], \
             \"constant\": {}}}",
            affine.join(", "),
            terms.join(", "),
            number(program.offset)
        )
    };
    format!("{{\"sense\": \"{sense}\", \"function\": {function}}}")
}

/// A vector of all objectives, the program's own first.
fn objectives<'p>(program: &'p Program, costs: impl Iterator<Item = (&'p str, f64)>) -> String {
    let own = costs.map(|(name, cost)| (0, name, cost));
    let others = program.objectives.iter().enumerate().flat_map(|(k, objective)| {
        objective.terms.iter().map(move |&(j, a)| (k + 1, program.columns[j].name.as_str(), a))
    });
    let mut constants = vec![program.offset];
    constants.extend(program.objectives.iter().map(|objective| objective.offset));
    let all = std::iter::once(program.quadratic.as_ref());
    let all = all.chain(program.objectives.iter().map(|objective| objective.quadratic.as_ref()));
    let curved: Vec<String> = (1..).zip(all).flat_map(|(k, q)| entries_of(program, k, &merged(q))).collect();
    if curved.is_empty() {
        return vector(own.chain(others), &constants);
    }
    let linear = vector_of("VectorQuadraticFunction", "affine_terms", own.chain(others), &constants);
    format!("{linear}, \"quadratic_terms\": [{}]}}", curved.join(", "))
}

/// The quadratic terms of the entry `k` of a vector, counted from 1.
fn entries_of(program: &Program, k: usize, merged: &[(usize, usize, f64)]) -> Vec<String> {
    let one = |entry: &(usize, usize, f64)| {
        format!("{{\"output_index\": {k}, \"scalar_term\": {}}}", quadratic_term(program, entry))
    };
    merged.iter().map(one).collect()
}

fn quadratic_term(program: &Program, &(i, j, value): &(usize, usize, f64)) -> String {
    let (value, x, y) = (number(value), &program.columns[j].name, &program.columns[i].name);
    let (x, y) = (string(x), string(y));
    format!("{{\"coefficient\": {value}, \"variable_1\": {x}, \"variable_2\": {y}}}")
}

/// The set of a semi-continuous or semi-integer column.
pub(super) fn semi(column: &Column) -> String {
    let kind = if column.kind == Kind::SemiInteger { "Semiinteger" } else { "Semicontinuous" };
    let (lower, upper) = (end(column.lower), end(column.upper));
    format!("{{\"type\": \"{kind}\", \"lower\": {lower}, \"upper\": {upper}}}")
}

/// A number for an end that may be infinite.
fn end(value: f64) -> String {
    number(value.clamp(-INFINITE, INFINITE))
}

/// Function and set of a row with an indicator.
pub(super) fn conditional<'p>(
    program: &'p Program,
    indicator: Indicator,
    terms: impl Iterator<Item = (&'p str, f64)>,
) -> (String, String) {
    let row = &program.rows[indicator.row];
    let column = program.columns[indicator.column].name.as_str();
    let function =
        vector(std::iter::once((0, column, 1.0)).chain(terms.map(|(name, v)| (1, name, v))), &[0.0, 0.0]);
    let inner = set(row.lower, row.upper).unwrap_or_else(|| {
        let (lower, upper) = (end(row.lower), end(row.upper));
        format!("{{\"type\": \"Interval\", \"lower\": {lower}, \"upper\": {upper}}}")
    });
    let on = if indicator.active_at_one { "one" } else { "zero" };
    (function, format!("{{\"type\": \"Indicator\", \"activate_on\": \"{on}\", \"set\": {inner}}}"))
}

/// Function and set of a special ordered set.
pub(super) fn ordered(program: &Program, set: &SpecialOrderedSet) -> (String, String) {
    let kind = if set.order == SetOrder::One { "SOS1" } else { "SOS2" };
    let columns: Vec<String> = set.members.iter().map(|&(j, _)| string(&program.columns[j].name)).collect();
    let weights: Vec<String> = set.members.iter().map(|&(_, weight)| number(weight)).collect();
    (
        format!("{{\"type\": \"VectorOfVariables\", \"variables\": [{}]}}", columns.join(", ")),
        format!("{{\"type\": \"{kind}\", \"weights\": [{}]}}", weights.join(", ")),
    )
}
