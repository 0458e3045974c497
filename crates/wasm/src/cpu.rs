//! Sampling, prediction on the CPU, our own search and every method, behind one object that holds the loaded models.

use crate::answer::{
    answer_object, instance_object, pass_object, plain_object, point_object, predictions_object,
};
use crate::error::{Code, DoorError};
use crate::host::{Clock, tell};
use crate::parcel::unpack_program;
use crate::robust;
use crate::second_engine;
use hunch_families::clsp;
use hunch_guide::models::Batch;
use hunch_guide::{Level, Library, Method, Options, Problem};
use hunch_model::{Control, Keeper, Limits, Program, Session};
use hunch_search::{Engine, Settings};
use js_sys::{Array, Float32Array, Function};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Largest seed that is accepted: JavaScript numbers hold whole numbers exactly up to here.
const MAX_SEED: f64 = 9_007_199_254_740_991.0;

/// How to solve; the package has filled in every default.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SolveOptions {
    method: String,
    engine: String,
    level: f64,
    penalty: f64,
    pub(crate) time_limit: Option<f64>,
    memory_limit: Option<f64>,
    explain: bool,
    /// Whether the listener is told of points and bounds alone.
    #[serde(default)]
    pub(crate) found_only: bool,
    /// Names the strategy of one of several workers.
    #[serde(default)]
    seed: u32,
}

impl SolveOptions {
    pub(crate) fn for_guide(&self, probabilities: Option<Vec<f32>>) -> Result<Options, DoorError> {
        let method = Method::from_name(&self.method).ok_or_else(|| {
            let message = format!("method is {:?}; this version does not know it", self.method);
            DoorError::new(Code::InvalidInput, message).at("method", &self.method)
        })?;
        let engine = match second_engine::engine().filter(|engine| engine.name() == self.engine) {
            Some(engine) => engine,
            None => Engine::from_name(&self.engine)
                .map_err(|error| DoorError::new(Code::InvalidInput, error).at("engine", &self.engine))?,
        };
        let level = Level::new(self.level)
            .map_err(|error| DoorError::new(Code::InvalidInput, error).at("level", self.level))?;
        let mut settings = Settings::new().with_seed(self.seed.into());
        if let Some(bytes) = self.memory_limit {
            settings = settings
                .with_memory_limit(bytes as u64)
                .map_err(|error| DoorError::new(Code::InvalidInput, error).at("memoryLimit", bytes))?;
        }
        let (penalty, explain) = (self.penalty, self.explain);
        Ok(Options { method, engine, level, penalty, probabilities, settings, explain, ..Options::default() })
    }
}

/// The solver and its models.
#[wasm_bindgen]
#[derive(Default)]
pub struct Door {
    pub(crate) library: Library,
}

#[wasm_bindgen]
impl Door {
    /// A solver without models.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads a weights file and returns its card. A model of the same name is replaced.
    ///
    /// # Errors
    /// `invalid-weights` when the file is damaged or of an unknown kind.
    pub fn load(&mut self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let card = self.library.load(bytes).map_err(DoorError::from)?;
        plain_object(card)
    }

    /// Draws an instance; the same distribution and seed give the same instance everywhere.
    ///
    /// # Errors
    /// `invalid-input` when the distribution or the seed is out of range.
    pub fn sample(&self, distribution: JsValue, seed: f64) -> Result<JsValue, JsValue> {
        let distribution: clsp::Distribution = read("distribution", distribution)?;
        let instance = clsp::sample(&distribution, read_seed(seed)?).map_err(DoorError::from)?;
        instance_object(&instance)
    }

    /// Predicts an array of instances on the CPU.
    ///
    /// # Errors
    /// `invalid-input` for a malformed instance, whose place is in the field; `no-model`; `invalid-weights` when a model overflows.
    pub fn predict(&self, instances: &Array) -> Result<JsValue, JsValue> {
        let instances = read_instances(instances)?;
        let borrowed: Vec<&clsp::Instance> = instances.iter().collect();
        let clock = Clock::new();
        let started = clock.seconds();
        let predictions =
            self.library.predict(&borrowed, &mut hunch_model::Unlimited).map_err(DoorError::from)?;
        predictions_object(&predictions.unwrap_or_default(), "cpu", clock.seconds() - started)
    }

    /// Prepares an array of instances for prediction elsewhere; see [`Door::assemble`].
    ///
    /// # Errors
    /// As [`Door::predict`].
    pub fn prepare(&self, instances: &Array) -> Result<PreparedBatch, JsValue> {
        let instances = read_instances(instances)?;
        let borrowed: Vec<&clsp::Instance> = instances.iter().collect();
        Ok(PreparedBatch { batch: self.library.prepare(&borrowed).map_err(DoorError::from)? })
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
        let predictions = self.library.assemble(&batch.batch, &outputs).map_err(DoorError::from)?;
        predictions_object(&predictions, device, seconds)
    }

    /// Solves a lot-sizing instance. `probabilities`, when given, are used instead of asking a model; `listener` receives every event,
    /// `keeper` every better point of a search, `{ values, plan? }`.
    ///
    /// # Errors
    /// `invalid-input`, `not-applicable`, `no-model`, with field and value. Limits and infeasibility are statuses of the answer.
    #[wasm_bindgen(js_name = solveClsp)]
    pub fn solve_clsp(
        &self,
        instance: JsValue,
        options: JsValue,
        listener: Option<Function>,
        keeper: Option<Function>,
        probabilities: Option<Vec<f32>>,
    ) -> Result<JsValue, JsValue> {
        let problem = Problem::Clsp(read("instance", instance)?);
        self.solve(&problem, options, listener.as_ref(), keeper.as_ref(), probabilities)
    }

    /// Solves a packed program (see [`crate::parcel`]); the package has read it field by field. It has no family, so the only method is `"search"`.
    /// Names may be left out, all or none: only explanations need them.
    ///
    /// # Errors
    /// `invalid-input` and `not-applicable`, with field and value. Limits and infeasibility are statuses of the answer.
    #[wasm_bindgen(js_name = solvePacked)]
    pub fn solve_packed(
        &self,
        numbers: &[f64],
        columns: Vec<String>,
        rows: Vec<String>,
        options: JsValue,
        listener: Option<Function>,
        keeper: Option<Function>,
    ) -> Result<JsValue, JsValue> {
        let problem = read_packed(numbers, columns, rows)?;
        self.solve(&problem, options, listener.as_ref(), keeper.as_ref(), None)
    }

    pub(crate) fn solve(
        &self,
        problem: &Problem,
        options: JsValue,
        listener: Option<&Function>,
        keeper: Option<&Function>,
        probabilities: Option<Vec<f32>>,
    ) -> Result<JsValue, JsValue> {
        let options: SolveOptions = read("options", options)?;
        let guide_options = options.for_guide(probabilities)?;
        let keep = keeper.map(|keeper| {
            move |values: &[f64]| {
                if let Ok(point) = point_object(problem, values) {
                    keeper.call1(&JsValue::NULL, &point).ok();
                }
            }
        });
        let told = listener.map(|listener| (listener, options.found_only));
        let answer = with_session(&Clock::new(), options.time_limit, told, keep, |control| {
            hunch_guide::solve(problem, &guide_options, &self.library, control)
        });
        let answer = answer.map_err(DoorError::from)?;
        let object = answer_object(&answer)?;
        if let Problem::Robust(instance) = problem {
            robust::complete(&object, instance, &answer)?;
        }
        Ok(object)
    }
}

/// Instances ready for forward passes on another device.
#[wasm_bindgen]
pub struct PreparedBatch {
    batch: Batch,
}

#[wasm_bindgen]
impl PreparedBatch {
    /// The passes, in the order in which [`Door::assemble`] wants their outputs: `{ model, steps, sequences, input }`, where `model`
    /// is the name on a card and `input` a `Float32Array` `[sequences, steps, features]`.
    ///
    /// # Errors
    /// Only if the JavaScript engine refuses to set a property of a plain object.
    pub fn passes(&self) -> Result<Array, JsValue> {
        self.batch.passes.iter().map(pass_object).collect()
    }
}

/// Panics with `message`: lets tests see that a panic becomes a typed error and that the next call is served.
#[wasm_bindgen]
#[allow(clippy::panic, reason = "that is what it is for")]
pub fn panic(message: &str) {
    panic!("{message}");
}

/// Runs `body` under a time limit, with the host's clock and a listener, which may want to hear what was found alone. Nothing interrupts a call from inside: the package ends the worker instead.
pub(crate) fn with_session<T>(
    clock: &Clock,
    seconds: Option<f64>,
    told: Option<(&Function, bool)>,
    mut keeper: Option<impl FnMut(&[f64])>,
    body: impl FnOnce(&mut dyn Control) -> T,
) -> T {
    let now = || clock.seconds();
    let mut sink = |seconds, event| {
        if let Some((listener, _)) = told {
            tell(listener, seconds, &event);
        }
    };
    let limits = Limits { seconds, work: None };
    let sink = told.is_some().then_some(&mut sink as _);
    let mut session = Session::new(limits, &now, &|| false, sink)
        .telling_found_only(told.is_some_and(|(_, found_only)| found_only))
        .keeping(keeper.as_mut().map(|keep| keep as &mut Keeper<'_>));
    body(&mut session)
}

/// A packed program and its names, all or none.
pub(crate) fn read_packed(
    numbers: &[f64],
    columns: Vec<String>,
    rows: Vec<String>,
) -> Result<Problem, DoorError> {
    let program = unpack_program(numbers).and_then(|p| named(p, columns, rows));
    program.map(Problem::Program).ok_or_else(|| {
        let message = "the packed program is of another version of the package";
        DoorError::new(Code::InvalidInput, message).at("program", "")
    })
}

/// The program with names, if any are given: making generic ones took a small linear program a tenth of its time. `None` when their numbers do not fit.
fn named(mut program: Program, columns: Vec<String>, rows: Vec<String>) -> Option<Program> {
    if columns.is_empty() && rows.is_empty() {
        return Some(program);
    }
    if (columns.len(), rows.len()) != (program.columns.len(), program.rows.len()) {
        return None;
    }
    for (column, name) in program.columns.iter_mut().zip(columns) {
        column.name = name;
    }
    for (row, name) in program.rows.iter_mut().zip(rows) {
        row.name = name;
    }
    Some(program)
}

fn read_instances(values: &Array) -> Result<Vec<clsp::Instance>, DoorError> {
    let mut instances = Vec::with_capacity(values.length() as usize);
    for (k, value) in values.iter().enumerate() {
        let instance: clsp::Instance = read("instances", value)?;
        instance.validate().map_err(|error| DoorError::from(error).within(format!("instances[{k}]")))?;
        instances.push(instance);
    }
    Ok(instances)
}

/// A seed, if it is a whole number that JavaScript holds exactly.
pub(crate) fn read_seed(seed: f64) -> Result<u64, DoorError> {
    if (0.0..=MAX_SEED).contains(&seed) && seed.fract() == 0.0 {
        return Ok(seed as u64);
    }
    let message = format!("seed is {seed}; it must be a whole number from 0 to {MAX_SEED}");
    Err(DoorError::new(Code::InvalidInput, message).at("seed", seed))
}

/// Reads a JavaScript value; the package has checked its types, so a failure names the whole input only.
pub(crate) fn read<T: serde::de::DeserializeOwned>(what: &str, value: JsValue) -> Result<T, DoorError> {
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| DoorError::new(Code::InvalidInput, format!("{what}: {error}")).at(what, ""))
}
