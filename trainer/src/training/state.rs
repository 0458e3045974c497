//! Where a run stands: what a checkpoint keeps beside weights and moments.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the validation instances showed at some step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Steps done.
    pub step: u64,
    /// Mean training loss since the previous measurement.
    pub loss: f64,
    /// The task's figures by name.
    #[serde(flatten)]
    pub figures: BTreeMap<String, f64>,
}

impl Measurement {
    /// A figure by its name.
    pub fn figure(&self, name: &str) -> Option<f64> {
        self.figures.get(name).copied()
    }
}

/// Where a run stands. The plan's fields stand beside the others in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State<P> {
    /// The method that trains; none in checkpoints of earlier versions.
    #[serde(default)]
    pub method: Option<String>,
    /// Steps done.
    pub step: u64,
    /// Seconds of training so far, over all sessions.
    pub seconds: f64,
    /// What is trained, and how.
    #[serde(flatten)]
    pub plan: P,
    /// Device, as asked for and resolved.
    pub device: String,
    /// The measurements so far.
    pub history: Vec<Measurement>,
}
