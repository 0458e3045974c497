//! What goes back to JavaScript, in the shapes of the package's types. Bulk data are typed arrays.

use crate::error::{BindingError, Code};
use hunch_families::Case;
use hunch_families::family::Answers;
use hunch_guide::decisions::{Account, decide};
use hunch_guide::models::{Pass, Prediction};
use hunch_guide::{Answer, BoundSource, Problem};
use hunch_model::{Gap, Status};
use hunch_search::explain::Explanation;
use js_sys::{Array, Float32Array, Float64Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use std::sync::Arc;
use wasm_bindgen::JsValue;

/// The part of an answer that serde writes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlainAnswer<'a> {
    status: Status,
    objective: Option<f64>,
    bound: Option<f64>,
    bound_source: Option<BoundSource>,
    gap: Option<Gap>,
    method: &'static str,
    statistics: PlainStatistics,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strategy: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a Explanation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// What became of a guessed decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    robust: Option<Account>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlainStatistics {
    seconds: f64,
    predict_seconds: f64,
    certify_seconds: f64,
    work: u64,
    nodes: u64,
    iterations: u64,
}

/// An answer.
///
/// # Errors
/// Only if the JavaScript engine refuses to set a property of a plain object; so for the other functions
/// here.
pub fn answer_object(problem: &Problem, answer: &Answer) -> Result<JsValue, JsValue> {
    let solution = &answer.solution;
    let plain = PlainAnswer {
        status: solution.status,
        objective: solution.objective,
        bound: solution.bound,
        bound_source: answer.bound_source,
        gap: solution.gap,
        method: answer.method,
        statistics: PlainStatistics {
            seconds: solution.statistics.seconds,
            predict_seconds: answer.predict_seconds,
            certify_seconds: answer.certify_seconds,
            work: solution.statistics.work,
            nodes: solution.statistics.nodes,
            iterations: solution.statistics.iterations,
        },
        level: answer.level,
        model: answer.model.as_deref(),
        strategy: answer.strategy,
        explanation: answer.explanation.as_ref(),
        reason: solution.reason.as_deref(),
        robust: answer.robust,
    };
    let object = plain_object(&plain)?;
    set(&object, "values", &Float64Array::from(solution.values.as_slice()))?;
    if solution.status.has_values() {
        set_parts(&object, problem, &solution.values)?;
    }
    if let Some(probabilities) = &answer.probabilities {
        set(&object, "probabilities", &Float32Array::from(probabilities.as_slice()))?;
    }
    if let Some(fixed) = &answer.fixed {
        set(&object, "fixed", &flags(fixed))?;
    }
    Ok(object)
}

/// A feasible point of a problem: `{ values }`, for an instance with what it is worth and its plan or
/// decision.
pub fn point_object(problem: &Problem, values: &[f64]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "values", &Float64Array::from(values))?;
    set_parts(&object, problem, values)?;
    if let Problem::Instance(case) = problem {
        set(&object, "objective", &JsValue::from_f64(case.check(values).objective))?;
    }
    Ok(object.into())
}

/// Adds the plan or the decision that values stand for.
fn set_parts(object: &JsValue, problem: &Problem, values: &[f64]) -> Result<(), JsValue> {
    match problem {
        Problem::Instance(case) => {
            set(object, case.family().answers().name(), &parts_object(case.as_ref(), values)?)
        }
        Problem::Program(_) => Ok(()),
    }
}

/// The parts of an answer: flags where they are 0 or 1, else numbers.
fn parts_object(case: &dyn Case, values: &[f64]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (part, range) in case.parts() {
        let numbers = &values[range];
        let array: JsValue = match part.binary {
            true => flags(&numbers.iter().map(|&v| v > 0.5).collect::<Vec<_>>()).into(),
            false => Float64Array::from(numbers).into(),
        };
        set(&object, part.name, &array)?;
    }
    Ok(object.into())
}

/// Predictions of a batch, arrays with one entry an instance: `{ probabilities, models, device }`, and `{
/// decisions, objectives, accounts }` with entries where answers are decisions.
pub fn predictions_object(
    instances: &[Arc<dyn Case>],
    predictions: &[Prediction],
    device: &str,
) -> Result<JsValue, JsValue> {
    let arrays: [(&str, Array); 5] =
        ["probabilities", "models", "decisions", "objectives", "accounts"].map(|name| (name, Array::new()));
    for (case, prediction) in instances.iter().zip(predictions) {
        let [decision, objective, account] = match case.family().answers() {
            Answers::Plan => [JsValue::UNDEFINED, JsValue::UNDEFINED, JsValue::UNDEFINED],
            Answers::Decision => decision_entries(case.as_ref(), &prediction.probabilities)?,
        };
        let outputs = Float32Array::from(prediction.probabilities.as_slice()).into();
        let entries = [outputs, JsValue::from_str(&prediction.model), decision, objective, account];
        for ((_, array), entry) in arrays.iter().zip(&entries) {
            array.push(entry);
        }
    }
    let object = Object::new();
    for (name, array) in &arrays {
        set(&object, name, array)?;
    }
    set(&object, "device", &JsValue::from_str(device))?;
    Ok(object.into())
}

/// A repaired decision, its worth, and what became of the guess.
fn decision_entries(case: &dyn Case, outputs: &[f32]) -> Result<[JsValue; 3], JsValue> {
    let Some(repaired) = decide(case, outputs) else {
        let message = "the repaired decision did not pass its check: numbers of very different sizes";
        return Err(BindingError::new(Code::NotApplicable, message).into());
    };
    let decision = parts_object(case, &repaired.decision)?;
    Ok([decision, JsValue::from_f64(repaired.objective), plain_object(&repaired.account)?])
}

/// A forward pass: `{ model, steps, sequences, input }`.
pub fn pass_object(pass: &Pass) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "model", &JsValue::from_str(&pass.name))?;
    set(&object, "steps", &JsValue::from_f64(pass.steps as f64))?;
    set(&object, "sequences", &JsValue::from_f64(pass.sequences() as f64))?;
    set(&object, "input", &Float32Array::from(pass.input.as_slice()))?;
    Ok(object.into())
}

/// A serde value as plain objects and arrays, with `null` where something is absent.
pub fn plain_object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| BindingError::new(Code::InvalidInput, error).into())
}

fn flags(values: &[bool]) -> Uint8Array {
    let bytes: Vec<u8> = values.iter().map(|&v| u8::from(v)).collect();
    Uint8Array::from(bytes.as_slice())
}

pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &JsValue::from_str(name), value).map(|_| ())
}
