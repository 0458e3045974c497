//! Bounds of integer columns implied by single rows (Savelsbergh 1994, section 1.1). Continuous columns keep their bounds: tighter ones
//! make the simplex degenerate and add nothing that the rows do not say.

use super::model::{Model, Verdict};
use crate::propagation::{interval_of, slack, tightened};

/// Tightens the bounds of integer columns.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let side = (model.rows[i].lower, model.rows[i].upper);
        let mut activity = model.activity(i);
        if activity.least() > side.1 + slack(side.1) || activity.greatest() < side.0 - slack(side.0) {
            return Err(Verdict::Infeasible);
        }
        for k in 0..model.rows[i].terms.len() {
            let (j, a) = model.rows[i].terms[k];
            if !model.columns[j].integer {
                continue;
            }
            let bounds = model.bounds(j);
            let interval = interval_of(a, bounds, &activity, side);
            if let Some((lower, upper)) = tightened(bounds, interval, true) {
                model.set_bounds(j, lower, upper)?;
                activity = model.activity(i);
                changes += 1;
            }
        }
    }
    Ok(changes)
}
