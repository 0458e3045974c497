//! A search that is stepped through, what it has cost, and how what it finds reaches the best answer.

use super::best::{Best, SEARCH};
use crate::certificate::BoundSource;
use hunch_model::{Control, Event, Flow, Relay};
#[cfg(not(target_family = "wasm"))]
use hunch_search::params::LOOK_BY_COLUMN;
use hunch_search::{Search, SearchError, StepResult};

/// Work that a node takes beside what the engine counts, for each column: measured on lot sizing, where it
/// is 4 to 15. Without it a search that branches would have several times the time of one that cuts.
const NODE_WORK_BY_COLUMN: u64 = 4;
/// Work of a search's first turn: about a millisecond.
const FIRST_TURN: u64 = 50_000;
/// A later turn is one part in so many of what its search has worked: neither waits long for the other, and
/// turns do not get many.
const TURN_SHARE: u64 = 8;

/// Least work of a search between two looks at what it has found, in a thread of its own: some tenths of a
/// millisecond.
#[cfg(not(target_family = "wasm"))]
const LOOK: u64 = 10_000;

/// A search with what it has cost.
pub(super) struct Side {
    pub search: Search,
    columns: u64,
    /// Units of work so far.
    pub work: u64,
    /// Nodes so far.
    pub nodes: u64,
    /// Objective of the point that was last looked at.
    pub seen: Option<f64>,
    pub is_done: bool,
}

impl Side {
    /// A search that has not begun, of a program with so many columns.
    pub fn new(search: Search, columns: usize) -> Self {
        Self { search, columns: columns as u64, work: 0, nodes: 0, seen: None, is_done: false }
    }

    /// Work of its next turn.
    pub fn turn(&self) -> u64 {
        (self.work / TURN_SHARE).max(FIRST_TURN).min(self.search.look())
    }

    /// Least work between two looks at what it has found, where it has a thread of its own.
    #[cfg(not(target_family = "wasm"))]
    pub fn look(&self) -> u64 {
        LOOK.max(LOOK_BY_COLUMN * self.columns)
    }

    /// Work with what nodes take beside it.
    pub fn effort(&self) -> u64 {
        self.work.saturating_add((NODE_WORK_BY_COLUMN * self.columns).saturating_mul(self.nodes))
    }
}

/// Lets a search have its turn, and takes what it has found.
#[cfg(feature = "predopt")]
pub(super) fn advance(
    side: &mut Side,
    best: &mut Best,
    found_by: &'static str,
    control: &mut dyn Control,
) -> StepResult {
    advance_by(side.turn(), side, best, found_by, control)
}

/// Lets a search have a turn of so much work, and takes what it has found.
pub(super) fn advance_by(
    turn: u64,
    side: &mut Side,
    best: &mut Best,
    found_by: &'static str,
    control: &mut dyn Control,
) -> StepResult {
    let mut host = Host { control, best, found_by, work: 0 };
    let end = side.search.step(turn, &mut host);
    side.work += host.work.max(1);
    let found = side.search.solution();
    side.nodes = found.statistics.nodes;
    if found.objective != side.seen {
        side.seen = found.objective;
        host.keep(&found.values);
    }
    end
}

/// Tells a search of the best answer, where it knows none as good.
pub(super) fn offer_to(side: &mut Side, best: &Best, control: &mut dyn Control) -> Result<(), SearchError> {
    if let Some(columns) = best.better_than(side.search.solution().objective) {
        side.search.offer(&columns, &mut Relay::new(control).silent())?;
        side.seen = side.search.solution().objective;
    }
    Ok(())
}

/// The host of one of the searches: what that finds is told as soon as it is found, points once they have
/// passed the family's check, bounds of the whole program where they are the best.
struct Host<'a, 'b> {
    control: &'a mut dyn Control,
    best: &'a mut Best<'b>,
    found_by: &'static str,
    work: u64,
}

impl Control for Host<'_, '_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.work = self.work.saturating_add(work);
        self.control.spend(work)
    }

    fn wants_end(&self) -> bool {
        self.control.wants_end()
    }

    fn now(&self) -> f64 {
        self.control.now()
    }

    fn emit(&mut self, event: Event) {
        // Of the restricted program's bounds and nodes none are the problem's.
        match event {
            Event::Incumbent { .. } => {}
            _ if self.found_by != SEARCH => {}
            Event::Bound { bound } => self.best.prove(Some((bound, BoundSource::Search)), self.control),
            event => self.control.emit(event),
        }
    }

    fn listens(&self) -> bool {
        self.found_by == SEARCH && self.control.listens()
    }

    fn keep(&mut self, values: &[f64]) {
        self.best.offer_columns(values, self.found_by, self.control);
    }

    fn keeps(&self) -> bool {
        true
    }
}
