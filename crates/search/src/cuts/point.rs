//! What the separators of one round read: the program, its bounds at the root, the rows that are cuts, and
//! the relaxed point.
//!
//! Rows are combined with their slacks, which are variables like the columns: `0..n` are the columns,
//! `n..n+m` the slacks of the program's rows, and the slacks of the cuts follow.

use super::Inequality;
use super::estimate::{Estimate, EstimateSum};
use super::rows::{doubt, extent, sides};
use super::sparse_sum::SparseSum;
use super::variable_bounds::VariableBounds;
use crate::domain::Domain;
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;
use hunch_model::whole::EXACT_LIMIT;

/// The relaxed point of a round and all that is needed to read it.
pub struct RelaxedPoint<'a> {
    /// The program without cuts.
    pub problem: &'a MipProblem,
    /// Bounds of its integer columns at the root.
    pub domain: &'a Domain,
    /// The program by rows.
    pub by_row: &'a SparseMatrix,
    /// Cuts that follow the program's rows in the engine.
    pub cuts: &'a [Inequality],
    /// Whether each of the program's rows has an integral activity at integral points, and integral sides.
    pub integral_row: &'a [bool],
    /// Bounds of columns that depend on others.
    pub variable_bounds: &'a VariableBounds,
    /// The relaxed point.
    pub x: &'a [f64],
    /// Slack of every row and cut.
    slack: Vec<Slack>,
}

/// Distance of a row's activity from the nearer of its sides.
#[derive(Clone, Copy)]
struct Slack {
    /// The side; infinite when the row has none.
    side: f64,
    /// Whether it is the upper one.
    upper: bool,
    value: f64,
    /// Most that it can be: 0 for an equation.
    range: f64,
    /// By how much an equation may be missed; the sides of other rows have been moved outwards by it.
    noise: f64,
    /// Share of their size by which the row's numbers may differ from those that it stands for.
    doubt: f64,
}

impl<'a> RelaxedPoint<'a> {
    /// Prepares a round at `x`.
    pub fn new(
        problem: &'a MipProblem,
        domain: &'a Domain,
        by_row: &'a SparseMatrix,
        cuts: &'a [Inequality],
        (integral_row, variable_bounds): (&'a [bool], &'a VariableBounds),
        x: &'a [f64],
    ) -> Self {
        let lp = &problem.lp;
        let of_row = |i: usize| {
            let (columns, values) = by_row.column(i);
            let activity: f64 = columns.iter().zip(values).map(|(&j, v)| v * x[j]).sum();
            let range = lp.row_upper[i] - lp.row_lower[i];
            let equation = range == 0.0;
            let (lower, upper) =
                if equation { (lp.row_lower[i], lp.row_upper[i]) } else { sides(problem, i) };
            let noise = if equation { lp.noise(i) } else { 0.0 };
            let integral = integral_row.get(i).copied().unwrap_or(false);
            let range =
                if equation || (integral && range < EXACT_LIMIT) { range } else { (upper - lower).next_up() };
            let doubt = doubt(problem, by_row, i, integral);
            let (below, above) = (activity - lower, upper - activity);
            if above <= below {
                Slack { side: upper, upper: true, value: above.max(0.0), range, noise, doubt }
            } else {
                Slack { side: lower, upper: false, value: below.max(0.0), range, noise, doubt }
            }
        };
        let of_cut = |cut: &Inequality| {
            let value = (-cut.violation(x)).max(0.0);
            Slack { side: cut.upper, upper: true, value, range: f64::INFINITY, noise: 0.0, doubt: 0.0 }
        };
        let slack = (0..problem.rows()).map(of_row).chain(cuts.iter().map(of_cut)).collect();
        Self { problem, domain, by_row, cuts, integral_row, variable_bounds, x, slack }
    }

    /// The number of columns: variables from here on are slacks.
    pub fn columns(&self) -> usize {
        self.problem.columns()
    }

    /// Columns and slacks.
    pub fn variables(&self) -> usize {
        self.columns() + self.slack.len()
    }

    /// Whether variable `k` is integral at integral points.
    pub fn is_integer(&self, k: usize) -> bool {
        match k.checked_sub(self.columns()) {
            None => self.problem.integer[k],
            Some(i) => self.integral_row.get(i).copied().unwrap_or(false),
        }
    }

    /// Bounds that hold in the whole tree. Those of continuous columns are the program's own: derived ones
    /// carry rounding.
    pub fn bounds(&self, k: usize) -> (f64, f64) {
        match k.checked_sub(self.columns()) {
            Some(i) => (0.0, self.slack[i].range),
            None if self.problem.integer[k] => (self.domain.lower(k), self.domain.upper(k)),
            None => (self.problem.lp.column_lower[k], self.problem.lp.column_upper[k]),
        }
    }

    /// Between which numbers column `j` lies, to make up for errors: see [`extent`].
    pub fn extent(&self, j: usize) -> (f64, f64) {
        extent(self.problem, self.domain, j)
    }

    /// Value of variable `k` at the point.
    pub fn value(&self, k: usize) -> f64 {
        match k.checked_sub(self.columns()) {
            None => self.x[k],
            Some(i) => self.slack[i].value,
        }
    }

    /// The slack of row `i` at the point.
    pub fn slack(&self, i: usize) -> f64 {
        self.slack[i].value
    }

    /// Whether row `i` is an equation.
    pub fn is_equation(&self, i: usize) -> bool {
        self.slack[i].range == 0.0
    }

    /// Whether row `i` has a side at all.
    pub fn is_bounded(&self, i: usize) -> bool {
        self.slack[i].side.is_finite()
    }

    /// Calls `each` with the terms of row `i` (or of the cut that follows the rows).
    pub fn for_each_term(&self, i: usize, mut each: impl FnMut(usize, f64)) {
        if i < self.problem.rows() {
            let (columns, values) = self.by_row.column(i);
            columns.iter().zip(values).for_each(|(&j, &v)| each(j, v));
        } else {
            self.cuts[i - self.problem.rows()].terms.iter().for_each(|&(j, v)| each(j, v));
        }
    }

    /// The terms of row `i`, with what they may differ by from those that are meant.
    pub fn for_each_estimate(&self, i: usize, mut each: impl FnMut(usize, Estimate)) {
        let doubt = self.slack[i].doubt;
        self.for_each_term(i, |j, v| each(j, Estimate::relative(v, doubt)));
    }

    /// The side of row `i`, likewise.
    pub fn side_estimate(&self, i: usize) -> Estimate {
        let slack = self.slack[i];
        let side = Estimate::relative(slack.side, slack.doubt);
        Estimate { error: side.error + slack.noise, ..side }
    }

    /// The side of row `i` and the coefficient of its slack `s`: `a·x + sign · s = side`.
    pub fn side(&self, i: usize) -> (f64, f64) {
        let slack = self.slack[i];
        (slack.side, if slack.upper { 1.0 } else { -1.0 })
    }
}

/// `Σ coefficient · variable = right`: rows added up, with their slacks.
pub struct Combination {
    sum: SparseSum,
    /// Right-hand side.
    pub right: f64,
    /// The rows in it, and their multipliers.
    pub rows: Vec<(usize, f64)>,
}

impl Combination {
    /// Nothing yet, over this many variables.
    pub fn new(variables: usize) -> Self {
        Self { sum: SparseSum::new(variables), right: 0.0, rows: Vec::new() }
    }

    /// Adds a multiple of row `i`, which must have a side.
    pub fn add(&mut self, point: &RelaxedPoint, i: usize, factor: f64) {
        point.for_each_term(i, |j, v| self.sum.add(j, factor * v));
        let (side, sign) = point.side(i);
        if !point.is_equation(i) {
            self.sum.add(point.columns() + i, factor * sign);
        }
        self.right += factor * side;
        self.rows.push((i, factor));
    }

    /// Takes out a variable whose coefficient is zero but for rounding.
    pub fn cancel(&mut self, k: usize) {
        self.sum.cancel(k);
    }

    /// Its variables with their coefficients; some may be zero.
    pub fn terms(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.sum.terms()
    }

    /// What `sign` times the combination truly is, added to `sum`: whatever was cancelled or lost by
    /// rounding. Returns the right-hand side.
    pub fn estimate(&self, point: &RelaxedPoint, sign: f64, sum: &mut EstimateSum) -> Estimate {
        let mut right = Estimate::default();
        for &(i, factor) in &self.rows {
            let factor = sign * factor;
            point.for_each_estimate(i, |j, v| sum.add(j, v.times(factor)));
            if !point.is_equation(i) {
                let (_, slack) = point.side(i);
                sum.add(point.columns() + i, Estimate::exactly(factor * slack));
            }
            right = right.plus(point.side_estimate(i).times(factor));
        }
        right
    }

    /// Whether row `i` is in it.
    pub fn contains(&self, i: usize) -> bool {
        self.rows.iter().any(|r| r.0 == i)
    }

    /// Variables touched.
    pub fn len(&self) -> usize {
        self.sum.touched()
    }

    /// Whether no row was added.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Back to nothing.
    pub fn clear(&mut self) {
        self.sum.clear();
        self.rows.clear();
        self.right = 0.0;
    }
}
