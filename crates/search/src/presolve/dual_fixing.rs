//! Columns that neither the objective nor a row gives a reason to leave a bound rest there (Achterberg et al.
//! 2020, section 4.4).

use super::model::{Model, Verdict};

/// Fixes such columns. One whose bound is infinite stays: whether the program is unbounded or infeasible is
/// for the search to say.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut fixings = Vec::new();
    let locks = locks(model);
    for j in model.live_columns() {
        let (down, up) = locks[j];
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

/// For each column, whether some row may be hurt by decreasing it, and by increasing it.
fn locks(model: &Model) -> Vec<(bool, bool)> {
    let mut locks = vec![(false, false); model.columns.len()];
    for row in model.rows.iter().filter(|row| row.alive) {
        let has_lower = row.lower > f64::NEG_INFINITY;
        let has_upper = row.upper < f64::INFINITY;
        for &(j, a) in &row.terms {
            let (down, up) = &mut locks[j];
            *down |= if a > 0.0 { has_lower } else { has_upper };
            *up |= if a > 0.0 { has_upper } else { has_lower };
        }
    }
    locks
}
