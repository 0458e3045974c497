//! Models for lot sizing: a sequence of periods in, a probability a period out.

use super::{Choice, Fit, Library};
use crate::error::GuideError;
use crate::lstm_opt::horizon::Window;
use hunch_families::clsp::{self, Instance};
use hunch_infer::{Card, Model};
use std::collections::BTreeMap;

/// Name of the lot-sizing family on cards and in instances.
pub const CLSP: &str = "clsp";

/// Instances whose ratios differ from a model's by more than this factor are outside of what it was trained on; it still answers
/// (a guess never decides truth), and the answer says so.
const FAMILIAR_FACTOR: f64 = 1.25;

/// A distribution that a model was trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trained {
    c: f64,
    f: f64,
    horizon: f64,
}

/// The distributions on a card; in words what does not fit the family.
pub(super) fn fit(card: &Card, model: &Model) -> Result<Vec<Trained>, String> {
    if (model.input_width(), model.output_width()) != (clsp::FEATURES, 1) {
        let (inputs, outputs) = (model.input_width(), model.output_width());
        return Err(format!(
            "it maps {inputs} features to {outputs} outputs a period; family {CLSP:?} has {} features and 1 output",
            clsp::FEATURES
        ));
    }
    let trained: Vec<Trained> = card.sizes.iter().filter_map(trained_size).collect();
    match trained.is_empty() {
        true => Err("its card lists no size with positive \"c\", \"f\" and \"T\"".into()),
        false => Ok(trained),
    }
}

impl Library {
    /// The model whose training distribution is closest to a valid instance: by the ratios of capacity to demand and of set-up to
    /// holding cost, then by horizon, on logarithmic scales.
    ///
    /// # Errors
    /// [`GuideError::NoModel`] when none is loaded.
    pub fn choose(&self, instance: &Instance) -> Result<Choice, GuideError> {
        let seen = observed(instance);
        let mut best: Option<(f64, f64, Choice)> = None;
        for (index, entry) in self.entries.iter().enumerate() {
            let Fit::Lots(distributions) = &entry.fit else { continue };
            for trained in distributions {
                let ratios = (trained.c / seen.c).ln().abs().max((trained.f / seen.f).ln().abs());
                let horizons = (trained.horizon / seen.horizon).ln().abs();
                let familiar = ratios <= FAMILIAR_FACTOR.ln();
                let choice = Choice { index, horizon: trained.horizon as usize, familiar };
                let closer = |(r, h, _): &(f64, f64, Choice)| ratios < *r || (ratios == *r && horizons < *h);
                if best.as_ref().is_none_or(closer) {
                    best = Some((ratios, horizons, choice));
                }
            }
        }
        best.map(|(_, _, choice)| choice).ok_or(GuideError::NoModel { family: CLSP })
    }
}

/// What the network reads of one window, `[length, FEATURES]` row-major.
pub(super) fn window_features(instance: &Instance, window: Window) -> Vec<f32> {
    let from = window.start * clsp::FEATURES;
    clsp::features(instance)[from..from + window.length * clsp::FEATURES].to_vec()
}

fn trained_size(size: &BTreeMap<String, f64>) -> Option<Trained> {
    let positive = |key: &str| size.get(key).copied().filter(|v| *v > 0.0 && v.is_finite());
    Some(Trained { c: positive("c")?, f: positive("f")?, horizon: positive("T").filter(|t| *t >= 1.0)? })
}

/// The ratios that the paper's distributions are named by, read off an instance: capacities are drawn around 0.9 c times the mean
/// demand, set-up costs around f times the mean holding cost.
fn observed(instance: &Instance) -> Trained {
    /// Keeps the ratios of instances without demand or holding cost finite.
    const FLOOR: f64 = 1e-9;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
    let ratio = |a: &[f64], b: &[f64]| mean(a).max(FLOOR) / mean(b).max(FLOOR);
    Trained {
        c: ratio(&instance.capacity, &instance.demand) / 0.9,
        f: ratio(&instance.setup_cost, &instance.holding_cost),
        horizon: instance.horizon().max(1) as f64,
    }
}
