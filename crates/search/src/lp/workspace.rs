//! What iterations work with and leave behind: vectors of their own, so that none allocates.

use super::storage::{WorkVector, clone_in_place};

/// A nonbasic variable whose reduced cost moves towards zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub variable: u32,
    /// Magnitude of its pivot row entry.
    pub alpha: f64,
    /// Its reduced cost, positive while dual feasible.
    pub reduced: f64,
    /// Distance between its bounds.
    pub range: f64,
}

/// Vectors that iterations reuse, so that none allocates.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// Row of the basis inverse (length `m`).
    pub rho: WorkVector,
    /// Pivot row over all variables (length `n + m`).
    pub row: WorkVector,
    /// Entering column in terms of the basis (length `m`).
    pub column: WorkVector,
    /// Steepest edge's extra solve (length `m`).
    pub tau: WorkVector,
    /// Combined column of bound flips (length `m`).
    pub flips: WorkVector,
    /// General purpose (length `m`).
    pub scratch: WorkVector,
    /// Candidates of the dual ratio test.
    pub candidates: Vec<Candidate>,
    /// Variables that flip between their bounds in this iteration.
    pub flipped: Vec<u32>,
    /// Variables that may not enter (primal) until the next rebuild: their pivots were too small.
    pub rejected: Vec<u32>,
}

clone_in_place!(Workspace: rho, row, column, tau, flips, scratch, candidates, flipped, rejected);

impl Workspace {
    pub fn resize(&mut self, n: usize, m: usize) {
        for v in [&mut self.rho, &mut self.column, &mut self.tau, &mut self.flips, &mut self.scratch] {
            v.reset(m);
        }
        self.row.reset(n + m);
        self.candidates.clear();
        self.flipped.clear();
    }
}
