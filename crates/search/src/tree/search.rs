//! The loop: a state machine. Each step is small (a chunk of simplex iterations, one probe, one fixing of a
//! dive), so that the caller can stop after any of them and go on later as if nothing had happened.

use super::branching_guess::BranchingGuess;
use super::cutting::Cutting;
use super::learned::Learned;
use super::node::{Index, Node, apply_difference};
use super::nodes::Nodes;
use super::phase::{Current, Phase};
use super::short_tree::ShortTree;
#[cfg(feature = "local-search")]
use crate::components::Component;
use crate::heuristics::heuristic::Heuristic;
use crate::heuristics::list::HEURISTICS;
#[cfg(feature = "local-search")]
use crate::heuristics::local_searches::LocalSearches;
use crate::lp::Basis;
use crate::params::NODE_MEMORY_SHARE;
use crate::problem::MipProblem;
use crate::propagation::Propagation;
use crate::settings::Settings;
use crate::state::hints::Hints;
use crate::state::home::{Context, Source};
use crate::state::sub_search::{SubProgram, SubSearch, TreeEnd};
use crate::state::workbench::Workbench;
use hunch_model::{Event, NodeOutcome, Relay};

/// A branch-and-bound tree.
pub struct Tree {
    /// What it shares with its heuristics.
    pub(super) bench: Workbench,
    pub(super) phase: Phase,
    /// The node being processed.
    pub(super) current: Option<Current>,
    pub(super) nodes: Nodes,
    pub(super) guess: BranchingGuess,
    pub(super) cutting: Cutting,
    pub(super) short_tree: ShortTree,
    pub(super) learned: Learned,
    /// Rows that are told on demand, in the tree's columns.
    #[cfg(feature = "kinds")]
    pub(super) demanded: super::demanded_rows::Rows,
    /// By their places in the list; none where a part is left out.
    pub(super) heuristics: Vec<Option<Box<dyn Heuristic>>>,
    /// Runs beside all others; none where it is left out.
    #[cfg(feature = "local-search")]
    pub(super) local_search: Option<LocalSearches>,
}

impl Tree {
    /// Prepares a tree; nothing is solved yet.
    pub fn new(problem: MipProblem, settings: &Settings, node_limit: Option<u64>, hints: Hints) -> Self {
        let bytes = (settings.memory_limit() as f64 * NODE_MEMORY_SHARE) as u64;
        let base = Basis::slack(problem.columns(), problem.rows());
        let guess = BranchingGuess::new(&problem, &hints);
        let bench = Workbench::new(problem, settings, (node_limit, bytes), hints, open_sub_search);
        let used = |part: Option<_>| part.is_none_or(|part| settings.uses(part));
        let heuristics = HEURISTICS
            .iter()
            .map(|entry| used(entry.component).then(|| (entry.new)(settings, &bench.strategy)))
            .collect();
        Self {
            bench,
            phase: Phase::Begin,
            current: None,
            nodes: Nodes::new(base),
            guess,
            cutting: Cutting::new(settings),
            short_tree: ShortTree::default(),
            learned: Learned::default(),
            #[cfg(feature = "kinds")]
            demanded: super::demanded_rows::Rows::default(),
            heuristics,
            #[cfg(feature = "local-search")]
            local_search: settings.uses(Component::LocalSearch).then(|| LocalSearches::new(settings)),
        }
    }

    /// Nodes processed.
    pub fn nodes(&self) -> u64 {
        self.bench.effort.nodes
    }

    /// Nodes that are known and not done, the present one among them.
    pub fn open_nodes(&self) -> u64 {
        self.nodes.queue.len() as u64 + u64::from(self.current.is_some())
    }

    /// Simplex iterations of nodes, probes, dives and neighbourhoods.
    pub fn iterations(&self) -> u64 {
        self.bench.effort.iterations.total()
    }

    /// Branchings whose column or direction the probabilities weighed.
    pub fn hint_branchings(&self) -> u64 {
        self.guess.branchings()
    }

    /// Start values and probabilities that speak of columns of this tree.
    pub fn hints(&self) -> &Hints {
        &self.bench.hints
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<TreeEnd> {
        match self.phase {
            Phase::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// Whether bounds of nodes may count columns that nothing bounds with a far size instead of an infinite
    /// one.
    pub fn rests_on_far(&self) -> bool {
        self.bench.relaxation.lp.rests_on_far()
    }

    /// A proven lower bound on the objective of every point (of the tree's program), the incumbent's at most.
    pub fn bound(&self) -> f64 {
        self.bench.bound.best()
    }

    /// The number of the node under way, and the bounds that hold there.
    #[cfg(test)]
    pub(crate) fn here(&self) -> Option<(u64, &crate::domain::Domain)> {
        let node = self.current.as_ref().and_then(|c| self.nodes.arena.get(c.index))?;
        Some((node.id, &self.bench.domain))
    }

    /// One small step.
    pub fn advance(&mut self, cx: &mut Context) {
        let mut meter = Relay::new(&mut *cx.control);
        self.take_step(&mut Context {
            control: &mut meter,
            home: &mut *cx.home,
            postsolve: cx.postsolve,
            separators: &mut *cx.separators,
        });
        self.bench.effort.work += meter.work();
    }

    /// A step of the local search, if one is due while the tree is under way.
    #[cfg(feature = "local-search")]
    fn step_local_search(&mut self, cx: &mut Context) -> bool {
        let Some(local) = &mut self.local_search else { return false };
        let x = self.current.as_ref().map_or(&[][..], |c| &c.x);
        !matches!(self.phase, Phase::Begin | Phase::Ended(_)) && local.step(x, &self.bench, cx)
    }

    fn take_step(&mut self, cx: &mut Context) {
        #[cfg(feature = "local-search")]
        if self.step_local_search(cx) {
            return;
        }
        let phase = std::mem::replace(&mut self.phase, Phase::Select);
        self.phase = match phase {
            Phase::Begin => self.begin(cx),
            Phase::Select => self.select(cx),
            Phase::Relax { retried } => self.relax(retried, cx),
            Phase::Heuristic(place) => self.step_heuristic(place, cx),
            Phase::Choose(choice) => self.choose(choice, cx),
            #[cfg(feature = "kinds")]
            Phase::Answered { integral } => self.answered(integral, cx),
            Phase::Ended(end) => Phase::Ended(end),
        };
        cx.spend(self.bench.propagator.take_work() + self.learned.proofs.take_work());
    }

    pub(super) fn begin(&mut self, cx: &mut Context) -> Phase {
        self.bench.take_up_incumbent(cx);
        self.offer_complete_start(cx);
        self.bench.take_up_incumbent(cx);
        if self.bench.propagator.propagate_all(&mut self.bench.domain) == Propagation::Infeasible {
            // Under the cutoff of an earlier stage's point that says no more than "not better".
            self.settle(self.bench.cutoff.excluded());
            return self.exhausted(cx);
        }
        self.bench.domain.forget_trail();
        let id = cx.home.next_id();
        let root = self.nodes.arena.add(Node::new(id, None, 0, f64::NEG_INFINITY, f64::NEG_INFINITY));
        cx.node_opened(id, None, 0, f64::NEG_INFINITY, None);
        self.nodes.open(root);
        self.nodes.plunge.push(root);
        Phase::Select
    }

    /// A start that names every integer column is tried before anything else.
    pub(super) fn offer_complete_start(&mut self, cx: &mut Context) {
        let problem = &self.bench.problem;
        let mut point: Vec<f64> = (0..problem.columns())
            .map(|j| 0f64.max(problem.lp.column_lower[j]).min(problem.lp.column_upper[j]))
            .collect();
        let mut known = vec![false; problem.columns()];
        for &(j, v) in &self.bench.hints.start {
            point[j] = if problem.integer[j] { v.round() } else { v };
            known[j] = true;
        }
        let complete = (0..point.len()).all(|j| known[j] || !problem.integer[j]);
        if complete && !self.bench.hints.start.is_empty() {
            let relaxation = &self.bench.relaxation;
            cx.offer(&point, Source::Start, |p, control| relaxation.solve_around(p, control));
        }
    }

    pub(super) fn select(&mut self, cx: &mut Context) -> Phase {
        self.bench.take_up_incumbent(cx);
        self.tell_removed(cx);
        self.prune_queue(cx);
        self.report_bound(cx);
        let best = self.bench.bound.best();
        if self.nodes.queue.is_empty() || self.bench.cutoff.closes(best) {
            return self.exhausted(cx);
        }
        let (nodes, bytes) = self.bench.limits;
        if nodes.is_some_and(|limit| self.bench.effort.nodes >= limit) || self.nodes.arena.bytes() > bytes {
            return Phase::Ended(TreeEnd::Limit);
        }
        if self.short_tree_is_over() {
            return self.restart(cx);
        }
        let cutoff = self.bench.cutoff.value();
        let next = self.nodes.next(&self.bench.strategy, best, cutoff);
        let Some(index) = next else { return self.exhausted(cx) };
        self.enter(index, cx)
    }

    /// Takes a node out of the queue, brings bounds and basis to it, and propagates.
    pub(super) fn enter(&mut self, index: Index, cx: &mut Context) -> Phase {
        self.nodes.leave_queue(index);
        let parent = self.nodes.arena.get(index).and_then(|n| n.parent);
        if self.nodes.hot.is_none() || self.nodes.hot != parent {
            self.travel(parent);
        }
        self.begin_node(index, cx)
    }

    /// Applies the node's bounds at its parent's, and propagates.
    pub(super) fn begin_node(&mut self, index: Index, cx: &mut Context) -> Phase {
        self.nodes.hot = None;
        let mark = self.bench.domain.mark();
        let mut consistent = true;
        if let Some(node) = self.nodes.arena.get(index) {
            for change in &node.changes {
                let j = change.column as usize;
                let lower = change.lower.max(self.bench.domain.lower(j));
                let upper = change.upper.min(self.bench.domain.upper(j));
                consistent &= lower <= upper;
                self.bench.domain.set(j, lower, upper);
            }
        }
        self.bench.effort.nodes += 1;
        self.bench.effort.iterations.mark = self.bench.relaxation.lp.iterations();
        self.current = Some(Current::new(index, mark));
        let bench = &mut self.bench;
        if !consistent || bench.propagator.propagate_since(&mut bench.domain, mark) == Propagation::Infeasible
        {
            return self.close_current(NodeOutcome::Infeasible, cx);
        }
        if self.propagate_proofs() == Propagation::Infeasible
            || self.fix_orbits(cx) == Propagation::Infeasible
        {
            return self.close_excluded(cx);
        }
        Phase::Relax { retried: false }
    }

    /// Brings bounds and basis to those of a branched node (or to the root's).
    pub(super) fn travel(&mut self, to: Option<Index>) {
        self.bench.domain.undo(0);
        self.tighten_root();
        self.retire_cuts();
        let mut basis = Basis::slack(self.bench.problem.columns(), self.bench.relaxation.lp.rows());
        for index in to.map(|i| self.nodes.arena.path(i)).unwrap_or_default() {
            let Some(node) = self.nodes.arena.get(index) else { continue };
            apply_difference(&mut basis, &node.basis);
            for change in &node.changes {
                let j = change.column as usize;
                let lower = change.lower.max(self.bench.domain.lower(j));
                let upper = change.upper.min(self.bench.domain.upper(j));
                self.bench.domain.set(j, lower, upper);
            }
        }
        self.bench.relaxation.follow(&self.bench.domain);
        // The lengths fit by construction; a basis that did not load would only make the solve start
        // elsewhere.
        let _ = self.bench.relaxation.lp.load_basis(&basis);
        self.nodes.base = basis;
    }

    /// What the incumbent and the root's reduced costs rule out is ruled out everywhere.
    pub(super) fn tighten_root(&mut self) {
        let (bench, Some(root)) = (&mut self.bench, &self.learned.root_costs) else { return };
        if root.tighten(&bench.cutoff, &mut bench.domain) > 0 {
            bench.trim();
            // A contradiction would mean that nothing better than the cutoff is left; the nodes will find
            // that out one by one.
            let _ = bench.propagator.propagate_since(&mut bench.domain, 0);
            bench.domain.forget_trail();
        }
    }

    pub(super) fn current_bound(&self) -> f64 {
        self.current
            .as_ref()
            .and_then(|c| self.nodes.arena.get(c.index))
            .map_or(f64::NEG_INFINITY, |n| n.bound)
    }

    pub(super) fn raise_current(&mut self, bound: f64) {
        // The objective of the tree's program may be off by the noise of presolve.
        let lifted = self.bench.cutoff.lift(bound - self.bench.problem.objective_noise);
        if let Some(current) = &self.current {
            self.nodes.arena.update(current.index, |n| n.bound = n.bound.max(lifted));
        }
    }

    pub(super) fn close_current(&mut self, outcome: NodeOutcome, cx: &mut Context) -> Phase {
        let bound = self.current_bound();
        if let Some(current) = self.current.take() {
            self.bench.effort.iterations.nodes += self.bench.node_iterations();
            let bound = if outcome == NodeOutcome::Infeasible { f64::INFINITY } else { bound };
            self.close(current.index, outcome, bound, cx);
        }
        Phase::Select
    }

    /// Closes the current node: it holds nothing better than the cutoff, or nothing at all.
    pub(super) fn close_excluded(&mut self, cx: &mut Context) -> Phase {
        let excluded = self.bench.cutoff.excluded();
        self.raise_current(excluded);
        let nothing = excluded == f64::INFINITY;
        self.close_current(if nothing { NodeOutcome::Infeasible } else { NodeOutcome::Bound }, cx)
    }

    pub(super) fn close(&mut self, index: Index, outcome: NodeOutcome, bound: f64, cx: &mut Context) {
        // Under a cutoff, "infeasible" may mean "not better than the cutoff".
        let excluded = self.bench.cutoff.excluded();
        self.settle(if outcome == NodeOutcome::Infeasible { excluded } else { bound });
        if let Some(node) = self.nodes.arena.get(index) {
            cx.node_closed(node.id, outcome, bound, self.iterations());
        }
        self.nodes.arena.close(index);
    }

    /// Closes every open node that the cutoff prunes.
    pub(super) fn prune_queue(&mut self, cx: &mut Context) {
        while let Some((bound, index)) = self.nodes.queue.last_by_bound() {
            if !self.bench.cutoff.prunes(bound) {
                break;
            }
            self.nodes.leave_queue(index);
            self.close(index, NodeOutcome::Bound, bound, cx);
        }
    }

    /// The least bound of all that is open or was given up, reported when it has risen.
    pub(super) fn report_bound(&mut self, cx: &mut Context) {
        let open = self.nodes.queue.best_bound().unwrap_or(f64::INFINITY);
        let current = if self.current.is_some() { self.current_bound() } else { f64::INFINITY };
        if self.bench.propagator.leaned_on_cutoff() {
            self.bench.trim();
        }
        let risen = self.bench.bound.raise(open.min(current), &self.bench.cutoff);
        if let Some(bound) = risen.filter(|b| b.is_finite()) {
            let bound = cx.outward(bound);
            cx.control.emit(Event::Bound { bound });
        }
    }

    /// Everything left is closed by the gap, or nothing was left.
    pub(super) fn exhausted(&mut self, cx: &mut Context) -> Phase {
        while let Some((bound, index)) = self.nodes.queue.last_by_bound() {
            self.nodes.leave_queue(index);
            self.close(index, NodeOutcome::Bound, bound, cx);
        }
        self.report_bound(cx);
        Phase::Ended(TreeEnd::Exhausted)
    }

    /// A part of the tree is given up although it may hold points of objective `bound` or more.
    pub(super) fn settle(&mut self, bound: f64) {
        self.bench.bound.settle(bound, &self.bench.cutoff);
    }
}

/// The search of a part of the program is another tree.
fn open_sub_search(part: SubProgram) -> Box<dyn SubSearch> {
    let mut tree = Tree::new(part.problem, &part.settings, Some(part.nodes), Hints::default());
    tree.bench.costs = part.costs;
    tree.bench.limits.1 = part.bytes;
    if part.target.is_finite() {
        tree.bench.set_incumbent(part.target);
    }
    Box::new(tree)
}

impl SubSearch for Tree {
    fn step(&mut self, cx: &mut Context) {
        self.advance(cx);
    }

    fn iterations(&self) -> u64 {
        self.bench.effort.iterations.total() + self.bench.node_iterations()
    }

    fn ended(&self) -> Option<TreeEnd> {
        self.end()
    }
}
