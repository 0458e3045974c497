//! Heuristics at a node, cuts, and then branching.

use super::phase::Phase;
use super::search::Tree;
use super::short_tree::ShortTree;
use crate::heuristics::heuristic::{Moment, Progress, Site};
use crate::heuristics::list::HEURISTICS;
use crate::state::home::Context;
use hunch_model::NodeOutcome;

impl Tree {
    /// Asks the heuristics of this moment one after the other, until one begins a run.
    pub(super) fn ask(&mut self, moment: Moment, cx: &mut Context) -> Option<Phase> {
        let is_root = self.is_root();
        let x = self.current.as_ref().map_or(&[][..], |c| &c.x);
        let site = Site { moment, is_root, x };
        let (bench, places) = (&mut self.bench, self.heuristics.iter_mut().enumerate());
        for (place, heuristic) in places.filter(|(k, _)| HEURISTICS[*k].moments.contains(&moment)) {
            if heuristic.as_mut().is_some_and(|heuristic| heuristic.begin(&site, bench, cx)) {
                return Some(Phase::Heuristic(place));
            }
        }
        None
    }

    /// A step of the run under way.
    pub(super) fn step_heuristic(&mut self, place: usize, cx: &mut Context) -> Phase {
        let Some(heuristic) = &mut self.heuristics[place] else { return Phase::Select };
        match heuristic.step(&mut self.bench, cx) {
            Progress::Underway => Phase::Heuristic(place),
            Progress::Ended => self.explore(cx),
            Progress::EndedBeforeRelaxation => Phase::Relax { retried: false },
        }
    }

    /// What takes one step; once a node.
    pub(super) fn quick_heuristics(&mut self, cx: &mut Context) {
        if let Some(current) = &mut self.current {
            current.rounded = true;
            // None of this moment begins a run.
            let _ = self.ask(Moment::Point, cx);
        }
    }

    /// What may still be done here before branching.
    pub(super) fn explore(&mut self, cx: &mut Context) -> Phase {
        if let Some(phase) = self.ask(Moment::Dives, cx) {
            return phase;
        }
        if self.current.as_ref().is_some_and(|c| !c.rounded) {
            self.quick_heuristics(cx);
        }
        self.bench.take_up_incumbent(cx);
        if self.bench.cutoff.prunes(self.current_bound()) {
            return self.close_current(NodeOutcome::Bound, cx);
        }
        if let Some(phase) = self.ask(Moment::BeforeCuts, cx) {
            return phase;
        }
        if let Some(phase) = self.ask_for_cuts(cx) {
            return phase;
        }
        if self.is_root() && !self.cutting.done {
            if !self.branches_before_cuts(cx) {
                return self.cut_round(cx);
            }
            if self.short_tree == ShortTree::Dives {
                return self.explore(cx);
            }
        }
        if self.cutting.done {
            let costly = self.cut_at_node(cx).or_else(|| self.ask(Moment::AfterCuts, cx));
            if let Some(phase) = costly {
                return phase;
            }
        }
        Phase::Choose(self.begin_choice())
    }

    /// The root is done with its cuts, or branches before them: dives of our own are planned, and the new
    /// point is rounded.
    pub(super) fn root_is_prepared(&mut self, cx: &mut Context) {
        let _ = self.ask(Moment::RootPrepared, cx);
        if let Some(current) = &mut self.current {
            current.rounded = false;
        }
    }
}
