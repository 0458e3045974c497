//! What a tree does next, and the node that it does it at.

use super::branching::Choice;
use super::node::Index;
use crate::state::sub_search::TreeEnd;

/// What the next step does; the module [`super`] draws how they follow each other.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Propagate the root and open it.
    Begin,
    /// Choose the next node and enter it.
    Select,
    /// Solve the relaxation of the current node; the flag says whether a fresh basis was already tried.
    Relax { retried: bool },
    /// A step of the heuristic at this place of the list.
    Heuristic(usize),
    /// Choose the column to branch on.
    Choose(Choice),
    /// Take up the answer to a question.
    #[cfg(feature = "kinds")]
    Answered { integral: bool },
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
    /// Whether this node's dives were planned and its branching was learned from.
    pub(super) explored: bool,
    /// Whether rounding and shifting were tried here.
    pub(super) rounded: bool,
    /// Sides that probes closed here.
    pub(super) sides_closed: usize,
}

impl Current {
    /// A node that was just entered.
    pub(super) fn new(index: Index, mark: usize) -> Self {
        let (x, objective) = (Vec::new(), f64::NAN);
        Self { index, mark, x, objective, explored: false, rounded: false, sides_closed: 0 }
    }
}
