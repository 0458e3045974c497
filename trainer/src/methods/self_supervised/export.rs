//! From a trained network to the bundle that `hunch-infer` reads.

use super::application::Application;
use super::domain::Domain;
use super::network::{Network, Shape};
use super::plan::Plan;
use super::settings::{Learning, Settings};
use super::source::Source;
use super::tied;
use crate::error::{Error, Result};
use crate::training::State;
use crate::weights::{LICENCE, Precision, bundle_error, hardware, values};
use hunch_families::robust::{Extras, UncertaintySet};
use hunch_infer::bundle::BUNDLE_VERSION;
use hunch_infer::{Activation, Bundle, Card, Feature, Operator, Training};
use std::collections::BTreeMap;

/// The bundle of a run: standardise, the hidden layers, the last layer with the function that is used.
///
/// # Errors
/// [`Error::Bundle`] when the weights are not finite.
pub fn bundle(
    network: &Network,
    state: &State<Plan>,
    name: String,
    evaluation: BTreeMap<String, f64>,
    precision: Precision,
) -> Result<Bundle> {
    let mut tensors = Vec::new();
    let mut architecture = vec![Operator::Standardise {}];
    let layers = written_out(network, &state.plan.shape)?;
    let last = layers.len() - 1;
    for (k, Written { inputs, units, weight, bias }) in layers.into_iter().enumerate() {
        let (name, (activation, scale)) = match k == last {
            true => ("output".to_owned(), last_function(&state.plan.shape)?),
            false => (format!("hidden{}", k + 1), (Activation::Relu, 1.0)),
        };
        let scaled = |values: Vec<f32>| values.into_iter().map(|v| v * scale).collect();
        tensors.push(precision.tensor(format!("{name}.w"), &[inputs, units], scaled(weight))?);
        tensors.push(precision.tensor(format!("{name}.b"), &[units], scaled(bias))?);
        architecture.push(Operator::Dense { name, units, activation });
    }
    Bundle::new(card(state, name, evaluation, architecture), tensors).map_err(bundle_error)
}

/// A dense layer as numbers.
struct Written {
    inputs: usize,
    units: usize,
    weight: Vec<f32>,
    bias: Vec<f32>,
}

/// All layers as dense ones.
fn written_out(network: &Network, shape: &Shape) -> Result<Vec<Written>> {
    let dense = network.layers.iter().map(|layer| {
        let [inputs, units] = layer.weight.dims();
        let (weight, bias) = (values(layer.weight.val())?, values(layer.bias.val())?);
        Ok(Written { inputs, units, weight, bias })
    });
    let places = tied::Written::stack(&shape.layout(), &shape.hidden);
    let tied = network.tied.iter().zip(&places).map(|(layer, places)| {
        let (weight, bias) = layer.dense(places)?;
        Ok(Written { inputs: places.height, units: places.width, weight, bias })
    });
    dense.chain(tied).collect()
}

/// The function of the last layer in use, and what its weights are multiplied with (1/γ of the clamp is
/// folded into them).
fn last_function(shape: &Shape) -> Result<(Activation, f32)> {
    match shape.domain {
        // The families read a binary output as 1 above one half, so σ(w) says 1(w > 0), and how sure the
        // network is.
        _ if shape.binary => Ok((Activation::Sigmoid, 1.0)),
        Domain::Free | Domain::Rule => Ok((Activation::None, 1.0)),
        Domain::Relu => Ok((Activation::Relu, 1.0)),
        Domain::Sigmoid => Ok((Activation::Sigmoid, 1.0)),
        Domain::Clamp => Ok((Activation::Clamp, 1.0 / shape.gamma as f32)),
        Domain::Learned | Domain::Straight => {
            Err(Error::Bundle(format!("{:?} is for binary decisions", shape.domain)))
        }
    }
}

fn card(
    state: &State<Plan>,
    name: String,
    evaluation: BTreeMap<String, f64>,
    architecture: Vec<Operator>,
) -> Card {
    let plan = &state.plan;
    let settings = &plan.settings;
    let application = settings.application;
    let extras = Source::of(settings, settings.data_seed).extras(1.0);
    let statistics = plan.statistics.mean.iter().zip(&plan.statistics.deviation);
    let features = application.feature_names(extras).into_iter().zip(statistics);
    // The card wants positive deviations; an input that never varies is only centred, as in training.
    let positive = |deviation: f32| if deviation > 0.0 { f64::from(deviation) } else { 1.0 };
    Card {
        version: BUNDLE_VERSION,
        name,
        method: settings.learning.method().into(),
        family: application.family().into(),
        sizes: vec![sizes(settings)],
        features: features
            .map(|(name, (mean, deviation))| Feature {
                name,
                mean: f64::from(*mean),
                std: positive(*deviation),
            })
            .collect(),
        outputs: application.output_names(),
        architecture,
        training: Training {
            seed: settings.seed,
            sampler_version: plan.sampler_version,
            labels: description(settings, extras),
            instances: settings.instances.map_or(settings.steps * settings.batch as u64, |n| n as u64),
            seconds: state.seconds.round(),
            hardware: hardware(&state.device),
        },
        evaluation,
        licence: LICENCE.into(),
    }
}

/// What the model was trained for, as the card's numbers.
fn sizes(settings: &Settings) -> BTreeMap<String, f64> {
    let flag = |is: bool| f64::from(u8::from(is));
    let mut sizes: BTreeMap<String, f64> =
        settings.application.sizes().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    if settings.application != Application::Inventory {
        sizes.insert("binary".into(), flag(settings.application.is_binary()));
    }
    sizes.insert("ellipsoid".into(), flag(settings.set == UncertaintySet::Ellipsoid));
    let radii = settings.application.radii(settings.set, settings.radius_input);
    sizes.insert("rhoLow".into(), radii.low);
    sizes.insert("rhoHigh".into(), radii.high);
    if settings.learning == Learning::SelfSupervised {
        sizes.insert("penaltyLow".into(), settings.penalty.low);
        sizes.insert("penaltyHigh".into(), settings.penalty.high);
    }
    sizes
}

fn description(settings: &Settings, extras: Extras) -> String {
    let learning = match settings.learning {
        Learning::SelfSupervised => "no labels: self-supervised penalty loss",
        Learning::Supervised => "optima of the robust counterpart",
    };
    let inputs: String = extras.names().map(|name| format!(", {name} drawn for each instance")).collect();
    format!(
        "{learning}{inputs}; last layer {:?} in training; Adam, rate {} after warm-up, falling along half a cosine, {} steps of {} {} \
         instances, gradient norm at most {}",
        settings.domain,
        settings.learning_rate,
        settings.steps,
        settings.batch,
        if settings.instances.is_some() { "repeated" } else { "fresh" },
        settings.clip
    )
}
