//! Each search in a thread of its own; the caller's thread takes what they find. As in a race
//! ([`hunch_search::race`]), counts differ from run to run, and what is told is proven all the same.

use super::super::best::{Best, GUESS, SEARCH};
use super::super::side::Side;
use super::side::{Ended, Searches};
use crate::certificate::{self, BoundSource, Certify};
use hunch_model::{Control, Event, Flow, Solution, Statistics, Status, StopReason};
use hunch_search::{GuidanceAccount, Outcome, SearchError, StepResult};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How long the caller's thread waits for news before it asks its host whether to go on, so that a stop takes
/// effect within 100 ms.
const PATIENCE: Duration = Duration::from_millis(10);

/// What a thread sends.
enum News {
    /// For the host as it is.
    Event(Event),
    /// A point of the guess's search, or the other's, in the program's columns.
    Point(&'static str, Vec<f64>),
    /// A bound of the whole program.
    Bound(f64, BoundSource),
    /// A bound of what the fixings leave.
    Restricted(f64),
    /// The guess's search is over.
    Guided(Box<Outcome>),
    /// The search of the whole program has ended or was stopped.
    Whole(Box<Outcome>, StepResult),
    /// A search did not start.
    Refused(SearchError),
}

/// What the threads share with the caller's.
struct Shared<'a> {
    searches: &'a Searches<'a>,
    /// Whether to stop.
    stop: AtomicBool,
    /// Whether the guess's search is to stop.
    give_up: AtomicBool,
    /// Units of work that the host has not been charged yet.
    spent: AtomicU64,
    listens: bool,
}

/// As [`super::turns::take_turns`], in two threads.
///
/// # Errors
/// What the engine refuses.
pub(super) fn side_by_side(
    searches: &Searches,
    best: &mut Best,
    control: &mut dyn Control,
) -> Result<Ended, SearchError> {
    let shared = Shared {
        searches,
        stop: AtomicBool::new(best.gap().is_some_and(|gap| searches.opener.suffices(gap))),
        give_up: AtomicBool::new(false),
        spent: AtomicU64::new(0),
        listens: control.listens(),
    };
    let certify = best.certificate();
    std::thread::scope(|scope| {
        let (reports, news) = mpsc::channel();
        let (points, inbox) = mpsc::channel();
        best.better_than(None).into_iter().for_each(|columns| tell(&points, columns));
        let (of_guess, of_whole) = (reports.clone(), reports);
        let shared = &shared;
        let threads = [
            scope.spawn(move || report(&of_guess, guide(shared, certify, &of_guess))),
            scope.spawn(move || report(&of_whole, search(shared, &inbox, &of_whole))),
        ];
        let ended = follow(&news, &points, shared, best, control);
        for thread in threads {
            let _ = thread.join();
        }
        ended
    })
}

/// Nobody receives any more only when the searches have ended.
fn tell<T>(to: &Sender<T>, what: T) {
    let _ = to.send(what);
}

fn report(reports: &Sender<News>, result: Result<(), SearchError>) {
    if let Err(error) = result {
        tell(reports, News::Refused(error));
    }
}

/// Takes news until both searches have ended.
fn follow(
    news: &Receiver<News>,
    points: &Sender<Vec<f64>>,
    shared: &Shared,
    best: &mut Best,
    control: &mut dyn Control,
) -> Result<Ended, SearchError> {
    let (mut guided, mut whole, mut error) = (None, None, None);
    let suffices = |gap| shared.searches.opener.suffices(gap);
    loop {
        match news.recv_timeout(PATIENCE) {
            Ok(News::Event(event)) => control.emit(event),
            Ok(News::Point(found_by, columns)) => {
                if best.offer_columns(&columns, found_by, control) && found_by == GUESS {
                    tell(points, columns);
                }
            }
            Ok(News::Bound(bound, source)) => best.prove(Some((bound, source)), control),
            Ok(News::Restricted(bound)) => {
                let is_beaten = best.gap_to(bound).is_some_and(suffices);
                shared.give_up.fetch_or(is_beaten, Ordering::Relaxed);
            }
            Ok(News::Guided(outcome)) => guided = Some(*outcome),
            Ok(News::Whole(outcome, end)) => {
                whole = Some(*outcome);
                shared.stop.fetch_or(end == StepResult::Finished, Ordering::Relaxed);
            }
            Ok(News::Refused(refusal)) => {
                shared.stop.store(true, Ordering::Relaxed);
                error.get_or_insert(refusal);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let flow = control.spend(shared.spent.swap(0, Ordering::Relaxed));
        if flow != Flow::Continue || best.gap().is_some_and(suffices) {
            shared.stop.store(true, Ordering::Relaxed);
        }
    }
    // A search that panicked has sent no outcome; what was found stands.
    let nothing = || {
        let solution = Solution::without_values(Status::Limit, None, Statistics::default());
        Outcome { solution, account: GuidanceAccount::default() }
    };
    error.map_or_else(|| Ok(Ended { whole: whole.unwrap_or_else(nothing), guided }), Err)
}

/// The guess's search, and the bound that is proven after it.
fn guide(shared: &Shared, certify: Option<Certify>, reports: &Sender<News>) -> Result<(), SearchError> {
    let mut host = Host { shared, reports, is_whole: false, started: Instant::now() };
    if let Some(mut side) = shared.searches.open_guided()? {
        let mut bound = None;
        while step(&mut side, GUESS, &mut host) == StepResult::Paused {
            let proven = side.search.solution().bound;
            if proven != bound {
                bound = proven;
                bound.into_iter().for_each(|bound| tell(reports, News::Restricted(bound)));
            }
        }
        tell(reports, News::Guided(Box::new(side.search.outcome())));
    }
    host.is_whole = true;
    if let Some(certify) = certify.filter(|_| !shared.stop.load(Ordering::Relaxed)) {
        let (bound, source) = certificate::bound(shared.searches.case, certify, &mut host);
        bound.zip(source).into_iter().for_each(|(bound, source)| tell(reports, News::Bound(bound, source)));
    }
    Ok(())
}

/// The search of the whole program.
fn search(shared: &Shared, inbox: &Receiver<Vec<f64>>, reports: &Sender<News>) -> Result<(), SearchError> {
    let mut host = Host { shared, reports, is_whole: true, started: Instant::now() };
    let mut side = shared.searches.open_whole()?;
    let mut bound = None;
    loop {
        while let Ok(columns) = inbox.try_recv() {
            if side.search.offer(&columns, &mut host)? {
                side.seen = side.search.solution().objective;
            }
        }
        let end = step(&mut side, SEARCH, &mut host);
        let proven = side.search.solution().bound;
        if proven != bound {
            bound = proven;
            bound.into_iter().for_each(|bound| tell(reports, News::Bound(bound, BoundSource::Search)));
        }
        if end != StepResult::Paused {
            tell(reports, News::Whole(Box::new(side.search.outcome()), end));
            return Ok(());
        }
    }
}

/// A little work; what it has found is sent.
fn step(side: &mut Side, found_by: &'static str, host: &mut Host) -> StepResult {
    let end = side.search.step(side.look(), host);
    let found = side.search.solution();
    if found.objective != side.seen {
        side.seen = found.objective;
        tell(host.reports, News::Point(found_by, found.values));
    }
    end
}

/// The host of one search.
struct Host<'a> {
    shared: &'a Shared<'a>,
    reports: &'a Sender<News>,
    is_whole: bool,
    started: Instant,
}

impl Control for Host<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.shared.spent.fetch_add(work, Ordering::Relaxed);
        match self.wants_end() {
            true => Flow::Stop(StopReason::Interrupt),
            false => Flow::Continue,
        }
    }

    fn wants_end(&self) -> bool {
        let given_up = !self.is_whole && self.shared.give_up.load(Ordering::Relaxed);
        given_up || self.shared.stop.load(Ordering::Relaxed)
    }

    fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    fn emit(&mut self, event: Event) {
        match event {
            // Points and bounds are sent at the looks.
            Event::Incumbent { .. } => {}
            Event::Bound { bound } if self.is_whole => {
                tell(self.reports, News::Bound(bound, BoundSource::Search));
            }
            event if self.listens() => tell(self.reports, News::Event(event)),
            _ => {}
        }
    }

    /// Numbers of nodes would clash, so the host sees the tree of the whole program only.
    fn listens(&self) -> bool {
        self.is_whole && self.shared.listens
    }
}
