//! The paper's network as the training loop sees it.

use super::super::evaluate::right;
use super::super::labels::{Labels, labelled};
use super::super::network::loss;
use super::super::settings::{Plan, Settings};
use super::export;
use super::network::{Paper, Shape};
use crate::data::Statistics;
use crate::error::{Error, Result};
use crate::families::PREDOPT;
use crate::methods::lstm_opt::Dropout;
use crate::training::{Metric, Order, Schedule, State, Task};
use crate::weights::{Precision, values};
use burn::tensor::{Device, Tensor, TensorData};
use hunch_families::mclsp::{Instance, Plan as Lots, instance_seed, repair, sequence};
use hunch_infer::Bundle;
use hunch_model::Unlimited;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Separates the seeds of the items' orders and of dropout masks from those of the epochs' orders.
const ITEMS_STREAM: u64 = 0x17E5;
const DROPOUT_STREAM: u64 = 0xD809;
/// Instances that are measured at once.
const MEASURED_AT_ONCE: usize = 32;

/// A labelled instance with the best plan for its set-ups, which tells the tight rows.
struct Sample {
    instance: Instance,
    plan: Lots,
}

/// Training on labelled instances.
pub struct PaperTask {
    settings: Settings,
    /// Of all instances, those of training first.
    samples: Vec<Sample>,
    order: Order,
}

/// Features `[time, batch, inputs]` and targets `[time, batch, outputs]`.
type Batch = (Tensor<3>, Tensor<3>);

impl PaperTask {
    /// Training with these settings on labels of as many instances as they say.
    ///
    /// # Errors
    /// [`Error::Setting`]; a distribution that gives no instances; a label that no plan keeps.
    pub fn new(settings: Settings, labels: &[Labels]) -> Result<Self> {
        let drawn = labelled(&settings, labels)?;
        let samples = drawn.into_iter().enumerate().map(|(index, (instance, label))| {
            let plan = repair::best_within(&instance, |k| label.setups[k], &mut Unlimited);
            let (index, seed) = (index as u64, settings.data_seed);
            let failed = || Error::Label { index, seed, reason: "no plan has its set-ups".into() };
            let plan = plan.ok_or_else(failed)?;
            Ok(Sample { instance, plan })
        });
        let samples = samples.collect::<Result<_>>()?;
        let order = Order::new(Some(settings.instances), settings.batch, settings.seed);
        Ok(Self { settings, samples, order })
    }

    /// Some instances, each with its items in an order.
    fn batch(&self, plan: &Plan, which: &[(usize, Vec<usize>)], device: &Device) -> Batch {
        let (items, periods) = (plan.settings.items, plan.settings.periods);
        let (mut features, mut targets) = (Vec::new(), Vec::new());
        for (k, order) in which {
            let Sample { instance, plan } = &self.samples[*k];
            sequence::sequence(instance, order, items, &mut features);
            let said = sequence::targets(instance, plan, order);
            targets.extend(said.into_iter().map(|target| f32::from(u8::from(target))));
        }
        plan.statistics.standardise(&mut features);
        let tensor = |values: Vec<f32>, width: usize| {
            Tensor::<3>::from_data(TensorData::new(values, [which.len(), periods, width]), device)
                .swap_dims(0, 1)
        };
        (tensor(features, sequence::width(items)), tensor(targets, sequence::outputs(items)))
    }
}

/// Items are exchangeable, so that every item's numbers of a kind have the statistics of all of them.
fn pooled(statistics: Statistics, items: usize) -> Statistics {
    let Statistics { mut mean, mut deviation } = statistics;
    let groups = mean.chunks_exact_mut(items).zip(deviation.chunks_exact_mut(items));
    for (mean, deviation) in groups {
        let count = mean.len() as f32;
        let common = mean.iter().sum::<f32>() / count;
        let squares = mean.iter().zip(deviation.iter()).map(|(m, d)| d * d + (m - common) * (m - common));
        let spread = (squares.sum::<f32>() / count).sqrt();
        mean.fill(common);
        deviation.fill(spread);
    }
    Statistics { mean, deviation }
}

/// Sizes of the network of a run.
pub fn shape(settings: &Settings) -> Shape {
    Shape {
        inputs: sequence::width(settings.items),
        hidden: settings.hidden[0],
        outputs: sequence::outputs(settings.items),
        radius: settings.radius,
    }
}

impl Task for PaperTask {
    type Network = Paper;
    type Plan = Plan;

    const METRICS: &'static [Metric] = &[
        Metric { name: "right", title: "set-ups guessed right", digits: 2, percent: true },
        Metric { name: "right80", title: "right of the surest 80 %", digits: 3, percent: true },
        Metric { name: "right90", title: "right of the surest 90 %", digits: 3, percent: true },
    ];

    fn method(_: &Plan) -> &'static str {
        PREDOPT
    }

    fn start(&self, device: &Device) -> Result<(Plan, Paper)> {
        let items = self.settings.items;
        let natural: Vec<usize> = (0..items).collect();
        let rows = self.samples[..self.settings.instances].iter().flat_map(|sample| {
            let mut features = Vec::new();
            sequence::sequence(&sample.instance, &natural, items, &mut features);
            features.chunks_exact(sequence::width(items)).map(|row| Ok(row.to_vec())).collect::<Vec<_>>()
        });
        let statistics = pooled(Statistics::of_rows(rows)?, items);
        let network = Paper::new(&shape(&self.settings), self.settings.seed, device);
        Ok((Plan { settings: self.settings.clone(), statistics }, network))
    }

    fn resume(&self, stored: Plan) -> Result<Plan> {
        stored.resumed_as(&self.settings)
    }

    fn schedule(plan: &Plan) -> Schedule {
        plan.schedule()
    }

    fn empty(plan: &Plan, device: &Device) -> Paper {
        Paper::new(&shape(&plan.settings), 0, device)
    }

    fn loss(&mut self, plan: &Plan, network: &Paper, step: u64, device: &Device) -> Result<Tensor<1>> {
        let seed = |stream: u64| instance_seed(plan.settings.seed ^ stream, step);
        let mut rng = ChaCha8Rng::seed_from_u64(seed(ITEMS_STREAM));
        let which = self.order.batch(step).into_iter().map(|k| {
            let mut order: Vec<usize> = (0..plan.settings.items).collect();
            order.shuffle(&mut rng);
            (k as usize, order)
        });
        let which: Vec<_> = which.collect();
        let (features, targets) = self.batch(plan, &which, device);
        let mut dropout = Dropout::new(plan.settings.dropout, seed(DROPOUT_STREAM));
        let odds = network.log_odds(features, plan.settings.radius, dropout.as_mut());
        let [time, batch, outputs] = odds.dims();
        let flat = |x: Tensor<3>| x.reshape([time * batch, outputs]);
        Ok(loss(flat(odds), flat(targets), plan.settings.smoothing))
    }

    fn measure(&self, plan: &Plan, network: &Paper, device: &Device) -> Result<Vec<f64>> {
        let (items, periods) = (plan.settings.items, plan.settings.periods);
        let natural: Vec<usize> = (0..items).collect();
        let measured: Vec<usize> = (self.settings.instances..self.samples.len()).collect();
        let mut sums = vec![0.0; Self::METRICS.len()];
        for chunk in measured.chunks(MEASURED_AT_ONCE) {
            let which: Vec<(usize, Vec<usize>)> = chunk.iter().map(|k| (*k, natural.clone())).collect();
            let (features, _) = self.batch(plan, &which, device);
            let odds = network.log_odds(features, plan.settings.radius, None).swap_dims(0, 1);
            let odds = values(odds)?;
            let one = periods * sequence::outputs(items);
            for (k, odds) in chunk.iter().zip(odds.chunks_exact(one)) {
                let plan = &self.samples[*k].plan;
                let setups: Vec<f32> = (0..items * periods)
                    .map(|cell| odds[cell % periods * sequence::outputs(items) + cell / periods])
                    .collect();
                for (sum, share) in sums.iter_mut().zip([1.0, 0.8, 0.9]) {
                    *sum += right(&setups, |cell| plan.setup[cell], share);
                }
            }
        }
        Ok(sums.into_iter().map(|sum| sum / measured.len().max(1) as f64).collect())
    }

    fn bundle(
        network: &Paper,
        state: &State<Plan>,
        name: String,
        evaluation: BTreeMap<String, f64>,
        precision: Precision,
    ) -> Result<Bundle> {
        export::bundle(network, state, name, evaluation, precision)
    }
}
