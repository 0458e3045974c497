//! The training loop.

use super::checkpoint::{Checkpoint, State, Validation};
use super::schedule::learning_rate;
use super::settings::TrainSettings;
use crate::data::{Batch, Samples};
use crate::error::{Error, Result};
use crate::import;
use crate::model::{Dropout, LstmOpt, LstmOptShape, cross_entropy};
use burn::grad_clipping::GradientClippingConfig;
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use hunch_families::clsp::{FEATURES, instance_seed};
use std::path::Path;
use std::time::Instant;

/// ε of Adam as its paper proposes (Kingma & Ba, 2014).
pub(crate) const ADAM_EPSILON: f32 = 1e-8;
/// Separates the seeds of dropout masks from those of the epochs' orders.
const DROPOUT_STREAM: u64 = 0xD809;
/// Instances a batch when only predicting.
const PREDICT_BATCH: usize = 256;

/// What a watcher is told after every step.
pub struct Progress<'a> {
    /// Steps done and in all.
    pub step: u64,
    /// Steps of the run.
    pub steps: u64,
    /// The newest accuracy, when this step measured one.
    pub measured: Option<&'a Validation>,
}

/// A run in progress.
pub struct Trainer {
    network: LstmOpt,
    optimizer: ModuleOptimizer,
    state: State,
    samples: Samples,
    device: Device,
    checkpoint: Checkpoint,
}

fn optimizer(settings: &TrainSettings) -> ModuleOptimizer {
    AdamConfig::new()
        .with_epsilon(ADAM_EPSILON)
        .with_grad_clipping(Some(GradientClippingConfig::Norm(settings.clip)))
        .init()
}

impl Trainer {
    /// Starts a run that keeps its checkpoint in `folder`. `device` is a plain device, without automatic differentiation.
    ///
    /// # Errors
    /// [`Error::Setting`].
    pub fn start(
        settings: TrainSettings,
        samples: Samples,
        device: (Device, String),
        folder: &Path,
    ) -> Result<Self> {
        settings.validate()?;
        let (device, name) = device;
        let shape = LstmOptShape { features: FEATURES, layers: settings.layers, hidden: settings.hidden };
        Ok(Self {
            network: LstmOpt::new(&shape, settings.seed, &device.clone().autodiff()),
            optimizer: optimizer(&settings),
            state: State {
                step: 0,
                seconds: 0.0,
                extended_from: Vec::new(),
                origin: None,
                data: samples.header().clone(),
                statistics: samples.statistics().clone(),
                settings,
                shape,
                device: name,
                history: Vec::new(),
            },
            samples,
            device,
            checkpoint: Checkpoint::of(folder),
        })
    }

    /// Takes the weights in `path` instead of random ones; for a run that has not made a step yet. The optimiser starts afresh.
    ///
    /// # Errors
    /// What [`import::network`] returns.
    pub fn start_from(&mut self, path: &Path) -> Result<()> {
        let (network, origin) = import::network(path, &self.state.shape, &self.device.clone().autodiff())?;
        self.network = network;
        self.state.origin = Some(origin);
        Ok(())
    }

    /// Continues the run in `folder`; its settings and data set must be those given. Only `epochs` may be larger: the run is then
    /// extended, and goes on along the longer schedule, whose rate at this step is above the one at which the shorter one stands (a warm
    /// restart: Loshchilov & Hutter, 2017).
    ///
    /// # Errors
    /// [`Error::Setting`] when they differ; what reading the checkpoint returns.
    pub fn resume(
        settings: TrainSettings,
        samples: Samples,
        device: (Device, String),
        folder: &Path,
    ) -> Result<Self> {
        let mut trainer = Self::start(settings, samples, device, folder)?;
        let mut state: State = trainer.checkpoint.state()?;
        if state.settings.epochs < trainer.state.settings.epochs {
            state.extended_from.push(state.settings.epochs);
            state.settings.epochs = trainer.state.settings.epochs;
        }
        let differs = |field, value: String, expected: String| Err(Error::Setting { field, value, expected });
        if state.settings != trainer.state.settings {
            let expected = format!("the run to resume has {:?}", state.settings);
            return differs("--resume", format!("asked with {:?}", trainer.state.settings), expected);
        }
        if state.data != trainer.state.data {
            let expected = format!("the run to resume has {:?}", state.data);
            return differs("--data", format!("{:?}", trainer.state.data), expected);
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
    pub fn network(&self) -> &LstmOpt {
        &self.network
    }

    /// Trains up to step `until` (the end of the run when larger). Every `interval` steps and at the end accuracy is measured and a
    /// checkpoint written.
    ///
    /// # Errors
    /// [`Error::Training`] when the loss is no longer a number; what data and checkpoints return.
    pub fn run(&mut self, until: u64, interval: u64, watch: &mut dyn FnMut(Progress)) -> Result<()> {
        let settings = self.state.settings.clone();
        let steps = settings.steps();
        let until = until.min(steps);
        let an_epoch = settings.steps_an_epoch();
        let (mut order, mut order_epoch) = (Vec::new(), None);
        let mut losses = Vec::new();
        let mut started = Instant::now();
        while self.state.step < until {
            let step = self.state.step;
            let epoch = step / an_epoch;
            if order_epoch != Some(epoch) {
                (order, order_epoch) = (self.samples.order(settings.seed, epoch), Some(epoch));
            }
            let start = (step % an_epoch) as usize * settings.batch;
            let batch = self.samples.batch(&order[start..start + settings.batch])?;
            losses.push(self.step(&batch, learning_rate(settings.learning_rate, step, steps)));
            self.state.step += 1;
            let measure = self.state.step.is_multiple_of(interval) || self.state.step == until;
            if measure {
                let loss = mean(std::mem::take(&mut losses))?;
                if !loss.is_finite() {
                    let reason = format!("the loss is {loss}; a smaller --learning-rate may help");
                    return Err(Error::Training { step, reason });
                }
                let accuracy = accuracy(&self.network.valid(), &self.samples, &self.device)?;
                self.state.history.push(Validation { step: self.state.step, loss, accuracy });
                self.state.seconds += started.elapsed().as_secs_f64();
                started = Instant::now();
                self.checkpoint.write(&self.network, &self.optimizer, &self.state)?;
            }
            let measured = if measure { self.state.history.last() } else { None };
            watch(Progress { step: self.state.step, steps, measured });
        }
        Ok(())
    }

    /// One step of Adam; returns the loss, still on the device.
    fn step(&mut self, batch: &Batch, rate: f64) -> Tensor<1> {
        let settings = &self.state.settings;
        let mask_seed = instance_seed(settings.seed ^ DROPOUT_STREAM, self.state.step);
        let mut dropout = Dropout::new(settings.dropout, mask_seed);
        let (features, labels) = tensors(batch, &self.device.clone().autodiff());
        let loss = cross_entropy(self.network.forward(features, dropout.as_mut()), labels);
        let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        loss.inner()
    }
}

fn tensors(batch: &Batch, device: &Device) -> (Tensor<3>, Tensor<2>) {
    let Batch { features, labels, size, horizon } = batch;
    let features = TensorData::new(features.clone(), [*horizon, *size, FEATURES]);
    let labels = TensorData::new(labels.clone(), [*horizon, *size]);
    (Tensor::from_data(features, device), Tensor::from_data(labels, device))
}

/// Mean of losses, which are read from the device only now.
fn mean(losses: Vec<Tensor<1>>) -> Result<f64> {
    let count = losses.len().max(1) as f64;
    let values = losses.into_iter().map(|loss| f64::from(loss.into_scalar::<f32>()));
    Ok(values.sum::<f64>() / count)
}

/// Probabilities of every period, `[size][horizon]`.
///
/// # Errors
/// [`Error::Training`] when the device returns no numbers.
pub fn predict(network: &LstmOpt, batch: &Batch, device: &Device) -> Result<Vec<Vec<f32>>> {
    let (features, _) = tensors(batch, device);
    let probabilities = burn::tensor::activation::sigmoid(network.forward(features, None));
    let values = probabilities
        .swap_dims(0, 1)
        .into_data()
        .try_to_vec::<f32>()
        .map_err(|e| Error::Training { step: 0, reason: format!("{e:?}") })?;
    Ok(values.chunks_exact(batch.horizon).map(<[f32]>::to_vec).collect())
}

/// Share of the periods of the validation instances that the network predicts right (cut at one half).
///
/// # Errors
/// What drawing the instances returns.
pub fn accuracy(network: &LstmOpt, samples: &Samples, device: &Device) -> Result<f64> {
    let indices: Vec<usize> = samples.validation().collect();
    let (mut right, mut all) = (0usize, 0usize);
    for chunk in indices.chunks(PREDICT_BATCH) {
        let predictions = predict(network, &samples.batch(chunk)?, device)?;
        for (index, prediction) in chunk.iter().zip(predictions) {
            right += prediction
                .iter()
                .enumerate()
                .filter(|(t, p)| (**p > 0.5) == samples.label(*index, *t))
                .count();
            all += prediction.len();
        }
    }
    Ok(right as f64 / all.max(1) as f64)
}
