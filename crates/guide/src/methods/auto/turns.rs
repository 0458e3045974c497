//! Both searches in this thread. They take turns by effort, so that whatever gap either reaches by itself is
//! reached after about twice that effort, whichever it is.

use super::super::best::{Best, GUESS, SEARCH};
use super::super::side::{advance, offer_to};
use super::side::{Ended, Searches, comes_before};
use crate::certificate::{self, BoundSource};
use hunch_model::Control;
use hunch_search::{SearchError, StepResult};

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
            guided.as_mut().filter(|side| !side.is_done && comes_before(side, &whole, searches.fit, best));
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
