//! Seeded draws for splits, restarts and permutations.

use hunch_search::random::{GOLDEN, mixed, uniform};

/// A reproducible stream.
#[derive(Clone, Debug)]
pub(super) struct Stream(u64);

impl Stream {
    /// The stream of `seed` for purpose or restart `index`: streams of one seed share nothing.
    pub(super) fn new(seed: u64, index: u64) -> Self {
        Self(mixed(mixed(seed).wrapping_add(index.wrapping_mul(GOLDEN))))
    }

    /// Uniform in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        uniform(&mut self.0)
    }

    /// Uniform in [-1, 1).
    pub(super) fn signed(&mut self) -> f64 {
        2.0 * self.unit() - 1.0
    }

    /// An index below `count`; 0 when there is none.
    pub(super) fn index(&mut self, count: usize) -> usize {
        // The product can round up to `count` itself.
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// Puts `items` in random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}
