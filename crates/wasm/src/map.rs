//! The map of a file of strategies, for pages that draw it: a file that was loaded is called by its name.

use crate::answer::{plain_answer, plain_object, set};
use crate::bindings::named;
use crate::error::{BindingError, Code};
use crate::host::{Clock, with_session};
use crate::strategies::{Strategies, refused, voice};
use hunch_guide::Answer;
use hunch_model::{Control, Program};
use hunch_search::{Engine, Guidance, Settings, solve};
use hunch_strategies::LabelError;
use hunch_strategies::answer::Proof;
use hunch_strategies::bundle::Model;
use hunch_strategies::bundle::map::{Look, Reach, Truth, TruthError, View, ViewError};
use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Numbers of a packed view: the axes, the ends of both ranges, cells across and down.
const OF_VIEW: usize = 8;
/// Seconds that a round of queries takes at least: browsers' clocks tell no less than a tenth of a millisecond.
const LEAST_ROUND: f64 = 0.002;
/// Queries of a round at most, where the host has no clock.
const MOST_IN_ROUND: usize = 4_096;
/// Seed of the draws of which it is counted how much a parameter decides.
const SEED: u64 = 1;

/// What a file says at once.
#[derive(Serialize)]
struct Shown<'a> {
    number: Option<u32>,
    sentence: Option<&'a str>,
    path: &'a [String],
    /// By parameter, down and up.
    reach: Vec<[End; 2]>,
}

/// Where a parameter alone leads to another strategy; nothing where it never does.
#[derive(Serialize)]
struct End {
    at: Option<f64>,
    number: Option<u32>,
}

/// Microseconds of a query, each the median of so many: what else the machine does makes means lie.
#[derive(Serialize)]
struct Worth {
    file: f64,
    search: f64,
    /// Of each.
    queries: [usize; 2],
}

/// What is true over a view, cell by cell: its strategies that the file has not keep their numbers.
#[wasm_bindgen]
#[derive(Default)]
pub struct MapTruth {
    truth: Truth,
}

#[wasm_bindgen]
impl MapTruth {
    /// Nothing met yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }
}

#[wasm_bindgen]
impl Strategies {
    /// What paints the map of a file: `tree`, or what ranks its strategies.
    ///
    /// # Errors
    /// `invalid-input` where no file of that name is loaded; so for the others here.
    #[wasm_bindgen(js_name = paintedBy)]
    pub fn painted_by(&self, name: &str) -> Result<String, JsValue> {
        Ok(self.called(name)?.painted_by().name().to_owned())
    }

    /// The strategy that a file names in each cell of a view, row by row from above; the codes above all
    /// strategies are those of `hunch_strategies::bundle::map`.
    ///
    /// # Errors
    /// `invalid-input` for a view that is none of the file's program.
    pub fn paint(&self, name: &str, theta: &[f64], view: &[f64]) -> Result<Vec<u16>, JsValue> {
        let view = read(theta, view)?;
        self.called(name)?.paint(&view).map_err(|error| of_view(&error).into())
    }

    /// The true strategies of some cells, by the engine.
    ///
    /// # Errors
    /// As `paint`, and what the engine refuses.
    pub fn truth(
        &self,
        name: &str,
        theta: &[f64],
        view: &[f64],
        cells: &[u32],
        truth: &mut MapTruth,
    ) -> Result<Vec<u16>, JsValue> {
        let (view, model) = (read(theta, view)?, self.called(name)?);
        let clock = Clock::new();
        let found = with_session(&clock, None, None, None::<fn(&[f64])>, |control| {
            model.truth(&view, cells, &mut truth.truth, control)
        });
        found.map_err(|error| match error {
            TruthError::View(error) => of_view(&error).into(),
            TruthError::Label(error) => refused(error).into(),
        })
    }

    /// What a file says of θ at once, without solving: strategy, sentence, path, how far each parameter alone
    /// may go.
    ///
    /// # Errors
    /// `invalid-input` for a wrong θ.
    pub fn look(&self, name: &str, theta: &[f64]) -> Result<JsValue, JsValue> {
        let model = self.called(name)?;
        let Look { strategy, path, reach } = model.look(theta).map_err(refused)?;
        let sentences = &model.learned().card.sentences;
        let end =
            |Reach { at, beyond }: Reach| End { at: Some(at).filter(|at| at.is_finite()), number: beyond };
        plain_object(&Shown {
            number: strategy,
            sentence: strategy.and_then(|number| sentences.get(number as usize)).map(String::as_str),
            path: &path,
            reach: reach.into_iter().map(|ends| ends.map(end)).collect(),
        })
    }

    /// Answers θ as `answer` does, the program being the file's own, with names for its columns and rows.
    /// `proof.by` says `multipliers`, `warm`, `tree` or `search`.
    ///
    /// # Errors
    /// `invalid-input` for a wrong θ.
    pub fn respond(
        &mut self,
        name: &str,
        theta: &[f64],
        columns: Vec<String>,
        rows: Vec<String>,
        seconds: f64,
    ) -> Result<JsValue, JsValue> {
        let model = self.called_mut(name)?;
        let clock = Clock::new();
        let response = with_session(&clock, Some(seconds), None, None::<fn(&[f64])>, |control| {
            let started = control.now();
            let mut response = model.respond(theta, &Settings::new(), control)?;
            response.answer.solution.statistics.seconds = control.now() - started;
            Ok(response)
        });
        let response = response.map_err(refused)?;
        let at = at(model, theta)?;
        let wrong = || BindingError::new(Code::InvalidInput, "names and program differ in length");
        let program = named(at, columns, rows).ok_or_else(wrong)?;
        let object = plain_answer(Some(&program), &Answer::of_search(response.answer.solution.clone()))?;
        set(&object, "strategy", &voice(model, &response)?)?;
        let by = match response.answer.proof {
            Proof::Multipliers(_) => "multipliers",
            Proof::Tree(_) => "tree",
            Proof::Warm(_) => "warm",
            Proof::Search => "search",
        };
        set(&object, "provenBy", &by.into())?;
        let change = Object::new();
        if let Some(boundary) = &response.boundary {
            set(&change, "at", &js_sys::Float64Array::from(boundary.at.as_slice()))?;
        }
        set(&object, "change", &change)?;
        Ok(object)
    }

    /// What an answer at θ costs here, from the file and by a search that knows nothing: both in turns for
    /// about `seconds`.
    ///
    /// # Errors
    /// As `respond`.
    pub fn worth(&mut self, name: &str, theta: &[f64], seconds: f64) -> Result<JsValue, JsValue> {
        let model = self.called_mut(name)?;
        let mut program = at(model, theta)?;
        let clock = Clock::new();
        let measured = with_session(&clock, None, None, None::<fn(&[f64])>, |control| {
            let started = control.now();
            let mut rounds = [Rounds::default(), Rounds::default()];
            while rounds[0].times.is_empty()
                || rounds[1].times.is_empty()
                || control.now() - started < seconds
            {
                rounds[0].add(control, &mut |control| {
                    model.answer(theta, &Settings::new(), control).map(|_| ())
                })?;
                rounds[1].add(control, &mut |control| cold(model, theta, &mut program, control))?;
            }
            Ok(rounds)
        });
        let [file, search] = measured.map_err(refused)?;
        let queries = [file.queries(), search.queries()];
        plain_object(&Worth { file: file.median(), search: search.median(), queries })
    }

    /// How much each parameter decides over the domain: shares from 0 to 1, in their order.
    ///
    /// # Errors
    /// An unknown name.
    pub fn importance(&self, name: &str) -> Result<Vec<f64>, JsValue> {
        Ok(self.called(name)?.importance(SEED))
    }
}

/// Seconds of queries, in rounds of so many that a browser's clock can tell how long one takes.
#[derive(Default)]
struct Rounds {
    /// Queries of a round; more from round to round until that takes long enough.
    size: usize,
    /// Seconds of a query, by round.
    times: Vec<f64>,
}

impl Rounds {
    fn add(
        &mut self,
        control: &mut dyn Control,
        query: &mut dyn FnMut(&mut dyn Control) -> Result<(), LabelError>,
    ) -> Result<(), LabelError> {
        self.size = self.size.max(1);
        let started = control.now();
        for _ in 0..self.size {
            query(control)?;
        }
        let took = control.now() - started;
        if took < LEAST_ROUND && self.size < MOST_IN_ROUND {
            self.size *= 2;
        } else {
            self.times.push(took / self.size as f64);
        }
        Ok(())
    }

    fn queries(&self) -> usize {
        self.size * self.times.len()
    }

    /// Microseconds of a query.
    fn median(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).map_or(0.0, |median| 1e6 * median)
    }
}

/// A search from nothing, the numbers at θ written as an answer from a file writes them.
fn cold(
    model: &Model,
    theta: &[f64],
    work: &mut Program,
    control: &mut dyn Control,
) -> Result<(), LabelError> {
    model.program().instantiate_into(work, theta)?;
    solve(work, Engine::Hunch, &Settings::new(), &Guidance::none(), control)?;
    Ok(())
}

fn at(model: &Model, theta: &[f64]) -> Result<Program, JsValue> {
    model.program().instantiate(theta).map_err(|error| refused(error.into()).into())
}

fn read(theta: &[f64], view: &[f64]) -> Result<View, JsValue> {
    let whole = |value: f64| if value >= 0.0 && value.fract() == 0.0 { value as usize } else { usize::MAX };
    match *view {
        [x, y, left, right, below, above, across, down] => Ok(View {
            theta: theta.to_vec(),
            axes: [whole(x), whole(y)],
            ranges: [[left, right], [below, above]],
            cells: [whole(across), whole(down)],
        }),
        _ => {
            let message = format!("a view has {OF_VIEW} numbers, {} were given", view.len());
            Err(BindingError::new(Code::InvalidInput, message).at("view", view.len()).into())
        }
    }
}

fn of_view(error: &ViewError) -> BindingError {
    BindingError::new(Code::InvalidInput, error).at("view", error.value)
}

impl Strategies {
    fn called(&self, name: &str) -> Result<&Model, BindingError> {
        self.models.iter().find(|model| model.learned().card.name == name).ok_or_else(|| unknown(name))
    }

    fn called_mut(&mut self, name: &str) -> Result<&mut Model, BindingError> {
        self.models.iter_mut().find(|model| model.learned().card.name == name).ok_or_else(|| unknown(name))
    }
}

fn unknown(name: &str) -> BindingError {
    BindingError::new(Code::InvalidInput, format!("no file of strategies is called {name:?}"))
        .at("name", name)
}
