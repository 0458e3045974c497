//! What goes back to JavaScript, in the shapes of the package's types. Bulk data are typed arrays.

use crate::error::{BindingError, Code};
use hunch_families::Case;
use hunch_families::family::Answers;
use hunch_guide::answer::Proof;
use hunch_guide::decisions::{Account, decide};
use hunch_guide::models::{Pass, Prediction};
use hunch_guide::{Answer, BoundSource, Problem};
#[cfg(feature = "kinds")]
use hunch_model::ObjectiveValue;
use hunch_model::risks::Risk;
use hunch_model::{Basis, Gap, Program, Status};
use hunch_search::explain::Explanation;
#[cfg(feature = "insight")]
use hunch_search::lp::ranging::{Range, SideRanges};
use hunch_search::repair::Repair;
#[cfg(feature = "insight")]
use hunch_search::sensitivity::Ranges;
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
    repair: Option<&'a Repair>,
    /// What the claim rests on; none where nothing is claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Proof>,
    #[serde(skip_serializing_if = "<[Risk]>::is_empty")]
    risks: &'a [Risk],
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// What became of a guessed decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    robust: Option<Account>,
    #[cfg(feature = "kinds")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objectives: Vec<PlainObjective<'a>>,
}

/// One of several objectives.
#[cfg(feature = "kinds")]
#[derive(Serialize)]
struct PlainObjective<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(flatten)]
    value: ObjectiveValue,
}

/// The objectives with their names; the program's own has none.
#[cfg(feature = "kinds")]
fn objectives<'a>(program: Option<&'a Program>, values: &[ObjectiveValue]) -> Vec<PlainObjective<'a>> {
    let further = program.into_iter().flat_map(|program| &program.objectives);
    let names = std::iter::once("").chain(further.map(|objective| objective.name.as_str()));
    names.zip(values).map(|(name, &value)| PlainObjective { name, value }).collect()
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
    let program = match problem {
        Problem::Program(program) => Some(program),
        Problem::Instance(_) => None,
    };
    let object = plain_answer(program, answer)?;
    if answer.solution.status.has_values() {
        set_parts(&object, problem, &answer.solution.values)?;
    }
    if let Some(probabilities) = &answer.probabilities {
        set(&object, "probabilities", &Float32Array::from(probabilities.as_slice()))?;
    }
    if let Some(fixed) = &answer.fixed {
        set(&object, "fixed", &flags(fixed))?;
    }
    Ok(object)
}

/// What answers to programs and to instances have alike; of a program, what is said of its rows and columns.
///
/// # Errors
/// As [`answer_object`].
pub fn plain_answer(program: Option<&Program>, answer: &Answer) -> Result<JsValue, JsValue> {
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
        repair: answer.repair.as_ref(),
        proof: answer.proof(program),
        risks: &answer.risks,
        reason: solution.reason.as_deref(),
        robust: answer.robust,
        #[cfg(feature = "kinds")]
        objectives: objectives(program, &solution.objectives),
    };
    let object = plain_object(&plain)?;
    set(&object, "values", &numbers(&solution.values))?;
    if let Some(program) = program {
        set_insight(&object, program, answer)?;
    }
    Ok(object)
}

/// What a program's answer says beside its values.
fn set_insight(object: &JsValue, program: &Program, answer: &Answer) -> Result<(), JsValue> {
    let solution = &answer.solution;
    if solution.status.has_values() {
        let activities = program.matrix.multiply(&solution.values);
        let rows = program.rows.iter().zip(&activities);
        let slacks: Vec<f64> = rows.map(|(row, a)| (row.upper - a).min(a - row.lower)).collect();
        set(object, "activities", &numbers(&activities))?;
        set(object, "slacks", &numbers(&slacks))?;
    }
    let found = answer.sensitivity.as_ref();
    let duals = found.map(|s| &s.duals).or(solution.duals.as_ref());
    let reduced_costs = found.map(|s| &s.reduced_costs).or(solution.reduced_costs.as_ref());
    let lists = [
        ("duals", duals),
        ("reducedCosts", reduced_costs),
        ("farkas", solution.farkas.as_ref()),
        ("ray", solution.ray.as_ref()),
    ];
    for (name, list) in lists {
        if let Some(list) = list {
            set(object, name, &numbers(list))?;
        }
    }
    if let Some(basis) = found.map(|s| &s.basis).or(solution.basis.as_ref()) {
        set(object, "basis", &basis_object(basis)?)?;
    }
    #[cfg(feature = "insight")]
    if let Some(found) = found {
        set(object, "integersFixed", &found.integers_fixed.into())?;
        set(object, "report", &found.report(program, &solution.values).into())?;
        if let Some(ranges) = &found.ranges {
            set(object, "ranges", &ranges_object(ranges)?)?;
        }
    }
    #[cfg(feature = "insight")]
    if let Some(why) = &answer.without_sensitivity {
        set(object, "report", &why.as_str().into())?;
    }
    Ok(())
}

/// Statuses as numbers, in the order of `VariableStatus`.
fn basis_object(basis: &Basis) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, list) in [("columns", &basis.columns), ("rows", &basis.rows)] {
        let codes: Vec<u8> = list.iter().map(|&status| status as u8).collect();
        set(&object, name, &Uint8Array::from(codes.as_slice()))?;
    }
    Ok(object.into())
}

/// Low and high of each cost; low and high of each lower, then each upper bound, NaN where there is none.
#[cfg(feature = "insight")]
fn ranges_object(ranges: &Ranges) -> Result<JsValue, JsValue> {
    let ends = |range: Option<Range>| range.map_or([f64::NAN; 2], |r| [r.low, r.high]);
    let sides = |list: &[SideRanges]| -> Vec<f64> {
        list.iter().flat_map(|s| [ends(s.lower), ends(s.upper)]).flatten().collect()
    };
    let costs: Vec<f64> = ranges.costs.iter().flat_map(|&range| ends(Some(range))).collect();
    let object = Object::new();
    set(&object, "costs", &numbers(&costs))?;
    set(&object, "columns", &numbers(&sides(&ranges.columns)))?;
    set(&object, "rows", &numbers(&sides(&ranges.rows)))?;
    set(&object, "primalDegenerate", &ranges.degeneracy.primal.into())?;
    set(&object, "dualDegenerate", &ranges.degeneracy.dual.into())?;
    Ok(object.into())
}

fn numbers(list: &[f64]) -> JsValue {
    Float64Array::from(list).into()
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
