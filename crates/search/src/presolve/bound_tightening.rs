//! Bounds of integer columns implied by single rows (Savelsbergh 1994, section 1.1). Continuous columns keep
//! their bounds: tighter ones make the simplex degenerate and add nothing that the rows do not say.

use super::model::{Model, Verdict};
use crate::propagation::{Intersection, intersect};

/// Tightens the bounds of integer columns.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    let mut left = model.allowance();
    for i in model.live_rows() {
        let sides = model.sides(i);
        let mut activity = model.activity(i);
        if activity.contradicts(&sides) {
            return Err(Verdict::Infeasible);
        }
        for k in 0..model.rows[i].terms.len() {
            let (j, a) = model.rows[i].terms[k];
            if !model.columns[j].integer {
                continue;
            }
            let bounds = model.bounds(j);
            let interval = activity.interval(a, bounds, &sides, || model.activity_without(i, j));
            match intersect(bounds, interval, true) {
                Intersection::Empty => return Err(Verdict::Infeasible),
                Intersection::Unchanged => {}
                Intersection::Smaller(lower, upper) => {
                    model.set_bounds(j, lower, upper, 0.0)?;
                    // What the row amounted to before is true as well, and says a little less.
                    if left > 0 {
                        activity = model.activity(i);
                        left = left.saturating_sub(model.rows[i].terms.len());
                    }
                    changes += 1;
                }
            }
        }
    }
    Ok(changes)
}
