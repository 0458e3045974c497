//! Proofs: each claim of the engine is checked against the given numbers before it is made, in the caller's
//! units (scaling by powers of two loses nothing).

use super::engine::Qp;
use super::params::{POLISHED, REFINEMENTS};
use super::status::QpStatus;
use crate::lp::params::RAY_NOISE;
use crate::lp::safe_sum::SafeSum;
use crate::params::UNIT;
use crate::scalar::{greater, lesser};
use hunch_model::tolerances::{PROOF, ROW_RELATIVE, UNBOUNDED_SIZE, row_tolerance};

/// A point meets a row by this share of what the checker allows: sums in another order take the rest.
const SHARE: f64 = 0.5;

/// Corrections of a ray by what it misses rows by.
const RAY_SWEEPS: usize = 300;

/// Whether a move by `step` keeps to bounds for ever, up to rounding.
fn keeps(step: f64, noise: f64, lower: f64, upper: f64) -> bool {
    (step >= -noise || lower == f64::NEG_INFINITY) && (step <= noise || upper == f64::INFINITY)
}

impl Qp {
    /// Newton steps while they make the reduced gradient smaller.
    pub(super) fn polish(&mut self) {
        let (mut d, mut worst) = self.superbasic_gradient();
        for _ in 0..REFINEMENTS {
            if worst <= POLISHED {
                return;
            }
            let (values, gradient) = (self.point.value.clone(), self.point.gradient.clone());
            self.factors.hessian.solve_both(&mut d);
            d.iter_mut().for_each(|d| *d = -*d);
            self.extend(&d, None);
            self.step(1.0);
            self.renew();
            let (next, left) = self.superbasic_gradient();
            if left >= worst {
                (self.point.value, self.point.gradient) = (values, gradient);
                self.compute_reduced_costs(None);
                return;
            }
            (d, worst) = (next, left);
        }
    }

    /// Keeps the present point, its columns within their bounds, and its multipliers, in the caller's units.
    pub(super) fn take_point(&mut self) {
        let scaling = &self.data.scaling;
        let value = |j: usize| {
            let x = self.point.value[j] * scaling.column[j];
            lesser(greater(x, self.given.column_lower[j]), self.given.column_upper[j])
        };
        let [mut values, mut duals, mut slopes] =
            [&mut self.found.values, &mut self.found.duals, &mut self.found.slopes].map(std::mem::take);
        values.clear();
        values.extend((0..self.n).map(value));
        let dual = |i: usize| self.point.dual[i] * scaling.row[i] / scaling.cost;
        duals.clear();
        duals.extend((0..self.m).map(dual));
        slopes.clear();
        slopes.resize(self.n, 0.0);
        (self.found.values, self.found.duals) = (values, duals);
        self.data.quadratic.add_product(1.0, &self.found.values, &mut slopes);
        self.found.objective = self.objective_at(&self.found.values, &slopes);
        self.found.slopes = slopes;
    }

    /// The objective at a point, compensated; `slopes` are Q times the point.
    fn objective_at(&self, x: &[f64], slopes: &[f64]) -> f64 {
        let mut sum = SafeSum::default();
        sum.add(crate::lp::safe_sum::Known::exactly(self.given.offset));
        for ((&x, &cost), slope) in x.iter().zip(&self.given.cost).zip(slopes) {
            if x != 0.0 {
                sum.add_product(cost, x);
                sum.add_product(0.5 * slope, x);
            }
        }
        sum.total().value
    }

    /// Whether the kept point misses a row by more than its share of what the checker allows.
    pub(super) fn misses_rows(&self) -> bool {
        let mut sums = vec![(0.0f64, 0.0f64); self.m];
        for (j, &x) in self.found.values.iter().enumerate().filter(|e| *e.1 != 0.0) {
            let (rows, values) = self.data.matrix.column(j);
            for (&i, v) in rows.iter().zip(values) {
                let term = v * x;
                let (value, terms) = &mut sums[i];
                *value += term;
                *terms += term.abs();
            }
        }
        let missed =
            |i: usize, value: f64| greater(self.given.row_lower[i] - value, value - self.given.row_upper[i]);
        sums.iter().zip(&self.data.row_sizes).enumerate().any(|(i, (&(value, terms), &(largest, count)))| {
            let tolerance = SHARE * row_tolerance(largest, terms);
            // Twice what the sum can err by (Higham 2002, section 3.1).
            if missed(i, value) + (count + 4.0) * f64::EPSILON * terms <= tolerance {
                return false;
            }
            let mut sum = SafeSum::default();
            for &j in self.data.entries.rows.vector(i).0 {
                let v = self.data.matrix.get(i, j as usize).unwrap_or(0.0);
                sum.add_product(v, self.found.values[j as usize]);
            }
            let missed = missed(i, sum.total().value);
            missed.is_nan() || missed > tolerance
        })
    }

    /// Whether the multipliers along the last dual step prove that no point meets all rows and bounds. Keeps
    /// them.
    pub(super) fn proves_infeasibility(&mut self) -> bool {
        let scaling = &self.data.scaling;
        let y: Vec<f64> = self.work.dual_rates.iter().zip(&scaling.row).map(|(y, s)| y * s).collect();
        let largest = y.iter().fold(0.0, |m, y| greater(y.abs(), m));
        for noise in [1e-11, 0.0] {
            for sign in [1.0, -1.0] {
                let kept = |y: &f64| if y.abs() > noise * largest { sign * y } else { 0.0 };
                let mut y: Vec<f64> = y.iter().map(kept).collect();
                if self.proves_empty(&mut y) {
                    self.found.farkas = Some(y);
                    return true;
                }
            }
        }
        false
    }

    /// Whether `work.direction` keeps all bounds, meets no curvature and improves the objective for ever,
    /// from a point that is feasible. Keeps both.
    pub(super) fn proves_unboundedness(&mut self) -> bool {
        let Some(mut ray) = self.ray_of_direction() else { return false };
        let keeps = (0..RAY_SWEEPS).any(|_| self.keeps_rows(&mut ray));
        if !keeps || !self.keeps_columns(&ray) || !self.improves(&ray) {
            return false;
        }
        self.renew();
        self.take_point();
        if self.misses_rows() || self.largest_violation() > self.settings.primal_tolerance {
            return false;
        }
        self.found.ray = Some(ray);
        true
    }

    /// `work.direction` in the caller's units, its largest entry of size one, what is rounding left out.
    fn ray_of_direction(&self) -> Option<Vec<f64>> {
        let columns = &self.data.scaling.column;
        let mut ray: Vec<f64> = (0..self.n).map(|j| self.work.direction[j] * columns[j]).collect();
        let length = ray.iter().fold(0.0f64, |m, d| greater(d.abs(), m));
        let cut = |d: f64| if d.abs() <= RAY_NOISE * length { 0.0 } else { d / length };
        ray.iter_mut().for_each(|d| *d = cut(*d));
        (length > 0.0 && length.is_finite()).then_some(ray)
    }

    fn keeps_columns(&self, ray: &[f64]) -> bool {
        let bounds = self.given.column_lower.iter().zip(&self.given.column_upper);
        ray.iter().zip(bounds).all(|(&d, (&lower, &upper))| keeps(d, 0.0, lower, upper))
    }

    /// Whether no row ends the ray. What a row is missed by beyond rounding is taken off the ray's entries in
    /// proportion to their terms, so that zeros stay (a weighted step of Kaczmarz's method, 1937): the solves
    /// that gave the ray err by digits of its largest entry.
    fn keeps_rows(&self, ray: &mut [f64]) -> bool {
        let mut all = true;
        for i in 0..self.m {
            let (columns, values) = self.data.entries.rows.vector(i);
            let scale = self.data.scaling.row[i];
            let entry = |j: u32, v: f64| v / (scale * self.data.scaling.column[j as usize]);
            let (mut sum, mut terms, mut squares) = (SafeSum::default(), 0.0, 0.0);
            for (&j, &v) in columns.iter().zip(values) {
                let (v, d) = (entry(j, v), ray[j as usize]);
                sum.add_product(v, d);
                terms += (v * d).abs();
                squares += (v * d) * (v * d);
            }
            // What the row's own tolerance grows by along the ray, and the rounding of the ray's entries.
            let noise = (ROW_RELATIVE + columns.len() as f64 * UNIT) * terms;
            let step = sum.total().value;
            if keeps(step, noise, self.given.row_lower[i], self.given.row_upper[i]) {
                continue;
            }
            all = false;
            for (&j, &v) in columns.iter().zip(values).filter(|_| squares > 0.0) {
                let d = &mut ray[j as usize];
                *d -= step * (entry(j, v) * *d / squares) * *d;
            }
        }
        all
    }

    /// Whether the objective falls along the ray, and what is left of its curvature, rounding of Q and of the
    /// ray, would not end that before the size that columns without a bound count with.
    fn improves(&self, ray: &[f64]) -> bool {
        let mut product = vec![0.0; self.n];
        self.data.quadratic.add_product(1.0, ray, &mut product);
        let largest = (0..self.n).map(|j| self.data.quadratic.diagonal(j)).fold(0.0, greater);
        if product.iter().any(|p| p.abs() > 0.1 * PROOF * largest) {
            return false;
        }
        // Rounding of its terms, that is: what does not cancel is curvature, however small.
        let cancels = |(j, p): (usize, &f64)| {
            let (indices, values) = self.data.quadratic.column(j);
            let terms = indices.iter().zip(values).map(|(&i, &q)| (q * ray[i as usize]).abs());
            p.abs() <= PROOF * terms.sum::<f64>()
        };
        if !product.iter().enumerate().all(cancels) {
            return false;
        }
        let (mut slope, mut size, mut curvature) = (0.0, 0.0, 0.0);
        for j in 0..self.n {
            slope += self.given.cost[j] * ray[j];
            size += (self.given.cost[j] * ray[j]).abs();
            curvature += (ray[j] * product[j]).abs();
        }
        -slope > 2.0 * PROOF * size && curvature * UNBOUNDED_SIZE <= -slope
    }
}

impl Qp {
    /// How the last solve ended; `None` before the first and after any change.
    pub fn status(&self) -> Option<QpStatus> {
        self.found.status
    }

    /// Why the last solve claims less than was asked, in words; `None` otherwise.
    pub fn trouble(&self) -> Option<&'static str> {
        let less = matches!(self.found.status, Some(QpStatus::Feasible | QpStatus::NumericalTrouble));
        self.found.trouble.filter(|_| less)
    }

    /// Steps of the active-set methods and of the simplex method since construction.
    pub fn iterations(&self) -> u64 {
        self.progress.iterations
    }

    /// One value a column after [`QpStatus::Optimal`], [`QpStatus::Feasible`] and [`QpStatus::Unbounded`],
    /// within the columns' bounds; empty otherwise.
    pub fn values(&self) -> &[f64] {
        &self.found.values
    }

    /// Objective of [`Qp::values`], offset included; infinite where there are none.
    pub fn objective(&self) -> f64 {
        self.found.objective
    }

    /// A lower bound on the optimum that the multipliers prove, rounding counted, not above the objective;
    /// `−∞` where there is none. After [`QpStatus::ObjectiveLimit`], the bound that exceeds it.
    pub fn bound(&self) -> f64 {
        self.found.bound
    }

    /// One multiplier a row, `y`: not negative where the row rests at its lower side, not positive at its
    /// upper one; empty where there are no values.
    pub fn duals(&self) -> &[f64] {
        &self.found.duals
    }

    /// `Qx + c − Aᵀy`, one a column: not negative where it rests at its lower bound, not positive at its upper
    /// one, zero in between.
    pub fn reduced_costs(&self) -> Vec<f64> {
        if self.found.values.is_empty() {
            return Vec::new();
        }
        let mut reduced = self.given.cost.clone();
        self.data.quadratic.add_product(1.0, &self.found.values, &mut reduced);
        for (i, j, v) in self.data.matrix.triplets() {
            reduced[j] -= v * self.found.duals[i];
        }
        for j in 0..self.n {
            // Zero by definition; what rounding left there would look like a price.
            if !self.point.place[j].is_nonbasic() {
                reduced[j] = 0.0;
            }
        }
        reduced
    }

    /// After [`QpStatus::Infeasible`]: one multiplier a row, as [`crate::lp::Simplex::farkas`] has them.
    pub fn farkas(&self) -> Option<&[f64]> {
        self.found.farkas.as_deref()
    }

    /// After [`QpStatus::Unbounded`]: a direction, one entry a column, the largest of size one.
    pub fn ray(&self) -> Option<&[f64]> {
        self.found.ray.as_deref()
    }
}
