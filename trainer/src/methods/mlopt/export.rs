//! From a trained network to plain arrays, to a weights file, and back.

use super::network::StrategyNetwork;
use super::plan::Plan;
use crate::data::Statistics;
use crate::error::{Error, Result};
use crate::families::MLOPT;
use crate::labels::What;
use crate::training::State;
use crate::weights::{LICENCE, Precision, bundle_error, hardware, values};
use hunch_infer::bundle::BUNDLE_VERSION;
use hunch_infer::{Activation, Bundle, Card, Feature, Operator, Training};
use hunch_strategies::learn::network::{Dense, Network, Parts};
use std::collections::BTreeMap;

/// The network as plain arrays.
///
/// # Errors
/// [`Error::Bundle`] when the weights are not finite.
pub fn plain(network: &StrategyNetwork, statistics: &Statistics) -> Result<Network> {
    let layer = |layer: &crate::methods::self_supervised::layer::Layer| {
        Ok(Dense { weight: values(layer.weight.val())?, bias: values(layer.bias.val())? })
    };
    let layers = network.layers.iter().map(layer).collect::<Result<Vec<_>>>()?;
    // What never varies is only centred, as in training.
    let positive = |&deviation: &f32| if deviation > 0.0 { deviation } else { 1.0 };
    let deviation = statistics.deviation.iter().map(positive).collect();
    let parts = Parts { mean: statistics.mean.clone(), deviation, layers };
    Network::new(parts).map_err(|error| Error::Bundle(error.to_string()))
}

/// The weights file of a run: standardise, hidden layers, one score a strategy. Outputs are called by the
/// strategies' names.
///
/// # Errors
/// [`Error::Bundle`] when the weights are not finite.
pub fn bundle(
    network: &StrategyNetwork,
    state: &State<Plan>,
    name: String,
    evaluation: BTreeMap<String, f64>,
    precision: Precision,
) -> Result<Bundle> {
    let plan = &state.plan;
    let Parts { mean, deviation, layers } = plain(network, &plan.statistics)?.into();
    let mut tensors = Vec::new();
    let mut architecture = vec![Operator::Standardise {}];
    let last = layers.len() - 1;
    let mut inputs = mean.len();
    for (l, Dense { weight, bias }) in layers.into_iter().enumerate() {
        let units = bias.len();
        let (name, activation) = match l == last {
            true => ("output".to_owned(), Activation::None),
            false => (format!("hidden{}", l + 1), Activation::Relu),
        };
        tensors.push(precision.tensor(format!("{name}.w"), &[inputs, units], weight)?);
        tensors.push(precision.tensor(format!("{name}.b"), &[units], bias)?);
        architecture.push(Operator::Dense { name, units, activation });
        inputs = units;
    }
    let feature = |(k, (&mean, &deviation)): (usize, (&f32, &f32))| Feature {
        name: format!("theta[{k}]"),
        mean: f64::from(mean),
        std: f64::from(deviation),
    };
    let features = mean.iter().zip(&deviation).enumerate().map(feature).collect();
    let settings = &plan.settings;
    let labels = format!(
        "strategies by {}, seed {}; cross-entropy, Adam, rate {} after warm-up, falling along half a cosine, {} epochs, batch {}, \
         gradient norm at most {}",
        plan.data.rule,
        plan.data.seed,
        settings.learning_rate,
        settings.epochs,
        settings.batch,
        settings.clip
    );
    let (family, sizes) = named(&plan.data.what);
    let card = Card {
        version: BUNDLE_VERSION,
        name,
        method: MLOPT.into(),
        family,
        sizes: vec![sizes],
        features,
        outputs: plan.strategies.clone(),
        architecture,
        training: Training {
            seed: settings.seed,
            sampler_version: 1,
            labels,
            instances: plan.points as u64,
            seconds: state.seconds.round(),
            hardware: hardware(&state.device),
        },
        evaluation,
        licence: LICENCE.into(),
    };
    Bundle::new(card, tensors).map_err(bundle_error)
}

/// The family of a card, and its sizes.
fn named(what: &What) -> (String, BTreeMap<String, f64>) {
    match what {
        What::Parametric { family, sizes, data_seed } => {
            let size = |(k, &size): (usize, &usize)| (format!("size{}", k + 1), size as f64);
            let mut all: BTreeMap<String, f64> = sizes.iter().enumerate().map(size).collect();
            all.insert("dataSeed".into(), *data_seed as f64);
            (family.clone(), all)
        }
        What::Program { name } if !name.is_empty() => (name.clone(), BTreeMap::new()),
        _ => ("program".into(), BTreeMap::new()),
    }
}

/// The plain network of a weights file, and the names of its strategies.
///
/// # Errors
/// [`Error::Bundle`] for a file of another kind.
pub fn from_bundle(bundle: &Bundle) -> Result<(Network, Vec<String>)> {
    let card = bundle.card();
    let other = || Error::Bundle("it is no network of strategies".into());
    let mut layers = Vec::new();
    for (k, operator) in card.architecture.iter().enumerate() {
        match operator {
            Operator::Standardise {} if k == 0 => {}
            Operator::Dense { name, activation, .. } if k > 0 => {
                let last = k + 1 == card.architecture.len();
                let expected = if last { Activation::None } else { Activation::Relu };
                if *activation != expected {
                    return Err(other());
                }
                let tensor = |part: &str| {
                    bundle.weights(&format!("{name}.{part}")).map(<[f32]>::to_vec).map_err(bundle_error)
                };
                layers.push(Dense { weight: tensor("w")?, bias: tensor("b")? });
            }
            _ => return Err(other()),
        }
    }
    let parts = Parts {
        mean: card.features.iter().map(|feature| feature.mean as f32).collect(),
        deviation: card.features.iter().map(|feature| feature.std as f32).collect(),
        layers,
    };
    let network = Network::new(parts).map_err(|error| Error::Bundle(error.to_string()))?;
    Ok((network, card.outputs.clone()))
}
