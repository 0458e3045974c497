//! Programs with integers, answered without a search: a strategy keeps the branch-and-bound tree that proved
//! it. Its branchings cover all integer points at every θ, so at a new one only the leaves are looked at
//! again: what their stored multipliers prove there, rounding counted ([`hunch_search::multipliers`]). Where
//! every leaf proves the value of the strategy's point, or that it is empty, the point is optimal. A leaf
//! whose multipliers prove too little gets [`LEAF_STEPS`] steps of the engine; nothing is branched on.
//!
//! | module | what it does |
//! |---|---|
//! | `stored` | trees as data, checked when they are read |
//! | `leaves` | one θ: bounds and evidence of leaves |
//! | `grow` | the tree that proves a strategy at one θ after the other |

mod grow;
mod leaves;
mod stored;

pub use grow::{Grown, TreeOptions};
pub use stored::ProofTree;
pub(crate) use stored::{Leaf, Node, Stored};

pub(super) use grow::grow;

use super::relaxation::Relaxation;
use crate::params::LEAF_STEPS;
use hunch_model::{Control, Flow};
use hunch_search::lp::LpProblem;
use hunch_search::qp::SymmetricMatrix;
use leaves::{Bounds, End, Leaves};

/// What a tree proves at the numbers of `problem` (of the minimisation; integer columns' bounds rounded
/// inwards): the least bound of its leaves, or `cutoff`, the objective of a known point, where that is less.
/// `None` as soon as a leaf does not satisfy `is_enough`, or the host wants an end.
pub(super) fn proven_bound(
    tree: &ProofTree,
    (problem, quadratic): (&LpProblem, Option<&SymmetricMatrix>),
    cutoff: f64,
    relaxation: &mut Relaxation,
    is_enough: &dyn Fn(f64) -> bool,
    control: &mut dyn Control,
) -> Option<f64> {
    let mut leaves = Leaves::new(problem, quadratic, cutoff, relaxation)?;
    // No leaf says more: what it proves, it proves of points that are no worse.
    let mut least = cutoff;
    let mut open = vec![(0u32, Bounds::default())];
    while let Some((k, bounds)) = open.pop() {
        if leaves.crosses(&bounds) {
            continue;
        }
        // What looking at a node costs at least.
        if let Flow::Stop(_) = control.spend((problem.columns() + problem.rows()) as u64) {
            return None;
        }
        match tree.nodes.get(k as usize)? {
            Node::Branch { column, at, below } => {
                open.extend([0, 1].map(|side| (below[side], bounds.and(*column, *at, side))));
            }
            Node::Leaf(leaf) => {
                let mut bound = leaves.stored(leaf, &bounds, is_enough);
                if !is_enough(bound) {
                    bound = match leaves.solve(&bounds, &leaf.set, Some(LEAF_STEPS), control) {
                        End::Empty(_) => cutoff,
                        End::Bounded(found) => f64::max(bound, found.bound),
                        End::Nothing => bound,
                    };
                }
                if !is_enough(bound) {
                    return None;
                }
                least = least.min(bound);
            }
        }
    }
    Some(least)
}
