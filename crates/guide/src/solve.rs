//! The one entry: an instance of a family or a program, a method, an answer.

use crate::answer::Answer;
use crate::certificate::Certify;
use crate::error::GuideError;
use crate::lstm_opt::selection::Level;
use crate::methods::{Auto, Method};
use crate::models::Library;
use crate::network::{self, Network};
use crate::problem::Problem;
use crate::solver;
use hunch_families::family::{Ask, DEFAULT_PENALTY};
use hunch_model::{Control, Event, Relay, Solution, Statistics, Status};
use hunch_search::explain::{Diagnosis, Explanation, explain};
use hunch_search::{Engine, SearchError, Settings};
use std::num::NonZeroUsize;

/// How a problem is to be solved.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The method.
    pub method: &'static dyn Method,
    /// Share of the binaries to fix first.
    pub level: Level,
    /// The engine behind every search.
    pub engine: Engine,
    /// Its settings; the gaps among them are those at which every method ends.
    pub settings: Settings,
    /// What proves the bound of a guided answer.
    pub certify: Certify,
    /// Whether `auto` may use the exact algorithm of a family.
    pub exact: bool,
    /// The penalty that a network is asked for, where it takes one: how cautious the guess is.
    pub penalty: f64,
    /// Outputs that were predicted elsewhere (on a GPU, say); the library is then not asked.
    pub probabilities: Option<Vec<f32>>,
    /// Whether an infeasible problem is to be explained.
    pub explain: bool,
    /// Threads of the method `search`, each with a strategy of its own (see [`hunch_search::strategy`]); with
    /// more than one, runs differ in their counts. There are none in wasm, where the host races
    /// [`crate::SlicedSearch`]es instead.
    pub threads: NonZeroUsize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            method: &Auto,
            level: Level::DEFAULT,
            engine: Engine::default(),
            settings: Settings::default(),
            certify: Certify::default(),
            exact: true,
            penalty: DEFAULT_PENALTY,
            probabilities: None,
            explain: false,
            threads: NonZeroUsize::MIN,
        }
    }
}

impl Options {
    /// What a network is asked for beyond the instance.
    pub fn ask(&self) -> Ask {
        Ask { penalty: self.penalty }
    }

    /// Refuses several threads where one has to do.
    fn admit_threads(&self, problem: &Problem) -> Result<(), GuideError> {
        let raced = self.method.name() == "search"
            && self.engine == Engine::Hunch
            && !problem.decides()
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
/// Malformed input, a method that does not apply, a missing or overflowing model. Limits and infeasibility
/// are statuses.
pub fn solve(
    problem: &Problem,
    options: &Options,
    library: &Library,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    match &options.probabilities {
        Some(outputs) => solve_with(problem, options, &mut network::Brought(outputs), control),
        None => solve_with(problem, options, &mut network::Local(library), control),
    }
}

/// [`solve`] with a network of the caller's.
///
/// # Errors
/// As [`solve`].
pub fn solve_with(
    problem: &Problem,
    options: &Options,
    network: &mut dyn Network,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    options.admit_threads(problem)?;
    let started = control.now();
    let known_infeasible = match problem {
        Problem::Instance(case) => {
            case.validate()?;
            case.is_infeasible()
        }
        Problem::Program(program) => {
            program.validate()?;
            false
        }
    };
    let mut answer = if known_infeasible {
        let solution = Solution::without_values(Status::Infeasible, None, Statistics::default());
        Answer::new(options.method.name(), solution)
    } else {
        run(problem, options, network, control)?
    };
    if options.explain && answer.solution.status == Status::Infeasible {
        answer.explanation = explanation(problem, &options.settings, control)?;
    }
    answer.solution.statistics.seconds = control.now() - started;
    Ok(answer)
}

fn run(
    problem: &Problem,
    options: &Options,
    network: &mut dyn Network,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let (engine, settings, threads) = (options.engine, &options.settings, options.threads);
    let mut solver = solver::Local { engine, settings, threads };
    options.method.run(problem, network, &mut solver, options, control)
}

/// Rows, columns and integrality conditions that cannot hold together; `None` when a limit came before some
/// were found.
pub(crate) fn explanation(
    problem: &Problem,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Option<Explanation>, SearchError> {
    stage(control, "explain");
    // What an explanation finds on its way are points of other programs.
    let quiet = &mut Relay::new(control).silent();
    let diagnosis = match problem {
        // To do nothing is always allowed where answers are decisions: no such instance is infeasible.
        Problem::Instance(_) if problem.decides() => return Ok(None),
        Problem::Instance(case) => explain(&case.program().linear, settings, quiet)?,
        Problem::Program(program) => explain(program, settings, quiet)?,
    };
    Ok(match diagnosis {
        Diagnosis::Infeasible(explanation) => Some(explanation),
        Diagnosis::Feasible | Diagnosis::Open => None,
    })
}

pub(crate) fn stage(control: &mut dyn Control, name: &str) {
    control.emit(Event::Stage { name: name.into() });
}
