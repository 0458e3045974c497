//! Programs that stay in the module: changed, solved again from where the last solve ended, and solved in
//! thousands of variants.

use crate::answer::plain_answer;
use crate::bindings::{SolveOptions, named, read_packed};
use crate::error::{BindingError, Code};
use crate::host::{Clock, with_session};
use crate::parcel::{pack_snapshot, unpack_changes, unpack_snapshot};
use hunch_guide::analysis::{without_worth, worth};
use hunch_guide::{Answer, GuideError, Problem};
use hunch_model::Program;
use hunch_search::SearchError;
use hunch_search::domain::Bounds;
use hunch_search::loaded::{Change, ChangeError, Loaded, VariantError};
use hunch_search::node_account::{Reason, Step};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A program that stays.
#[wasm_bindgen]
pub struct LoadedProgram {
    loaded: Loaded,
}

/// Answers to variants, one entry each.
#[wasm_bindgen(getter_with_clone)]
#[derive(Default)]
pub struct Variants {
    /// Statuses as numbers, in the order of the package's list.
    #[wasm_bindgen(readonly)]
    pub statuses: Vec<u8>,
    /// Objectives and bounds, NaN where there is none.
    #[wasm_bindgen(readonly)]
    pub objectives: Vec<f64>,
    /// Proven bounds, likewise.
    #[wasm_bindgen(readonly)]
    pub bounds: Vec<f64>,
    /// One value a column for each variant, NaN where it has none; empty unless they are wanted.
    #[wasm_bindgen(readonly)]
    pub values: Vec<f64>,
    /// One dual a row for each variant, likewise.
    #[wasm_bindgen(readonly)]
    pub duals: Vec<f64>,
    /// Simplex iterations, all together.
    #[wasm_bindgen(readonly)]
    pub iterations: f64,
}

#[wasm_bindgen]
impl LoadedProgram {
    /// Takes a packed program with its names, all or none.
    ///
    /// # Errors
    /// `invalid-input` and `not-applicable`, with field and value.
    #[wasm_bindgen(constructor)]
    pub fn new(
        numbers: &[f64],
        columns: Vec<String>,
        rows: Vec<String>,
        options: JsValue,
    ) -> Result<Self, JsValue> {
        let options = SolveOptions::read(&options)?;
        let settings = options.for_guide(None)?.settings;
        let Problem::Program(program) = read_packed(numbers, columns, rows)? else {
            return Err(other_version().into());
        };
        Ok(Self { loaded: Loaded::new(program, &settings).map_err(refused)? })
    }

    /// Makes packed changes, all or none; `names` are those of new columns and rows, in order.
    ///
    /// # Errors
    /// `invalid-input`, with the change that does not fit.
    pub fn change(&mut self, numbers: &[f64], names: Vec<String>) -> Result<(), JsValue> {
        let changes = unpack_changes(numbers, names).ok_or_else(other_version)?;
        Ok(self.loaded.change(&changes).map_err(|e| misfit(&e))?)
    }

    /// Solves the program as it is now; the answer is that of `solvePacked`.
    ///
    /// # Errors
    /// Options that do not fit.
    pub fn solve(
        &mut self,
        options: JsValue,
        listener: Option<Function>,
        keeper: Option<Function>,
    ) -> Result<JsValue, JsValue> {
        let options = SolveOptions::read(&options)?;
        let asked = options.for_guide(None)?;
        self.loaded.set_settings(&asked.settings);
        let keep = keeper.map(|keeper| {
            move |values: &[f64]| {
                let point = js_sys::Object::new();
                let values = js_sys::Float64Array::from(values);
                if crate::answer::set(&point, "values", &values).is_ok() {
                    keeper.call1(&JsValue::NULL, &point).ok();
                }
            }
        });
        let told = listener.as_ref().map(|listener| (listener, options.found_only));
        let answer = with_session(
            &Clock::new(),
            options.time_limit,
            told,
            keep,
            |control| -> Result<Answer, SearchError> {
                let started = control.now();
                let outcome = self.loaded.solve(&asked.guidance, control)?;
                let mut answer = Answer::of_search(outcome.solution);
                answer.sensitivity = worth(self.loaded.program(), &asked, &answer.solution, control);
                answer.without_sensitivity = without_worth(self.loaded.program(), &asked, &answer.solution);
                answer.solution.statistics.seconds = control.now() - started;
                Ok(answer)
            },
        );
        plain_answer(Some(self.loaded.program()), &answer.map_err(refused)?)
    }

    /// Solves variants: each is a list of packed changes, made on the program as it is now and undone after
    /// it. `ends` says where each ends among `numbers`, `name_ends` likewise for names.
    ///
    /// # Errors
    /// The first change that does not fit; the program is as before then.
    #[wasm_bindgen(js_name = solveMany)]
    pub fn solve_many(
        &mut self,
        numbers: &[f64],
        ends: &[u32],
        options: JsValue,
        with_values: bool,
        with_duals: bool,
    ) -> Result<Variants, JsValue> {
        let options = SolveOptions::read(&options)?;
        let asked = options.for_guide(None)?;
        self.loaded.set_settings(&asked.settings);
        let mut found = Variants::default();
        let mut from = 0;
        for (at, &end) in ends.iter().enumerate() {
            let part = numbers.get(from..end as usize);
            from = end as usize;
            let changes = part.and_then(|part| unpack_changes(part, Vec::new())).ok_or_else(other_version)?;
            // Each variant has the time limit of the call by itself.
            let none: Option<fn(&[f64])> = None;
            let solved = with_session(&Clock::new(), options.time_limit, None, none, |control| {
                self.loaded.solve_variant(&changes, &asked.guidance, control)
            });
            let solution = match solved {
                Ok(outcome) => outcome.solution,
                Err(VariantError::Change(e)) => {
                    return Err(misfit(&e).within(format!("variant {at}")).into());
                }
                Err(VariantError::Search(e)) => return Err(refused(e).into()),
            };
            found.statuses.push(solution.status as u8);
            found.objectives.push(solution.objective.unwrap_or(f64::NAN));
            found.bounds.push(solution.bound.unwrap_or(f64::NAN));
            found.iterations += solution.statistics.iterations as f64;
            let (columns, rows) = shape(self.loaded.program(), &changes);
            if with_values {
                extend(&mut found.values, Some(&solution.values), columns);
            }
            if with_duals {
                extend(&mut found.duals, solution.duals.as_ref(), rows);
            }
        }
        Ok(found)
    }

    /// What fixed which column at a node of the tree. `path` has three numbers a step from the root: column, or
    /// −1 where it is none of the program's, lower and upper bound. Back come depth and reason of the end, −1
    /// twice without one, and five numbers a change: column, bounds, depth, reason. A reason is a row, or one of
    /// those before 0.
    ///
    /// # Errors
    /// A path that does not fit, or a program that says more than linear rows and integers.
    #[wasm_bindgen(js_name = nodeAccount)]
    pub fn node_account(
        &self,
        path: &[f64],
        best: Option<f64>,
        time_limit: f64,
    ) -> Result<Vec<f64>, JsValue> {
        let steps: Vec<Option<Bounds>> = path
            .chunks_exact(3)
            .map(|step| {
                let (lower, upper) = (step[1], step[2]);
                (step[0] >= 0.0).then_some(Bounds { column: step[0] as u32, lower, upper })
            })
            .collect();
        let none: Option<fn(&[f64])> = None;
        let account = with_session(&Clock::new(), Some(time_limit), None, none, |control| {
            self.loaded.node_account(&steps, best, control)
        });
        let account = account.map_err(refused)?;
        let mut numbers = match account.end {
            Some((depth, reason)) => vec![depth as f64, number(reason)],
            None => vec![-1.0, -1.0],
        };
        for Step { bounds, depth, reason } in account.steps {
            let column = f64::from(bounds.column);
            numbers.extend([column, bounds.lower, bounds.upper, depth as f64, number(reason)]);
        }
        Ok(numbers)
    }

    /// The program with its basis and point, packed.
    pub fn snapshot(&self) -> Vec<f64> {
        pack_snapshot(&self.loaded.snapshot())
    }

    /// Sets program, basis and point back; names stay those given.
    ///
    /// # Errors
    /// `invalid-input` where the numbers are none of this form.
    pub fn restore(
        &mut self,
        numbers: &[f64],
        columns: Vec<String>,
        rows: Vec<String>,
    ) -> Result<(), JsValue> {
        let mut snapshot = unpack_snapshot(numbers).ok_or_else(other_version)?;
        let program = std::mem::take(&mut snapshot.program);
        snapshot.program = named(program, columns, rows).ok_or_else(other_version)?;
        self.loaded.restore(snapshot);
        Ok(())
    }
}

/// A reason as a number: a row's place, or one before 0.
fn number(reason: Reason) -> f64 {
    match reason {
        Reason::Row(row) => row as f64,
        Reason::Branching => -1.0,
        Reason::Objective => -2.0,
        Reason::Relaxation => -3.0,
    }
}

/// How many columns and rows the program has after changes that fit it.
fn shape(program: &Program, changes: &[Change]) -> (usize, usize) {
    let (mut columns, mut rows) = (program.columns.len(), program.rows.len());
    for change in changes {
        match change {
            Change::AddColumn { .. } => columns += 1,
            Change::AddRow { .. } => rows += 1,
            Change::RemoveColumn(_) => columns -= 1,
            Change::RemoveRow(_) => rows -= 1,
            _ => {}
        }
    }
    (columns, rows)
}

/// One number a column or row; NaN for all where an answer has none.
fn extend(list: &mut Vec<f64>, numbers: Option<&Vec<f64>>, length: usize) {
    let end = list.len() + length;
    list.extend(numbers.into_iter().flatten().take(length));
    list.resize(end, f64::NAN);
}

fn misfit(error: &ChangeError) -> BindingError {
    let field = format!("changes[{}].{}", error.at, error.field);
    BindingError::new(Code::InvalidInput, error).at(field, &error.value)
}

fn refused(error: SearchError) -> BindingError {
    BindingError::from(GuideError::from(error))
}

fn other_version() -> BindingError {
    let message = "the packed program or its changes are of another version of the package";
    BindingError::new(Code::InvalidInput, message).at("program", "")
}
