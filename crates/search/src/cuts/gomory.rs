//! Mixed-integer Gomory cuts. Gomory, "An algorithm for the mixed integer problem" (1960); numerics after Cornuéjols, Margot and
//! Nannicini, "On the safety of Gomory cut generators" (2013): small coefficients are removed by relaxing, wide ranges refused.

use super::{Inequality, tidy::tidy};
use crate::domain::Domain;
use crate::lp::{Simplex, TableauRow, VariableStatus};
use crate::params::GOMORY_FRACTION;
use crate::problem::MipProblem;

/// What a tableau row is read against.
pub struct Tableau<'a> {
    /// The program without cuts.
    pub problem: &'a MipProblem,
    /// Bounds of its integer columns at the root.
    pub domain: &'a Domain,
    /// The program by rows.
    pub by_row: &'a hunch_model::SparseMatrix,
    /// Cuts that follow the program's rows in the engine.
    pub cuts: &'a [Inequality],
    /// Whether each of the program's rows has an integral activity at integral points.
    pub integral_row: &'a [bool],
}

/// A sum `Σ γ t >= right` over distances `t` from bounds, on its way to the columns.
struct Expansion {
    dense: Vec<f64>,
    right: f64,
}

impl Tableau<'_> {
    /// The rows whose activity is integral at integral points.
    pub fn integral_rows(problem: &MipProblem) -> Vec<bool> {
        let whole = |b: f64| b.is_infinite() || b == b.round();
        let mut integral: Vec<bool> = (0..problem.rows())
            .map(|i| whole(problem.lp.row_lower[i]) && whole(problem.lp.row_upper[i]))
            .collect();
        for (i, j, a) in problem.lp.matrix.triplets() {
            integral[i] &= problem.integer[j] && a == a.round();
        }
        integral
    }

    /// The cut from the tableau row of the basic integer column `j`, if there is a safe one.
    pub fn cut(&self, lp: &Simplex, j: usize, row: &TableauRow) -> Option<Inequality> {
        let columns: Vec<(usize, f64, f64, bool)> = self.column_terms(lp, j, &row.columns)?;
        let rows = self.row_terms(lp, &row.rows)?;
        // x_j + Σ α t = β with t >= 0: β is what x_j is now.
        let value: f64 = -columns.iter().chain(&rows).map(|&(_, _, at_bound, _)| at_bound).sum::<f64>();
        let fraction = value - value.floor();
        if !(GOMORY_FRACTION..=1.0 - GOMORY_FRACTION).contains(&fraction) {
            return None;
        }
        let mut expansion = Expansion { dense: vec![0.0; self.problem.columns()], right: 1.0 };
        for (k, a, _, integer) in columns {
            let gamma = coefficient(signed(a, lp.column_status(k)), fraction, integer);
            self.add_column(&mut expansion, k, gamma, lp.column_status(k));
        }
        for (i, a, _, integer) in rows {
            let gamma = coefficient(signed(a, lp.row_status(i)), fraction, integer);
            self.add_row(&mut expansion, i, gamma, lp.row_status(i));
        }
        self.tidied(&expansion)
    }

    /// `(column, coefficient, contribution at its bound, integer)` of the nonbasic columns; `None` when one is free.
    fn column_terms(&self, lp: &Simplex, basic: usize, row: &[f64]) -> Option<Vec<(usize, f64, f64, bool)>> {
        let mut terms = Vec::new();
        for (k, &a) in row.iter().enumerate() {
            let (lower, upper) = self.column_bounds(k);
            if k == basic || a == 0.0 {
                continue;
            }
            let bound = match lp.column_status(k) {
                VariableStatus::Basic => continue,
                VariableStatus::AtLower => lower,
                VariableStatus::AtUpper => upper,
                VariableStatus::Free => return None,
            };
            if !bound.is_finite() {
                return None;
            }
            terms.push((k, a, a * bound, self.problem.integer[k] && bound == bound.round()));
        }
        Some(terms)
    }

    /// Likewise for the rows' activities.
    fn row_terms(&self, lp: &Simplex, row: &[f64]) -> Option<Vec<(usize, f64, f64, bool)>> {
        let mut terms = Vec::new();
        for (i, &a) in row.iter().enumerate() {
            if a == 0.0 {
                continue;
            }
            let (lower, upper) = self.row_bounds(i);
            let bound = match lp.row_status(i) {
                VariableStatus::Basic => continue,
                VariableStatus::AtLower => lower,
                VariableStatus::AtUpper => upper,
                VariableStatus::Free => return None,
            };
            if !bound.is_finite() {
                return None;
            }
            terms.push((i, a, a * bound, self.integral_row.get(i).copied().unwrap_or(false)));
        }
        Some(terms)
    }

    fn column_bounds(&self, k: usize) -> (f64, f64) {
        if self.problem.integer[k] {
            (self.domain.lower(k), self.domain.upper(k))
        } else {
            (self.problem.lp.column_lower[k], self.problem.lp.column_upper[k])
        }
    }

    fn row_bounds(&self, i: usize) -> (f64, f64) {
        let rows = self.problem.rows();
        if i < rows {
            (self.problem.lp.row_lower[i], self.problem.lp.row_upper[i])
        } else {
            (f64::NEG_INFINITY, self.cuts[i - rows].upper)
        }
    }

    /// `γ · t` of a column: its distance from the bound at which it rests.
    fn add_column(&self, expansion: &mut Expansion, k: usize, gamma: f64, status: VariableStatus) {
        let (lower, upper) = self.column_bounds(k);
        if status == VariableStatus::AtUpper {
            expansion.dense[k] -= gamma;
            expansion.right -= gamma * upper;
        } else {
            expansion.dense[k] += gamma;
            expansion.right += gamma * lower;
        }
    }

    /// `γ · t` of a row's activity, written in its columns.
    fn add_row(&self, expansion: &mut Expansion, i: usize, gamma: f64, status: VariableStatus) {
        if gamma == 0.0 {
            return;
        }
        let (lower, upper) = self.row_bounds(i);
        let (factor, shift) =
            if status == VariableStatus::AtUpper { (-gamma, -gamma * upper) } else { (gamma, gamma * lower) };
        expansion.right += shift;
        let rows = self.problem.rows();
        if i < rows {
            let (columns, values) = self.by_row.column(i);
            for (&k, &v) in columns.iter().zip(values) {
                expansion.dense[k] += factor * v;
            }
        } else {
            for &(k, v) in &self.cuts[i - rows].terms {
                expansion.dense[k] += factor * v;
            }
        }
    }

    /// From `Σ dense · x >= right` to a safe `<=` inequality, or nothing.
    fn tidied(&self, expansion: &Expansion) -> Option<Inequality> {
        let terms = expansion.dense.iter().enumerate().map(|(k, v)| (k, -v));
        tidy(terms, -expansion.right, |k| self.column_bounds(k), self.problem.columns())
    }
}

/// The coefficient of the distance from the bound: increasing from a lower bound, decreasing from an upper one.
fn signed(a: f64, status: VariableStatus) -> f64 {
    if status == VariableStatus::AtUpper { -a } else { a }
}

/// The cut's coefficient for `α t`, with `f0` the fraction of the right-hand side: `Σ γ t >= 1`.
fn coefficient(alpha: f64, f0: f64, integer: bool) -> f64 {
    if integer {
        let f = alpha - alpha.floor();
        if f <= f0 { f / f0 } else { (1.0 - f) / (1.0 - f0) }
    } else if alpha > 0.0 {
        alpha / f0
    } else {
        -alpha / (1.0 - f0)
    }
}
