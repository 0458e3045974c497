//! What a module with families can do for their instances: sampling, prediction on the CPU, every method.

use crate::answer::{pass_object, plain_object, predictions_object, set};
use crate::bindings::Bindings;
use crate::error::{BindingError, Code};
use crate::fields::{family_of, fields_object, read_fields, read_instance, read_instances};
use crate::host::Clock;
use crate::json;
use crate::sliced::Sliced;
use hunch_families::Case;
use hunch_guide::models::Batch;
use hunch_guide::{Ask, GuideError, Problem};
use hunch_infer::Bundle;
use hunch_model::Unlimited;
use js_sys::{Array, Float32Array, Function};
use std::sync::Arc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Largest seed that is accepted: JavaScript numbers hold whole numbers exactly up to here.
const MAX_SEED: f64 = 9_007_199_254_740_991.0;

#[wasm_bindgen]
impl Bindings {
    /// Loads a weights file and returns its card. A model of the same name is replaced.
    ///
    /// # Errors
    /// `invalid-weights` when the file is damaged or of an unknown kind.
    pub fn load(&mut self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let bundle =
            Bundle::read(bytes, &json::read).map_err(GuideError::from).map_err(BindingError::from)?;
        let card = self.library.add(&bundle).map_err(BindingError::from)?;
        plain_object(card)
    }

    /// Draws an instance of the family that the distribution names; the same distribution and seed give the
    /// same instance everywhere.
    ///
    /// # Errors
    /// `invalid-input` when the distribution or the seed is out of range.
    pub fn sample(&self, distribution: &JsValue, seed: f64) -> Result<JsValue, JsValue> {
        let family = family_of(distribution)?;
        let fields = read_fields(family, family.distribution(), distribution)?;
        let instance = family.sample(&fields, read_seed(seed)?).map_err(BindingError::from)?;
        fields_object(instance.fields())
    }

    /// Predicts an array of instances, of any families, on the CPU, and repairs what networks say of
    /// decisions.
    ///
    /// # Errors
    /// `invalid-input` for a malformed instance, whose place is in the field; `no-model`; `invalid-weights`
    /// when a model overflows.
    pub fn predict(&self, instances: &Array, penalty: f64) -> Result<JsValue, JsValue> {
        let instances = read_instances(instances)?;
        let clock = Clock::new();
        let started = clock.seconds();
        let predictions = self
            .library
            .predict(&borrowed(&instances), &Ask { penalty }, &mut Unlimited)
            .map_err(BindingError::from)?;
        let object = predictions_object(&instances, &predictions.unwrap_or_default(), "cpu")?;
        set(&object, "seconds", &JsValue::from_f64(clock.seconds() - started))?;
        Ok(object)
    }

    /// Prepares an array of instances for prediction elsewhere; see [`Bindings::assemble`].
    ///
    /// # Errors
    /// As [`Bindings::predict`].
    pub fn prepare(&self, instances: &Array, penalty: f64) -> Result<PreparedBatch, JsValue> {
        let instances = read_instances(instances)?;
        let batch = self.library.prepare(&borrowed(&instances), &Ask { penalty });
        Ok(PreparedBatch { batch: batch.map_err(BindingError::from)?, instances })
    }

    /// The predictions of a prepared batch from the outputs of its passes, an array of `Float32Array`.
    ///
    /// # Errors
    /// `invalid-input` when there are not as many outputs as the passes have.
    pub fn assemble(
        &self,
        batch: &PreparedBatch,
        outputs: &Array,
        device: &str,
        seconds: f64,
    ) -> Result<JsValue, JsValue> {
        let outputs: Vec<Vec<f32>> =
            outputs.iter().map(|output| Float32Array::new(&output).to_vec()).collect();
        let clock = Clock::new();
        let started = clock.seconds();
        let predictions = self.library.assemble(&batch.batch, &outputs).map_err(BindingError::from)?;
        let object = predictions_object(&batch.instances, &predictions, device)?;
        set(&object, "seconds", &JsValue::from_f64(seconds + clock.seconds() - started))?;
        Ok(object)
    }

    /// Solves an instance of a family. `outputs`, when given, are used instead of asking a model; `listener`
    /// receives every event, `keeper` every better point, `{ values, objective, plan | decision }`.
    ///
    /// # Errors
    /// `invalid-input`, `not-applicable`, `no-model`, with field and value. Limits and infeasibility are
    /// statuses of the answer.
    #[wasm_bindgen(js_name = solveInstance)]
    pub fn solve_instance(
        &self,
        instance: &JsValue,
        options: JsValue,
        listener: Option<Function>,
        keeper: Option<Function>,
        outputs: Option<Vec<f32>>,
    ) -> Result<JsValue, JsValue> {
        let problem = Problem::Instance(read_instance(instance)?);
        self.solve(&problem, options, listener.as_ref(), keeper.as_ref(), outputs)
    }

    /// A search of an instance in slices.
    ///
    /// # Errors
    /// As [`Bindings::solve_instance`], and `not-applicable` for whatever is not the search alone.
    #[wasm_bindgen(js_name = sliceInstance)]
    pub fn slice_instance(&self, instance: &JsValue, options: JsValue) -> Result<Sliced, JsValue> {
        Sliced::new(Problem::Instance(read_instance(instance)?), options)
    }
}

/// Instances ready for forward passes on another device.
#[wasm_bindgen]
pub struct PreparedBatch {
    batch: Batch,
    instances: Vec<Arc<dyn Case>>,
}

#[wasm_bindgen]
impl PreparedBatch {
    /// The passes, in the order in which [`Bindings::assemble`] wants their outputs: `{ model, steps,
    /// sequences, input }`, where `model` is the name on a card and `input` a `Float32Array` `[sequences,
    /// steps, features]`.
    ///
    /// # Errors
    /// Only if the JavaScript engine refuses to set a property of a plain object.
    pub fn passes(&self) -> Result<Array, JsValue> {
        self.batch.passes.iter().map(pass_object).collect()
    }
}

fn borrowed(instances: &[Arc<dyn Case>]) -> Vec<&dyn Case> {
    instances.iter().map(|instance| instance.as_ref()).collect()
}

/// A seed, if it is a whole number that JavaScript holds exactly.
pub(crate) fn read_seed(seed: f64) -> Result<u64, BindingError> {
    if (0.0..=MAX_SEED).contains(&seed) && seed.fract() == 0.0 {
        return Ok(seed as u64);
    }
    let message = format!("seed is {seed}; it must be a whole number from 0 to {MAX_SEED}");
    Err(BindingError::new(Code::InvalidInput, message).at("seed", seed))
}
