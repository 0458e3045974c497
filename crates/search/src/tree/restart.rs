//! A short tree before the cuts. Small programs, and larger ones whose bound rises quickly by branching, are
//! done in less time than the cut loop of the root takes; where branching gets nowhere, the tree is soon
//! given up and begun again at the root, now with cuts. What it learned stays: the incumbent, and bounds that
//! hold everywhere. As in ski rental (Karlin, Manasse, Rudolph and Sleator, "Competitive snoopy caching",
//! 1988), the cheap way is tried until it has cost a fixed multiple of what is known to be small; here its
//! progress may earn it more.

use super::node::{Branch, Node};
use super::phase::Phase;
use super::search::Tree;
use super::short_tree::ShortTree;
use crate::components::Component;
use crate::lp::Basis;
use crate::params::{SHORT_TREE_FACTOR, SHORT_TREE_GAIN, SHORT_TREE_PROGRESS};
use crate::state::effort::Iterations;
use crate::state::home::Context;
use crate::state::pseudo_costs::PseudoCosts;
use hunch_model::NodeOutcome;

impl Tree {
    /// At the root, before the first cut: whether to go on without; with dives first, for without a point
    /// nothing says how far it is.
    pub(super) fn branches_before_cuts(&mut self, cx: &mut Context) -> bool {
        let uses = |part| self.bench.settings.uses(part);
        let may_begin = uses(Component::ShortTree) && uses(Component::Cuts) && self.cuts_are_dear();
        self.short_tree = match self.short_tree {
            ShortTree::NotYet if may_begin => {
                self.root_is_prepared(cx);
                ShortTree::Dives
            }
            ShortTree::Dives
                if self.bench.cutoff.incumbent().is_finite() && uses(Component::ShortTreeBranching) =>
            {
                ShortTree::Begun { root_bound: self.current_bound() }
            }
            begun @ ShortTree::Begun { .. } => begun,
            _ => ShortTree::Over,
        };
        self.short_tree != ShortTree::Over
    }

    /// Whether cutting costs more than a few nodes. Knapsack rows without continuous columns are cut quickly
    /// and well. Where implications stand for rows whose numbers would be infinite, integers without bounds may
    /// move along them for ever, and the tree only pushes their bounds away from the incumbent.
    fn cuts_are_dear(&self) -> bool {
        let problem = &self.bench.problem;
        let (lower, upper) = (&problem.lp.column_lower, &problem.lp.column_upper);
        let is_open = |j: usize| problem.integer[j] && (lower[j].is_infinite() || upper[j].is_infinite());
        if !problem.implications().is_empty() && (0..problem.columns()).any(is_open) {
            return false;
        }
        problem.integer.contains(&false) || problem.lp.matrix.triplets().all(|(_, _, a)| a.abs() == 1.0)
    }

    /// Whether the tree without cuts has had its share.
    pub(super) fn short_tree_is_over(&mut self) -> bool {
        match self.short_tree {
            ShortTree::Begun { root_bound } => {
                let limit = (1 + SHORT_TREE_FACTOR) * self.bench.effort.work;
                self.short_tree = ShortTree::Running { root_bound, limit, looks: 1 };
                let way = self.bench.cutoff.incumbent() - root_bound;
                self.gain_of_branching() < SHORT_TREE_GAIN * way
            }
            ShortTree::Running { root_bound, limit, looks } if self.bench.effort.work > limit => {
                let way = self.bench.cutoff.incumbent() - root_bound;
                let goes_well =
                    self.bench.bound.best() - root_bound >= SHORT_TREE_PROGRESS * looks as f64 * way;
                if goes_well {
                    self.short_tree = ShortTree::Running { root_bound, limit: 2 * limit, looks: looks + 1 };
                }
                !goes_well
            }
            _ => false,
        }
    }

    /// Mean gain that the probes promise for the two children just made, zero where one was closed: then
    /// nothing is left to be said.
    fn gain_of_branching(&self) -> f64 {
        let branches = self.nodes.plunge.iter().filter_map(|&i| self.nodes.arena.get(i)?.branch);
        let gain = |b: Branch| self.bench.costs.gain(b.column as usize, b.up) * b.distance;
        branches.map(gain).product::<f64>().sqrt()
    }

    /// Gives up the tree and begins again at its root, from the root's last basis.
    pub(super) fn restart(&mut self, cx: &mut Context) -> Phase {
        self.short_tree = ShortTree::Over;
        let mut root = None;
        let iterations = self.iterations();
        while let Some((bound, index)) = self.nodes.queue.last_by_bound() {
            root = root.or_else(|| self.nodes.arena.path(index).first().copied());
            self.nodes.leave_queue(index);
            if let Some(node) = self.nodes.arena.get(index) {
                cx.node_closed(node.id, NodeOutcome::Restart, bound, iterations);
            }
        }
        self.travel(root);
        // What the root knew holds everywhere. Its branched nodes, whose bases began at this one, are gone.
        self.bench.domain.forget_trail();
        self.nodes.clear(Basis::slack(self.bench.problem.columns(), self.bench.relaxation.lp.rows()));
        let iterations = &mut self.bench.effort.iterations;
        *iterations = Iterations { earlier: iterations.total(), ..Iterations::default() };
        // The relaxation without cuts says little about the one with them.
        self.bench.costs = PseudoCosts::new(self.bench.problem.columns());
        self.cutting.local.begin_after(self.bench.effort.nodes);
        self.heuristics.iter_mut().flatten().for_each(|heuristic| heuristic.restart(&self.bench));
        let id = cx.home.next_id();
        let bound = self.bench.bound.best();
        let root = self.nodes.arena.add(Node::new(id, None, 0, bound, bound));
        cx.node_opened(id, None, 0, bound, None);
        let phase = self.begin_node(root, cx);
        if let Some(current) = &mut self.current {
            // Its guesses were followed, and its dives run.
            current.explored = true;
        }
        phase
    }
}
