//! Splitting a node: the choice of a column, and the children.

use super::branching::Choice;
use super::node::{Branch, Index, Node, basis_difference};
use super::phase::{Current, Phase};
use super::search::Tree;
use crate::components::Component;
use crate::lp::LpStatus;
use crate::params::*;
use crate::propagation::Propagation;
use crate::state::cutoff::Cutoff;
use crate::state::home::Context;
use hunch_model::NodeOutcome;

impl Tree {
    pub(super) fn begin_choice(&mut self) -> Choice {
        let x = self.current.as_ref().map(|c| c.x.clone()).unwrap_or_default();
        let mut candidates = self.bench.fractional(&x);
        self.guess.keep_first(&mut candidates);
        let fractional: Vec<(usize, f64, f64)> = candidates
            .into_iter()
            .map(|j| (j, x[j], self.bench.strategy.tie(j) * self.guess.weight(j)))
            .collect();
        let average = self.bench.effort.iterations.nodes / self.bench.effort.nodes.max(1);
        Choice::new(&fractional, &self.bench.costs, average, self.may_probe())
    }

    pub(super) fn may_probe(&self) -> bool {
        let mut allowed = PROBE_SHARE * self.bench.effort.iterations.nodes as f64 + PROBE_ALLOWANCE as f64;
        // The first choices weigh most. A root whose cuts took long has a tree before it that is worth some
        // care.
        if self.cutting.done {
            let root =
                if self.is_root() { self.bench.node_iterations() } else { self.bench.effort.iterations.root };
            let mixed = self.bench.problem.integer.contains(&false);
            allowed += if mixed { PROBE_ROOT_SHARE_MIXED } else { PROBE_ROOT_SHARE } * root as f64;
        }
        self.bench.settings.uses(Component::Probing) && (self.bench.effort.iterations.probes as f64) < allowed
    }

    pub(super) fn choose(&mut self, mut choice: Choice, cx: &mut Context) -> Phase {
        let Some(candidate) = choice.next_to_probe(&self.bench.costs) else {
            return match choice.best() {
                Some(best) => self.branch(best.column, best.value, cx),
                None => {
                    let x = self.current.as_ref().map(|c| c.x.clone()).unwrap_or_default();
                    self.integral(&x, cx)
                }
            };
        };
        let (j, value) = (candidate.column, candidate.value);
        let (lower, upper) = (self.bench.domain.lower(j), self.bench.domain.upper(j));
        let down = self.probe(j, lower, value.floor(), choice.probe_iterations, cx);
        let up = self.probe(j, value.ceil(), upper, choice.probe_iterations, cx);
        let cutoff = &self.bench.cutoff;
        let (down_closed, up_closed) = (closed(cutoff, down), closed(cutoff, up));
        if (down_closed || up_closed) && !self.may_close_side() {
            return self.branch(j, value, cx);
        }
        if down_closed || up_closed {
            return self.cut_off(
                j,
                (lower, value.floor()),
                (value.ceil(), upper),
                (down_closed, up_closed),
                cx,
            );
        }
        let objective = self.current.as_ref().map_or(0.0, |c| c.objective);
        let (gain_down, gain_up) = ((down - objective).max(0.0), (up - objective).max(0.0));
        self.bench.costs.record(j, false, value - value.floor(), gain_down);
        self.bench.costs.record(j, true, value.ceil() - value, gain_up);
        choice.report(gain_down, gain_up);
        choice.may_probe = self.may_probe();
        Phase::Choose(choice)
    }

    pub(super) fn probe(
        &mut self,
        j: usize,
        lower: f64,
        upper: f64,
        iterations: u64,
        cx: &mut Context,
    ) -> f64 {
        let bench = &mut self.bench;
        let probe = bench.relaxation.lp.probe(j, lower, upper, iterations, &mut bench.trial, cx.control);
        self.bench.effort.iterations.probes += probe.iterations;
        match probe.status {
            LpStatus::Infeasible => f64::INFINITY,
            // Copying the engine is work as well.
            _ => {
                cx.spend((self.bench.problem.rows() + self.bench.problem.columns()) as u64);
                probe.bound
            }
        }
    }

    /// Counts a side that a probe closed; `false` once there were so many at this node that it should branch
    /// instead. Integers without bounds can lose one side after the other for ever, and a node limit would
    /// never be met.
    fn may_close_side(&mut self) -> bool {
        let most = SIDES_CLOSED_BASE + self.bench.problem.columns();
        self.current.as_mut().is_some_and(|c| {
            c.sides_closed += 1;
            c.sides_closed <= most
        })
    }

    /// A probe closed one or both sides: the node goes on with what is left.
    pub(super) fn cut_off(
        &mut self,
        j: usize,
        down: (f64, f64),
        up: (f64, f64),
        closed: (bool, bool),
        cx: &mut Context,
    ) -> Phase {
        if closed == (true, true) {
            return self.close_excluded(cx);
        }
        // The closed side may hold points as good as the cutoff, if not better.
        self.settle(self.bench.cutoff.excluded());
        let keep = if closed.0 { up } else { down };
        match self.bench.change(j, keep.0, keep.1) {
            Propagation::Infeasible => self.close_excluded(cx),
            Propagation::Consistent => Phase::Relax { retried: false },
        }
    }

    /// Splits the current node at `value` of column `j` and opens both children.
    pub(super) fn branch(&mut self, j: usize, value: f64, cx: &mut Context) -> Phase {
        if self.is_root() {
            self.bench.effort.iterations.root = self.bench.node_iterations();
        }
        let Some(current) = self.current.take() else { return Phase::Select };
        let (lower, upper) = (self.bench.domain.lower(j), self.bench.domain.upper(j));
        // An integral value is split off its range: [lower, v] and [v + 1, upper], or below the upper bound.
        let below = if value.floor() >= upper { upper - 1.0 } else { value.floor().max(lower) };
        let above = below + 1.0;
        let bound = self.nodes.arena.get(current.index).map_or(f64::NEG_INFINITY, |n| n.bound);
        self.bench.effort.iterations.nodes += self.bench.node_iterations();
        self.store_branched(&current);
        let estimate = self.estimate(&current, bound);
        let up_first = self.prefers_up(j, value);
        let mut children = Vec::with_capacity(2);
        for (up, low, high) in [(false, lower, below), (true, above, upper)] {
            let distance = if up { (above - value).max(0.0) } else { (value - below).max(0.0) };
            children.push(self.open_child(&current, (j, up, low, high, distance), bound, estimate, cx));
        }
        self.nodes.hot = Some(current.index);
        if let Some(node) = self.nodes.arena.get(current.index) {
            cx.node_closed(node.id, NodeOutcome::Branched, bound, self.iterations());
        }
        // The preferred child is popped first.
        self.nodes.plunge = if up_first { children } else { children.into_iter().rev().collect() };
        Phase::Select
    }

    pub(super) fn store_branched(&mut self, current: &Current) {
        let basis = self.bench.relaxation.lp.basis();
        let difference = basis_difference(&self.nodes.base, &basis);
        self.nodes.base = basis;
        let changes = self.bench.domain.changes_since(current.mark);
        self.nodes.arena.update(current.index, |n| {
            n.basis = difference;
            n.changes = changes;
        });
    }

    /// Estimated objective of the best point below: the cheaper rounding of every fractional column
    /// (Bénichou et al., "Experiments in mixed-integer linear programming", 1971).
    pub(super) fn estimate(&self, current: &Current, bound: f64) -> f64 {
        let x = &current.x;
        let fractional = self.bench.fractional(x);
        bound + fractional.iter().map(|&j| self.bench.costs.rounding_cost(j, x[j])).sum::<f64>()
    }

    pub(super) fn open_child(
        &mut self,
        current: &Current,
        (j, up, lower, upper, distance): (usize, bool, f64, f64, f64),
        bound: f64,
        estimate: f64,
        cx: &mut Context,
    ) -> Index {
        let id = cx.home.next_id();
        let parent = self.nodes.arena.get(current.index).map(|n| (n.id, n.depth));
        let (parent_id, depth) = parent.map_or((None, 0), |(id, d)| (Some(id), d + 1));
        let mut node = Node::new(id, Some(current.index), depth, bound, estimate);
        node.branch = Some(Branch { column: j as u32, up, distance, parent_objective: current.objective });
        node.changes = vec![crate::domain::Bounds { column: j as u32, lower, upper }];
        let index = self.nodes.arena.add(node);
        cx.node_opened(id, parent_id, depth, bound, Some((j, lower, upper)));
        self.nodes.open(index);
        index
    }

    /// Which child first: the guess, else the way that the column has moved since the root (Martin, "Integer
    /// programs with block structure", 1998), else what the strategy says.
    pub(super) fn prefers_up(&mut self, j: usize, value: f64) -> bool {
        self.guess.prefers_up(j).unwrap_or_else(|| self.bench.strategy.prefers_up(value - value.floor()))
    }
}

/// Whether a probe's bound closes its side.
fn closed(cutoff: &Cutoff, bound: f64) -> bool {
    bound == f64::INFINITY || cutoff.prunes(cutoff.lift(bound))
}
