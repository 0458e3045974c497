//! What probabilities and priorities say of branching, and how often probabilities counted.

use crate::params::HINT_WEIGHT;
use crate::problem::MipProblem;
use crate::state::hints::{Hints, certainty};

/// The probability of each binary that has one, and the priorities of columns.
#[derive(Clone, Debug)]
pub(super) struct BranchingGuess {
    of_column: Vec<Option<f64>>,
    /// One priority a column; empty where none was given.
    priorities: Vec<f64>,
    branchings: u64,
}

impl BranchingGuess {
    pub(super) fn new(problem: &MipProblem, hints: &Hints) -> Self {
        let mut of_column = vec![None; problem.columns()];
        for &(j, p) in &hints.probabilities {
            of_column[j] = problem.is_binary(j).then_some(p);
        }
        let mut priorities = Vec::new();
        for &(j, priority) in &hints.priorities {
            priorities.resize(problem.columns(), 0.0);
            priorities[j] = priority;
        }
        Self { of_column, priorities, branchings: 0 }
    }

    /// Leaves the columns of the highest priority.
    pub(super) fn keep_first(&self, fractional: &mut Vec<usize>) {
        if self.priorities.is_empty() {
            return;
        }
        let first = fractional.iter().map(|&j| self.priorities[j]).fold(f64::NEG_INFINITY, f64::max);
        fractional.retain(|&j| self.priorities[j] == first);
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
