//! Which stored strategies to try first, without learning.
//!
//! - Where θ moves only right-hand sides and bounds of a linear program, stored duals bound the optimum of
//!   every θ from below, `V(θ) ≥ y_kᵀ b(θ)`, and the strategy whose bound is largest is the best one stored.
//! - Where θ moves only costs of one, stored points stay feasible, and the cheapest is the best one stored.
//! - Where θ leaves the matrix of another continuous program alone, the strategy is tried first in whose
//!   region θ lies deepest, or least far outside.
//!
//! All are affine in θ: dot products. Else strategies are tried by their frequency.

use super::regions::Facet;
use crate::params::{FACE, MOST_NUMBERS};
use hunch_model::parametric::{ParametricProgram, Target};
use hunch_search::lp::LpProblem;

/// What θ moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// Right-hand sides and bounds (and the constant of the objective).
    Sides,
    /// Costs (likewise).
    Costs,
    /// Both, but not the matrix.
    Vectors,
    /// The matrix too.
    Matrix,
}

impl Moves {
    /// What the terms of a program move.
    pub fn of(program: &ParametricProgram) -> Self {
        let any = |wanted: fn(&Target) -> bool| program.terms.iter().any(|term| wanted(&term.target));
        if any(|t| matches!(t, Target::Coefficient(..))) {
            return Self::Matrix;
        }
        let costs = any(|t| matches!(t, Target::Cost(_)));
        let sides = any(|t| !matches!(t, Target::Cost(_) | Target::Offset));
        match (costs, sides) {
            (true, true) => Self::Vectors,
            (true, false) => Self::Costs,
            _ => Self::Sides,
        }
    }
}

/// What ranks a strategy at θ: the larger the better.
#[derive(Clone, Debug, PartialEq)]
pub enum Score {
    /// The bound of its duals on the minimisation.
    Bound(Affine),
    /// The objective of its point, and 1 where it is minimised, −1 where it is maximised.
    Objective(Affine, f64),
    /// How deep θ lies in its region.
    Region(Vec<Facet>),
}

impl Score {
    /// By its region, where that has not too many facets to keep.
    pub fn region(facets: Vec<Facet>) -> Option<Self> {
        let numbers: usize = facets.iter().map(|facet| facet.normal.len()).sum();
        (numbers <= MOST_NUMBERS).then_some(Self::Region(facets))
    }

    /// Its value at θ; once it is seen to be less than `enough`, any number less than that.
    pub fn at(&self, theta: &[f64], enough: f64) -> f64 {
        match self {
            Self::Bound(bound) => bound.at(theta),
            Self::Objective(objective, sign) => -sign * objective.at(theta),
            Self::Region(facets) => {
                let mut depth = f64::INFINITY;
                for facet in facets {
                    depth = depth.min(facet.distance(theta));
                    if depth < enough {
                        break;
                    }
                }
                depth
            }
        }
    }
}

/// An affine function of θ.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine {
    /// Its value at θ = 0.
    pub constant: f64,
    /// Its derivative, one entry a parameter.
    pub slope: Vec<f64>,
}

impl Affine {
    /// Its value at θ.
    pub fn at(&self, theta: &[f64]) -> f64 {
        self.constant + self.slope.iter().zip(theta).map(|(a, b)| a * b).sum::<f64>()
    }

    /// The bound of stored duals on the minimisation, for θ in sides. `base` is the program at θ = 0; reduced
    /// costs of rounding count as zero, so that it orders strategies and proves nothing.
    pub fn of_duals(program: &ParametricProgram, base: &LpProblem, duals: &[f64]) -> Self {
        let zero = FACE * base.cost.iter().fold(0.0, |most: f64, c| most.max(c.abs()));
        let mut reduced = base.cost.clone();
        for (i, j, v) in base.matrix.triplets() {
            reduced[j] -= v * duals[i];
        }
        reduced.iter_mut().filter(|d| d.abs() <= zero).for_each(|d| *d = 0.0);
        let term = |price: f64, lower: f64, upper: f64| match price {
            0.0 => 0.0,
            p if p > 0.0 => p * lower,
            p => p * upper,
        };
        let rows = (0..base.rows()).map(|i| term(duals[i], base.row_lower[i], base.row_upper[i]));
        let columns =
            (0..base.columns()).map(|j| term(reduced[j], base.column_lower[j], base.column_upper[j]));
        let constant = base.offset + rows.chain(columns).sum::<f64>();
        let sign = program.base.sense.sign();
        let slope = program.pull_back(|number| match number {
            Target::RowLower(i) => duals[i].max(0.0),
            Target::RowUpper(i) => duals[i].min(0.0),
            Target::ColumnLower(j) => reduced[j].max(0.0),
            Target::ColumnUpper(j) => reduced[j].min(0.0),
            Target::Offset => sign,
            Target::Cost(_) | Target::Coefficient(..) => 0.0,
        });
        Self { constant, slope }
    }

    /// The objective of a stored point, in the program's own sense, for θ in costs.
    pub fn of_point(program: &ParametricProgram, values: &[f64]) -> Self {
        let slope = program.pull_back(|number| match number {
            Target::Cost(j) => values[j],
            Target::Offset => 1.0,
            _ => 0.0,
        });
        Self { constant: program.base.objective(values), slope }
    }
}
