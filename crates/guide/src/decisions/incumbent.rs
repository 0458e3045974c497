//! The best feasible decision so far.

use hunch_families::Case;
use hunch_families::family::{Guess, Verdict};
use hunch_model::{Control, Event};

/// A guessed decision.
pub(super) fn guessed(decision: Vec<f64>) -> Guess {
    Guess { decision: Some(decision), ..Guess::default() }
}

/// The best feasible decision so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Incumbent {
    pub decision: Vec<f64>,
    pub objective: f64,
}

impl Incumbent {
    /// A repaired guess.
    pub fn new(case: &dyn Case, guess: &Guess) -> Self {
        let decision = case.repair(guess).unwrap_or_default();
        Self { objective: case.check(&decision).objective, decision }
    }

    /// Takes a decision that is feasible and better.
    pub fn offer(
        &mut self,
        case: &dyn Case,
        decision: Vec<f64>,
        source: &'static str,
        control: &mut dyn Control,
    ) {
        let Verdict { feasible, objective, .. } = case.check(&decision);
        if feasible && self.is_worse_than(case, objective) {
            *self = Self { decision, objective };
            tell(self, source, control);
        }
    }

    fn is_worse_than(&self, case: &dyn Case, objective: f64) -> bool {
        let sign = case.family().sense().sign();
        sign * objective < sign * self.objective
    }
}

/// Tells the host of a better decision: first what to keep, so that whoever hears of it and cuts the call off
/// has it.
pub(super) fn tell(incumbent: &Incumbent, source: &'static str, host: &mut dyn Control) {
    if host.keeps() {
        host.keep(&incumbent.decision);
    }
    host.emit(Event::Incumbent { objective: incumbent.objective, source: source.into() });
}
