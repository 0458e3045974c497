//! What goes back to JavaScript, in the shapes of the package's types. Bulk data are typed arrays.

use crate::error::{Code, DoorError};
use hunch_families::clsp;
use hunch_guide::models::{Pass, Prediction};
use hunch_guide::{Answer, BoundSource, Problem};
use hunch_model::{Gap, Status};
use hunch_search::explain::Explanation;
use js_sys::{Array, Float32Array, Float64Array, Object, Reflect, Uint8Array};
use serde::Serialize;
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
/// Only if the JavaScript engine refuses to set a property of a plain object; so for the other functions here.
pub fn answer_object(answer: &Answer) -> Result<JsValue, JsValue> {
    let solution = &answer.solution;
    let plain = PlainAnswer {
        status: solution.status,
        objective: solution.objective,
        bound: solution.bound,
        bound_source: answer.bound_source,
        gap: solution.gap,
        method: answer.method.name(),
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
    };
    let object = plain_object(&plain)?;
    set(&object, "values", &Float64Array::from(solution.values.as_slice()))?;
    if let Some(plan) = &answer.plan {
        set(&object, "plan", &plan_object(plan)?)?;
    }
    if let Some(probabilities) = &answer.probabilities {
        set(&object, "probabilities", &Float32Array::from(probabilities.as_slice()))?;
    }
    if let Some(fixed) = &answer.fixed {
        set(&object, "fixed", &flags(fixed))?;
    }
    Ok(object)
}

/// A feasible point of a problem: `{ values, plan?, decision?, objective? }`, in a family's own terms: the plan of lots, the decision of a
/// robust family and its worth.
pub fn point_object(problem: &Problem, values: &[f64]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "values", &Float64Array::from(values))?;
    if let Problem::Clsp(instance) = problem
        && let Ok(plan) = clsp::Plan::from_values(instance, values)
    {
        set(&object, "plan", &plan_object(&plan)?)?;
    }
    if let Problem::Robust(instance) = problem {
        set(&object, "decision", &crate::robust::decision_object(instance, values)?)?;
        set(&object, "objective", &JsValue::from_f64(instance.objective(values)))?;
    }
    Ok(object.into())
}

/// Predictions of a batch: `{ probabilities: Float32Array[], models: string[], device, seconds }`.
pub fn predictions_object(
    predictions: &[Prediction],
    device: &str,
    seconds: f64,
) -> Result<JsValue, JsValue> {
    let object = Object::new();
    let probabilities: Array =
        predictions.iter().map(|p| Float32Array::from(p.probabilities.as_slice())).collect();
    let models: Array = predictions.iter().map(|p| JsValue::from_str(&p.model)).collect();
    set(&object, "probabilities", &probabilities)?;
    set(&object, "models", &models)?;
    set(&object, "device", &JsValue::from_str(device))?;
    set(&object, "seconds", &JsValue::from_f64(seconds))?;
    Ok(object.into())
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

/// An instance.
pub fn instance_object(instance: &clsp::Instance) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "family", &JsValue::from_str("clsp"))?;
    let vectors = [
        ("demand", &instance.demand),
        ("capacity", &instance.capacity),
        ("productionCost", &instance.production_cost),
        ("setupCost", &instance.setup_cost),
        ("holdingCost", &instance.holding_cost),
    ];
    for (name, vector) in vectors {
        set(&object, name, &Float64Array::from(vector.as_slice()))?;
    }
    Ok(object.into())
}

/// A serde value as plain objects and arrays, with `null` where something is absent.
pub fn plain_object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| DoorError::new(Code::InvalidInput, error).into())
}

fn plan_object(plan: &clsp::Plan) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "production", &Float64Array::from(plan.production.as_slice()))?;
    set(&object, "setup", &flags(&plan.setup))?;
    set(&object, "inventory", &Float64Array::from(plan.inventory.as_slice()))?;
    Ok(object.into())
}

fn flags(values: &[bool]) -> Uint8Array {
    let bytes: Vec<u8> = values.iter().map(|&v| u8::from(v)).collect();
    Uint8Array::from(bytes.as_slice())
}

pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &JsValue::from_str(name), value).map(|_| ())
}
