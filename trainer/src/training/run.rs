//! The training loop: for every step the loss, its gradient, a step of Adam; every few steps a measurement, a
//! checkpoint, the curves.

use super::checkpoint::Checkpoint;
use super::curves;
use super::descent::Descent;
use super::metrics::{Metrics, Record};
use super::schedule::learning_rate;
use super::state::{Measurement, State};
use super::task::Task;
use crate::error::{Error, Result};
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use std::path::Path;
use std::time::Instant;

/// What a watcher is told after every step.
pub struct Progress<'a> {
    /// Steps done and in all.
    pub step: u64,
    /// Steps of the run.
    pub steps: u64,
    /// The newest measurement, when this step made one.
    pub measured: Option<&'a Measurement>,
}

/// A run in progress.
pub struct Run<T: Task> {
    task: T,
    descent: Descent<T::Network>,
    state: State<T::Plan>,
    device: Device,
    checkpoint: Checkpoint,
    metrics: Metrics,
}

/// A step whose loss is still on the device: reading it would wait for the device.
struct Taken {
    step: u64,
    seconds: f64,
    rate: f64,
    loss: Tensor<1>,
}

impl<T: Task> Run<T> {
    /// Starts a run that keeps its files in `folder`. `device` is a plain device, without automatic
    /// differentiation, and its name.
    ///
    /// # Errors
    /// What [`Task::start`] returns.
    pub fn start(task: T, device: (Device, String), folder: &Path) -> Result<Self> {
        let (device, name) = device;
        let (plan, network) = task.start(&device.clone().autodiff())?;
        let descent = Descent::new(network, Some(T::schedule(&plan).clip));
        let method = Some(T::method(&plan).to_owned());
        let state = State { method, step: 0, seconds: 0.0, plan, device: name, history: Vec::new() };
        let (checkpoint, metrics) = (Checkpoint::of(folder), Metrics::start(folder));
        Ok(Self { task, descent, state, device, checkpoint, metrics })
    }

    /// Continues the run in `folder`, which must be one of this task.
    ///
    /// # Errors
    /// What [`Task::resume`] and reading the checkpoint return.
    pub fn resume(task: T, device: (Device, String), folder: &Path) -> Result<Self> {
        let device = device.0;
        let checkpoint = Checkpoint::of(folder);
        let stored: State<T::Plan> = checkpoint.state()?;
        let plan = task.resume(stored.plan)?;
        let empty = T::empty(&plan, &device.clone().autodiff());
        let fresh = Descent::new(checkpoint.network(empty)?, Some(T::schedule(&plan).clip));
        let descent = Descent { optimizer: checkpoint.optimizer(fresh.optimizer)?, network: fresh.network };
        let State { step, seconds, device: name, history, .. } = stored;
        let method = Some(T::method(&plan).to_owned());
        let state = State { method, step, seconds, plan, device: name, history };
        let metrics = Metrics::resume(folder, step)?;
        Ok(Self { task, descent, state, device, checkpoint, metrics })
    }

    /// Where the run stands.
    pub fn state(&self) -> &State<T::Plan> {
        &self.state
    }

    /// The network as it is now.
    pub fn network(&self) -> &T::Network {
        &self.descent.network
    }

    /// Steps of the whole run.
    pub fn steps(&self) -> u64 {
        T::schedule(&self.state.plan).steps
    }

    /// Trains up to step `until` (the end of the run when larger). Every `interval` steps and at the end the
    /// validation instances are measured, and a checkpoint, the metrics and their curves are written.
    ///
    /// # Errors
    /// [`Error::Training`] when the loss is no longer a number; what data and files return.
    pub fn run(&mut self, until: u64, interval: u64, watch: &mut dyn FnMut(Progress)) -> Result<()> {
        let schedule = T::schedule(&self.state.plan);
        let until = until.min(schedule.steps);
        let taped = self.device.clone().autodiff();
        let mut taken = Vec::new();
        let (mut started, mut before) = (Instant::now(), self.state.seconds);
        while self.state.step < until {
            let step = self.state.step;
            let rate = learning_rate(schedule.learning_rate, step, schedule.steps);
            let loss = self.task.loss(&self.state.plan, &self.descent.network, step, &taped)?;
            let loss = self.descent.step(rate, loss);
            self.state.step += 1;
            let seconds = before + started.elapsed().as_secs_f64();
            taken.push(Taken { step: self.state.step, seconds, rate, loss });
            let measure = self.state.step.is_multiple_of(interval) || self.state.step == until;
            if measure {
                self.measure(std::mem::take(&mut taken), schedule.seed)?;
                self.state.seconds = before + started.elapsed().as_secs_f64();
                (started, before) = (Instant::now(), self.state.seconds);
                self.save()?;
            }
            let measured = if measure { self.state.history.last() } else { None };
            watch(Progress { step: self.state.step, steps: schedule.steps, measured });
        }
        Ok(())
    }

    /// Reads the losses of the steps since the last measurement, and measures the validation instances.
    fn measure(&mut self, taken: Vec<Taken>, seed: u64) -> Result<()> {
        let record = |t: Taken| {
            let loss = f64::from(t.loss.into_scalar::<f32>());
            Record { step: t.step, seconds: t.seconds, loss, learning_rate: t.rate, seed, validation: None }
        };
        let mut records: Vec<Record> = taken.into_iter().map(record).collect();
        let loss = records.iter().map(|r| r.loss).sum::<f64>() / records.len().max(1) as f64;
        if !loss.is_finite() {
            let reason = format!("the loss is {loss}; a smaller --learning-rate may help");
            return Err(Error::Training { step: self.state.step, reason });
        }
        let network = self.descent.network.valid();
        let values = self.task.measure(&self.state.plan, &network, &self.device)?;
        let names = T::METRICS.iter().map(|metric| metric.name.to_owned());
        let measured = Measurement { step: self.state.step, loss, figures: names.zip(values).collect() };
        if let Some(last) = records.last_mut() {
            last.validation = Some(measured.figures.clone());
        }
        self.metrics.add(records);
        self.state.history.push(measured);
        Ok(())
    }

    /// Metrics first: those beyond a checkpoint are dropped when a run is resumed, so a run that is ended in
    /// between loses nothing.
    fn save(&mut self) -> Result<()> {
        self.metrics.write()?;
        self.checkpoint.write(&self.descent.network, &self.descent.optimizer, &self.state)?;
        let title = format!("{}, seed {}", T::method(&self.state.plan), T::schedule(&self.state.plan).seed);
        curves::write(self.metrics.folder(), &title, T::METRICS, self.metrics.records())
    }
}
