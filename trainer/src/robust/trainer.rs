//! The training loop. It reads as the paper's problem (2): draw instances, decide, take the loss, step.

use super::application::{Source, tensors, units};
use super::loss::{self, Instances, tensor};
use super::network::{Domain, Network, Shape};
use super::settings::Settings;
use super::smooth::Smooth;
use super::truth::Labels;
use crate::data::Statistics;
use crate::error::{Error, Result};
use crate::train::{ADAM_EPSILON, Checkpoint, learning_rate};
use burn::grad_clipping::GradientClippingConfig;
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use hunch_families::clsp::instance_seed;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Instant;

/// Separates the validation instances from those of training.
const VALIDATION_STREAM: u64 = 0xA11D;
/// A row counts as kept when its excess is at most this share of its scale: the tolerance of every claim, in 32-bit arithmetic.
const TOLERANCE: f32 = 1e-6;

/// What the validation instances show at some step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Steps done.
    pub step: u64,
    /// Mean training loss since the previous entry.
    pub loss: f64,
    /// Mean objective f / s_f of the decisions as they are used.
    pub value: f64,
    /// Mean of max_j [max_u g_j]⁺ / s_j.
    pub violation: f64,
    /// Share of the instances whose rows all hold.
    pub feasible: f64,
}

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// Steps done.
    pub step: u64,
    /// Seconds of training so far, over all sessions.
    pub seconds: f64,
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
    /// Device, as asked for and resolved.
    pub device: String,
    /// The validation instances over the run.
    pub history: Vec<Measured>,
}

/// What a watcher is told after every step.
pub struct Progress<'a> {
    /// Steps done.
    pub step: u64,
    /// The newest measurement, when this step made one.
    pub measured: Option<&'a Measured>,
}

/// A run in progress.
pub struct Trainer {
    network: Network,
    optimizer: ModuleOptimizer,
    state: State,
    source: Source,
    labels: Option<Labels>,
    device: Device,
    checkpoint: Checkpoint,
}

impl Trainer {
    /// Starts a run that keeps its checkpoint in `folder`. `labels` are those of the training instances, for supervised learning;
    /// `device` is a plain device, without automatic differentiation.
    ///
    /// # Errors
    /// [`Error::Setting`]; what drawing instances returns.
    pub fn start(
        settings: Settings,
        labels: Option<Labels>,
        device: (Device, String),
        folder: &Path,
    ) -> Result<Self> {
        settings.validate()?;
        let (device, name) = device;
        let source = Source::of(&settings, settings.data_seed);
        let statistics = source.statistics()?;
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
        let taped = device.clone().autodiff();
        let first_phase =
            (settings.domain == Domain::Learned).then(|| Smooth::fit(settings.gamma, settings.seed, &taped));
        let (smooth, smooth_error) = first_phase.unzip();
        let clipping = GradientClippingConfig::Norm(settings.clip);
        Ok(Self {
            network: Network::new(&shape, smooth, settings.seed, &taped),
            optimizer: AdamConfig::new().with_epsilon(ADAM_EPSILON).with_grad_clipping(Some(clipping)).init(),
            state: State {
                step: 0,
                seconds: 0.0,
                sampler_version: settings.application.sampler_version(),
                settings,
                statistics,
                shape,
                smooth_error,
                device: name,
                history: Vec::new(),
            },
            source,
            labels,
            device,
            checkpoint: Checkpoint::of(folder),
        })
    }

    /// Continues the run in `folder`, whose settings must be those given.
    ///
    /// # Errors
    /// [`Error::Setting`] when they differ; what reading the checkpoint returns.
    pub fn resume(
        settings: Settings,
        labels: Option<Labels>,
        device: (Device, String),
        folder: &Path,
    ) -> Result<Self> {
        let mut trainer = Self::start(settings, labels, device, folder)?;
        let state: State = trainer.checkpoint.state()?;
        if state.settings != trainer.state.settings {
            return Err(Error::Setting {
                field: "--resume",
                value: format!("asked with {:?}", trainer.state.settings),
                expected: format!("the run to resume has {:?}", state.settings),
            });
        }
        trainer.network = trainer.checkpoint.network(trainer.network)?;
        trainer.optimizer = trainer.checkpoint.optimizer(trainer.optimizer)?;
        trainer.state = state;
        Ok(trainer)
    }

    /// Where the run stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Trains up to step `until` (the end of the run when larger). Every `interval` steps and at the end the validation instances are
    /// measured and a checkpoint written.
    ///
    /// # Errors
    /// [`Error::Training`] when the loss is no longer a number; what drawing instances and writing checkpoints return.
    pub fn run(&mut self, until: u64, interval: u64, watch: &mut dyn FnMut(Progress)) -> Result<()> {
        let steps = self.state.settings.steps;
        let until = until.min(steps);
        let mut order = Order::default();
        let mut losses = Vec::new();
        let mut started = Instant::now();
        while self.state.step < until {
            let step = self.state.step;
            let indices = order.batch(&self.state.settings, step);
            losses.push(self.step(&indices, learning_rate(self.state.settings.learning_rate, step, steps))?);
            self.state.step += 1;
            let measure = self.state.step.is_multiple_of(interval) || self.state.step == until;
            if measure {
                let measured = self.measure(std::mem::take(&mut losses))?;
                self.state.history.push(measured);
                self.state.seconds += started.elapsed().as_secs_f64();
                started = Instant::now();
                self.checkpoint.write(&self.network, &self.optimizer, &self.state)?;
            }
            let measured = if measure { self.state.history.last() } else { None };
            watch(Progress { step: self.state.step, measured });
        }
        Ok(())
    }

    /// One step of Adam on the instances of these indices; returns the loss, still on the device.
    fn step(&mut self, indices: &[u64], rate: f64) -> Result<Tensor<1>> {
        let taped = self.device.clone().autodiff();
        let batch = Batch::draw(&self.source, &self.state.statistics, indices, &taped)?;
        let outputs = self.network.training_decisions(&self.state.shape, batch.inputs.clone());
        let decisions = batch.decisions(outputs);
        let loss = match &self.labels {
            Some(labels) => {
                let width = self.state.shape.outputs;
                let optimum = tensor(labels.decisions(indices)?, [indices.len(), width], &taped);
                let scale = tensor(labels.deviation().to_vec(), [1, width], &taped);
                loss::supervised(decisions, optimum, scale)
            }
            None => loss::self_supervised(&batch.instances, decisions, batch.penalties),
        };
        let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        Ok(loss.inner())
    }

    /// The validation instances under the network as it is used.
    fn measure(&self, losses: Vec<Tensor<1>>) -> Result<Measured> {
        let step = self.state.step;
        let loss = losses.iter().map(|l| f64::from(l.clone().into_scalar::<f32>())).sum::<f64>()
            / losses.len().max(1) as f64;
        if !loss.is_finite() {
            let reason = format!("the loss is {loss}; a smaller --learning-rate may help");
            return Err(Error::Training { step, reason });
        }
        let settings = &self.state.settings;
        let source = Source::of(settings, settings.data_seed ^ VALIDATION_STREAM);
        let indices: Vec<u64> = (0..settings.validation as u64).collect();
        let batch = Batch::draw(&source, &self.state.statistics, &indices, &self.device)?;
        let outputs = self.network.valid().decisions(&self.state.shape, batch.inputs.clone());
        let decisions = batch.decisions(outputs);
        let (value_scale, row_scale) = batch.instances.scales();
        let value = batch.instances.objective(decisions.clone()) / value_scale;
        let excess = (batch.instances.rows(decisions) / row_scale).max_dim(1);
        let kept = excess.clone().lower_equal_elem(TOLERANCE).float();
        let mean = |t: Tensor<2>| f64::from(t.mean().into_scalar::<f32>());
        Ok(Measured {
            step,
            loss,
            value: mean(value),
            violation: mean(excess.clamp_min(0.0)),
            feasible: mean(kept),
        })
    }
}

/// Which instances a step trains on.
#[derive(Default)]
struct Order {
    epoch: Option<u64>,
    indices: Vec<u64>,
}

impl Order {
    /// Fresh ones, in the order of the data set; or of a finite set those of an epoch in random order, the last incomplete batch left out.
    fn batch(&mut self, settings: &Settings, step: u64) -> Vec<u64> {
        let batch = settings.batch as u64;
        let Some(instances) = settings.instances else {
            return (step * batch..(step + 1) * batch).collect();
        };
        let an_epoch = instances as u64 / batch;
        let epoch = step / an_epoch;
        if self.epoch != Some(epoch) {
            self.indices = (0..instances as u64).collect();
            self.indices.shuffle(&mut ChaCha8Rng::seed_from_u64(instance_seed(settings.seed, epoch)));
            self.epoch = Some(epoch);
        }
        let start = (step % an_epoch * batch) as usize;
        self.indices[start..start + settings.batch].to_vec()
    }
}

/// Instances as the network and the loss see them.
struct Batch {
    /// Standardised `[batch, inputs]`.
    inputs: Tensor<2>,
    /// What one unit of each output is in the instance's own units, `[batch, outputs]`; none when outputs are decisions.
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
