//! A row with one entry is a bound; a row with none is true or false.

use super::model::{Model, ModelRow, Verdict};
use super::trace::Removed;
use crate::params::UNIT;
use hunch_model::tolerances::ROW;

/// Turns rows of at most one entry into bounds.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let row = &model.rows[i];
        match row.terms.as_slice() {
            [] => {
                // Zero, but for what the arithmetic that took the others out may have moved it by.
                let noise = row.noise + forgiven(model, i);
                if row.lower > noise || row.upper < -noise {
                    return Err(Verdict::Infeasible);
                }
                model.note(|_| Removed::RedundantRow { row: i });
            }
            &[(j, a)] => {
                let (low, high) =
                    if a > 0.0 { (row.lower / a, row.upper / a) } else { (row.upper / a, row.lower / a) };
                let (width, integer) = (model.sides(i).width / a.abs(), model.columns[j].integer);
                let (low, high) = if model.is_traced() {
                    (low, high)
                } else {
                    outwards(row, a, (low, high), if integer { width } else { row.noise / a.abs() })
                };
                let (lower, upper) = model.bounds(j);
                let (before, given) = ((lower, upper), (low, high));
                model.note(|_| Removed::SingletonRow { row: i, column: j, coefficient: a, before, given });
                model.set_bounds(j, lower.max(low), upper.min(high), width)?;
            }
            _ => continue,
        }
        model.clear_row(i);
        changes += 1;
    }
    model.forget_cleared();
    Ok(changes)
}

/// What a row whose columns are all gone is forgiven: the noise of such a row is all that is left of its
/// tolerance, unless it never had terms.
fn forgiven(model: &Model, i: usize) -> f64 {
    if model.rows[i].noise > 0.0 { ROW } else { 0.0 }
}

/// The bounds that the row gives, moved outwards by `width` and by what the division rounded.
fn outwards(row: &ModelRow, a: f64, (low, high): (f64, f64), width: f64) -> (f64, f64) {
    let (below, above) = if a > 0.0 { (row.lower, row.upper) } else { (row.upper, row.lower) };
    let by = |side: f64, bound: f64| {
        let rounded = if side.is_finite() && side % a != 0.0 { UNIT * bound.abs() } else { 0.0 };
        width + rounded
    };
    (low - by(below, low), high + by(above, high))
}
