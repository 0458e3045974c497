//! The program under reduction, and the few operations that change it consistently.

mod exchange;

use super::postsolve::{AddedColumn, Postsolve, Reduction};
use super::trace::Removed;
use crate::activity::{Activity, RowSides};
use crate::lp::LpProblem;
use crate::params::{NOISE_LIMIT, PRESOLVE_BASE, PRESOLVE_FACTOR, UNIT};
use crate::problem::{Implication, MipProblem};
use hunch_model::SparseMatrix;
use hunch_model::whole::EXACT_LIMIT;

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
    /// By how much the arithmetic so far may have moved the objective.
    objective_noise: f64,
    /// The constant that the objective came with.
    constant: f64,
    stack: Vec<Reduction>,
    /// What the way back to duals needs, where somebody wants them.
    trace: Option<Vec<Removed>>,
    /// The side that a row is met at when it was an inequality: see [`Model::meet_side`].
    met_at_upper: Vec<bool>,
    /// The columns after the original's.
    added: Vec<AddedColumn>,
    /// What binaries say of other columns beside the rows, by original index.
    pub implications: Vec<Implication>,
    /// Columns of rows that were cleared.
    cleared: Vec<usize>,
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
        Self {
            rows,
            columns,
            offset: lp.offset,
            objective_noise: problem.objective_noise,
            constant: problem.constant,
            stack: Vec::new(),
            trace: None,
            met_at_upper,
            added: Vec::new(),
            implications: problem.implications().to_vec(),
            cleared: Vec::new(),
        }
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
        let rows = self.columns[j].rows.iter().filter(|&&i| self.rows[i].alive);
        rows.map(|&i| (i, self.coefficient(i, j))).collect()
    }

    /// Activity of row `i` without its term of column `j`.
    pub fn activity_without(&self, i: usize, j: usize) -> Activity {
        self.activity_of(self.rows[i].terms.iter().copied().filter(|t| t.0 != j))
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

    /// Entries that one step may read again and again beyond once each: where rows are long, reading one for each
    /// of its columns would take its square.
    pub fn allowance(&self) -> usize {
        let entries: usize = self.rows.iter().map(|row| row.terms.len()).sum();
        PRESOLVE_BASE + PRESOLVE_FACTOR * entries
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
        self.activity_of(self.rows[i].terms.iter().copied())
    }

    /// The activity of some terms; where all numbers are whole and small, nothing rounds.
    fn activity_of(&self, terms: impl Iterator<Item = (usize, f64)> + Clone) -> Activity {
        let whole = |v: f64| v.is_infinite() || v == v.round();
        let size = |bound: f64| if bound.is_finite() { bound.abs() } else { 0.0 };
        let mut sum = 0.0;
        let exact = terms.clone().all(|(j, a)| {
            let (lower, upper) = self.bounds(j);
            sum += a.abs() * size(lower).max(size(upper));
            whole(a) && whole(lower) && whole(upper)
        });
        if exact && sum < EXACT_LIMIT {
            Activity::of(terms, |j| self.bounds(j))
        } else {
            Activity::with_sizes(terms, |j| self.bounds(j))
        }
    }

    /// The sides of row `i` and what is known of its arithmetic.
    pub fn sides(&self, i: usize) -> RowSides {
        let row = &self.rows[i];
        let terms = row.terms.iter().map(|&(j, a)| (a, self.columns[j].integer, self.bounds(j)));
        RowSides::of((row.lower, row.upper), row.noise, terms)
    }

    /// The largest magnitude that column `j` can have.
    pub fn size(&self, j: usize) -> f64 {
        self.columns[j].lower.abs().max(self.columns[j].upper.abs())
    }

    /// The largest noise that row `i` may have and still mean what it says: a small part of the checker's
    /// tolerance.
    pub fn noise_limit(&self, i: usize) -> f64 {
        if self.is_traced() {
            return f64::INFINITY;
        }
        let mut largest = 0.0f64;
        for &(_, a) in &self.rows[i].terms {
            largest = largest.max(a.abs());
            if largest >= 1.0 {
                break;
            }
        }
        NOISE_LIMIT * largest.min(1.0)
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

    /// Removes row `i`; its columns know of that once [`Model::forget_cleared`] was called. One by one, the
    /// rows of a long column would cost its square.
    pub fn clear_row(&mut self, i: usize) {
        self.rows[i].alive = false;
        self.cleared.extend(self.rows[i].terms.drain(..).map(|t| t.0));
    }

    /// Takes rows that were cleared out of their columns.
    pub fn forget_cleared(&mut self) {
        let mut columns = std::mem::take(&mut self.cleared);
        columns.sort_unstable();
        columns.dedup();
        for j in columns {
            self.columns[j].rows.retain(|&i| self.rows[i].alive);
        }
    }

    /// Sets bounds of column `j`, rounded inwards for integers. Bounds of a continuous column may cross by up
    /// to `forgiving` (what the arithmetic that made them may have done, or the tolerance of the row that
    /// they come from): then one value stays.
    ///
    /// # Errors
    /// When no value is left.
    pub fn set_bounds(&mut self, j: usize, lower: f64, upper: f64, forgiving: f64) -> Result<(), Verdict> {
        let column = &mut self.columns[j];
        let before = (column.lower, column.upper);
        (column.lower, column.upper) =
            if column.integer { (lower.ceil() + 0.0, upper.floor() + 0.0) } else { (lower, upper) };
        if column.lower > column.upper {
            if column.integer || column.lower - column.upper > forgiving {
                return Err(Verdict::Infeasible);
            }
            // One that the column has had all along, where there is one.
            let value = if column.lower == before.0 { column.lower } else { column.upper };
            (column.lower, column.upper) = (value, value);
        }
        Ok(())
    }

    /// Replaces column `j` by a value everywhere.
    pub fn fix_column(&mut self, j: usize, value: f64) {
        self.fix_columns(&[(j, value)]);
    }

    /// Replaces columns, ascending, by values everywhere. Each row is gone through once, whatever it loses:
    /// one by one, the columns of a long row would cost its square.
    pub fn fix_columns(&mut self, fixings: &[(usize, f64)]) {
        let mut touched = Vec::new();
        for &(j, value) in fixings {
            self.note(|m| Removed::Column { column: j, cost: m.columns[j].cost, entries: m.entries(j) });
            touched.append(&mut self.columns[j].rows);
            self.move_offset(self.columns[j].cost, value);
            self.columns[j].alive = false;
            if !self.implications.is_empty() {
                (self.columns[j].lower, self.columns[j].upper) = (value, value);
            }
            self.stack.push(Reduction::Fixed { column: j, value });
        }
        touched.sort_unstable();
        touched.dedup();
        for i in touched {
            self.take_out(i, fixings);
        }
    }

    /// Takes fixed columns out of a row.
    fn take_out(&mut self, i: usize, fixings: &[(usize, f64)]) {
        let row = &mut self.rows[i];
        if let [(j, value)] = *fixings {
            if let Ok(k) = row.terms.binary_search_by_key(&j, |t| t.0) {
                let (_, a) = row.terms.remove(k);
                row.shift(a, value);
            }
            return;
        }
        let mut terms = std::mem::take(&mut row.terms);
        terms.retain(|&(j, a)| {
            let fixed = fixings.binary_search_by_key(&j, |f| f.0).ok().filter(|_| !self.columns[j].alive);
            if let Some(k) = fixed {
                row.shift(a, fixings[k].1);
            }
            fixed.is_none()
        });
        row.terms = terms;
    }

    /// Adds `cost · value` to the offset.
    fn move_offset(&mut self, cost: f64, value: f64) {
        let term = cost * value;
        self.objective_noise += rounding_of(&[cost, value, self.offset], term, self.offset + term);
        self.offset += term;
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

    /// What replacing column `j` by `constant + factor · column k` would add to the noise of row `i` and to
    /// its coefficient: the new coefficient and the noise. The replacement itself may be off by `error`.
    fn substituted(
        &self,
        i: usize,
        j: usize,
        (constant, factor, k): (f64, f64, usize),
        error: f64,
    ) -> (f64, f64) {
        let (a, before) = (self.coefficient(i, j), self.coefficient(i, k));
        let after = before + a * factor;
        let row = &self.rows[i];
        let mut noise = a.abs() * error;
        for side in [row.lower, row.upper].into_iter().filter(|s| s.is_finite()) {
            noise += rounding_of(&[a, constant, side], a * constant, side - a * constant);
        }
        let rounded = rounding_of(&[a, factor, before], a * factor, after);
        // Cancellation leaves rounding noise where a zero is meant.
        let vanishes = after.abs() <= crate::params::CANCELLATION * (a * factor).abs();
        let lost = rounded + if vanishes { after.abs() } else { 0.0 };
        if lost > 0.0 && !self.is_traced() {
            noise += lost * self.size(k);
        }
        (if vanishes { 0.0 } else { after }, noise)
    }

    /// Whether column `j` can be replaced by `constant + factor · column k`, which may be off by `error`,
    /// without making any row mean something else.
    pub fn can_substitute(&self, j: usize, by: (f64, f64, usize), error: f64) -> bool {
        let keeps =
            |&i: &usize| self.rows[i].noise + self.substituted(i, j, by, error).1 <= self.noise_limit(i);
        self.columns[j].rows.iter().all(keeps)
            && self.cost_noise(self.columns[j].cost, by.1, by.2) <= NOISE_LIMIT
    }

    /// What adding `factor` times `cost` to the cost of column `k` may move the objective by.
    fn cost_noise(&self, cost: f64, factor: f64, k: usize) -> f64 {
        let before = self.columns[k].cost;
        let rounded = rounding_of(&[cost, factor, before], cost * factor, before + cost * factor);
        if rounded == 0.0 || self.is_traced() { 0.0 } else { rounded * self.size(k) }
    }

    /// Replaces column `j` by `constant + factor · column k` everywhere, and removes it. The replacement may
    /// be off by `error`.
    pub fn substitute(&mut self, j: usize, by: (f64, f64, usize), error: f64) {
        let (constant, factor, k) = by;
        for i in self.columns[j].rows.clone() {
            let (coefficient, noise) = self.substituted(i, j, by, error);
            let row = &mut self.rows[i];
            let Ok(at) = row.terms.binary_search_by_key(&j, |t| t.0) else { continue };
            let (_, a) = row.terms.remove(at);
            row.lower -= a * constant;
            row.upper -= a * constant;
            row.noise += noise;
            match row.terms.binary_search_by_key(&k, |t| t.0) {
                Ok(at) if coefficient == 0.0 => {
                    row.terms.remove(at);
                    self.columns[k].rows.retain(|&r| r != i);
                }
                Ok(at) => row.terms[at].1 = coefficient,
                Err(at) => {
                    row.terms.insert(at, (k, coefficient));
                    self.columns[k].rows.push(i);
                }
            }
        }
        self.columns[j].rows.clear();
        let cost = self.columns[j].cost;
        self.objective_noise += self.cost_noise(cost, factor, k) + cost.abs() * error;
        self.move_offset(cost, constant);
        self.columns[k].cost += cost * factor;
        self.columns[j].alive = false;
        self.stack.push(Reduction::Affine { column: j, constant, terms: vec![(k, factor)] });
    }

    /// Whether column `j` can be taken out as the slack of row `i` without making row or costs mean something
    /// else.
    pub fn can_absorb(&self, i: usize, j: usize) -> bool {
        let (a, row, cost) = (self.coefficient(i, j), &self.rows[i], self.columns[j].cost);
        let costs = row.terms.iter().filter(|t| t.0 != j);
        row.noise + self.absorbed_noise(i, j) <= self.noise_limit(i)
            && costs.map(|&(k, v)| self.cost_noise(cost, -v / a, k)).sum::<f64>() <= NOISE_LIMIT
    }

    /// What moving the bounds of column `j` to the sides of row `i` may round.
    fn absorbed_noise(&self, i: usize, j: usize) -> f64 {
        let (a, rhs, (lower, upper)) = (self.coefficient(i, j), self.rows[i].lower, self.bounds(j));
        let of = |bound: f64| rounding_of(&[a, bound, rhs], a * bound, rhs - a * bound);
        [lower, upper].into_iter().filter(|b| b.is_finite()).map(of).fold(0.0, f64::max)
    }

    /// Takes column `j`, which occurs in the equality row `i` only, out as that row's slack: the row becomes
    /// an interval and the column's cost moves to the others.
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
        let noise = self.absorbed_noise(i, j);
        // The row misses its equation by its own noise, and the column's cost pays for that.
        self.objective_noise += (cost / a).abs() * self.rows[i].noise;
        self.set_coefficient(i, j, 0.0);
        // Σ others = rhs − a·x
        let (low, high) =
            if a > 0.0 { (rhs - a * upper, rhs - a * lower) } else { (rhs - a * lower, rhs - a * upper) };
        let row = &mut self.rows[i];
        (row.lower, row.upper) = (low, high);
        row.noise += noise;
        let terms: Vec<(usize, f64)> = row.terms.iter().map(|&(k, v)| (k, -v / a)).collect();
        for &(k, v) in &terms {
            self.objective_noise += self.cost_noise(cost, v, k);
            self.columns[k].cost += cost * v;
        }
        self.move_offset(cost, rhs / a);
        self.columns[j].alive = false;
        self.stack.push(Reduction::Affine { column: j, constant: rhs / a, terms });
    }

    /// Takes out column `j` by the equation `i`: `x_j = (rhs − Σ others) / a` goes into its other rows and into the costs.
    /// For programs whose duals are asked for: of what it rounds, that of the sides is kept account of.
    #[cfg(feature = "breadth")]
    pub fn substitute_by_row(&mut self, i: usize, j: usize) {
        let (a, cost) = (self.coefficient(i, j), self.columns[j].cost);
        let (rhs, noise) = (self.rows[i].lower, self.rows[i].noise);
        let entries: Vec<(usize, f64)> = self.entries(j).into_iter().filter(|e| e.0 != i).collect();
        self.note(|_| Removed::FreeColumn {
            row: i,
            column: j,
            coefficient: a,
            cost,
            entries: entries.clone(),
        });
        let mut terms = self.rows[i].terms.clone();
        self.remove_row(i);
        terms.retain(|t| t.0 != j);
        terms.iter_mut().for_each(|t| t.1 /= -a);
        let (constant, error) = (rhs / a, noise / a.abs());
        for &(r, factor) in &entries {
            self.add_terms(r, factor, &terms);
            let row = &mut self.rows[r];
            row.terms.retain(|t| t.0 != j);
            row.shift(factor, constant);
            row.noise += factor.abs() * error;
        }
        for &(k, v) in &terms {
            self.columns[k].cost += cost * v;
        }
        self.move_offset(cost, constant);
        self.columns[j].rows.clear();
        self.columns[j].alive = false;
        self.stack.push(Reduction::Affine { column: j, constant, terms });
    }

    /// Adds `factor` times `more` to the terms of row `r`.
    #[cfg(feature = "breadth")]
    fn add_terms(&mut self, r: usize, factor: f64, more: &[(usize, f64)]) {
        let terms = &mut self.rows[r].terms;
        for &(k, v) in more {
            match terms.binary_search_by_key(&k, |t| t.0) {
                Err(at) => {
                    terms.insert(at, (k, factor * v));
                    self.columns[k].rows.push(r);
                }
                Ok(at) => {
                    let before = terms[at].1;
                    terms[at].1 += factor * v;
                    // Cancellation leaves rounding noise where a zero is meant.
                    if terms[at].1.abs() <= crate::params::CANCELLATION * before.abs() {
                        terms.remove(at);
                        self.columns[k].rows.retain(|&row| row != r);
                    }
                }
            }
        }
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
        let given = self.columns.len() - self.added.len();
        // A column that is gone was fixed, and `implications::apply` has seen to what follows from it.
        let renamed = |j: u32| u32::try_from(new_index[j as usize]).ok();
        let implications = self.implications.iter().filter_map(|i| {
            Some(Implication { binary: renamed(i.binary)?, column: renamed(i.column)?, at_one: i.at_one })
        });
        #[cfg(feature = "kinds")]
        let implications: Vec<Implication> = implications.collect();
        #[cfg(not(feature = "kinds"))]
        drop(implications);
        let postsolve = Postsolve::new(given, kept, self.stack).with_added(self.added);
        let (objective_noise, constant) = (self.objective_noise, self.constant);
        let problem = MipProblem {
            lp,
            integer,
            implied,
            objective_noise,
            constant,
            #[cfg(feature = "kinds")]
            implications,
        };
        (problem, postsolve, trace)
    }
}

impl ModelRow {
    /// Takes a term `a · value` out to the sides.
    fn shift(&mut self, a: f64, value: f64) {
        let term = a * value;
        let mut rounded = 0.0f64;
        for side in [&mut self.lower, &mut self.upper] {
            if side.is_finite() {
                rounded = rounded.max(rounding_of(&[a, value, *side], term, *side - term));
                *side -= term;
            }
        }
        self.noise += rounded;
    }
}

/// What a product and the sum that it goes into may have rounded: nothing where all that goes in is whole and
/// stays below 2⁵³.
pub(super) fn rounding_of(operands: &[f64], product: f64, sum: f64) -> f64 {
    let whole = operands.iter().all(|v| *v == v.round());
    if whole && product.abs() < EXACT_LIMIT && sum.abs() < EXACT_LIMIT {
        return 0.0;
    }
    let trivial = product == 0.0 || (operands[..2].iter().any(|v| v.abs() == 1.0) && sum == product);
    if trivial { 0.0 } else { UNIT * (2.0 * product.abs() + sum.abs()) }
}
