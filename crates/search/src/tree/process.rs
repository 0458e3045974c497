//! Processing a node: its relaxation, what is learned from it, and the verdict.

use super::phase::Phase;
use super::reduced_cost::{self, RootCosts};
use super::search::Tree;
use crate::components::Component;
use crate::dual_proofs::Reason;
use crate::heuristics::heuristic::Moment;
use crate::lp::LpStatus;
use crate::propagation::Propagation;
use crate::state::home::{Context, Source};
use crate::state::sub_search::TreeEnd;
use hunch_model::NodeOutcome;

impl Tree {
    pub(super) fn relax(&mut self, retried: bool, cx: &mut Context) -> Phase {
        let bench = &mut self.bench;
        bench.relaxation.follow(&bench.domain);
        bench.relaxation.lp.set_objective_limit(bench.cutoff.value() + bench.problem.objective_noise);
        match bench.relaxation.solve_chunk(cx.control) {
            // The first relaxation is long: a point may be had before it ends.
            LpStatus::IterationLimit => {
                if self.is_root() {
                    // What the duals prove half-way: a long solve is not silent.
                    self.raise_current(self.bench.relaxation.lp.dual_bound());
                    self.report_bound(cx);
                }
                self.ask(Moment::LongRelaxation, cx).unwrap_or(Phase::Relax { retried })
            }
            LpStatus::Optimal => self.assess(cx),
            LpStatus::Infeasible => {
                self.learn(Reason::Rows);
                self.close_current(NodeOutcome::Infeasible, cx)
            }
            LpStatus::ObjectiveLimit => {
                self.raise_current(self.bench.relaxation.lp.dual_bound());
                self.learn(Reason::Cutoff);
                self.close_excluded(cx)
            }
            LpStatus::Unbounded if self.is_bent_along_ray(cx) => Phase::Relax { retried },
            LpStatus::Unbounded if self.is_root() => Phase::Ended(TreeEnd::Unbounded),
            _ if !retried => {
                self.bench.relaxation.lp.start_from_slack_basis();
                Phase::Relax { retried: true }
            }
            _ => self.split_blindly(cx),
        }
    }

    pub(super) fn is_root(&self) -> bool {
        self.current.as_ref().and_then(|c| self.nodes.arena.get(c.index)).is_some_and(|n| n.parent.is_none())
    }

    /// The engine gave up on this node: split it without a relaxation, or leave it unsettled when nothing is
    /// left to split.
    pub(super) fn split_blindly(&mut self, cx: &mut Context) -> Phase {
        let domain = &self.bench.domain;
        let x: Vec<f64> = (0..self.bench.problem.columns())
            .map(|j| 0f64.max(domain.lower(j)).min(domain.upper(j)))
            .collect();
        match self.bench.nearly_integral(&x) {
            Some(j) => {
                let value = x[j];
                let bound = self.current_bound();
                if let Some(current) = &mut self.current {
                    (current.x, current.objective) = (x, bound);
                }
                self.branch(j, value, cx)
            }
            None => self.close_current(NodeOutcome::Bound, cx),
        }
    }

    /// The relaxation is optimal: bound, pseudo-costs, integrality, and what else can be learned here.
    pub(super) fn assess(&mut self, cx: &mut Context) -> Phase {
        let lp = &self.bench.relaxation.lp;
        let objective = lp.objective();
        let x = lp.values();
        // What the duals prove; a point within tolerances may be a little better or worse than that.
        let proven = lp.dual_bound().min(objective);
        if self.is_cut_off(proven, &x, cx) {
            return Phase::Relax { retried: false };
        }
        self.learn_from_branching(objective);
        self.raise_current(proven);
        if let Some(current) = &mut self.current {
            (current.x, current.objective) = (x, objective);
        }
        if self.is_root() {
            self.report_bound(cx);
        }
        if self.bench.cutoff.prunes(self.current_bound()) {
            self.learn(Reason::Cutoff);
            return self.close_current(NodeOutcome::Bound, cx);
        }
        let x = self.current.as_ref().map(|c| c.x.clone()).unwrap_or_default();
        let fractional = self.bench.fractional(&x);
        if fractional.is_empty() {
            return self.integral(&x, cx);
        }
        if self.fix_by_reduced_costs() == Propagation::Infeasible {
            return self.close_excluded(cx);
        }
        if self.bench.excludes(&x) {
            // Propagation went on from the reduced costs and cut the point off: the relaxation says more now.
            return Phase::Relax { retried: false };
        }
        let first = self.current.as_mut().is_some_and(|c| !std::mem::replace(&mut c.explored, true));
        if first {
            let _ = self.ask(Moment::Solved, cx);
            // A guess is followed before our own heuristics run, or the account would credit them with what
            // it said.
            let bench = &self.bench;
            if !(self.is_root() && bench.hints.can_be_followed(&bench.problem.integer)) {
                self.quick_heuristics(cx);
            }
        }
        self.explore(cx)
    }

    /// The relaxation is integral: a point of that value exists, unless it was a trick of tolerances.
    pub(super) fn integral(&mut self, x: &[f64], cx: &mut Context) -> Phase {
        let relaxation = &self.bench.relaxation;
        let offered = cx.offer(x, Source::Relaxation, |p, control| relaxation.solve_around(p, control));
        self.bench.take_up_incumbent(cx);
        if self.bench.cutoff.prunes(self.current_bound()) {
            return self.close_current(NodeOutcome::Integral, cx);
        }
        self.unseen_rows(offered, x, cx).unwrap_or_else(|| self.split_integral(x, cx))
    }

    /// The integral point does not settle the node.
    pub(super) fn split_integral(&mut self, x: &[f64], cx: &mut Context) -> Phase {
        match self.bench.nearly_integral(x) {
            // Rounded, the point is worse than the relaxation said, or none: the node is not settled.
            Some(j) => self.branch(j, x[j], cx),
            // Only one choice of integers is left here: what its relaxation proves is all that is known of
            // it.
            None => self.close_current(NodeOutcome::Integral, cx),
        }
    }

    pub(super) fn learn_from_branching(&mut self, objective: f64) {
        let first = self.current.as_ref().filter(|c| !c.explored);
        let branch = first.and_then(|c| self.nodes.arena.get(c.index)).and_then(|n| n.branch);
        if let Some(b) = branch {
            self.bench.costs.record(b.column as usize, b.up, b.distance, objective - b.parent_objective);
        }
    }

    pub(super) fn fix_by_reduced_costs(&mut self) -> Propagation {
        if !self.bench.settings.uses(Component::ReducedCosts) {
            return Propagation::Consistent;
        }
        let objective = self.current.as_ref().map_or(f64::NAN, |c| c.objective);
        let root = self.is_root();
        let bench = &mut self.bench;
        let proven = bench.relaxation.lp.reduced_cost_bound().min(objective) - bench.problem.objective_noise;
        let (lp, integer) = (&mut bench.relaxation.lp, &bench.problem.integer);
        if root {
            self.learned.root_costs = Some(RootCosts::new(lp, proven, integer, &bench.domain));
        }
        let mark = bench.domain.mark();
        if reduced_cost::tighten_at_node(lp, proven, integer, &bench.cutoff, &mut bench.domain) == 0 {
            return Propagation::Consistent;
        }
        bench.trim();
        bench.propagator.propagate_since(&mut bench.domain, mark)
    }
}
