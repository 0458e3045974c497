//! The engines that stay with a stored strategy: its basis or working set, kept with its factors where θ
//! leaves the matrix alone.

use crate::curved::set_numbers;
use crate::label::basis;
use crate::params::NEWTON_STEPS;
use hunch_model::Control;
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use hunch_search::qp::{Problem, Qp, QpSettings, QpStatus, SymmetricMatrix, WorkingSet};
use std::sync::Arc;

/// An engine and the working set from which it starts.
pub(super) struct Engine {
    set: WorkingSet,
    kind: Kind,
}

enum Kind {
    /// Made when first needed, and again where θ moves the matrix: with it the entries that it was made of.
    Linear(Option<(Box<Simplex>, Vec<f64>)>),
    /// With the entries of the matrix, and Q.
    Curved(Box<Qp>, Vec<f64>, Arc<SymmetricMatrix>),
}

/// An optimum of the minimisation.
pub(super) struct Found {
    pub values: Vec<f64>,
    pub duals: Vec<f64>,
    /// What the multipliers prove, rounding counted.
    pub bound: f64,
}

impl Engine {
    pub fn linear(set: WorkingSet) -> Self {
        Self { set, kind: Kind::Linear(None) }
    }

    /// `entries` are those of the matrix that `qp` was made of.
    pub fn curved(set: WorkingSet, qp: Qp, entries: Vec<f64>, quadratic: Arc<SymmetricMatrix>) -> Self {
        Self { set, kind: Kind::Curved(Box::new(qp), entries, quadratic) }
    }

    /// The optimum, if the stored working set is optimal as it is.
    pub fn prove(&mut self, problem: &LpProblem, control: &mut dyn Control) -> Option<Found> {
        self.run(problem, true, control)
    }

    /// The optimum, from the stored working set in as many steps as it takes.
    pub fn go_on(&mut self, problem: &LpProblem, control: &mut dyn Control) -> Option<Found> {
        self.run(problem, false, control)
    }

    fn run(&mut self, problem: &LpProblem, stays: bool, control: &mut dyn Control) -> Option<Found> {
        match &mut self.kind {
            Kind::Linear(kept) => {
                let (lp, basis) = (prepared(kept, problem), basis(&self.set));
                lp.load_basis(&basis).ok()?;
                lp.set_iteration_limit(stays.then_some(0));
                let is_optimal = lp.solve(control) == LpStatus::Optimal && (!stays || lp.basis() == basis);
                // A bound that counts a far size is confirmed in other ways (docs/claims.md): the search's
                // matter.
                let is_optimal = is_optimal && !lp.rests_on_far();
                is_optimal.then(|| Found { values: lp.values(), duals: lp.duals(), bound: lp.dual_bound() })
            }
            Kind::Curved(qp, entries, quadratic) => {
                if entries == problem.matrix.values() {
                    set_numbers(qp, problem);
                } else {
                    *entries = problem.matrix.values().to_vec();
                    let problem = Problem { lp: problem.clone(), quadratic: (**quadratic).clone() };
                    **qp = Qp::new(problem, QpSettings::default()).ok()?;
                }
                qp.load(&self.set).ok()?;
                qp.set_iteration_limit(stays.then_some(NEWTON_STEPS));
                let is_optimal =
                    qp.solve(control) == QpStatus::Optimal && (!stays || qp.working_set() == self.set);
                let found =
                    || Found { values: qp.values().to_vec(), duals: qp.duals().to_vec(), bound: qp.bound() };
                is_optimal.then(found)
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
