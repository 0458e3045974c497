//! Robust families as the training loop sees them. It reads as the paper's problem (2): draw instances,
//! decide, take the loss.

use super::domain::Domain;
use super::export;
use super::loss::{self, Instances, tensor};
use super::network::{Network, Shape};
use super::plan::Plan;
use super::settings::{Learning, Settings};
use super::smooth::Smooth;
use super::source::{Source, tensors, units};
use super::truth::Labels;
use crate::data::Statistics;
use crate::error::{Error, Result};
use crate::training::{Metric, Order, Schedule, State, Task};
use crate::weights::Precision;
use burn::tensor::{Device, Tensor};
use hunch_infer::Bundle;
use std::collections::BTreeMap;

/// Separates the validation instances from those of training.
const VALIDATION_STREAM: u64 = 0xA11D;
/// A row counts as kept when its excess is at most this share of its scale: the tolerance of every claim, in
/// 32-bit arithmetic.
const TOLERANCE: f32 = 1e-6;
/// Name of the mean objective f / s_f of the decisions as they are used.
pub const VALUE: &str = "value";
/// Name of the mean of max_j [max_u g_j]⁺ / s_j.
pub const VIOLATION: &str = "violation";
/// Name of the share of the instances whose rows all hold.
pub const FEASIBLE: &str = "feasible";

/// Training on instances of a robust family: without labels, or (the baseline) with them.
pub struct RobustTask {
    settings: Settings,
    source: Source,
    labels: Option<Labels>,
    order: Order,
}

impl RobustTask {
    /// Training with these settings. `labels` are those of the training instances, for supervised learning.
    ///
    /// # Errors
    /// [`Error::Setting`].
    pub fn new(settings: Settings, labels: Option<Labels>) -> Result<Self> {
        settings.validate()?;
        if (settings.learning == Learning::Supervised) != labels.is_some() {
            return Err(Error::Setting {
                field: "--learning",
                value: format!("{:?} with labels: {}", settings.learning, labels.is_some()),
                expected: "supervised learning has labels, self-supervised learning has none".into(),
            });
        }
        let source = Source::of(&settings, settings.data_seed);
        let order = Order::new(settings.instances, settings.batch, settings.seed);
        Ok(Self { settings, source, labels, order })
    }
}

impl Task for RobustTask {
    type Network = Network;
    type Plan = Plan;

    const METRICS: &'static [Metric] = &[
        Metric { name: VALUE, title: "objective", digits: 4, percent: false },
        Metric { name: VIOLATION, title: "largest violation", digits: 5, percent: false },
        Metric { name: FEASIBLE, title: "feasible instances", digits: 1, percent: true },
    ];

    fn method(plan: &Plan) -> &'static str {
        plan.settings.learning.method()
    }

    /// Two phases where the last layer is learned: it is trained first and frozen.
    fn start(&self, device: &Device) -> Result<(Plan, Network)> {
        let settings = self.settings.clone();
        let statistics = self.source.statistics()?;
        let shape = Shape {
            inputs: statistics.mean.len(),
            hidden: settings.hidden.clone(),
            tied: settings.tied,
            application: settings.application,
            outputs: settings.application.outputs(),
            domain: settings.domain,
            binary: settings.application.is_binary(),
            gamma: settings.gamma,
            shares: settings.application.shares(),
        };
        let first_phase =
            (settings.domain == Domain::Learned).then(|| Smooth::fit(settings.gamma, settings.seed, device));
        let (smooth, smooth_error) = first_phase.unzip();
        let network = Network::new(&shape, smooth, settings.seed, device);
        let sampler_version = settings.application.sampler_version();
        Ok((Plan { settings, sampler_version, statistics, shape, smooth_error }, network))
    }

    fn resume(&self, stored: Plan) -> Result<Plan> {
        if stored.settings == self.settings {
            return Ok(stored);
        }
        Err(Error::Setting {
            field: "--resume",
            value: format!("asked with {:?}", self.settings),
            expected: format!("the run to resume has {:?}", stored.settings),
        })
    }

    fn schedule(plan: &Plan) -> Schedule {
        let Settings { steps, learning_rate, clip, seed, .. } = plan.settings;
        Schedule { steps, learning_rate, clip, seed }
    }

    fn empty(plan: &Plan, device: &Device) -> Network {
        Network::empty(&plan.shape, device)
    }

    fn loss(&mut self, plan: &Plan, network: &Network, step: u64, device: &Device) -> Result<Tensor<1>> {
        let indices = self.order.batch(step);
        let batch = Batch::draw(&self.source, &plan.statistics, &indices, device)?;
        let decisions = batch.decisions(network.training_decisions(&plan.shape, batch.inputs.clone()));
        Ok(match &self.labels {
            Some(labels) => {
                let width = plan.shape.outputs;
                let optimum = tensor(labels.decisions(&indices)?, [indices.len(), width], device);
                let scale = tensor(labels.deviation().to_vec(), [1, width], device);
                loss::supervised(decisions, optimum, scale)
            }
            None => loss::self_supervised(&batch.instances, decisions, batch.penalties),
        })
    }

    /// The validation instances under the network as it is used.
    fn measure(&self, plan: &Plan, network: &Network, device: &Device) -> Result<Vec<f64>> {
        let settings = &plan.settings;
        let source = Source::of(settings, settings.data_seed ^ VALIDATION_STREAM);
        let indices: Vec<u64> = (0..settings.validation as u64).collect();
        let batch = Batch::draw(&source, &plan.statistics, &indices, device)?;
        let decisions = batch.decisions(network.decisions(&plan.shape, batch.inputs.clone()));
        let (value_scale, row_scale) = batch.instances.scales();
        let value = batch.instances.objective(decisions.clone()) / value_scale;
        let excess = (batch.instances.rows(decisions) / row_scale).max_dim(1);
        let kept = excess.clone().lower_equal_elem(TOLERANCE).float();
        let mean = |t: Tensor<2>| f64::from(t.mean().into_scalar::<f32>());
        Ok(vec![mean(value), mean(excess.clamp_min(0.0)), mean(kept)])
    }

    fn bundle(
        network: &Network,
        state: &State<Plan>,
        name: String,
        evaluation: BTreeMap<String, f64>,
        precision: Precision,
    ) -> Result<Bundle> {
        export::bundle(network, state, name, evaluation, precision)
    }
}

/// Instances as the network and the loss see them.
struct Batch {
    /// Standardised `[batch, inputs]`.
    inputs: Tensor<2>,
    /// What one unit of each output is in the instance's own units, `[batch, outputs]`; none when outputs are
    /// decisions.
    units: Option<Tensor<2>>,
    /// ν `[batch, 1]`.
    penalties: Tensor<2>,
    instances: Instances,
}

impl Batch {
    fn draw(source: &Source, statistics: &Statistics, indices: &[u64], device: &Device) -> Result<Self> {
        let drawn = indices.iter().map(|index| source.draw(*index)).collect::<Result<Vec<_>>>()?;
        let mut inputs: Vec<f32> = drawn.iter().flat_map(|d| source.features(d)).collect();
        statistics.standardise(&mut inputs);
        let size = indices.len();
        let outputs = source.application().outputs();
        Ok(Self {
            inputs: tensor(inputs, [size, statistics.mean.len()], device),
            units: units(&drawn).map(|units| tensor(units, [size, outputs], device)),
            penalties: tensor(drawn.iter().map(|d| d.penalty as f32).collect(), [size, 1], device),
            instances: tensors(&drawn, device)?,
        })
    }

    /// Outputs in the instance's own units.
    fn decisions(&self, outputs: Tensor<2>) -> Tensor<2> {
        match &self.units {
            Some(units) => outputs * units.clone(),
            None => outputs,
        }
    }
}
