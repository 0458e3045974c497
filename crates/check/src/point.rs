//! How well a point satisfies the program: its violations in exact arithmetic. Integer columns must hold integers; a continuous part written in
//! doubles can meet an equation only within rounding, so rows and bounds are held to the tolerances of every answer, and whether they hold
//! exactly is reported.

use crate::dyadic::Dyadic;
use crate::exact::ExactProgram;
use crate::verdict::Rejection;
use hunch_model::tolerances::ROW;
use serde::Serialize;

/// Violations of a feasible point, each as a multiple of `1 + |violated bound|`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PointQuality {
    /// Whether nothing is violated at all.
    pub exact: bool,
    /// Largest violation of a row.
    pub row_violation: f64,
    /// Largest violation of a column bound.
    pub bound_violation: f64,
}

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

/// Checks the point; gives its objective (of the minimisation) too. `program` is the one without rounded bounds and cuts.
pub(crate) fn check_point(
    program: &ExactProgram,
    point: &[Dyadic],
) -> Result<(Dyadic, PointQuality), Rejection> {
    let mut quality = PointQuality { exact: true, ..PointQuality::default() };
    for (column, value) in point.iter().enumerate() {
        if program.integer[column] && !value.is_integer() {
            return Err(Rejection::PointNotIntegral { column, value: value.to_string() });
        }
        let bounds = (program.lower[column].as_ref(), program.upper[column].as_ref());
        let violation = violation(value, bounds, &mut quality.exact);
        if violation > 0.0 {
            return Err(Rejection::PointInfeasible { what: "column", index: column, violation });
        }
        quality.bound_violation = quality.bound_violation.max(violation);
    }
    for (index, row) in program.rows.iter().enumerate() {
        let mut activity = Dyadic::zero();
        for (j, a) in &row.terms {
            activity.add_product(a, &point[*j]);
        }
        let violation = violation(&activity, (row.lower.as_ref(), row.upper.as_ref()), &mut quality.exact);
        if violation > ROW {
            return Err(Rejection::PointInfeasible { what: "row", index, violation });
        }
        quality.row_violation = quality.row_violation.max(violation);
    }
    let mut objective = program.offset.clone();
    for (c, x) in program.cost.iter().zip(point) {
        objective.add_product(c, x);
    }
    Ok((objective, quality))
}

/// The distance beyond a bound as a multiple of `1 + |bound|`, rounded up.
fn violation(value: &Dyadic, (lower, upper): (Option<&Dyadic>, Option<&Dyadic>), exact: &mut bool) -> f64 {
    let (excess, bound) = match (lower, upper) {
        (Some(l), _) if value < l => (l - value, l),
        (_, Some(u)) if value > u => (value - u, u),
        _ => return 0.0,
    };
    *exact = false;
    (excess.above() / (1.0 + bound.abs().below())).next_up()
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
