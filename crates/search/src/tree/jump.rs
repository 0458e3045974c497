//! When feasibility jump runs: once, at the root, while there is no point.

use super::home::{Context, Source};
use super::search::{Phase, Tree};
use crate::components::Component;
use crate::heuristics::feasibility_jump::{FeasibilityJump, Ground};
use crate::heuristics::portfolio::Verdict;
use hunch_model::Event;

impl Tree {
    /// Starts from the relaxed point, or without one when the first relaxation is long; `None` once there is a point or it has run.
    pub(super) fn open_jump(&mut self, cx: &Context) -> Option<Phase> {
        if self.jumped
            || !self.is_root()
            || cx.home.incumbent.is_some()
            || !self.bench.settings.uses(Component::FeasibilityJump)
        {
            return None;
        }
        self.jumped = true;
        let from = self.current.as_ref().map(|c| c.x.as_slice()).filter(|x| !x.is_empty());
        Some(Phase::Jump(Box::new(FeasibilityJump::new(self.ground(), from, self.bench.settings.seed()))))
    }

    fn ground(&self) -> Ground<'_> {
        Ground { problem: &self.bench.problem, by_row: &self.by_row, domain: &self.bench.domain }
    }

    /// A number of jumps; the root goes on when they end.
    pub(super) fn jump(&mut self, mut jump: Box<FeasibilityJump>, cx: &mut Context) -> Phase {
        let before = jump.work();
        let verdict = jump.step(self.ground());
        cx.spend(jump.work() - before);
        let Some(verdict) = verdict else { return Phase::Jump(jump) };
        if verdict == Verdict::Exhausted {
            let relaxation = &self.bench.relaxation;
            cx.offer(jump.point(), Source::FeasibilityJump, |p, control| relaxation.solve_around(p, control));
        }
        if cx.control.listens() {
            let objective = cx.home.incumbent.as_ref().map(|p| p.objective);
            let name = Source::FeasibilityJump.name().into();
            cx.control.emit(Event::Heuristic { name, objective, work: jump.work() });
        }
        Phase::Relax { retried: false }
    }
}
