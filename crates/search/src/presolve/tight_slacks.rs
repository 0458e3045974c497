//! A column that occurs in one inequality only, and that this row with the other columns' bounds keeps within
//! its own bounds anyway, decides which side of the row is met: its reduced cost is zero, so the row's dual
//! is its cost over its coefficient, and the sign of that tells the side (Andersen and Andersen 1995, section
//! 3.2: implied free column singletons). For linear programs: other rows would not notice integers.

use super::model::{Model, Verdict};
use crate::params::SUBSTITUTION_RANGE;

/// Makes such rows equations and takes the columns out as their slacks.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    let mut left = model.allowance();
    for j in model.live_columns() {
        let column = &model.columns[j];
        let (&[i], cost) = (column.rows.as_slice(), column.cost) else { continue };
        let row = &model.rows[i];
        if row.lower == row.upper || cost == 0.0 || row.terms.len() < 2 || left == 0 {
            continue;
        }
        left = left.saturating_sub(row.terms.len());
        let a = model.coefficient(i, j);
        let largest = row.terms.iter().map(|t| t.1.abs()).fold(0.0, f64::max);
        let at_upper = cost / a < 0.0;
        let side = if at_upper { row.upper } else { row.lower };
        if side.is_finite() && largest <= SUBSTITUTION_RANGE * a.abs() && is_implied_free(model, i, j, side) {
            model.meet_side(i, at_upper);
            model.absorb_slack(i, j);
            changes += 1;
        }
    }
    Ok(changes)
}

/// Whether column `j` stays within its bounds when row `i` meets `side`.
fn is_implied_free(model: &Model, i: usize, j: usize, side: f64) -> bool {
    let a = model.coefficient(i, j);
    let others = model.activity_without(i, j);
    let (x, y) = ((side - others.least()) / a, (side - others.greatest()) / a);
    let (lower, upper) = model.bounds(j);
    x.min(y) >= lower && x.max(y) <= upper
}
