//! The engine: its fields in groups, how it is made, and what callers may set.

use super::convexity;
use super::params::QpSettings;
use super::problem::{Problem, QpError, SymmetricMatrix};
use super::reduced::Reduced;
use super::scaling::Scaling;
use super::status::QpStatus;
use super::working_set::{Blocking, Place, WorkingSet, WorkingSetError};
use crate::demand::with_rows;
use crate::lp::lu::Lu;
use crate::lp::lu::factor::Factoriser;
use crate::lp::reach::Reach;
use crate::lp::storage::{Compressed, Matrix, WorkVector};
use crate::lp::{LpProblem, Simplex};
use crate::scalar::greater;
use hunch_model::{Cut, SparseMatrix};
use std::sync::Arc;

/// What never changes: matrices as given and scaled.
#[derive(Debug)]
pub(super) struct Data {
    pub matrix: SparseMatrix,
    pub quadratic: SymmetricMatrix,
    /// The largest entry of each of its columns, where none is missing; else nothing.
    pub largest: Vec<f64>,
    /// The largest entry of each row, and how many it has.
    pub row_sizes: Vec<(f64, f64)>,
    pub scaling: Scaling,
    /// Scaled.
    pub entries: Matrix,
    pub curvature: SymmetricMatrix,
    pub diagonal: Vec<f64>,
    /// The largest entry of `diagonal`.
    pub steepest: f64,
}

/// Costs and bounds of all variables, scaled, columns first, then rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
}

/// The point, and which variables hold it there.
#[derive(Clone, Debug, Default)]
pub(super) struct Point {
    pub place: Vec<Place>,
    /// Basic variable of each position of the basis.
    pub head: Vec<u32>,
    /// Superbasic variables, in the order of the factor of the reduced Hessian.
    pub supers: Vec<u32>,
    /// Position of each basic or superbasic variable in its list.
    pub at: Vec<u32>,
    pub value: Vec<f64>,
    /// `Qx + c`; of a row's activity, its cost (which is zero but for perturbations).
    pub gradient: Vec<f64>,
    /// Multipliers of the rows.
    pub dual: Vec<f64>,
    /// `Qx + c − [A −I]ᵀ y`.
    pub reduced: Vec<f64>,
}

/// Factors of the basis and of the reduced Hessian.
#[derive(Clone, Debug, Default)]
pub(super) struct Factors {
    pub lu: Lu,
    pub work: Factoriser,
    /// Whether `lu` factorises the basis.
    pub valid: bool,
    pub hessian: Reduced,
    /// Whether `hessian` belongs to the superbasic variables.
    pub hessian_valid: bool,
}

/// Limits and counts of a solve.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    pub iterations: u64,
    pub limit: Option<u64>,
    pub objective_limit: f64,
    /// Count of iterations at which the solve under way ends, and the one at which it counts as cycling.
    pub end: u64,
    pub cycling: u64,
    /// Iterations of the solve under way in earlier calls that ended at the limit.
    pub spent: u64,
    pub degenerate: u64,
    pub perturb_after: u64,
    pub random: u64,
    pub work: u64,
    /// Steps since values and gradient were computed anew.
    pub steps: u64,
}

/// What the last solve found, in the caller's units.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub status: Option<QpStatus>,
    pub trouble: Option<&'static str>,
    pub values: Vec<f64>,
    pub duals: Vec<f64>,
    /// Q times the values.
    pub slopes: Vec<f64>,
    pub objective: f64,
    pub bound: f64,
    pub farkas: Option<Vec<f64>>,
    pub ray: Option<Vec<f64>>,
}

impl Found {
    /// Nothing again; the vectors keep their room.
    pub fn clear(&mut self) {
        let mut kept = [&mut self.values, &mut self.duals, &mut self.slopes].map(std::mem::take);
        kept.iter_mut().for_each(Vec::clear);
        let [values, duals, slopes] = kept;
        *self = Self { values, duals, slopes, ..Self::default() };
    }
}

impl Default for Found {
    fn default() -> Self {
        let nothing = Vec::new;
        Self {
            status: None,
            trouble: None,
            values: nothing(),
            duals: nothing(),
            slopes: nothing(),
            objective: f64::INFINITY,
            bound: f64::NEG_INFINITY,
            farkas: None,
            ray: None,
        }
    }
}

/// Vectors that iterations reuse.
#[derive(Clone, Debug, Default)]
pub(super) struct Workspace {
    pub rows: WorkVector,
    pub pivot_row: WorkVector,
    /// A direction over all variables, and Q times it.
    pub direction: Vec<f64>,
    pub curved: Vec<f64>,
    /// Rates of the reduced costs along a dual step.
    pub rates: Vec<f64>,
    /// Rates of the multipliers along it.
    pub dual_rates: Vec<f64>,
    /// What may end it.
    pub blocking: Vec<Blocking>,
}

/// An active-set engine for convex quadratic programs, with warm starts after changes of bounds, sides and
/// costs. See the [module](super) for an example.
///
/// Variables are numbered columns first, then rows: the row's activity is a variable whose column is minus
/// the unit vector, so that `[A −I] (x, r) = 0` and all bounds are bounds of variables. Cloning shares the
/// matrices and copies the rest.
#[derive(Clone, Debug)]
pub struct Qp {
    pub(super) settings: QpSettings,
    pub(super) n: usize,
    pub(super) m: usize,
    pub(super) data: Arc<Data>,
    /// Costs and bounds in the caller's units; its matrix is empty.
    pub(super) given: LpProblem,
    pub(super) scaled: Numbers,
    /// What the iterations see: shifted and perturbed costs and bounds.
    pub(super) seen: Numbers,
    pub(super) costs_shifted: bool,
    pub(super) bounds_shifted: bool,
    pub(super) point: Point,
    /// Whether there is a working set to start from.
    pub(super) started: bool,
    /// Whether the point is that of a proven end from which nothing has moved since.
    pub(super) stands: bool,
    pub(super) factors: Factors,
    pub(super) dual_tolerance: f64,
    pub(super) progress: Progress,
    pub(super) found: Found,
    pub(super) work: Workspace,
    /// Bounds that the rows imply, scaled; made when first needed.
    pub(super) reach: Option<Arc<Reach>>,
    /// Whether bounds have become wider than those that they follow from.
    pub(super) reach_stale: bool,
    /// The linear program of the rows and bounds, for starts and proofs; made when first needed.
    pub(super) linear: Option<Box<Simplex>>,
}

impl Qp {
    /// Takes a problem; nothing is solved yet. Decides whether it is convex, which for a dense `Q` of order
    /// `n` takes `n³/3` multiplications.
    ///
    /// # Errors
    /// [`QpError`]: arrays that do not fit, numbers that are none, an objective that is not convex, or a
    /// problem beyond the memory limit.
    pub fn new(problem: Problem, settings: QpSettings) -> Result<Self, QpError> {
        problem.validate()?;
        let (needed, limit) = (problem.estimated_bytes(), settings.memory_limit);
        if needed > limit {
            return Err(QpError::Memory { needed, limit });
        }
        convexity::check(&problem.quadratic)?;
        Ok(Self::of_convex(problem, settings))
    }

    /// The same problem with further rows, in the caller's units; nothing is solved of it yet.
    ///
    /// # Errors
    /// [`QpError::Memory`].
    pub(crate) fn with_rows(self, rows: &[Cut]) -> Result<Self, QpError> {
        let mut lp = self.given;
        lp.row_lower.extend(rows.iter().map(|row| row.lower));
        lp.row_upper.extend(rows.iter().map(|row| row.upper));
        lp.matrix = with_rows(&self.data.matrix, (lp.rows(), lp.columns()), rows);
        let problem = Problem { lp, quadratic: self.data.quadratic.clone() };
        let (needed, limit) = (problem.estimated_bytes(), self.settings.memory_limit);
        if needed > limit {
            return Err(QpError::Memory { needed, limit });
        }
        Ok(Self::of_convex(problem, self.settings))
    }

    /// Takes a problem whose shape and curvature were checked.
    fn of_convex(problem: Problem, settings: QpSettings) -> Self {
        let scaling = if settings.scale { Scaling::new(&problem) } else { Scaling::identity(&problem) };
        let Problem { lp: mut given, quadratic } = problem;
        let quadratic = quadratic.filled();
        let (n, m) = (given.columns(), given.rows());
        let matrix = std::mem::take(&mut given.matrix);
        let mut columns = Compressed::default();
        for j in 0..n {
            let (rows, values) = matrix.column(j);
            columns.push(rows.iter().copied().zip(values.iter().copied()).filter(|e| e.1 != 0.0));
        }
        columns.scale(|j, i| scaling.column[j] * scaling.row[i]);
        let rows = columns.transpose(m);
        let curvature = quadratic.scaled(&scaling.column, scaling.cost);
        let diagonal: Vec<f64> = (0..n).map(|j| curvature.diagonal(j)).collect();
        let steepest = diagonal.iter().fold(0.0, |most, &d| greater(d, most));
        let mut row_sizes = vec![(0.0f64, 0.0); m];
        for (i, _, v) in matrix.triplets() {
            row_sizes[i] = (greater(v.abs(), row_sizes[i].0), row_sizes[i].1 + 1.0);
        }
        let entries = Matrix { columns, rows };
        let largest = quadratic.largest_if_full();
        let data =
            Data { matrix, quadratic, largest, row_sizes, scaling, entries, curvature, diagonal, steepest };
        let size = n + m;
        let mut qp = Self {
            settings,
            n,
            m,
            data: Arc::new(data),
            given,
            scaled: Numbers::default(),
            seen: Numbers::default(),
            costs_shifted: false,
            bounds_shifted: false,
            point: Point {
                value: vec![0.0; size],
                gradient: vec![0.0; size],
                dual: vec![0.0; m],
                reduced: vec![0.0; size],
                at: vec![0; size],
                ..Point::default()
            },
            started: false,
            stands: false,
            factors: Factors::default(),
            dual_tolerance: settings.dual_tolerance,
            progress: Progress {
                random: settings.seed,
                objective_limit: f64::INFINITY,
                ..Progress::default()
            },
            found: Found::default(),
            work: Workspace {
                direction: vec![0.0; size],
                curved: vec![0.0; size],
                rates: vec![0.0; size],
                dual_rates: vec![0.0; m],
                ..Workspace::default()
            },
            reach: None,
            reach_stale: false,
            linear: None,
        };
        qp.work.rows.reset(m);
        qp.work.pivot_row.reset(m);
        qp.scaled = qp.scale_numbers();
        qp.seen = qp.scaled.clone();
        qp.place(&WorkingSet::slack(n, m));
        qp
    }

    fn scale_numbers(&self) -> Numbers {
        let (lp, scaling) = (&self.given, &self.data.scaling);
        let (sc, sr) = (&scaling.column, &scaling.row);
        let mut cost: Vec<f64> = lp.cost.iter().zip(sc).map(|(c, s)| c * s * scaling.cost).collect();
        cost.resize(self.n + self.m, 0.0);
        let join = |columns: &[f64], rows: &[f64]| -> Vec<f64> {
            let columns = columns.iter().zip(sc).map(|(b, s)| b / s);
            columns.chain(rows.iter().zip(sr).map(|(b, s)| b * s)).collect()
        };
        let lower = join(&lp.column_lower, &lp.row_lower);
        let upper = join(&lp.column_upper, &lp.row_upper);
        Numbers { cost, lower, upper }
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.n
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.m
    }

    /// Bounds of column `j`.
    pub fn column_bounds(&self, j: usize) -> (f64, f64) {
        (self.given.column_lower[j], self.given.column_upper[j])
    }

    /// Sides of row `i`.
    pub fn row_sides(&self, i: usize) -> (f64, f64) {
        (self.given.row_lower[i], self.given.row_upper[i])
    }

    /// Linear cost of column `j`.
    pub fn cost(&self, j: usize) -> f64 {
        self.given.cost[j]
    }

    /// Replaces the bounds of column `j`. `lower > upper` makes the problem infeasible, which the next solve
    /// reports.
    pub fn set_column_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        (self.given.column_lower[j], self.given.column_upper[j]) = (lower, upper);
        let s = self.data.scaling.column[j];
        self.set_bounds(j, lower / s, upper / s);
        if let Some(linear) = &mut self.linear {
            linear.set_column_bounds(j, lower, upper);
        }
    }

    /// Replaces the sides of row `i`.
    pub fn set_row_sides(&mut self, i: usize, lower: f64, upper: f64) {
        (self.given.row_lower[i], self.given.row_upper[i]) = (lower, upper);
        let s = self.data.scaling.row[i];
        self.set_bounds(self.n + i, lower * s, upper * s);
        if let Some(linear) = &mut self.linear {
            linear.set_row_bounds(i, lower, upper);
        }
    }

    fn set_bounds(&mut self, k: usize, lower: f64, upper: f64) {
        self.scaled.lower[k] = lower;
        self.scaled.upper[k] = upper;
        self.seen.lower[k] = lower;
        self.seen.upper[k] = upper;
        if let Some(reach) = &self.reach {
            self.reach_stale |= !reach.allows(k, lower, upper);
        }
        let before = (self.point.place[k], self.point.value[k]);
        self.rest(k);
        self.stands &= before == (self.point.place[k], self.point.value[k]);
        self.changed();
    }

    /// Replaces the linear cost of column `j`.
    pub fn set_cost(&mut self, j: usize, cost: f64) {
        self.given.cost[j] = cost;
        let scaled = cost * self.data.scaling.column[j] * self.data.scaling.cost;
        self.scaled.cost[j] = scaled;
        self.seen.cost[j] = scaled;
        self.stands = false;
        self.changed();
    }

    /// Replaces the constant of the objective.
    pub fn set_offset(&mut self, offset: f64) {
        self.given.offset = offset;
        self.changed();
    }

    fn changed(&mut self) {
        self.found.status = None;
        self.progress.spent = 0;
    }

    /// Limits the iterations of each later call of [`Qp::solve`], which then ends with
    /// [`QpStatus::IterationLimit`] and can be called again.
    pub fn set_iteration_limit(&mut self, limit: Option<u64>) {
        self.progress.limit = limit;
    }

    /// Solves stop with [`QpStatus::ObjectiveLimit`] once the optimum is proven to exceed `limit`, which the
    /// dual method sees on its way; `+∞` switches this off.
    pub fn set_objective_limit(&mut self, limit: f64) {
        self.progress.objective_limit = limit;
        self.changed();
    }

    /// The present working set.
    pub fn working_set(&self) -> WorkingSet {
        let (columns, rows) = self.point.place.split_at(self.n);
        WorkingSet { columns: columns.to_vec(), rows: rows.to_vec() }
    }

    /// Goes on from `set`. Places that do not fit the bounds are moved to a bound that exists; what cannot be
    /// factorised is repaired at the next solve.
    ///
    /// # Errors
    /// [`WorkingSetError`] when the lengths do not fit the problem.
    pub fn load(&mut self, set: &WorkingSet) -> Result<(), WorkingSetError> {
        if set.columns.len() != self.n || set.rows.len() != self.m {
            return Err(WorkingSetError {
                columns: set.columns.len(),
                rows: set.rows.len(),
                expected_columns: self.n,
                expected_rows: self.m,
            });
        }
        self.changed();
        self.started = true;
        let (columns, rows) = self.point.place.split_at(self.n);
        if columns != set.columns || rows != set.rows {
            self.place(set);
        }
        Ok(())
    }

    /// Takes over a working set of the right size.
    pub(super) fn place(&mut self, set: &WorkingSet) {
        self.stands = false;
        self.point.place.clear();
        self.point.place.extend(set.columns.iter().chain(&set.rows));
        self.point.head.clear();
        self.point.supers.clear();
        for k in 0..self.n + self.m {
            match self.point.place[k] {
                Place::Basic => self.point.head.push(k as u32),
                Place::Superbasic => self.point.supers.push(k as u32),
                _ => self.rest(k),
            }
        }
        self.index();
        self.factors.valid = false;
        self.factors.hessian_valid = false;
    }

    /// Notes where each basic and superbasic variable stands.
    pub(super) fn index(&mut self) {
        for (p, &k) in self.point.head.iter().enumerate() {
            self.point.at[k as usize] = p as u32;
        }
        for (p, &k) in self.point.supers.iter().enumerate() {
            self.point.at[k as usize] = p as u32;
        }
    }

    /// Puts a nonbasic variable onto a bound that exists, keeping its side where possible; without any it
    /// stays where it is.
    pub(super) fn rest(&mut self, k: usize) {
        let (lower, upper) = (self.seen.lower[k], self.seen.upper[k]);
        let place = match self.point.place[k] {
            Place::Basic | Place::Superbasic => return,
            Place::AtUpper if upper.is_finite() && lower < upper => Place::AtUpper,
            _ if lower.is_finite() => Place::AtLower,
            _ if upper.is_finite() => Place::AtUpper,
            _ => Place::Free,
        };
        self.point.place[k] = place;
        match place {
            Place::AtLower => self.point.value[k] = lower,
            Place::AtUpper => self.point.value[k] = upper,
            _ => {}
        }
    }

    /// Calls `f(row, coefficient)` for each entry of variable `k`'s column of `[A −I]`.
    #[inline]
    pub(super) fn for_column(&self, k: usize, mut f: impl FnMut(usize, f64)) {
        if k < self.n {
            let (rows, values) = self.data.entries.columns.vector(k);
            rows.iter().zip(values).for_each(|(&i, &v)| f(i as usize, v));
        } else {
            f(k - self.n, -1.0);
        }
    }

    /// The product of variable `k`'s column with a vector over the rows.
    #[inline]
    pub(super) fn column_dot(&self, k: usize, rows: &[f64]) -> f64 {
        if k < self.n { self.data.entries.columns.dot(k, rows) } else { -rows[k - self.n] }
    }
}
