//! The loop: a state machine. Each step is small (a chunk of simplex iterations, one probe, one fixing of a dive), so that the caller can stop
//! after any of them and go on later as if nothing had happened.

use super::branching::{Choice, PseudoCosts};
use super::cutting::Cutting;
use super::home::{Context, Source};
use super::neighbourhoods::Neighbourhoods;
use super::node::{Arena, Index, Node, apply_difference};
use super::queue::{Entry, Queue};
use super::reduced_cost::RootCosts;
use super::short_tree::ShortTree;
use super::sub_tree::SubTree;
use super::workbench::Workbench;
use crate::dual_proofs::DualProofs;
use crate::heuristics::dive_choice::DiveChoice;
use crate::heuristics::diving::{Dive, Guide};
use crate::heuristics::feasibility_jump::FeasibilityJump;
use crate::heuristics::feasibility_pump::FeasibilityPump;
use crate::lp::Basis;
use crate::params::*;
use crate::problem::MipProblem;
use crate::propagation::Propagation;
use crate::settings::Settings;
use crate::strategy::Strategy;
use crate::symmetry::Symmetry;
use hunch_model::{Event, NodeOutcome, Relay, SparseMatrix};

/// How a tree ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeEnd {
    /// Nothing better is left: [`Tree::bound`] holds for every point.
    Exhausted,
    /// The node limit or the memory limit was reached.
    Limit,
    /// The root relaxation is unbounded.
    Unbounded,
}

/// Hints in the tree's columns.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Start values.
    pub start: Vec<(usize, f64)>,
    /// Probabilities of being 1.
    pub probabilities: Vec<(usize, f64)>,
}

/// What the next step does.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Propagate the root and open it.
    Begin,
    /// Choose the next node and enter it.
    Select,
    /// Solve the relaxation of the current node; the flag tells whether a fresh basis was already tried.
    Relax { retried: bool },
    /// Run a dive from the current node.
    Dive(Box<Dive>),
    /// Run feasibility jump at the root.
    Jump(Box<FeasibilityJump>),
    /// Run the feasibility pump at the root.
    Pump(Box<FeasibilityPump>),
    /// Search a neighbourhood.
    Neighbourhood(Box<SubTree>),
    /// Choose the column to branch on.
    Choose(Choice),
    /// Nothing is left to do.
    Ended(TreeEnd),
}

/// The node being processed.
#[derive(Clone, Debug)]
pub(super) struct Current {
    pub(super) index: Index,
    /// The domain's mark before the node's own bounds.
    pub(super) mark: usize,
    /// Relaxed point and objective, once solved.
    pub(super) x: Vec<f64>,
    pub(super) objective: f64,
    /// Dives still to be run here.
    pub(super) dives: Vec<Guide>,
    /// Whether this node's dives were planned and its branching was learned from.
    pub(super) explored: bool,
    /// Whether rounding and shifting were tried here.
    pub(super) rounded: bool,
    /// Sides that probes closed here.
    pub(super) sides_closed: usize,
}

/// A branch-and-bound tree.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) bench: Workbench,
    pub(super) strategy: Strategy,
    pub(super) by_row: SparseMatrix,
    pub(super) arena: Arena,
    pub(super) queue: Queue,
    pub(super) costs: PseudoCosts,
    pub(super) phase: Phase,
    pub(super) current: Option<Current>,
    /// Children of the last branching, the preferred one last.
    pub(super) plunge: Vec<Index>,
    pub(super) plunged: u32,
    /// Node whose final basis the engine holds, and that basis: where a child starts warm without reloading.
    pub(super) hot: Option<Index>,
    pub(super) base: Basis,
    pub(super) root_costs: Option<RootCosts>,
    pub(super) cutting: Cutting,
    pub(super) hints: Hints,
    pub(super) hint_of: Vec<Option<f64>>,
    pub(super) node_limit: Option<u64>,
    pub(super) byte_limit: u64,
    pub(super) nodes: u64,
    pub(super) selections: u64,
    pub(super) iterations: NodeIterations,
    /// Least bound among nodes closed without proof that they hold nothing better than the incumbent within tolerance.
    pub(super) settled: f64,
    pub(super) best_bound: f64,
    pub(super) dive_choice: DiveChoice,
    pub(super) hint_branchings: u64,
    /// Units of work so far.
    pub(super) work: u64,
    pub(super) neighbourhoods: Neighbourhoods,
    /// Whether feasibility jump has run.
    pub(super) jumped: bool,
    /// Whether the feasibility pump has run.
    pub(super) pumped: bool,
    pub(super) short_tree: ShortTree,
    pub(super) proofs: DualProofs,
    /// Found at [`SYMMETRY_NODE`].
    pub(super) symmetry: Option<Symmetry>,
}

/// Simplex iterations by use.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NodeIterations {
    pub(super) nodes: u64,
    pub(super) probes: u64,
    /// The root's, rounds of cuts included, once it has branched.
    pub(super) root: u64,
    pub(super) dives: u64,
    pub(super) neighbourhoods: u64,
    /// All of them before the tree was last begun again: shares are reckoned from there.
    pub(super) earlier: u64,
    /// The engine's counter when the current node was entered.
    pub(super) mark: u64,
}

impl Tree {
    /// Prepares a tree; nothing is solved yet.
    pub fn new(problem: MipProblem, settings: &Settings, node_limit: Option<u64>, hints: Hints) -> Self {
        let columns = problem.columns();
        let mut hint_of = vec![None; columns];
        for &(j, p) in &hints.probabilities {
            hint_of[j] = problem.is_binary(j).then_some(p);
        }
        let base = Basis::slack(columns, problem.rows());
        let strategy = Strategy::of_seed(settings.seed());
        Self {
            strategy,
            by_row: problem.by_rows(),
            bench: Workbench::new(problem, settings),
            arena: Arena::default(),
            queue: Queue::default(),
            costs: PseudoCosts::new(columns),
            phase: Phase::Begin,
            current: None,
            plunge: Vec::new(),
            plunged: 0,
            hot: None,
            base,
            root_costs: None,
            cutting: Cutting::default(),
            hints,
            hint_of,
            node_limit,
            byte_limit: (settings.memory_limit() as f64 * NODE_MEMORY_SHARE) as u64,
            nodes: 0,
            selections: 0,
            iterations: NodeIterations::default(),
            settled: f64::INFINITY,
            best_bound: f64::NEG_INFINITY,
            dive_choice: DiveChoice::starting_at(strategy.first_dive),
            hint_branchings: 0,
            work: 0,
            neighbourhoods: Neighbourhoods::new(settings),
            jumped: false,
            pumped: false,
            short_tree: ShortTree::default(),
            proofs: DualProofs::default(),
            symmetry: None,
        }
    }

    /// Nodes processed.
    pub fn nodes(&self) -> u64 {
        self.nodes
    }

    /// Simplex iterations of nodes, probes, dives and neighbourhoods.
    pub fn iterations(&self) -> u64 {
        let all = self.iterations;
        all.earlier + all.nodes + all.probes + all.dives + all.neighbourhoods
    }

    /// Branchings whose column or direction the probabilities weighed.
    pub fn hint_branchings(&self) -> u64 {
        self.hint_branchings
    }

    /// Start values and probabilities that speak of columns of this tree.
    pub fn hints(&self) -> &Hints {
        &self.hints
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<TreeEnd> {
        match self.phase {
            Phase::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// Whether bounds of nodes may count columns that nothing bounds with a far size instead of an infinite one.
    pub fn rests_on_far(&self) -> bool {
        self.bench.relaxation.lp.rests_on_far()
    }

    /// A proven lower bound on the objective of every point (of the tree's program), the incumbent's at most.
    pub fn bound(&self) -> f64 {
        self.best_bound
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
        self.work += meter.work();
    }

    fn take_step(&mut self, cx: &mut Context) {
        let phase = std::mem::replace(&mut self.phase, Phase::Select);
        self.phase = match phase {
            Phase::Begin => self.begin(cx),
            Phase::Select => self.select(cx),
            Phase::Relax { retried } => self.relax(retried, cx),
            Phase::Dive(dive) => self.dive(dive, cx),
            Phase::Jump(jump) => self.jump(jump, cx),
            Phase::Pump(pump) => self.pump(pump, cx),
            Phase::Neighbourhood(sub) => self.search_neighbourhood(sub, cx),
            Phase::Choose(choice) => self.choose(choice, cx),
            Phase::Ended(end) => Phase::Ended(end),
        };
        cx.spend(self.bench.propagator.take_work() + self.proofs.take_work());
    }

    pub(super) fn begin(&mut self, cx: &mut Context) -> Phase {
        self.take_up_incumbent(cx);
        self.offer_complete_start(cx);
        self.take_up_incumbent(cx);
        if self.bench.propagator.propagate_all(&mut self.bench.domain) == Propagation::Infeasible {
            return self.exhausted(cx);
        }
        self.bench.domain.forget_trail();
        let id = cx.home.next_id();
        let root = self.arena.add(Node::new(id, None, 0, f64::NEG_INFINITY, f64::NEG_INFINITY));
        cx.node_opened(id, None, 0, f64::NEG_INFINITY, None);
        self.open(root);
        self.plunge.push(root);
        Phase::Select
    }

    /// A start that names every integer column is tried before anything else.
    pub(super) fn offer_complete_start(&mut self, cx: &mut Context) {
        let problem = &self.bench.problem;
        let mut point: Vec<f64> = (0..problem.columns())
            .map(|j| 0f64.max(problem.lp.column_lower[j]).min(problem.lp.column_upper[j]))
            .collect();
        let mut known = vec![false; problem.columns()];
        for &(j, v) in &self.hints.start {
            point[j] = if problem.integer[j] { v.round() } else { v };
            known[j] = true;
        }
        let complete = (0..point.len()).all(|j| known[j] || !problem.integer[j]);
        if complete && !self.hints.start.is_empty() {
            let relaxation = &self.bench.relaxation;
            cx.offer(&point, Source::Start, |p, control| relaxation.solve_around(p, control));
        }
    }

    pub(super) fn select(&mut self, cx: &mut Context) -> Phase {
        self.take_up_incumbent(cx);
        self.prune_queue(cx);
        self.report_bound(cx);
        if self.queue.is_empty() || self.bench.cutoff.closes(self.best_bound) {
            return self.exhausted(cx);
        }
        if self.node_limit.is_some_and(|limit| self.nodes >= limit) || self.arena.bytes() > self.byte_limit {
            return Phase::Ended(TreeEnd::Limit);
        }
        if self.short_tree_is_over() {
            return self.restart(cx);
        }
        let Some(index) = self.next_node() else { return self.exhausted(cx) };
        self.enter(index, cx)
    }

    pub(super) fn next_node(&mut self) -> Option<Index> {
        if let Some(index) = self.next_of_plunge() {
            self.plunged += 1;
            return Some(index);
        }
        self.plunge.clear();
        self.plunged = 0;
        self.selections += 1;
        if self.selections.is_multiple_of(self.strategy.best_bound_period) {
            self.queue.first_by_bound()
        } else {
            self.queue.first_by_estimate()
        }
    }

    /// The preferred child, else its sibling, while the plunge is worth it.
    pub(super) fn next_of_plunge(&mut self) -> Option<Index> {
        let cutoff = self.bench.cutoff.value();
        let limit = if cutoff.is_finite() {
            self.best_bound + self.strategy.plunge_share * (cutoff - self.best_bound)
        } else {
            f64::INFINITY
        };
        while let Some(index) = self.plunge.pop() {
            if let Some(node) = self.arena.get(index)
                && (self.plunged < PLUNGE_MIN || node.bound <= limit)
            {
                return Some(index);
            }
        }
        None
    }

    /// Takes a node out of the queue, brings bounds and basis to it, and propagates.
    pub(super) fn enter(&mut self, index: Index, cx: &mut Context) -> Phase {
        self.leave_queue(index);
        let parent = self.arena.get(index).and_then(|n| n.parent);
        if self.hot.is_none() || self.hot != parent {
            self.travel(parent);
        }
        self.begin_node(index, cx)
    }

    /// Applies the node's bounds at its parent's, and propagates.
    pub(super) fn begin_node(&mut self, index: Index, cx: &mut Context) -> Phase {
        self.hot = None;
        let mark = self.bench.domain.mark();
        let mut consistent = true;
        if let Some(node) = self.arena.get(index) {
            for change in &node.changes {
                let j = change.column as usize;
                let lower = change.lower.max(self.bench.domain.lower(j));
                let upper = change.upper.min(self.bench.domain.upper(j));
                consistent &= lower <= upper;
                self.bench.domain.set(j, lower, upper);
            }
        }
        self.nodes += 1;
        self.iterations.mark = self.bench.relaxation.lp.iterations();
        self.current = Some(Current {
            index,
            mark,
            x: Vec::new(),
            objective: f64::NAN,
            dives: Vec::new(),
            explored: false,
            rounded: false,
            sides_closed: 0,
        });
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
        for index in to.map(|i| self.arena.path(i)).unwrap_or_default() {
            let Some(node) = self.arena.get(index) else { continue };
            apply_difference(&mut basis, &node.basis);
            for change in &node.changes {
                let j = change.column as usize;
                let lower = change.lower.max(self.bench.domain.lower(j));
                let upper = change.upper.min(self.bench.domain.upper(j));
                self.bench.domain.set(j, lower, upper);
            }
        }
        self.bench.relaxation.follow(&self.bench.domain);
        // The lengths fit by construction; a basis that did not load would only make the solve start elsewhere.
        let _ = self.bench.relaxation.lp.load_basis(&basis);
        self.base = basis;
    }

    /// What the incumbent and the root's reduced costs rule out is ruled out everywhere.
    pub(super) fn tighten_root(&mut self) {
        let (bench, Some(root)) = (&mut self.bench, &self.root_costs) else { return };
        if root.tighten(&bench.cutoff, &mut bench.domain) > 0 {
            bench.trim();
            // A contradiction would mean that nothing better than the cutoff is left; the nodes will find that out one by one.
            let _ = bench.propagator.propagate_since(&mut bench.domain, 0);
            bench.domain.forget_trail();
        }
    }

    pub(super) fn open(&mut self, index: Index) {
        if let Some(entry) = self.entry(index) {
            self.queue.insert(entry);
        }
    }

    pub(super) fn leave_queue(&mut self, index: Index) {
        if let Some(entry) = self.entry(index) {
            self.queue.remove(entry);
        }
    }

    pub(super) fn entry(&self, index: Index) -> Option<Entry> {
        self.arena.get(index).map(|n| Entry { index, id: n.id, bound: n.bound, estimate: n.estimate })
    }

    /// Iterations of the current node so far.
    pub(super) fn node_iterations(&self) -> u64 {
        self.bench.relaxation.lp.iterations() - self.iterations.mark
    }

    pub(super) fn current_bound(&self) -> f64 {
        self.current.as_ref().and_then(|c| self.arena.get(c.index)).map_or(f64::NEG_INFINITY, |n| n.bound)
    }

    pub(super) fn raise_current(&mut self, bound: f64) {
        // The objective of the tree's program may be off by the noise of presolve.
        let lifted = self.bench.cutoff.lift(bound - self.bench.problem.objective_noise);
        if let Some(current) = &self.current {
            self.arena.update(current.index, |n| n.bound = n.bound.max(lifted));
        }
    }

    /// A part of the tree is given up although it may hold points of objective `bound` or more.
    pub(super) fn settle(&mut self, bound: f64) {
        self.settled = self.settled.min(self.bench.cutoff.lift(bound));
    }

    pub(super) fn close_current(&mut self, outcome: NodeOutcome, cx: &mut Context) -> Phase {
        let bound = self.current_bound();
        if let Some(current) = self.current.take() {
            self.iterations.nodes += self.node_iterations();
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
        if let Some(node) = self.arena.get(index) {
            cx.node_closed(node.id, outcome, bound);
        }
        self.arena.close(index);
    }

    /// Learns of an incumbent that anybody found, and tightens the root by it.
    pub(super) fn take_up_incumbent(&mut self, cx: &mut Context) {
        let objective = cx.home.incumbent_objective();
        if objective < self.bench.cutoff.incumbent() {
            self.bench.set_incumbent(objective);
        }
    }

    /// Closes every open node that the cutoff prunes.
    pub(super) fn prune_queue(&mut self, cx: &mut Context) {
        while let Some((bound, index)) = self.queue.last_by_bound() {
            if !self.bench.cutoff.prunes(bound) {
                break;
            }
            self.leave_queue(index);
            self.close(index, NodeOutcome::Bound, bound, cx);
        }
    }

    /// The least bound of all that is open or was given up, told when it has risen.
    pub(super) fn report_bound(&mut self, cx: &mut Context) {
        let open = self.queue.best_bound().unwrap_or(f64::INFINITY);
        let current = if self.current.is_some() { self.current_bound() } else { f64::INFINITY };
        if self.bench.propagator.leaned_on_cutoff() {
            self.bench.trim();
        }
        let bound =
            open.min(current).min(self.settled).min(self.bench.trimmed).min(self.bench.cutoff.incumbent());
        if bound > self.best_bound {
            self.best_bound = bound;
            if bound.is_finite() {
                let bound = cx.outward(bound);
                cx.control.emit(Event::Bound { bound });
            }
        }
    }

    /// Everything left is closed by the gap, or nothing was left.
    pub(super) fn exhausted(&mut self, cx: &mut Context) -> Phase {
        while let Some((bound, index)) = self.queue.last_by_bound() {
            self.leave_queue(index);
            self.close(index, NodeOutcome::Bound, bound, cx);
        }
        self.report_bound(cx);
        Phase::Ended(TreeEnd::Exhausted)
    }
}
