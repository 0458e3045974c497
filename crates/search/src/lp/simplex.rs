//! The engine: its fields in groups (see `engine_state`), how it is made, and what callers may ask and set.

use super::basis::{Basis, BasisError, VariableStatus};
use super::engine_state::{Factored, Found, Given, Implied, Limits, Point, Pricing, Progress, Shifted};
use super::params::{LpSettings, Tolerance};
use super::problem::LpProblem;
use super::scaling::{Factors, Scaling};
use super::status::LpStatus;
use super::storage::{Compressed, Matrix, clone_in_place};
use super::workspace::Workspace;
use std::sync::Arc;

/// A bounded-variable simplex engine with warm starts. See the [module](super) for an example.
///
/// Variables are numbered columns first, then rows: the row's activity is a variable whose column is minus
/// the unit vector, so that `[A −I] (x, r) = 0` and all bounds are bounds of variables. Cloning shares the
/// matrix and copies the rest.
#[derive(Debug)]
pub struct Simplex {
    pub(super) settings: LpSettings,
    pub(super) tolerance: Tolerance,
    /// Number of columns.
    pub(super) n: usize,
    /// Number of rows.
    pub(super) m: usize,
    /// The scaled problem.
    pub(super) given: Given,
    /// What the iterations see of it.
    pub(super) shifted: Shifted,
    /// The basis, and the point that belongs to it.
    pub(super) point: Point,
    pub(super) pricing: Pricing,
    pub(super) factors: Factored,
    pub(super) limits: Limits,
    pub(super) progress: Progress,
    /// What the last solve found.
    pub(super) result: Found,
    /// What dual bounds rest on.
    pub(super) implied: Implied,
    pub(super) work: Workspace,
}

clone_in_place!(Simplex: settings, tolerance, n, m, given, shifted, point, pricing, factors, limits, progress,
    result, implied, work);

impl Simplex {
    /// Scales `problem` and starts from the basis of all row activities.
    pub fn new(problem: &LpProblem, settings: LpSettings) -> Self {
        let factors = if settings.scale { Factors::Clear } else { Factors::Rows };
        Self::with_factors(problem, settings, factors)
    }

    /// As [`Simplex::new`], with the factors chosen by other entries.
    pub(super) fn with_factors(problem: &LpProblem, settings: LpSettings, factors: Factors) -> Self {
        let (n, m) = (problem.columns(), problem.rows());
        let mut columns = Compressed::default();
        for j in 0..n {
            let (rows, values) = problem.matrix.column(j);
            let entries = rows.iter().copied().zip(values.iter().copied());
            columns.push(entries.filter(|e| e.1 != 0.0));
        }
        let mut rows = columns.transpose(m);
        let scaling = Scaling::new(problem, &columns, &rows, factors);
        columns.scale(|j, i| scaling.column[j] * scaling.row[i]);
        rows.scale(|i, j| scaling.column[j] * scaling.row[i]);
        let (sc, sr) = (&scaling.column, &scaling.row);
        let over_columns = |bounds: &[f64]| bounds.iter().zip(sc).map(|(b, s)| b / s).collect::<Vec<_>>();
        let over_rows = |bounds: &[f64]| bounds.iter().zip(sr).map(|(b, s)| b * s).collect::<Vec<_>>();
        let mut cost: Vec<f64> = problem.cost.iter().zip(sc).map(|(c, s)| c * s * scaling.cost).collect();
        cost.resize(n + m, 0.0);
        let mut lower = over_columns(&problem.column_lower);
        lower.extend(over_rows(&problem.row_lower));
        let mut upper = over_columns(&problem.column_upper);
        upper.extend(over_rows(&problem.row_upper));
        let noise = match problem.row_noise.iter().any(|&noise| noise != 0.0) {
            true => (0..m).map(|i| problem.noise(i) * sr[i]).collect(),
            false => Vec::new(),
        };
        let shifted = Shifted::unshifted(&cost, &lower, &upper);
        let matrix = Arc::new(Matrix { columns, rows });
        let mut simplex = Self {
            settings,
            tolerance: Tolerance::new(&settings),
            n,
            m,
            given: Given { offset: problem.offset, matrix, scaling, cost, lower, upper, noise },
            shifted,
            point: Point::new(n + m),
            pricing: Pricing::default(),
            factors: Factored::default(),
            limits: Limits::default(),
            progress: Progress::new(settings.seed),
            result: Found::default(),
            implied: Implied::default(),
            work: Workspace::default(),
        };
        (0..simplex.given.noise.len()).for_each(|i| simplex.uncross(n + i));
        simplex.start_from_slack_basis();
        simplex
    }

    /// The lower or upper bound of variable `k`, which of a row is widened by its noise.
    #[inline]
    pub(super) fn given(&self, k: usize, is_upper: bool) -> f64 {
        let bound = if is_upper { self.given.upper[k] } else { self.given.lower[k] };
        if k < self.n || self.given.noise.is_empty() || self.given.noise[k - self.n] == 0.0 {
            return bound;
        }
        let noise = self.given.noise[k - self.n];
        if is_upper { (bound + noise).next_up() } else { (bound - noise).next_down() }
    }

    /// Makes an equation of a row whose sides cross, but not farther than noise may have moved them. Widened
    /// by its noise, it still contains what the given row contains.
    pub(super) fn uncross(&mut self, k: usize) {
        let (lower, upper) = (self.given.lower[k], self.given.upper[k]);
        if lower > upper && self.given(k, false) <= self.given(k, true) {
            let side = lower + 0.5 * (upper - lower);
            for sides in [
                &mut self.given.lower,
                &mut self.given.upper,
                &mut self.shifted.lower,
                &mut self.shifted.upper,
            ] {
                sides[k] = side;
            }
        }
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.n
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.m
    }

    /// Simplex iterations (basis changes and bound flips of the primal) since construction.
    pub fn iterations(&self) -> u64 {
        self.progress.iterations
    }

    /// How the last solve ended; `None` before the first and after any change.
    pub fn status(&self) -> Option<LpStatus> {
        self.result.outcome
    }

    /// Why the last solve ended in [`LpStatus::NumericalTrouble`], in words; `None` after any other end.
    pub fn trouble(&self) -> Option<&'static str> {
        self.result.trouble.filter(|_| self.result.outcome == Some(LpStatus::NumericalTrouble))
    }

    /// Solves stop with [`LpStatus::ObjectiveLimit`] once the optimum is proven to exceed `limit`; `+∞`
    /// switches this off.
    pub fn set_objective_limit(&mut self, limit: f64) {
        self.limits.objective = limit;
        self.result.outcome = None;
    }

    /// Limits the iterations of each later solve.
    pub fn set_iteration_limit(&mut self, limit: Option<u64>) {
        self.limits.iterations = limit;
    }

    /// Sets [`LpSettings::goes_on`].
    pub fn go_on_after_limits(&mut self) {
        self.settings.goes_on = true;
    }

    /// Sets aside the basis and starts from all row activities.
    pub fn start_from_slack_basis(&mut self) {
        let (n, m) = (self.n, self.m);
        self.point.status.clear();
        self.point.status.resize(n, VariableStatus::AtLower);
        self.point.status.resize(n + m, VariableStatus::Basic);
        for j in 0..n {
            self.rest(j);
        }
        self.point.head = (n as u32..(n + m) as u32).collect();
        self.after_new_basis();
        self.pricing.edge_weight.fill(1.0);
    }

    /// Whether all row activities are basic.
    pub(super) fn is_slack_basis(&self) -> bool {
        self.point.status[self.n..].iter().all(|&status| status == VariableStatus::Basic)
    }

    /// The current basis.
    pub fn basis(&self) -> Basis {
        Basis { columns: self.point.status[..self.n].to_vec(), rows: self.point.status[self.n..].to_vec() }
    }

    /// Continues from `basis`. Statuses that do not fit the bounds (at an infinite bound, say) are moved to a
    /// bound that exists; a singular basis, or one with too many or too few basic variables, is repaired with
    /// row activities at the next solve.
    ///
    /// # Errors
    /// [`BasisError`] when the lengths do not fit the problem.
    pub fn load_basis(&mut self, basis: &Basis) -> Result<(), BasisError> {
        if basis.columns.len() != self.n || basis.rows.len() != self.m {
            return Err(BasisError {
                columns: basis.columns.len(),
                rows: basis.rows.len(),
                expected_columns: self.n,
                expected_rows: self.m,
            });
        }
        let same = self.point.status[..self.n] == basis.columns && self.point.status[self.n..] == basis.rows;
        if same && self.factors.valid {
            return Ok(());
        }
        let known = std::mem::take(&mut self.point.value); // carries the weights over, by variable
        let mut weight = known;
        weight.fill(1.0);
        for (&k, &w) in self.point.head.iter().zip(&self.pricing.edge_weight) {
            weight[k as usize] = w;
        }
        self.point.status[..self.n].copy_from_slice(&basis.columns);
        self.point.status[self.n..].copy_from_slice(&basis.rows);
        self.point.head = (0..(self.n + self.m) as u32)
            .filter(|&k| self.point.status[k as usize] == VariableStatus::Basic)
            .collect();
        let kept: Vec<f64> = self.point.head.iter().map(|&k| weight[k as usize]).collect();
        self.point.value = weight;
        for k in 0..self.n + self.m {
            self.rest(k);
        }
        self.after_new_basis();
        self.pricing.edge_weight.clear();
        self.pricing.edge_weight.extend(kept);
        Ok(())
    }

    /// Bookkeeping after `head` and `status` were replaced.
    pub(super) fn after_new_basis(&mut self) {
        self.work.resize(self.n, self.m);
        for v in [&mut self.point.basic_value, &mut self.point.basic_lower, &mut self.point.basic_upper] {
            v.clear();
            v.resize(self.m, 0.0);
        }
        self.pricing.edge_weight.resize(self.m, 1.0);
        self.factors.valid = false;
        self.point.reduced_exact = false;
        self.point.primal_exact = false;
        self.result.outcome = None;
    }

    /// Puts a nonbasic variable onto a bound that exists, keeping its side where possible.
    pub(super) fn rest(&mut self, k: usize) {
        use VariableStatus::*;
        let (lower, upper) = (self.shifted.lower[k], self.shifted.upper[k]);
        let status = match self.point.status[k] {
            Basic => return,
            AtUpper if upper.is_finite() && lower < upper => AtUpper,
            _ if lower.is_finite() => AtLower,
            _ if upper.is_finite() => AtUpper,
            _ => Free,
        };
        self.point.status[k] = status;
        self.point.value[k] = match status {
            AtLower => lower,
            AtUpper => upper,
            _ => 0.0,
        };
    }

    /// Calls `f(row, coefficient)` for each entry of variable `k`'s column of `[A −I]`.
    #[inline]
    pub(super) fn for_column(&self, k: usize, mut f: impl FnMut(usize, f64)) {
        if k < self.n {
            let (rows, values) = self.given.matrix.columns.vector(k);
            for (&i, &v) in rows.iter().zip(values) {
                f(i as usize, v);
            }
        } else {
            f(k - self.n, -1.0);
        }
    }
}
