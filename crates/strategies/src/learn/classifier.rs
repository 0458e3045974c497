//! What every learner answers.

use super::data::Data;

/// Names the classes that θ most likely has.
pub trait Classifier {
    /// Writes the most likely classes, the best first, into `into` and tells how many there are, at most as
    /// many as fit. `theta` has as many entries as the data that were learned from. Allocates nothing.
    fn rank(&self, theta: &[f64], into: &mut [u32]) -> usize;

    /// Bytes of its numbers, as they would be stored.
    fn bytes(&self) -> usize;

    /// The most likely class; the first one when it names none.
    fn class(&self, theta: &[f64]) -> u32 {
        let mut best = [0];
        self.rank(theta, &mut best);
        best[0]
    }
}

/// The line without learning: the most frequent classes, whatever θ is.
#[derive(Clone, Debug, PartialEq)]
pub struct MostFrequent {
    ranking: Vec<u32>,
}

impl MostFrequent {
    /// The classes that occur, the heaviest first.
    pub fn fit(data: &Data) -> Self {
        let sums = data.class_weights();
        Self { ranking: ranked(sums.iter().enumerate().map(|(class, &w)| (class as u32, w))) }
    }
}

impl Classifier for MostFrequent {
    fn rank(&self, _theta: &[f64], into: &mut [u32]) -> usize {
        copy(&self.ranking, into)
    }

    fn bytes(&self) -> usize {
        4 * self.ranking.len()
    }
}

/// The classes of positive weight, the heaviest first, the lower one of two that weigh the same.
pub(super) fn ranked(weights: impl Iterator<Item = (u32, f64)>) -> Vec<u32> {
    let mut pairs: Vec<(u32, f64)> = weights.filter(|&(_, weight)| weight > 0.0).collect();
    pairs.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    pairs.into_iter().map(|(class, _)| class).collect()
}

/// Copies what fits and tells how much that is.
pub(super) fn copy(ranking: &[u32], into: &mut [u32]) -> usize {
    let count = ranking.len().min(into.len());
    into[..count].copy_from_slice(&ranking[..count]);
    count
}
