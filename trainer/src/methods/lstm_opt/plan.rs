//! What the checkpoint of LSTM-Opt keeps beside weights.

use super::import::Origin;
use super::network::LstmOptShape;
use super::settings::TrainSettings;
use crate::data::{Header, Statistics};
use serde::{Deserialize, Serialize};

/// What a run depends on and a card tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What the run was started with, or extended to.
    pub settings: TrainSettings,
    /// Epochs that the run had before each extension.
    #[serde(default)]
    pub extended_from: Vec<u64>,
    /// What the run was started from, when not from random weights.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// The data set.
    pub data: Header,
    /// How features are standardised.
    pub statistics: Statistics,
    /// Shape of the network.
    pub shape: LstmOptShape,
}
