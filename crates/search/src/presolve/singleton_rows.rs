//! A row with one entry is a bound; a row with none is true or false.

use super::model::{Model, Verdict};
use super::trace::Removed;
use crate::propagation::slack;

/// Turns rows of at most one entry into bounds.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let row = &model.rows[i];
        match row.terms.as_slice() {
            [] => {
                if row.lower > slack(row.lower) || row.upper < -slack(row.upper) {
                    return Err(Verdict::Infeasible);
                }
                model.note(|_| Removed::RedundantRow { row: i });
            }
            &[(j, a)] => {
                let (low, high) =
                    if a > 0.0 { (row.lower / a, row.upper / a) } else { (row.upper / a, row.lower / a) };
                let (lower, upper) = model.bounds(j);
                let (before, given) = ((lower, upper), (low, high));
                model.note(|_| Removed::SingletonRow { row: i, column: j, coefficient: a, before, given });
                model.set_bounds(j, lower.max(low), upper.min(high))?;
            }
            _ => continue,
        }
        model.remove_row(i);
        changes += 1;
    }
    Ok(changes)
}
