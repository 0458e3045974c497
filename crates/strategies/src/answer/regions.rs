//! Where a strategy is optimal: all θ at which its slacks are not negative and its multipliers have the right
//! signs. Where θ leaves the matrix alone both are affine in θ, and the region is a polyhedron; its facets
//! are exact, and what they say can be read: "the stock covers five periods".

use super::reduced::{Reduced, Side, Solved};
use crate::learn::Hyperplane;
use crate::params::FLAT;
use hunch_model::SparseMatrix;
use hunch_model::parametric::{ParametricProgram, Target};
use hunch_search::lp::LpProblem;
use hunch_search::qp::SymmetricMatrix;

/// What holds on the inner side of a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// This bound or side, which is not tight, is kept.
    Slack(Target),
    /// This bound or side, which is tight, has a multiplier of the right sign: it pays to keep it tight.
    Multiplier(Target),
}

/// `normal · θ ≤ bound` in the region; the normal has length one, so that the difference is a distance.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// One entry a parameter.
    pub normal: Vec<f64>,
    /// The right-hand side.
    pub bound: f64,
    /// What it means.
    pub condition: Condition,
}

impl Facet {
    /// How far inside the facet θ lies; negative outside.
    pub fn distance(&self, theta: &[f64]) -> f64 {
        self.bound - self.normal.iter().zip(theta).map(|(a, t)| a * t).sum::<f64>()
    }

    /// The facet as a split that learners can try. Entries of the normal below [`FLAT`] are rounding.
    pub fn hyperplane(&self) -> Hyperplane {
        let entries = self.normal.iter().enumerate().filter(|(_, a)| a.abs() > FLAT);
        Hyperplane { terms: entries.map(|(k, &a)| (k as u32, a)).collect(), bound: self.bound }
    }

    /// Whether some of these θ lie on either side.
    pub fn separates<'t>(&self, thetas: impl IntoIterator<Item = &'t [f64]>) -> bool {
        let (mut inside, mut outside) = (false, false);
        for theta in thetas {
            let is_inside = self.distance(theta) >= 0.0;
            (inside, outside) = (inside || is_inside, outside || !is_inside);
            if inside && outside {
                return true;
            }
        }
        false
    }
}

/// A quantity that is not negative in the region: its value at θ = 0 and its slope.
struct Quantity {
    condition: Condition,
    constant: f64,
    slope: Vec<f64>,
}

/// The facets of a strategy's region, conditions that no θ changes left out.
pub(super) fn facets(
    program: &ParametricProgram,
    is_integer: &[bool],
    reduced: &Reduced,
    base: &LpProblem,
    quadratic: Option<&SymmetricMatrix>,
) -> Option<Vec<Facet>> {
    let at_zero = reduced.linear(base, quadratic, 1.0)?;
    let mut slopes = Vec::with_capacity(program.parameters.len());
    for parameter in 0..program.parameters.len() {
        let change = derivative(program, base, parameter);
        let solved = reduced.linear(&change, quadratic, 0.0)?;
        slopes.push((change, solved));
    }
    let quantities = quantities(base, is_integer, reduced, &at_zero, &slopes);
    Some(quantities.into_iter().filter_map(facet).collect())
}

/// The derivatives of all numbers by one parameter, as a program of the same matrix.
fn derivative(program: &ParametricProgram, base: &LpProblem, parameter: usize) -> LpProblem {
    let zero = |list: &[f64]| vec![0.0; list.len()];
    let mut change = LpProblem {
        offset: 0.0,
        cost: zero(&base.cost),
        column_lower: zero(&base.column_lower),
        column_upper: zero(&base.column_upper),
        row_lower: zero(&base.row_lower),
        row_upper: zero(&base.row_upper),
        matrix: base.matrix.clone(),
        row_noise: Vec::new(),
    };
    let sign = program.base.sense.sign();
    for term in program.terms.iter().filter(|term| term.parameter == parameter) {
        match term.target {
            Target::Cost(j) => change.cost[j] += sign * term.coefficient,
            Target::ColumnLower(j) => change.column_lower[j] += term.coefficient,
            Target::ColumnUpper(j) => change.column_upper[j] += term.coefficient,
            Target::RowLower(i) => change.row_lower[i] += term.coefficient,
            Target::RowUpper(i) => change.row_upper[i] += term.coefficient,
            Target::Offset | Target::Coefficient(..) => {}
        }
    }
    change
}

/// The slacks of what is not tight, and the multipliers of what is.
fn quantities(
    base: &LpProblem,
    is_integer: &[bool],
    reduced: &Reduced,
    at_zero: &Solved,
    slopes: &[(LpProblem, Solved)],
) -> Vec<Quantity> {
    let activities = |matrix: &SparseMatrix, solved: &Solved| matrix.multiply(&solved.values);
    let activity = activities(&base.matrix, at_zero);
    let activity_slopes: Vec<Vec<f64>> =
        slopes.iter().map(|(change, solved)| activities(&change.matrix, solved)).collect();
    let mut found = Vec::new();
    let mut add = |condition, constant, slope: Vec<f64>| found.push(Quantity { condition, constant, slope });
    let of = |pick: &dyn Fn(&LpProblem, &Solved) -> f64| {
        slopes.iter().map(|(change, solved)| pick(change, solved)).collect::<Vec<f64>>()
    };
    for j in (0..base.columns()).filter(|&j| !is_integer[j]) {
        let (lower, upper) = (base.column_lower[j], base.column_upper[j]);
        match reduced.side_of_column(j) {
            Some(_) if lower == upper => {}
            Some(side) => {
                let sign = if side == Side::Lower { 1.0 } else { -1.0 };
                let target =
                    if side == Side::Lower { Target::ColumnLower(j) } else { Target::ColumnUpper(j) };
                let slope = of(&|_, solved| sign * solved.reduced[j]);
                add(Condition::Multiplier(target), sign * at_zero.reduced[j], slope);
            }
            None => {
                if lower.is_finite() {
                    let slope = of(&|change, solved| solved.values[j] - change.column_lower[j]);
                    add(Condition::Slack(Target::ColumnLower(j)), at_zero.values[j] - lower, slope);
                }
                if upper.is_finite() {
                    let slope = of(&|change, solved| change.column_upper[j] - solved.values[j]);
                    add(Condition::Slack(Target::ColumnUpper(j)), upper - at_zero.values[j], slope);
                }
            }
        }
    }
    for i in 0..base.rows() {
        let (lower, upper) = (base.row_lower[i], base.row_upper[i]);
        match reduced.side_of_row(i) {
            Some(_) if lower == upper => {}
            Some(side) => {
                let sign = if side == Side::Lower { 1.0 } else { -1.0 };
                let target = if side == Side::Lower { Target::RowLower(i) } else { Target::RowUpper(i) };
                let slope = of(&|_, solved| sign * solved.duals[i]);
                add(Condition::Multiplier(target), sign * at_zero.duals[i], slope);
            }
            None => {
                let row_slopes = |pick: &dyn Fn(&LpProblem, f64) -> f64| {
                    slopes.iter().zip(&activity_slopes).map(|((change, _), a)| pick(change, a[i])).collect()
                };
                if lower.is_finite() {
                    let slope = row_slopes(&|change, a| a - change.row_lower[i]);
                    add(Condition::Slack(Target::RowLower(i)), activity[i] - lower, slope);
                }
                if upper.is_finite() {
                    let slope = row_slopes(&|change, a| change.row_upper[i] - a);
                    add(Condition::Slack(Target::RowUpper(i)), upper - activity[i], slope);
                }
            }
        }
    }
    found
}

/// The facet of `constant + slope · θ ≥ 0`; none where the slope is rounding.
fn facet(quantity: Quantity) -> Option<Facet> {
    let Quantity { condition, constant, slope } = quantity;
    let length = slope.iter().map(|a| a * a).sum::<f64>().sqrt();
    if length <= FLAT * (1.0 + constant.abs()) {
        return None;
    }
    Some(Facet {
        normal: slope.iter().map(|a| -a / length + 0.0).collect(),
        bound: constant / length,
        condition,
    })
}
