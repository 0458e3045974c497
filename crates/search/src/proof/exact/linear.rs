//! What an answer to a linear program carries beside its claim, from exact arithmetic: multipliers, reduced
//! costs and a basis of an optimum, multipliers that leave no point, a ray. Each is an exact one, rounded to
//! doubles; whether it still proves what it must in doubles, the caller has to check.

use super::tableau::{LpEnd, Range, Tableau, Weights};
use super::walk::{pivots, relaxation};
use super::{Around, fits};
use hunch_check::{Dyadic, ExactProgram, Knowledge, Side};
use hunch_model::{Basis, Program};

/// What an optimum comes with, in the program's own sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// One multiplier a row.
    pub duals: Vec<f64>,
    /// One reduced cost a column.
    pub reduced_costs: Vec<f64>,
    /// The basis that both belong to.
    pub basis: Basis,
}

/// A feasible point of the relaxation, and a direction in which the objective improves for ever.
#[derive(Clone, Debug, PartialEq)]
pub struct Endless {
    /// One value a column.
    pub point: Vec<f64>,
    /// One step a column.
    pub ray: Vec<f64>,
}

/// What belongs to the optimum of the relaxation of a program of at most [`super::COLUMNS`] columns and
/// [`super::ROWS`] rows, with `work` as in [`super::WORK`]; nothing where it has none, or a limit came first.
pub fn optimum(program: &Program, work: u64) -> Option<Optimum> {
    let (known, mut tableau) = started(program)?;
    let LpEnd::Optimal(weights) = tableau.solve(pivots(&known, work)) else { return None };
    let sign = program.sense.sign();
    let rounded = |value: &Dyadic| Some(sign * nearest(value, &weights.over)? + 0.0);
    let mut duals = vec![0.0; program.rows.len()];
    let mut reduced: Vec<Dyadic> = known.program().cost.iter().map(|c| c * &weights.over).collect();
    for (i, weight) in &weights.rows {
        duals[*i] = rounded(weight)?;
        for (j, a) in &known.rows()[*i].terms {
            reduced[*j].add_product(&-weight, a);
        }
    }
    let reduced_costs = reduced.iter().map(rounded).collect::<Option<_>>()?;
    Some(Optimum { duals, reduced_costs, basis: tableau.basis() })
}

/// Multipliers, one a row, that leave the relaxation no point; likewise.
pub fn emptiness(program: &Program, work: u64) -> Option<Vec<f64>> {
    let (known, mut tableau) = started(program)?;
    let LpEnd::Infeasible(weights) = tableau.solve(pivots(&known, work)) else { return None };
    scaled(&weights, program.rows.len())
}

/// A point and a ray of the relaxation; likewise. Of all rays it is one whose improvement is as large as may be beside
/// what its steps cost one by one, up to the number of columns: where any ray improves the objective by more than
/// rounding, this one does.
pub fn endless(program: &Program, work: u64) -> Option<Endless> {
    let (known, mut tableau) = started(program)?;
    let LpEnd::Unbounded = tableau.solve(pivots(&known, work)) else { return None };
    let (point, over) = tableau.point();
    let point = point.iter().map(|x| nearest(x, &over)).collect::<Option<_>>()?;
    let mut cone = recession(&known);
    let LpEnd::Optimal(_) = cone.solve(pivots(&known, work)) else { return None };
    let (ray, over) = cone.point();
    let ray = ray.iter().map(|d| nearest(d, &over)).collect::<Option<_>>()?;
    Some(Endless { point, ray })
}

/// The relaxation of a program that is small enough.
fn started(program: &Program) -> Option<(Knowledge, Tableau)> {
    let known = fits(program).then(|| Knowledge::new(ExactProgram::new(program)))?;
    let tableau = relaxation(&known, true);
    Some((known, tableau))
}

/// The directions that no bound ends, each step costing about one at most: the power of two at the cost.
fn recession(known: &Knowledge) -> Tableau {
    let cost = &known.program().cost;
    let open = |is_bounded: bool, end: Option<Dyadic>| if is_bounded { Some(Dyadic::zero()) } else { end };
    let columns = cost.iter().enumerate().map(|(j, c)| {
        // A step of a column that costs nothing needs no end: the others' steps are ended.
        let most = c.magnitude().map(|size| Dyadic::one().shifted(-size));
        Range {
            lower: open(known.lower(j).is_some(), most.as_ref().map(|m| -m)),
            upper: open(known.upper(j).is_some(), most),
        }
    });
    let rows = known.rows().iter().enumerate().map(|(i, row)| {
        let has = |side| known.side(i, side).is_some();
        let range = Range { lower: open(has(Side::Lower), None), upper: open(has(Side::Upper), None) };
        (row.terms.clone(), range)
    });
    Tableau::new(cost, columns.collect(), &rows.collect::<Vec<_>>())
}

/// The double nearest to `value / over`, if it lies within their range.
fn nearest(value: &Dyadic, over: &Dyadic) -> Option<f64> {
    Around::new(value, over).map(|around| around.nearest)
}

/// Multipliers of which any multiple will do: the largest is about one.
fn scaled(weights: &Weights, rows: usize) -> Option<Vec<f64>> {
    let size = weights.rows.iter().filter_map(|r| r.1.magnitude()).max()?;
    let mut multipliers = vec![0.0; rows];
    for (i, weight) in &weights.rows {
        multipliers[*i] = nearest(&weight.shifted(-size), &Dyadic::one())?;
    }
    Some(multipliers)
}
