//! Bound propagation: what the rows imply for the columns' bounds.
//!
//! For a row `l <= Σ a_k x_k <= u`, the other columns' least and greatest contributions leave each column an interval (Savelsbergh,
//! "Preprocessing and probing techniques for mixed integer programming problems", 1994; Achterberg, "Constraint integer
//! programming", 2007, section 7.1). Activities are summed afresh for each row that is looked at: a running sum would drift.

use crate::domain::Domain;
use crate::params::{
    BOUND_LIMIT, CONTINUOUS_PROGRESS, PROPAGATION_ENTRIES, PROPAGATION_FACTOR, PROPAGATION_TOLERANCE, ceil,
    floor,
};
use crate::problem::MipProblem;
use crate::scalar::lesser;
use hunch_model::SparseMatrix;

/// What propagation found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Propagation {
    /// Nothing contradicts; bounds may have been tightened.
    Consistent,
    /// No point within the bounds satisfies the rows.
    Infeasible,
}

/// Rows ready for propagation, and the queue of those to look at.
#[derive(Clone, Debug)]
pub struct Propagator {
    by_row: SparseMatrix,
    by_column: SparseMatrix,
    row_lower: Vec<f64>,
    row_upper: Vec<f64>,
    integer: Vec<bool>,
    /// The objective as one more row, `cost · x <= cutoff`.
    objective: (Vec<usize>, Vec<f64>),
    in_objective: Vec<bool>,
    cutoff: f64,
    enabled: bool,
    pending: Pending,
    work: u64,
}

/// Least and greatest value of a row: a finite part and the number of infinite terms on each side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Activity {
    /// Sum of the finite least contributions.
    pub min: f64,
    /// Infinite least contributions.
    pub min_infinite: u32,
    /// Sum of the finite greatest contributions.
    pub max: f64,
    /// Infinite greatest contributions.
    pub max_infinite: u32,
}

impl Activity {
    /// The activity of a row within bounds.
    pub fn of(terms: impl Iterator<Item = (usize, f64)>, bounds: impl Fn(usize) -> (f64, f64)) -> Self {
        let mut activity = Self::default();
        for (j, a) in terms {
            let (lower, upper) = bounds(j);
            let (least, greatest) = if a > 0.0 { (a * lower, a * upper) } else { (a * upper, a * lower) };
            if least == f64::NEG_INFINITY {
                activity.min_infinite += 1;
            } else {
                activity.min += least;
            }
            if greatest == f64::INFINITY {
                activity.max_infinite += 1;
            } else {
                activity.max += greatest;
            }
        }
        activity
    }

    /// Least value, `-∞` if there is none.
    pub fn least(&self) -> f64 {
        if self.min_infinite > 0 { f64::NEG_INFINITY } else { self.min }
    }

    /// Greatest value, `+∞` if there is none.
    pub fn greatest(&self) -> f64 {
        if self.max_infinite > 0 { f64::INFINITY } else { self.max }
    }

    /// By how much a single term may move the row `lower <= row <= upper` from its least and greatest value and still say nothing about its
    /// column's bounds; `-∞` where infinite terms need a closer look.
    fn room(&self, lower: f64, upper: f64) -> f64 {
        let side = |open: bool, infinite: u32, room: f64| match (open, infinite) {
            (true, _) => f64::INFINITY,
            (false, 0) => room,
            (false, _) => f64::NEG_INFINITY,
        };
        let above = side(upper == f64::INFINITY, self.min_infinite, upper - self.min);
        let below = side(lower == f64::NEG_INFINITY, self.max_infinite, self.max - lower);
        lesser(above, below)
    }

    /// Least value of the other terms, when this term contributes `least` to it.
    pub fn least_without(&self, least: f64) -> f64 {
        match (self.min_infinite, least == f64::NEG_INFINITY) {
            (0, _) => self.min - least,
            (1, true) => self.min,
            _ => f64::NEG_INFINITY,
        }
    }

    /// Greatest value of the other terms, when this term contributes `greatest` to it.
    pub fn greatest_without(&self, greatest: f64) -> f64 {
        match (self.max_infinite, greatest == f64::INFINITY) {
            (0, _) => self.max - greatest,
            (1, true) => self.max,
            _ => f64::INFINITY,
        }
    }
}

/// Tolerance for comparing an activity with a bound.
pub fn slack(bound: f64) -> f64 {
    PROPAGATION_TOLERANCE * (1.0 + bound.abs())
}

impl Propagator {
    /// Prepares the rows of `problem`. One that is not `enabled` derives nothing.
    pub fn new(problem: &MipProblem, enabled: bool) -> Self {
        let in_objective: Vec<bool> = problem.lp.cost.iter().map(|c| *c != 0.0).collect();
        let objective = problem.lp.cost.iter().copied().enumerate().filter(|(_, c)| *c != 0.0).unzip();
        Self {
            by_row: problem.by_rows(),
            by_column: problem.lp.matrix.clone(),
            row_lower: problem.lp.row_lower.clone(),
            row_upper: problem.lp.row_upper.clone(),
            integer: problem.integer.clone(),
            objective,
            in_objective,
            cutoff: f64::INFINITY,
            enabled,
            pending: Pending::new(problem.rows() + 1),
            work: 0,
        }
    }

    /// From now on only points with `cost · x <= cutoff` (without the offset) are of interest.
    pub fn set_cutoff(&mut self, cutoff: f64) {
        self.cutoff = cutoff;
    }

    /// Units of work since the last call.
    pub fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }

    /// Propagates every row to a fixed point, or until the effort limit.
    pub fn propagate_all(&mut self, domain: &mut Domain) -> Propagation {
        for i in 0..=self.row_lower.len() {
            self.enqueue(i);
        }
        self.run(domain)
    }

    /// Propagates what follows from the changes of `domain` since `mark`.
    pub fn propagate_since(&mut self, domain: &mut Domain, mark: usize) -> Propagation {
        for j in domain.touched_since(mark) {
            self.enqueue_rows_of(j);
        }
        self.run(domain)
    }

    fn enqueue(&mut self, row: usize) {
        self.pending.push(row);
    }

    fn enqueue_rows_of(&mut self, j: usize) {
        let (rows, _) = self.by_column.column(j);
        self.pending.push_all(rows);
        if self.in_objective[j] && self.cutoff < f64::INFINITY {
            self.enqueue(self.row_lower.len());
        }
    }

    fn run(&mut self, domain: &mut Domain) -> Propagation {
        let effort = PROPAGATION_FACTOR * (self.by_row.nonzeros() + self.objective.0.len() + 64) as u64
            / PROPAGATION_ENTRIES;
        let started = self.work;
        let mut result = Propagation::Consistent;
        while let Some(i) = self.pending.pop() {
            let exhausted = !self.enabled || self.work - started > effort;
            if !exhausted
                && result == Propagation::Consistent
                && self.propagate_row(i, domain) == Propagation::Infeasible
            {
                result = Propagation::Infeasible;
            }
        }
        result
    }

    fn propagate_row(&mut self, i: usize, domain: &mut Domain) -> Propagation {
        let is_objective = i == self.row_lower.len();
        let (columns, values): (&[usize], &[f64]) =
            if is_objective { (&self.objective.0, &self.objective.1) } else { self.by_row.column(i) };
        let (lower, upper) = if is_objective {
            (f64::NEG_INFINITY, self.cutoff)
        } else {
            (self.row_lower[i], self.row_upper[i])
        };
        self.work += columns.len() as u64 / PROPAGATION_ENTRIES + 1;
        let terms = || columns.iter().copied().zip(values.iter().copied());
        let activity = Activity::of(terms(), |j| (domain.lower(j), domain.upper(j)));
        if activity.least() > upper + slack(upper) || activity.greatest() < lower - slack(lower) {
            return Propagation::Infeasible;
        }
        let can_cut_above =
            upper < f64::INFINITY && activity.greatest() > upper && activity.min_infinite <= 1;
        let can_cut_below =
            lower > f64::NEG_INFINITY && activity.least() < lower && activity.max_infinite <= 1;
        if !can_cut_above && !can_cut_below {
            return Propagation::Consistent;
        }
        // A term that moves the row by no more than this can reach neither side.
        let room = activity.room(lower, upper);
        for (j, a) in terms() {
            let bounds = (domain.lower(j), domain.upper(j));
            if bounds.0 == bounds.1 || a.abs() * (bounds.1 - bounds.0) <= room {
                continue;
            }
            let interval = interval_of(a, bounds, &activity, (lower, upper));
            match intersect(bounds, interval, self.integer[j]) {
                Intersection::Empty => return Propagation::Infeasible,
                Intersection::Unchanged => {}
                Intersection::Smaller(lower, upper) => {
                    domain.set(j, lower, upper);
                    self.pending.push_all(self.by_column.column(j).0);
                    if self.in_objective[j] && self.cutoff < f64::INFINITY {
                        self.pending.push(self.row_lower.len());
                    }
                }
            }
        }
        Propagation::Consistent
    }
}

/// Rows that wait to be looked at, each once.
#[derive(Clone, Debug)]
struct Pending {
    queue: std::collections::VecDeque<u32>,
    queued: Vec<bool>,
}

impl Pending {
    fn new(rows: usize) -> Self {
        Self { queue: std::collections::VecDeque::new(), queued: vec![false; rows] }
    }

    fn push(&mut self, row: usize) {
        if !std::mem::replace(&mut self.queued[row], true) {
            self.queue.push_back(row as u32);
        }
    }

    fn push_all(&mut self, rows: &[usize]) {
        for &row in rows {
            self.push(row);
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let row = self.queue.pop_front()? as usize;
        self.queued[row] = false;
        Some(row)
    }
}

/// The bounds of a column after an interval was derived for it.
pub(crate) enum Intersection {
    Empty,
    Unchanged,
    Smaller(f64, f64),
}

/// Intersects `bounds` with `interval` where that is worth it.
pub(crate) fn intersect(bounds: (f64, f64), interval: (f64, f64), integer: bool) -> Intersection {
    let Some((lower, upper)) = tightened(bounds, interval, integer) else { return Intersection::Unchanged };
    if lower <= upper {
        return Intersection::Smaller(lower, upper);
    }
    if integer || lower - upper > slack(lower) {
        return Intersection::Empty;
    }
    // The interval is empty by rounding only: one value remains, inside the old bounds.
    let value = (0.5 * (lower + upper)).max(bounds.0).min(bounds.1);
    Intersection::Smaller(value, value)
}

/// What a row leaves to a column with coefficient `a`, given the activity of the whole row.
pub fn interval_of(a: f64, bounds: (f64, f64), activity: &Activity, row: (f64, f64)) -> (f64, f64) {
    let (least, greatest) = if a > 0.0 { (a * bounds.0, a * bounds.1) } else { (a * bounds.1, a * bounds.0) };
    // a·x <= upper − least of the others, a·x >= lower − greatest of the others.
    let most = row.1 - activity.least_without(least);
    let fewest = row.0 - activity.greatest_without(greatest);
    let most = if most.is_nan() { f64::INFINITY } else { most };
    let fewest = if fewest.is_nan() { f64::NEG_INFINITY } else { fewest };
    if a > 0.0 { (fewest / a, most / a) } else { (most / a, fewest / a) }
}

/// The bounds after intersecting with `interval`, when that is progress: any for integers, a fair share of the range for
/// continuous columns (whose bounds could otherwise creep for ever).
pub fn tightened(bounds: (f64, f64), interval: (f64, f64), integer: bool) -> Option<(f64, f64)> {
    let (mut lower, mut upper) = interval;
    if integer {
        (lower, upper) = (ceil(lower), floor(upper));
    }
    let step = |new: f64, old: f64, other: f64| -> bool {
        if new.abs() > BOUND_LIMIT || !new.is_finite() {
            return false;
        }
        if integer || old.is_infinite() {
            return true;
        }
        let range = if other.is_finite() { (other - old).abs() } else { 1.0 + old.abs() };
        (new - old).abs() > CONTINUOUS_PROGRESS * range.max(1e-3)
    };
    let new_lower = if lower > bounds.0 && step(lower, bounds.0, bounds.1) { lower } else { bounds.0 };
    let new_upper = if upper < bounds.1 && step(upper, bounds.1, bounds.0) { upper } else { bounds.1 };
    (new_lower > bounds.0 || new_upper < bounds.1).then_some((new_lower, new_upper))
}
