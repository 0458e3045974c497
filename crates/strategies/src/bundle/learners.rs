//! The sections of the learners: a tree, nearest neighbours.

use super::error::{LearnedError, within};
use super::limits::MAX_NODES;
use super::parts::{Parts, size, split};
#[cfg(feature = "json")]
use super::parts::{put_doubles, put_indices};
use crate::learn::{Branch, Data, Hyperplane, Neighbours, Node, Tree};
#[cfg(feature = "json")]
use hunch_bundle::Tensor;

/// Reads a tree, if there is one.
pub(super) fn take_tree(
    parts: &mut Parts,
    width: usize,
    classes: usize,
) -> Result<Option<Tree>, LearnedError> {
    if !parts.has("tree.right") {
        return Ok(None);
    }
    let right = parts.indices("tree.right")?;
    let nodes = right.len();
    within("nodes of the tree", nodes, MAX_NODES)?;
    let numbers = parts.finite("tree.numbers")?;
    size("tree.numbers", numbers.len(), 2 * nodes)?;
    let ends = parts.indices("tree.ends")?;
    size("tree.ends", ends.len(), 2 * nodes)?;
    let term_ends: Vec<u32> = ends.iter().copied().step_by(2).collect();
    let count_ends: Vec<u32> = ends.iter().copied().skip(1).step_by(2).collect();
    let parameters = parts.below("tree.terms.parameters", width)?;
    let factors = parts.finite("tree.terms.factors")?;
    size("tree.terms.factors", factors.len(), parameters.len())?;
    let terms: Vec<(u32, f64)> = parameters.into_iter().zip(factors).collect();
    let terms = split("tree.ends", &terms, &term_ends)?;
    let classes_of = parts.below("tree.counts.classes", classes)?;
    let weights = parts.finite("tree.counts.weights")?;
    size("tree.counts.weights", weights.len(), classes_of.len())?;
    let counts: Vec<(u32, f64)> = classes_of.into_iter().zip(weights).collect();
    let counts = split("tree.ends", &counts, &count_ends)?;
    let node = |t: usize| Node {
        branch: (right[t] != 0).then(|| Branch {
            split: Hyperplane { terms: terms[t].to_vec(), bound: numbers[2 * t] },
            right: right[t],
            complexity: numbers[2 * t + 1],
        }),
        counts: counts[t].to_vec(),
    };
    Ok(Some(Tree::new(width as u32, classes as u32, (0..nodes).map(node).collect())?))
}

/// Reads neighbours, if there are any; `k` of them are counted.
pub(super) fn take_neighbours(
    parts: &mut Parts,
    width: usize,
    classes: usize,
    k: usize,
) -> Result<Option<Neighbours>, LearnedError> {
    if !parts.has("neighbours.labels") {
        return Ok(None);
    }
    let labels = parts.indices("neighbours.labels")?;
    let points = parts.finite("neighbours.points")?;
    Ok(Some(Neighbours::fit(&Data::new(points, width, labels, classes)?, k)?))
}

/// Writes those that there are.
#[cfg(feature = "json")]
pub(super) fn put(
    tree: Option<&Tree>,
    neighbours: Option<&Neighbours>,
    tensors: &mut Vec<Tensor>,
) -> Result<(), LearnedError> {
    if let Some(tree) = tree {
        let (mut right, mut numbers, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        let mut terms: Vec<(u32, f64)> = Vec::new();
        let mut counts: Vec<(u32, f64)> = Vec::new();
        for node in tree.nodes() {
            right.push(node.branch.as_ref().map_or(0, |branch| branch.right));
            numbers.push(node.branch.as_ref().map_or(0.0, |branch| branch.split.bound));
            numbers.push(node.branch.as_ref().map_or(0.0, |branch| branch.complexity));
            terms.extend(node.branch.iter().flat_map(|branch| branch.split.terms.iter().copied()));
            counts.extend(node.counts.iter().copied());
            ends.extend([terms.len() as u32, counts.len() as u32]);
        }
        put_indices(tensors, "tree.right", 1, right)?;
        put_doubles(tensors, "tree.numbers", 2, numbers)?;
        put_indices(tensors, "tree.ends", 2, ends)?;
        put_indices(tensors, "tree.terms.parameters", 1, terms.iter().map(|t| t.0).collect())?;
        put_doubles(tensors, "tree.terms.factors", 1, terms.iter().map(|t| t.1).collect())?;
        put_indices(tensors, "tree.counts.classes", 1, counts.iter().map(|c| c.0).collect())?;
        put_doubles(tensors, "tree.counts.weights", 1, counts.iter().map(|c| c.1).collect())?;
    }
    if let Some(neighbours) = neighbours {
        let data = neighbours.data();
        let points = (0..data.len()).flat_map(|i| data.point(i).iter().copied()).collect();
        put_doubles(tensors, "neighbours.points", data.width(), points)?;
        put_indices(tensors, "neighbours.labels", 1, (0..data.len()).map(|i| data.label(i)).collect())?;
    }
    Ok(())
}
