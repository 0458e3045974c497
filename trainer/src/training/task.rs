//! What a method trains on a family, as the loop sees it.

use super::state::State;
use crate::error::Result;
use crate::weights::Precision;
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use hunch_infer::Bundle;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// A figure that is measured on the validation instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name in `metrics.jsonl`, in checkpoints and in progress lines.
    pub name: &'static str,
    /// What it is, for the picture.
    pub title: &'static str,
    /// Digits after the point in progress lines.
    pub digits: usize,
    /// Whether it is a share, which people read in percent.
    pub percent: bool,
}

/// What the loop needs to know of a run's settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// Steps of Adam in all.
    pub steps: u64,
    /// Its rate at the peak.
    pub learning_rate: f64,
    /// Largest Euclidean norm of a parameter tensor's gradient; larger ones are scaled down.
    pub clip: f32,
    /// Seed of weights and order, for the record.
    pub seed: u64,
}

/// A network, the data that it learns from, the loss, and what is measured. [`super::Run`] does the rest:
/// steps, checkpoints, resumption, metrics and curves.
///
/// A task draws or reads the instances of a step itself, by the step's number, so that a resumed run sees
/// what an uninterrupted one would: drawn afresh, in the order of an epoch, or from shards of labels.
/// Whatever it needs at random comes from seeds, never from a generator that lives between steps. A decoder
/// that is fed its own outputs, or any other forward pass, is the loss's affair.
pub trait Task {
    /// The network.
    type Network: Module;
    /// What the checkpoint keeps beside weights: settings, statistics of the inputs, shape of the network. A
    /// card tells of it.
    type Plan: Serialize + DeserializeOwned;

    /// What [`Task::measure`] measures, in its order.
    const METRICS: &'static [Metric];

    /// The method's name on the command line; it is in the checkpoint, so that `hunch export` knows who reads
    /// it.
    fn method(plan: &Self::Plan) -> &'static str;

    /// The plan of a new run, and its network before the first step. `device` is one with automatic
    /// differentiation.
    ///
    /// # Errors
    /// A setting that is out of range; what reading or drawing data returns.
    fn start(&self, device: &Device) -> Result<(Self::Plan, Self::Network)>;

    /// The plan of a run that goes on from `stored`.
    ///
    /// # Errors
    /// [`crate::error::Error::Setting`] when the stored run is another one than this task.
    fn resume(&self, stored: Self::Plan) -> Result<Self::Plan>;

    /// What the loop needs of the plan.
    fn schedule(plan: &Self::Plan) -> Schedule;

    /// A network of the plan's shape whose weights are to be read.
    fn empty(plan: &Self::Plan, device: &Device) -> Self::Network;

    /// The loss of a step, counted from 0, on `device`, which has automatic differentiation.
    ///
    /// # Errors
    /// What reading or drawing data returns.
    fn loss(
        &mut self,
        plan: &Self::Plan,
        network: &Self::Network,
        step: u64,
        device: &Device,
    ) -> Result<Tensor<1>>;

    /// The figures of [`Task::METRICS`] on the validation instances; network and `device` are without
    /// differentiation.
    ///
    /// # Errors
    /// What reading or drawing data returns.
    fn measure(&self, plan: &Self::Plan, network: &Self::Network, device: &Device) -> Result<Vec<f64>>;

    /// The weights file of a network, with its card: figures of an evaluation by their names are written on
    /// it.
    ///
    /// # Errors
    /// [`crate::error::Error::Bundle`] when the weights are not finite.
    fn bundle(
        network: &Self::Network,
        state: &State<Self::Plan>,
        name: String,
        evaluation: BTreeMap<String, f64>,
        precision: Precision,
    ) -> Result<Bundle>;
}
