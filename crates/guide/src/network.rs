//! What a method may ask of a network. Where it runs is the network's business: here on the CPU, or elsewhere
//! before the call, on a GPU say. A method may ask as often as it needs to.

use crate::error::GuideError;
use crate::models::{Library, Prediction};
use hunch_families::Case;
use hunch_families::family::Ask;
use hunch_model::Control;

/// How well what is at hand knows instances like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// No model can read it.
    None,
    /// A model can, but was trained on others.
    Far,
    /// A model was trained on such instances.
    Near,
}

/// Answers questions about instances.
pub trait Network {
    /// How well the best model at hand knows instances like this one.
    fn fit(&self, case: &dyn Case, ask: &Ask) -> Fit;

    /// What the network says about a valid instance; `None` when `control` stopped it.
    ///
    /// # Errors
    /// No model for the instance, a penalty out of range, or a model that overflows on it.
    fn ask(
        &mut self,
        case: &dyn Case,
        ask: &Ask,
        control: &mut dyn Control,
    ) -> Result<Option<Prediction>, GuideError>;
}

/// The models of a library, run on this machine.
pub struct Local<'a>(pub &'a Library);

impl Network for Local<'_> {
    fn fit(&self, case: &dyn Case, ask: &Ask) -> Fit {
        match self.0.choose(case, ask) {
            Ok(choice) if choice.familiar => Fit::Near,
            Ok(_) => Fit::Far,
            Err(_) => Fit::None,
        }
    }

    fn ask(
        &mut self,
        case: &dyn Case,
        ask: &Ask,
        control: &mut dyn Control,
    ) -> Result<Option<Prediction>, GuideError> {
        self.0.predict_one(case, ask, control)
    }
}

/// No network: for hosts that solve programs alone.
pub struct Absent;

impl Network for Absent {
    fn fit(&self, _: &dyn Case, _: &Ask) -> Fit {
        Fit::None
    }

    fn ask(
        &mut self,
        case: &dyn Case,
        _: &Ask,
        _: &mut dyn Control,
    ) -> Result<Option<Prediction>, GuideError> {
        Err(GuideError::NoModel { family: case.family().name() })
    }
}

/// Outputs that the caller brought. They stand for themselves: whoever brings them thinks that they fit.
pub struct Brought<'a>(pub &'a [f32]);

impl Network for Brought<'_> {
    fn fit(&self, _: &dyn Case, _: &Ask) -> Fit {
        Fit::Near
    }

    fn ask(&mut self, _: &dyn Case, _: &Ask, _: &mut dyn Control) -> Result<Option<Prediction>, GuideError> {
        Ok(Some(Prediction { probabilities: self.0.to_vec(), model: String::new(), familiar: true }))
    }
}
