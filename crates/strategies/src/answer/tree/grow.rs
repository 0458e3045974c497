//! The tree that proves a strategy: branch and bound of plain relaxations, which knows the answer. It is
//! grown at one θ after the other, so that it proves the strategy at all of them: a leaf that its evidence
//! does not close gets further evidence, and is branched on only where none closes it.

use super::leaves::{Bounds, End, Found, Leaves};
use super::stored::{Leaf, Node, ProofTree};
use crate::answer::relaxation::Relaxation;
use crate::params::{INTEGRAL, LOOK_AHEAD, LOOK_AHEAD_LEAST, LOOK_AHEAD_STEPS, TREE_DEPTH};
use hunch_model::Control;
use hunch_search::lp::LpProblem;
use hunch_search::qp::{SymmetricMatrix, WorkingSet};

/// How large trees may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeOptions {
    /// Most nodes of a strategy's tree; one that would need more is not kept.
    pub nodes: usize,
    /// Most multipliers that a leaf keeps.
    pub evidence: usize,
    /// θ of a strategy, beside its first, at which its tree is grown.
    pub thetas: usize,
}

impl Default for TreeOptions {
    fn default() -> Self {
        use crate::params::{TREE_EVIDENCE, TREE_NODES, TREE_THETAS};
        Self { nodes: TREE_NODES, evidence: TREE_EVIDENCE, thetas: TREE_THETAS }
    }
}

/// What became of a strategy's tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grown {
    /// Leaves of the tree; 0 where there is none.
    pub leaves: usize,
    /// θ at which it was to be grown, and at which it proves the strategy or did.
    pub tried: usize,
    /// See `tried`.
    pub grown: usize,
}

/// Grows `tree` until it proves, at the numbers of `problem`, that no point is better than `target` (of the
/// minimisation); `cutoff` is the objective of a point that is known. An empty tree starts from `set`. Whether it does. Where it does not (there is a better point, the tree is too large, or
/// numbers are in trouble) it still is a tree.
pub(in crate::answer) fn grow(
    tree: &mut ProofTree,
    set: &WorkingSet,
    (problem, quadratic): (&LpProblem, Option<&SymmetricMatrix>),
    relaxation: &mut Relaxation,
    is_integer: &[bool],
    (cutoff, target): (f64, f64),
    options: &TreeOptions,
    control: &mut dyn Control,
) -> bool {
    let Some(leaves) = Leaves::new(problem, quadratic, cutoff, relaxation) else { return false };
    if tree.nodes.is_empty() {
        tree.nodes.push(Node::Leaf(Leaf { evidence: Vec::new(), set: set.clone() }));
    }
    Grower { leaves, is_integer, target, options, cost: &problem.cost }.grow(tree, control)
}

struct Grower<'a> {
    leaves: Leaves<'a>,
    is_integer: &'a [bool],
    target: f64,
    options: &'a TreeOptions,
    cost: &'a [f64],
}

impl Grower<'_> {
    fn grow(&mut self, tree: &mut ProofTree, control: &mut dyn Control) -> bool {
        let mut open = vec![(0u32, Bounds::default(), 0)];
        while let Some((k, bounds, depth)) = open.pop() {
            if self.leaves.crosses(&bounds) {
                continue;
            }
            let first = tree.nodes.len();
            if let Node::Leaf(leaf) = &mut tree.nodes[k as usize] {
                let target = self.target;
                if self.leaves.stored(leaf, &bounds, &|bound| bound >= target) >= target {
                    continue;
                }
                let found = match self.leaves.solve(&bounds, &leaf.set, None, control) {
                    End::Empty(evidence) => {
                        keep(leaf, evidence, self.options.evidence);
                        continue;
                    }
                    End::Bounded(found) => found,
                    End::Nothing => return false,
                };
                if found.bound >= target {
                    leaf.set = found.set;
                    keep(leaf, found.evidence, self.options.evidence);
                    continue;
                }
                let Some((column, at)) = self.branching(&found, &bounds, control) else { return false };
                if first + 2 > self.options.nodes || depth >= TREE_DEPTH {
                    return false;
                }
                // What closed it at other θ closes what is below it there.
                let evidence = std::mem::take(&mut leaf.evidence);
                let below = [first as u32, first as u32 + 1];
                tree.nodes[k as usize] = Node::Branch { column: column as u32, at, below };
                for _ in 0..2 {
                    let (evidence, set) = (evidence.clone(), found.set.clone());
                    tree.nodes.push(Node::Leaf(Leaf { evidence, set }));
                }
            }
            if let Node::Branch { column, at, below } = &tree.nodes[k as usize] {
                open.extend([0, 1].map(|side| (below[side], bounds.and(*column, *at, side), depth + 1)));
            }
        }
        true
    }

    /// The column to branch on, and where; `None` where the point is integral, and hence a better one.
    fn branching(
        &mut self,
        found: &Found,
        bounds: &Bounds,
        control: &mut dyn Control,
    ) -> Option<(usize, i64)> {
        let mut ranked: Vec<(f64, usize)> = found
            .values
            .iter()
            .enumerate()
            .filter(|&(j, x)| self.is_integer[j] && (x - x.round()).abs() > INTEGRAL)
            .map(|(j, x)| ((x - x.round()).abs() * (1.0 + self.cost[j].abs()), j))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.truncate(LOOK_AHEAD);
        let mut best: Option<(f64, usize, i64)> = None;
        for (_, j) in ranked {
            let at = found.values[j].floor() as i64;
            let gains = [0, 1].map(|side| self.gain(found, bounds, (j, at, side), control));
            let score = gains[0].max(LOOK_AHEAD_LEAST) * gains[1].max(LOOK_AHEAD_LEAST);
            if best.is_none_or(|(most, ..)| score > most) {
                best = Some((score, j, at));
            }
        }
        best.map(|(_, j, at)| (j, at))
    }

    /// By how much a side of a branching raises the bound, as a share of what is missing.
    fn gain(
        &mut self,
        found: &Found,
        bounds: &Bounds,
        (j, at, side): (usize, i64, usize),
        control: &mut dyn Control,
    ) -> f64 {
        let bounds = bounds.and(j as u32, at, side);
        if self.leaves.crosses(&bounds) {
            return 1.0;
        }
        match self.leaves.solve(&bounds, &found.set, Some(LOOK_AHEAD_STEPS), control) {
            End::Empty(_) => 1.0,
            End::Bounded(ahead) => {
                ((ahead.bound - found.bound) / (self.target - found.bound)).clamp(0.0, 1.0)
            }
            End::Nothing => 0.0,
        }
    }
}

/// Keeps evidence, the newest last; of too many the oldest goes.
fn keep(leaf: &mut Leaf, evidence: super::stored::Stored, most: usize) {
    if leaf.evidence.len() >= most.max(1) {
        leaf.evidence.remove(0);
    }
    leaf.evidence.push(evidence);
}
