//! The trained models at hand: which of them fits an instance, and what it predicts.

use crate::error::GuideError;
use crate::lstm_opt::horizon::{Window, windows};
use hunch_families::clsp::{self, Instance};
use hunch_infer::{Bundle, Card, Model};
use hunch_model::{Control, Flow};
use std::collections::BTreeMap;

/// Name of the lot-sizing family on cards and in instances.
pub const CLSP: &str = "clsp";

/// Instances whose ratios differ from a model's by more than this factor are outside of what it was trained on; it still answers
/// (a guess never decides truth), and the answer says so.
const FAMILIAR_FACTOR: f64 = 1.25;

/// A loaded model.
struct Entry {
    card: Card,
    model: Model,
    /// The distributions on its card.
    trained: Vec<Trained>,
}

/// A distribution that a model was trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Trained {
    c: f64,
    f: f64,
    horizon: f64,
}

/// The loaded models.
#[derive(Default)]
pub struct Library {
    entries: Vec<Entry>,
}

/// The model chosen for an instance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Its position in the library.
    pub index: usize,
    /// Horizon that it was trained on, the closest one on its card: longer instances are predicted in windows of this length.
    pub horizon: usize,
    /// Whether the instance looks like those that it was trained on.
    pub familiar: bool,
}

/// The probabilities of one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// One probability a binary.
    pub probabilities: Vec<f32>,
    /// Name on the card of the model that answered.
    pub model: String,
    /// Whether the instance looks like those that the model was trained on.
    pub familiar: bool,
}

impl Library {
    /// A library without models.
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads a weights file and returns its card. A model of the same name is replaced.
    ///
    /// # Errors
    /// A damaged file, or a model whose inputs or outputs are not those of its family.
    pub fn load(&mut self, bytes: &[u8]) -> Result<&Card, GuideError> {
        let bundle = Bundle::parse(bytes)?;
        let model = Model::new(&bundle)?;
        let card = bundle.card().clone();
        let refuse = |reason: String| GuideError::Model { model: card.name.clone(), reason };
        if card.family != CLSP {
            return Err(refuse(format!("family is {:?}; this version knows {CLSP:?}", card.family)));
        }
        if (model.input_width(), model.output_width()) != (clsp::FEATURES, 1) {
            let (inputs, outputs) = (model.input_width(), model.output_width());
            return Err(refuse(format!(
                "it maps {inputs} features to {outputs} outputs a period; family {CLSP:?} has {} features and 1 output",
                clsp::FEATURES
            )));
        }
        let trained: Vec<Trained> = card.sizes.iter().filter_map(trained_size).collect();
        if trained.is_empty() {
            return Err(refuse("its card lists no size with positive \"c\", \"f\" and \"T\"".into()));
        }
        self.entries.retain(|entry| entry.card.name != card.name);
        self.entries.push(Entry { card, model, trained });
        Ok(&self.entries[self.entries.len() - 1].card)
    }

    /// Cards of the loaded models, in the order in which they were loaded.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.entries.iter().map(|entry| &entry.card)
    }

    /// The model whose training distribution is closest to a valid instance: by the ratios of capacity to demand and of set-up to
    /// holding cost, then by horizon, on logarithmic scales.
    ///
    /// # Errors
    /// [`GuideError::NoModel`] when none is loaded.
    pub fn choose(&self, instance: &Instance) -> Result<Choice, GuideError> {
        let seen = observed(instance);
        let mut best: Option<(f64, f64, Choice)> = None;
        for (index, entry) in self.entries.iter().enumerate() {
            for trained in &entry.trained {
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

    /// The chosen model's network: what a GPU door needs besides [`network_inputs`].
    pub fn card(&self, choice: Choice) -> &Card {
        &self.entries[choice.index].card
    }

    /// Predicts one valid instance.
    ///
    /// # Errors
    /// As [`Library::predict`].
    pub fn predict_one(
        &self,
        instance: &Instance,
        control: &mut dyn Control,
    ) -> Result<Option<Prediction>, GuideError> {
        Ok(self.predict(&[instance], control)?.and_then(|mut all| all.pop()))
    }

    /// Predicts valid instances, all in as few forward passes as their lengths allow. `None` when `control` stopped it.
    ///
    /// # Errors
    /// No model, or a model that overflows on an instance.
    pub fn predict(
        &self,
        instances: &[&Instance],
        control: &mut dyn Control,
    ) -> Result<Option<Vec<Prediction>>, GuideError> {
        let choices = instances.iter().map(|i| self.choose(i)).collect::<Result<Vec<_>, _>>()?;
        let mut probabilities: Vec<Vec<f32>> = instances.iter().map(|i| vec![0.0; i.horizon()]).collect();
        for (key, group) in group_windows(instances, &choices) {
            let (model, length) = key;
            let input: Vec<f32> = group.iter().flat_map(|&(k, w)| window_features(instances[k], w)).collect();
            let pass = self.entries[model].model.forward_with(&input, group.len(), length, control)?;
            if pass.stopped.is_some() || matches!(control.spend(0), Flow::Stop(_)) {
                return Ok(None);
            }
            for ((k, window), output) in group.iter().zip(pass.values.chunks(length)) {
                scatter(&mut probabilities[*k], *window, output);
            }
        }
        let named = |(probabilities, choice): (Vec<f32>, &Choice)| Prediction {
            probabilities,
            model: self.entries[choice.index].card.name.clone(),
            familiar: choice.familiar,
        };
        Ok(Some(probabilities.into_iter().zip(&choices).map(named).collect()))
    }
}

/// The windows of all instances, by model and length: each group is one forward pass. Entries are `(instance, window)`.
type Groups = BTreeMap<(usize, usize), Vec<(usize, Window)>>;

fn group_windows(instances: &[&Instance], choices: &[Choice]) -> Groups {
    let mut groups = Groups::new();
    for (k, (instance, choice)) in instances.iter().zip(choices).enumerate() {
        for window in windows(instance.horizon(), choice.horizon) {
            groups.entry((choice.index, window.length)).or_default().push((k, window));
        }
    }
    groups
}

/// What the network reads of one window, `[length, FEATURES]` row-major.
pub fn window_features(instance: &Instance, window: Window) -> Vec<f32> {
    let from = window.start * clsp::FEATURES;
    clsp::features(instance)[from..from + window.length * clsp::FEATURES].to_vec()
}

/// Puts the kept part of a window's output in its place.
pub fn scatter(probabilities: &mut [f32], window: Window, output: &[f32]) {
    let kept = window.start + window.keep_from..window.start + window.length;
    probabilities[kept].copy_from_slice(&output[window.keep_from..window.length]);
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
