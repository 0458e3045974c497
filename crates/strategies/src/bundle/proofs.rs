//! The section of the stored trees, by which answers of programs with integers are proven.

use super::error::{LearnedError, within};
use super::limits::MAX_PROOF_NODES;
use super::parts::{Parts, size, split, value};
#[cfg(feature = "json")]
use super::parts::{put_doubles, put_indices};
use super::places;
use crate::answer::tree::{Leaf, Node, ProofTree, Stored};
#[cfg(feature = "json")]
use hunch_bundle::Tensor;
use hunch_model::Program;

/// Column of a branching and the two nodes below it; a leaf has zeros, since the root is below none.
const OF_NODE: usize = 3;
/// Ends of a leaf's evidence: of its multipliers, of its point.
const OF_EVIDENCE: usize = 2;

/// Reads the trees, one a strategy, if there are any. What trees prove is safe whatever their numbers are;
/// whether they are trees of `program` is judged with the store.
pub(super) fn take(
    parts: &mut Parts,
    program: &Program,
    strategies: usize,
) -> Result<Vec<ProofTree>, LearnedError> {
    if !parts.has("proofs.nodes") {
        return Ok(Vec::new());
    }
    let ends = parts.indices("proofs.ends")?;
    size("proofs.ends", ends.len(), strategies)?;
    let nodes = parts.indices("proofs.nodes")?;
    let count = nodes.len() / OF_NODE;
    size("proofs.nodes", nodes.len(), count * OF_NODE)?;
    within("nodes of the stored trees", count, MAX_PROOF_NODES)?;
    let at = parts.finite("proofs.at")?;
    size("proofs.at", at.len(), count)?;
    if let Some(k) = at.iter().position(|v| v.fract() != 0.0) {
        return Err(value("proofs.at", k, at[k], "a whole number"));
    }
    let leaves = leaves(parts, program, nodes.chunks_exact(OF_NODE).filter(|n| is_leaf(n)).count())?;
    let mut leaves = leaves.into_iter();
    let mut read = Vec::with_capacity(count);
    for (node, &at) in nodes.chunks_exact(OF_NODE).zip(&at) {
        read.push(match is_leaf(node) {
            true => Node::Leaf(leaves.next().unwrap_or_default()),
            false => Node::Branch { column: node[0], at: at as i64, below: [node[1], node[2]] },
        });
    }
    let trees = split("proofs.ends", &read, &ends)?;
    Ok(trees.into_iter().map(|nodes| ProofTree { nodes: nodes.to_vec() }).collect())
}

fn is_leaf(node: &[u32]) -> bool {
    node[1] == 0
}

/// Reads the leaves of all trees, in the order of their nodes.
fn leaves(parts: &mut Parts, program: &Program, count: usize) -> Result<Vec<Leaf>, LearnedError> {
    let (n, m) = (program.columns.len(), program.rows.len());
    let words = places::words(n + m);
    let packed = parts.indices("proofs.places")?;
    size("proofs.places", packed.len(), count * words)?;
    let of_leaves = parts.indices("proofs.evidence.of")?;
    size("proofs.evidence.of", of_leaves.len(), count)?;
    let kinds = parts.below("proofs.evidence.empty", 2)?;
    let ends = parts.indices("proofs.evidence.ends")?;
    size("proofs.evidence.ends", ends.len(), OF_EVIDENCE * kinds.len())?;
    let every = |from: usize| ends.iter().copied().skip(from).step_by(OF_EVIDENCE).collect::<Vec<u32>>();
    let multipliers = numbers(parts, "proofs.multipliers", m)?;
    let points = numbers(parts, "proofs.points", n)?;
    let multipliers = split("proofs.evidence.ends", &multipliers, &every(0))?;
    let points = split("proofs.evidence.ends", &points, &every(1))?;
    let stored = |k: usize| Stored {
        multipliers: multipliers[k].to_vec(),
        point: points[k].to_vec(),
        is_empty: kinds[k] == 1,
    };
    let all: Vec<Stored> = (0..kinds.len()).map(stored).collect();
    let of_leaves = split("proofs.evidence.of", &all, &of_leaves)?;
    let mut found = Vec::with_capacity(count);
    for (k, evidence) in of_leaves.into_iter().enumerate() {
        let set = places::unpacked(&packed[k * words..(k + 1) * words], n, m)
            .ok_or_else(|| value("proofs.places", k * words, f64::NAN, "places from 0 to 4"))?;
        found.push(Leaf { evidence: evidence.to_vec(), set });
    }
    Ok(found)
}

/// Numbers with their places below `limit`.
fn numbers(parts: &mut Parts, name: &str, limit: usize) -> Result<Vec<(u32, f64)>, LearnedError> {
    let of = parts.below(&format!("{name}.places"), limit)?;
    let values = parts.finite(&format!("{name}.values"))?;
    size(&format!("{name}.values"), values.len(), of.len())?;
    Ok(of.into_iter().zip(values).collect())
}

/// Writes the trees, if there are any.
#[cfg(feature = "json")]
pub(super) fn put(trees: &[ProofTree], tensors: &mut Vec<Tensor>) -> Result<(), LearnedError> {
    if trees.iter().all(ProofTree::is_empty) {
        return Ok(());
    }
    let (mut ends, mut nodes, mut at) = (Vec::new(), Vec::new(), Vec::new());
    let (mut packed, mut width, mut of_leaves) = (Vec::new(), 0, Vec::new());
    let (mut kinds, mut of_evidence) = (Vec::new(), Vec::new());
    let mut lists: [Vec<(u32, f64)>; OF_EVIDENCE] = [Vec::new(), Vec::new()];
    for tree in trees {
        for node in &tree.nodes {
            match node {
                Node::Branch { column, at: bound, below } => {
                    nodes.extend([*column, below[0], below[1]]);
                    at.push(*bound as f64);
                }
                Node::Leaf(leaf) => {
                    nodes.extend([0; OF_NODE]);
                    at.push(0.0);
                    let words = places::packed(&leaf.set);
                    width = words.len();
                    packed.extend(words);
                    for stored in &leaf.evidence {
                        kinds.push(u32::from(stored.is_empty));
                        lists[0].extend(&stored.multipliers);
                        lists[1].extend(&stored.point);
                        of_evidence.extend(lists.each_ref().map(|list| list.len() as u32));
                    }
                    of_leaves.push(kinds.len() as u32);
                }
            }
        }
        ends.push((nodes.len() / OF_NODE) as u32);
    }
    put_indices(tensors, "proofs.ends", 1, ends)?;
    put_indices(tensors, "proofs.nodes", OF_NODE, nodes)?;
    put_doubles(tensors, "proofs.at", 1, at)?;
    put_indices(tensors, "proofs.places", width, packed)?;
    put_indices(tensors, "proofs.evidence.of", 1, of_leaves)?;
    put_indices(tensors, "proofs.evidence.empty", 1, kinds)?;
    put_indices(tensors, "proofs.evidence.ends", OF_EVIDENCE, of_evidence)?;
    for (name, list) in ["proofs.multipliers", "proofs.points"].iter().zip(&lists) {
        put_indices(tensors, &format!("{name}.places"), 1, list.iter().map(|entry| entry.0).collect())?;
        put_doubles(tensors, &format!("{name}.values"), 1, list.iter().map(|entry| entry.1).collect())?;
    }
    Ok(())
}
