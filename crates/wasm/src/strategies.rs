//! Answers from files of strategies, which `hunch learn` writes: the program is recognised by its numbers, θ
//! comes beside it.

use crate::answer::{plain_answer, plain_object, set};
use crate::bindings::{SolveOptions, read_packed};
use crate::error::{BindingError, Code};
use crate::host::{Clock, with_session};
use crate::json;
use hunch_guide::{Answer, GuideError, Problem};
use hunch_model::parametric::{AffineTerm, ParametricError, ParametricProgram, Target};
use hunch_strategies::bundle::{Card, Learned, LearnedError, Model, Response, same_numbers};
use hunch_strategies::{LabelError, Proof};
use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Numbers of a packed term: target, row, column, parameter, coefficient.
const OF_TERM: usize = 5;

/// The files that were loaded.
#[wasm_bindgen]
#[derive(Default)]
pub struct Strategies {
    pub(crate) models: Vec<Model>,
    /// Of each file the program that was recognised last, as it came.
    known: Vec<Option<Known>>,
}

/// A packed program that a file is of: whoever asks again with the same numbers is recognised by them.
struct Known {
    numbers: Vec<f64>,
    terms: Vec<f64>,
    width: usize,
}

impl Known {
    fn is(&self, numbers: &[f64], terms: &[f64], width: usize) -> bool {
        self.width == width && self.numbers == numbers && self.terms == terms
    }
}

/// Answers at many θ, one entry each.
#[wasm_bindgen(getter_with_clone)]
#[derive(Default)]
pub struct LearnedVariants {
    /// Statuses as numbers, in the order of the package's list.
    pub statuses: Vec<u8>,
    /// Objectives and bounds, NaN where there is none.
    pub objectives: Vec<f64>,
    /// Proven bounds, likewise.
    pub bounds: Vec<f64>,
    /// One value a column for each, NaN where it has none; empty unless they are wanted.
    pub values: Vec<f64>,
    /// What proved each, as numbers in the order of the package's list.
    pub proofs: Vec<u8>,
    /// The strategy that did, -1 where none of those stored.
    pub strategies: Vec<i32>,
}

/// What a file says of an answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Voice<'a> {
    /// The model's name.
    model: &'a str,
    /// The strategy's number, where it is a stored one.
    number: Option<u32>,
    /// The same in words.
    sentence: Option<&'a str>,
    /// The tests on the way through the tree.
    path: &'a [String],
    /// Where the answer changes.
    boundary: Option<Border<'a>>,
    /// What proved the answer: see `proof_of`.
    proven: &'static str,
    /// Whether a search was needed.
    searched: bool,
    /// Whether the strategy was the one tried first.
    predicted: bool,
    /// Whether θ lies where strategies were sampled.
    inside: bool,
}

/// Where an answer changes.
#[derive(Serialize)]
struct Border<'a> {
    distance: f64,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    beyond: Option<&'a str>,
    exact: bool,
}

/// A card as the package shows cards of all models.
#[derive(Serialize)]
struct Shown<'a> {
    method: &'static str,
    family: &'static str,
    #[serde(flatten)]
    card: &'a Card,
}

#[wasm_bindgen]
impl Strategies {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads a file and returns its card. One of the same name is replaced.
    ///
    /// # Errors
    /// `invalid-weights` when the file is damaged, or of another version.
    pub fn load(&mut self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let model = Learned::read(bytes, &json::read).and_then(Model::new).map_err(damaged)?;
        let card = &model.learned().card;
        let shown = plain_object(&Shown { method: "strategies", family: "program", card })?;
        self.models.retain(|known| known.learned().card.name != card.name);
        self.models.push(model);
        self.known = self.models.iter().map(|_| None).collect();
        Ok(shown)
    }

    /// Answers a packed program, its numbers those at θ = 0, with packed terms, at θ; nothing where no file
    /// is of this program. Names need not come: the package puts them in.
    ///
    /// # Errors
    /// `invalid-input` and `not-applicable`, with field and value. Limits and infeasibility are statuses of
    /// the answer.
    pub fn answer(
        &mut self,
        numbers: &[f64],
        terms: &[f64],
        theta: &[f64],
        options: JsValue,
        listener: Option<Function>,
        keeper: Option<Function>,
    ) -> Result<JsValue, JsValue> {
        let Some(model) = self.of(numbers, terms, theta.len())? else { return Ok(JsValue::UNDEFINED) };
        let options = SolveOptions::read(&options)?;
        let asked = options.for_guide(None)?;
        let keep = keeper.map(|keeper| {
            move |values: &[f64]| {
                let point = js_sys::Object::new();
                if set(&point, "values", &js_sys::Float64Array::from(values)).is_ok() {
                    keeper.call1(&JsValue::NULL, &point).ok();
                }
            }
        });
        let told = listener.as_ref().map(|listener| (listener, options.found_only));
        let clock = Clock::new();
        let response = with_session(&clock, options.time_limit, told, keep, |control| {
            let started = control.now();
            let mut response = model.respond(theta, &asked.settings, control)?;
            response.answer.solution.statistics.seconds = control.now() - started;
            Ok(response)
        });
        let response = response.map_err(refused)?;
        let at = model.at(theta).map_err(refused)?;
        let object = plain_answer(Some(at), &Answer::of_search(response.answer.solution.clone()))?;
        set(&object, "strategy", &voice(model, &response)?)?;
        let by = match response.answer.proof {
            Proof::Multipliers(_) => Some("multipliers"),
            Proof::Tree(_) => Some("tree"),
            Proof::Warm(_) | Proof::Search => None,
        };
        if let Some(by) = by {
            let proof = js_sys::Reflect::get(&object, &"proof".into())?;
            if proof.is_object() {
                set(&proof, "by", &by.into())?;
            }
        }
        Ok(object)
    }

    /// Answers the program at each of many θ, `width` numbers each, one after the other; nothing where no file
    /// is of it. The time limit holds for each.
    ///
    /// # Errors
    /// As [`Strategies::answer`], with the first θ that does not fit.
    #[wasm_bindgen(js_name = answerMany)]
    pub fn answer_many(
        &mut self,
        numbers: &[f64],
        terms: &[f64],
        width: usize,
        thetas: &[f64],
        options: JsValue,
        with_values: bool,
    ) -> Result<Option<LearnedVariants>, JsValue> {
        let Some(model) = self.of(numbers, terms, width)? else { return Ok(None) };
        let options = SolveOptions::read(&options)?;
        let asked = options.for_guide(None)?;
        let columns = model.program().base.columns.len();
        let (clock, mut found) = (Clock::new(), LearnedVariants::default());
        for (at, theta) in thetas.chunks_exact(width.max(1)).enumerate() {
            let none: Option<fn(&[f64])> = None;
            let answer = with_session(&clock, options.time_limit, None, none, |control| {
                model.answer(theta, &asked.settings, control)
            });
            let answer = answer.map_err(|error| refused(error).within(format!("variant {at}")))?;
            let solution = answer.solution;
            found.statuses.push(solution.status as u8);
            found.objectives.push(solution.objective.unwrap_or(f64::NAN));
            found.bounds.push(solution.bound.unwrap_or(f64::NAN));
            if with_values {
                let end = found.values.len() + columns;
                found.values.extend(solution.values.iter().take(columns));
                found.values.resize(end, f64::NAN);
            }
            let (proof, strategy) = match answer.proof {
                Proof::Multipliers(number) => (0, number as i32),
                Proof::Tree(number) => (1, number as i32),
                Proof::Warm(_) => (2, -1),
                Proof::Search => (3, -1),
            };
            found.proofs.push(proof);
            found.strategies.push(strategy);
        }
        Ok(Some(found))
    }
}

impl Strategies {
    /// The file of a packed program, its numbers those at θ = 0, with its packed terms.
    fn of(&mut self, numbers: &[f64], terms: &[f64], width: usize) -> Result<Option<&mut Model>, JsValue> {
        let is_known = |known: &Option<Known>| known.as_ref().is_some_and(|k| k.is(numbers, terms, width));
        if let Some(at) = self.known.iter().position(is_known) {
            return Ok(self.models.get_mut(at));
        }
        let Some(given) = given(numbers, terms, width)? else { return Ok(None) };
        let Some(at) = self.models.iter().position(|model| same_numbers(model.program(), &given)) else {
            return Ok(None);
        };
        if let Some(known) = self.known.get_mut(at) {
            *known = Some(Known { numbers: numbers.to_vec(), terms: terms.to_vec(), width });
        }
        Ok(self.models.get_mut(at))
    }
}

/// A packed program, its numbers those at θ = 0, with its packed terms; nothing for what is no program.
fn given(numbers: &[f64], terms: &[f64], width: usize) -> Result<Option<ParametricProgram>, JsValue> {
    let Problem::Program(base) = read_packed(numbers, Vec::new(), Vec::new())? else { return Ok(None) };
    Ok(Some(ParametricProgram {
        base,
        parameters: vec![String::new(); width],
        terms: unpacked(terms).ok_or_else(other_version)?,
        distribution: None,
    }))
}

/// Where a proof is from, in words.
fn proof_of(proof: Proof) -> &'static str {
    match proof {
        Proof::Multipliers(_) => "by the multipliers of a strategy",
        Proof::Tree(_) => "by a stored tree",
        Proof::Warm(_) => "by a few steps from a strategy",
        Proof::Search => "by a search",
    }
}

/// What a file says of an answer.
pub(crate) fn voice(model: &Model, response: &Response) -> Result<JsValue, JsValue> {
    let card = &model.learned().card;
    let sentence = |number: u32| card.sentences.get(number as usize).map(String::as_str);
    plain_object(&Voice {
        model: &card.name,
        number: response.strategy,
        sentence: response.strategy.and_then(sentence),
        path: &response.path,
        boundary: response.boundary.as_ref().map(|boundary| Border {
            distance: boundary.distance,
            text: &boundary.text,
            beyond: boundary.beyond.and_then(sentence),
            exact: boundary.is_exact,
        }),
        proven: proof_of(response.answer.proof),
        searched: matches!(response.answer.proof, Proof::Search),
        predicted: response.strategy.is_some() && response.strategy == response.guess,
        inside: response.is_inside,
    })
}

/// Terms as the package packs them.
fn unpacked(numbers: &[f64]) -> Option<Vec<AffineTerm>> {
    let term = |n: &[f64]| {
        let (i, j) = (n[1] as usize, n[2] as usize);
        let target = match n[0] as u8 {
            0 => Target::Offset,
            1 => Target::Cost(j),
            2 => Target::ColumnLower(j),
            3 => Target::ColumnUpper(j),
            4 => Target::RowLower(i),
            5 => Target::RowUpper(i),
            6 => Target::Coefficient(i, j),
            _ => return None,
        };
        Some(AffineTerm { target, parameter: n[3] as usize, coefficient: n[4] })
    };
    let is_whole = numbers.len().is_multiple_of(OF_TERM);
    is_whole.then(|| numbers.chunks_exact(OF_TERM).map(term).collect()).flatten()
}

fn damaged(error: LearnedError) -> BindingError {
    BindingError::new(Code::InvalidWeights, error)
}

pub(crate) fn refused(error: LabelError) -> BindingError {
    match error {
        LabelError::Search(error) => GuideError::from(error).into(),
        LabelError::Parametric(error) => of_theta(error),
        other => BindingError::new(Code::NotApplicable, other),
    }
}

fn of_theta(error: ParametricError) -> BindingError {
    BindingError::new(Code::InvalidInput, error).at("parametric", "")
}

fn other_version() -> BindingError {
    let message = "the packed program is of another version of the package";
    BindingError::new(Code::InvalidInput, message).at("program", "")
}
