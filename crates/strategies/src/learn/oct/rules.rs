//! What a search minimises, and what a tree may be.

use crate::learn::grow::Limits;
use crate::learn::params::{LEAST_GAIN, LOSS_TOLERANCE};

/// What a search minimises, and what a tree may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub limits: Limits,
    /// Weight that a unit of complexity is worth.
    pub penalty: f64,
    /// Whether splits may be hyperplanes.
    pub oblique: bool,
    /// Losses that differ by less are the same.
    pub tolerance: f64,
}

impl Rules {
    pub(super) fn new(limits: Limits, penalty: f64, oblique: bool, total_weight: f64) -> Self {
        Self { limits, penalty, oblique, tolerance: LOSS_TOLERANCE * total_weight }
    }

    /// What a hyperplane must gain to be taken. Its complexity can fall by ever smaller amounts, for which
    /// every node would be visited again and again.
    pub(super) fn least_gain(&self) -> f64 {
        self.tolerance + LEAST_GAIN * self.penalty
    }
}
