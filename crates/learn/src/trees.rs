//! Stored trees: what proves the strategies of a program with integers.

use crate::error::{Error, Result};
use crate::plan::Watch;
use hunch_model::{Limits, Session};
use hunch_strategies::answer::tree::{ProofTree, TreeOptions};
use hunch_strategies::bundle::limits::MAX_PROOF_NODES;
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Sample, Store};
use std::time::Instant;

/// Bytes of all trees together: what a page that loads the file can bear. The most frequent strategies keep theirs.
const MOST_BYTES: usize = 8 << 20;

/// What became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grown {
    /// Strategies that have a tree.
    pub trees: usize,
    /// Leaves of the largest.
    pub leaves: usize,
    /// Strategies whose tree was left out, since all together would be too large.
    pub dropped: usize,
}

/// Grows the trees of a store, each at the first θ of its strategy and at more of them, while there is time.
///
/// # Errors
/// What the engines refuse.
pub fn grow(
    answerer: &mut Answerer<'_>,
    store: &mut Store,
    sample: &Sample,
    theta: &dyn Fn(u64) -> Vec<f64>,
    watch: &Watch,
) -> Result<Grown> {
    let labelled = (0..).zip(&sample.labels).filter_map(|(index, label)| match label {
        Label::Strategy(old, _) => {
            let number = store.strategies.number(sample.strategies.get(*old)?)?;
            Some((number, theta(index)))
        }
        _ => None,
    });
    let labelled: Vec<(u32, Vec<f64>)> = labelled.collect();
    let (origin, never) = (Instant::now(), || false);
    let clock = || origin.elapsed().as_secs_f64();
    let limits = Limits { seconds: Some(watch.for_trees()), work: None };
    let mut session = Session::new(limits, &clock, &never, None);
    let options = TreeOptions::default();
    answerer
        .grow(store, &labelled, &options, &mut session)
        .map_err(|error| Error::Search(error.to_string()))?;
    Ok(within(store, MOST_BYTES, MAX_PROOF_NODES))
}

/// Leaves out the trees of rare strategies where all together are too large.
fn within(store: &mut Store, mut bytes: usize, mut nodes: usize) -> Grown {
    let mut grown = Grown::default();
    for number in hunch_strategies::store::by_frequency(&store.counts) {
        let Some(tree) = store.trees.get_mut(number as usize).filter(|tree| !tree.is_empty()) else {
            continue;
        };
        let (size, count) = (tree.bytes(), 2 * tree.leaves());
        if size > bytes || count > nodes {
            *tree = ProofTree::default();
            grown.dropped += 1;
            continue;
        }
        bytes -= size;
        nodes -= count;
        grown.trees += 1;
        grown.leaves = grown.leaves.max(tree.leaves());
    }
    grown
}
