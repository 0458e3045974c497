//! The proven bound of a whole tree: what is open is known to its queue, the rest is kept here.

use super::cutoff::Cutoff;

/// Bounds on what is no longer open.
#[derive(Clone, Copy, Debug)]
pub struct ProvenBound {
    /// The least bound among nodes closed without proof that they hold nothing better than the incumbent
    /// within tolerance.
    settled: f64,
    /// A bound on the points that the cutoff has taken out of the domains of nodes that go on; `+∞` while it
    /// has not.
    trimmed: f64,
    /// The best bound that was proven.
    best: f64,
}

impl Default for ProvenBound {
    fn default() -> Self {
        Self { settled: f64::INFINITY, trimmed: f64::INFINITY, best: f64::NEG_INFINITY }
    }
}

impl ProvenBound {
    /// A part of the tree is given up although it may hold points of objective `bound` or more.
    pub fn settle(&mut self, bound: f64, cutoff: &Cutoff) {
        self.settled = self.settled.min(cutoff.lift(bound));
    }

    /// Bounds were tightened because of the cutoff: points that it excludes are gone from nodes whose bounds
    /// do not speak of them any more.
    pub fn trim(&mut self, cutoff: &Cutoff) {
        self.trimmed = self.trimmed.min(cutoff.excluded());
    }

    /// Takes the least bound of all that is open; the bound of the whole tree, when that has risen.
    pub fn raise(&mut self, open: f64, cutoff: &Cutoff) -> Option<f64> {
        let bound = open.min(self.settled).min(self.trimmed).min(cutoff.incumbent());
        let risen = bound > self.best;
        self.best = self.best.max(bound);
        risen.then_some(bound)
    }

    /// A proven lower bound on the objective of every point, the incumbent's at most.
    pub fn best(&self) -> f64 {
        self.best
    }
}
