//! The second engine by itself. The module that solves packs a program for it and drives it slice by slice
//! (see `second_engine`); nobody else calls it.

use crate::error::{BindingError, Code};
use crate::parcel::{Slice, pack_outcome, pack_slice, unpack_request};
use hunch_model::Recorder;
use hunch_search::microlp_engine::MicrolpRun as Run;
use hunch_search::{StepResult, certify};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A run of microlp.
#[wasm_bindgen]
pub struct MicrolpRun {
    // Not a `Search`, which would bring our own engine into this module.
    run: Run,
}

#[wasm_bindgen]
impl MicrolpRun {
    /// Starts a run on a packed request.
    ///
    /// # Errors
    /// `invalid-input` when the request is of another version of the package, or holds what the engine does
    /// not take.
    pub fn open(request: &[f64]) -> Result<MicrolpRun, JsValue> {
        let Some((program, settings, guidance)) = unpack_request(request) else {
            let message = "its module is of another version of the package";
            return Err(BindingError::new(Code::InvalidInput, message).into());
        };
        certify::admit(&program, &guidance).map_err(|error| BindingError::new(Code::InvalidInput, error))?;
        Ok(Self { run: Run::new(&program, &settings, &guidance) })
    }

    /// Works for one slice and tells, packed, what happened in it.
    pub fn advance(&mut self) -> Vec<f64> {
        let mut recorder = Recorder::default();
        // A budget of one unit is spent by the first slice.
        let finished = self.run.step(1, &mut recorder) == StepResult::Finished;
        pack_slice(&Slice { finished, work: recorder.work, events: recorder.events })
    }

    /// The answer so far, packed.
    pub fn outcome(&self) -> Vec<f64> {
        pack_outcome(&self.run.outcome())
    }
}
