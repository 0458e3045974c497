//! How far θ is from another answer.

use super::polyhedron::{Half, Leaf, leaves, projection};
use crate::learn::hyperplane::Hyperplane;
use crate::learn::tree::Tree;

/// Share of a distance that is rounding.
const ROUNDING: f64 = 1e-9;

/// A boundary of the leaf of θ.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// The split.
    pub split: Hyperplane,
    /// How far θ is from it, each parameter measured in its scale.
    pub distance: f64,
    /// The nearest point on it.
    pub at: Vec<f64>,
    /// The class at that point on the other side; it may be the same.
    pub beyond: u32,
}

/// The nearest point at which the tree names another class.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// How far that is, each parameter measured in its scale. Boundaries belong to both sides here.
    pub distance: f64,
    /// The point.
    pub at: Vec<f64>,
    /// The class there.
    pub class: u32,
    /// Its leaf, a position in the nodes of the tree.
    pub leaf: usize,
}

/// The boundaries of the leaf of `theta` that are seen from there, the nearest first: those whose nearest
/// point belongs to the leaf. The first one is the nearest boundary of the leaf. `scales` has a length a
/// parameter in which distances are measured (0 for one that cannot move); without it all are 1.
pub fn boundaries(tree: &Tree, theta: &[f64], scales: Option<&[f64]>) -> Vec<Boundary> {
    let ones = vec![1.0; theta.len()];
    let scales = scales.unwrap_or(&ones);
    // Position of each split on the way, and whether θ is on its left.
    let (mut way, mut t) = (Vec::new(), 0);
    while let Some(branch) = &tree.nodes()[t].branch {
        let holds = branch.split.holds(theta);
        way.push((t, holds));
        t = if holds { t + 1 } else { branch.right as usize };
    }
    let mut found: Vec<Boundary> = Vec::new();
    for &(t, holds) in &way {
        let Some(branch) = &tree.nodes()[t].branch else { continue };
        let half = Half { terms: branch.split.terms.clone(), bound: branch.split.bound };
        let Some((at, distance)) = half.foot(theta, scales) else { continue };
        let other = if holds { branch.right as usize } else { t + 1 };
        let beyond = tree.leaf_class(below(tree, other, &at));
        found.push(Boundary { split: branch.split.clone(), distance, at, beyond });
    }
    // The foot of the nearest one always belongs to the leaf; whether another one does, its splits say.
    found.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    let stays = |k: usize, at: &[f64]| {
        way.iter().all(|&(t, holds)| {
            let Some(branch) = &tree.nodes()[t].branch else { return true };
            branch.split == found[k].split || branch.split.holds(at) == holds
        })
    };
    let seen: Vec<bool> = (0..found.len()).map(|k| k == 0 || stays(k, &found[k].at)).collect();
    found.into_iter().zip(seen).filter_map(|(boundary, seen)| seen.then_some(boundary)).collect()
}

/// The leaf of `theta` in the subtree of `t`.
fn below(tree: &Tree, mut t: usize, theta: &[f64]) -> usize {
    while let Some(branch) = &tree.nodes()[t].branch {
        t = if branch.split.holds(theta) { t + 1 } else { branch.right as usize };
    }
    t
}

/// The nearest point of all leaves that name another class than that of `theta`; `None` when there is none
/// (for hyperplanes also when no projection settles). `scales` as in [`boundaries`].
pub fn nearest_change(tree: &Tree, theta: &[f64], scales: Option<&[f64]>) -> Option<Change> {
    let ones = vec![1.0; theta.len()];
    Leaves::new(tree, scales.unwrap_or(&ones)).nearest_change(tree, theta)
}

/// The leaves of a tree as intersections of half-spaces, for many questions about one tree.
#[derive(Clone, Debug)]
pub struct Leaves {
    scales: Vec<f64>,
    leaves: Vec<Leaf>,
}

impl Leaves {
    /// Of `tree`, each parameter measured in its scale.
    pub fn new(tree: &Tree, scales: &[f64]) -> Self {
        Self { scales: scales.to_vec(), leaves: leaves(tree, scales) }
    }

    /// As [`nearest_change`]; `tree` is the one that this was made of. Leaves are looked at in the order of what
    /// their half-spaces alone say of their distance: most then need no projection. Of two that are as near, it
    /// is the first one in the tree.
    pub fn nearest_change(&self, tree: &Tree, theta: &[f64]) -> Option<Change> {
        let here = tree.leaf_class(tree.leaf(theta));
        let others = self.leaves.iter().enumerate().filter(|(_, l)| tree.leaf_class(l.position) != here);
        let mut waiting: Vec<_> = others.map(|(k, leaf)| (leaf.least_distance(theta), k)).collect();
        let mut best: Option<(usize, Change)> = None;
        // Few are looked at: finding each of them is less than sorting all.
        while let Some(next) = (0..waiting.len()).min_by(|&a, &b| waiting[a].0.total_cmp(&waiting[b].0)) {
            let (least, k) = waiting.swap_remove(next);
            let nearest = best.as_ref().map_or(f64::INFINITY, |(_, best)| best.distance);
            // Rounding must not hide one that is as near.
            let limit = nearest * (1.0 + ROUNDING);
            if least > limit {
                break;
            }
            let leaf = &self.leaves[k];
            let Some((at, distance)) = projection(leaf, theta, &self.scales, limit) else { continue };
            let is_first = best.as_ref().is_none_or(|(first, _)| k < *first);
            if distance < nearest || distance == nearest && is_first {
                let class = tree.leaf_class(leaf.position);
                best = Some((k, Change { distance, at, class, leaf: leaf.position }));
            }
        }
        best.map(|(_, change)| change)
    }
}
