//! Both searches in this thread. They take turns by effort, so that whatever gap either reaches by itself is
//! reached after about twice that effort, whichever it is.

use super::super::best::{Best, GUESS, SEARCH};
use super::super::side::{Side, advance_by, offer_to};
use super::side::{Ended, Searches, comes_before};
use crate::certificate::{self, BoundSource};
use hunch_model::Control;
use hunch_search::{SearchError, StepResult};

/// Whose turn it is, and how long turns are.
pub(super) trait Turns {
    /// Whether the guess's search goes on and not `whole`, of two that both can.
    fn is_guesses(&self, guided: &Side, whole: &Side, searches: &Searches, best: &Best) -> bool;

    /// Work of a turn.
    fn work(&self, side: &Side) -> u64 {
        side.turn()
    }

    /// What follows is done for the guess's search, or for the other …
    fn begin(&self, _is_guesses: bool) {}

    /// … up to here.
    fn end(&self) {}
}

/// As [`comes_before`] says.
pub(super) struct ByEffort;

impl Turns for ByEffort {
    fn is_guesses(&self, guided: &Side, whole: &Side, searches: &Searches, best: &Best) -> bool {
        comes_before(guided, whole, searches.fit, best)
    }
}

/// Until the whole program is solved, the gap suffices, or `control` says stop.
///
/// # Errors
/// What the engine refuses.
pub(super) fn take_turns(
    searches: &Searches,
    turns: &impl Turns,
    best: &mut Best,
    control: &mut dyn Control,
) -> Result<Ended, SearchError> {
    turns.begin(true);
    let mut guided = searches.open_guided()?;
    turns.end();
    turns.begin(false);
    let mut whole = searches.open_whole()?;
    offer_to(&mut whole, best, control)?;
    turns.end();
    let suffices = |gap| searches.opener.suffices(gap);
    while !best.gap().is_some_and(suffices) {
        let next =
            guided.as_mut().filter(|side| !side.is_done && turns.is_guesses(side, &whole, searches, best));
        let end = match next {
            Some(side) => {
                turns.begin(true);
                let end = advance_by(turns.work(side), side, best, GUESS, control);
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
                turns.end();
                turns.begin(false);
                offer_to(&mut whole, best, control)?;
                turns.end();
                end
            }
            None => {
                turns.begin(false);
                let end = advance_by(turns.work(&whole), &mut whole, best, SEARCH, control);
                let bound = whole.search.solution().bound;
                best.prove(bound.map(|bound| (bound, BoundSource::Search)), control);
                turns.end();
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
