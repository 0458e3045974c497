//! What a run depends on.

use crate::data::Statistics;
use crate::error::{Error, Result};
use crate::labels::DataSet;
use serde::{Deserialize, Serialize};

/// Settings of a run. Equal ones on the same kind of device give equal weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Passes over the points.
    pub epochs: u64,
    /// Points a step.
    pub batch: usize,
    /// Peak rate of Adam.
    pub learning_rate: f64,
    /// Hidden layers.
    pub layers: usize,
    /// Units of each of them; `None` for ⌊(p + |S|)/2⌋.
    pub units: Option<usize>,
    /// Seed of weights, order and the points held out.
    pub seed: u64,
    /// Whether it learns from all points, those held out too.
    pub on_all: bool,
    /// Largest Euclidean norm of a parameter tensor's gradient.
    pub clip: f32,
}

/// The candidates of the paper (section 5.2).
pub const LEARNING_RATES: [f64; 3] = [0.001, 0.01, 0.1];
/// See [`LEARNING_RATES`].
pub const BATCHES: [usize; 2] = [32, 128];

impl Default for Settings {
    fn default() -> Self {
        Self {
            epochs: 100,
            batch: 128,
            learning_rate: 0.01,
            layers: 4,
            units: None,
            seed: 1,
            on_all: true,
            clip: 1.0,
        }
    }
}

impl Settings {
    /// Checks ranges.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first setting out of range.
    pub fn validate(&self) -> Result<()> {
        let check = |ok: bool, field, value: String, expected: &str| {
            if ok { Ok(()) } else { Err(Error::Setting { field, value, expected: expected.into() }) }
        };
        let whole = "it must be a whole number of at least 1";
        check(self.epochs >= 1, "--epochs", self.epochs.to_string(), whole)?;
        check(self.batch >= 1, "--batch", self.batch.to_string(), whole)?;
        check(self.layers <= 16, "--layers", self.layers.to_string(), "it must be at most 16")?;
        let units = self.units.unwrap_or(1);
        check((1..=4096).contains(&units), "--units", units.to_string(), "it must be from 1 to 4096")?;
        let positive = self.learning_rate > 0.0 && self.learning_rate.is_finite();
        check(positive, "--learning-rate", self.learning_rate.to_string(), "it must be above 0")?;
        check(self.clip > 0.0, "--clip", self.clip.to_string(), "it must be above 0")
    }
}

/// Widths of a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shape {
    /// Parameters.
    pub inputs: usize,
    /// Units of each hidden layer.
    pub hidden: Vec<usize>,
    /// Strategies.
    pub classes: usize,
}

impl Shape {
    /// The shape for so many parameters and strategies.
    pub fn of(settings: &Settings, inputs: usize, classes: usize) -> Self {
        let units = settings.units.unwrap_or(((inputs + classes) / 2).max(1));
        Self { inputs, hidden: vec![units; settings.layers], classes }
    }
}

/// What a run depends on and a card tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What the run was started with.
    pub settings: Settings,
    /// The labels.
    pub data: DataSet,
    /// Names of the strategies, by class.
    pub strategies: Vec<String>,
    /// How parameters are standardised.
    pub statistics: Statistics,
    /// Points that it learns from.
    pub points: usize,
    /// Shape of the network.
    pub shape: Shape,
}

impl Plan {
    /// Steps of the whole run; points that do not fill a batch wait for another epoch's order.
    pub fn steps(&self) -> u64 {
        self.settings.epochs * (self.points / self.settings.batch.min(self.points)).max(1) as u64
    }
}
