//! Several answers to a program.

use crate::answer::{answer_object, set};
use crate::bindings::{Bindings, SolveOptions, read_packed};
use crate::error::BindingError;
use crate::host::{Clock, with_session};
use hunch_guide::{Answer, GuideError, Problem};
use hunch_search::StepResult;
use hunch_search::kinds::pool::{PoolPoint, PoolSearch};
use hunch_search::params::LOOK;
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
        let refused = |error| BindingError::from(GuideError::from(error));
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
        let pool = search.pool();
        let mut answer = Answer::of_search(search.answer());
        answer.solution.statistics.seconds = seconds;
        if !pool.complete && answer.solution.reason.is_none() {
            answer.solution.reason = pool.reason;
        }
        let object = answer_object(&problem, &answer)?;
        let points = Array::new();
        for point in &pool.points {
            points.push(&point_object(point)?);
        }
        set(&object, "points", &points)?;
        set(&object, "complete", &pool.complete.into())?;
        Ok(object)
    }
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
