//! From a trained network to the bundle that `hunch-infer` reads, its model card in words, and golden files.

use crate::error::{Error, Result};
use crate::model::{BiLstm, LstmOpt};
use crate::train::State;
use burn::tensor::{Device, Tensor as BurnTensor, TensorData, activation::sigmoid};
use clap::ValueEnum;
use hunch_families::clsp::{Distribution, FEATURES, features, instance_seed, sample};
use hunch_infer::bundle::BUNDLE_VERSION;
use hunch_infer::golden::Golden;
use hunch_infer::{Activation, Bundle, BundleError, Card, Feature, Operator, Tensor, Training};
use std::collections::BTreeMap;

/// Licence of the weights.
pub const LICENCE: &str = "MIT OR Apache-2.0";
/// Names of the input features, in the order of [`features`].
pub const FEATURE_NAMES: [&str; FEATURES] = ["productionCost", "setupCost", "capacity", "demand"];
/// Name of the output: the probability that the optimal plan produces in the period.
pub const OUTPUT_NAME: &str = "setup";
/// Names of the directions in the bundle.
pub(crate) const DIRECTIONS: [&str; 2] = ["forward", "backward"];
/// Instances in a golden file: enough to see a wrong stride, few enough to keep the file small.
const GOLDEN_INSTANCES: u64 = 2;
/// Data set of golden instances.
const GOLDEN_SEED: u64 = 0x601D;

/// How weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Precision {
    /// 32-bit floats.
    F32,
    /// 16-bit floats: half the download; computed with in 32 bits.
    F16,
}

impl Precision {
    pub(crate) fn tensor(self, name: String, shape: &[usize], values: Vec<f32>) -> Result<Tensor> {
        let tensor = match self {
            Self::F32 => Tensor::float(name, shape, values),
            Self::F16 => Tensor::half(name, shape, &values),
        };
        tensor.map_err(bundle_error)
    }
}

pub(crate) fn bundle_error(error: BundleError) -> Error {
    Error::Bundle(error.to_string())
}

/// What a card says beside the architecture.
pub struct Description {
    /// The model's name.
    pub name: String,
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
    pub fn of_run(name: String, state: &State, evaluation: BTreeMap<String, f64>) -> Self {
        let settings = &state.settings;
        let statistics = &state.statistics;
        let extended: String = state.extended_from.iter().map(|e| format!(" (extended from {e})")).collect();
        let origin = state.origin.as_ref().map_or_else(String::new, |o| {
            format!("started from {} ({} instances, {} minutes); ", o.name, o.instances, o.minutes)
        });
        let labels = format!(
            "{}; {origin}Adam, rate {} after warm-up, falling along half a cosine, {} epochs{extended}, batch {}, dropout {}, gradient norm at most {}",
            state.data.label_source,
            settings.learning_rate,
            settings.epochs,
            settings.batch,
            settings.dropout,
            settings.clip
        );
        Self {
            name,
            distribution: state.data.distribution,
            features: statistics.mean.iter().copied().zip(statistics.deviation.iter().copied()).collect(),
            training: Training {
                seed: settings.seed,
                sampler_version: state.data.sampler_version,
                labels,
                instances: settings.samples as u64,
                seconds: state.seconds.round(),
                hardware: hardware(&state.device),
            },
            evaluation,
        }
    }
}

/// What a device is called on a card.
pub(crate) fn hardware(device: &str) -> String {
    match device {
        "cpu" => "one CPU core".into(),
        other => format!("a graphics processor through {other}"),
    }
}

/// The bundle of a trained network.
///
/// # Errors
/// [`Error::Bundle`] when the weights are not finite.
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

fn layer_tensors(name: &str, layer: &BiLstm, precision: Precision) -> Result<Vec<Tensor>> {
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

pub(crate) fn values<const D: usize>(tensor: BurnTensor<D>) -> Result<Vec<f32>> {
    tensor.into_data().try_to_vec::<f32>().map_err(|e| Error::Bundle(format!("{e:?}")))
}

/// The forward pass of burn on fresh instances, to compare other paths with.
///
/// # Errors
/// [`Error::Distribution`]; [`Error::Bundle`].
pub fn golden(network: &LstmOpt, state: &State, device: &Device) -> Result<Golden> {
    let mut input = Vec::new();
    for index in 0..GOLDEN_INSTANCES {
        input.extend(features(&sample(&state.data.distribution, instance_seed(GOLDEN_SEED, index))?));
    }
    let (batch, steps) = (GOLDEN_INSTANCES as usize, state.data.distribution.horizon);
    let mut standardised = input.clone();
    state.statistics.standardise(&mut standardised);
    let x = BurnTensor::<3>::from_data(TensorData::new(standardised, [batch, steps, FEATURES]), device);
    let output = values(sigmoid(network.forward_plain(x.swap_dims(0, 1))).swap_dims(0, 1))?;
    Ok(Golden { source: "burn 0.22.1, CPU backend, tensor operations".into(), batch, steps, input, output })
}

/// The card in Markdown, for people.
pub fn markdown(card: &Card, bytes: usize) -> String {
    let mut text = format!("# {}\n\n", card.name);
    let mut line = |name: &str, value: String| text.push_str(&format!("- **{name}:** {value}\n"));
    line("Family", card.family.clone());
    for size in &card.sizes {
        let size: Vec<String> = size.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        line("Trained on", size.join(", "));
    }
    let (inputs, outputs) = match card.family == "clsp" {
        true => ("Inputs a period", "Outputs a period"),
        false => ("Inputs", "Outputs"),
    };
    line(inputs, groups(card.features.iter().map(|f| f.name.as_str())));
    line(outputs, groups(card.outputs.iter().map(String::as_str)));
    line("Architecture", card.architecture.iter().map(operator).collect::<Vec<_>>().join(" → "));
    line("File size", format!("{bytes} bytes"));
    let training = &card.training;
    line("Training instances", training.instances.to_string());
    line("Labels and optimiser", training.labels.clone());
    line("Seed, sampler version", format!("{}, {}", training.seed, training.sampler_version));
    line("Trained on hardware", format!("{}, {:.0} minutes", training.hardware, training.seconds / 60.0));
    line("Licence", card.licence.clone());
    text.push_str("\n## Features\n\n| feature | mean | standard deviation |\n|---|---:|---:|\n");
    for group in card.features.chunk_by(|a, b| stem(&a.name) == stem(&b.name)) {
        // Numbers of one kind have nearly the same statistics: one line speaks for all.
        let mean = |get: fn(&Feature) -> f64| group.iter().map(get).sum::<f64>() / group.len() as f64;
        let name = groups(group.iter().map(|f| f.name.as_str()));
        text.push_str(&format!("| {name} | {:.2} | {:.2} |\n", mean(|f| f.mean), mean(|f| f.std)));
    }
    if !card.evaluation.is_empty() {
        text.push_str("\n## Figures on unseen instances\n\n| figure | value |\n|---|---:|\n");
        for (name, value) in &card.evaluation {
            text.push_str(&format!("| {name} | {} |\n", (value * 1e4).round() / 1e4));
        }
    }
    let promise = match card.family == "clsp" {
        true => "A prediction only orders or fixes the start of a search",
        false => "A prediction is repaired in closed form until every row holds in its worst case",
    };
    text.push_str(&format!(
        "\n{promise}; every answer is checked against the instance and carries a proven bound, so instances unlike those above cost time or \
         value, never correctness.\n"
    ));
    text
}

/// A name without its indices.
fn stem(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// Names in their order, those that differ in their indices only as one with their number.
fn groups<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let group = |group: &[&str]| match group {
        [one] => (*one).to_owned(),
        all => format!("{} ({})", stem(all[0]), all.len()),
    };
    names.chunk_by(|a, b| stem(a) == stem(b)).map(group).collect::<Vec<_>>().join(", ")
}

fn operator(operator: &Operator) -> String {
    match operator {
        Operator::Standardise {} => "standardise".into(),
        Operator::Window { before, after } => format!("window of {before} periods before and {after} after"),
        Operator::Dense { units, activation, .. } => {
            format!("dense ({units}, {})", format!("{activation:?}").to_lowercase())
        }
        Operator::Bilstm { hidden, .. } => format!("bidirectional LSTM ({hidden} a direction)"),
        Operator::Forest { trees, nodes, .. } => format!("forest ({trees} trees, {nodes} nodes)"),
    }
}
