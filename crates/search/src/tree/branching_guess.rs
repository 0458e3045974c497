//! What the probabilities say of branching, and how often that counted.

use crate::params::HINT_WEIGHT;
use crate::problem::MipProblem;
use crate::state::hints::certainty;

/// The probability of each binary that has one.
#[derive(Clone, Debug)]
pub(super) struct BranchingGuess {
    of_column: Vec<Option<f64>>,
    branchings: u64,
}

impl BranchingGuess {
    pub(super) fn new(problem: &MipProblem, probabilities: &[(usize, f64)]) -> Self {
        let mut of_column = vec![None; problem.columns()];
        for &(j, p) in probabilities {
            of_column[j] = problem.is_binary(j).then_some(p);
        }
        Self { of_column, branchings: 0 }
    }

    /// Columns that the guess is certain about are branched on first: if it is right, one child closes fast.
    pub(super) fn weight(&self, j: usize) -> f64 {
        self.of_column[j].map_or(1.0, |p| 1.0 + (HINT_WEIGHT - 1.0) * certainty(p))
    }

    /// Which child it prefers, where it says anything; that counts as a branching that it weighed.
    pub(super) fn prefers_up(&mut self, j: usize) -> Option<bool> {
        let up = self.of_column[j].map(|p| p >= 0.5);
        self.branchings += u64::from(up.is_some());
        up
    }

    /// Branchings that it weighed.
    pub(super) fn branchings(&self) -> u64 {
        self.branchings
    }
}
