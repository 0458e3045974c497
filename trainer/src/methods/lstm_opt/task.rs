//! LSTM-Opt on lot sizing, as the training loop sees it: labelled instances, drawn again from their seeds.

use super::dropout::Dropout;
use super::export;
use super::import;
use super::loss::cross_entropy;
use super::network::{LstmOpt, LstmOptShape};
use super::plan::Plan;
use super::settings::TrainSettings;
use crate::data::{Batch, Samples};
use crate::error::{Error, Result};
use crate::families::LSTM_OPT;
use crate::training::{Metric, Order, Schedule, State, Task};
use crate::weights::Precision;
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use hunch_families::clsp::{FEATURES, instance_seed};
use hunch_infer::Bundle;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Separates the seeds of dropout masks from those of the epochs' orders.
const DROPOUT_STREAM: u64 = 0xD809;
/// Instances a batch when only predicting.
const PREDICT_BATCH: usize = 256;
/// Name of the share of periods that are predicted right.
pub const ACCURACY: &str = "accuracy";

/// Training on the labels of a file.
pub struct LstmOptTask {
    settings: TrainSettings,
    samples: Samples,
    order: Order,
    init: Option<PathBuf>,
}

impl LstmOptTask {
    /// Training on `samples`.
    ///
    /// # Errors
    /// [`Error::Setting`].
    pub fn new(settings: TrainSettings, samples: Samples) -> Result<Self> {
        settings.validate()?;
        let order = Order::new(Some(samples.training().len()), settings.batch, settings.seed);
        Ok(Self { settings, samples, order, init: None })
    }

    /// The same, started from the weights in a file instead of random ones.
    #[must_use]
    pub fn starting_from(self, path: Option<PathBuf>) -> Self {
        Self { init: path, ..self }
    }
}

impl Task for LstmOptTask {
    type Network = LstmOpt;
    type Plan = Plan;

    const METRICS: &'static [Metric] =
        &[Metric { name: ACCURACY, title: "periods predicted right", digits: 2, percent: true }];

    fn method(_plan: &Plan) -> &'static str {
        LSTM_OPT
    }

    fn start(&self, device: &Device) -> Result<(Plan, LstmOpt)> {
        let settings = self.settings.clone();
        let shape = LstmOptShape { features: FEATURES, layers: settings.layers, hidden: settings.hidden };
        let (network, origin) = match &self.init {
            Some(path) => {
                let (network, origin) = import::network(path, &shape, device)?;
                (network, Some(origin))
            }
            None => (LstmOpt::new(&shape, settings.seed, device), None),
        };
        let (data, statistics) = (self.samples.header().clone(), self.samples.statistics().clone());
        Ok((Plan { settings, extended_from: Vec::new(), origin, data, statistics, shape }, network))
    }

    /// Only `epochs` may be larger than those stored: the run is then extended, and goes on along the longer
    /// schedule, whose rate at this step is above the one at which the shorter one stands (a warm restart:
    /// Loshchilov & Hutter, 2017).
    fn resume(&self, mut stored: Plan) -> Result<Plan> {
        if stored.settings.epochs < self.settings.epochs {
            stored.extended_from.push(stored.settings.epochs);
            stored.settings.epochs = self.settings.epochs;
        }
        let differs = |field, value: String, expected: String| Err(Error::Setting { field, value, expected });
        if stored.settings != self.settings {
            let expected = format!("the run to resume has {:?}", stored.settings);
            return differs("--resume", format!("asked with {:?}", self.settings), expected);
        }
        if stored.data != *self.samples.header() {
            let expected = format!("the run to resume has {:?}", stored.data);
            return differs("--data", format!("{:?}", self.samples.header()), expected);
        }
        Ok(stored)
    }

    fn schedule(plan: &Plan) -> Schedule {
        let TrainSettings { learning_rate, clip, seed, .. } = plan.settings;
        Schedule { steps: plan.settings.steps(), learning_rate, clip, seed }
    }

    fn empty(plan: &Plan, device: &Device) -> LstmOpt {
        LstmOpt::new(&plan.shape, 0, device)
    }

    fn loss(&mut self, plan: &Plan, network: &LstmOpt, step: u64, device: &Device) -> Result<Tensor<1>> {
        let indices: Vec<usize> = self.order.batch(step).into_iter().map(|index| index as usize).collect();
        let (features, labels) = tensors(&self.samples.batch(&indices)?, device);
        let mask_seed = instance_seed(plan.settings.seed ^ DROPOUT_STREAM, step);
        let mut dropout = Dropout::new(plan.settings.dropout, mask_seed);
        Ok(cross_entropy(network.forward(features, dropout.as_mut()), labels))
    }

    fn measure(&self, _plan: &Plan, network: &LstmOpt, device: &Device) -> Result<Vec<f64>> {
        Ok(vec![accuracy(network, &self.samples, device)?])
    }

    fn bundle(
        network: &LstmOpt,
        state: &State<Plan>,
        name: String,
        mut evaluation: BTreeMap<String, f64>,
        precision: Precision,
    ) -> Result<Bundle> {
        if let Some(accuracy) = state.history.last().and_then(|last| last.figure(ACCURACY)) {
            evaluation.insert("validation accuracy %".into(), 100.0 * accuracy);
        }
        export::bundle(network, export::Description::of_run(name, state, evaluation), precision)
    }
}

fn tensors(batch: &Batch, device: &Device) -> (Tensor<3>, Tensor<2>) {
    let Batch { features, labels, size, horizon } = batch;
    let features = TensorData::new(features.clone(), [*horizon, *size, FEATURES]);
    let labels = TensorData::new(labels.clone(), [*horizon, *size]);
    (Tensor::from_data(features, device), Tensor::from_data(labels, device))
}

/// Probabilities of every period, `[size][horizon]`.
fn predict(network: &LstmOpt, batch: &Batch, device: &Device) -> Result<Vec<Vec<f32>>> {
    let (features, _) = tensors(batch, device);
    let probabilities = sigmoid(network.forward(features, None));
    let values = probabilities
        .swap_dims(0, 1)
        .into_data()
        .try_to_vec::<f32>()
        .map_err(|e| Error::Training { step: 0, reason: format!("{e:?}") })?;
    Ok(values.chunks_exact(batch.horizon).map(<[f32]>::to_vec).collect())
}

/// Share of the periods of the validation instances that the network predicts right (cut at one half).
fn accuracy(network: &LstmOpt, samples: &Samples, device: &Device) -> Result<f64> {
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
