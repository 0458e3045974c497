//! How well a point satisfies the program, in exact arithmetic: integer columns hold integers, bounds hold,
//! whole rows of integers hold, and other rows within their tolerance (`docs/claims.md`), since a continuous
//! part written in doubles can meet an equation only within rounding. Whether everything holds exactly is
//! reported.

use crate::dyadic::Dyadic;
use crate::exact::ExactProgram;
use crate::verdict::{PointQuality, Rejection};

/// A point in exact numbers, one a column.
pub(crate) fn exact_vector(
    field: &'static str,
    values: &[f64],
    columns: usize,
) -> Result<Vec<Dyadic>, Rejection> {
    if values.len() != columns {
        return Err(Rejection::Length { field, found: values.len(), expected: columns });
    }
    let exact = |(column, &value): (usize, &f64)| {
        Dyadic::new(value).ok_or(Rejection::NotFinite { field, index: column })
    };
    values.iter().enumerate().map(exact).collect()
}

/// Checks the point. `program` is the one without cuts.
pub(crate) fn check_point(program: &ExactProgram, point: &[Dyadic]) -> Result<PointQuality, Rejection> {
    for (column, value) in point.iter().enumerate() {
        if program.integer[column] && !value.is_integer() {
            return Err(Rejection::PointNotIntegral { column, value: value.to_string() });
        }
        let bounds = (program.lower[column].as_ref(), program.upper[column].as_ref());
        if let Some(excess) = excess(value, bounds) {
            return Err(Rejection::PointOutOfBounds { column, excess: excess.above() });
        }
    }
    let mut quality = PointQuality { exact: true, row_violation: 0.0 };
    for (row, exact) in program.rows.iter().enumerate() {
        let mut activity = Dyadic::zero();
        for (j, a) in &exact.terms {
            activity.add_product(a, &point[*j]);
        }
        let Some(excess) = excess(&activity, (exact.lower.as_ref(), exact.upper.as_ref())) else { continue };
        let tolerance = exact.tolerance_at(point);
        if excess > tolerance {
            let (excess, tolerance) = (excess.above(), tolerance.to_f64());
            return Err(Rejection::PointMissesRow { row, excess, tolerance });
        }
        let ratio = (excess.above() / tolerance.below()).next_up().min(1.0);
        quality = PointQuality { exact: false, row_violation: quality.row_violation.max(ratio) };
    }
    Ok(quality)
}

/// How far the value lies beyond one of its bounds, if it does.
fn excess(value: &Dyadic, bounds: (Option<&Dyadic>, Option<&Dyadic>)) -> Option<Dyadic> {
    match bounds {
        (Some(l), _) if value < l => Some(l - value),
        (_, Some(u)) if value > u => Some(value - u),
        _ => None,
    }
}

/// Checks a ray exactly: no bound stops it, and the objective (of the minimisation) falls along it.
pub(crate) fn check_ray(program: &ExactProgram, ray: &[Dyadic]) -> Result<(), Rejection> {
    let leaves = |step: &Dyadic, lower: &Option<Dyadic>, upper: &Option<Dyadic>| {
        (step.is_negative() && lower.is_some()) || (step.is_positive() && upper.is_some())
    };
    for (index, step) in ray.iter().enumerate() {
        if leaves(step, &program.lower[index], &program.upper[index]) {
            return Err(Rejection::RayLeaves { what: "column", index });
        }
    }
    for (index, row) in program.rows.iter().enumerate() {
        let mut step = Dyadic::zero();
        for (j, a) in &row.terms {
            step.add_product(a, &ray[*j]);
        }
        if leaves(&step, &row.lower, &row.upper) {
            return Err(Rejection::RayLeaves { what: "row", index });
        }
    }
    let mut gain = Dyadic::zero();
    for (c, d) in program.cost.iter().zip(ray) {
        gain.add_product(c, d);
    }
    if gain.is_negative() { Ok(()) } else { Err(Rejection::RayDoesNotImprove) }
}
