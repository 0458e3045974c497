//! An equation of two columns gives one in terms of the other (Andersen and Andersen 1995, section 3.4).

use super::model::{Model, Verdict};
use super::trace::Removed;
use crate::params::{INTEGRALITY, SUBSTITUTION_RANGE};

/// Substitutes one column of each two-column equation, where integrality carries over and the numbers stay tame.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let row = &model.rows[i];
        let &[first, second] = row.terms.as_slice() else { continue };
        if row.lower != row.upper {
            continue;
        }
        let rhs = row.lower;
        let choice = [(first, second), (second, first)]
            .into_iter()
            .find(|&(out, stay)| substitutable(model, rhs, out, stay));
        if let Some(((j, a), (k, b))) = choice {
            eliminate(model, i, (j, rhs / a, -b / a, k))?;
            changes += 1;
        }
    }
    Ok(changes)
}

/// Whether `out` may be replaced by `(rhs − b · stay) / a`.
fn substitutable(model: &Model, rhs: f64, (j, a): (usize, f64), (k, b): (usize, f64)) -> bool {
    let (factor, constant) = (-b / a, rhs / a);
    if !(1.0 / SUBSTITUTION_RANGE..=SUBSTITUTION_RANGE).contains(&factor.abs()) {
        return false;
    }
    let integral = |v: f64| (v - v.round()).abs() <= INTEGRALITY * 1e-3;
    match (model.columns[j].integer, model.columns[k].integer) {
        (true, true) => factor == factor.round() && integral(constant),
        // The integrality of `out` would be lost.
        (true, false) => false,
        (false, _) => true,
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
    model.set_bounds(k, stay_lower.max(low), stay_upper.min(high))?;
    model.substitute(j, constant, factor, k);
    Ok(())
}
