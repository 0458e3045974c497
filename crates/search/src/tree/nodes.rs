//! The stored nodes, which of them are open, and which is next.

use super::node::{Arena, Index};
use super::queue::{Entry, Queue};
use crate::lp::Basis;
use crate::params::PLUNGE_MIN;
use crate::strategy::Strategy;

/// Nodes of a tree.
#[derive(Clone, Debug)]
pub(super) struct Nodes {
    /// Open and branched ones.
    pub(super) arena: Arena,
    /// The open ones.
    pub(super) queue: Queue,
    /// Children of the last branching, the preferred one last.
    pub(super) plunge: Vec<Index>,
    plunged: u32,
    selections: u64,
    /// Node whose final basis the engine holds, and that basis: where a child starts warm without reloading.
    pub(super) hot: Option<Index>,
    pub(super) base: Basis,
}

impl Nodes {
    /// None yet; the root starts from `base`.
    pub(super) fn new(base: Basis) -> Self {
        Self {
            arena: Arena::default(),
            queue: Queue::default(),
            plunge: Vec::new(),
            plunged: 0,
            selections: 0,
            hot: None,
            base,
        }
    }

    /// Takes all of them out; the root will start from `base` again.
    pub(super) fn clear(&mut self, base: Basis) {
        (self.arena, self.queue, self.base) = (Arena::default(), Queue::default(), base);
        self.plunge.clear();
    }

    /// Lists a node as open.
    pub(super) fn open(&mut self, index: Index) {
        if let Some(entry) = self.entry(index) {
            self.queue.insert(entry);
        }
    }

    /// Takes it off the list; it stays stored.
    pub(super) fn leave_queue(&mut self, index: Index) {
        if let Some(entry) = self.entry(index) {
            self.queue.remove(entry);
        }
    }

    fn entry(&self, index: Index) -> Option<Entry> {
        self.arena.get(index).map(|n| Entry { index, id: n.id, bound: n.bound, estimate: n.estimate })
    }

    /// The next node: a child of the last one, while the plunge is worth it, else the best of all. `best` is
    /// the bound of the tree.
    pub(super) fn next(&mut self, strategy: &Strategy, best: f64, cutoff: f64) -> Option<Index> {
        if let Some(index) = self.next_of_plunge(strategy, best, cutoff) {
            self.plunged += 1;
            return Some(index);
        }
        self.plunge.clear();
        self.plunged = 0;
        self.selections += 1;
        if self.selections.is_multiple_of(strategy.best_bound_period) {
            self.queue.first_by_bound()
        } else {
            self.queue.first_by_estimate()
        }
    }

    /// The preferred child, else its sibling.
    fn next_of_plunge(&mut self, strategy: &Strategy, best: f64, cutoff: f64) -> Option<Index> {
        let limit =
            if cutoff.is_finite() { best + strategy.plunge_share * (cutoff - best) } else { f64::INFINITY };
        while let Some(index) = self.plunge.pop() {
            if let Some(node) = self.arena.get(index)
                && (self.plunged < PLUNGE_MIN || node.bound <= limit)
            {
                return Some(index);
            }
        }
        None
    }
}
