//! Learning strategies, as the training loop sees it: labelled θ.

use super::export;
use super::network::StrategyNetwork;
use super::plan::{BATCHES, LEARNING_RATES, Plan, Settings, Shape};
use crate::data::Statistics;
use crate::error::{Error, Result};
use crate::families::MLOPT;
use crate::labels::{DataSet, Labelled};
use crate::training::{Metric, Order, Run, Schedule, State, Task};
use crate::weights::Precision;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};
use hunch_infer::Bundle;
use hunch_strategies::Label;
use hunch_strategies::learn::params::{HELD_OUT, MAX_UNITS};
use hunch_strategies::learn::{Data, accuracy};
use std::collections::BTreeMap;
use std::path::Path;

/// Share of the points held out whose first guess is right.
pub const TOP_1: &str = "top1";
/// Share of those whose strategy is among three guesses.
pub const TOP_3: &str = "top3";

/// Training on labelled θ.
#[derive(Clone)]
pub struct StrategyTask {
    settings: Settings,
    set: DataSet,
    strategies: Vec<String>,
    training: Data,
    held_out: Data,
    statistics: Statistics,
    order: Order,
}

impl StrategyTask {
    /// Training on the optima among the labels.
    ///
    /// # Errors
    /// [`Error::Setting`] for settings out of range, or labels that there is nothing to learn from.
    pub fn new(settings: Settings, labelled: &Labelled) -> Result<Self> {
        let (mut points, mut classes) = (Vec::new(), Vec::new());
        for (theta, label) in labelled.thetas.iter().zip(&labelled.sample.labels) {
            if let Label::Strategy(number, _) = *label {
                points.extend_from_slice(theta);
                classes.push(number);
            }
        }
        let width = labelled.thetas.first().map_or(0, Vec::len);
        let strategies = labelled.sample.strategies.list();
        let wrong = |error: hunch_strategies::learn::LearnError| Error::Setting {
            field: "--data",
            value: format!("{} optima", classes.len()),
            expected: error.to_string(),
        };
        let all = Data::new(points, width, classes.clone(), strategies.len()).map_err(wrong)?;
        let names = strategies.iter().map(hunch_strategies::Strategy::id).collect();
        Self::of(settings, labelled.data.clone(), names, all)
    }

    /// The same on points and their classes; `strategies` are the classes' names, in their order.
    ///
    /// # Errors
    /// As [`StrategyTask::new`].
    pub fn of(settings: Settings, set: DataSet, strategies: Vec<String>, all: Data) -> Result<Self> {
        settings.validate()?;
        let wrong = |error: hunch_strategies::learn::LearnError| Error::Setting {
            field: "--data",
            value: format!("{} optima", all.len()),
            expected: error.to_string(),
        };
        let width = all.width();
        let shape = Shape::of(&settings, width, strategies.len());
        if let Some(units) = shape.hidden.iter().chain([&shape.classes]).find(|units| **units > MAX_UNITS) {
            let expected =
                format!("a layer can have at most {MAX_UNITS} units, and there can be as many strategies");
            return Err(Error::Setting {
                field: "--data",
                value: format!("a layer of {units} units"),
                expected,
            });
        }
        let (mut training, held_out) = all.split(HELD_OUT, settings.seed).map_err(wrong)?;
        if settings.on_all {
            training = all;
        }
        let rows = (0..training.len()).map(|i| Ok(training.point(i).iter().map(|&x| x as f32).collect()));
        let statistics = Statistics::of_rows(rows)?;
        let batch = settings.batch.min(training.len());
        let order = Order::new(Some(training.len()), batch, settings.seed);
        Ok(Self { settings, set, strategies, training, held_out, statistics, order })
    }
}

impl Task for StrategyTask {
    type Network = StrategyNetwork;
    type Plan = Plan;

    const METRICS: &'static [Metric] = &[
        Metric { name: TOP_1, title: "first guess right", digits: 2, percent: true },
        Metric { name: TOP_3, title: "among three guesses", digits: 2, percent: true },
    ];

    fn method(_plan: &Plan) -> &'static str {
        MLOPT
    }

    fn start(&self, device: &Device) -> Result<(Plan, StrategyNetwork)> {
        let shape = Shape::of(&self.settings, self.training.width(), self.strategies.len());
        let network = StrategyNetwork::new(&shape, self.settings.seed, device);
        let plan = Plan {
            settings: self.settings.clone(),
            data: self.set.clone(),
            strategies: self.strategies.clone(),
            statistics: self.statistics.clone(),
            points: self.training.len(),
            shape,
        };
        Ok((plan, network))
    }

    fn resume(&self, stored: Plan) -> Result<Plan> {
        let differs = |field, value: String, expected: String| Err(Error::Setting { field, value, expected });
        if stored.settings != self.settings {
            let expected = format!("the run to resume has {:?}", stored.settings);
            return differs("--resume", format!("asked with {:?}", self.settings), expected);
        }
        if stored.data != self.set {
            let expected = format!("the run to resume has {:?}", stored.data);
            return differs("--data", format!("{:?}", self.set), expected);
        }
        Ok(stored)
    }

    fn schedule(plan: &Plan) -> Schedule {
        let Settings { learning_rate, clip, seed, .. } = plan.settings;
        Schedule { steps: plan.steps(), learning_rate, clip, seed }
    }

    fn empty(plan: &Plan, device: &Device) -> StrategyNetwork {
        StrategyNetwork::new(&plan.shape, 0, device)
    }

    /// Mean cross-entropy of a batch (appendix 2).
    fn loss(
        &mut self,
        plan: &Plan,
        network: &StrategyNetwork,
        step: u64,
        device: &Device,
    ) -> Result<Tensor<1>> {
        let indices = self.order.batch(step);
        let Shape { inputs, classes, .. } = plan.shape;
        let mut points = Vec::with_capacity(indices.len() * inputs);
        let mut labels = vec![0f32; indices.len() * classes];
        for (k, &index) in indices.iter().enumerate() {
            points.extend(self.training.point(index as usize).iter().map(|&x| x as f32));
            labels[k * classes + self.training.label(index as usize) as usize] = 1.0;
        }
        plan.statistics.standardise(&mut points);
        let points = Tensor::from_data(TensorData::new(points, [indices.len(), inputs]), device);
        let labels = Tensor::from_data(TensorData::new(labels, [indices.len(), classes]), device);
        let likelihood: Tensor<2> = log_softmax(network.forward(points), 1) * labels;
        Ok(likelihood.sum_dim(1).mean().neg())
    }

    /// The points held out (in a run on all points, some of those that it learns from), by the forward pass
    /// that answers.
    fn measure(&self, plan: &Plan, network: &StrategyNetwork, _device: &Device) -> Result<Vec<f64>> {
        let network = export::plain(network, &plan.statistics)?;
        let measured = accuracy(&network, &self.held_out);
        Ok(vec![measured.top_1, measured.top_3])
    }

    fn bundle(
        network: &StrategyNetwork,
        state: &State<Plan>,
        name: String,
        evaluation: BTreeMap<String, f64>,
        precision: Precision,
    ) -> Result<Bundle> {
        export::bundle(network, state, name, evaluation, precision)
    }
}

/// The candidate that is right most often on the points held out.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Its settings, to learn from all points.
    pub settings: Settings,
    /// Top-1 and top-3 accuracy on the points held out, which it was chosen by.
    pub validation: (f64, f64),
}

/// Trains every candidate of the paper's grid (learning rate × batch) on nine tenths of the points, in folders
/// inside `folder`, and chooses by the first guess on the rest; of equal ones the earlier.
///
/// # Errors
/// What training returns; candidates whose loss is no longer a number are passed over.
pub fn choose(
    settings: &Settings,
    labelled: &Labelled,
    device: &(Device, String),
    folder: &Path,
) -> Result<Chosen> {
    let mut best: Option<Chosen> = None;
    for (learning_rate, batch) in
        LEARNING_RATES.iter().flat_map(|&rate| BATCHES.iter().map(move |&batch| (rate, batch)))
    {
        let candidate = Settings { learning_rate, batch, on_all: false, ..settings.clone() };
        let task = StrategyTask::new(candidate.clone(), labelled)?;
        let place = folder.join(format!("rate-{learning_rate}-batch-{batch}"));
        let mut run = Run::start(task, device.clone(), &place)?;
        let steps = run.steps();
        match run.run(steps, steps, &mut |_| ()) {
            Ok(()) => {}
            Err(Error::Training { .. }) => continue,
            Err(error) => return Err(error),
        }
        let last = run.state().history.last();
        let figure = |name| last.and_then(|last| last.figure(name)).unwrap_or(0.0);
        let validation = (figure(TOP_1), figure(TOP_3));
        tracing::info!("rate {learning_rate}, batch {batch}: first guess {:.4}", validation.0);
        if best.as_ref().is_none_or(|best| validation.0 > best.validation.0) {
            best = Some(Chosen { settings: Settings { on_all: true, ..candidate }, validation });
        }
    }
    best.ok_or_else(|| Error::Training { step: 0, reason: "no candidate's loss stayed a number".into() })
}
