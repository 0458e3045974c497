//! The clauses, each watched at two of its bounds that may still hold (Moskewicz et al. 2001, section 2).

use super::rows::{Failure, Rows};
use super::trail::{NONE, Reason, Trail};
use crate::heuristics::feasibility_jump::Ground;
use hunch_model::order::sort_by;

/// `x <= value` or `x >= value`, of an integer column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Literal {
    /// The column.
    pub column: u32,
    /// Whether the bound is an upper one.
    pub is_upper: bool,
    /// The bound.
    pub value: f64,
}

impl Literal {
    /// Whether it cannot hold any more.
    pub fn fails(&self, trail: &Trail) -> bool {
        let j = self.column as usize;
        if self.is_upper { trail.lower(j) > self.value } else { trail.upper(j) < self.value }
    }

    /// Whether it holds already.
    pub fn holds(&self, trail: &Trail) -> bool {
        let j = self.column as usize;
        if self.is_upper { trail.upper(j) <= self.value } else { trail.lower(j) >= self.value }
    }
}

/// A clause.
#[derive(Clone, Debug)]
struct Clause {
    /// The first two are watched.
    literals: Vec<Literal>,
    /// Number of the failure that it took part in last.
    used: u64,
}

/// All clauses.
#[derive(Clone, Debug, Default)]
pub struct Store {
    clauses: Vec<Clause>,
    /// For each column, the clauses that watch a bound of it which its lower (its upper) bound can make fail.
    watches: Vec<[Vec<u32>; 2]>,
    work: u64,
}

impl Store {
    /// None yet, over so many columns.
    pub fn new(columns: usize) -> Self {
        Self { clauses: Vec::new(), watches: vec![[Vec::new(), Vec::new()]; columns], work: 0 }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.clauses.len()
    }

    /// The bounds of each.
    #[cfg(test)]
    pub fn all(&self) -> impl Iterator<Item = &[Literal]> {
        self.clauses.iter().map(|c| c.literals.as_slice())
    }

    /// Bounds visited so far.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// A clause of two bounds or more, of which the first may hold and the second failed last; its number.
    pub fn add(&mut self, literals: Vec<Literal>, used: u64) -> u32 {
        let number = self.clauses.len() as u32;
        for literal in &literals[..2] {
            self.watches[literal.column as usize][usize::from(!literal.is_upper)].push(number);
        }
        self.clauses.push(Clause { literals, used });
        number
    }

    /// A clause took part in a failure.
    pub fn touch(&mut self, clause: u32, failure: u64) {
        self.clauses[clause as usize].used = failure;
    }

    /// What event `number` makes follow.
    pub fn propagate(
        &mut self,
        ground: Ground,
        rows: &mut Rows,
        trail: &mut Trail,
        number: u32,
    ) -> Result<(), Failure> {
        let event = *trail.event(number);
        let (j, side) = (event.column as usize, usize::from(event.is_upper));
        let mut watching = std::mem::take(&mut self.watches[j][side]);
        let mut failure = None;
        watching.retain(|&c| {
            if failure.is_some() {
                return true;
            }
            self.work += 1;
            let literals = &mut self.clauses[c as usize].literals;
            let is_own =
                |l: &Literal| l.column as usize == j && l.is_upper != event.is_upper && l.fails(trail);
            if !is_own(&literals[1]) {
                if !is_own(&literals[0]) {
                    // The bound watched here still may hold.
                    return true;
                }
                literals.swap(0, 1);
            }
            if literals[0].holds(trail) {
                return true;
            }
            self.work += literals.len() as u64 / 4;
            if let Some(k) = (2..literals.len()).find(|&k| !literals[k].fails(trail)) {
                literals.swap(1, k);
                // Another list than this: a clause has one bound of a side of a column at most.
                let watched = literals[1];
                self.watches[watched.column as usize][usize::from(!watched.is_upper)].push(c);
                return false;
            }
            let first = literals[0];
            if first.fails(trail) {
                failure = Some(Failure::Clause(c));
            } else {
                let bound = (first.column as usize, first.is_upper);
                rows.push(ground, trail, bound, first.value, Reason::Clause(c));
            }
            true
        });
        self.watches[j][side] = watching;
        failure.map_or(Ok(()), Err)
    }

    /// The events that make the bounds of a clause fail, that of the column `but` left out, before `time`.
    pub fn explain(
        &mut self,
        trail: &Trail,
        clause: u32,
        but: Option<usize>,
        time: u32,
        events: &mut Vec<u32>,
    ) {
        let literals = &self.clauses[clause as usize].literals;
        self.work += literals.len() as u64;
        for (place, literal) in literals.iter().enumerate() {
            // The bound that a clause brought stands first in it.
            if place == 0 && but.is_some() {
                continue;
            }
            let mut e = trail.event_before(literal.column as usize, !literal.is_upper, time);
            // The earliest event that makes it fail.
            while e != NONE {
                let before = trail.event(e).before;
                let still = if literal.is_upper { before > literal.value } else { before < literal.value };
                if !still {
                    events.push(e);
                    break;
                }
                e = trail.event(e).previous;
            }
        }
    }

    /// Forgets all but the `most` that took part in a failure last. To be called while nothing is decided.
    pub fn reduce(&mut self, most: usize) {
        if self.clauses.len() <= most {
            return;
        }
        sort_by(&mut self.clauses, |a, b| b.used.cmp(&a.used).then(a.literals.len().cmp(&b.literals.len())));
        self.clauses.truncate(most);
        self.watches.iter_mut().flatten().for_each(Vec::clear);
        for (number, clause) in (0u32..).zip(&self.clauses) {
            for literal in &clause.literals[..2] {
                self.watches[literal.column as usize][usize::from(!literal.is_upper)].push(number);
            }
        }
    }
}
