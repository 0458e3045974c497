//! The search alone in slices: between two of them the worker's event loop takes messages, and with them the
//! points of its partners.

use crate::answer::{answer_object, point_object, set};
use crate::bindings::{Bindings, SolveOptions, read_packed};
use crate::error::BindingError;
use crate::host::{Clock, tell, with_session};
use hunch_guide::{Problem, SlicedSearch};
use hunch_model::{Control, Event, Flow, Sense};
use hunch_search::StepResult;
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Bindings {
    /// A search of a packed program in slices.
    ///
    /// # Errors
    /// As [`Bindings::solve_packed`], and `not-applicable` for whatever is not the search alone.
    #[wasm_bindgen(js_name = slicePacked)]
    pub fn slice_packed(
        &self,
        numbers: &[f64],
        columns: Vec<String>,
        rows: Vec<String>,
        options: JsValue,
    ) -> Result<Sliced, JsValue> {
        Sliced::new(read_packed(numbers, columns, rows)?, options)
    }
}

/// A search under way. Its clock and its time limit run from the beginning.
#[wasm_bindgen]
pub struct Sliced {
    pub(crate) search: SlicedSearch,
    clock: Clock,
    started: f64,
    limit: Option<f64>,
    /// Whether listeners are told of points and bounds alone.
    found_only: bool,
    begun: bool,
    /// Objective of the point last handed to the keeper.
    kept: Option<f64>,
}

impl Sliced {
    pub(crate) fn new(problem: Problem, options: JsValue) -> Result<Self, JsValue> {
        let options = SolveOptions::read(&options)?;
        let guide = options.for_guide(None)?;
        #[cfg(not(feature = "kinds"))]
        let search = SlicedSearch::new(problem, guide);
        // Who asks for rows has no partners.
        #[cfg(feature = "kinds")]
        let search = match options.demand() {
            Some(demand) => SlicedSearch::alone(problem, guide).and_then(|s| s.with_rows_on_demand(demand)),
            None => SlicedSearch::new(problem, guide),
        };
        let search = search.map_err(BindingError::from)?;
        let clock = Clock::new();
        let started = clock.seconds();
        let (limit, found_only) = (options.time_limit, options.found_only);
        Ok(Self { search, clock, started, limit, found_only, begun: false, kept: None })
    }

    /// Runs `body` under what is left of the time limit; events count from the beginning.
    pub(crate) fn session<T>(
        &mut self,
        listener: Option<&Function>,
        body: impl FnOnce(&mut SlicedSearch, &mut dyn Control) -> T,
    ) -> T {
        let elapsed = self.clock.seconds() - self.started;
        let left = self.limit.map(|limit| limit - elapsed);
        let (search, found_only) = (&mut self.search, self.found_only);
        with_session(&self.clock, left, None, None::<fn(&[f64])>, |control| {
            body(search, &mut Since { control, elapsed, listener, found_only })
        })
    }
}

#[wasm_bindgen]
impl Sliced {
    /// Whether more is better.
    #[wasm_bindgen(getter)]
    pub fn maximizes(&self) -> bool {
        self.search.scale().sense == Sense::Maximize
    }

    /// The constant of the objective, which relative gaps leave out.
    #[wasm_bindgen(getter)]
    pub fn constant(&self) -> f64 {
        self.search.scale().constant
    }

    /// Works for some milliseconds, or about `budget` units of work, and tells how it ended: 0 where there is
    /// nothing left to do, 1 where there is, 2 where a point waits for rows. `listener` receives events; `keeper`
    /// a point that is better than the one it had, `{ values, objective, plan? }`.
    pub fn step(&mut self, listener: Option<Function>, keeper: Option<Function>, budget: Option<u32>) -> u8 {
        let begun = std::mem::replace(&mut self.begun, true);
        let end = self.session(listener.as_ref(), |search, control| {
            if !begun {
                search.begin(control);
            }
            match budget {
                Some(budget) => search.step_within(budget.into(), control),
                None => search.step(control),
            }
        });
        if let Some(keeper) = keeper {
            let solution = self.search.solution();
            if solution.objective != self.kept {
                self.kept = solution.objective;
                self.keep(&keeper, &solution.values).ok();
            }
        }
        match end {
            StepResult::Paused => 1,
            #[cfg(feature = "kinds")]
            StepResult::Asked => 2,
            _ => 0,
        }
    }

    fn keep(&self, keeper: &Function, values: &[f64]) -> Result<(), JsValue> {
        let point = point_object(self.search.problem(), values)?;
        set(&point, "objective", &self.kept.map_or(JsValue::NULL, JsValue::from_f64))?;
        keeper.call1(&JsValue::NULL, &point).map(|_| ())
    }

    /// Takes a partner's point, if it is feasible and better; tells whether.
    ///
    /// # Errors
    /// `invalid-input` when it has not one value a column.
    pub fn offer(&mut self, values: &[f64]) -> Result<bool, JsValue> {
        let taken = self
            .session(None, |search, control| search.offer(values, control))
            .map_err(BindingError::from)?;
        if taken {
            // Whoever offered it need not be told of it.
            self.kept = self.search.solution().objective;
        }
        Ok(taken)
    }

    /// The answer so far, in the shape of every answer; an explanation, where one is asked for, is found now.
    ///
    /// # Errors
    /// As [`Bindings::solve_packed`].
    pub fn answer(&mut self, listener: Option<Function>) -> Result<JsValue, JsValue> {
        let answer = self.session(listener.as_ref(), |search, control| search.answer(control));
        let mut answer = answer.map_err(BindingError::from)?;
        answer.solution.statistics.seconds = self.clock.seconds() - self.started;
        answer_object(self.search.problem(), &answer)
    }
}

/// A session of one slice whose events count from the search's beginning.
struct Since<'a> {
    control: &'a mut dyn Control,
    elapsed: f64,
    listener: Option<&'a Function>,
    found_only: bool,
}

impl Control for Since<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.control.spend(work)
    }

    fn wants_end(&self) -> bool {
        self.control.wants_end()
    }

    fn now(&self) -> f64 {
        self.elapsed + self.control.now()
    }

    fn emit(&mut self, event: Event) {
        if let Some(listener) = self.listener.filter(|_| !self.found_only || event.is_found()) {
            tell(listener, self.now(), &event);
        }
    }

    fn listens(&self) -> bool {
        self.listener.is_some() && !self.found_only
    }
}
