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
        let batch = self.prepare(instances)?;
        let mut outputs = Vec::with_capacity(batch.passes.len());
        for pass in &batch.passes {
            let model = &self.entries[pass.model].model;
            let outcome = model.forward_with(&pass.input, pass.sequences(), pass.steps, control)?;
            if outcome.stopped.is_some() || matches!(control.spend(0), Flow::Stop(_)) {
                return Ok(None);
            }
            outputs.push(outcome.values);
        }
        self.assemble(&batch, &outputs).map(Some)
    }

    /// The forward passes that predict valid instances, for a caller who runs them elsewhere (on a GPU) and then calls
    /// [`Library::assemble`].
    ///
    /// # Errors
    /// [`GuideError::NoModel`].
    pub fn prepare(&self, instances: &[&Instance]) -> Result<Batch, GuideError> {
        let choices = instances.iter().map(|i| self.choose(i)).collect::<Result<Vec<_>, _>>()?;
        let mut groups: BTreeMap<(usize, usize), Vec<(usize, Window)>> = BTreeMap::new();
        for (k, (instance, choice)) in instances.iter().zip(&choices).enumerate() {
            for window in windows(instance.horizon(), choice.horizon) {
                groups.entry((choice.index, window.length)).or_default().push((k, window));
            }
        }
        let pass = |((model, steps), windows): ((usize, usize), Vec<(usize, Window)>)| Pass {
            model,
            name: self.entries[model].card.name.clone(),
            steps,
            input: windows.iter().flat_map(|&(k, w)| window_features(instances[k], w)).collect(),
            windows,
        };
        let horizons = instances.iter().map(|i| i.horizon()).collect();
        Ok(Batch { horizons, choices, passes: groups.into_iter().map(pass).collect() })
    }

    /// The predictions that the outputs of a batch's passes make, one `[sequences, steps]` a pass.
    ///
    /// # Errors
    /// [`GuideError::Probabilities`] when there are not as many outputs as asked for.
    pub fn assemble(&self, batch: &Batch, outputs: &[Vec<f32>]) -> Result<Vec<Prediction>, GuideError> {
        let expected: usize = batch.passes.iter().map(|pass| pass.sequences() * pass.steps).sum();
        let lengths_agree = batch.passes.len() == outputs.len()
            && batch.passes.iter().zip(outputs).all(|(pass, o)| o.len() == pass.sequences() * pass.steps);
        if !lengths_agree {
            return Err(GuideError::Probabilities { length: outputs.iter().map(Vec::len).sum(), expected });
        }
        let mut probabilities: Vec<Vec<f32>> = batch.horizons.iter().map(|&h| vec![0.0; h]).collect();
        for (pass, output) in batch.passes.iter().zip(outputs) {
            for ((k, window), row) in pass.windows.iter().zip(output.chunks(pass.steps)) {
                scatter(&mut probabilities[*k], *window, row);
            }
        }
        let named = |(probabilities, choice): (Vec<f32>, &Choice)| Prediction {
            probabilities,
            model: self.entries[choice.index].card.name.clone(),
            familiar: choice.familiar,
        };
        Ok(probabilities.into_iter().zip(&batch.choices).map(named).collect())
    }
}

/// One forward pass: windows of one length through one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    model: usize,
    /// Name on the model's card.
    pub name: String,
    /// Periods of each sequence.
    pub steps: usize,
    /// Raw features, `[sequences, steps, FEATURES]` row-major.
    pub input: Vec<f32>,
    /// Which instance and window each sequence is.
    windows: Vec<(usize, Window)>,
}

impl Pass {
    /// Number of sequences.
    pub fn sequences(&self) -> usize {
        self.windows.len()
    }
}

/// Instances on their way through the networks.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    horizons: Vec<usize>,
    choices: Vec<Choice>,
    /// What is to be run.
    pub passes: Vec<Pass>,
}

/// What the network reads of one window, `[length, FEATURES]` row-major.
fn window_features(instance: &Instance, window: Window) -> Vec<f32> {
    let from = window.start * clsp::FEATURES;
    clsp::features(instance)[from..from + window.length * clsp::FEATURES].to_vec()
}

/// Puts the kept part of a window's output in its place.
fn scatter(probabilities: &mut [f32], window: Window, output: &[f32]) {
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
