//! The engines that stay with a stored strategy: its basis or working set, kept with its factors where θ
//! leaves the matrix alone.

use super::relaxation::{Ready, Relaxation};
use crate::label::basis;
use crate::params::NEWTON_STEPS;
use hunch_model::Control;
use hunch_search::lp::{LpProblem, LpStatus};
use hunch_search::qp::{QpStatus, WorkingSet};

/// An engine and the working set from which it starts.
pub(super) struct Engine {
    set: WorkingSet,
    relaxation: Relaxation,
}

/// An optimum of the minimisation.
pub(super) struct Found {
    pub values: Vec<f64>,
    pub duals: Vec<f64>,
    /// What the multipliers prove, rounding counted.
    pub bound: f64,
}

impl Engine {
    pub fn new(set: WorkingSet, relaxation: Relaxation) -> Self {
        Self { set, relaxation }
    }

    /// The working set from which it starts.
    pub fn set(&self) -> &WorkingSet {
        &self.set
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
        match self.relaxation.at(problem)? {
            Ready::Linear(lp) => {
                let basis = basis(&self.set);
                lp.load_basis(&basis).ok()?;
                lp.set_iteration_limit(stays.then_some(0));
                let is_optimal = lp.solve(control) == LpStatus::Optimal && (!stays || lp.basis() == basis);
                // A bound that counts a far size is confirmed in other ways (docs/claims.md): the search's
                // matter.
                let is_optimal = is_optimal && !lp.rests_on_far();
                is_optimal.then(|| Found { values: lp.values(), duals: lp.duals(), bound: lp.dual_bound() })
            }
            Ready::Curved(qp) => {
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
