//! Trial solves that leave no trace, for strong branching.

use super::simplex::Simplex;
use super::status::LpStatus;
use hunch_model::Control;

/// What a trial solve found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probe {
    /// How it ended; often [`LpStatus::IterationLimit`].
    pub status: LpStatus,
    /// A proven lower bound on the optimum under the trial bounds: `+∞` when infeasible.
    pub bound: f64,
    /// Iterations spent.
    pub iterations: u64,
}

impl Simplex {
    /// Solves with the bounds of column `j` replaced, for at most `max_iterations`, in `trial`, whose storage
    /// is reused and whose content does not matter. The engine should be at an optimal basis.
    pub fn probe(
        &self,
        j: usize,
        lower: f64,
        upper: f64,
        max_iterations: u64,
        trial: &mut Option<Box<Simplex>>,
        control: &mut dyn Control,
    ) -> Probe {
        let trial = match trial {
            Some(trial) => {
                (**trial).clone_from(self);
                trial
            }
            None => trial.insert(Box::new(self.clone())),
        };
        trial.set_column_bounds(j, lower, upper);
        trial.set_iteration_limit(Some(max_iterations));
        let status = trial.solve(control);
        let bound = match status {
            LpStatus::Infeasible => f64::INFINITY,
            _ => trial.dual_bound(),
        };
        Probe { status, bound, iterations: trial.progress.iterations - self.progress.iterations }
    }
}
