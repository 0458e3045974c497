//! One interface for every engine: which engine runs, what it may use, what comes back.

use crate::certify;
use crate::cuts::family::Separators;
#[cfg(feature = "kinds")]
use crate::demand::{Demand, Question};
use crate::error::{ENGINE_NAMES, SearchError};
use crate::guidance::Guidance;
use crate::hosted::{HostedEngine, HostedRun};
use crate::hunch_engine::HunchRun;
#[cfg(feature = "kinds")]
use crate::kinds::{objectives::ObjectivesRun, run::KindsRun};
#[cfg(feature = "microlp")]
use crate::microlp_engine::MicrolpRun;
use crate::outcome::{Outcome, StepResult};
use crate::params::{LOOK, LOOK_BY_COLUMN};
#[cfg(feature = "kinds")]
use crate::quadratic_engine::{self, QuadraticRun};
use crate::settings::Settings;
#[cfg(feature = "kinds")]
use hunch_model::Cut;
use hunch_model::{Control, Program, Solution};

/// Which engine solves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Our own simplex and branch and bound: guided, stepped and inspected.
    #[default]
    Hunch,
    /// The crate `microlp`: an independent second opinion. It sees guidance only through restarts (see
    /// `microlp_engine`).
    #[cfg(feature = "microlp")]
    Microlp,
    /// An engine that is no part of this crate; whoever runs the search brings it along.
    Hosted(HostedEngine),
}

impl Engine {
    /// The names that [`Engine::from_name`] knows, which depend on what was built.
    pub const NAMES: &[&str] = ENGINE_NAMES;

    /// The engine of that name, one of [`Engine::NAMES`].
    ///
    /// # Errors
    /// [`SearchError::UnknownEngine`] for any other name.
    pub fn from_name(name: &str) -> Result<Self, SearchError> {
        match name {
            "hunch" => Ok(Self::Hunch),
            #[cfg(feature = "microlp")]
            "microlp" => Ok(Self::Microlp),
            other => Err(SearchError::UnknownEngine { name: other.into() }),
        }
    }

    /// Its name, as [`Engine::from_name`] reads it; a hosted engine has the name that its host gave it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hunch => "hunch",
            #[cfg(feature = "microlp")]
            Self::Microlp => "microlp",
            Self::Hosted(engine) => engine.name,
        }
    }
}

/// Solves `program`. Time, interrupts and work limits come through `control`; reaching one is a status of the
/// solution. Every point that is returned has passed [`hunch_model::check`](fn@hunch_model::check) with its
/// integers rounded.
///
/// ```
/// use hunch_model::{Kind, Program, Row, Sense, Status, Unlimited};
/// use hunch_search::{Engine, Guidance, Settings, solve};
///
/// // max 5 a + 4 b   such that   6 a + 4 b <= 24,   a + 2 b <= 6,   a and b integers
/// let mut program = Program::new("two products", Sense::Maximize);
/// let a = program.add_column("a", 5.0, 0.0, f64::INFINITY, Kind::Integer);
/// let b = program.add_column("b", 4.0, 0.0, f64::INFINITY, Kind::Integer);
/// let at_most = |name: &str, upper| Row { name: name.into(), lower: f64::NEG_INFINITY, upper };
/// let entries = [(0, a, 6.0), (0, b, 4.0), (1, a, 1.0), (1, b, 2.0)];
/// program.set_rows(vec![at_most("machine", 24.0), at_most("labour", 6.0)], &entries);
///
/// let answer = solve(&program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited)?;
/// assert_eq!((answer.status, answer.objective), (Status::Optimal, Some(20.0)));
/// assert_eq!(answer.values, [4.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A malformed program or guidance, or a program that the engine does not take. Limits and infeasibility are
/// statuses.
pub fn solve(
    program: &Program,
    engine: Engine,
    settings: &Settings,
    guidance: &Guidance,
    control: &mut dyn Control,
) -> Result<Solution, SearchError> {
    solve_with_account(program, engine, settings, guidance, control).map(|outcome| outcome.solution)
}

/// Like [`solve`], and tells which parts of the guidance helped.
///
/// # Errors
/// As [`solve`].
pub fn solve_with_account(
    program: &Program,
    engine: Engine,
    settings: &Settings,
    guidance: &Guidance,
    control: &mut dyn Control,
) -> Result<Outcome, SearchError> {
    let mut search = Search::new(program, engine, settings, guidance)?;
    search.run(control);
    Ok(search.outcome())
}

/// A search that returns to its caller after every budget of work. It owns a copy of its program.
pub struct Search {
    run: Run,
    columns: usize,
}

enum Run {
    Hunch(Box<HunchRun>),
    #[cfg(feature = "microlp")]
    Microlp(Box<MicrolpRun>),
    Hosted(Box<dyn HostedRun>),
    #[cfg(feature = "kinds")]
    Quadratic(Box<QuadraticRun>),
    #[cfg(feature = "kinds")]
    Kinds(Box<KindsRun>),
    #[cfg(feature = "kinds")]
    Objectives(Box<ObjectivesRun>),
}

impl Search {
    /// Prepares a search; nothing is solved yet.
    ///
    /// # Errors
    /// As [`solve`].
    pub fn new(
        program: &Program,
        engine: Engine,
        settings: &Settings,
        guidance: &Guidance,
    ) -> Result<Self, SearchError> {
        let settled = program.settled();
        let program = settled.as_ref();
        #[cfg(feature = "kinds")]
        if engine == Engine::Hunch && quadratic_engine::takes(program) {
            program.validate()?;
            guidance.validate(program)?;
            let run = Run::Quadratic(Box::new(QuadraticRun::new(program, settings, guidance)?));
            return Ok(Self { run, columns: program.columns.len() });
        }
        #[cfg(feature = "kinds")]
        if engine == Engine::Hunch && certify::is_curved(program) {
            certify::admit_curved(program, guidance)?;
            let run = Run::Hunch(Box::new(HunchRun::curved(program, settings, guidance)?));
            return Ok(Self { run, columns: program.columns.len() });
        }
        if engine != Engine::Hunch {
            certify::admit(program, guidance)?;
        }
        let run = match engine {
            Engine::Hunch => own(program, settings, guidance)?,
            #[cfg(feature = "microlp")]
            Engine::Microlp => Run::Microlp(Box::new(MicrolpRun::new(program, settings, guidance))),
            Engine::Hosted(engine) => Run::Hosted((engine.open)(program, settings, guidance)?),
        };
        Ok(Self { run, columns: program.columns.len() })
    }

    /// Brings a family's separators along. Their cuts, stated in the program's columns, are trusted to hold
    /// for every feasible point; a guess belongs into [`Guidance::cuts`]. Our engine asks them at the root;
    /// others have no use for them.
    #[must_use]
    pub fn with_separators(mut self, separators: Separators) -> Self {
        match &mut self.run {
            Run::Hunch(run) => run.set_separators(separators),
            #[cfg(feature = "kinds")]
            Run::Kinds(run) => run.set_separators(separators),
            #[cfg(feature = "kinds")]
            Run::Objectives(run) => run.set_separators(separators),
            _ => {}
        }
        self
    }

    /// Asks for rows on demand from now on: see [`crate::demand`].
    ///
    /// # Errors
    /// [`SearchError::NoDemand`] where the engine is not our own, or the search has begun.
    #[cfg(feature = "kinds")]
    pub fn with_rows_on_demand(mut self, demand: Demand) -> Result<Self, SearchError> {
        let begun = "the search has begun; they are asked for from its start";
        if let Run::Quadratic(run) = &self.run {
            if run.has_begun() {
                return Err(SearchError::NoDemand { reason: begun });
            }
            self.run = Run::Hunch(Box::new(run.as_tree()?));
        }
        match &mut self.run {
            Run::Hunch(run) if run.has_begun() => Err(SearchError::NoDemand { reason: begun }),
            Run::Hunch(run) => {
                run.ask_for_rows(demand);
                Ok(self)
            }
            Run::Kinds(run) if run.has_begun() => Err(SearchError::NoDemand { reason: begun }),
            Run::Kinds(run) => {
                run.ask_for_rows(demand)?;
                Ok(self)
            }
            Run::Objectives(run) if run.has_begun() => Err(SearchError::NoDemand { reason: begun }),
            Run::Objectives(run) => {
                run.ask_for_rows(demand)?;
                Ok(self)
            }
            _ => Err(SearchError::NoDemand { reason: "the engine \"hunch\" alone asks for them" }),
        }
    }

    /// The point that waits for an answer, after a step that returned [`StepResult::Asked`].
    #[cfg(feature = "kinds")]
    pub fn question(&self) -> Option<Question<'_>> {
        match &self.run {
            Run::Hunch(run) => run.question(),
            Run::Kinds(run) => run.question(),
            Run::Objectives(run) => run.question(),
            _ => None,
        }
    }

    /// Answers the question that stands: rows that its point violates, in the program's columns, and any others
    /// that hold; none where the point violates none. Whether the point is the incumbent now.
    ///
    /// # Errors
    /// [`SearchError::Answer`] when nobody has asked or a row is none; the question still stands then.
    #[cfg(feature = "kinds")]
    pub fn answer(&mut self, rows: Vec<Cut>, control: &mut dyn Control) -> Result<bool, SearchError> {
        match &mut self.run {
            Run::Hunch(run) => Ok(run.answer(rows, control)?),
            Run::Kinds(run) => Ok(run.answer(rows, control)?),
            Run::Objectives(run) => Ok(run.answer(rows, control)?),
            _ => Err(crate::demand::AnswerError::NotAsked.into()),
        }
    }

    /// Works until finished, stopped by `control`, or about `budget` units of work are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        match &mut self.run {
            Run::Hunch(run) => run.step(budget, control),
            #[cfg(feature = "microlp")]
            Run::Microlp(run) => run.step(budget, control),
            Run::Hosted(run) => run.step(budget, control),
            #[cfg(feature = "kinds")]
            Run::Quadratic(run) => run.step(budget, control),
            #[cfg(feature = "kinds")]
            Run::Kinds(run) => run.step(budget, control),
            #[cfg(feature = "kinds")]
            Run::Objectives(run) => run.step(budget, control),
        }
    }

    /// Works until finished or stopped; a host that keeps points is given each better one.
    pub fn run(&mut self, control: &mut dyn Control) -> StepResult {
        let budget = if control.keeps() { self.look() } else { u64::MAX };
        let mut kept = None;
        loop {
            let end = self.step(budget, control);
            if end != StepResult::Paused {
                return end;
            }
            let solution = self.solution();
            if solution.objective != kept {
                kept = solution.objective;
                control.keep(&solution.values);
            }
        }
    }

    /// A budget of some milliseconds, after which a look at the answer so far costs little beside the work.
    pub fn look(&self) -> u64 {
        LOOK.max(LOOK_BY_COLUMN * self.columns as u64)
    }

    /// Offers a point that somebody else found, one value a column of the program; to be called between
    /// steps. It is checked like any other, and an incumbent event tells of it with source `"partner"`.
    /// Whether it was taken: not unless it is better than what was known. Only our engine takes points, and
    /// only for programs with integers.
    ///
    /// # Errors
    /// [`SearchError::Point`] when there are more or fewer values than columns.
    pub fn offer(&mut self, values: &[f64], control: &mut dyn Control) -> Result<bool, SearchError> {
        let (given, columns) = (values.len(), self.columns);
        if given != columns {
            return Err(SearchError::Point { given, columns });
        }
        Ok(match &mut self.run {
            Run::Hunch(run) => run.offer(values.to_vec(), control),
            #[cfg(feature = "microlp")]
            Run::Microlp(_) => false,
            Run::Hosted(_) => false,
            #[cfg(feature = "kinds")]
            Run::Quadratic(_) => false,
            #[cfg(feature = "kinds")]
            Run::Kinds(run) => run.offer(values, control),
            #[cfg(feature = "kinds")]
            Run::Objectives(run) => run.offer(values, control),
        })
    }

    /// The answer so far: the best point, the best bound, and a status that claims no more than is proven.
    pub fn solution(&self) -> Solution {
        self.outcome().solution
    }

    /// The answer so far and which parts of the guidance helped.
    pub fn outcome(&self) -> Outcome {
        match &self.run {
            Run::Hunch(run) => run.outcome(),
            #[cfg(feature = "microlp")]
            Run::Microlp(run) => run.outcome(),
            Run::Hosted(run) => run.outcome(),
            #[cfg(feature = "kinds")]
            Run::Quadratic(run) => run.outcome(),
            #[cfg(feature = "kinds")]
            Run::Kinds(run) => run.outcome(),
            #[cfg(feature = "kinds")]
            Run::Objectives(run) => run.outcome(),
        }
    }
}

/// A run of our own engine, which alone takes programs with kinds.
fn own(program: &Program, settings: &Settings, guidance: &Guidance) -> Result<Run, SearchError> {
    #[cfg(feature = "kinds")]
    if certify::admit_kinds(program, guidance)? {
        if !program.objectives.is_empty() {
            return Ok(Run::Objectives(Box::new(ObjectivesRun::new(program, settings, guidance)?)));
        }
        return Ok(Run::Kinds(Box::new(KindsRun::new(program, settings, guidance)?)));
    }
    #[cfg(not(feature = "kinds"))]
    certify::admit(program, guidance)?;
    Ok(Run::Hunch(Box::new(HunchRun::new(program, settings, guidance)?)))
}
