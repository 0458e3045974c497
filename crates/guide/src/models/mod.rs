//! The trained models at hand: which of them fits an instance, and what it predicts.
//!
//! - [`lots`]: models for lot sizing, sequences of periods;
//! - [`robust`]: models for the robust families, one vector in and one out;
//! - here: loading, and forward passes over batches, for this machine or for a caller who runs them elsewhere.

mod lots;
mod robust;

use crate::error::GuideError;
use crate::lstm_opt::horizon::{Window, windows};
use crate::robust::Instance as RobustInstance;
use hunch_families::clsp::Instance;
use hunch_infer::{Bundle, Card, Model};
use hunch_model::{Control, Flow};
use std::collections::BTreeMap;

pub use lots::CLSP;

/// A loaded model.
struct Entry {
    card: Card,
    model: Model,
    fit: Fit,
}

/// Which instances a model is for, as its card says.
enum Fit {
    /// Lot sizing, by distributions.
    Lots(Vec<lots::Trained>),
    /// A robust family, by what its inputs and outputs mean.
    Robust(robust::Fit),
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
    /// Horizon that it was trained on, the closest one on its card: longer instances are predicted in windows of this length. 1 for
    /// vectors.
    pub horizon: usize,
    /// Whether the instance looks like those that it was trained on.
    pub familiar: bool,
}

/// The probabilities of one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// One probability a binary; for robust families the network's outputs as they are.
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
        let fit = match card.family.as_str() {
            CLSP => lots::fit(&card, &model).map(Fit::Lots),
            family if robust::FAMILIES.contains(&family) => robust::fit(&card, &model).map(Fit::Robust),
            family => {
                let [knapsack, inventory] = robust::FAMILIES;
                Err(format!(
                    "family is {family:?}; this version knows {CLSP:?}, {knapsack:?} and {inventory:?}"
                ))
            }
        };
        let fit = fit.map_err(refuse)?;
        self.entries.retain(|entry| entry.card.name != card.name);
        self.entries.push(Entry { card, model, fit });
        Ok(&self.entries[self.entries.len() - 1].card)
    }

    /// Cards of the loaded models, in the order in which they were loaded.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.entries.iter().map(|entry| &entry.card)
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
        self.run(&self.prepare(instances)?, control)
    }

    /// Predicts valid instances of robust families with the `penalty` that models may take as an input; the outputs are those of the
    /// networks as they are. `None` when `control` stopped it.
    ///
    /// # Errors
    /// No model of an instance's size, a penalty out of range, or a model that overflows on an instance.
    pub fn predict_robust(
        &self,
        instances: &[&RobustInstance],
        penalty: f64,
        control: &mut dyn Control,
    ) -> Result<Option<Vec<Prediction>>, GuideError> {
        self.run(&self.prepare_robust(instances, penalty)?, control)
    }

    /// The forward passes of a batch on this machine.
    fn run(&self, batch: &Batch, control: &mut dyn Control) -> Result<Option<Vec<Prediction>>, GuideError> {
        let mut outputs = Vec::with_capacity(batch.passes.len());
        for pass in &batch.passes {
            let model = &self.entries[pass.model].model;
            let outcome = model.forward_with(&pass.input, pass.sequences(), pass.steps, control)?;
            if outcome.stopped.is_some() || matches!(control.spend(0), Flow::Stop(_)) {
                return Ok(None);
            }
            outputs.push(outcome.values);
        }
        self.assemble(batch, &outputs).map(Some)
    }

    /// The forward passes that predict valid instances, for a caller who runs them elsewhere (on a GPU) and then calls
    /// [`Library::assemble`].
    ///
    /// # Errors
    /// [`GuideError::NoModel`].
    pub fn prepare(&self, instances: &[&Instance]) -> Result<Batch, GuideError> {
        let choices = instances.iter().map(|i| self.choose(i)).collect::<Result<Vec<_>, _>>()?;
        let steps = instances.iter().map(|i| i.horizon()).collect();
        let features = |k: usize, window: Window| lots::window_features(instances[k], window);
        Ok(self.batch(choices, steps, &features))
    }

    /// As [`Library::prepare`], for robust families.
    ///
    /// # Errors
    /// As [`Library::predict_robust`].
    pub fn prepare_robust(&self, instances: &[&RobustInstance], penalty: f64) -> Result<Batch, GuideError> {
        let choices: Vec<Choice> =
            instances.iter().map(|i| self.choose_robust(i, penalty)).collect::<Result<_, _>>()?;
        let extras: Vec<_> = choices.iter().map(|choice| self.extras(*choice, penalty)).collect();
        let features = |k: usize, _: Window| instances[k].features(extras[k]);
        Ok(self.batch(choices, vec![1; instances.len()], &features))
    }

    /// Groups sequences by model and length; `steps` is the length of each instance, `features` reads a window of one.
    fn batch(
        &self,
        choices: Vec<Choice>,
        steps: Vec<usize>,
        features: &dyn Fn(usize, Window) -> Vec<f32>,
    ) -> Batch {
        let mut groups: BTreeMap<(usize, usize), Vec<(usize, Window)>> = BTreeMap::new();
        for (k, choice) in choices.iter().enumerate() {
            for window in windows(steps[k], choice.horizon) {
                groups.entry((choice.index, window.length)).or_default().push((k, window));
            }
        }
        let pass = |((model, steps), windows): ((usize, usize), Vec<(usize, Window)>)| Pass {
            model,
            name: self.entries[model].card.name.clone(),
            steps,
            outputs: self.entries[model].model.output_width(),
            input: windows.iter().flat_map(|&(k, w)| features(k, w)).collect(),
            windows,
        };
        let passes = groups.into_iter().map(pass).collect();
        Batch { steps, choices, passes }
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
    /// Periods of each instance; 1 for a vector.
    steps: Vec<usize>,
    choices: Vec<Choice>,
    /// What is to be run.
    pub passes: Vec<Pass>,
}

/// Puts the kept part of a window's output, `width` values a period, in its place.
fn scatter(probabilities: &mut [f32], window: Window, output: &[f32], width: usize) {
    let kept = (window.start + window.keep_from) * width..(window.start + window.length) * width;
    probabilities[kept].copy_from_slice(&output[window.keep_from * width..window.length * width]);
}
