//! Several answers to a program, at once or in slices between which rows are asked for.

use crate::answer::{answer_object, set};
use crate::bindings::{Bindings, SolveOptions, read_packed};
use crate::demand::told;
use crate::error::{BindingError, Code};
use crate::host::{Clock, with_session};
use hunch_guide::{Answer, GuideError, Problem};
use hunch_model::{Control, Sense};
use hunch_search::kinds::pool::{PoolPoint, PoolSearch};
use hunch_search::params::LOOK;
use hunch_search::{SearchError, StepResult};
use js_sys::{Array, Float64Array, Function, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Bindings {
    /// Solves a packed program as [`Bindings::solve_packed`] does, for the points that `options.pool` asks for:
    /// the answer has `points` and `complete` too. `listener` is told of each point as it is found.
    ///
    /// # Errors
    /// As [`Bindings::solve_packed`]; `not-applicable` for several objectives.
    #[wasm_bindgen(js_name = poolPacked)]
    pub fn pool_packed(
        &self,
        numbers: &[f64],
        columns: Vec<String>,
        rows: Vec<String>,
        options: JsValue,
        listener: Option<Function>,
    ) -> Result<JsValue, JsValue> {
        let options = SolveOptions::read(&options)?;
        let settings = options.for_guide(None)?.settings;
        let problem = read_packed(numbers, columns, rows)?;
        let Problem::Program(program) = &problem else { return Ok(JsValue::UNDEFINED) };
        let mut search = PoolSearch::new(program, options.pool, &settings).map_err(refused)?;
        let none: Option<fn(&[f64])> = None;
        let told = listener.as_ref().map(|listener| (listener, options.found_only));
        let seconds = with_session(&Clock::new(), options.time_limit, told, none, |control| {
            let mut shown = 0;
            while search.step(LOOK, control) == StepResult::Paused {
                shown = show(&search, shown, control.now(), listener.as_ref());
            }
            show(&search, shown, control.now(), listener.as_ref());
            control.now()
        });
        pool_object(&problem, &search, seconds)
    }

    /// The same in slices, between which rows are asked for.
    ///
    /// # Errors
    /// As [`Bindings::pool_packed`].
    #[wasm_bindgen(js_name = slicePool)]
    pub fn slice_pool(
        &self,
        numbers: &[f64],
        columns: Vec<String>,
        rows: Vec<String>,
        options: JsValue,
    ) -> Result<SlicedPool, JsValue> {
        let options = SolveOptions::read(&options)?;
        let settings = options.for_guide(None)?.settings;
        let problem = read_packed(numbers, columns, rows)?;
        let Problem::Program(program) = &problem else {
            return Err(BindingError::new(Code::NotApplicable, "pools are of programs").into());
        };
        let demand = options.demand().unwrap_or_default();
        let search = PoolSearch::asking(program, options.pool, &settings, demand).map_err(refused)?;
        let clock = Clock::new();
        let started = clock.seconds();
        let (limit, found_only) = (options.time_limit, options.found_only);
        Ok(SlicedPool { search, problem, clock, started, limit, found_only, shown: 0 })
    }
}

/// A search for several points under way, as `Sliced` is one for the best.
#[wasm_bindgen]
pub struct SlicedPool {
    search: PoolSearch,
    problem: Problem,
    clock: Clock,
    started: f64,
    limit: Option<f64>,
    found_only: bool,
    /// Points that were told.
    shown: usize,
}

impl SlicedPool {
    /// Runs `body` under what is left of the time limit.
    fn session<T>(
        &mut self,
        listener: Option<&Function>,
        body: impl FnOnce(&mut PoolSearch, &mut dyn Control) -> T,
    ) -> T {
        let left = self.limit.map(|limit| limit - self.elapsed());
        let told = listener.map(|listener| (listener, self.found_only));
        let search = &mut self.search;
        with_session(&self.clock, left, told, None::<fn(&[f64])>, |control| body(search, control))
    }

    fn elapsed(&self) -> f64 {
        self.clock.seconds() - self.started
    }
}

#[wasm_bindgen]
impl SlicedPool {
    /// Whether more is better.
    #[wasm_bindgen(getter)]
    pub fn maximizes(&self) -> bool {
        matches!(&self.problem, Problem::Program(program) if program.sense == Sense::Maximize)
    }

    /// The constant of the objective.
    #[wasm_bindgen(getter)]
    pub fn constant(&self) -> f64 {
        if let Problem::Program(program) = &self.problem { program.offset } else { 0.0 }
    }

    /// Works for some milliseconds; 0 where there is nothing left to do, 1 where there is, 2 where a point waits for
    /// rows. `listener` receives events and points; there is nothing for a keeper.
    pub fn step(&mut self, listener: Option<Function>, _keeper: Option<Function>, budget: Option<u32>) -> u8 {
        let budget = budget.map_or(LOOK, u64::from);
        let end = self.session(listener.as_ref(), |search, control| search.step(budget, control));
        self.shown = show(&self.search, self.shown, self.elapsed(), listener.as_ref());
        match end {
            StepResult::Paused => 1,
            StepResult::Asked => 2,
            _ => 0,
        }
    }

    /// The point that waits for rows, one value a column; empty where none does.
    pub fn asked(&self) -> Vec<f64> {
        self.search.question().map(|question| question.values.to_vec()).unwrap_or_default()
    }

    /// Whether that point is an answer unless rows come that it violates.
    #[wasm_bindgen(getter, js_name = asksIntegral)]
    pub fn asks_integral(&self) -> bool {
        self.search.question().is_some_and(|question| question.integral)
    }

    /// Takes packed rows for that point. Whether it is the best of its part now.
    ///
    /// # Errors
    /// As `Sliced`'s.
    #[wasm_bindgen(js_name = answerRows)]
    pub fn answer_rows(&mut self, numbers: &[f64]) -> Result<bool, JsValue> {
        let rows = told(numbers)?;
        let taken = self.session(None, |search, control| search.answer_rows(rows, control));
        Ok(taken.map_err(|error| refused(SearchError::from(error)))?)
    }

    /// Pools are searched alone: a partner's point is not taken.
    pub fn offer(&mut self, _values: &[f64]) -> bool {
        false
    }

    /// The answer so far.
    ///
    /// # Errors
    /// As [`Bindings::pool_packed`].
    pub fn answer(&mut self, _listener: Option<Function>) -> Result<JsValue, JsValue> {
        pool_object(&self.problem, &self.search, self.elapsed())
    }
}

fn refused(error: SearchError) -> BindingError {
    BindingError::from(GuideError::from(error))
}

/// The answer to `problem` with `points` and `complete`.
fn pool_object(problem: &Problem, search: &PoolSearch, seconds: f64) -> Result<JsValue, JsValue> {
    let pool = search.pool();
    let mut answer = Answer::of_search(search.answer());
    answer.solution.statistics.seconds = seconds;
    if !pool.complete && answer.solution.reason.is_none() {
        answer.solution.reason = pool.reason;
    }
    let object = answer_object(problem, &answer)?;
    let points = Array::new();
    for point in &pool.points {
        points.push(&point_object(point)?);
    }
    set(&object, "points", &points)?;
    set(&object, "complete", &pool.complete.into())?;
    Ok(object)
}

/// Tells of the points from `shown` on; how many there are. A listener that throws loses that event.
fn show(search: &PoolSearch, shown: usize, seconds: f64, listener: Option<&Function>) -> usize {
    let points = search.found();
    for (index, point) in points.iter().enumerate().skip(shown) {
        let Some(listener) = listener else { break };
        let Ok(event) = point_object(point) else { break };
        let fields = [
            ("type", JsValue::from_str("point")),
            ("index", JsValue::from_f64(index as f64)),
            ("seconds", JsValue::from_f64(seconds)),
        ];
        if fields.iter().all(|(name, value)| set(&event, name, value).is_ok()) {
            listener.call1(&JsValue::NULL, &event).ok();
        }
    }
    points.len()
}

fn point_object(point: &PoolPoint) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "objective", &JsValue::from_f64(point.objective))?;
    set(&object, "values", &Float64Array::from(point.values.as_slice()))?;
    Ok(object.into())
}
