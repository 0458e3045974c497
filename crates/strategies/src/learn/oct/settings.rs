//! How a tree is learned.

use crate::learn::error::{LearnError, finite};
use crate::learn::grow::Limits;
use crate::learn::params::MAX_DEPTH;
use serde::{Deserialize, Serialize};

/// Which splits a tree may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Splits {
    /// One parameter each (OCT).
    #[default]
    Parallel,
    /// Hyperplanes (OCT-H), candidate facets among them.
    Hyperplane,
}

/// How a tree is learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Which splits it may have.
    pub splits: Splits,
    /// Most branches above a leaf.
    pub depth: usize,
    /// Fewest points in a leaf, at least 1.
    pub bucket: usize,
    /// α: the share of the most frequent class's errors that a unit of complexity must save; not negative.
    pub alpha: f64,
    /// Trees that the search starts from, at least 1. The first one is the greedy tree of the same settings,
    /// the others are random.
    pub restarts: usize,
    /// What random trees and orders are drawn by.
    pub seed: u64,
    /// Threads; 0 for one a core. The tree does not depend on it.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let splits = Splits::Parallel;
        Self { splits, depth: 5, bucket: 1, alpha: 0.0, restarts: 10, seed: 1, threads: 0 }
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), LearnError> {
        finite(self.alpha, || "alpha".into())?;
        let refused = |field: &str, value: f64, allowed| {
            Err(LearnError::Setting { field: field.into(), value, allowed })
        };
        if self.alpha < 0.0 {
            return refused("alpha", self.alpha, "not negative");
        }
        for (field, value) in [("bucket", self.bucket), ("restarts", self.restarts)] {
            if value == 0 {
                return refused(field, 0.0, "at least 1");
            }
        }
        if self.depth > MAX_DEPTH {
            return refused("depth", self.depth as f64, "at most 64");
        }
        Ok(())
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { depth: self.depth, bucket: self.bucket }
    }
}
