//! Bound propagation: what the rows imply for the columns' bounds.
//!
//! For a row `l <= Σ a_k x_k <= u`, the other columns' least and greatest contributions leave each column an interval (Savelsbergh,
//! "Preprocessing and probing techniques for mixed integer programming problems", 1994; Achterberg, "Constraint integer
//! programming", 2007, section 7.1). Activities are summed afresh for each row that is looked at: a running sum would drift.

use crate::domain::Domain;
use crate::params::{
    BOUND_LIMIT, CONTINUOUS_PROGRESS, PROPAGATION_FACTOR, PROPAGATION_TOLERANCE, ceil, floor,
};
use crate::problem::MipProblem;
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
    objective: Vec<(usize, f64)>,
    in_objective: Vec<bool>,
    cutoff: f64,
    enabled: bool,
    queue: std::collections::VecDeque<u32>,
    queued: Vec<bool>,
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
        let objective: Vec<(usize, f64)> =
            problem.lp.cost.iter().copied().enumerate().filter(|(_, c)| *c != 0.0).collect();
        let mut in_objective = vec![false; problem.columns()];
        for &(j, _) in &objective {
            in_objective[j] = true;
        }
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
            queue: std::collections::VecDeque::new(),
            queued: vec![false; problem.rows() + 1],
            work: 0,
        }
    }

    /// From now on only points with `cost · x <= cutoff` (without the offset) are of interest.
    pub fn set_cutoff(&mut self, cutoff: f64) {
        self.cutoff = cutoff;
    }

    /// Units of work since the last call: entries visited.
    pub fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }

    /// Propagates every row to a fixed point, or until the effort limit.
    pub fn propagate_all(&mut self, domain: &mut Domain) -> Propagation {
        for i in 0..self.queued.len() {
            self.enqueue(i);
        }
        self.run(domain)
    }

    /// Propagates what follows from the changes of `domain` since `mark`.
    pub fn propagate_since(&mut self, domain: &mut Domain, mark: usize) -> Propagation {
        let touched: Vec<usize> = domain.touched_since(mark).collect();
        for j in touched {
            self.enqueue_rows_of(j);
        }
        self.run(domain)
    }

    fn enqueue(&mut self, row: usize) {
        if !std::mem::replace(&mut self.queued[row], true) {
            self.queue.push_back(row as u32);
        }
    }

    fn enqueue_rows_of(&mut self, j: usize) {
        let (rows, _) = self.by_column.column(j);
        for &i in rows {
            if !std::mem::replace(&mut self.queued[i], true) {
                self.queue.push_back(i as u32);
            }
        }
        if self.in_objective[j] && self.cutoff < f64::INFINITY {
            self.enqueue(self.row_lower.len());
        }
    }

    fn run(&mut self, domain: &mut Domain) -> Propagation {
        let effort = PROPAGATION_FACTOR * (self.by_row.nonzeros() as u64 + self.objective.len() as u64 + 64);
        let started = self.work;
        let mut result = Propagation::Consistent;
        while let Some(i) = self.queue.pop_front() {
            self.queued[i as usize] = false;
            let exhausted = !self.enabled || self.work - started > effort;
            if !exhausted
                && result == Propagation::Consistent
                && self.propagate_row(i as usize, domain) == Propagation::Infeasible
            {
                result = Propagation::Infeasible;
            }
        }
        result
    }

    fn propagate_row(&mut self, i: usize, domain: &mut Domain) -> Propagation {
        let (terms, lower, upper): (Vec<(usize, f64)>, f64, f64) = if i == self.row_lower.len() {
            if self.cutoff == f64::INFINITY {
                return Propagation::Consistent;
            }
            (self.objective.clone(), f64::NEG_INFINITY, self.cutoff)
        } else {
            let (columns, values) = self.by_row.column(i);
            (
                columns.iter().copied().zip(values.iter().copied()).collect(),
                self.row_lower[i],
                self.row_upper[i],
            )
        };
        self.work += 2 * terms.len() as u64 + 1;
        let activity = Activity::of(terms.iter().copied(), |j| (domain.lower(j), domain.upper(j)));
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
        for (j, a) in terms {
            if domain.is_fixed(j) {
                continue;
            }
            let interval = interval_of(a, (domain.lower(j), domain.upper(j)), &activity, (lower, upper));
            if self.tighten(j, interval, domain) == Propagation::Infeasible {
                return Propagation::Infeasible;
            }
        }
        Propagation::Consistent
    }

    /// Intersects the bounds of column `j` with `interval` where that is worth it.
    fn tighten(&mut self, j: usize, interval: (f64, f64), domain: &mut Domain) -> Propagation {
        let (old_lower, old_upper) = (domain.lower(j), domain.upper(j));
        let Some((lower, upper)) = tightened((old_lower, old_upper), interval, self.integer[j]) else {
            return Propagation::Consistent;
        };
        if lower > upper {
            if self.integer[j] || lower - upper > slack(lower) {
                return Propagation::Infeasible;
            }
            // The interval is empty by rounding only: one value remains, inside the old bounds.
            let value = (0.5 * (lower + upper)).max(old_lower).min(old_upper);
            domain.set(j, value, value);
        } else {
            domain.set(j, lower, upper);
        }
        self.enqueue_rows_of(j);
        Propagation::Consistent
    }
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
