//! Answers tried on cases of uncertain data.

use crate::answer::set;
use crate::bindings::Bindings;
use crate::error::{BindingError, Code};
use crate::fields::read_instance;
use crate::instances::read_seed;
use hunch_families::random::Stream;
use hunch_model::tolerances::ROW;
use js_sys::{Float64Array, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Most cases of one call: their results fill some ten megabytes.
const MAX_SCENARIOS: usize = 1_000_000;

#[wasm_bindgen]
impl Bindings {
    /// Draws `count` cases of an instance's uncertainty set and tries a decision, its parts one after the
    /// other, on each: `{ violations, objectives, broken, worst }`, where `worst` is the whole set's worst
    /// case in closed form.
    ///
    /// # Errors
    /// `invalid-input` when the instance, the length of the decision, the count or the seed is out of range;
    /// `not-applicable` for a family without uncertain data.
    pub fn scenarios(
        &self,
        instance: &JsValue,
        decision: Vec<f64>,
        count: usize,
        seed: f64,
    ) -> Result<JsValue, JsValue> {
        let instance = read_instance(instance)?;
        let family = instance.family();
        if !family.is_uncertain() {
            let message = format!("family {:?} has no uncertain data to draw", family.name());
            return Err(BindingError::new(Code::NotApplicable, message).at("family", family.name()).into());
        }
        let expected = instance.decision_length();
        if decision.len() != expected || decision.iter().any(|v| !v.is_finite()) {
            let message = format!("decision must have {expected} finite numbers; it has {}", decision.len());
            return Err(BindingError::new(Code::InvalidInput, message).at("decision", decision.len()).into());
        }
        if count > MAX_SCENARIOS {
            let message = format!("count is {count}; it must be at most {MAX_SCENARIOS}");
            return Err(BindingError::new(Code::InvalidInput, message).at("count", count).into());
        }
        let mut stream = Stream::new(read_seed(seed)?);
        let trials: Vec<_> = (0..count).filter_map(|_| instance.trial(&decision, &mut stream)).collect();
        let broken = trials.iter().filter(|trial| trial.0 > ROW).count();
        let column = |values: Vec<f64>| Float64Array::from(values.as_slice());
        let object = Object::new();
        set(&object, "violations", &column(trials.iter().map(|trial| trial.0).collect()))?;
        set(&object, "objectives", &column(trials.iter().map(|trial| trial.1).collect()))?;
        set(&object, "broken", &JsValue::from_f64(broken as f64))?;
        let verdict = instance.check(&decision);
        let worst = Object::new();
        set(&worst, "violation", &JsValue::from_f64(verdict.violation))?;
        set(&worst, "objective", &JsValue::from_f64(verdict.objective))?;
        set(&worst, "holds", &JsValue::from_bool(verdict.feasible))?;
        set(&object, "worst", &worst)?;
        Ok(object.into())
    }
}
