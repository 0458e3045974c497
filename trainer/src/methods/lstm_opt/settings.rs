//! Settings of a training run.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// What a run depends on, beside its label file. A run with equal settings on the same device gives equal
/// weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainSettings {
    /// Instances to train on.
    pub samples: usize,
    /// Further instances that only measure accuracy.
    pub validation: usize,
    /// Passes over the training instances.
    pub epochs: u64,
    /// Instances a step.
    pub batch: usize,
    /// Seed of weights, order and dropout.
    pub seed: u64,
    /// Peak learning rate of Adam.
    pub learning_rate: f64,
    /// Share of units dropped after each layer.
    pub dropout: f64,
    /// Bidirectional layers.
    pub layers: usize,
    /// Hidden units a direction.
    pub hidden: usize,
    /// Largest Euclidean norm of a parameter tensor's gradient; larger ones are scaled down.
    pub clip: f32,
}

impl Default for TrainSettings {
    /// The paper's network and rate; what it does not print (batch, clipping, epochs) is ours.
    fn default() -> Self {
        Self {
            samples: 64_000,
            validation: 2_000,
            epochs: 8,
            batch: 64,
            seed: 1,
            learning_rate: 0.01,
            dropout: 0.3,
            layers: 3,
            hidden: 40,
            clip: 1.0,
        }
    }
}

impl TrainSettings {
    /// Checks ranges.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first setting out of range.
    pub fn validate(&self) -> Result<()> {
        let setting = |ok: bool, field, value: String, expected: &str| {
            if ok { Ok(()) } else { Err(Error::Setting { field, value, expected: expected.into() }) }
        };
        let whole = "it must be a whole number of at least 1";
        setting(self.samples >= 1, "--samples", self.samples.to_string(), whole)?;
        setting(self.validation >= 1, "--validation", self.validation.to_string(), whole)?;
        setting(self.epochs >= 1, "--epochs", self.epochs.to_string(), whole)?;
        setting(self.layers >= 1, "--layers", self.layers.to_string(), whole)?;
        setting(self.hidden >= 1, "--hidden", self.hidden.to_string(), whole)?;
        let fits = (1..=self.samples).contains(&self.batch);
        setting(fits, "--batch", self.batch.to_string(), "it must be from 1 to the number of samples")?;
        let positive = self.learning_rate > 0.0 && self.learning_rate.is_finite();
        setting(positive, "--learning-rate", self.learning_rate.to_string(), "it must be above 0")?;
        let share = (0.0..1.0).contains(&self.dropout);
        setting(share, "--dropout", self.dropout.to_string(), "it must be from 0 to below 1")?;
        let positive = self.clip > 0.0;
        setting(positive, "--clip", self.clip.to_string(), "it must be above 0")
    }

    /// Steps an epoch; the instances that do not fill a batch wait for another epoch's order.
    pub fn steps_an_epoch(&self) -> u64 {
        (self.samples / self.batch) as u64
    }

    /// Steps of the whole run.
    pub fn steps(&self) -> u64 {
        self.steps_an_epoch() * self.epochs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_named() {
        assert!(TrainSettings::default().validate().is_ok());
        let name = |s: TrainSettings| s.validate().unwrap_err().to_string();
        assert!(name(TrainSettings { batch: 0, ..Default::default() }).starts_with("--batch is 0"));
        assert!(name(TrainSettings { dropout: 1.0, ..Default::default() }).starts_with("--dropout is 1"));
        assert!(name(TrainSettings { learning_rate: f64::NAN, ..Default::default() }).contains("NaN"));
    }
}
