//! Lot sizing of many items as the training loop sees it.

use super::labels::{Labels, labelled};
use super::network::{Network, Origin, loss, slope};
use super::settings::{Plan, Settings};
use super::{evaluate, export};
use crate::data::Statistics;
use crate::error::Result;
use crate::families::PREDOPT;
use crate::training::{Metric, Order, Schedule, State, Task};
use crate::weights::{Precision, values};
use burn::tensor::{Device, Tensor, TensorData};
use hunch_families::mclsp::{Instance, features};
use hunch_infer::Bundle;
use hunch_model::Unlimited;
use std::collections::BTreeMap;

/// Rows of one instance: features as they are, labels as 0 and 1.
struct Rows {
    features: Vec<f32>,
    labels: Vec<f32>,
}

/// Training on labelled instances.
pub struct PredOptTask {
    settings: Settings,
    /// Of all instances, those of training first.
    rows: Vec<Rows>,
    order: Order,
}

/// What a network reads of an instance.
pub fn read(instance: &Instance, structure: bool) -> Vec<f32> {
    let relaxed = if structure { instance.relaxed(&mut Unlimited) } else { None };
    features::features(instance, relaxed.as_deref())
}

impl PredOptTask {
    /// Training with these settings on labels of as many instances as they say, of each data set.
    ///
    /// # Errors
    /// [`Error::Setting`]; a distribution that gives no instances.
    pub fn new(settings: Settings, labels: &[Labels]) -> Result<Self> {
        let drawn = labelled(&settings, labels)?;
        let rows = drawn.iter().map(|(instance, label)| Rows {
            features: read(instance, settings.structure),
            labels: label.setups.iter().map(|setup| f32::from(u8::from(*setup))).collect(),
        });
        let rows = rows.collect();
        let order = Order::new(Some(settings.training()), settings.batch, settings.seed);
        Ok(Self { settings, rows, order })
    }

    /// What the beliefs say of the training instances.
    fn origin(&self, statistics: &Statistics) -> Origin {
        let (width, input) = (features::width(true), features::BELIEF);
        let training = self.rows[..self.settings.training()].iter();
        let beliefs = training.flat_map(|rows| {
            let own = rows.features.iter().skip(input).step_by(width);
            own.zip(&rows.labels).map(|(belief, label)| (*belief, *label > 0.5))
        });
        let slope = slope(&beliefs.collect::<Vec<_>>());
        let deviation = statistics.deviation[input];
        let deviation = if deviation > 0.0 { deviation } else { 1.0 };
        Origin { input, mean: statistics.mean[input], deviation, slope }
    }

    /// Standardised features and labels of some instances.
    fn batch(
        &self,
        plan: &Plan,
        which: impl Iterator<Item = usize>,
        device: &Device,
    ) -> (Tensor<2>, Tensor<2>) {
        let (mut features, mut labels) = (Vec::new(), Vec::new());
        for k in which {
            features.extend_from_slice(&self.rows[k].features);
            labels.extend_from_slice(&self.rows[k].labels);
        }
        plan.statistics.standardise(&mut features);
        let (rows, width) = (labels.len(), plan.statistics.mean.len());
        (
            Tensor::from_data(TensorData::new(features, [rows, width]), device),
            Tensor::from_data(TensorData::new(labels, [rows, 1]), device),
        )
    }
}

impl Task for PredOptTask {
    type Network = Network;
    type Plan = Plan;

    const METRICS: &'static [Metric] = &[
        Metric { name: "right", title: "set-ups guessed right", digits: 2, percent: true },
        Metric { name: "right80", title: "right of the surest 80 %", digits: 3, percent: true },
        Metric { name: "right90", title: "right of the surest 90 %", digits: 3, percent: true },
    ];

    fn method(_: &Plan) -> &'static str {
        PREDOPT
    }

    fn start(&self, device: &Device) -> Result<(Plan, Network)> {
        let width = features::width(self.settings.structure);
        let training = self.rows[..self.settings.training()].iter();
        let rows = training.flat_map(|rows| rows.features.chunks_exact(width).map(|row| Ok(row.to_vec())));
        let statistics = Statistics::of_rows(rows)?;
        let mut network = Network::new(width, &self.settings.hidden, self.settings.seed, device);
        if self.settings.structure {
            network = network.starting_at(&self.origin(&statistics), device)?;
        }
        Ok((Plan { settings: self.settings.clone(), statistics }, network))
    }

    fn resume(&self, stored: Plan) -> Result<Plan> {
        stored.resumed_as(&self.settings)
    }

    fn schedule(plan: &Plan) -> Schedule {
        plan.schedule()
    }

    fn empty(plan: &Plan, device: &Device) -> Network {
        Network::new(plan.statistics.mean.len(), &plan.settings.hidden, 0, device)
    }

    fn loss(&mut self, plan: &Plan, network: &Network, step: u64, device: &Device) -> Result<Tensor<1>> {
        let indices = self.order.batch(step);
        let (features, labels) = self.batch(plan, indices.into_iter().map(|k| k as usize), device);
        Ok(loss(network.log_odds(features), labels, plan.settings.smoothing))
    }

    fn measure(&self, plan: &Plan, network: &Network, device: &Device) -> Result<Vec<f64>> {
        let mut sums = vec![0.0; Self::METRICS.len()];
        for k in self.settings.training()..self.rows.len() {
            let (features, labels) = self.batch(plan, std::iter::once(k), device);
            let odds = values(network.log_odds(features))?;
            let labels = values(labels)?;
            let right = |share: f64| evaluate::right(&odds, |k| labels[k] > 0.5, share);
            for (sum, share) in sums.iter_mut().zip([1.0, 0.8, 0.9]) {
                *sum += right(share);
            }
        }
        let count = (self.rows.len() - self.settings.training()) as f64;
        Ok(sums.into_iter().map(|sum| sum / count).collect())
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
