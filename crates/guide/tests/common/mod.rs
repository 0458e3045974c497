//! Small models with arbitrary weights, for tests of what must hold whatever a network says.
#![allow(dead_code, reason = "each test file uses its own part")]

use hunch_families::family::{Ask, Measure};
use hunch_families::fields::{Fields, Shape, Value};
use hunch_families::robust::Extras;
use hunch_families::robust_inventory::{self, RobustInventory};
use hunch_families::robust_knapsack::{self, RobustKnapsack};
use hunch_families::{AnyFamily, Case};
use hunch_infer::{Activation, Bundle, Card, Feature, Operator, Tensor, Training};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A small instance of a family: the first number of its distribution is 3 to 6, by the seed, and every later
/// one 1 more, so that no two sizes are mistaken for each other; choices go by the seed too.
pub fn small(family: &dyn AnyFamily, seed: u64) -> Arc<dyn Case> {
    let first = 3 + (seed % 4) as u8;
    let distribution = family.distribution().iter().zip(first..);
    let sized = distribution.fold(Fields::of(family.name()), |fields, (field, number)| match field.shape {
        Shape::Whole | Shape::Number => {
            fields.with_number(field.name, f64::from(number).clamp(field.low, field.high))
        }
        Shape::Choice(names) => {
            fields.with(field.name, Value::Text(names[seed as usize % names.len()].into()))
        }
        _ => fields.with(field.name, Value::Range { low: 0.1, high: 0.2 }),
    });
    family.sample(&sized, seed).unwrap()
}

/// Numbers in [-1, 1) from a small linear congruential generator (Knuth, MMIX): enough for weights of a test.
pub fn noise(seed: u64, count: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 40) as f32) / (1u64 << 23) as f32 - 1.0
        })
        .collect()
}

/// A one-layer bidirectional LSTM for lot sizing with random weights scaled by `scale`, "trained" on (c, f,
/// T).
pub fn random_model(name: &str, seed: u64, scale: f32, size: (f64, f64, f64)) -> Vec<u8> {
    let hidden = 4;
    let scaled =
        |k: u64, count: usize| noise(seed + k, count).into_iter().map(|v| v * scale).collect::<Vec<f32>>();
    let mut tensors = Vec::new();
    for (k, direction) in ["forward", "backward"].into_iter().enumerate() {
        let k = 10 * k as u64;
        let gates = 4 * hidden;
        tensors.push(Tensor::float(format!("lstm.{direction}.w"), &[4, gates], scaled(k, 4 * gates)));
        tensors.push(Tensor::float(
            format!("lstm.{direction}.u"),
            &[hidden, gates],
            scaled(k + 1, hidden * gates),
        ));
        tensors.push(Tensor::float(format!("lstm.{direction}.b"), &[gates], scaled(k + 2, gates)));
    }
    tensors.push(Tensor::float("head.w", &[2 * hidden, 1], scaled(30, 2 * hidden)));
    tensors.push(Tensor::float("head.b", &[1], scaled(31, 1)));
    let tensors = tensors.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    let feature = |name: &str, mean: f64, std: f64| Feature { name: name.into(), mean, std };
    let card = Card {
        version: hunch_infer::bundle::BUNDLE_VERSION,
        name: name.into(),
        method: "random".into(),
        family: "clsp".into(),
        sizes: vec![BTreeMap::from([("c".into(), size.0), ("f".into(), size.1), ("T".into(), size.2)])],
        features: vec![
            feature("productionCost", 3.0, 1.4),
            feature("setupCost", size.1, size.1 / 17.0),
            feature("capacity", 270.0 * size.0, 35.0 * size.0),
            feature("demand", 300.0, 173.0),
        ],
        outputs: vec!["setup".into()],
        architecture: vec![
            Operator::Standardise {},
            Operator::Bilstm { name: "lstm".into(), hidden },
            Operator::Dense { name: "head".into(), units: 1, activation: Activation::Sigmoid },
        ],
        training: Training {
            seed,
            sampler_version: 1,
            labels: "none: random weights".into(),
            instances: 0,
            seconds: 0.0,
            hardware: "none".into(),
        },
        evaluation: BTreeMap::new(),
        licence: "MIT OR Apache-2.0".into(),
    };
    Bundle::new(card, tensors).unwrap().to_bytes().unwrap()
}

/// What a robust model of a test is for.
pub struct RobustModel {
    pub name: &'static str,
    pub radii: (f64, f64),
    pub penalties: (f64, f64),
    pub extras: Extras,
    /// Size of the weights: from nearly constant to saturated.
    pub scale: f32,
    /// A size that the card states wrongly, as a number, or leaves out, as a NaN.
    pub lie: Option<(&'static str, f64)>,
}

/// A two-layer network with random weights for instances like `instance`.
pub fn robust_model(instance: &dyn Case, seed: u64, model: &RobustModel) -> Vec<u8> {
    let (inputs, outputs) =
        (instance.features(model.extras.set(), &Ask::default()).len(), instance.decision_length());
    let hidden = 12;
    let mut tensors = Vec::new();
    for (k, (name, width, units)) in
        [("hidden", inputs, hidden), ("output", hidden, outputs)].into_iter().enumerate()
    {
        let values = |offset: u64, count: usize| {
            noise(seed + 10 * k as u64 + offset, count).into_iter().map(|v| v * model.scale).collect()
        };
        tensors.push(Tensor::float(format!("{name}.w"), &[width, units], values(0, width * units)).unwrap());
        tensors.push(Tensor::float(format!("{name}.b"), &[units], values(5, units)).unwrap());
    }
    let position = instance.position();
    let (first, second) = (position[0] as usize, position[1] as usize);
    let names = match (instance.of::<RobustKnapsack>(), instance.of::<RobustInventory>()) {
        (Some(_), _) => robust_knapsack::feature_names(first, second, model.extras),
        _ => robust_inventory::feature_names(first, second, model.extras),
    };
    let own = instance.family().domain().iter().zip(position);
    let own = own.filter(|(axis, _)| matches!(axis.measure, Measure::Exact | Measure::Flag { .. }));
    let trained = [
        ("rhoLow", model.radii.0),
        ("rhoHigh", model.radii.1),
        ("penaltyLow", model.penalties.0),
        ("penaltyHigh", model.penalties.1),
    ];
    let sizes = own.map(|(axis, at)| (axis.name, at)).chain(trained);
    let stated = sizes.filter_map(|(name, value)| {
        let value = model.lie.filter(|lie| lie.0 == name).map_or(value, |lie| lie.1);
        (!value.is_nan()).then(|| (name.to_owned(), value))
    });
    let dense = |name: &str, units, activation| Operator::Dense { name: name.into(), units, activation };
    let card = Card {
        version: hunch_infer::bundle::BUNDLE_VERSION,
        name: model.name.into(),
        method: "random".into(),
        family: instance.family().name().into(),
        sizes: vec![stated.collect()],
        features: names.into_iter().map(|name| Feature { name, mean: 0.5, std: 0.3 }).collect(),
        outputs: (0..outputs).map(|k| format!("output[{k}]")).collect(),
        architecture: vec![
            Operator::Standardise {},
            dense("hidden", hidden, Activation::Relu),
            dense("output", outputs, Activation::None),
        ],
        training: Training {
            seed,
            sampler_version: 1,
            labels: "none: random weights".into(),
            instances: 0,
            seconds: 0.0,
            hardware: "none".into(),
        },
        evaluation: BTreeMap::new(),
        licence: "MIT OR Apache-2.0".into(),
    };
    Bundle::new(card, tensors).unwrap().to_bytes().unwrap()
}
