//! What every engine gives back: why a step returned, and the answer with its account.

use crate::guidance::GuidanceAccount;
use hunch_model::{Solution, StopReason};

/// A solution and what the guidance did for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The answer. With hard fixings, its status and bound speak of the program so restricted.
    pub solution: Solution,
    /// Which parts of the guidance helped.
    pub account: GuidanceAccount,
}

/// Why [`crate::Search::step`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepResult {
    /// The budget is spent; there is more to do.
    Paused,
    /// The host said stop; a later step goes on from here.
    Stopped(StopReason),
    /// A point waits for an answer: see the module `demand`. Only searches with rows on demand ask.
    #[cfg(feature = "kinds")]
    Asked,
    /// There is nothing left to do: solved, proven otherwise, or at a limit of the settings.
    Finished,
}
