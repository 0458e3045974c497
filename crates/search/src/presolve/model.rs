//! The program under reduction, and the few operations that change it consistently.

use super::postsolve::{Postsolve, Reduction};
use super::trace::Removed;
use crate::lp::LpProblem;
use crate::params::{ceil, floor};
use crate::problem::MipProblem;
use crate::propagation::{Activity, slack};
use hunch_model::SparseMatrix;

/// Why presolve stopped early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No feasible point exists.
    Infeasible,
}

/// A row under reduction.
#[derive(Clone, Debug)]
pub struct ModelRow {
    /// `(column, coefficient)`, columns ascending, no zeros, live columns only.
    pub terms: Vec<(usize, f64)>,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// By how much the arithmetic so far may have moved the row: see [`LpProblem::row_noise`].
    pub noise: f64,
    /// False once removed.
    pub alive: bool,
}

/// A column under reduction.
#[derive(Clone, Debug)]
pub struct ModelColumn {
    /// Objective coefficient.
    pub cost: f64,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// Whether it must be integer.
    pub integer: bool,
    /// Whether some optimal point has it integer whenever the other integers are: it need not be branched on.
    pub implied: bool,
    /// False once removed.
    pub alive: bool,
    /// Live rows that it occurs in.
    pub rows: Vec<usize>,
}

/// The rows that are left, by original index, and what was removed, the first first.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Rows that are left.
    pub rows: Vec<usize>,
    /// What was removed; empty unless [`Model::keep_trace`] was called.
    pub removed: Vec<Removed>,
}

/// The program under reduction.
#[derive(Clone, Debug)]
pub struct Model {
    /// Rows by original index.
    pub rows: Vec<ModelRow>,
    /// Columns by original index.
    pub columns: Vec<ModelColumn>,
    offset: f64,
    /// The constant that the objective came with.
    constant: f64,
    stack: Vec<Reduction>,
    /// What the way back to duals needs, where somebody wants them.
    trace: Option<Vec<Removed>>,
    /// The side that a row is met at when it was an inequality: see [`Model::meet_side`].
    met_at_upper: Vec<bool>,
}

impl Model {
    /// Takes over `problem`.
    pub fn new(problem: &MipProblem) -> Self {
        let lp = &problem.lp;
        let by_row = problem.by_rows();
        let rows = (0..lp.rows())
            .map(|i| {
                let (columns, values) = by_row.column(i);
                let terms = columns.iter().copied().zip(values.iter().copied()).collect();
                ModelRow {
                    terms,
                    lower: lp.row_lower[i],
                    upper: lp.row_upper[i],
                    noise: lp.noise(i),
                    alive: true,
                }
            })
            .collect();
        let columns = (0..lp.columns())
            .map(|j| ModelColumn {
                cost: lp.cost[j],
                lower: lp.column_lower[j],
                upper: lp.column_upper[j],
                integer: problem.integer[j],
                implied: problem.implied[j],
                alive: true,
                rows: lp.matrix.column(j).0.to_vec(),
            })
            .collect();
        let met_at_upper = vec![false; lp.rows()];
        let (offset, constant) = (lp.offset, problem.constant);
        Self { rows, columns, offset, constant, stack: Vec::new(), trace: None, met_at_upper }
    }

    /// Keeps from now on what the way back to duals and a basis needs.
    pub fn keep_trace(&mut self) {
        self.trace = Some(Vec::new());
    }

    /// Whether duals will be asked for: then bounds must not move without a trace.
    pub fn is_traced(&self) -> bool {
        self.trace.is_some()
    }

    /// Adds to the trace, if one is kept.
    pub fn note(&mut self, removed: impl FnOnce(&Self) -> Removed) {
        if self.trace.is_some() {
            let removed = removed(self);
            self.trace.get_or_insert_default().push(removed);
        }
    }

    /// `(row, coefficient)` of column `j`.
    pub fn entries(&self, j: usize) -> Vec<(usize, f64)> {
        self.columns[j].rows.iter().map(|&i| (i, self.coefficient(i, j))).collect()
    }

    /// Activity of row `i` without its term of column `j`.
    pub fn activity_without(&self, i: usize, j: usize) -> Activity {
        Activity::of(self.rows[i].terms.iter().copied().filter(|t| t.0 != j), |k| self.bounds(k))
    }

    /// Makes row `i` an equation at one of its sides.
    pub fn meet_side(&mut self, i: usize, at_upper: bool) {
        let row = &mut self.rows[i];
        if at_upper {
            row.lower = row.upper;
        } else {
            row.upper = row.lower;
        }
        self.met_at_upper[i] = at_upper;
    }

    /// Indices of live rows.
    pub fn live_rows(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&i| self.rows[i].alive).collect()
    }

    /// Indices of live columns.
    pub fn live_columns(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|&j| self.columns[j].alive).collect()
    }

    /// Bounds of column `j`.
    pub fn bounds(&self, j: usize) -> (f64, f64) {
        (self.columns[j].lower, self.columns[j].upper)
    }

    /// Activity of row `i` within the bounds of its columns.
    pub fn activity(&self, i: usize) -> Activity {
        Activity::of(self.rows[i].terms.iter().copied(), |j| self.bounds(j))
    }

    /// Coefficient of column `j` in row `i`.
    pub fn coefficient(&self, i: usize, j: usize) -> f64 {
        let terms = &self.rows[i].terms;
        terms.binary_search_by_key(&j, |t| t.0).map_or(0.0, |k| terms[k].1)
    }

    /// Removes row `i`.
    pub fn remove_row(&mut self, i: usize) {
        self.rows[i].alive = false;
        for (j, _) in std::mem::take(&mut self.rows[i].terms) {
            self.columns[j].rows.retain(|&k| k != i);
        }
    }

    /// Sets bounds of column `j`, rounded for integers.
    ///
    /// # Errors
    /// When no value is left.
    pub fn set_bounds(&mut self, j: usize, lower: f64, upper: f64) -> Result<(), Verdict> {
        let column = &mut self.columns[j];
        (column.lower, column.upper) =
            if column.integer { (ceil(lower), floor(upper)) } else { (lower, upper) };
        if column.lower > column.upper {
            if column.integer || column.lower - column.upper > slack(column.lower) {
                return Err(Verdict::Infeasible);
            }
            column.upper = column.lower;
        }
        Ok(())
    }

    /// Replaces column `j` by a value everywhere.
    pub fn fix_column(&mut self, j: usize, value: f64) {
        self.note(|m| Removed::Column { column: j, cost: m.columns[j].cost, entries: m.entries(j) });
        for i in std::mem::take(&mut self.columns[j].rows) {
            let row = &mut self.rows[i];
            if let Ok(k) = row.terms.binary_search_by_key(&j, |t| t.0) {
                let (_, a) = row.terms.remove(k);
                row.lower -= a * value;
                row.upper -= a * value;
            }
        }
        self.offset += self.columns[j].cost * value;
        self.columns[j].alive = false;
        self.stack.push(Reduction::Fixed { column: j, value });
    }

    /// Changes the coefficient of column `j` in row `i`, where it already occurs; zero removes it.
    pub fn set_coefficient(&mut self, i: usize, j: usize, value: f64) {
        let terms = &mut self.rows[i].terms;
        if let Ok(k) = terms.binary_search_by_key(&j, |t| t.0) {
            if value == 0.0 {
                terms.remove(k);
                self.columns[j].rows.retain(|&r| r != i);
            } else {
                terms[k].1 = value;
            }
        }
    }

    /// Replaces column `j` by `constant + factor · column k` everywhere, and removes it.
    pub fn substitute(&mut self, j: usize, constant: f64, factor: f64, k: usize) {
        for i in std::mem::take(&mut self.columns[j].rows) {
            let row = &mut self.rows[i];
            let Ok(at) = row.terms.binary_search_by_key(&j, |t| t.0) else { continue };
            let (_, a) = row.terms.remove(at);
            row.lower -= a * constant;
            row.upper -= a * constant;
            match row.terms.binary_search_by_key(&k, |t| t.0) {
                Ok(at) => {
                    let sum = row.terms[at].1 + a * factor;
                    // Cancellation leaves rounding noise where a zero is meant.
                    if sum.abs() <= crate::params::CANCELLATION * a.abs() * factor.abs() {
                        row.terms.remove(at);
                        self.columns[k].rows.retain(|&r| r != i);
                    } else {
                        row.terms[at].1 = sum;
                    }
                }
                Err(at) => {
                    row.terms.insert(at, (k, a * factor));
                    self.columns[k].rows.push(i);
                }
            }
        }
        self.offset += self.columns[j].cost * constant;
        self.columns[k].cost += self.columns[j].cost * factor;
        self.columns[j].alive = false;
        self.stack.push(Reduction::Affine { column: j, constant, terms: vec![(k, factor)] });
    }

    /// Takes column `j`, which occurs in the equality row `i` only, out as that row's slack: the row becomes an interval and the
    /// column's cost moves to the others.
    pub fn absorb_slack(&mut self, i: usize, j: usize) {
        let a = self.coefficient(i, j);
        let (lower, upper) = self.bounds(j);
        let (cost, rhs) = (self.columns[j].cost, self.rows[i].lower);
        self.note(|m| Removed::Slack {
            row: i,
            at_upper: m.met_at_upper[i],
            column: j,
            coefficient: a,
            cost,
        });
        self.set_coefficient(i, j, 0.0);
        // Σ others = rhs − a·x
        let (low, high) =
            if a > 0.0 { (rhs - a * upper, rhs - a * lower) } else { (rhs - a * lower, rhs - a * upper) };
        (self.rows[i].lower, self.rows[i].upper) = (low, high);
        let terms: Vec<(usize, f64)> = self.rows[i].terms.iter().map(|&(k, v)| (k, -v / a)).collect();
        self.offset += cost * rhs / a;
        for &(k, v) in &terms {
            self.columns[k].cost += cost * v;
        }
        self.columns[j].alive = false;
        self.stack.push(Reduction::Affine { column: j, constant: rhs / a, terms });
    }

    /// The program that is left, and the way back.
    pub fn finish(mut self) -> (MipProblem, Postsolve, Trace) {
        let kept = self.live_columns();
        let mut new_index = vec![usize::MAX; self.columns.len()];
        for (new, &old) in kept.iter().enumerate() {
            new_index[old] = new;
        }
        let rows: Vec<&ModelRow> = self.rows.iter().filter(|r| r.alive).collect();
        let trace = Trace { rows: self.live_rows(), removed: self.trace.take().unwrap_or_default() };
        let mut triplets = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            triplets.extend(row.terms.iter().map(|&(j, v)| (i, new_index[j], v)));
        }
        let of_columns = |f: fn(&ModelColumn) -> f64| kept.iter().map(|&j| f(&self.columns[j])).collect();
        let lp = LpProblem {
            offset: self.offset,
            cost: of_columns(|c| c.cost),
            column_lower: of_columns(|c| c.lower),
            column_upper: of_columns(|c| c.upper),
            row_lower: rows.iter().map(|r| r.lower).collect(),
            row_upper: rows.iter().map(|r| r.upper).collect(),
            matrix: SparseMatrix::from_triplets(rows.len(), kept.len(), &triplets),
            row_noise: rows.iter().map(|r| r.noise).collect(),
        };
        let integer = kept.iter().map(|&j| self.columns[j].integer).collect();
        let implied = kept.iter().map(|&j| self.columns[j].implied).collect();
        let postsolve = Postsolve::new(self.columns.len(), kept, self.stack);
        (MipProblem { lp, integer, implied, constant: self.constant }, postsolve, trace)
    }
}
