//! When the feasibility pump runs: once, when the root is done with cuts and dives and there is still no point.

use super::home::{Context, Source};
use super::search::{Phase, Tree};
use crate::components::Component;
use crate::heuristics::diving::Progress;
use crate::heuristics::feasibility_pump::FeasibilityPump;
use crate::params::PUMP_ITERATIONS;
use hunch_model::Event;

impl Tree {
    /// A pump from the root's relaxed point; `None` once there is a point or it has run.
    pub(super) fn open_pump(&mut self, cx: &Context) -> Option<Phase> {
        if self.pumped
            || !self.is_root()
            || cx.home.incumbent.is_some()
            || !self.bench.settings.uses(Component::FeasibilityPump)
        {
            return None;
        }
        self.pumped = true;
        let x = self.current.as_ref()?.x.clone();
        let budget = PUMP_ITERATIONS.max(self.iterations.nodes + self.node_iterations());
        Some(Phase::Pump(Box::new(FeasibilityPump::new(&mut self.bench, &x, budget))))
    }

    /// One small step; the root goes on when the pump ends.
    pub(super) fn pump(&mut self, mut pump: Box<FeasibilityPump>, cx: &mut Context) -> Phase {
        if pump.step(&mut self.bench, cx) == Progress::Underway {
            return Phase::Pump(pump);
        }
        self.iterations.dives += pump.iterations();
        if cx.control.listens() {
            let objective = cx.home.incumbent.as_ref().map(|p| p.objective);
            let name = Source::FeasibilityPump.name().into();
            cx.control.emit(Event::Heuristic { name, objective, work: pump.iterations() });
        }
        self.take_up_incumbent(cx);
        self.explore(cx)
    }
}
