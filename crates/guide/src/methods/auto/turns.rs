//! Both searches in this thread. They take turns by effort, so that whatever gap either reaches by itself is
//! reached after about twice that effort, whichever it is.

use super::best::{Best, GUESS, SEARCH};
use super::side::{Ended, Searches, Side};
use crate::certificate::{self, BoundSource};
use hunch_model::{Control, Event, Flow, Relay};
use hunch_search::{SearchError, StepResult};

/// Work of a search's first turn: about a millisecond.
const FIRST_TURN: u64 = 50_000;
/// A later turn is one part in so many of what its search has worked: neither waits long for the other, and
/// turns do not get many.
const TURN_SHARE: u64 = 8;

/// Until the whole program is solved, the gap suffices, or `control` says stop.
///
/// # Errors
/// What the engine refuses.
pub(super) fn take_turns(
    searches: &Searches,
    best: &mut Best,
    control: &mut dyn Control,
) -> Result<Ended, SearchError> {
    let mut guided = searches.open_guided()?;
    let mut whole = searches.open_whole()?;
    offer_to(&mut whole, best, control)?;
    let suffices = |gap| searches.opener.suffices(gap);
    while !best.gap().is_some_and(suffices) {
        let next =
            guided.as_mut().filter(|side| !side.is_done && side.comes_before(&whole, searches.fit, best));
        let end = match next {
            Some(side) => {
                let end = advance(side, best, GUESS, control);
                let bound = side.search.solution().bound;
                // Nothing better is left under the fixings.
                let is_beaten = bound.and_then(|bound| best.gap_to(bound)).is_some_and(suffices);
                if end != StepResult::Paused || is_beaten {
                    side.is_done = true;
                    if let Some(certify) = best.certificate() {
                        let (bound, source) = certificate::bound(best.case, certify, control);
                        best.prove(bound.zip(source), control);
                    }
                }
                offer_to(&mut whole, best, control)?;
                end
            }
            None => {
                let end = advance(&mut whole, best, SEARCH, control);
                let bound = whole.search.solution().bound;
                best.prove(bound.map(|bound| (bound, BoundSource::Search)), control);
                if end == StepResult::Finished {
                    break;
                }
                end
            }
        };
        if matches!(end, StepResult::Stopped(_)) {
            break;
        }
    }
    Ok(Ended { whole: whole.search.outcome(), guided: guided.map(|side| side.search.outcome()) })
}

/// Lets a search have its turn, and takes what it has found.
fn advance(
    side: &mut Side,
    best: &mut Best,
    found_by: &'static str,
    control: &mut dyn Control,
) -> StepResult {
    let mut host = Host { control, best, found_by, work: 0 };
    let turn = (side.work / TURN_SHARE).max(FIRST_TURN).min(side.search.look());
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
fn offer_to(side: &mut Side, best: &Best, control: &mut dyn Control) -> Result<(), SearchError> {
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
