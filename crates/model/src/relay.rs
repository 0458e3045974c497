//! A host between a computation and the computation's own host: for parts whose work, time limit or events
//! are not quite the whole's.

use crate::control::{Control, Flow, StopReason};
use crate::event::Event;

/// Which events a [`Relay`] hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Events {
    All,
    /// Better points alone.
    Points,
    /// All but better points and bounds.
    AllButClaims,
    None,
}

/// Hands on to its host what it is not told to keep back, and counts the work. Points (see [`Control::keep`])
/// are not handed on: those of a part may be points of another program.
pub struct Relay<'a> {
    host: &'a mut dyn Control,
    work: u64,
    limit: Option<u64>,
    events: Events,
    stops: bool,
}

impl<'a> Relay<'a> {
    /// Hands on everything.
    pub fn new(host: &'a mut dyn Control) -> Self {
        Self { host, work: 0, limit: None, events: Events::All, stops: true }
    }

    /// Hands on better points and no other events.
    #[must_use]
    pub fn with_points_only(self) -> Self {
        Self { events: Events::Points, ..self }
    }

    /// Hands on all events but better points and bounds: whoever checks them, or knows better ones, tells of
    /// them.
    #[must_use]
    pub fn without_claims(self) -> Self {
        Self { events: Events::AllButClaims, ..self }
    }

    /// Hands on no events: what a part finds on its way is not the answer's progress.
    #[must_use]
    pub fn silent(self) -> Self {
        Self { events: Events::None, ..self }
    }

    /// Says stop after `work` units, if the host does not say so before.
    #[must_use]
    pub fn with_work_limit(self, work: u64) -> Self {
        Self { limit: Some(work), ..self }
    }

    /// Never says stop, and hands on no work: a step that may not end half-way is accounted for when it is
    /// over.
    #[must_use]
    pub fn without_stops(self) -> Self {
        Self { stops: false, ..self }
    }

    /// Units of work so far.
    pub fn work(&self) -> u64 {
        self.work
    }
}

impl Control for Relay<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.work = self.work.saturating_add(work);
        if !self.stops {
            return Flow::Continue;
        }
        match self.host.spend(work) {
            Flow::Continue if self.limit.is_some_and(|limit| self.work >= limit) => {
                Flow::Stop(StopReason::Work)
            }
            flow => flow,
        }
    }

    fn wants_end(&self) -> bool {
        self.host.wants_end() || (self.stops && self.limit.is_some_and(|limit| self.work >= limit))
    }

    fn now(&self) -> f64 {
        self.host.now()
    }

    fn emit(&mut self, event: Event) {
        let handed_on = match self.events {
            Events::All => true,
            Events::Points => matches!(event, Event::Incumbent { .. }),
            Events::AllButClaims => !matches!(event, Event::Incumbent { .. } | Event::Bound { .. }),
            Events::None => false,
        };
        if handed_on {
            self.host.emit(event);
        }
    }

    fn listens(&self) -> bool {
        matches!(self.events, Events::All | Events::AllButClaims) && self.host.listens()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::Recorder;

    fn events(relay: &mut Relay) {
        relay.emit(Event::Incumbent { objective: 2.0, source: "rounding".into() });
        relay.emit(Event::Bound { bound: 1.0 });
    }

    #[test]
    fn a_part_counts_its_work_and_the_host_counts_it_too() {
        let mut host = Recorder { limit: Some(10), work: 3, ..Recorder::default() };
        let mut relay = Relay::new(&mut host);
        assert_eq!(relay.spend(6), Flow::Continue);
        assert_eq!(relay.spend(1), Flow::Stop(StopReason::Work));
        assert_eq!((relay.work(), host.work), (7, 10));
    }

    #[test]
    fn a_part_with_a_limit_of_its_own_stops_there() {
        let mut host = Recorder::default();
        let mut relay = Relay::new(&mut host).with_work_limit(5);
        assert_eq!(relay.spend(4), Flow::Continue);
        assert_eq!(relay.spend(1), Flow::Stop(StopReason::Work));
        assert_eq!(host.work, 5);
    }

    #[test]
    fn a_step_that_may_not_end_half_way_is_counted_and_never_stopped() {
        let mut host = Recorder { limit: Some(1), ..Recorder::default() };
        let mut relay = Relay::new(&mut host).without_stops();
        assert_eq!(relay.spend(100), Flow::Continue);
        assert_eq!((relay.work(), host.work), (100, 0));
    }

    #[test]
    fn events_are_handed_on_as_far_as_wanted() {
        let mut host = Recorder::default();
        let mut all = Relay::new(&mut host);
        assert!(all.listens());
        events(&mut all);
        let mut points = Relay::new(&mut host).with_points_only();
        assert!(!points.listens());
        events(&mut points);
        let mut others = Relay::new(&mut host).without_claims();
        assert!(others.listens());
        events(&mut others);
        others.emit(Event::Stage { name: "search".into() });
        let mut silent = Relay::new(&mut host).silent();
        assert!(!silent.listens());
        events(&mut silent);
        let bounds = host.events.iter().filter(|e| matches!(e, Event::Bound { .. })).count();
        assert_eq!((host.events.len(), bounds), (4, 1));
    }
}
