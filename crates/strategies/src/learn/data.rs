//! What learners learn from: parameters of programs and the strategies that were optimal there.

use super::error::{LearnError, finite};
use super::params::MAX_MAGNITUDE;
use super::random::Stream;

/// Points θ with the class of each, and how much each counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    points: Vec<f64>,
    width: usize,
    labels: Vec<u32>,
    classes: usize,
    weights: Vec<f64>,
}

/// The stream of the split into training and validation.
const SPLIT_STREAM: u64 = 0x5b11;

impl Data {
    /// `points` holds one θ of `width` entries after the other; `labels` one class below `classes` each.
    ///
    /// # Errors
    /// Nothing to learn from, lengths that do not agree, a class out of range, a number that is not finite.
    pub fn new(points: Vec<f64>, width: usize, labels: Vec<u32>, classes: usize) -> Result<Self, LearnError> {
        if labels.is_empty() {
            return Err(LearnError::Empty { field: "labels" });
        }
        if width == 0 {
            return Err(LearnError::Empty { field: "theta" });
        }
        let expected = labels.len().saturating_mul(width);
        if points.len() != expected {
            return Err(LearnError::Length { field: "points".into(), found: points.len(), expected });
        }
        // Positions, parameters and nodes are 32-bit indices.
        let limit = u32::MAX as usize;
        for (field, value) in [("the number of points", labels.len()), ("the width of theta", width)] {
            if value >= limit {
                return Err(LearnError::OutOfRange { field: field.into(), value, limit });
            }
        }
        for (k, &value) in points.iter().enumerate() {
            finite(value, || format!("points[{}][{}]", k / width, k % width))?;
            if value.abs() > MAX_MAGNITUDE {
                let field = format!("points[{}][{}]", k / width, k % width);
                return Err(LearnError::Setting { field, value, allowed: "between -1e100 and 1e100" });
            }
        }
        for (k, &label) in labels.iter().enumerate() {
            if label as usize >= classes {
                let field = format!("labels[{k}]");
                return Err(LearnError::OutOfRange { field, value: label as usize, limit: classes });
            }
        }
        let weights = vec![1.0; labels.len()];
        Ok(Self { points, width, labels, classes, weights })
    }

    /// Counts point k `weights[k]` times; without it each counts once.
    ///
    /// # Errors
    /// A wrong number of weights, or one that is not finite and positive.
    pub fn with_weights(mut self, weights: Vec<f64>) -> Result<Self, LearnError> {
        if weights.len() != self.len() {
            let (found, expected) = (weights.len(), self.len());
            return Err(LearnError::Length { field: "weights".into(), found, expected });
        }
        for (k, &value) in weights.iter().enumerate() {
            finite(value, || format!("weights[{k}]"))?;
            if value <= 0.0 {
                let field = format!("weights[{k}]");
                return Err(LearnError::Setting { field, value, allowed: "positive" });
            }
        }
        self.weights = weights;
        Ok(self)
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Never: data hold at least one point.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Entries of each θ.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of classes, whether they occur or not.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// θ of a point.
    #[inline]
    pub fn point(&self, index: usize) -> &[f64] {
        &self.points[index * self.width..(index + 1) * self.width]
    }

    /// The class of a point.
    #[inline]
    pub fn label(&self, index: usize) -> u32 {
        self.labels[index]
    }

    /// The weight of a point.
    #[inline]
    pub fn weight(&self, index: usize) -> f64 {
        self.weights[index]
    }

    /// The sum of all weights.
    pub fn total_weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// The weight of each class.
    pub fn class_weights(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.classes];
        for (&label, weight) in self.labels.iter().zip(&self.weights) {
            sums[label as usize] += weight;
        }
        sums
    }

    /// The weight that the most frequent class alone gets wrong: what losses are relative to.
    pub fn baseline_errors(&self) -> f64 {
        let sums = self.class_weights();
        sums.iter().sum::<f64>() - sums.iter().copied().fold(0.0, f64::max)
    }

    /// Smallest value and extent of each parameter.
    pub fn ranges(&self) -> (Vec<f64>, Vec<f64>) {
        let mut low = self.point(0).to_vec();
        let mut high = low.clone();
        for index in 1..self.len() {
            for (j, &value) in self.point(index).iter().enumerate() {
                low[j] = low[j].min(value);
                high[j] = high[j].max(value);
            }
        }
        let extent = low.iter().zip(&high).map(|(low, high)| high - low).collect();
        (low, extent)
    }

    /// The points of these indices, in their order; the caller gives at least one.
    fn subset(&self, indices: &[usize]) -> Self {
        Self {
            points: indices.iter().flat_map(|&i| self.point(i)).copied().collect(),
            width: self.width,
            labels: indices.iter().map(|&i| self.labels[i]).collect(),
            classes: self.classes,
            weights: indices.iter().map(|&i| self.weights[i]).collect(),
        }
    }

    /// Training and validation data: `share` of the points, drawn by `seed`, are held out, at least one of
    /// them and not all.
    ///
    /// # Errors
    /// A share outside (0, 1), or fewer than two points.
    pub fn split(&self, share: f64, seed: u64) -> Result<(Self, Self), LearnError> {
        if !(share > 0.0 && share < 1.0) {
            let allowed = "between 0 and 1";
            return Err(LearnError::Setting { field: "share".into(), value: share, allowed });
        }
        if self.len() < 2 {
            return Err(LearnError::Length { field: "points".into(), found: self.len(), expected: 2 });
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        Stream::new(seed, SPLIT_STREAM).shuffle(&mut order);
        let held = ((share * self.len() as f64).round() as usize).clamp(1, self.len() - 1);
        let (validation, training) = order.split_at_mut(held);
        // Kept in their old order, so that what follows does not depend on the shuffle but by the choice.
        training.sort_unstable();
        validation.sort_unstable();
        Ok((self.subset(training), self.subset(validation)))
    }
}
