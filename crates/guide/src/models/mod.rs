//! The trained models at hand: which of them fits an instance, and what it predicts. Cards and families say
//! which; nothing here knows any of either.
//!
//! - [`domain`]: where a model was trained, and how far an instance is from there;
//! - here: loading, choosing, and forward passes over batches, for this machine or for a caller who runs them
//!   elsewhere.

mod domain;

use crate::error::GuideError;
use crate::lstm_opt::horizon::{Window, windows};
use domain::Domain;
use hunch_families::Case;
use hunch_families::family::{Ask, Reading};
use hunch_infer::{Bundle, Card, Model};
use hunch_model::{Control, Flow};
use std::collections::BTreeMap;

/// A loaded model.
struct Entry {
    card: Card,
    model: Model,
    domain: Domain,
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
    /// Which of the places on its card is the closest.
    region: usize,
    /// Whether the instance looks like those that it was trained on.
    pub familiar: bool,
}

/// The outputs for one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// One probability a binary, or the numbers of a decision as they are.
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
    #[cfg(feature = "json")]
    pub fn load(&mut self, bytes: &[u8]) -> Result<&Card, GuideError> {
        self.add(&Bundle::parse(bytes)?)
    }

    /// Adds a model and returns its card. A model of the same name is replaced.
    ///
    /// # Errors
    /// [`GuideError::Model`] for a model whose inputs or outputs are not those of its family.
    pub fn add(&mut self, bundle: &Bundle) -> Result<&Card, GuideError> {
        let model = Model::new(bundle)?;
        let card = bundle.card().clone();
        let domain = Domain::of(&card, &model)
            .map_err(|reason| GuideError::Model { model: card.name.clone(), reason })?;
        self.entries.retain(|entry| entry.card.name != card.name);
        self.entries.push(Entry { card, model, domain });
        Ok(&self.entries[self.entries.len() - 1].card)
    }

    /// Cards of the loaded models, in the order in which they were loaded.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.entries.iter().map(|entry| &entry.card)
    }

    /// The model whose training is closest to a valid instance, by the axes of its family.
    ///
    /// # Errors
    /// [`GuideError::NoModel`] when none serves it; [`GuideError::Penalty`] when the penalty is not a
    /// positive number.
    pub fn choose(&self, case: &dyn Case, ask: &Ask) -> Result<Choice, GuideError> {
        let family = case.family().name();
        let position = case.position();
        let mut best: Option<(Vec<f64>, Choice)> = None;
        for (index, Entry { domain, .. }) in self.entries.iter().enumerate() {
            if domain.family.name() != family {
                continue;
            }
            if domain.asks_penalty() && !(ask.penalty > 0.0 && ask.penalty.is_finite()) {
                return Err(GuideError::Penalty { value: ask.penalty });
            }
            for (region, place) in domain.regions.iter().enumerate() {
                let Some(distance) = domain.distance(place, &position, ask.penalty) else { continue };
                if best.as_ref().is_none_or(|(closest, _)| distance.by_axis < *closest) {
                    best = Some((distance.by_axis, Choice { index, region, familiar: distance.familiar }));
                }
            }
        }
        best.map(|(_, choice)| choice).ok_or(GuideError::NoModel { family })
    }

    /// Predicts one valid instance.
    ///
    /// # Errors
    /// As [`Library::predict`].
    pub fn predict_one(
        &self,
        case: &dyn Case,
        ask: &Ask,
        control: &mut dyn Control,
    ) -> Result<Option<Prediction>, GuideError> {
        Ok(self.predict(&[case], ask, control)?.and_then(|mut all| all.pop()))
    }

    /// Predicts valid instances, all in as few forward passes as their models and lengths allow. `None` when
    /// `control` stopped it.
    ///
    /// # Errors
    /// No model for an instance, a penalty out of range, or a model that overflows on an instance.
    pub fn predict(
        &self,
        cases: &[&dyn Case],
        ask: &Ask,
        control: &mut dyn Control,
    ) -> Result<Option<Vec<Prediction>>, GuideError> {
        let batch = self.prepare(cases, ask)?;
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

    /// The forward passes that predict valid instances, for a caller who runs them elsewhere (on a GPU) and
    /// then calls [`Library::assemble`]. Sequences are grouped by model and length.
    ///
    /// # Errors
    /// As [`Library::choose`].
    pub fn prepare(&self, cases: &[&dyn Case], ask: &Ask) -> Result<Batch, GuideError> {
        let choices = cases.iter().map(|case| self.choose(*case, ask)).collect::<Result<Vec<Choice>, _>>()?;
        let mut features = Vec::with_capacity(cases.len());
        let (mut steps, mut readings) = (Vec::with_capacity(cases.len()), Vec::with_capacity(cases.len()));
        let mut groups: BTreeMap<(usize, usize), Vec<(usize, Window)>> = BTreeMap::new();
        for (k, (case, choice)) in cases.iter().zip(&choices).enumerate() {
            let domain = &self.entries[choice.index].domain;
            let region = &domain.regions[choice.region];
            features.push(case.features(domain.set, &Ask { penalty: domain.penalty(region, ask.penalty) }));
            let reading = case.reading(domain.set);
            // Sequences of its own stand one after another, each a window.
            let (all, one) = match &reading {
                Some(reading) => {
                    let width = self.entries[choice.index].model.output_width();
                    (reading.places.len() / width.max(1), reading.steps)
                }
                None => (case.steps(), domain.trained_steps(region)),
            };
            steps.push(all);
            readings.push(reading.map(|reading| (reading, case.outputs())));
            for window in windows(all, one) {
                groups.entry((choice.index, window.length)).or_default().push((k, window));
            }
        }
        let pass = |((model, steps), windows): ((usize, usize), Vec<(usize, Window)>)| {
            let Entry { card, model: network, .. } = &self.entries[model];
            let width = network.input_width();
            let of_window =
                |&(k, w): &(usize, Window)| &features[k][w.start * width..(w.start + w.length) * width];
            let input = windows.iter().flat_map(of_window).copied().collect();
            Pass { model, name: card.name.clone(), steps, outputs: network.output_width(), input, windows }
        };
        let passes = groups.into_iter().map(pass).collect();
        Ok(Batch { steps, readings, choices, passes })
    }

    /// The predictions that the outputs of a batch's passes make, one
    /// `[sequences, steps, outputs]` a pass.
    ///
    /// # Errors
    /// [`GuideError::Probabilities`] when there are not as many outputs as asked for.
    pub fn assemble(&self, batch: &Batch, outputs: &[Vec<f32>]) -> Result<Vec<Prediction>, GuideError> {
        let expected: usize = batch.passes.iter().map(Pass::values).sum();
        let lengths_agree = batch.passes.len() == outputs.len()
            && batch.passes.iter().zip(outputs).all(|(pass, o)| o.len() == pass.values());
        if !lengths_agree {
            return Err(GuideError::Probabilities { length: outputs.iter().map(Vec::len).sum(), expected });
        }
        let width = |choice: &Choice| self.entries[choice.index].model.output_width();
        let mut probabilities: Vec<Vec<f32>> =
            batch.choices.iter().zip(&batch.steps).map(|(c, steps)| vec![0.0; steps * width(c)]).collect();
        for (pass, output) in batch.passes.iter().zip(outputs) {
            for ((k, window), rows) in pass.windows.iter().zip(output.chunks(pass.steps * pass.outputs)) {
                scatter(&mut probabilities[*k], *window, rows, pass.outputs);
            }
        }
        let read = |(given, reading): (Vec<f32>, &Option<(Reading, usize)>)| match reading {
            Some((reading, count)) => reading.outputs(&given, *count),
            None => given,
        };
        let probabilities = probabilities.into_iter().zip(&batch.readings).map(read);
        let named = |(probabilities, choice): (Vec<f32>, &Choice)| Prediction {
            probabilities,
            model: self.entries[choice.index].card.name.clone(),
            familiar: choice.familiar,
        };
        Ok(probabilities.zip(&batch.choices).map(named).collect())
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
    /// Values of each period that the model gives.
    outputs: usize,
    /// Raw features, `[sequences, steps, features]` row-major.
    pub input: Vec<f32>,
    /// Which instance and window each sequence is.
    windows: Vec<(usize, Window)>,
}

impl Pass {
    /// Number of sequences.
    pub fn sequences(&self) -> usize {
        self.windows.len()
    }

    /// Values of its output, `sequences × steps × outputs`.
    fn values(&self) -> usize {
        self.sequences() * self.steps * self.outputs
    }
}

/// Instances on their way through the networks.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Periods of each instance, of all its sequences together; 1 for a vector.
    steps: Vec<usize>,
    /// How the network's numbers become an instance's outputs, and how many these are, where they are not the same.
    readings: Vec<Option<(Reading, usize)>>,
    choices: Vec<Choice>,
    /// What is to be run.
    pub passes: Vec<Pass>,
}

/// Puts the kept part of a window's output, `width` values a period, in its place.
fn scatter(probabilities: &mut [f32], window: Window, output: &[f32], width: usize) {
    let kept = (window.start + window.keep_from) * width..(window.start + window.length) * width;
    probabilities[kept].copy_from_slice(&output[window.keep_from * width..window.length * width]);
}
