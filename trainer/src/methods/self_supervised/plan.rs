//! What the checkpoint of a robust family's network keeps beside weights.

use super::network::Shape;
use super::settings::Settings;
use crate::data::Statistics;
use serde::{Deserialize, Serialize};

/// What a run depends on and a card tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What the run was started with.
    pub settings: Settings,
    /// Version of the family's sampler.
    pub sampler_version: u32,
    /// How inputs are standardised.
    pub statistics: Statistics,
    /// Shape of the network.
    pub shape: Shape,
    /// Mean squared error of the learned last layer after the first phase.
    pub smooth_error: Option<f64>,
}
