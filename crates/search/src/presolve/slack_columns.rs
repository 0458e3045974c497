//! A continuous column that occurs in one equation only is that equation's slack (Andersen and Andersen 1995,
//! section 3.2, generalised to columns with bounds: the row keeps them as its sides).

use super::model::{Model, Verdict};
use crate::params::SUBSTITUTION_RANGE;

/// Absorbs slack columns into their rows.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    let mut left = model.allowance();
    for j in model.live_columns() {
        let column = &model.columns[j];
        let &[i] = column.rows.as_slice() else { continue };
        let row = &model.rows[i];
        if column.integer || row.lower != row.upper || row.terms.len() < 2 || left == 0 {
            continue;
        }
        left = left.saturating_sub(row.terms.len());
        let a = model.coefficient(i, j).abs();
        let largest = row.terms.iter().map(|t| t.1.abs()).fold(0.0, f64::max);
        // A tiny pivot would blow up the costs that it moves.
        if largest <= SUBSTITUTION_RANGE * a && model.can_absorb(i, j) {
            model.absorb_slack(i, j);
            changes += 1;
        }
    }
    Ok(changes)
}
