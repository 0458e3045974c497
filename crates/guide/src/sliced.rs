//! The search alone in slices, for hosts that race several of them without threads: between two slices a host
//! hears its partners, and hands on what they found.

use crate::analysis::analyse;
use crate::answer::Answer;
use crate::error::GuideError;
use crate::method::{Options, stage};
use crate::problem::Problem;
#[cfg(feature = "kinds")]
use hunch_model::Cut;
use hunch_model::{Control, GapScale, Program, Solution, Status};
#[cfg(feature = "kinds")]
use hunch_search::demand::{Demand, Question};
use hunch_search::{Engine, Search, StepResult, Strategy};
use std::borrow::Cow;

/// A search of a program or of an instance that has one without cones, which returns to its host every few
/// milliseconds.
pub struct SlicedSearch {
    problem: Problem,
    options: Options,
    search: Search,
    scale: GapScale,
    finished: bool,
    /// Whether rows come on demand that are part of the program.
    #[cfg(feature = "kinds")]
    told_rows: bool,
}

impl SlicedSearch {
    /// Prepares the search; nothing is solved yet. The seed of the settings names its strategy.
    ///
    /// # Errors
    /// A malformed problem; a method other than `search`, another engine than ours, or answers that are
    /// decisions: these do not run in slices.
    pub fn new(problem: Problem, options: Options) -> Result<Self, GuideError> {
        #[cfg(feature = "kinds")]
        if let Problem::Program(program) = &problem
            && !program.objectives.is_empty()
        {
            // Partners compare points by one objective.
            return Err(GuideError::NotApplicable {
                method: options.method.name(),
                reason: "several objectives are searched one after the other, by one worker".into(),
            });
        }
        Self::alone(problem, options)
    }

    /// The same for a host that has no partners.
    ///
    /// # Errors
    /// As [`SlicedSearch::new`], but of several objectives.
    pub fn alone(problem: Problem, options: Options) -> Result<Self, GuideError> {
        let not_applicable = |reason: &str| {
            Err(GuideError::NotApplicable { method: options.method.name(), reason: reason.into() })
        };
        if options.method.name() != "search" || options.engine != Engine::Hunch {
            return not_applicable(
                "several workers race our own search only; use \"search\" and engine \"hunch\"",
            );
        }
        if problem.decides() {
            return not_applicable("decisions are searched by one worker");
        }
        let (program, separators): (Cow<'_, Program>, _) = match &problem {
            Problem::Instance(case) => {
                case.validate()?;
                options.admit_instance()?;
                (Cow::Owned(case.program().linear), case.separators())
            }
            Problem::Program(program) => {
                program.validate()?;
                (Cow::Borrowed(program), Vec::new())
            }
        };
        let scale = GapScale::from(program.as_ref());
        let search = Search::new(&program, Engine::Hunch, &options.settings, &options.guidance)?
            .with_separators(separators);
        Ok(Self {
            problem,
            options,
            search,
            scale,
            finished: false,
            #[cfg(feature = "kinds")]
            told_rows: false,
        })
    }

    /// Asks for rows on demand from now on: see [`hunch_search::demand`].
    ///
    /// # Errors
    /// As [`Search::with_rows_on_demand`].
    #[cfg(feature = "kinds")]
    pub fn with_rows_on_demand(mut self, demand: Demand) -> Result<Self, GuideError> {
        self.search = self.search.with_rows_on_demand(demand)?;
        self.told_rows = demand.lazy;
        Ok(self)
    }

    /// The point that waits for an answer, after a step that returned [`StepResult::Asked`].
    #[cfg(feature = "kinds")]
    pub fn question(&self) -> Option<Question<'_>> {
        self.search.question()
    }

    /// Answers the question that stands, as [`Search::answer`] does. Whether the point is the best one now.
    ///
    /// # Errors
    /// A row that is none; the question still stands then.
    #[cfg(feature = "kinds")]
    pub fn answer_rows(&mut self, rows: Vec<Cut>, control: &mut dyn Control) -> Result<bool, GuideError> {
        Ok(self.search.answer(rows, control)?)
    }

    /// What it solves.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// What its gaps are measured by.
    pub fn scale(&self) -> GapScale {
        self.scale
    }

    /// Tells that it begins; to be called once, before the first slice.
    pub fn begin(&self, control: &mut dyn Control) {
        stage(control, "search");
    }

    /// Works for some milliseconds at most, or until `control` says stop.
    pub fn step(&mut self, control: &mut dyn Control) -> StepResult {
        self.step_within(self.search.look(), control)
    }

    /// The same for about `budget` units of work.
    pub fn step_within(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let end = self.search.step(budget, control);
        self.finished = end == StepResult::Finished;
        end
    }

    /// Takes a point that a partner found, as [`Search::offer`] does.
    ///
    /// # Errors
    /// A point of another length.
    pub fn offer(&mut self, values: &[f64], control: &mut dyn Control) -> Result<bool, GuideError> {
        Ok(self.search.offer(values, control)?)
    }

    /// The answer so far.
    pub fn solution(&self) -> Solution {
        self.search.solution()
    }

    /// The answer with an explanation where one is asked for, which may take long.
    ///
    /// # Errors
    /// The explanation's.
    pub fn answer(&self, control: &mut dyn Control) -> Result<Answer, GuideError> {
        let mut answer = Answer::of_search(self.solution());
        #[cfg(feature = "kinds")]
        {
            answer.told_rows = self.told_rows;
        }
        let conclusive =
            matches!(answer.solution.status, Status::Optimal | Status::Infeasible | Status::Unbounded);
        if self.finished && conclusive {
            answer.strategy = Some(Strategy::of_seed(self.options.settings.seed()).name);
        }
        analyse(&self.problem, &self.options, &mut answer, control)?;
        Ok(answer)
    }
}
