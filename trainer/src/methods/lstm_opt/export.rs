//! From a trained network to the bundle that `hunch-infer` reads, with its card, and golden files.

use super::network::{BiLstm, DIRECTIONS, LstmOpt};
use super::plan::Plan;
use crate::error::Result;
use crate::families::LSTM_OPT;
use crate::training::State;
use crate::weights::{LICENCE, Precision, bundle_error, hardware, values};
use burn::tensor::{Device, Tensor as BurnTensor, TensorData, activation::sigmoid};
use hunch_families::clsp::{Distribution, FEATURES, features, instance_seed, sample};
use hunch_infer::bundle::BUNDLE_VERSION;
use hunch_infer::golden::Golden;
use hunch_infer::{Activation, Bundle, Card, Feature, Operator, Tensor, Training};
use std::collections::BTreeMap;

/// Names of the input features, in the order of [`features`].
pub const FEATURE_NAMES: [&str; FEATURES] = ["productionCost", "setupCost", "capacity", "demand"];
/// Name of the output: the probability that the optimal plan produces in the period.
pub const OUTPUT_NAME: &str = "setup";
/// Instances in a golden file: enough to see a wrong stride, few enough to keep the file small.
const GOLDEN_INSTANCES: u64 = 2;
/// Data set of golden instances.
const GOLDEN_SEED: u64 = 0x601D;

/// What a card says beside the architecture.
pub struct Description {
    /// The model's name.
    pub name: String,
    /// The method's name.
    pub method: &'static str,
    /// The distribution trained on.
    pub distribution: Distribution,
    /// Mean and standard deviation of each feature.
    pub features: Vec<(f32, f32)>,
    /// How it was trained.
    pub training: Training,
    /// Figures on unseen instances.
    pub evaluation: BTreeMap<String, f64>,
}

impl Description {
    /// The card of a model of these operators.
    pub fn card(self, architecture: Vec<Operator>) -> Card {
        let Distribution { c, f, horizon } = self.distribution;
        let size = [("c", f64::from(c)), ("f", f64::from(f)), ("T", horizon as f64)];
        let feature = |(name, (mean, std)): (&&str, &(f32, f32))| Feature {
            name: (*name).into(),
            mean: f64::from(*mean),
            std: f64::from(*std),
        };
        Card {
            version: BUNDLE_VERSION,
            name: self.name,
            method: self.method.into(),
            family: "clsp".into(),
            sizes: vec![size.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()],
            features: FEATURE_NAMES.iter().zip(&self.features).map(feature).collect(),
            outputs: vec![OUTPUT_NAME.into()],
            architecture,
            training: self.training,
            evaluation: self.evaluation,
            licence: LICENCE.into(),
        }
    }

    /// The card's description of a network's run.
    pub fn of_run(name: String, state: &State<Plan>, evaluation: BTreeMap<String, f64>) -> Self {
        let plan = &state.plan;
        let (settings, statistics) = (&plan.settings, &plan.statistics);
        let extended: String = plan.extended_from.iter().map(|e| format!(" (extended from {e})")).collect();
        let origin = plan.origin.as_ref().map_or_else(String::new, |o| {
            format!("started from {} ({} instances, {} minutes); ", o.name, o.instances, o.minutes)
        });
        let labels = format!(
            "{}; {origin}Adam, rate {} after warm-up, falling along half a cosine, {} epochs{extended}, batch {}, \
             dropout {}, gradient norm at most {}",
            plan.data.label_source,
            settings.learning_rate,
            settings.epochs,
            settings.batch,
            settings.dropout,
            settings.clip
        );
        Self {
            name,
            method: LSTM_OPT,
            distribution: plan.data.distribution,
            features: statistics.mean.iter().copied().zip(statistics.deviation.iter().copied()).collect(),
            training: Training {
                seed: settings.seed,
                sampler_version: plan.data.sampler_version,
                labels,
                instances: settings.samples as u64,
                seconds: state.seconds.round(),
                hardware: hardware(&state.device),
            },
            evaluation,
        }
    }
}

/// The bundle of a trained network.
///
/// # Errors
/// [`crate::error::Error::Bundle`] when the weights are not finite.
pub fn bundle(network: &LstmOpt, description: Description, precision: Precision) -> Result<Bundle> {
    let mut architecture = vec![Operator::Standardise {}];
    let mut tensors = Vec::new();
    for (k, layer) in network.layers.iter().enumerate() {
        let name = format!("lstm{}", k + 1);
        tensors.extend(layer_tensors(&name, layer, precision)?);
        architecture.push(Operator::Bilstm { name, hidden: layer.hidden_weight.dims()[1] });
    }
    let name = "output".to_owned();
    let width = network.output_weight.dims()[0];
    tensors.push(precision.tensor(format!("{name}.w"), &[width, 1], values(network.output_weight.val())?)?);
    tensors.push(precision.tensor(format!("{name}.b"), &[1], values(network.output_bias.val())?)?);
    architecture.push(Operator::Dense { name, units: 1, activation: Activation::Sigmoid });
    Bundle::new(description.card(architecture), tensors).map_err(bundle_error)
}

/// The tensors of a layer as a bundle has them.
pub(in crate::methods) fn layer_tensors(
    name: &str,
    layer: &BiLstm,
    precision: Precision,
) -> Result<Vec<Tensor>> {
    let [_, input, width] = layer.input_weight.dims();
    let hidden = layer.hidden_weight.dims()[1];
    let (w, u, b) =
        (values(layer.input_weight.val())?, values(layer.hidden_weight.val())?, values(layer.bias.val())?);
    let mut tensors = Vec::with_capacity(6);
    for (k, direction) in DIRECTIONS.iter().enumerate() {
        let part = |values: &[f32]| values[k * values.len() / 2..(k + 1) * values.len() / 2].to_vec();
        tensors.push(precision.tensor(format!("{name}.{direction}.w"), &[input, width], part(&w))?);
        tensors.push(precision.tensor(format!("{name}.{direction}.u"), &[hidden, width], part(&u))?);
        tensors.push(precision.tensor(format!("{name}.{direction}.b"), &[width], part(&b))?);
    }
    Ok(tensors)
}

/// The forward pass of burn on fresh instances, to compare other paths with.
///
/// # Errors
/// [`crate::error::Error::Distribution`]; [`crate::error::Error::Bundle`].
pub fn golden(network: &LstmOpt, state: &State<Plan>, device: &Device) -> Result<Golden> {
    let plan = &state.plan;
    let mut input = Vec::new();
    for index in 0..GOLDEN_INSTANCES {
        input.extend(features(&sample(&plan.data.distribution, instance_seed(GOLDEN_SEED, index))?));
    }
    let (batch, steps) = (GOLDEN_INSTANCES as usize, plan.data.distribution.horizon);
    let mut standardised = input.clone();
    plan.statistics.standardise(&mut standardised);
    let x = BurnTensor::<3>::from_data(TensorData::new(standardised, [batch, steps, FEATURES]), device);
    let output = values(sigmoid(network.forward_plain(x.swap_dims(0, 1))).swap_dims(0, 1))?;
    Ok(Golden { source: "burn 0.22.1, CPU backend, tensor operations".into(), batch, steps, input, output })
}
