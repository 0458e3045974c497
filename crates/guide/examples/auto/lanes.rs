//! Two workers on one processor: the time of each, and that of both.

use super::course::on_processor;
use hunch_guide::methods::Referee;
use std::sync::{Mutex, PoisonError};

/// Seconds on the processor that each of two workers has used, and what was done before both.
#[derive(Default)]
struct Times {
    both: f64,
    own: [f64; 2],
    /// Whose turn it is, and since when.
    turn: Option<usize>,
    since: f64,
}

impl Times {
    /// Counts what has passed for whom it was used.
    fn settle(&mut self, next: Option<usize>) {
        let now = on_processor();
        let passed = now - std::mem::replace(&mut self.since, now);
        match std::mem::replace(&mut self.turn, next) {
            Some(worker) => self.own[worker] += passed,
            None => self.both += passed,
        }
    }
}

/// Keeps them.
pub struct Lanes(Mutex<Times>);

/// Those of the run under way.
pub static LANES: Lanes = Lanes(Mutex::new(Times { both: 0.0, own: [0.0; 2], turn: None, since: 0.0 }));

impl Lanes {
    fn with<T>(&self, body: impl FnOnce(&mut Times) -> T) -> T {
        body(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A run begins.
    pub fn restart(&self) {
        self.with(|times| *times = Times { since: on_processor(), ..Times::default() });
    }

    /// Seconds that would have passed if both had worked at once: for whoever has its turn, its own.
    pub fn seconds(&self) -> f64 {
        self.with(|times| {
            times.settle(times.turn);
            times.both + times.turn.map_or(times.own[0].max(times.own[1]), |worker| times.own[worker])
        })
    }
}

impl Referee for Lanes {
    fn is_guesses(&self) -> bool {
        self.with(|times| times.own[0] <= times.own[1])
    }

    fn begin(&self, is_guesses: bool) {
        self.with(|times| times.settle(Some(usize::from(!is_guesses))));
    }

    fn end(&self) {
        self.with(|times| times.settle(None));
    }
}
