//! Rows that the bounds already satisfy, contradict, or meet in one point only (forcing rows).
//! Andersen and Andersen 1995, section 3.3.

use super::model::{Model, Verdict};
use super::trace::Removed;

/// Removes redundant rows, drops redundant sides, and fixes the columns of forcing rows.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let activity = model.activity(i);
        let (lower, upper) = (model.rows[i].lower, model.rows[i].upper);
        if activity.contradicts(&model.sides(i)) {
            return Err(Verdict::Infeasible);
        }
        let above = activity.greatest() <= upper;
        let below = activity.least() >= lower;
        if above && below {
            model.note(|_| Removed::RedundantRow { row: i });
            model.clear_row(i);
            changes += 1;
        } else if upper < f64::INFINITY && activity.surely_least() >= upper && model.rows[i].noise == 0.0 {
            force(model, i, true);
            changes += 1;
        } else if lower > f64::NEG_INFINITY
            && activity.surely_greatest() <= lower
            && model.rows[i].noise == 0.0
        {
            force(model, i, false);
            changes += 1;
        } else {
            changes += drop_sides(model, i, above, below);
        }
    }
    model.forget_cleared();
    Ok(changes)
}

/// The activity can only be its least (or greatest) value: every column rests at the bound that gives it.
fn force(model: &mut Model, i: usize, at_least: bool) {
    let terms = model.rows[i].terms.clone();
    model.note(|_| Removed::ForcingRow { row: i, at_upper: at_least, terms: terms.clone() });
    let resting = |&(j, a): &(usize, f64)| {
        let (lower, upper) = model.bounds(j);
        (j, if (a > 0.0) == at_least { lower } else { upper })
    };
    let fixings: Vec<(usize, f64)> = terms.iter().map(resting).collect();
    model.fix_columns(&fixings);
    model.clear_row(i);
}

fn drop_sides(model: &mut Model, i: usize, above: bool, below: bool) -> usize {
    let row = &mut model.rows[i];
    let mut changes = 0;
    if above && row.upper < f64::INFINITY {
        row.upper = f64::INFINITY;
        changes += 1;
    }
    if below && row.lower > f64::NEG_INFINITY {
        row.lower = f64::NEG_INFINITY;
        changes += 1;
    }
    changes
}
