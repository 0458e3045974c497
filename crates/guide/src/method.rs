//! What a method is, and what its caller may choose.

use crate::answer::Answer;
use crate::certificate::Certify;
use crate::error::GuideError;
use crate::lstm_opt::selection::Level;
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_families::family::Ask;
use hunch_model::{Control, Event};
use hunch_search::{Engine, Guidance, Settings};
use std::fmt;
use std::num::NonZeroUsize;

/// A way to answer.
pub trait Method: Send + Sync {
    /// Its name in options and answers.
    fn name(&self) -> &'static str;

    /// Answers a problem that is valid and not known to be infeasible.
    ///
    /// # Errors
    /// The method does not apply, or what network and search refuse. Limits and infeasibility are statuses.
    fn run(
        &self,
        problem: &Problem,
        network: &mut dyn Network,
        solver: &mut dyn Solver,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError>;
}

impl PartialEq for dyn Method {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl fmt::Debug for dyn Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

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
    /// What a program's search is told beforehand: a start, probabilities, priorities.
    pub guidance: Guidance,
    /// Whether duals of integer programs, and ranges, are to be found.
    pub sensitivity: bool,
    /// Whether the least changes are to be found that would make an infeasible problem feasible.
    pub repair: bool,
    /// Whether an infeasible problem is to be explained.
    pub explain: bool,
    /// Threads of the method `search`, each with a strategy of its own (see [`hunch_search::strategy`]), and
    /// of `auto`, which uses two beside a guess: one within it and one beyond. With more than one, runs differ
    /// in their counts. There are none in wasm, where the host races
    /// [`crate::SlicedSearch`]es instead.
    pub threads: NonZeroUsize,
}

impl Options {
    /// What a network is asked for beyond the instance.
    pub fn ask(&self) -> Ask {
        Ask { penalty: self.penalty }
    }

    /// What is said of single columns is said of a program's own.
    pub(crate) fn admit_instance(&self) -> Result<(), GuideError> {
        if self.guidance.is_empty() && !self.sensitivity {
            return Ok(());
        }
        let reason = "starts, hints and sensitivity are for programs, not for instances of a family".into();
        Err(GuideError::NotApplicable { method: self.method.name(), reason })
    }

    /// Refuses several threads where one has to do.
    pub(crate) fn admit_threads(&self, problem: &Problem) -> Result<(), GuideError> {
        let raced = matches!(self.method.name(), "search" | "auto")
            && self.engine == Engine::Hunch
            && !problem.decides()
            && cfg!(not(target_family = "wasm"));
        if raced || self.threads.get() == 1 {
            return Ok(());
        }
        let reason =
            "only our own search runs on several threads, by itself or in \"auto\"; of decisions none does"
                .into();
        Err(GuideError::NotApplicable { method: self.method.name(), reason })
    }
}

/// Tells that a stage begins.
pub(crate) fn stage(control: &mut dyn Control, name: &str) {
    control.emit(Event::Stage { name: name.into() });
}
