//! What a search minimises, and what a tree may be.

use crate::learn::grow::Limits;
use crate::learn::params::LOSS_TOLERANCE;

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
}
