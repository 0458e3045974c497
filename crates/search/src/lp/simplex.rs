//! The engine's state: a scaled problem, a basis, a factorisation, and what is known about the current point.

use super::basis::{Basis, BasisError, VariableStatus};
use super::lu::Lu;
use super::lu::factor::Factoriser;
use super::params::{LpSettings, Tolerance};
use super::problem::LpProblem;
use super::reach::Reach;
use super::scaling::{Factors, Scaling};
use super::storage::{Compressed, Matrix, clone_in_place};
use super::workspace::Workspace;
use hunch_model::StopReason;
use std::sync::Arc;

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LpStatus {
    /// An optimal basis: values, duals and reduced costs describe it. The values meet the rows as the checker asks.
    Optimal,
    /// No feasible point; [`Simplex::farkas`] proves it.
    Infeasible,
    /// Feasible, and the objective decreases for ever along [`Simplex::ray`].
    Unbounded,
    /// The optimum is proven to exceed the limit of [`Simplex::set_objective_limit`]; [`Simplex::dual_bound`] says by how much at least.
    ObjectiveLimit,
    /// The limit of [`Simplex::set_iteration_limit`] was reached; the basis can be continued from.
    IterationLimit,
    /// The host asked to stop; the basis can be continued from.
    Stopped(StopReason),
    /// The engine could not finish at the required accuracy; nothing is claimed. [`Simplex::trouble`] says why.
    NumericalTrouble,
}

/// A bounded-variable simplex engine with warm starts. See the [module](super) for an example.
///
/// Variables are numbered columns first, then rows: the row's activity is a variable whose column is minus the unit vector, so that
/// `[A −I] (x, r) = 0` and all bounds are bounds of variables. Cloning shares the matrix and copies the rest.
#[derive(Debug)]
pub struct Simplex {
    pub(super) settings: LpSettings,
    pub(super) tolerance: Tolerance,
    /// Number of columns.
    pub(super) n: usize,
    /// Number of rows.
    pub(super) m: usize,
    pub(super) offset: f64,
    pub(super) matrix: Arc<Matrix>,
    pub(super) scaling: Scaling,
    /// Scaled costs, lower and upper bounds of all `n + m` variables.
    pub(super) cost: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    /// By how much scaled rows may be missed (see [`LpProblem::row_noise`]); empty where all rows are as given.
    pub(super) noise: Vec<f64>,

    /// Costs and bounds that the iterations see: perturbed and shifted ones.
    pub(super) work_cost: Vec<f64>,
    pub(super) work_lower: Vec<f64>,
    pub(super) work_upper: Vec<f64>,
    pub(super) costs_changed: bool,
    pub(super) bounds_changed: bool,

    /// Basic variable of each position.
    pub(super) head: Vec<u32>,
    /// Status of each variable.
    pub(super) status: Vec<VariableStatus>,
    /// Value of each nonbasic variable (basic ones are stale here; see `basic_value`).
    pub(super) value: Vec<f64>,
    /// Reduced cost of each variable under `work_cost`.
    pub(super) reduced: Vec<f64>,
    /// Value and bounds of the basic variable of each position.
    pub(super) basic_value: Vec<f64>,
    pub(super) basic_lower: Vec<f64>,
    pub(super) basic_upper: Vec<f64>,
    /// Whether `reduced`, and `basic_value` with its bounds, were computed from the factors for the present basis, working costs and bounds, rather
    /// than updated from iteration to iteration.
    pub(super) reduced_exact: bool,
    pub(super) primal_exact: bool,
    /// Squared violation of the bounds by each basic variable, zero within tolerance (dual simplex only).
    pub(super) violation: Vec<f64>,
    /// Whether a violated position was passed over since the last rebuild because its pivots were too small.
    pub(super) banned_any: bool,
    /// Dual steepest edge weight of each position: squared norm of the row of the basis inverse.
    pub(super) edge_weight: Vec<f64>,
    /// Devex weight of each variable.
    pub(super) devex: Vec<f64>,

    pub(super) lu: Lu,
    pub(super) factoriser: Factoriser,
    /// Whether `lu` factorises `head`.
    pub(super) factor_valid: bool,
    /// Whether values and multipliers are refined, and factors made with large pivots.
    pub(super) careful: bool,
    /// What stopped the last solve that ended in [`LpStatus::NumericalTrouble`].
    pub(super) trouble: Option<&'static str>,

    pub(super) objective_limit: f64,
    pub(super) iteration_limit: Option<u64>,
    pub(super) iterations: u64,
    /// Value of `iterations` at which the solve under way ends.
    pub(super) iterations_end: u64,
    /// Dual simplex steps without progress since the last perturbation, and how many of them bring the next.
    pub(super) degenerate_steps: u64,
    pub(super) perturb_after: u64,
    /// Estimate of the scaled dual objective, and the value beyond which it is worth computing.
    pub(super) dual_estimate: f64,
    pub(super) estimate_limit: f64,
    pub(super) random: u64,
    pub(super) outcome: Option<LpStatus>,
    pub(super) farkas: Option<Vec<f64>>,
    pub(super) ray: Option<Vec<f64>>,
    pub(super) dual_bound: f64,
    /// Implied bounds, once they were asked for.
    pub(super) reach: Option<Arc<Reach>>,
    /// Whether bounds have become wider than those that `reach` follows from.
    pub(super) reach_stale: bool,
    /// Whether a bound that was given out counts columns without one at a far size.
    pub(super) rests_on_far: bool,
    /// What the sums over columns may err by, once it was asked for.
    pub(super) norms: Option<Arc<Vec<(f64, f64)>>>,
    pub(super) work: Workspace,
}

clone_in_place!(Simplex: settings, tolerance, n, m, offset, matrix, scaling, cost, lower, upper, noise, work_cost, work_lower, work_upper, costs_changed, bounds_changed, head, status, value, reduced, basic_value, basic_lower, basic_upper, reduced_exact, primal_exact, violation, banned_any, edge_weight, devex, lu, factoriser, factor_valid, careful, trouble, objective_limit, iteration_limit, iterations, iterations_end, degenerate_steps, perturb_after, dual_estimate, estimate_limit, random, outcome, farkas, ray, dual_bound, reach, reach_stale, rests_on_far, norms, work);

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
        let mut simplex = Self {
            settings,
            tolerance: Tolerance::new(&settings),
            n,
            m,
            offset: problem.offset,
            matrix: Arc::new(Matrix { columns, rows }),
            scaling,
            work_cost: cost.clone(),
            work_lower: lower.clone(),
            work_upper: upper.clone(),
            costs_changed: false,
            bounds_changed: false,
            cost,
            lower,
            upper,
            noise,
            head: Vec::new(),
            status: vec![VariableStatus::AtLower; n + m],
            value: vec![0.0; n + m],
            reduced: vec![0.0; n + m],
            basic_value: Vec::new(),
            basic_lower: Vec::new(),
            basic_upper: Vec::new(),
            reduced_exact: false,
            primal_exact: false,
            violation: Vec::new(),
            banned_any: false,
            edge_weight: Vec::new(),
            devex: Vec::new(),
            lu: Lu::default(),
            factoriser: Factoriser::default(),
            factor_valid: false,
            careful: false,
            trouble: None,
            objective_limit: f64::INFINITY,
            iteration_limit: None,
            iterations: 0,
            iterations_end: u64::MAX,
            degenerate_steps: 0,
            perturb_after: 0,
            dual_estimate: f64::NEG_INFINITY,
            estimate_limit: f64::INFINITY,
            random: settings.seed,
            outcome: None,
            farkas: None,
            ray: None,
            dual_bound: f64::NEG_INFINITY,
            reach: None,
            reach_stale: false,
            rests_on_far: false,
            norms: None,
            work: Workspace::default(),
        };
        (0..simplex.noise.len()).for_each(|i| simplex.uncross(n + i));
        simplex.start_from_slack_basis();
        simplex
    }

    /// The lower or upper bound of variable `k`, which of a row is widened by its noise.
    #[inline]
    pub(super) fn given(&self, k: usize, is_upper: bool) -> f64 {
        let bound = if is_upper { self.upper[k] } else { self.lower[k] };
        if k < self.n || self.noise.is_empty() || self.noise[k - self.n] == 0.0 {
            return bound;
        }
        let noise = self.noise[k - self.n];
        if is_upper { (bound + noise).next_up() } else { (bound - noise).next_down() }
    }

    /// Makes an equation of a row whose sides cross, but not farther than noise may have moved them. Widened by its noise, it still
    /// contains what the given row contains.
    pub(super) fn uncross(&mut self, k: usize) {
        let (lower, upper) = (self.lower[k], self.upper[k]);
        if lower > upper && self.given(k, false) <= self.given(k, true) {
            let side = lower + 0.5 * (upper - lower);
            for sides in [&mut self.lower, &mut self.upper, &mut self.work_lower, &mut self.work_upper] {
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
        self.iterations
    }

    /// How the last solve ended; `None` before the first and after any change.
    pub fn status(&self) -> Option<LpStatus> {
        self.outcome
    }

    /// Why the last solve ended in [`LpStatus::NumericalTrouble`], in words; `None` after any other end.
    pub fn trouble(&self) -> Option<&'static str> {
        self.trouble.filter(|_| self.outcome == Some(LpStatus::NumericalTrouble))
    }

    /// Solves stop with [`LpStatus::ObjectiveLimit`] once the optimum is proven to exceed `limit`; `+∞` switches this off.
    pub fn set_objective_limit(&mut self, limit: f64) {
        self.objective_limit = limit;
        self.outcome = None;
    }

    /// Limits the iterations of each later solve.
    pub fn set_iteration_limit(&mut self, limit: Option<u64>) {
        self.iteration_limit = limit;
        self.outcome = None;
    }

    /// Sets aside the basis and starts from all row activities.
    pub fn start_from_slack_basis(&mut self) {
        let (n, m) = (self.n, self.m);
        self.status.clear();
        self.status.resize(n, VariableStatus::AtLower);
        self.status.resize(n + m, VariableStatus::Basic);
        for j in 0..n {
            self.rest(j);
        }
        self.head = (n as u32..(n + m) as u32).collect();
        self.after_new_basis();
        self.edge_weight.fill(1.0);
    }

    /// The current basis.
    pub fn basis(&self) -> Basis {
        Basis { columns: self.status[..self.n].to_vec(), rows: self.status[self.n..].to_vec() }
    }

    /// Continues from `basis`. Statuses that do not fit the bounds (at an infinite bound, say) are moved to a bound that exists; a singular
    /// basis, or one with too many or too few basic variables, is repaired with row activities at the next solve.
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
        let same = self.status[..self.n] == basis.columns && self.status[self.n..] == basis.rows;
        if same && self.factor_valid {
            return Ok(());
        }
        let known = std::mem::take(&mut self.value); // carries the weights over, by variable
        let mut weight = known;
        weight.fill(1.0);
        for (&k, &w) in self.head.iter().zip(&self.edge_weight) {
            weight[k as usize] = w;
        }
        self.status[..self.n].copy_from_slice(&basis.columns);
        self.status[self.n..].copy_from_slice(&basis.rows);
        self.head = (0..(self.n + self.m) as u32)
            .filter(|&k| self.status[k as usize] == VariableStatus::Basic)
            .collect();
        let kept: Vec<f64> = self.head.iter().map(|&k| weight[k as usize]).collect();
        self.value = weight;
        for k in 0..self.n + self.m {
            self.rest(k);
        }
        self.after_new_basis();
        self.edge_weight.clear();
        self.edge_weight.extend(kept);
        Ok(())
    }

    /// Bookkeeping after `head` and `status` were replaced.
    pub(super) fn after_new_basis(&mut self) {
        self.work.resize(self.n, self.m);
        for v in [&mut self.basic_value, &mut self.basic_lower, &mut self.basic_upper] {
            v.clear();
            v.resize(self.m, 0.0);
        }
        self.edge_weight.resize(self.m, 1.0);
        self.factor_valid = false;
        self.reduced_exact = false;
        self.primal_exact = false;
        self.outcome = None;
    }

    /// Puts a nonbasic variable onto a bound that exists, keeping its side where possible.
    pub(super) fn rest(&mut self, k: usize) {
        use VariableStatus::*;
        let (lower, upper) = (self.work_lower[k], self.work_upper[k]);
        let status = match self.status[k] {
            Basic => return,
            AtUpper if upper.is_finite() && lower < upper => AtUpper,
            _ if lower.is_finite() => AtLower,
            _ if upper.is_finite() => AtUpper,
            _ => Free,
        };
        self.status[k] = status;
        self.value[k] = match status {
            AtLower => lower,
            AtUpper => upper,
            _ => 0.0,
        };
    }

    /// Calls `f(row, coefficient)` for each entry of variable `k`'s column of `[A −I]`.
    #[inline]
    pub(super) fn for_column(&self, k: usize, mut f: impl FnMut(usize, f64)) {
        if k < self.n {
            let (rows, values) = self.matrix.columns.vector(k);
            for (&i, &v) in rows.iter().zip(values) {
                f(i as usize, v);
            }
        } else {
            f(k - self.n, -1.0);
        }
    }
}
