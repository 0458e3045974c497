//! The paper's learned baselines (section 2.6.4): logistic regression and random forest.
//!
//! Both see one period at a time: its own four standardised features, no neighbours. The paper does not print
//! its baselines' inputs; this is the reading under which they "cannot capture sequential dependency".

pub mod command;
mod export;
mod forest;
mod logistic;

pub use export::Fitted;
pub use forest::{Forest, ForestSettings};
pub use logistic::Logistic;

use crate::data::Samples;
use crate::error::Result;
use hunch_families::clsp::FEATURES;

/// Periods of many instances as independent rows.
pub struct Rows {
    /// Standardised features, `[rows, FEATURES]`.
    pub features: Vec<f32>,
    /// Labels.
    pub labels: Vec<bool>,
}

impl Rows {
    /// The periods of some instances.
    ///
    /// # Errors
    /// What drawing the instances returns.
    pub fn of(samples: &Samples, indices: std::ops::Range<usize>) -> Result<Self> {
        let batch = samples.batch(&indices.collect::<Vec<_>>())?;
        Ok(Self { features: batch.features, labels: batch.labels.iter().map(|label| *label > 0.5).collect() })
    }

    /// Rows with their labels.
    pub fn iter(&self) -> impl Iterator<Item = (&[f32], bool)> {
        self.features.chunks_exact(FEATURES).zip(self.labels.iter().copied())
    }

    /// Share of rows that a model predicts right.
    pub fn accuracy(&self, predict: impl Fn(&[f32]) -> f32) -> f64 {
        let right = self.iter().filter(|(row, label)| (predict(row) >= 0.5) == *label).count();
        right as f64 / self.labels.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// Rows whose label depends on the first two features through `rule`.
    pub fn rows(count: usize, seed: u64, rule: impl Fn(f32, f32) -> f64) -> Rows {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let features: Vec<f32> = (0..count * FEATURES).map(|_| rng.random_range(-2.0..2.0)).collect();
        let labels =
            features.chunks_exact(FEATURES).map(|row| rng.random_bool(rule(row[0], row[1]))).collect();
        Rows { features, labels }
    }

    #[test]
    fn logistic_regression_finds_the_coefficients_that_made_the_labels() {
        let data = rows(40_000, 3, |a, b| 1.0 / (1.0 + (-(0.5 + 1.5 * f64::from(a) - f64::from(b))).exp()));
        let model = Logistic::fit(&data);
        for (found, expected) in model.weights.iter().zip([1.5, -1.0, 0.0, 0.0]) {
            assert!((found - expected).abs() < 0.08, "{found} instead of {expected}, seed 3");
        }
        assert!((model.bias - 0.5).abs() < 0.08, "{}, seed 3", model.bias);
    }

    #[test]
    fn a_forest_learns_what_no_linear_rule_can_say_and_repeats_itself() {
        let exclusive = |a: f32, b: f32| if (a > 0.3) != (b > -0.2) { 0.95 } else { 0.05 };
        let (data, fresh) = (rows(20_000, 5, exclusive), rows(5_000, 6, exclusive));
        let settings = ForestSettings { trees: 10, ..ForestSettings::default() };
        let forest = Forest::fit(&data, &settings, 7);
        let accuracy = fresh.accuracy(|row| forest.predict(row));
        assert!(accuracy > 0.92, "accuracy {accuracy}, seeds 5, 6, 7");
        let linear = Logistic::fit(&data);
        assert!(fresh.accuracy(|row| linear.predict(row)) < 0.75, "the rule is no linear one");
        assert_eq!(forest, Forest::fit(&data, &settings, 7));
    }
}
