//! Decisions one after the other, with what follows from them and what their failures teach, until every integer
//! column has one value.

use super::analysis::{Analysis, Lesson, clause_against};
use super::order::Order;
use super::rows::{Failure, Rows};
use super::store::Store;
use super::trail::{Reason, Trail};
use crate::heuristics::feasibility_jump::Ground;
use crate::params::{CLAUSE_FAILURES, CLAUSE_STEP_WORK, CLAUSES_KEPT, PROPAGATION_FACTOR};

/// How a descent ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every integer column has a value, and no row fails as far as propagation tells.
    Decided,
    /// No choice is left, within a heuristic's tolerance.
    Nothing,
}

/// A search under way.
#[derive(Clone, Debug)]
pub struct Descent {
    trail: Trail,
    rows: Rows,
    store: Store,
    analysis: Analysis,
    order: Order,
    /// What each column is decided to be: the value that it had last.
    value: Vec<f64>,
    /// Events that the clauses have been asked about.
    asked: u32,
    /// Failures at which it begins anew, and how often it has.
    until: u64,
    beginnings: u64,
}

impl Descent {
    /// Nothing is decided.
    pub fn new(ground: Ground) -> Self {
        let columns = ground.problem.columns();
        let bounds = |side: fn(&crate::domain::Domain, usize) -> f64| {
            (0..columns).map(|j| side(ground.domain, j)).collect()
        };
        let trail = Trail::new(bounds(crate::domain::Domain::lower), bounds(crate::domain::Domain::upper));
        let rows = Rows::new(ground, &trail);
        let length = |j: usize| ground.problem.lp.matrix.column(j).0.len() as f64;
        let longest = (0..columns).map(length).fold(1.0, f64::max);
        let integers = (0..columns).filter(|&j| ground.problem.integer[j]);
        let order = Order::new(integers, (0..columns).map(|j| length(j) / longest).collect());
        Self {
            rows,
            store: Store::new(columns),
            analysis: Analysis::default(),
            order,
            value: (0..columns).map(|j| cheap(ground, &trail, j)).collect(),
            asked: 0,
            until: CLAUSE_FAILURES,
            beginnings: 0,
            trail,
        }
    }

    /// Begins anew, along a relaxed point.
    pub fn follow(&mut self, ground: Ground, x: &[f64]) {
        self.value.copy_from_slice(x);
        self.begin_anew(ground);
    }

    /// Begins anew: from now on only points with `cost · x <= most` are looked for.
    pub fn improve(&mut self, ground: Ground, most: f64) {
        self.begin_anew(ground);
        self.rows.limit_cost(most);
    }

    /// Units of work so far: entries visited.
    pub fn work(&self) -> u64 {
        self.rows.work() + self.store.work()
    }

    /// Failures so far, and clauses at present.
    pub fn failures(&self) -> (u64, usize) {
        (self.analysis.failures(), self.store.count())
    }

    /// The integers as they are decided; continuous columns as near to zero as they may be.
    pub fn point(&self) -> Vec<f64> {
        (0..self.value.len()).map(|j| 0f64.max(self.trail.lower(j)).min(self.trail.upper(j))).collect()
    }

    /// Goes on for a limited amount of work.
    pub fn step(&mut self, ground: Ground) -> Option<End> {
        let pause = self.work() + CLAUSE_STEP_WORK;
        while self.work() < pause {
            match self.propagate(ground) {
                Ok(()) if self.analysis.failures() >= self.until => self.begin_anew(ground),
                Ok(()) => {
                    if !self.decide(ground) {
                        return Some(End::Decided);
                    }
                }
                Err(failure) => {
                    let parts = (&mut self.rows, &mut self.store, &mut self.order);
                    let lesson = self.analysis.learn(ground, parts, &self.trail, failure);
                    let Some(lesson) = lesson else { return Some(End::Nothing) };
                    self.take(ground, lesson);
                }
            }
        }
        None
    }

    /// The integers as they are decided leave no point to the continuous columns. False where no choice is left.
    pub fn reject(&mut self, ground: Ground) -> bool {
        let is_decision = |e: &u32| {
            let event = self.trail.event(*e);
            event.level > 0 && event.reason == Reason::Decision
        };
        let lesson = clause_against(&self.trail, (0..self.trail.count() as u32).rev().filter(is_decision));
        let is_left = !lesson.literals.is_empty();
        if is_left {
            self.take(ground, lesson);
        }
        is_left
    }

    /// What follows from the bounds that came. It ends where bounds creep towards each other one by one: what is
    /// decided then may fail later than it could.
    fn propagate(&mut self, ground: Ground) -> Result<(), Failure> {
        let until = self.work() + PROPAGATION_FACTOR * (ground.by_row.nonzeros() as u64 + 64);
        loop {
            if self.work() > until {
                self.rows.forget_pending();
                return Ok(());
            }
            while (self.asked as usize) < self.trail.count() {
                self.asked += 1;
                self.store.propagate(ground, &mut self.rows, &mut self.trail, self.asked - 1)?;
                if let Some(j) = self.crossing(self.asked - 1) {
                    return Err(Failure::Crossing(j));
                }
            }
            if !self.rows.look(ground, &mut self.trail)? {
                return Ok(());
            }
        }
    }

    /// The column of an event, if its bounds cross.
    fn crossing(&self, event: u32) -> Option<usize> {
        let j = self.trail.event(event).column as usize;
        (self.trail.lower(j) > self.trail.upper(j)).then_some(j)
    }

    /// Decides the next column; false where none is left.
    fn decide(&mut self, ground: Ground) -> bool {
        while let Some(j) = self.order.pop() {
            let (lower, upper) = (self.trail.lower(j), self.trail.upper(j));
            if lower >= upper {
                continue;
            }
            let value = self.value[j].round().max(lower).min(upper);
            // One between its bounds is decided from both sides.
            let is_upper = value < upper;
            self.trail.open_level();
            self.rows.push(ground, &mut self.trail, (j, is_upper), value, Reason::Decision);
            self.order.insert(j);
            return true;
        }
        false
    }

    /// Goes back as far as a lesson says, and takes up its clause.
    fn take(&mut self, ground: Ground, lesson: Lesson) {
        self.undo(ground, lesson.level);
        let Some(&first) = lesson.literals.first() else { return };
        let reason = if lesson.literals.len() > 1 {
            Reason::Clause(self.store.add(lesson.literals, self.analysis.failures()))
        } else {
            Reason::Decision
        };
        let bound = (first.column as usize, first.is_upper);
        self.rows.push(ground, &mut self.trail, bound, first.value, reason);
    }

    fn undo(&mut self, ground: Ground, level: u32) {
        while self.trail.level() > level {
            let Some(last) = self.trail.last() else { break };
            let j = last.column as usize;
            if self.trail.lower(j) == self.trail.upper(j) {
                self.value[j] = self.trail.lower(j);
            }
            let Some(event) = self.trail.pop_above(level) else { break };
            self.rows.shift(ground, (j, event.is_upper), (event.value, event.before));
            if ground.problem.integer[j] {
                self.order.insert(j);
            }
        }
        self.rows.forget_pending();
        self.asked = self.trail.count() as u32;
    }

    fn begin_anew(&mut self, ground: Ground) {
        self.undo(ground, 0);
        self.store.reduce(CLAUSES_KEPT);
        self.rows.sum_anew(ground, &self.trail);
        self.beginnings += 1;
        self.until = self.analysis.failures() + CLAUSE_FAILURES * luby(self.beginnings);
    }
}

/// The value at which column `j` costs least, or hurts the fewest rows where it costs nothing.
fn cheap(ground: Ground, trail: &Trail, j: usize) -> f64 {
    let cost = ground.problem.lp.cost[j];
    let wanted = if cost < 0.0 { trail.upper(j) } else { trail.lower(j) };
    if wanted.is_finite() { wanted } else { 0f64.max(trail.lower(j)).min(trail.upper(j)) }
}

/// 1, 1, 2, 1, 1, 2, 4, … (Luby, Sinclair and Zuckerman, "Optimal speedup of Las Vegas algorithms", 1993).
fn luby(n: u64) -> u64 {
    let mut n = n.max(1);
    loop {
        let size = 1 << (63 - (n + 1).leading_zeros());
        if n + 1 == size {
            return size / 2;
        }
        n -= size - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Domain;
    use crate::problem::MipProblem;
    use crate::random::uniform;
    use hunch_model::SparseMatrix;

    /// A program over integers of several ranges and continuous columns that the point satisfies, or that
    /// without `planted` mostly has none.
    fn drawn(seed: u64, (columns, rows): (usize, usize), planted: bool) -> (MipProblem, Vec<f64>) {
        let mut random = seed;
        let mut below = |n: usize| (uniform(&mut random) * n as f64) as usize;
        let mut p = MipProblem::default();
        let mut point = Vec::new();
        for _ in 0..columns {
            let integer = below(4) > 0;
            let range = [1, 1, 3][below(3)];
            p.integer.push(integer);
            p.lp.column_lower.push(if integer { 0.0 } else { -1.0 });
            p.lp.column_upper.push(range as f64);
            p.lp.cost.push(below(7) as f64 - 3.0);
            point.push(if integer { below(range + 1) as f64 } else { below(5) as f64 / 4.0 });
        }
        p.implied = vec![false; columns];
        let mut triplets = Vec::new();
        for i in 0..rows {
            let mut sum = 0.0;
            for _ in 0..if planted { 6 } else { 3 } {
                let (j, a) = (below(columns), (1 + below(3)) as f64 * if below(2) == 0 { 1.0 } else { -1.0 });
                if !triplets.iter().any(|t: &(usize, usize, f64)| t.0 == i && t.1 == j) {
                    triplets.push((i, j, a));
                    sum += a * point[j];
                }
            }
            let side = if planted { sum } else { below(7) as f64 - 2.0 };
            let kind = below(3);
            p.lp.row_lower.push(if kind == 0 { f64::NEG_INFINITY } else { side });
            p.lp.row_upper.push(if kind == 1 { f64::INFINITY } else { side });
        }
        p.lp.matrix = SparseMatrix::from_triplets(rows, columns, &triplets);
        (p, point)
    }

    fn holds(p: &MipProblem, point: &[f64]) -> bool {
        let sums = p.lp.matrix.multiply(point);
        (0..p.rows()).all(|i| p.lp.row_lower[i] <= sums[i] + 1e-5 && sums[i] <= p.lp.row_upper[i] + 1e-5)
    }

    /// Whether a program of integers has a point, by trying all.
    fn has_point(p: &MipProblem, point: &mut Vec<f64>) -> bool {
        let j = point.len();
        if j == p.columns() {
            return holds(p, point);
        }
        (0..=p.lp.column_upper[j] as usize).any(|value| {
            point.push(value as f64);
            let found = has_point(p, point);
            point.pop();
            found
        })
    }

    fn run(p: &MipProblem, mut look: impl FnMut(&Descent)) -> (End, Vec<f64>) {
        let domain = Domain::new(p.lp.column_lower.clone(), p.lp.column_upper.clone());
        let by_row = p.by_rows();
        let ground = Ground { problem: p, by_row: &by_row, domain: &domain };
        let mut descent = Descent::new(ground);
        loop {
            let end = descent.step(ground);
            look(&descent);
            if let Some(end) = end {
                return (end, descent.point());
            }
        }
    }

    #[test]
    fn every_clause_holds_at_a_planted_point() {
        let (mut clauses, mut failures) = (0, 0);
        for seed in 0..1000 {
            let (p, point) = drawn(seed, (30, 30 + (seed % 30) as usize), true);
            let (end, _) = run(&p, |descent| {
                failures += descent.failures().0;
                for clause in descent.store.all() {
                    clauses += 1;
                    let satisfied = clause.iter().any(|l| {
                        let value = point[l.column as usize];
                        if l.is_upper { value <= l.value } else { value >= l.value }
                    });
                    assert!(satisfied, "seed {seed}: {clause:?} at {point:?}");
                }
                let within = |j: usize| {
                    let (low, high) = (descent.trail.lower(j), descent.trail.upper(j));
                    descent.trail.level() > 0 || (low - 1e-5 <= point[j] && point[j] <= high + 1e-5)
                };
                assert!((0..point.len()).all(within), "seed {seed}");
            });
            assert_eq!(end, End::Decided, "seed {seed}");
        }
        assert!(clauses > 200 && failures > 500, "{clauses} clauses of {failures} failures");
    }

    #[test]
    fn programs_of_integers_have_a_point_where_trying_all_says_so() {
        let (mut decided, mut nothing) = (0, 0);
        for seed in 0..600 {
            let (mut p, _) = drawn(seed, (8, 2 + (seed % 5) as usize), false);
            for j in 0..p.columns() {
                p.integer[j] = true;
                p.lp.column_lower[j] = 0.0;
            }
            let (end, point) = run(&p, |_| ());
            assert_eq!(end == End::Decided, has_point(&p, &mut Vec::new()), "seed {seed}");
            if end == End::Decided {
                assert!(holds(&p, &point), "seed {seed}: {point:?}");
                decided += 1;
            } else {
                nothing += 1;
            }
        }
        assert!(decided > 100 && nothing > 100, "{decided} and {nothing}");
    }

    #[test]
    fn a_rejected_point_does_not_come_again() {
        let (mut p, _) = drawn(1, (7, 3), true);
        p.lp.row_lower.fill(f64::NEG_INFINITY);
        p.lp.row_upper.fill(f64::INFINITY);
        let domain = Domain::new(p.lp.column_lower.clone(), p.lp.column_upper.clone());
        let by_row = p.by_rows();
        let ground = Ground { problem: &p, by_row: &by_row, domain: &domain };
        let mut descent = Descent::new(ground);
        let values = |j: usize| p.lp.column_upper[j] as usize + 1;
        let all: usize = (0..p.columns()).filter(|&j| p.integer[j]).map(values).product();
        let mut seen = Vec::new();
        loop {
            assert_eq!(descent.step(ground), Some(End::Decided));
            let integers: Vec<f64> =
                (0..p.columns()).filter(|&j| p.integer[j]).map(|j| descent.point()[j]).collect();
            assert!(!seen.contains(&integers));
            seen.push(integers);
            if !descent.reject(ground) || descent.step(ground) == Some(End::Nothing) {
                break;
            }
        }
        assert_eq!(seen.len(), all);
    }

    #[test]
    fn bounds_that_creep_towards_each_other_do_not_keep_it() {
        let mut p = MipProblem::default();
        p.lp.cost = vec![1.0; 2];
        p.lp.column_lower = vec![0.0; 2];
        p.lp.column_upper = vec![1e9; 2];
        p.lp.row_lower = vec![1.0, 0.0];
        p.lp.row_upper = vec![f64::INFINITY; 2];
        p.lp.matrix =
            SparseMatrix::from_triplets(2, 2, &[(0, 0, 1.0), (0, 1, -1.0), (1, 0, -1.0), (1, 1, 1.0)]);
        p.integer = vec![true; 2];
        p.implied = vec![false; 2];
        let domain = Domain::new(p.lp.column_lower.clone(), p.lp.column_upper.clone());
        let by_row = p.by_rows();
        let ground = Ground { problem: &p, by_row: &by_row, domain: &domain };
        let mut descent = Descent::new(ground);
        let before = descent.work();
        assert_eq!(descent.step(ground), None);
        assert!(descent.work() - before < 2 * CLAUSE_STEP_WORK);
    }

    #[test]
    fn lubys_sequence() {
        assert_eq!((1..16).map(luby).collect::<Vec<_>>(), [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]);
    }
}
