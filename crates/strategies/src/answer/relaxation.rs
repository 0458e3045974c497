//! The engines of continuous programs of one shape, with the numbers of one θ after the other: they keep
//! their factors where θ leaves the matrix alone.

use crate::curved::set_numbers;
use hunch_search::lp::{LpProblem, LpSettings, Simplex};
use hunch_search::qp::{Problem, Qp, QpError, QpSettings, SymmetricMatrix};
use std::sync::Arc;

/// An engine, once it was needed.
pub(super) enum Relaxation {
    /// Made when first needed, and again where θ moves the matrix: with it the entries that it was made of.
    Linear(Option<(Box<Simplex>, Vec<f64>)>),
    /// With the entries of the matrix, and Q.
    Curved(Box<Qp>, Vec<f64>, Arc<SymmetricMatrix>),
}

/// The engine with its numbers.
pub(super) enum Ready<'a> {
    Linear(&'a mut Simplex),
    Curved(&'a mut Qp),
}

impl Relaxation {
    /// The engine of a program like `problem`.
    ///
    /// # Errors
    /// A quadratic objective that is not convex, or too large.
    pub fn new(problem: &LpProblem, quadratic: Option<&Arc<SymmetricMatrix>>) -> Result<Self, QpError> {
        let Some(quadratic) = quadratic else { return Ok(Self::Linear(None)) };
        let entries = problem.matrix.values().to_vec();
        let problem = Problem { lp: problem.clone(), quadratic: (**quadratic).clone() };
        let qp = Qp::new(problem, QpSettings::default())?;
        Ok(Self::Curved(Box::new(qp), entries, quadratic.clone()))
    }

    /// Another engine of the same shape.
    pub fn another(&self) -> Self {
        match self {
            Self::Linear(_) => Self::Linear(None),
            Self::Curved(qp, entries, quadratic) => {
                Self::Curved(qp.clone(), entries.clone(), quadratic.clone())
            }
        }
    }

    /// The engine with the numbers of `problem`; `None` where it refuses them.
    pub fn at(&mut self, problem: &LpProblem) -> Option<Ready<'_>> {
        match self {
            Self::Linear(kept) => Some(Ready::Linear(prepared(kept, problem))),
            Self::Curved(qp, entries, quadratic) => {
                if entries == problem.matrix.values() {
                    set_numbers(qp, problem);
                } else {
                    *entries = problem.matrix.values().to_vec();
                    let problem = Problem { lp: problem.clone(), quadratic: (**quadratic).clone() };
                    **qp = Qp::new(problem, QpSettings::default()).ok()?;
                }
                Some(Ready::Curved(qp))
            }
        }
    }
}

/// The simplex engine with the numbers of `problem`: the kept one where the matrix is the same.
fn prepared<'k>(kept: &'k mut Option<(Box<Simplex>, Vec<f64>)>, problem: &LpProblem) -> &'k mut Simplex {
    let is_same = kept.as_ref().is_some_and(|(_, entries)| entries == problem.matrix.values());
    if !is_same {
        *kept = None;
    }
    let (lp, _) = kept.get_or_insert_with(|| {
        let lp = Simplex::new(problem, LpSettings::default());
        (Box::new(lp), problem.matrix.values().to_vec())
    });
    for j in 0..problem.columns() {
        let bounds = (problem.column_lower[j], problem.column_upper[j]);
        if lp.column_bounds(j) != bounds {
            lp.set_column_bounds(j, bounds.0, bounds.1);
        }
        if lp.cost(j) != problem.cost[j] {
            lp.set_cost(j, problem.cost[j]);
        }
    }
    for i in 0..problem.rows() {
        let sides = (problem.row_lower[i], problem.row_upper[i]);
        if lp.row_bounds(i) != sides {
            lp.set_row_bounds(i, sides.0, sides.1);
        }
    }
    lp.set_offset(problem.offset);
    lp
}
