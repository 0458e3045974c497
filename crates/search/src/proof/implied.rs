//! Bounds that single rows imply: Savelsbergh, "Preprocessing and probing techniques for mixed integer
//! programming problems" (1994), section 1. Found in doubles, shifted outwards, and kept where they follow in
//! exact arithmetic.
//!
//! They matter twice: an integer column with a tighter range makes a tighter relaxation, and a continuous
//! column with any finite bound makes the rounding of its reduced cost harmless (Neumaier and Shcherbina,
//! "Safe bounds in linear and mixed-integer linear programming", 2004).

use super::params::{IMPLIED_LIMIT, IMPLIED_MARGIN, IMPLIED_PASSES};
use crate::params::INTEGRALITY;
use crate::problem::MipProblem;
use hunch_check::{Dyadic, ImpliedBound, Knowledge, Side};

/// A row to read bounds from, in doubles.
struct Source {
    /// `None` for the objective.
    row: Option<usize>,
    terms: Vec<(usize, f64)>,
    lower: f64,
    upper: f64,
}

/// One end of a row's activity: the finite part, and how many terms are infinite.
#[derive(Clone, Copy, Default)]
struct End {
    sum: f64,
    infinite: usize,
}

impl End {
    fn add(&mut self, term: f64) {
        if term.is_finite() {
            self.sum += term;
        } else {
            self.infinite += 1;
        }
    }

    /// Without one of its terms.
    fn without(&self, term: f64) -> Option<f64> {
        match (term.is_finite(), self.infinite) {
            (true, 0) => Some(self.sum - term),
            (false, 1) => Some(self.sum),
            _ => None,
        }
    }
}

/// Finds implied bounds and has `known` check and take over each; returns those that it accepted, in order.
pub fn imply(problem: &MipProblem, known: &mut Knowledge) -> Vec<ImpliedBound> {
    let sources = sources(problem, known);
    let mut lower = problem.lp.column_lower.clone();
    let mut upper = problem.lp.column_upper.clone();
    let mut all = Vec::new();
    for _ in 0..IMPLIED_PASSES {
        let before = all.len();
        for source in &sources {
            for candidate in candidates(problem, source, &lower, &upper) {
                if known.imply(&candidate).is_ok() {
                    match candidate.side {
                        Side::Lower => lower[candidate.column] = candidate.value,
                        Side::Upper => upper[candidate.column] = candidate.value,
                    }
                    all.push(candidate);
                }
            }
        }
        if all.len() == before {
            break;
        }
    }
    all
}

/// Gives the integer columns of `problem` the bounds that are known. Continuous ones keep theirs: what rows
/// imply does not tighten the relaxation.
pub fn take_over(problem: &mut MipProblem, known: &Knowledge) {
    for j in (0..problem.columns()).filter(|&j| problem.integer[j]) {
        problem.lp.column_lower[j] = known.lower(j).map_or(f64::NEG_INFINITY, Dyadic::below);
        problem.lp.column_upper[j] = known.upper(j).map_or(f64::INFINITY, Dyadic::above);
    }
}

fn sources(problem: &MipProblem, known: &Knowledge) -> Vec<Source> {
    let by_rows = problem.by_rows();
    let mut sources: Vec<Source> = (0..problem.rows())
        .map(|i| {
            let (columns, values) = by_rows.column(i);
            let terms = columns.iter().copied().zip(values.iter().copied()).collect();
            Source { row: Some(i), terms, lower: problem.lp.row_lower[i], upper: problem.lp.row_upper[i] }
        })
        .collect();
    if let Some(row) = known.objective_row() {
        let terms = row.terms.iter().map(|(j, v)| (*j, v.to_f64())).collect();
        let upper = row.upper.as_ref().map_or(f64::INFINITY, Dyadic::above);
        sources.push(Source { row: None, terms, lower: f64::NEG_INFINITY, upper });
    }
    sources
}

/// The bounds worth having that the row implies under the bounds given.
fn candidates(problem: &MipProblem, source: &Source, lower: &[f64], upper: &[f64]) -> Vec<ImpliedBound> {
    let least = |j: usize, a: f64| if a > 0.0 { a * lower[j] } else { a * upper[j] };
    let most = |j: usize, a: f64| if a > 0.0 { a * upper[j] } else { a * lower[j] };
    let (mut low, mut high) = (End::default(), End::default());
    for &(j, a) in &source.terms {
        low.add(least(j, a));
        high.add(most(j, a));
    }
    let mut found = Vec::new();
    for &(j, a) in &source.terms {
        let above = low.without(least(j, a)).map(|rest| (source.upper - rest) / a);
        let below = high.without(most(j, a)).map(|rest| (source.lower - rest) / a);
        let (from_below, from_above) = if a > 0.0 { (below, above) } else { (above, below) };
        let integer = problem.integer[j];
        if let Some(value) = from_below.and_then(|v| outward(v, integer, -1.0))
            && worth(value - lower[j], integer, lower[j])
        {
            found.push(ImpliedBound { column: j, side: Side::Lower, value, row: source.row });
        }
        if let Some(value) = from_above.and_then(|v| outward(v, integer, 1.0))
            && worth(upper[j] - value, integer, upper[j])
        {
            found.push(ImpliedBound { column: j, side: Side::Upper, value, row: source.row });
        }
    }
    found
}

/// A bound in doubles made safe: rounded for integers, shifted for others.
fn outward(value: f64, integer: bool, direction: f64) -> Option<f64> {
    if value.is_nan() || value.abs() > IMPLIED_LIMIT {
        return None;
    }
    let shifted = if integer {
        direction * (direction * value + INTEGRALITY).floor()
    } else {
        value + direction * IMPLIED_MARGIN * (1.0 + value.abs())
    };
    Some(shifted + 0.0)
}

/// An integer column must gain a step; a continuous one must have had no bound.
fn worth(gain: f64, integer: bool, present: f64) -> bool {
    if integer { gain >= 1.0 } else { present.is_infinite() }
}
