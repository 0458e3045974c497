//! The clause that a failure teaches (Achterberg 2007, section 11.1.1: first unique implication point).
//!
//! From the bounds that fail one goes back, the latest first, each to those that it follows from, until one is
//! left that came after the last decision involved. Bounds of continuous columns are followed back wherever they
//! came.

use super::order::Order;
use super::rows::{Failure, Rows};
use super::store::{Literal, Store};
use super::trail::{NONE, Reason, Trail};
use crate::heuristics::feasibility_jump::Ground;
use std::collections::BTreeSet;

/// What a failure teaches.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// At least one of these holds. The first may hold again at `level`, the second failed last of the others.
    pub literals: Vec<Literal>,
    /// So many decisions stand.
    pub level: u32,
}

/// Room for analyses.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    is_marked: Vec<bool>,
    /// Marked events of each level.
    count: Vec<u32>,
    found: Vec<u32>,
    kept: Vec<u32>,
    failures: u64,
}

impl Analysis {
    /// Failures so far.
    pub fn failures(&self) -> u64 {
        self.failures
    }

    /// What a failure teaches; `None` where it needs no decision.
    pub fn learn(
        &mut self,
        ground: Ground,
        (rows, store, order): (&mut Rows, &mut Store, &mut Order),
        trail: &Trail,
        failure: Failure,
    ) -> Option<Lesson> {
        self.failures += 1;
        self.is_marked.clear();
        self.is_marked.resize(trail.count(), false);
        self.count.clear();
        self.count.resize(trail.level() as usize + 1, 0);
        self.kept.clear();
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        let now = trail.count() as u32;
        match failure {
            Failure::Row(i, too_high) => rows.explain_failure(ground, trail, (i, too_high), &mut found),
            Failure::Crossing(j) => {
                found.extend(
                    [false, true].map(|side| trail.event_before(j, side, now)).iter().filter(|&&e| e != NONE),
                );
            }
            Failure::Clause(c) => {
                store.touch(c, self.failures);
                store.explain(trail, c, None, now, &mut found);
            }
        }
        self.mark(ground, trail, order, &found);
        let mut first = None;
        for e in (0..now).rev() {
            if !self.is_marked[e as usize] {
                continue;
            }
            let event = trail.event(e);
            let is_integer = ground.problem.integer[event.column as usize];
            let is_only = self.count[event.level as usize] == 1;
            if is_integer && (first.is_some() || is_only) {
                if first.is_none() {
                    first = Some(e);
                } else {
                    self.kept.push(e);
                }
                continue;
            }
            self.is_marked[e as usize] = false;
            self.count[event.level as usize] -= 1;
            found.clear();
            Self::explain(ground, (rows, store), trail, e, self.failures, &mut found);
            self.mark(ground, trail, order, &found);
        }
        order.end_failure();
        let lesson = first.map(|first| {
            self.shorten(ground, (rows, store), trail, &mut found);
            self.lesson(trail, first)
        });
        self.found = found;
        lesson
    }

    /// The events that event `e` follows from.
    fn explain(
        ground: Ground,
        (rows, store): (&mut Rows, &mut Store),
        trail: &Trail,
        e: u32,
        failure: u64,
        found: &mut Vec<u32>,
    ) {
        let event = trail.event(e);
        match event.reason {
            Reason::Decision => {}
            Reason::Row(i) => rows.explain_event(ground, trail, i as usize, e, found),
            Reason::Clause(c) => {
                store.touch(c, failure);
                store.explain(trail, c, Some(event.column as usize), e, found);
            }
        }
    }

    fn mark(&mut self, ground: Ground, trail: &Trail, order: &mut Order, events: &[u32]) {
        for &e in events {
            let event = trail.event(e);
            if event.level > 0 && !std::mem::replace(&mut self.is_marked[e as usize], true) {
                self.count[event.level as usize] += 1;
                if ground.problem.integer[event.column as usize] {
                    order.bump(event.column as usize);
                }
            }
        }
    }

    /// Leaves out bounds that follow from the others (Sörensson and Biere, "Minimizing learned clauses", 2009,
    /// the local form).
    fn shorten(
        &mut self,
        ground: Ground,
        (rows, store): (&mut Rows, &mut Store),
        trail: &Trail,
        found: &mut Vec<u32>,
    ) {
        let mut kept = std::mem::take(&mut self.kept);
        kept.retain(|&e| {
            if trail.event(e).reason == Reason::Decision {
                return true;
            }
            found.clear();
            Self::explain(ground, (rows, store), trail, e, self.failures, found);
            !found.iter().all(|&f| trail.event(f).level == 0 || self.is_marked[f as usize])
        });
        self.kept = kept;
    }

    /// The clause of the events that are kept: their contraries, one of each side of a column, the strongest.
    fn lesson(&self, trail: &Trail, first: u32) -> Lesson {
        clause_against(trail, std::iter::once(first).chain(self.kept.iter().copied()))
    }
}

/// The clause that excludes all of these events together, the latest of which comes first.
pub fn clause_against(trail: &Trail, events: impl Iterator<Item = u32>) -> Lesson {
    let mut lesson = Lesson { literals: Vec::new(), level: 0 };
    let mut sides = BTreeSet::new();
    for e in events {
        let event = trail.event(e);
        // Of two bounds of one side the later is the stronger.
        if !sides.insert((event.column, event.is_upper)) {
            continue;
        }
        if lesson.literals.len() == 1 {
            lesson.level = event.level;
        }
        let value = if event.is_upper { event.value + 1.0 } else { event.value - 1.0 };
        lesson.literals.push(Literal { column: event.column, is_upper: !event.is_upper, value });
    }
    lesson
}
