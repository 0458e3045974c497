//! Heuristics at a node, and which dives it deserves.

use super::home::{Context, Source};
use super::search::{Phase, Tree};
use super::short_tree::ShortTree;
use crate::components::Component;
use crate::heuristics::dive_choice::Style;
use crate::heuristics::diving::{Dive, Guide, Progress};
use crate::heuristics::{rounding, shifting};
use crate::params::*;
use hunch_model::order::sort_by;
use hunch_model::{Event, NodeOutcome};

impl Tree {
    pub(super) fn has_hint_dives(&self) -> bool {
        let is_hint = |guide: &Guide| matches!(guide, Guide::Targets(..));
        self.current.as_ref().is_some_and(|c| c.dives.iter().any(is_hint))
    }

    /// Rounding at every node, shifting at some; once a node.
    pub(super) fn quick_heuristics(&mut self, cx: &mut Context) {
        let Some(current) = &mut self.current else { return };
        current.rounded = true;
        if !self.bench.settings.uses(Component::Rounding) {
            return;
        }
        let x = current.x.clone();
        let fractional = self.bench.fractional(&x);
        let (x, fractional) = (x.as_slice(), fractional.as_slice());
        let bench = &self.bench;
        let again =
            |p: &[f64], control: &mut dyn hunch_model::Control| bench.relaxation.solve_around(p, control);
        if let Some(point) = rounding::simple(bench, x, fractional)
            && bench.problem.objective(&point) < bench.cutoff.incumbent()
        {
            cx.offer(&point, Source::Rounding, again);
        }
        if self.nodes % SHIFTING_PERIOD == 1 {
            if let Some(point) = shifting::shift(bench, &self.by_row, x, fractional)
                && bench.problem.objective(&point) < bench.cutoff.incumbent()
            {
                cx.offer(&point, Source::Shifting, again);
            }
            cx.spend(4 * self.by_row.nonzeros() as u64);
        }
        cx.spend(x.len() as u64);
    }

    /// Which dives to run from this node, the first to run last in the list.
    pub(super) fn plan_dives(&mut self, cx: &Context) {
        let mut dives = Vec::new();
        if self.is_root() {
            if !self.hints.probabilities.is_empty() {
                dives.push(Guide::Targets(Source::Probabilities, self.probable_values()));
            }
            let integer = &self.bench.problem.integer;
            let start: Vec<(usize, f64)> =
                self.hints.start.iter().filter(|s| integer[s.0]).map(|&(j, v)| (j, v.round())).collect();
            if !start.is_empty() {
                dives.push(Guide::Targets(Source::Start, start));
            }
        } else if self.nodes.is_multiple_of(self.strategy.dive_period) && self.may_dive() {
            dives.push(self.next_guide(cx));
        }
        if let Some(current) = &mut self.current {
            current.dives = dives;
        }
    }

    pub(super) fn may_dive(&self) -> bool {
        let share = DIVE_SHARE + DIVE_SUCCESS_SHARE * self.dive_choice.all().hopeful_rate();
        let allowed = share * self.iterations.nodes as f64 + DIVE_ALLOWANCE as f64;
        self.bench.settings.uses(Component::Diving) && (self.iterations.dives as f64) < allowed
    }

    pub(super) fn next_guide(&mut self, cx: &Context) -> Guide {
        let incumbent = &cx.home.incumbent;
        match (self.dive_choice.next(incumbent.is_some()), incumbent) {
            (Style::Guided, Some(point)) => Guide::Guided(cx.project(&point.values)),
            (Style::Coefficient, _) => Guide::Coefficient,
            (Style::PseudoCost, _) => {
                let gains = |j| [self.costs.gain(j, false), self.costs.gain(j, true)];
                Guide::PseudoCost((0..self.bench.problem.columns()).map(gains).collect())
            }
            _ => Guide::Fractional,
        }
    }

    /// Rounded probabilities, the most certain first.
    pub(super) fn probable_values(&self) -> Vec<(usize, f64)> {
        let mut values: Vec<(usize, f64)> = self.hints.probabilities.clone();
        sort_by(&mut values, |a, b| certainty(b.1).total_cmp(&certainty(a.1)).then(a.0.cmp(&b.0)));
        values.into_iter().map(|(j, p)| (j, if p >= 0.5 { 1.0 } else { 0.0 })).collect()
    }

    /// The next dive of this node, or branching.
    pub(super) fn explore(&mut self, cx: &mut Context) -> Phase {
        if let Some(guide) = self.current.as_mut().and_then(|c| c.dives.pop()) {
            let budget = DIVE_ITERATIONS.max(self.iterations.nodes + self.node_iterations());
            return Phase::Dive(Box::new(Dive::new(&self.bench, guide, budget)));
        }
        if self.current.as_ref().is_some_and(|c| !c.rounded) {
            self.quick_heuristics(cx);
        }
        self.take_up_incumbent(cx);
        if self.bench.cutoff.prunes(self.current_bound()) {
            return self.close_current(NodeOutcome::Bound, cx);
        }
        if let Some(phase) = self.open_jump(cx) {
            return phase;
        }
        if self.is_root() && !self.cutting.done {
            if !self.branches_before_cuts() {
                return self.cut_round(cx);
            }
            if self.short_tree == ShortTree::Dives {
                return self.explore(cx);
            }
        }
        if self.cutting.done {
            let costly =
                self.cut_at_node(cx).or_else(|| self.open_pump(cx)).or_else(|| self.open_neighbourhood(cx));
            if let Some(phase) = costly {
                return phase;
            }
        }
        Phase::Choose(self.begin_choice())
    }

    pub(super) fn dive(&mut self, mut dive: Box<Dive>, cx: &mut Context) -> Phase {
        let before = cx.home.incumbent_objective();
        let progress = dive.step(&mut self.bench, cx);
        let after = cx.home.incumbent_objective();
        if after < before {
            dive.improved = true;
            self.take_up_incumbent(cx);
        }
        if progress == Progress::Underway {
            return Phase::Dive(dive);
        }
        self.iterations.dives += dive.iterations();
        if let Some(style) = dive.style() {
            self.dive_choice.learn(style, dive.improved);
        }
        self.account_for_dive(&dive, cx);
        self.explore(cx)
    }

    pub(super) fn account_for_dive(&self, dive: &Dive, cx: &mut Context) {
        match dive.source() {
            Source::Start => cx.home.account.start.used = dive.fixed,
            Source::Probabilities => cx.home.account.probabilities.used = dive.fixed,
            _ => {}
        }
        let objective = cx.home.incumbent.as_ref().map(|p| p.objective);
        if cx.control.listens() {
            cx.control.emit(Event::Heuristic {
                name: dive.source().name().into(),
                objective: objective.filter(|_| dive.improved),
                work: dive.iterations(),
            });
        }
    }
}

/// How far a probability is from saying nothing: 0 for 1/2, 1 for 0 and 1.
pub(super) fn certainty(p: f64) -> f64 {
    (2.0 * p - 1.0).abs()
}
