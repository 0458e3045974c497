//! What a host that keeps points is told while the program of a decision is searched: decisions that have
//! passed the check, each with its worth.

use super::incumbent::Incumbent;
use hunch_families::Case;
use hunch_model::{Control, Event, Flow};

/// The host's control around a run on a program whose columns say what a decision says. Points become
/// decisions, which the incumbent takes and tells of where they are feasible and better. A host that keeps
/// them hears of decisions alone, each with its worth in the worst case: the engine's own incumbents come
/// before their points, and some never get one.
pub(super) struct Decisions<'a> {
    /// Whose decisions they are.
    pub case: &'a dyn Case,
    /// The best so far.
    pub incumbent: &'a mut Incumbent,
    /// Who is told.
    pub host: &'a mut dyn Control,
    /// Whether the run is a part of another one, whose bounds and progress are not the host's.
    pub is_part: bool,
}

impl Control for Decisions<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.host.spend(work)
    }

    fn wants_end(&self) -> bool {
        self.host.wants_end()
    }

    fn now(&self) -> f64 {
        self.host.now()
    }

    fn emit(&mut self, event: Event) {
        let told_with_points = self.host.keeps() && matches!(event, Event::Incumbent { .. });
        if !self.is_part && !told_with_points {
            self.host.emit(event);
        }
    }

    fn listens(&self) -> bool {
        !self.is_part && self.host.listens()
    }

    fn keep(&mut self, values: &[f64]) {
        self.incumbent.offer(self.case, self.case.values_of(values), "search", self.host);
    }

    fn keeps(&self) -> bool {
        self.host.keeps()
    }
}
