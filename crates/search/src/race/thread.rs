//! One search of a race, in a thread of its own.

use crate::cuts::family::Separators;
use crate::engine::{Engine, Search};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::outcome::{Outcome, StepResult};
use crate::settings::Settings;
use crate::state::home::Source;
use hunch_model::{Control, Event, Flow, Program, StopReason};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

/// What makes a family's separators: each thread has its own.
pub type SeparatorSource<'a> = &'a (dyn Fn() -> Separators + Sync);

/// What all searches of a race have in common.
pub(super) struct Shared<'a> {
    pub(super) program: &'a Program,
    pub(super) guidance: &'a Guidance,
    pub(super) separators: SeparatorSource<'a>,
    /// Whether to stop.
    pub(super) stop: &'a AtomicBool,
    /// Units of work that the host has not been charged yet.
    pub(super) spent: &'a AtomicU64,
    /// Whether the host listens to events.
    pub(super) listens: bool,
}

/// What a search sends.
pub(super) enum News {
    /// Something that is for the host as it is.
    Event(Event),
    /// It found a point by itself; the point follows at its next look.
    Found { objective: f64, source: String },
    /// Its incumbent.
    Point { objective: f64, values: Vec<f64> },
    /// Its proven bound.
    Bound(f64),
    /// It ended, by itself or because it was stopped.
    Ended { outcome: Box<Outcome>, finished: bool },
    /// It did not start.
    Refused(SearchError),
}

/// The host of one search: stops it when the race is over, and sends on what comes of it.
struct Host<'a> {
    k: usize,
    shared: &'a Shared<'a>,
    reports: &'a Sender<(usize, News)>,
    started: Instant,
}

impl Host<'_> {
    fn send(&self, news: News) {
        // Nobody receives any more only when the race itself has ended.
        let _ = self.reports.send((self.k, news));
    }
}

impl Control for Host<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.shared.spent.fetch_add(work, Ordering::Relaxed);
        if self.shared.stop.load(Ordering::Relaxed) {
            Flow::Stop(StopReason::Interrupt)
        } else {
            Flow::Continue
        }
    }

    fn wants_end(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }

    fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    fn emit(&mut self, event: Event) {
        match event {
            Event::Incumbent { source, .. } if source == Source::Partner.name() => {}
            Event::Incumbent { objective, source } => self.send(News::Found { objective, source }),
            // Bounds are sent at the looks: those of a stage that guidance restricts are no bounds of the
            // program.
            Event::Bound { .. } => {}
            event if self.listens() => self.send(News::Event(event)),
            _ => {}
        }
    }

    /// Numbers of nodes would clash, so the host sees the tree of the first search only.
    fn listens(&self) -> bool {
        self.shared.listens && self.k == 0
    }
}

/// Runs search `k` until it or the race ends.
pub(super) fn run(
    k: usize,
    shared: &Shared,
    settings: &Settings,
    inbox: &Receiver<Vec<f64>>,
    reports: &Sender<(usize, News)>,
) {
    let mut host = Host { k, shared, reports, started: Instant::now() };
    match search(shared, settings, inbox, &mut host) {
        Ok((outcome, finished)) => host.send(News::Ended { outcome: Box::new(outcome), finished }),
        Err(error) => host.send(News::Refused(error)),
    }
}

fn search(
    shared: &Shared,
    settings: &Settings,
    inbox: &Receiver<Vec<f64>>,
    host: &mut Host,
) -> Result<(Outcome, bool), SearchError> {
    let mut search = Search::new(shared.program, Engine::Hunch, settings, shared.guidance)?
        .with_separators((shared.separators)());
    let (mut sent, mut bound) = (None, None);
    loop {
        while let Ok(values) = inbox.try_recv() {
            if search.offer(&values, host)? {
                sent = search.solution().objective;
            }
        }
        let end = search.step(search.look(), host);
        if end != StepResult::Paused {
            return Ok((search.outcome(), end == StepResult::Finished));
        }
        let solution = search.solution();
        if solution.bound != bound {
            bound = solution.bound;
            bound.into_iter().for_each(|b| host.send(News::Bound(b)));
        }
        if solution.objective != sent {
            sent = solution.objective;
            if let Some(objective) = sent {
                host.send(News::Point { objective, values: solution.values });
            }
        }
    }
}
