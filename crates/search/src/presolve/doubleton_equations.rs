//! An equation of two columns gives one in terms of the other (Andersen and Andersen 1995, section 3.4).

use super::model::{Model, Verdict};
use super::trace::Removed;
use crate::params::{SUBSTITUTION_RANGE, UNIT};

/// Terms that move along in a row for what it costs to read one.
const MOVED_TERMS: usize = 16;

/// Substitutes one column of each two-column equation, where integrality carries over and the numbers stay
/// tame.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    let mut left = model.allowance();
    for i in model.live_rows() {
        let row = &model.rows[i];
        let &[first, second] = row.terms.as_slice() else { continue };
        if row.lower != row.upper {
            continue;
        }
        if left == 0 {
            break;
        }
        let rhs = row.lower;
        let choice = [(first, second), (second, first)]
            .into_iter()
            .find(|&(out, stay)| substitutable(model, i, out, stay));
        if let Some(((j, a), (k, b))) = choice {
            // Terms move along in every row of the column that goes.
            let moved = model.columns[j].rows.iter().map(|&r| 1 + model.rows[r].terms.len() / MOVED_TERMS);
            left = left.saturating_sub(moved.sum());
            eliminate(model, i, (j, rhs / a, -b / a, k))?;
            changes += 1;
        }
    }
    Ok(changes)
}

/// Whether `out` may be replaced by `(rhs − b · stay) / a`.
fn substitutable(model: &Model, i: usize, (j, a): (usize, f64), (k, b): (usize, f64)) -> bool {
    let rhs = model.rows[i].lower;
    let (factor, constant) = (-b / a, rhs / a);
    if !(1.0 / SUBSTITUTION_RANGE..=SUBSTITUTION_RANGE).contains(&factor.abs()) {
        return false;
    }
    let fits = |model: &Model| {
        model.can_substitute(j, (constant, factor, k), error_of(model, i, (constant, a), factor, k))
    };
    match (model.columns[j].integer, model.columns[k].integer) {
        // The remainder of a division is exact.
        (true, true) => model.rows[i].noise == 0.0 && b % a == 0.0 && rhs % a == 0.0 && fits(model),
        // The integrality of `out` would be lost.
        (true, false) => false,
        (false, _) => fits(model),
    }
}

fn eliminate(
    model: &mut Model,
    i: usize,
    (j, constant, factor, k): (usize, f64, f64, usize),
) -> Result<(), Verdict> {
    let constant = if model.columns[j].integer { constant.round() } else { constant };
    // The bounds of `out` become bounds of `stay`.
    let (lower, upper) = model.bounds(j);
    let (mut low, mut high) = ((lower - constant) / factor, (upper - constant) / factor);
    if factor < 0.0 {
        (low, high) = (high, low);
    }
    let (stay_lower, stay_upper) = model.bounds(k);
    let a = model.coefficient(i, j);
    let error = error_of(model, i, (constant, a), factor, k);
    let rounded = |bound: f64| {
        let exact =
            [bound, constant, factor].iter().all(|v| *v == v.round()) && (bound - constant) % factor == 0.0;
        let by = if exact { 0.0 } else { 2.0 * UNIT * (2.0 * bound.abs() + constant.abs()) };
        (error + by) / factor.abs()
    };
    // The bounds of a program whose duals are asked for are not moved: what presolve says of it is not
    // claimed.
    if !model.is_traced() {
        // Moved outwards by what was rounded; for an integer also by the row's tolerance, or it could lose a
        // whole step to a hair.
        let width = if model.columns[k].integer { model.sides(i).width / (a * factor).abs() } else { 0.0 };
        let (of_low, of_high) = if factor > 0.0 { (lower, upper) } else { (upper, lower) };
        low -= rounded(if of_low.is_finite() { of_low } else { 0.0 }) + width;
        high += rounded(if of_high.is_finite() { of_high } else { 0.0 }) + width;
    }
    let forgiving = model.sides(i).width / (a * factor).abs();
    model.note(|m| Removed::Doubleton {
        row: i,
        out: j,
        out_coefficient: m.coefficient(i, j),
        out_cost: m.columns[j].cost,
        out_entries: m.entries(j).into_iter().filter(|e| e.0 != i).collect(),
        stay: k,
        stay_coefficient: m.coefficient(i, k),
        before: (stay_lower, stay_upper),
    });
    model.remove_row(i);
    model.set_bounds(k, stay_lower.max(low), stay_upper.min(high), forgiving)?;
    model.substitute(j, (constant, factor, k), error);
    Ok(())
}

/// What `constant + factor · column k` may differ by from what row `i` says of the column with coefficient
/// `a` that it replaces.
fn error_of(model: &Model, i: usize, (constant, a): (f64, f64), factor: f64, k: usize) -> f64 {
    let row = &model.rows[i];
    let exact = row.terms.iter().all(|t| t.1 % a == 0.0) && row.lower % a == 0.0;
    // The noise of a program whose duals are asked for is nobody's concern: what presolve says of it is not
    // claimed.
    let rounded =
        if exact || model.is_traced() { 0.0 } else { UNIT * (constant.abs() + factor.abs() * model.size(k)) };
    row.noise / a.abs() + rounded
}
