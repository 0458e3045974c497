//! The one door: an instance of a family or a program, a method, an answer.

use crate::answer::{Answer, checked};
use crate::certificate::{self, BoundSource, Certify};
use crate::error::GuideError;
use crate::lstm_opt::{self, Use, selection::Level};
use crate::models::{Library, Prediction};
use crate::robust;
use crate::run::{lot_sizing_separators, run};
use hunch_families::clsp::{self, Instance, Plan};
use hunch_model::{Control, Event, Program, Relay, Solution, Statistics, Status};
use hunch_search::explain::{Diagnosis, Explanation, explain};
#[cfg(not(target_family = "wasm"))]
use hunch_search::race::race;
use hunch_search::{Engine, Guidance, SearchError, Separators, Settings};
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Fix the most confident predictions, search the rest, lower the level until feasible.
    Guess,
    /// The search alone.
    Search,
    /// The family's exact structured algorithm.
    Exact,
    /// The prediction as a start of the search.
    Start,
    /// The prediction as inequalities that the search may drop.
    Cuts,
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 5] = [Method::Guess, Method::Search, Method::Exact, Method::Start, Method::Cuts];

    /// Its name in options and answers.
    pub fn name(self) -> &'static str {
        match self {
            Method::Guess => "guess",
            Method::Search => "search",
            Method::Exact => "exact",
            Method::Start => "start",
            Method::Cuts => "cuts",
        }
    }

    /// The method of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// What is to be solved.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// A lot-sizing instance.
    Clsp(Instance),
    /// An instance of a robust family.
    Robust(robust::Instance),
    /// Any program; methods that need a family do not apply.
    Program(Program),
}

/// How it is to be solved.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// Share of the binaries to fix first.
    pub level: Level,
    /// The engine behind every search.
    pub engine: Engine,
    /// Its settings.
    pub settings: Settings,
    /// What proves the bound of a guided answer.
    pub certify: Certify,
    /// The penalty `ν` that a robust model is asked for, where it takes one: how cautious the guess is.
    pub penalty: f64,
    /// Probabilities (or outputs, for robust families) that were predicted elsewhere (on a GPU, say); the library is then not asked.
    pub probabilities: Option<Vec<f32>>,
    /// Whether an infeasible problem is to be explained.
    pub explain: bool,
    /// Threads of [`Method::Search`], each with a strategy of its own (see [`hunch_search::strategy`]); with more than one, runs differ in their counts. There
    /// are none in wasm, where the host races [`crate::SlicedSearch`]es instead.
    pub threads: NonZeroUsize,
}

/// Between bold and cautious: at this penalty the paper's knapsacks were feasible in 95 cases of 100 (table 1).
pub const DEFAULT_PENALTY: f64 = 10.0;

impl Default for Options {
    fn default() -> Self {
        Self {
            method: Method::Guess,
            level: Level::DEFAULT,
            engine: Engine::default(),
            settings: Settings::default(),
            certify: Certify::default(),
            penalty: DEFAULT_PENALTY,
            probabilities: None,
            explain: false,
            threads: NonZeroUsize::MIN,
        }
    }
}

impl Options {
    /// Refuses several threads where one has to do.
    fn admit_threads(&self, problem: &Problem) -> Result<(), GuideError> {
        let raced = self.method == Method::Search
            && self.engine == Engine::Hunch
            && !matches!(problem, Problem::Robust(_))
            && cfg!(not(target_family = "wasm"));
        if raced || self.threads.get() == 1 {
            return Ok(());
        }
        let reason =
            "only our own search of a program or a lot-sizing instance runs on several threads".into();
        Err(GuideError::NotApplicable { method: self.method.name(), reason })
    }
}

/// Solves a problem.
///
/// # Errors
/// Malformed input, a method that does not apply, a missing or overflowing model. Limits and infeasibility are statuses.
pub fn solve(
    problem: &Problem,
    options: &Options,
    library: &Library,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    options.admit_threads(problem)?;
    let started = control.now();
    let mut answer = match problem {
        Problem::Clsp(instance) => {
            instance.validate()?;
            solve_clsp(instance, options, library, control)?
        }
        Problem::Robust(instance) => {
            instance.validate()?;
            solve_robust(instance, options, library, control)?
        }
        Problem::Program(program) => {
            program.validate()?;
            solve_program(program, options, control)?
        }
    };
    if options.explain && answer.solution.status == Status::Infeasible {
        answer.explanation = explanation(problem, &options.settings, control)?;
    }
    answer.solution.statistics.seconds = control.now() - started;
    Ok(answer)
}

/// Rows, columns and integrality conditions that cannot hold together; `None` when a limit came before some were found.
pub(crate) fn explanation(
    problem: &Problem,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Option<Explanation>, SearchError> {
    stage(control, "explain");
    // What an explanation finds on its way are points of other programs.
    let quiet = &mut Relay::new(control).silent();
    let diagnosis = match problem {
        Problem::Clsp(instance) => explain(&clsp::program(instance), settings, quiet)?,
        Problem::Program(program) => explain(program, settings, quiet)?,
        // To do nothing is always allowed in the robust families: no instance of theirs is infeasible.
        Problem::Robust(_) => return Ok(None),
    };
    Ok(match diagnosis {
        Diagnosis::Infeasible(explanation) => Some(explanation),
        Diagnosis::Feasible | Diagnosis::Open => None,
    })
}

fn solve_program(
    program: &Program,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    if options.method != Method::Search {
        let reason =
            "a program has no family, so no model and no structured algorithm; use \"search\"".into();
        return Err(GuideError::NotApplicable { method: options.method.name(), reason });
    }
    search_alone(program, &Vec::new, options, control)
}

fn solve_robust(
    instance: &robust::Instance,
    options: &Options,
    library: &Library,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    match options.method {
        Method::Search => robust::solve(instance, None, options, control),
        Method::Exact | Method::Cuts => {
            let reason = "robust families have \"guess\", \"start\" and \"search\"".into();
            Err(GuideError::NotApplicable { method: options.method.name(), reason })
        }
        Method::Guess | Method::Start => {
            let (prediction, seconds) = match &options.probabilities {
                Some(outputs) => (Some(brought(outputs)), 0.0),
                None => {
                    stage(control, "predict");
                    let started = control.now();
                    let prediction = library.predict_robust(&[instance], options.penalty, control)?;
                    (prediction.and_then(|mut all| all.pop()), control.now() - started)
                }
            };
            // Stopped before the network was through: a decision without a guess is there all the same.
            let outputs = prediction.as_ref().map(|p| p.probabilities.as_slice());
            let mut answer = robust::solve(instance, outputs, options, control)?;
            answer.predict_seconds = seconds;
            if let Some(prediction) = prediction {
                answer.probabilities = Some(prediction.probabilities);
                answer.model = Some(prediction.model).filter(|name| !name.is_empty());
            }
            Ok(answer)
        }
    }
}

/// The search on the whole program.
fn search_alone(
    program: &Program,
    separators: &(dyn Fn() -> Separators + Sync),
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    stage(control, "search");
    let guidance = Guidance::none();
    #[cfg(not(target_family = "wasm"))]
    if options.threads.get() > 1 {
        let raced = race(program, &options.settings, &guidance, separators, options.threads, control)?;
        let mut answer = of_search(raced.outcome.solution);
        answer.strategy = raced.winner.map(|strategy| strategy.name);
        return Ok(answer);
    }
    let outcome = run(program, separators(), options.engine, &options.settings, &guidance, control)?;
    Ok(of_search(outcome.solution))
}

/// The answer of a search on the whole program; its bound is the original's.
pub(crate) fn of_search(solution: Solution) -> Answer {
    let mut answer = Answer::new(Method::Search, solution);
    answer.bound_source = answer.solution.bound.map(|_| BoundSource::Search);
    answer
}

fn solve_clsp(
    instance: &Instance,
    options: &Options,
    library: &Library,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    if !instance.is_feasible() {
        // Known without any search: demand outruns capacity in some prefix of the horizon.
        let solution = Solution::without_values(Status::Infeasible, None, Statistics::default());
        return Ok(Answer::new(options.method, solution));
    }
    let program = clsp::program(instance);
    let mut answer = match options.method {
        Method::Search => search_alone(&program, &|| lot_sizing_separators(instance), options, control)?,
        Method::Exact => exact(instance, &program, control)?,
        Method::Guess | Method::Start | Method::Cuts => {
            let prediction = predict(instance, options, library, control)?;
            match prediction {
                Some((prediction, seconds)) => {
                    let mut answer = guided(instance, &program, &prediction.probabilities, options, control)?;
                    answer.probabilities = Some(prediction.probabilities);
                    answer.model = Some(prediction.model).filter(|name| !name.is_empty());
                    answer.predict_seconds = seconds;
                    answer
                }
                None => Answer::new(
                    options.method,
                    Solution::without_values(Status::Limit, None, Statistics::default()),
                ),
            }
        }
    };
    if answer.solution.status.has_values() {
        answer.plan = Plan::from_values(instance, &answer.solution.values).ok();
    }
    Ok(answer)
}

fn exact(instance: &Instance, program: &Program, control: &mut dyn Control) -> Result<Answer, GuideError> {
    stage(control, "exact");
    let solution = certificate::solve_exactly(instance, control).map_err(|error| {
        GuideError::NotApplicable { method: Method::Exact.name(), reason: format!("{error}; use \"search\"") }
    })?;
    let solution = match solution.status {
        status if status.has_values() => {
            checked(program, solution.values, solution.bound, solution.statistics)
        }
        _ => solution,
    };
    let mut answer = Answer::new(Method::Exact, solution);
    answer.bound_source = answer.solution.bound.map(|_| BoundSource::Exact);
    Ok(answer)
}

/// A prediction that the caller brought.
fn brought(probabilities: &[f32]) -> Prediction {
    Prediction { probabilities: probabilities.to_vec(), model: String::new(), familiar: true }
}

/// The prediction and its seconds; `None` when the control stopped it.
fn predict(
    instance: &Instance,
    options: &Options,
    library: &Library,
    control: &mut dyn Control,
) -> Result<Option<(Prediction, f64)>, GuideError> {
    if let Some(probabilities) = &options.probabilities {
        return Ok(Some((brought(probabilities), 0.0)));
    }
    stage(control, "predict");
    let started = control.now();
    let prediction = library.predict_one(instance, control)?;
    Ok(prediction.map(|p| (p, control.now() - started)))
}

fn guided(
    instance: &Instance,
    program: &Program,
    probabilities: &[f32],
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let how = match options.method {
        Method::Start => Use::Start,
        Method::Cuts => Use::UserCuts,
        _ => Use::Fix(options.level),
    };
    stage(control, "search");
    let found =
        lstm_opt::solve(instance, program, probabilities, how, options.engine, &options.settings, control)?;
    let search = found.outcome.solution;
    // Nothing fixed: the search's claims are claims about the original problem.
    let unrestricted = found.fixed.iter().all(Option::is_none);
    let values = match search.status.has_values() {
        true => search.values.clone(),
        // The limit came before the search found anything: the repaired guess is feasible all the same.
        false => lstm_opt::repair::feasible_plan(instance, probabilities)
            .map(|p| p.to_values())
            .unwrap_or_default(),
    };
    let certify_started = control.now();
    let own = search.bound.filter(|_| unrestricted);
    let (bound, source) = match own {
        Some(bound) if search.status == Status::Optimal => (Some(bound), Some(BoundSource::Search)),
        _ => stronger(own, certificate::bound(instance, options.certify, control)),
    };
    let solution = checked(program, values, bound, search.statistics);
    let mut answer = Answer::new(options.method, solution);
    answer.bound_source = source;
    answer.certify_seconds = control.now() - certify_started;
    answer.account = Some(found.outcome.account);
    if found.level.is_some() {
        answer.level = found.level;
        answer.fixed = Some(found.fixed.iter().map(Option::is_some).collect());
    }
    Ok(answer)
}

/// The larger of the search's own bound and a certificate's: both hold for a minimisation.
fn stronger(
    own: Option<f64>,
    certified: (Option<f64>, Option<BoundSource>),
) -> (Option<f64>, Option<BoundSource>) {
    match (own, certified) {
        (Some(own), (Some(bound), _)) if bound <= own => (Some(own), Some(BoundSource::Search)),
        (Some(own), (None, _)) => (Some(own), Some(BoundSource::Search)),
        (_, certified) => certified,
    }
}

pub(crate) fn stage(control: &mut dyn Control, name: &str) {
    control.emit(Event::Stage { name: name.into() });
}
