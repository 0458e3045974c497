//! A host between a tree and its host, which counts the work.

use hunch_model::{Control, Event, Flow};

/// Counts work; hands on everything, or of the events only points.
pub(super) struct Meter<'a> {
    host: &'a mut dyn Control,
    work: u64,
    muted: bool,
}

impl<'a> Meter<'a> {
    /// Hands on everything.
    pub(super) fn new(host: &'a mut dyn Control) -> Self {
        Self { host, work: 0, muted: false }
    }

    /// Hands on points and no other events.
    pub(super) fn muted(host: &'a mut dyn Control) -> Self {
        Self { host, work: 0, muted: true }
    }

    /// Units of work so far.
    pub(super) fn work(&self) -> u64 {
        self.work
    }
}

impl Control for Meter<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.work = self.work.saturating_add(work);
        self.host.spend(work)
    }

    fn now(&self) -> f64 {
        self.host.now()
    }

    fn emit(&mut self, event: Event) {
        if !self.muted || matches!(event, Event::Incumbent { .. }) {
            self.host.emit(event);
        }
    }

    fn listens(&self) -> bool {
        !self.muted && self.host.listens()
    }
}
