//! How a host limits, interrupts, times and watches a long computation.
//!
//! Every long algorithm takes a `&mut dyn Control` and calls [`Control::spend`] often enough that a caller
//! can stop it within about 100 ms. Work is counted in units that depend only on the algorithm's steps, so a
//! run under a work limit is deterministic.

use crate::event::Event;

/// Why an algorithm was asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The host raised its interrupt (an `AbortSignal`, Ctrl-C).
    Interrupt,
    /// The deadline passed.
    Deadline,
    /// The work limit was reached.
    Work,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop soon, keeping what was found.
    Stop(StopReason),
}

/// The host's side of a long computation.
pub trait Control {
    /// Accounts for `work` units and tells whether to go on. Once it has said stop it keeps saying so.
    fn spend(&mut self, work: u64) -> Flow;

    /// Whether the host wants an end, for whoever may not be stopped half-way but can be brief: as [`spend`]
    /// would say, without accounting for anything.
    ///
    /// [`spend`]: Control::spend
    fn wants_end(&self) -> bool {
        false
    }

    /// Seconds since an origin of the host's choice, monotone; constant when the host has no clock.
    fn now(&self) -> f64;

    /// Takes an event.
    fn emit(&mut self, event: Event);

    /// Whether anybody listens to more than what was found; algorithms may skip building other events
    /// otherwise. Points and bounds (see [`Event::is_found`]) are emitted in any case.
    fn listens(&self) -> bool {
        false
    }

    /// Takes the best feasible point so far, one value a column of the program that the host gave. A host
    /// that can be cut off in the middle keeps the last one.
    fn keep(&mut self, _values: &[f64]) {}

    /// Whether the host takes points.
    fn keeps(&self) -> bool {
        false
    }
}

/// No limits, no clock, nobody listening: for tests and for callers who want the answer whatever it takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unlimited;

impl Control for Unlimited {
    fn spend(&mut self, _work: u64) -> Flow {
        Flow::Continue
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, _event: Event) {}
}

/// Writes down what it is told; no clock. For slices whose events travel later, and for tests.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    /// Units of work after which it says stop; `None` for never.
    pub limit: Option<u64>,
    /// Units of work so far.
    pub work: u64,
    /// What was told, the first first.
    pub events: Vec<Event>,
    /// Whether it takes points.
    pub takes_points: bool,
    /// The points that it was given.
    pub points: Vec<Vec<f64>>,
}

impl Control for Recorder {
    fn spend(&mut self, work: u64) -> Flow {
        self.work = self.work.saturating_add(work);
        match self.limit {
            Some(limit) if self.work >= limit => Flow::Stop(StopReason::Work),
            _ => Flow::Continue,
        }
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    fn listens(&self) -> bool {
        true
    }

    fn keep(&mut self, values: &[f64]) {
        self.points.push(values.to_vec());
    }

    fn keeps(&self) -> bool {
        self.takes_points
    }
}

/// Limits of one run. `None` means no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Seconds from the start of the session.
    pub seconds: Option<f64>,
    /// Units of work.
    pub work: Option<u64>,
}

/// Units of work between two looks at clock and interrupt: both cost a call into the host, and a unit is
/// about one inner-loop step.
const POLL_INTERVAL: u64 = 4096;

/// Takes points, one value a column.
pub type Keeper<'a> = dyn FnMut(&[f64]) + 'a;

/// The usual [`Control`]: limits, a clock, an interrupt and an event sink that receives `(seconds since
/// start, event)`.
pub struct Session<'a> {
    limits: Limits,
    clock: &'a dyn Fn() -> f64,
    interrupt: &'a dyn Fn() -> bool,
    sink: Option<&'a mut dyn FnMut(f64, Event)>,
    /// Whether the sink wants only what was found.
    found_only: bool,
    keeper: Option<&'a mut Keeper<'a>>,
    started: f64,
    work: u64,
    next_poll: u64,
    stopped: Option<StopReason>,
}

impl<'a> Session<'a> {
    /// Starts a session now. `clock` returns seconds; `interrupt` returns true when the host wants to stop.
    pub fn new(
        limits: Limits,
        clock: &'a dyn Fn() -> f64,
        interrupt: &'a dyn Fn() -> bool,
        sink: Option<&'a mut dyn FnMut(f64, Event)>,
    ) -> Self {
        let started = clock();
        Self {
            limits,
            clock,
            interrupt,
            sink,
            found_only: false,
            keeper: None,
            started,
            work: 0,
            next_poll: 0,
            stopped: None,
        }
    }

    /// Hands the best point so far to `keeper` whenever there is a better one.
    #[must_use]
    pub fn keeping(mut self, keeper: Option<&'a mut Keeper<'a>>) -> Self {
        self.keeper = keeper;
        self
    }

    /// Tells the sink of points and bounds alone: searches then make no other events, which cost small
    /// programs a tenth of their time.
    #[must_use]
    pub fn telling_found_only(mut self, found_only: bool) -> Self {
        self.found_only = found_only;
        self
    }

    /// Units of work spent so far.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Why the session stopped, if it did.
    pub fn stopped(&self) -> Option<StopReason> {
        self.stopped
    }

    fn poll(&mut self) {
        self.next_poll = self.work + POLL_INTERVAL;
        if (self.interrupt)() {
            self.stopped = Some(StopReason::Interrupt);
        } else if self.limits.seconds.is_some_and(|limit| self.now() >= limit) {
            self.stopped = Some(StopReason::Deadline);
        }
    }
}

impl Control for Session<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.work = self.work.saturating_add(work);
        if self.stopped.is_none() {
            if self.limits.work.is_some_and(|limit| self.work >= limit) {
                self.stopped = Some(StopReason::Work);
            } else if self.work >= self.next_poll {
                self.poll();
            }
        }
        match self.stopped {
            Some(reason) => Flow::Stop(reason),
            None => Flow::Continue,
        }
    }

    fn wants_end(&self) -> bool {
        self.stopped.is_some()
            || self.limits.seconds.is_some_and(|limit| self.now() >= limit)
            || (self.interrupt)()
    }

    fn now(&self) -> f64 {
        (self.clock)() - self.started
    }

    fn emit(&mut self, event: Event) {
        if self.sink.is_none() || (self.found_only && !event.is_found()) {
            return;
        }
        let now = self.now();
        if let Some(sink) = self.sink.as_mut() {
            sink(now, event);
        }
    }

    fn listens(&self) -> bool {
        self.sink.is_some() && !self.found_only
    }

    fn keep(&mut self, values: &[f64]) {
        if let Some(keeper) = self.keeper.as_mut() {
            keeper(values);
        }
    }

    fn keeps(&self) -> bool {
        self.keeper.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_work_limit_stops_at_the_same_unit_whatever_the_clock_says() {
        let ticks = Cell::new(0.0);
        let clock = || {
            ticks.set(ticks.get() + 1.0);
            ticks.get()
        };
        let mut session = Session::new(Limits { seconds: None, work: Some(100) }, &clock, &|| false, None);
        let mut steps = 0;
        while session.spend(7) == Flow::Continue {
            steps += 1;
        }
        assert_eq!(steps, 14);
        assert_eq!(session.stopped(), Some(StopReason::Work));
    }

    #[test]
    fn a_deadline_and_an_interrupt_stop_and_stay_stopped() {
        let late = || 10.0;
        let time = Cell::new(0.0);
        let clock = || time.get();
        let mut session = Session::new(Limits { seconds: Some(5.0), work: None }, &clock, &|| false, None);
        assert_eq!(session.spend(1), Flow::Continue);
        time.set(late());
        assert!(session.wants_end());
        assert_eq!(session.spend(POLL_INTERVAL), Flow::Stop(StopReason::Deadline));
        time.set(0.0);
        assert!(session.wants_end());
        assert_eq!(session.spend(1), Flow::Stop(StopReason::Deadline));
        let mut aborted = Session::new(Limits::default(), &clock, &|| true, None);
        assert_eq!(aborted.spend(1), Flow::Stop(StopReason::Interrupt));
    }

    #[test]
    fn events_reach_the_sink_with_their_time() {
        let mut seen = Vec::new();
        let mut sink = |t: f64, e: Event| seen.push((t, e));
        let clock = || 3.0;
        let mut session = Session::new(Limits::default(), &clock, &|| false, Some(&mut sink));
        session.emit(Event::Bound { bound: 1.0 });
        assert_eq!(seen, vec![(0.0, Event::Bound { bound: 1.0 })]);
    }

    #[test]
    fn who_wants_what_was_found_hears_nothing_else() {
        let mut seen = Vec::new();
        let mut sink = |_: f64, e: Event| seen.push(e);
        let clock = || 3.0;
        let mut session =
            Session::new(Limits::default(), &clock, &|| false, Some(&mut sink)).telling_found_only(true);
        assert!(!session.listens());
        let found =
            [Event::Incumbent { objective: 2.0, source: "rounding".into() }, Event::Bound { bound: 1.0 }];
        session.emit(found[0].clone());
        session.emit(Event::Stage { name: "search".into() });
        session.emit(found[1].clone());
        assert_eq!(seen, found);
    }
}
