//! Bound propagation: what the rows imply for the columns' bounds.
//!
//! For a row `l <= Σ a_k x_k <= u`, the other columns' least and greatest contributions leave each column an
//! interval (Savelsbergh, "Preprocessing and probing techniques for mixed integer programming problems",
//! 1994; Achterberg, "Constraint integer programming", 2007, section 7.1). Activities are summed afresh for
//! each row that is looked at: a running sum would drift.
//!
//! What is derived holds for every point that the checker could accept: a row's sides are moved outwards by
//! its width (tolerance, and the noise of presolve), and each sum by its own rounding, before an integer is
//! rounded or an interval is called empty. A term that is most of its row's activity (a column whose bound of
//! 1e9 means "no limit") is not taken out of the sum by subtraction: the others are summed without it. Rows
//! of integers whose sums stay below 2⁵³ are exact and have no width.

use crate::activity::{Activity, RowSides};
use crate::domain::Domain;
use crate::params::{BOUND_LIMIT, CONTINUOUS_PROGRESS, PROPAGATION_ENTRIES, PROPAGATION_FACTOR};
use crate::problem::{Implication, MipProblem};
use hunch_model::SparseMatrix;
use std::cmp::Ordering;

/// What propagation found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Propagation {
    /// Nothing contradicts; bounds may have been tightened.
    Consistent,
    /// No point within the bounds satisfies the rows.
    Infeasible,
}

/// What [`Propagator::look`] has looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// A row.
    Row(usize),
    /// The objective, which has to stay below the cutoff.
    Objective,
    /// What a binary says of another column beside the rows.
    Implication,
}

/// Rows ready for propagation, and the queue of those to look at.
#[derive(Clone, Debug)]
pub struct Propagator {
    by_row: SparseMatrix,
    by_column: SparseMatrix,
    sides: Vec<RowSides>,
    integer: Vec<bool>,
    /// The objective as one more row, `cost · x <= cutoff`.
    objective: (Vec<usize>, Vec<f64>),
    in_objective: Vec<bool>,
    /// Whether the objective's sums are exact.
    objective_exact: bool,
    /// Whether the objective's row has tightened anything since it was last asked.
    leaned: bool,
    cutoff: f64,
    enabled: bool,
    /// The places of each column's implications; empty without any.
    implications: Vec<Implication>,
    implications_of: Vec<Vec<u32>>,
    pending: Pending,
    work: u64,
}

impl Propagator {
    /// Prepares the rows of `problem`. One that is not `enabled` derives nothing.
    pub fn new(problem: &MipProblem, enabled: bool) -> Self {
        let in_objective: Vec<bool> = problem.lp.cost.iter().map(|c| *c != 0.0).collect();
        let objective = problem.lp.cost.iter().copied().enumerate().filter(|(_, c)| *c != 0.0).unzip();
        let by_row = problem.by_rows();
        Self {
            by_column: problem.lp.matrix.clone(),
            sides: (0..problem.rows()).map(|i| problem.sides(i, by_row.column(i))).collect(),
            by_row,
            integer: problem.integer.clone(),
            objective,
            in_objective,
            objective_exact: problem.has_exact_objective(),
            leaned: false,
            cutoff: f64::INFINITY,
            enabled,
            implications: problem.implications().to_vec(),
            implications_of: implications_of(problem),
            pending: Pending::new(problem.rows() + 1 + problem.implications().len()),
            work: 0,
        }
    }

    /// From now on only points with `cost · x <= cutoff` (without the offset) are of interest.
    pub fn set_cutoff(&mut self, cutoff: f64) {
        self.cutoff = cutoff;
    }

    /// The largest `cost · x` (without the offset) that is of interest.
    pub fn cutoff(&self) -> f64 {
        self.cutoff
    }

    /// Whether the cutoff has tightened a bound since the last call.
    pub fn leaned_on_cutoff(&mut self) -> bool {
        std::mem::take(&mut self.leaned)
    }

    /// Units of work since the last call.
    pub fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }

    /// Propagates every row to a fixed point, or until the effort limit.
    pub fn propagate_all(&mut self, domain: &mut Domain) -> Propagation {
        self.await_all();
        self.run(domain)
    }

    /// Propagates what follows from the changes of `domain` since `mark`.
    pub fn propagate_since(&mut self, domain: &mut Domain, mark: usize) -> Propagation {
        self.await_since(domain, mark);
        self.run(domain)
    }

    /// Has every row wait, for [`Propagator::look`].
    pub fn await_all(&mut self) {
        for i in 0..=self.sides.len() + self.implications.len() {
            self.enqueue(i);
        }
    }

    /// Has those rows wait that the changes of `domain` since `mark` concern, for [`Propagator::look`].
    pub fn await_since(&mut self, domain: &Domain, mark: usize) {
        for j in domain.touched_since(mark) {
            self.enqueue_rows_of(j);
        }
    }

    /// Looks at the next row that waits; `None` where none does. For those who ask what said which bound: a
    /// search propagates without keeping that.
    pub fn look(&mut self, domain: &mut Domain) -> Option<(Looked, Propagation)> {
        let i = self.pending.pop()?;
        let looked = match i.cmp(&self.sides.len()) {
            Ordering::Less => Looked::Row(i),
            Ordering::Equal => Looked::Objective,
            Ordering::Greater => Looked::Implication,
        };
        Some((looked, self.propagate_row(i, domain)))
    }

    fn enqueue(&mut self, row: usize) {
        self.pending.push(row);
    }

    fn enqueue_rows_of(&mut self, j: usize) {
        let (rows, _) = self.by_column.column(j);
        self.pending.push_all(rows);
        if self.in_objective[j] && self.cutoff < f64::INFINITY {
            self.enqueue(self.sides.len());
        }
        if cfg!(feature = "kinds") {
            self.enqueue_implications_of(j);
        }
    }

    fn enqueue_implications_of(&mut self, j: usize) {
        for &k in self.implications_of.get(j).into_iter().flatten() {
            self.pending.push(self.sides.len() + 1 + k as usize);
        }
    }

    /// A binary at its value makes the column zero; a column that is not zero keeps the binary off it.
    fn propagate_implication(&mut self, k: usize, domain: &mut Domain) -> Propagation {
        let Implication { binary, column, .. } = self.implications[k];
        let (z, j) = (binary as usize, column as usize);
        let value = self.implications[k].value();
        let excludes_zero = domain.lower(j) > 0.0 || domain.upper(j) < 0.0;
        let changed = if domain.lower(z) == value && domain.upper(z) == value {
            if excludes_zero {
                return Propagation::Infeasible;
            }
            let already = domain.lower(j) == 0.0 && domain.upper(j) == 0.0;
            (!already).then_some((j, 0.0))
        } else {
            let open = domain.lower(z) <= value && value <= domain.upper(z);
            (excludes_zero && open).then_some((z, 1.0 - value))
        };
        if let Some((changed, to)) = changed {
            domain.set(changed, to, to);
            self.enqueue_rows_of(changed);
        }
        self.work += 1;
        Propagation::Consistent
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

    // In one place: inlined where it is asked, it would be there twice.
    #[inline(never)]
    fn propagate_row(&mut self, i: usize, domain: &mut Domain) -> Propagation {
        if cfg!(feature = "kinds") && i > self.sides.len() {
            return self.propagate_implication(i - self.sides.len() - 1, domain);
        }
        let is_objective = i == self.sides.len();
        let (columns, values): (&[usize], &[f64]) =
            if is_objective { (&self.objective.0, &self.objective.1) } else { self.by_row.column(i) };
        let sides =
            if is_objective { RowSides::below(self.cutoff, self.objective_exact) } else { self.sides[i] };
        self.work += columns.len() as u64 / PROPAGATION_ENTRIES + 1;
        let terms = || columns.iter().copied().zip(values.iter().copied());
        let activity = if sides.exact {
            Activity::of(terms(), |j| (domain.lower(j), domain.upper(j)))
        } else {
            Activity::with_sizes(terms(), |j| (domain.lower(j), domain.upper(j)))
        };
        if activity.contradicts(&sides) {
            return Propagation::Infeasible;
        }
        let can_cut_above =
            sides.upper < f64::INFINITY && activity.greatest() > sides.upper && activity.min_infinite <= 1;
        let can_cut_below =
            sides.lower > f64::NEG_INFINITY && activity.least() < sides.lower && activity.max_infinite <= 1;
        if !can_cut_above && !can_cut_below {
            return Propagation::Consistent;
        }
        // A term that moves the row by no more than this can reach neither side.
        let room = activity.room(sides.lower, sides.upper);
        for (j, a) in terms() {
            let bounds = (domain.lower(j), domain.upper(j));
            if bounds.0 == bounds.1 || a.abs() * (bounds.1 - bounds.0) <= room {
                continue;
            }
            let others = || {
                let others = terms().filter(|t| t.0 != j);
                Activity::with_sizes(others, |k| (domain.lower(k), domain.upper(k)))
            };
            let interval = activity.interval(a, bounds, &sides, others);
            match intersect(bounds, interval, self.integer[j]) {
                Intersection::Empty => return Propagation::Infeasible,
                Intersection::Unchanged => {}
                Intersection::Smaller(lower, upper) => {
                    domain.set(j, lower, upper);
                    self.leaned |= is_objective;
                    self.pending.push_all(self.by_column.column(j).0);
                    if self.in_objective[j] && self.cutoff < f64::INFINITY {
                        self.pending.push(self.sides.len());
                    }
                    if cfg!(feature = "kinds") {
                        for &k in self.implications_of.get(j).into_iter().flatten() {
                            self.pending.push(self.sides.len() + 1 + k as usize);
                        }
                    }
                }
            }
        }
        Propagation::Consistent
    }
}

/// The places of the implications that each column takes part in; empty where there are none at all.
fn implications_of(problem: &MipProblem) -> Vec<Vec<u32>> {
    let all = problem.implications();
    let mut of = vec![Vec::new(); if all.is_empty() { 0 } else { problem.columns() }];
    for (k, implication) in (0..).zip(all) {
        of[implication.binary as usize].push(k);
        of[implication.column as usize].push(k);
    }
    of
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

/// Intersects `bounds` with `interval`, which counts its own rounding, where that is worth it.
pub(crate) fn intersect(bounds: (f64, f64), interval: (f64, f64), integer: bool) -> Intersection {
    if interval.0 > bounds.1 || interval.1 < bounds.0 {
        return Intersection::Empty;
    }
    match tightened(bounds, interval, integer) {
        None => Intersection::Unchanged,
        Some((lower, upper)) if lower <= upper => Intersection::Smaller(lower, upper),
        Some(_) => Intersection::Empty,
    }
}

/// The bounds after intersecting with `interval`, when that is progress: any for integers, a fair share of
/// the range for continuous columns (whose bounds could otherwise creep for ever).
pub fn tightened(bounds: (f64, f64), interval: (f64, f64), integer: bool) -> Option<(f64, f64)> {
    let (mut lower, mut upper) = interval;
    if integer {
        (lower, upper) = (lower.ceil() + 0.0, upper.floor() + 0.0);
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
