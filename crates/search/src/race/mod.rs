//! Several searches of one program at once, on threads: each follows the strategy of its seed, and they tell
//! each other their points. The first to finish ends the rest. Racing: Shinano et al., "ParaSCIP: a parallel
//! extension of SCIP" (2012); communication: Carvajal et al., "Using diversification, communication and
//! parallelism to solve mixed-integer linear programs" (2014).
//!
//! Each search proves a bound on the same optimum, so the best of the bounds is proven too, and a race may
//! end although none of its searches did: when one's bound meets another's point.
//!
//! With more than one thread a run depends on when messages arrive: the proofs hold, but counts and times
//! differ from run to run, and of several points that are equally good any may be returned. One thread is a
//! plain search, and repeats itself bit by bit.
//!
//! In wasm there are no threads: there the package does the same with its workers.

mod standing;
mod thread;

use crate::certify;
use crate::engine::{Engine, Search};
use crate::error::SearchError;
use crate::guidance::{Guidance, GuidanceAccount};
use crate::outcome::{Outcome, StepResult};
use crate::settings::{Settings, SettingsError};
use crate::strategy::Strategy;
use hunch_model::{Control, Event, Flow, Program, Status};
use standing::Standing;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;
use thread::{News, Shared};

pub use thread::SeparatorSource;

/// Most threads of a race: beyond it, strategies repeat and memory is divided too finely.
pub const MAX_THREADS: usize = 64;
/// How long a race waits for news before it asks its host whether to go on, so that a stop takes effect
/// within 100 ms.
const PATIENCE: Duration = Duration::from_millis(10);

/// The answer of a race.
#[derive(Clone, Debug, PartialEq)]
pub struct Raced {
    /// The best point and the best bound of all; nodes, iterations and work are sums, the account is the
    /// winner's.
    pub outcome: Outcome,
    /// The strategy of the search that finished first; `None` when a limit came first, or when one's bound
    /// met another's point.
    pub winner: Option<Strategy>,
}

/// Solves `program` with the strategies of as many seeds as `threads`, beginning with that of `settings`,
/// which are otherwise the same for all; the memory limit is divided, and a node limit holds for each. A
/// program without integers has no use for several.
///
/// The host receives better points and bounds of any search, and all other events of the first one.
///
/// # Errors
/// As [`crate::solve`]; a number of threads above [`MAX_THREADS`]; a memory limit that cannot be divided.
pub fn race(
    program: &Program,
    settings: &Settings,
    guidance: &Guidance,
    separators: SeparatorSource,
    threads: NonZeroUsize,
    control: &mut dyn Control,
) -> Result<Raced, SearchError> {
    certify::admit_kinds(program, guidance)?;
    if threads.get() > MAX_THREADS {
        let (field, value) = ("threads", threads.get() as f64);
        return Err(SettingsError { field, value, expected: "at most 64" }.into());
    }
    // Of several objectives no single value says which point is better.
    if threads.get() == 1 || !program.has_integers() || !program.objectives.is_empty() {
        return alone(program, settings, guidance, separators, control);
    }
    let each = settings.clone().with_memory_limit(settings.memory_limit() / threads.get() as u64)?;
    let (stop, spent) = (AtomicBool::new(false), AtomicU64::new(0));
    let shared =
        Shared { program, guidance, separators, stop: &stop, spent: &spent, listens: control.listens() };
    let started = control.now();
    let mut race = std::thread::scope(|scope| {
        let (reports, news) = mpsc::channel();
        let (mut lines, mut handles) = (Vec::new(), Vec::new());
        for k in 0..threads.get() {
            let (points, inbox) = mpsc::channel();
            lines.push(points);
            let settings = each.clone().with_seed(seed_of(settings, k));
            let (shared, reports) = (&shared, reports.clone());
            handles.push(scope.spawn(move || thread::run(k, shared, &settings, &inbox, &reports)));
        }
        drop(reports);
        let mut race = Race::new(settings, lines, Standing::new(program));
        race.follow(&news, &shared, control);
        for handle in handles {
            // A search that panicked has sent no outcome; the others' answers stand.
            let _ = handle.join();
        }
        race
    });
    race.outcomes.sort_by_key(|outcome| outcome.0);
    race.answer(control.now() - started)
}

/// One search, in this thread.
fn alone(
    program: &Program,
    settings: &Settings,
    guidance: &Guidance,
    separators: SeparatorSource,
    control: &mut dyn Control,
) -> Result<Raced, SearchError> {
    let mut search = Search::new(program, Engine::Hunch, settings, guidance)?.with_separators(separators());
    let end = search.run(control);
    let outcome = search.outcome();
    let won = end == StepResult::Finished && is_conclusive(outcome.solution.status);
    Ok(Raced { outcome, winner: won.then(|| Strategy::of_seed(settings.seed())) })
}

fn seed_of(settings: &Settings, k: usize) -> u64 {
    settings.seed().wrapping_add(k as u64)
}

/// Whether nothing is left to find out.
fn is_conclusive(status: Status) -> bool {
    matches!(status, Status::Optimal | Status::Infeasible | Status::Unbounded)
}

/// A race as its host's thread sees it.
struct Race<'a> {
    settings: &'a Settings,
    /// To each search, for points; `None` once it has ended.
    lines: Vec<Option<Sender<Vec<f64>>>>,
    standing: Standing,
    /// The search that finished first.
    winner: Option<usize>,
    outcomes: Vec<(usize, Outcome)>,
    error: Option<SearchError>,
}

impl<'a> Race<'a> {
    fn new(settings: &'a Settings, lines: Vec<Sender<Vec<f64>>>, standing: Standing) -> Self {
        let lines = lines.into_iter().map(Some).collect();
        Self { settings, lines, standing, winner: None, outcomes: Vec::new(), error: None }
    }

    /// Passes points and events on until every search has ended.
    fn follow(&mut self, news: &Receiver<(usize, News)>, shared: &Shared, control: &mut dyn Control) {
        loop {
            match news.recv_timeout(PATIENCE) {
                Ok((k, report)) => self.take(k, report, control),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let flow = control.spend(shared.spent.swap(0, Ordering::Relaxed));
            let settled = self.winner.is_some() || self.standing.is_closed(self.settings);
            if flow != Flow::Continue || settled {
                shared.stop.store(true, Ordering::Relaxed);
            }
        }
    }

    fn take(&mut self, k: usize, report: News, control: &mut dyn Control) {
        match report {
            News::Event(event) => control.emit(event),
            News::Found { objective, source } => {
                if self.standing.announce(objective) {
                    control.emit(Event::Incumbent { objective, source });
                }
            }
            News::Point { objective, values } => {
                if self.standing.improve(objective, &values) {
                    if control.keeps() {
                        control.keep(&values);
                    }
                    self.pass_on(k, &values);
                }
            }
            News::Bound(bound) => {
                if self.standing.raise(bound) {
                    control.emit(Event::Bound { bound });
                }
            }
            News::Ended { outcome, finished } => self.end(k, *outcome, finished),
            News::Refused(error) => {
                self.lines[k] = None;
                self.error.get_or_insert(error);
            }
        }
    }

    /// Tells a point to every search but the one that found it.
    fn pass_on(&mut self, from: usize, values: &[f64]) {
        for (k, line) in self.lines.iter_mut().enumerate() {
            if k != from && line.as_ref().is_some_and(|l| l.send(values.to_vec()).is_err()) {
                *line = None;
            }
        }
    }

    fn end(&mut self, k: usize, outcome: Outcome, finished: bool) {
        self.lines[k] = None;
        let solution = &outcome.solution;
        if let Some(objective) = solution.objective {
            self.standing.improve(objective, &solution.values);
        }
        if let Some(bound) = solution.bound {
            self.standing.raise(bound);
        }
        // A proof that there is no point does not stand beside a checked one: that search has failed, and the
        // others go on.
        let refuted = solution.status == Status::Infeasible && self.standing.has_point();
        if finished && is_conclusive(solution.status) && !refuted {
            self.winner.get_or_insert(k);
        }
        self.outcomes.push((k, outcome));
    }

    /// The best of all, once they have ended.
    fn answer(self, seconds: f64) -> Result<Raced, SearchError> {
        let ended = |k: usize| self.outcomes.iter().find(|o| o.0 == k).map(|o| &o.1);
        let account = match (self.winner.and_then(ended), self.outcomes.first(), self.error) {
            (Some(winner), ..) => winner.account.clone(),
            (None, Some((_, first)), _) => first.account.clone(),
            (None, None, Some(error)) => return Err(error),
            // Every search panicked.
            (None, None, None) => GuidanceAccount::default(),
        };
        let winner = self.winner.and_then(ended).map(|outcome| &outcome.solution);
        let all: Vec<_> = self.outcomes.iter().map(|o| &o.1.solution).collect();
        let solution = self.standing.solution(winner, &all, seconds);
        let winner = self.winner.map(|k| Strategy::of_seed(seed_of(self.settings, k)));
        Ok(Raced { outcome: Outcome { solution, account }, winner })
    }
}
