//! Dives that were planned at a node and are run there, one after the other.

use super::diving::{Dive, Guide};
use super::heuristic::Progress;
use crate::params::DIVE_ITERATIONS;
use crate::state::home::Context;
use crate::state::workbench::Workbench;

/// The dives still to be run, and the one under way.
#[derive(Default)]
pub struct PlannedDives {
    /// The next one last.
    planned: Vec<Guide>,
    /// Number of the node that they were planned at.
    node: u64,
    dive: Option<Dive>,
}

impl PlannedDives {
    /// Plans the dives of the present node, the first to run last in the list.
    pub fn plan(&mut self, guides: Vec<Guide>, bench: &Workbench) {
        (self.node, self.planned) = (bench.effort.nodes, guides);
    }

    /// Begins the next one; false where the present node has none left.
    pub fn begin(&mut self, bench: &mut Workbench) -> bool {
        if self.node != bench.effort.nodes {
            return false;
        }
        let Some(guide) = self.planned.pop() else { return false };
        self.dive = Some(Dive::new(bench, guide, bench.heuristic_iterations(DIVE_ITERATIONS)));
        true
    }

    /// A step of the dive under way; gives the dive when it has ended, for what is to be learnt from it.
    pub fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> (Progress, Option<Dive>) {
        let Some(dive) = &mut self.dive else { return (Progress::Ended, None) };
        match dive.step(bench, cx) {
            Progress::Ended => (Progress::Ended, self.dive.take()),
            progress => (progress, None),
        }
    }
}
