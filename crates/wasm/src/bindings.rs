//! The solver of programs, and what every module's solver has.

use crate::answer::{answer_object, point_object};
use crate::error::{BindingError, Code};
use crate::host::{Clock, with_session};
use crate::parcel::{Unread, unpack_program};
use crate::second_engine;
#[cfg(feature = "instances")]
use hunch_guide::Library;
use hunch_guide::{Answer, GuideError, Level, Options, Problem, methods, network, solve_with};
use hunch_model::{Control, Program};
#[cfg(feature = "kinds")]
use hunch_search::demand::Demand;
#[cfg(feature = "kinds")]
use hunch_search::kinds::pool::PoolOptions;
use hunch_search::{Engine, Guidance, SearchError, Settings};
use js_sys::{Float64Array, Function, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// How to solve; the package has filled in every default.
pub(crate) struct SolveOptions {
    method: String,
    engine: String,
    level: f64,
    penalty: f64,
    pub(crate) time_limit: Option<f64>,
    memory_limit: Option<f64>,
    node_limit: Option<f64>,
    /// The gaps at which the answer is good enough; none for those at which it counts as optimal.
    relative_gap: Option<f64>,
    absolute_gap: Option<f64>,
    explain: bool,
    repair: bool,
    sensitivity: bool,
    /// Whether the answer is to be proven in a certificate; the module `proof` alone makes them.
    certificate: bool,
    start: Vec<(usize, f64)>,
    probabilities: Vec<(usize, f64)>,
    priorities: Vec<(usize, f64)>,
    /// Whether the listener is told of points and bounds alone.
    pub(crate) found_only: bool,
    /// Names the search's strategy: the caller's seed, or that of one of several workers.
    seed: u32,
    /// At which points rows are asked for: `"integral"` or `"all"`.
    #[cfg(feature = "kinds")]
    demand: Option<String>,
    /// Which points a pool is to hold.
    #[cfg(feature = "kinds")]
    pub(crate) pool: PoolOptions,
}

/// Fields of an object that the package has checked: what has another type counts as left out. Serde would
/// take several kilobytes for it.
struct Fields<'a>(&'a JsValue);

impl Fields<'_> {
    fn get(&self, name: &str) -> JsValue {
        Reflect::get(self.0, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }

    fn flag(&self, name: &str) -> bool {
        self.get(name).as_bool().unwrap_or(false)
    }

    fn text(&self, name: &str) -> Result<String, BindingError> {
        self.get(name).as_string().ok_or_else(|| {
            let message = format!("options have no {name}: they are of another version of the package");
            BindingError::new(Code::InvalidInput, message).at(name, "")
        })
    }

    /// Columns and numbers, one after the other in a typed array.
    fn pairs(&self, name: &str) -> Vec<(usize, f64)> {
        let value = self.get(name);
        let numbers = if value.is_undefined() { Vec::new() } else { Float64Array::new(&value).to_vec() };
        numbers.chunks_exact(2).map(|pair| (pair[0] as usize, pair[1])).collect()
    }
}

impl SolveOptions {
    /// Reads them.
    pub(crate) fn read(options: &JsValue) -> Result<Self, BindingError> {
        let fields = Fields(options);
        Ok(Self {
            method: fields.text("method")?,
            engine: fields.text("engine")?,
            level: fields.number("level").unwrap_or(f64::NAN),
            penalty: fields.number("penalty").unwrap_or(f64::NAN),
            time_limit: fields.number("timeLimit"),
            memory_limit: fields.number("memoryLimit"),
            node_limit: fields.number("nodeLimit"),
            relative_gap: fields.number("relativeGap"),
            absolute_gap: fields.number("absoluteGap"),
            explain: fields.flag("explain"),
            repair: fields.flag("repair"),
            sensitivity: fields.flag("sensitivity"),
            certificate: fields.flag("certificate"),
            start: fields.pairs("start"),
            probabilities: fields.pairs("probabilities"),
            priorities: fields.pairs("priorities"),
            found_only: fields.flag("foundOnly"),
            seed: fields.number("seed").unwrap_or(0.0) as u32,
            #[cfg(feature = "kinds")]
            demand: fields.get("demand").as_string(),
            #[cfg(feature = "kinds")]
            pool: pool(&fields.get("pool")),
        })
    }

    /// What rows are asked for, if any.
    #[cfg(feature = "kinds")]
    pub(crate) fn demand(&self) -> Option<Demand> {
        let cuts = self.demand.as_deref()? == "all";
        Some(Demand { lazy: true, cuts })
    }

    pub(crate) fn for_guide(&self, probabilities: Option<Vec<f32>>) -> Result<Options, BindingError> {
        let method = methods::named(&self.method).ok_or_else(|| {
            let message = format!("method is {:?}; this version does not know it", self.method);
            BindingError::new(Code::InvalidInput, message).at("method", &self.method)
        })?;
        let engine = match second_engine::engine().filter(|engine| engine.name() == self.engine) {
            Some(engine) => engine,
            None => Engine::from_name(&self.engine)
                .map_err(|error| BindingError::new(Code::InvalidInput, error).at("engine", &self.engine))?,
        };
        let level = Level::new(self.level)
            .map_err(|error| BindingError::new(Code::InvalidInput, error).at("level", self.level))?;
        let node_limit = self.node_limit.map(|nodes| nodes as u64);
        let mut settings = Settings::new().with_seed(self.seed.into()).with_node_limit(node_limit);
        if let Some(bytes) = self.memory_limit {
            settings = settings
                .with_memory_limit(bytes as u64)
                .map_err(|error| BindingError::new(Code::InvalidInput, error).at("memoryLimit", bytes))?;
        }
        let refused = |field: &'static str, value: f64| {
            move |error| BindingError::new(Code::InvalidInput, error).at(field, value)
        };
        if let Some(gap) = self.relative_gap {
            settings = settings.with_relative_gap(gap).map_err(refused("relativeGap", gap))?;
        }
        if let Some(gap) = self.absolute_gap {
            settings = settings.with_absolute_gap(gap).map_err(refused("absoluteGap", gap))?;
        }
        let guidance = Guidance {
            start: self.start.clone(),
            probabilities: self.probabilities.clone(),
            priorities: self.priorities.clone(),
            ..Guidance::none()
        };
        Ok(Options {
            method,
            engine,
            level,
            penalty: self.penalty,
            probabilities,
            guidance,
            settings,
            explain: self.explain,
            repair: self.repair,
            sensitivity: self.sensitivity,
            ..Options::default()
        })
    }
}

/// A pool's options, with its defaults for what is left out.
#[cfg(feature = "kinds")]
fn pool(options: &JsValue) -> PoolOptions {
    let (fields, default) = (Fields(options), PoolOptions::default());
    PoolOptions {
        count: fields.number("count").map_or(default.count, |count| count as usize),
        absolute_gap: fields.number("absoluteGap").unwrap_or(default.absolute_gap),
        relative_gap: fields.number("relativeGap").unwrap_or(default.relative_gap),
    }
}

/// The solver, and its models where the module has families.
#[wasm_bindgen]
#[derive(Default)]
pub struct Bindings {
    #[cfg(feature = "instances")]
    pub(crate) library: Library,
}

#[wasm_bindgen]
impl Bindings {
    /// A solver without models.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Solves a packed program (see [`crate::parcel`]); the package has read it field by field. It has no
    /// family, so the only method is `"search"`. Names may be left out, all or none: only explanations need
    /// them.
    ///
    /// # Errors
    /// `invalid-input` and `not-applicable`, with field and value. Limits and infeasibility are statuses of
    /// the answer.
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

    #[cfg(feature = "instances")]
    fn answer(
        &self,
        problem: &Problem,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        match &options.probabilities {
            Some(outputs) => solve_with(problem, options, &mut network::Brought(outputs), control),
            None => solve_with(problem, options, &mut network::Local(&self.library), control),
        }
    }

    #[cfg(not(feature = "instances"))]
    fn answer(
        &self,
        problem: &Problem,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        solve_with(problem, options, &mut network::Absent, control)
    }

    pub(crate) fn solve(
        &self,
        problem: &Problem,
        options: JsValue,
        listener: Option<&Function>,
        keeper: Option<&Function>,
        probabilities: Option<Vec<f32>>,
    ) -> Result<JsValue, JsValue> {
        let options = SolveOptions::read(&options)?;
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
            self.answer(problem, &guide_options, control)
        });
        let answer = answer.map_err(|error| refused(error, problem))?;
        let object = answer_object(problem, &answer)?;
        if options.certificate {
            crate::certificate::add(&object, problem, &answer, options.time_limit)?;
        }
        Ok(object)
    }
}

/// Panics with `message`: lets tests see that a panic becomes a typed error and that the next call is served.
#[wasm_bindgen]
#[allow(clippy::panic, reason = "that is what it is for")]
pub fn panic(message: &str) {
    panic!("{message}");
}

/// A packed program and its names, all or none.
pub(crate) fn read_packed(
    numbers: &[f64],
    columns: Vec<String>,
    rows: Vec<String>,
) -> Result<Problem, BindingError> {
    let program = unpack_program(numbers).map_err(unread)?;
    named(program, columns, rows).map(Problem::Program).ok_or_else(|| unread(Unread::OtherForm))
}

/// Why a problem was not solved, in its own names where it is about them.
#[cfg(feature = "kinds")]
fn refused(error: GuideError, problem: &Problem) -> BindingError {
    match problem {
        Problem::Program(program) => crate::curvature::refused(error, program),
        Problem::Instance(_) => error.into(),
    }
}

#[cfg(not(feature = "kinds"))]
fn refused(error: GuideError, _: &Problem) -> BindingError {
    error.into()
}

/// What a program says that this module does not know, or that it is none.
fn unread(unread: Unread) -> BindingError {
    match unread {
        Unread::OtherForm => {
            let message = "the packed program is of another version of the package";
            BindingError::new(Code::InvalidInput, message).at("program", "")
        }
        Unread::Feature(feature) => BindingError::from(GuideError::from(SearchError::Feature { feature })),
    }
}

/// The program with names, if any are given: making generic ones took a small linear program a tenth of its
/// time. `None` when their numbers do not fit.
pub(crate) fn named(mut program: Program, columns: Vec<String>, rows: Vec<String>) -> Option<Program> {
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
