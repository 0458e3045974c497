//! From a trained network to the bundle that `hunch-infer` reads.

use super::labels::LABEL_SOURCE;
use super::network::Network;
use super::settings::{DataSet, Plan};
use crate::error::Result;
use crate::families::PREDOPT;
use crate::training::State;
use crate::weights::{LICENCE, Precision, bundle_error, hardware, values};
use hunch_families::Family;
use hunch_families::mclsp::{FAMILY, Mclsp, SAMPLER_VERSION, features};
use hunch_infer::bundle::BUNDLE_VERSION;
use hunch_infer::{Activation, Bundle, Card, Feature, Operator, Training};
use std::collections::BTreeMap;

/// The bundle of a run: standardise, the hidden layers, a probability.
///
/// # Errors
/// [`crate::error::Error::Bundle`] when the weights are not finite.
pub fn bundle(
    network: &Network,
    state: &State<Plan>,
    name: String,
    evaluation: BTreeMap<String, f64>,
    precision: Precision,
) -> Result<Bundle> {
    let mut tensors = Vec::new();
    let mut architecture = vec![Operator::Standardise {}];
    let last = network.layers.len() - 1;
    for (k, layer) in network.layers.iter().enumerate() {
        let [inputs, units] = layer.weight.dims();
        let (name, activation) = match k == last {
            true => ("output".to_owned(), Activation::Sigmoid),
            false => (format!("hidden{}", k + 1), Activation::Relu),
        };
        tensors.push(precision.tensor(format!("{name}.w"), &[inputs, units], values(layer.weight.val())?)?);
        tensors.push(precision.tensor(format!("{name}.b"), &[units], values(layer.bias.val())?)?);
        architecture.push(Operator::Dense { name, units, activation });
    }
    let outside =
        Outside { features: features::names(state.plan.settings.structure), outputs: vec!["setup".into()] };
    Bundle::new(card(state, name, evaluation, architecture, outside)?, tensors).map_err(bundle_error)
}

/// Names of what a network reads and says.
pub(super) struct Outside {
    pub features: Vec<String>,
    pub outputs: Vec<String>,
}

/// The card of a run.
pub(super) fn card(
    state: &State<Plan>,
    name: String,
    evaluation: BTreeMap<String, f64>,
    architecture: Vec<Operator>,
    outside: Outside,
) -> Result<Card> {
    let Plan { settings, statistics } = &state.plan;
    // The card wants positive deviations; an input that never varies is only centred, as in training.
    let positive = |deviation: f32| if deviation > 0.0 { f64::from(deviation) } else { 1.0 };
    let numbers = statistics.mean.iter().zip(&statistics.deviation);
    let features = outside.features.into_iter().zip(numbers);
    let features =
        features.map(|(name, (mean, std))| Feature { name, mean: f64::from(*mean), std: positive(*std) });
    let size = |set: &DataSet| {
        let instance = super::labels::draw(&set.distribution(), set.seed, 0)?;
        let axes = Mclsp::DOMAIN.iter().map(|axis| axis.name.to_owned());
        Ok(axes.zip(Mclsp::position(&instance)).collect())
    };
    let sets = settings.sets();
    let sizes = sets.iter().map(size).collect::<Result<_>>()?;
    let told = |set: &DataSet| {
        let DataSet { items, periods, c, instances, .. } = set;
        format!("{instances} of {items} items, {periods} periods, c = {c}")
    };
    let told = sets.iter().map(told).collect::<Vec<_>>().join(", ");
    Ok(Card {
        version: BUNDLE_VERSION,
        name,
        method: PREDOPT.into(),
        family: FAMILY.into(),
        sizes,
        features: features.collect(),
        outputs: outside.outputs,
        architecture,
        training: Training {
            seed: settings.seed,
            sampler_version: SAMPLER_VERSION,
            labels: format!(
                "{LABEL_SOURCE}; {told}; Adam, rate {} after warm-up, {} steps of {} instances, labels smoothed by {}",
                settings.learning_rate, settings.steps, settings.batch, settings.smoothing
            ),
            instances: settings.training() as u64,
            seconds: state.seconds.round(),
            hardware: hardware(&state.device),
        },
        evaluation,
        licence: LICENCE.into(),
    })
}
