//! (x − mean) / std per feature.

use hunch_bundle::Card;

/// The card's statistics in 32 bits.
pub(crate) struct Standardise {
    mean: Vec<f32>,
    scale: Vec<f32>,
}

impl Standardise {
    pub(crate) fn new(card: &Card) -> Self {
        let mean = card.features.iter().map(|feature| feature.mean as f32).collect();
        let scale = card.features.iter().map(|feature| (1.0 / feature.std) as f32).collect();
        Self { mean, scale }
    }

    /// Multiply-adds of one row.
    pub(crate) fn work(&self) -> u64 {
        self.mean.len() as u64
    }

    /// Changes rows of features in place.
    pub(crate) fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(self.mean.len()) {
            for (feature, value) in row.iter_mut().enumerate() {
                *value = (*value - self.mean[feature]) * self.scale[feature];
            }
        }
    }
}
