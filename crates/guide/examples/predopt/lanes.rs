//! Ways to solve an instance, each on one clock.

use crate::sizes::Column;
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_families::mclsp::Columns;
use hunch_guide::lstm_opt::{fixing, selection::Level};
use hunch_guide::methods::named;
use hunch_guide::methods::predopt::level::Ranked;
use hunch_guide::methods::predopt::rivals::RelaxAndFix;
use hunch_guide::methods::predopt::sources::{
    Agreement, Cuts, Networked, Outputs, Random, Rounding, Source, Structure,
};
use hunch_guide::network::Local as LocalNetwork;
use hunch_guide::solver::Local;
use hunch_guide::{GuideError, Library, Options, Problem, Solver, solve};
use hunch_model::{Control, Event, Limits, Session};
use hunch_search::{Engine, Settings};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::error::Error;
use std::num::NonZeroUsize;

/// Gap at which restricted searches end: that of the solver that the paper used, by default.
const GAP: f64 = 1e-4;
/// Where PredOpt starts on lot sizing (section 3.6.1).
const LEVEL: f64 = 80.0;

/// A way to solve.
pub struct Lane {
    pub name: &'static str,
    how: How,
}

#[derive(Clone, Copy)]
enum How {
    /// Fixed as a source guesses, then solved to the end.
    Fix(From, f64),
    /// A method of the package, for as long as there is time.
    Method(&'static str),
    /// The same with the weights.
    Networked(&'static str),
    RelaxAndFix,
}

#[derive(Clone, Copy)]
enum From {
    Network,
    Structure,
    Relaxation(Cuts),
    Agreement,
    Mean,
    Random,
}

/// All of them, in the order of the tables.
pub const LANES: &[Lane] = &[
    Lane { name: "network", how: How::Fix(From::Network, LEVEL) },
    Lane { name: "network 90", how: How::Fix(From::Network, 90.0) },
    Lane { name: "structure", how: How::Fix(From::Structure, LEVEL) },
    Lane { name: "structure 60", how: How::Fix(From::Structure, 60.0) },
    Lane { name: "structure 90", how: How::Fix(From::Structure, 90.0) },
    Lane { name: "closed relaxation", how: How::Fix(From::Relaxation(Cuts::All), LEVEL) },
    Lane { name: "closed relaxation 90", how: How::Fix(From::Relaxation(Cuts::All), 90.0) },
    Lane { name: "agreement", how: How::Fix(From::Agreement, LEVEL) },
    Lane { name: "agreement 90", how: How::Fix(From::Agreement, 90.0) },
    Lane { name: "relaxation with cuts", how: How::Fix(From::Relaxation(Cuts::PUBLISHED), LEVEL) },
    Lane { name: "relaxation", how: How::Fix(From::Relaxation(Cuts::None), LEVEL) },
    Lane { name: "mean of labels", how: How::Fix(From::Mean, LEVEL) },
    Lane { name: "random", how: How::Fix(From::Random, LEVEL) },
    Lane { name: "relax and fix", how: How::RelaxAndFix },
    Lane { name: "predopt", how: How::Method("predopt") },
    Lane { name: "predopt with network", how: How::Networked("predopt") },
    Lane { name: "auto", how: How::Method("auto") },
    Lane { name: "search", how: How::Method("search") },
];

/// What came of a lane on an instance.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Run {
    pub instance: String,
    pub lane: String,
    pub seconds: f64,
    pub objective: Option<f64>,
    pub bound: Option<f64>,
    /// Whether a limit of time ended it.
    #[serde(default)]
    pub limited: bool,
    /// The level that was feasible, in percent.
    #[serde(default)]
    pub level: Option<f64>,
    /// Which set-ups were guessed, as bits, and which of them fixed; then what the answer has.
    #[serde(default)]
    pub guessed: String,
    #[serde(default)]
    pub fixed: String,
    #[serde(default)]
    pub setups: String,
    /// Better answers as they came: seconds, objective.
    #[serde(default)]
    pub trace: Vec<(f64, f64)>,
}

/// What lanes need.
pub struct Runner {
    pub library: Library,
    pub means: Vec<f32>,
    pub seconds: f64,
}

/// Seconds of this process on the processor; of the clock where the system does not tell.
#[cfg(target_os = "linux")]
fn processor_seconds() -> f64 {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

#[cfg(not(target_os = "linux"))]
fn processor_seconds() -> f64 {
    use std::sync::LazyLock;
    use std::time::Instant;
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    STARTED.elapsed().as_secs_f64()
}

fn bits(values: impl Iterator<Item = bool>) -> String {
    values.map(|bit| if bit { '1' } else { '0' }).collect()
}

impl Runner {
    /// Runs a lane; none where it does not apply.
    pub fn run(&self, lane: &Lane, column: &Column, index: u64) -> Result<Option<Run>, Box<dyn Error>> {
        let case = column.case(index)?;
        let id = column.id(index);
        if matches!(lane.how, How::Fix(From::Network, _) | How::Networked(_))
            && self.library.cards().next().is_none()
            || matches!(lane.how, How::Fix(From::Mean, _)) && self.means.is_empty()
        {
            return Ok(None);
        }
        let trace = RefCell::new(Vec::new());
        let started = processor_seconds();
        let clock = || processor_seconds() - started;
        let mut sink = |seconds: f64, event: Event| {
            if let Event::Incumbent { objective, .. } = event {
                trace.borrow_mut().push((seconds, objective));
            }
        };
        let limits = Limits { seconds: Some(self.seconds), work: None };
        let mut session = Session::new(limits, &clock, &|| false, Some(&mut sink));
        let mut run = Run { instance: id, lane: lane.name.into(), ..Run::default() };
        match lane.how {
            How::Fix(from, level) => {
                self.fix(case.as_ref(), from, level, index, &mut run, &mut session)?;
            }
            How::Method(name) => method(&case, name, &Library::new(), &mut run, &mut session)?,
            How::Networked(name) => method(&case, name, &self.library, &mut run, &mut session)?,
            How::RelaxAndFix => relax_and_fix(case.as_ref(), column, &mut run, &mut session)?,
        }
        run.limited = session.stopped().is_some();
        run.seconds = clock();
        run.trace = trace.into_inner();
        Ok(Some(run))
    }

    /// PredOpt up to the answer of the level: what the paper measures.
    fn fix(
        &self,
        case: &dyn Case,
        from: From,
        level: f64,
        index: u64,
        run: &mut Run,
        control: &mut dyn Control,
    ) -> Result<(), Box<dyn Error>> {
        let settings = Settings::new().with_relative_gap(GAP)?;
        let mut solver = local(&settings);
        let Some(guess) = self.guess(case, from, index, &mut solver, control)? else { return Ok(()) };
        let ranked = Ranked::new(&guess);
        let (percent, fixed) = ranked.highest(case, Level::new(level)?, control);
        let guidance = fixing(case, &guess, &fixed);
        let program = case.program().linear;
        let found = solver.solve(&program, &|| case.separators(), &guidance, control)?.outcome.solution;
        run.objective = found.objective.filter(|_| case.check(&found.values).feasible);
        run.level = Some(percent);
        run.guessed = bits(guess.binaries.iter().map(|&(_, p)| p >= 0.5));
        run.fixed = bits(fixed.iter().map(Option::is_some));
        run.setups = setups(case, &found.values);
        Ok(())
    }

    fn guess(
        &self,
        case: &dyn Case,
        from: From,
        seed: u64,
        solver: &mut dyn Solver,
        control: &mut dyn Control,
    ) -> Result<Option<Guess>, GuideError> {
        match from {
            From::Network => Networked(&mut LocalNetwork(&self.library)).guess(case, control),
            From::Structure => Structure.guess(case, control),
            From::Relaxation(cuts) => Rounding { solver, cuts }.guess(case, control),
            From::Agreement => Agreement { solver }.guess(case, control),
            From::Mean => {
                // The same for every item; the last mean stands for periods beyond those of the labels.
                let periods = case.length(&["periods"]);
                let last = self.means.last().copied().unwrap_or(0.5);
                let of = |t: usize| self.means.get(t).copied().unwrap_or(last);
                let outputs = (0..periods).map(of).collect();
                Outputs { name: "mean of labels", outputs }.guess(case, control)
            }
            From::Random => Random { seed }.guess(case, control),
        }
    }
}

fn local(settings: &Settings) -> Local<'_> {
    Local { engine: Engine::Hunch, settings, threads: NonZeroUsize::MIN }
}

fn method(
    case: &std::sync::Arc<dyn Case>,
    name: &str,
    library: &Library,
    run: &mut Run,
    control: &mut dyn Control,
) -> Result<(), Box<dyn Error>> {
    let method = named(name).ok_or("a method that is not built in")?;
    let options = Options { method, level: Level::new(LEVEL)?, ..Options::default() };
    let answer = solve(&Problem::Instance(case.clone()), &options, library, control)?;
    (run.objective, run.bound) = (answer.solution.objective, answer.solution.bound);
    run.level = answer.level;
    run.setups = setups(case.as_ref(), &answer.solution.values);
    Ok(())
}

fn setups(case: &dyn Case, values: &[f64]) -> String {
    let parts = case.parts();
    let places = parts.iter().find(|(part, _)| part.binary).map(|(_, places)| places.clone());
    let set = places.and_then(|places| values.get(places)).unwrap_or(&[]);
    bits(set.iter().map(|y| *y > 0.5))
}

fn relax_and_fix(
    case: &dyn Case,
    column: &Column,
    run: &mut Run,
    control: &mut dyn Control,
) -> Result<(), Box<dyn Error>> {
    let settings = Settings::new().with_relative_gap(GAP)?;
    let columns = Columns { items: column.items, periods: column.periods };
    let stage = |t: usize| (0..column.items).map(|i| columns.setup(i, t)).collect();
    let stages: Vec<Vec<usize>> = (0..column.periods).map(stage).collect();
    let mut solver = local(&settings);
    let found = RelaxAndFix::of(column.periods).run(case, &stages, &mut solver, control)?;
    if let Some(values) = found {
        let verdict = case.check(&values);
        run.objective = verdict.feasible.then_some(verdict.objective);
        run.setups = setups(case, &values);
    }
    Ok(())
}
