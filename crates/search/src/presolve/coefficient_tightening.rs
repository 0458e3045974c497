//! Coefficients of integer columns that are larger than the row can use (Savelsbergh 1994, section 1.2): the same integer points, a tighter
//! relaxation. This is what shrinks a big M.

use super::model::{Model, Verdict};
use crate::params::COEFFICIENT_PROGRESS;

/// Tightens coefficients in rows with one side.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let (lower, upper) = (model.rows[i].lower, model.rows[i].upper);
        match (lower > f64::NEG_INFINITY, upper < f64::INFINITY) {
            (false, true) => changes += tighten(model, i, 1.0),
            (true, false) => changes += tighten(model, i, -1.0),
            _ => {}
        }
    }
    Ok(changes)
}

/// Tightens row `i`, read as `sign · (Σ a x) <= rhs`.
fn tighten(model: &mut Model, i: usize, sign: f64) -> usize {
    let activity = model.activity(i);
    let (mut greatest, mut rhs) = if sign > 0.0 {
        (activity.greatest(), model.rows[i].upper)
    } else {
        (-activity.least(), -model.rows[i].lower)
    };
    if !greatest.is_finite() || greatest <= rhs {
        return 0;
    }
    let mut changes = 0;
    for (j, a) in model.rows[i].terms.clone() {
        let (lower, upper) = model.bounds(j);
        if !model.columns[j].integer || lower == upper {
            continue;
        }
        let a = sign * a;
        // One step of x away from its costly bound, the row can no longer be violated: `surplus` of the coefficient is idle.
        let surplus = rhs - greatest + a.abs();
        if surplus <= COEFFICIENT_PROGRESS * (1.0 + a.abs()) || surplus > a.abs() {
            continue;
        }
        let (smaller, bound) = if a > 0.0 { (a - surplus, upper) } else { (a + surplus, lower) };
        let shift = surplus * bound * a.signum();
        greatest -= shift;
        rhs -= shift;
        model.set_coefficient(i, j, sign * smaller);
        changes += 1;
    }
    let side = if sign > 0.0 { &mut model.rows[i].upper } else { &mut model.rows[i].lower };
    if changes > 0 {
        *side = sign * rhs;
    }
    changes
}
