//! Columns that neither the objective nor a row gives a reason to leave a bound rest there (Achterberg et al.
//! 2020, section 4.4).

use super::model::{Model, Verdict};

/// Fixes such columns. One whose bound is infinite stays: whether the program is unbounded or infeasible is
/// for the search to say.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut fixings = Vec::new();
    for j in model.live_columns() {
        let (down, up) = locks(model, j);
        let column = &model.columns[j];
        let (lower, upper, cost) = (column.lower, column.upper, column.cost);
        let value = if cost == 0.0 && !down && !up {
            Some(if model.is_traced() { resting_place(lower, upper) } else { 0f64.max(lower).min(upper) })
        } else if cost >= 0.0 && !down && lower.is_finite() {
            Some(lower)
        } else if cost <= 0.0 && !up && upper.is_finite() {
            Some(upper)
        } else {
            None
        };
        if let Some(value) = value {
            fixings.push((j, value));
        }
    }
    model.fix_columns(&fixings);
    Ok(fixings.len())
}

/// Where a nonbasic column rests: at a bound, if it has one.
fn resting_place(lower: f64, upper: f64) -> f64 {
    match (lower.is_finite(), upper.is_finite()) {
        (true, _) => lower,
        (false, true) => upper,
        (false, false) => 0.0,
    }
}

/// Whether some row may be hurt by decreasing, and by increasing, the column.
fn locks(model: &Model, j: usize) -> (bool, bool) {
    let (mut down, mut up) = (false, false);
    for &i in &model.columns[j].rows {
        let positive = model.coefficient(i, j) > 0.0;
        let has_lower = model.rows[i].lower > f64::NEG_INFINITY;
        let has_upper = model.rows[i].upper < f64::INFINITY;
        down |= if positive { has_lower } else { has_upper };
        up |= if positive { has_upper } else { has_lower };
        if down && up {
            break;
        }
    }
    (down, up)
}
