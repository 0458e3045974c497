//! The classes of the nearest samples.

use super::classifier::{Classifier, ranked};
use super::data::Data;
use super::error::LearnError;
use super::params::{MAX_NEIGHBOURS, NEIGHBOUR_CHOICES};

/// k nearest neighbours, each parameter measured in its range over the data, the classes ranked by the weight
/// that they have among the k, the nearer first of two alike; then all others, the most frequent first.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbours {
    data: Data,
    /// Scaled points, one after the other.
    scaled: Vec<f64>,
    factors: Vec<f64>,
    /// All classes, the most frequent first.
    frequent: Vec<u32>,
    k: usize,
}

impl Neighbours {
    /// Keeps all of `data`.
    ///
    /// # Errors
    /// k that is not between 1 and [`MAX_NEIGHBOURS`].
    pub fn fit(data: &Data, k: usize) -> Result<Self, LearnError> {
        if k == 0 || k > MAX_NEIGHBOURS {
            let allowed = "between 1 and 32";
            return Err(LearnError::Setting { field: "k".into(), value: k as f64, allowed });
        }
        let (_, extent) = data.ranges();
        let factors: Vec<f64> = extent.iter().map(|&e| if e > 0.0 { 1.0 / e } else { 0.0 }).collect();
        let of = |i: usize| data.point(i).iter().zip(&factors).map(|(x, factor)| x * factor);
        let scaled = (0..data.len()).flat_map(of).collect();
        let sums = data.class_weights();
        let frequent = ranked(sums.iter().enumerate().map(|(class, &weight)| (class as u32, weight)));
        Ok(Self { data: data.clone(), scaled, factors, frequent, k })
    }

    /// The k that is right most often on `validation`, the smallest of several.
    ///
    /// # Errors
    /// Validation points of another width.
    pub fn tuned(data: &Data, validation: &Data) -> Result<Self, LearnError> {
        if validation.width() != data.width() {
            let (found, expected) = (validation.width(), data.width());
            return Err(LearnError::Length { field: "a theta of validation".into(), found, expected });
        }
        let mut best: Option<(f64, Self)> = None;
        for k in NEIGHBOUR_CHOICES {
            let candidate = Self::fit(data, k)?;
            let right = |i: &usize| candidate.class(validation.point(*i)) == validation.label(*i);
            let score: f64 = (0..validation.len()).filter(right).map(|i| validation.weight(i)).sum();
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, candidate));
            }
        }
        best.map(|(_, found)| found).ok_or(LearnError::Empty { field: "neighbour choices" })
    }

    /// How many neighbours are counted.
    pub fn k(&self) -> usize {
        self.k
    }

    /// What it keeps.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The nearest samples as (squared distance, index), the nearest first, the earlier one of two as near.
    fn nearest(&self, theta: &[f64], found: &mut [(f64, usize); MAX_NEIGHBOURS]) -> usize {
        let mut count = 0;
        for (i, point) in self.scaled.chunks_exact(self.factors.len()).enumerate() {
            let limit = if count < self.k { f64::INFINITY } else { found[count - 1].0 };
            let Some(distance) = distance(point, theta, &self.factors, limit) else { continue };
            // Into its place among the nearest so far; the last one falls out when there are k already.
            count = (count + 1).min(self.k);
            let mut at = count - 1;
            while at > 0 && found[at - 1].0 > distance {
                found[at] = found[at - 1];
                at -= 1;
            }
            found[at] = (distance, i);
        }
        count
    }
}

/// The squared distance when it is below `limit`; most samples are told to be farther after a few parameters.
fn distance(point: &[f64], theta: &[f64], factors: &[f64], limit: f64) -> Option<f64> {
    // Sums side by side, which the processor adds at once.
    const LANES: usize = 8;
    let mut lanes = [0.0; LANES];
    let blocks = point.chunks(LANES).zip(theta.chunks(LANES)).zip(factors.chunks(LANES));
    let mut sum = 0.0;
    for ((point, theta), factors) in blocks {
        for (((lane, x), theta), factor) in lanes.iter_mut().zip(point).zip(theta).zip(factors) {
            let step = x - theta * factor;
            *lane += step * step;
        }
        sum = lanes.iter().sum();
        if sum >= limit {
            return None;
        }
    }
    (sum < limit).then_some(sum)
}

impl Classifier for Neighbours {
    fn rank(&self, theta: &[f64], into: &mut [u32]) -> usize {
        let mut found = [(f64::INFINITY, 0); MAX_NEIGHBOURS];
        let count = self.nearest(theta, &mut found);
        // Weight of the class of each neighbour that is the nearest of its class.
        let mut classes = [(0.0, 0u32); MAX_NEIGHBOURS];
        let mut known = 0;
        for &(_, i) in &found[..count] {
            let (label, weight) = (self.data.label(i), self.data.weight(i));
            match classes[..known].iter_mut().find(|(_, class)| *class == label) {
                Some((sum, _)) => *sum += weight,
                None => {
                    classes[known] = (weight, label);
                    known += 1;
                }
            }
        }
        // Stable, so that the nearer class stays first.
        for at in 1..known {
            let mut k = at;
            while k > 0 && classes[k - 1].0 < classes[k].0 {
                classes.swap(k - 1, k);
                k -= 1;
            }
        }
        let near = classes[..known].iter().map(|&(_, class)| class);
        let far = self.frequent.iter().copied().filter(|f| classes[..known].iter().all(|(_, c)| c != f));
        let mut count = 0;
        for (into, class) in into.iter_mut().zip(near.chain(far)) {
            *into = class;
            count += 1;
        }
        count
    }

    fn bytes(&self) -> usize {
        8 * self.scaled.len() + 4 * self.data.len() + 8 * self.factors.len()
    }
}
