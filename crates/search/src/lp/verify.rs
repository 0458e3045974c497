//! Proofs: each claim of the engine is checked against the scaled problem's own numbers before it is made.

use super::basis::VariableStatus;
use super::params::{MULTIPLIER_NOISE, OPTIMALITY_GAP, RAY_NOISE, REDUCED_COST_NOISE};
use super::simplex::Simplex;
use crate::params::UNIT;
use crate::scalar::greater;
use hunch_model::tolerances::{ABSOLUTE_GAP, PROOF, ROW_RELATIVE};

impl Simplex {
    /// Whether `sign` times the multipliers in `work.rho` prove infeasibility: every feasible point satisfies
    /// `yᵀ[A −I](x, r) = 0`, but over the bounds this sum stays below zero, whatever rounding does. Keeps the
    /// proof in `farkas`.
    pub(super) fn proves_infeasibility(&mut self, sign: f64) -> bool {
        let largest = self.work.rho.iter().fold(0.0f64, |m, (_, r)| greater(r.abs(), m));
        // Without those that may be rounding of the solve that gave them: they lean on sides that are far, or
        // on none. Then as they are.
        let mut tried = usize::MAX;
        for noise in [MULTIPLIER_NOISE, 0.0] {
            let mut y = vec![0.0; self.m];
            let mut count = 0;
            for (i, r) in self.work.rho.iter().filter(|r| r.1.abs() > noise * largest) {
                y[i] = sign * r;
                count += 1;
            }
            if count == tried {
                break;
            }
            tried = count;
            if self.proves_empty(&mut y) {
                self.result.farkas =
                    Some(y.iter().zip(&self.given.scaling.row).map(|(y, s)| y * s).collect());
                return true;
            }
        }
        false
    }

    /// Whether the bounds of a variable cross. It proves infeasibility by itself.
    pub(super) fn has_crossed_bounds(&self) -> bool {
        match self.given.noise.is_empty() {
            true => self.given.lower.iter().zip(&self.given.upper).any(|(l, u)| l > u),
            false => (0..self.n + self.m).any(|k| self.given(k, false) > self.given(k, true)),
        }
    }

    /// Whether moving the nonbasic variable `q` in direction `sign`, with the basic ones along `work.column`,
    /// keeps all bounds and improves the true objective for ever. Keeps the direction in `ray`.
    pub(super) fn proves_unboundedness(&mut self, q: usize, sign: f64) -> bool {
        let mut direction = vec![0.0; self.n + self.m];
        direction[q] = sign;
        for (p, a) in self.work.column.iter() {
            if a != 0.0 {
                direction[self.point.head[p] as usize] = -sign * a;
            }
        }
        self.keeps_bounds_and_improves(&direction)
    }

    /// Checks, in the caller's units, the columns' part of a direction and the activities that follow from
    /// it. What counts as rounding follows `hunch_model::check_ray`.
    fn keeps_bounds_and_improves(&mut self, direction: &[f64]) -> bool {
        let mut ray: Vec<f64> = (0..self.n).map(|j| direction[j] * self.given.scaling.column[j]).collect();
        let length = ray.iter().fold(0.0f64, |a, d| greater(d.abs(), a));
        // What is left of a zero is made one, and everything else is judged with it.
        ray.iter_mut().filter(|d| d.abs() <= RAY_NOISE * length).for_each(|d| *d = 0.0);
        let keeps = |k: usize, step: f64, noise: f64| {
            (step >= -noise || self.given.lower[k] == f64::NEG_INFINITY)
                && (step <= noise || self.given.upper[k] == f64::INFINITY)
        };
        let (mut gain, mut size) = (0.0, 0.0);
        for j in (0..self.n).filter(|&j| ray[j] != 0.0) {
            gain -= self.given.cost[j] * direction[j];
            size += (self.given.cost[j] * direction[j]).abs();
            if !keeps(j, ray[j], 0.0) {
                return false;
            }
        }
        for i in 0..self.m {
            let (mut step, mut terms) = (0.0, 0.0);
            let (columns, values) = self.given.matrix.rows.vector(i);
            for (&j, &v) in columns.iter().zip(values) {
                let entry = v / (self.given.scaling.row[i] * self.given.scaling.column[j as usize]);
                step += entry * ray[j as usize];
                terms += (entry * ray[j as usize]).abs();
            }
            // What the row's own tolerance grows by along the ray, and the rounding of this sum.
            let noise = ROW_RELATIVE * terms + columns.len() as f64 * UNIT * terms;
            if !keeps(self.n + i, step, noise) {
                return false;
            }
        }
        if gain <= PROOF * size || self.misses_rows() {
            return false;
        }
        self.result.ray = Some(ray);
        true
    }

    /// Lower bound on the scaled objective from the reduced costs `reduced`: `Σ_k min d_k x_k` over the
    /// bounds, since `cᵀx = dᵀ(x, r)` wherever `[A −I](x, r) = 0`. A reduced cost towards an absent bound is
    /// paid for at the bound that the rows imply; where they imply none, it must be rounding of the terms
    /// that it is the sum of, or nothing is proven.
    pub(super) fn lagrangian_bound(&mut self) -> f64 {
        let mut sum = 0.0;
        for k in 0..self.n + self.m {
            let d = self.point.reduced[k];
            if d == 0.0 {
                continue;
            }
            let mut bound = if d > 0.0 { self.given.lower[k] } else { self.given.upper[k] };
            if !bound.is_finite() {
                bound = self.implied_towards(k);
                if !bound.is_finite() {
                    return f64::NEG_INFINITY;
                }
            }
            sum += d * bound;
        }
        sum
    }

    /// The bound towards which the reduced cost of `k` improves the objective, as the rows imply it; where
    /// they imply none and the reduced cost is rounding, the value zero, at which it costs nothing. Seldom
    /// asked for: kept out of the loops that ask.
    #[cold]
    #[inline(never)]
    fn implied_towards(&mut self, k: usize) -> f64 {
        let (d, reach) = (self.point.reduced[k], self.reach());
        let bound = if d > 0.0 { reach.lower[k] } else { reach.upper[k] };
        let noise = || d.abs() <= REDUCED_COST_NOISE * self.reduced_cost_size(k);
        if !bound.is_finite() && noise() { 0.0 } else { bound }
    }

    /// The largest magnitude among the terms that the reduced cost of `k` is the sum of; for a row's
    /// activity, among all multipliers and costs.
    fn reduced_cost_size(&self, k: usize) -> f64 {
        if k < self.n {
            let (rows, values) = self.given.matrix.columns.vector(k);
            let terms =
                rows.iter().zip(values).map(|(&i, &v)| (v * self.point.reduced[self.n + i as usize]).abs());
            terms.fold(self.given.cost[k].abs(), greater)
        } else {
            let all = self.point.reduced[self.n..].iter().chain(&self.given.cost);
            all.fold(0.0, |largest, v| greater(v.abs(), largest))
        }
    }

    /// Whether the duals prove the present objective, up to [`OPTIMALITY_GAP`]: signs within tolerance alone
    /// do not, where a variable has far to go. The point is basic, so what is missing is what the nonbasic
    /// variables with reduced costs of the wrong sign would gain on their way to their other bounds.
    pub(super) fn duals_support_objective(&mut self) -> bool {
        let mut gap = 0.0;
        for k in 0..self.n + self.m {
            let d = self.point.reduced[k];
            let wrong = match self.point.status[k] {
                VariableStatus::Basic => false,
                VariableStatus::AtLower => d < 0.0,
                VariableStatus::AtUpper => d > 0.0,
                VariableStatus::Free => d != 0.0,
            };
            if !wrong || self.given.lower[k] == self.given.upper[k] {
                continue;
            }
            let mut towards = if d > 0.0 { self.given.lower[k] } else { self.given.upper[k] };
            if !towards.is_finite() {
                towards = self.implied_towards(k);
                if !towards.is_finite() {
                    return false;
                }
            }
            gap += (d * (towards - self.point.value[k])).abs();
        }
        let gap = gap / self.given.scaling.cost;
        gap <= ABSOLUTE_GAP || gap <= OPTIMALITY_GAP * (self.objective() - self.given.offset).abs()
    }

    /// Whether the duals prove that the optimum exceeds the objective limit; keeps the bound if so. Refreshes
    /// the estimate that decides when to ask again.
    pub(super) fn exceeds_objective_limit(&mut self) -> bool {
        if self.limits.objective == f64::INFINITY {
            return false;
        }
        let limit = (self.limits.objective - self.given.offset) * self.given.scaling.cost;
        let bound = self.lagrangian_bound();
        self.limits.dual_estimate = bound;
        self.limits.estimate_limit = limit;
        // The plain sum says when to ask; the one that counts rounding decides.
        if bound <= limit {
            return false;
        }
        if self.shifted.costs_changed {
            // The bound belongs to other costs: the true ones decide, with the same basis.
            let work_cost = std::mem::replace(&mut self.shifted.cost, self.given.cost.clone());
            let reduced = self.point.reduced.clone();
            self.point.reduced_exact = false;
            self.compute_reduced_costs();
            let exceeds = self.lagrangian_bound() > limit && self.proves_objective_limit();
            self.shifted.cost = work_cost;
            if !exceeds {
                self.point.reduced = reduced;
                self.limits.estimate_limit = f64::INFINITY; // the perturbation hides the truth: ask again at the next regular rebuild
            }
            return exceeds;
        }
        let exceeds = self.proves_objective_limit();
        if !exceeds {
            self.limits.estimate_limit = f64::INFINITY; // so close that only other duals can tell
        }
        exceeds
    }

    /// Whether the present reduced costs, which must belong to the true costs, prove in exact arithmetic that
    /// the optimum exceeds the objective limit; keeps the bound if so.
    fn proves_objective_limit(&mut self) -> bool {
        let bound = self.safe_bound_for(self.limits.objective);
        let exceeds = bound > self.limits.objective;
        if exceeds {
            self.result.dual_bound = self.result.dual_bound.max(bound);
        }
        exceeds
    }

    /// Records the bound that the present reduced costs prove, rounding counted. They must belong to the true
    /// costs.
    pub(super) fn record_dual_bound(&mut self) {
        self.result.dual_bound = self.result.dual_bound.max(self.safe_dual_bound());
    }

    /// Largest violation of a working bound by a basic variable.
    pub(super) fn primal_infeasibility(&self) -> f64 {
        let bounds = self.point.basic_lower.iter().zip(&self.point.basic_upper);
        self.point.basic_value.iter().zip(bounds).map(|(x, (l, u))| greater(l - x, x - u)).fold(0.0, greater)
    }

    /// Largest violation of a reduced cost's sign under the working costs; `flips` leaves out variables that
    /// could go to their other bound.
    pub(super) fn dual_infeasibility(&self, without_flips: bool) -> f64 {
        let mut worst = 0.0f64;
        for k in 0..self.n + self.m {
            let d = self.point.reduced[k];
            if d == 0.0 || self.shifted.lower[k] == self.shifted.upper[k] {
                continue;
            }
            if without_flips && self.shifted.lower[k].is_finite() && self.shifted.upper[k].is_finite() {
                continue;
            }
            let violation = match self.point.status[k] {
                VariableStatus::Basic => 0.0,
                VariableStatus::AtLower => -d,
                VariableStatus::AtUpper => d,
                VariableStatus::Free => d.abs(),
            };
            worst = greater(violation, worst);
        }
        worst
    }

    /// Largest residual of `[A −I](x, r) = 0`, relative to the largest term of its row.
    pub(super) fn residual(&self) -> f64 {
        let values = self.all_values();
        let mut worst = 0.0f64;
        for i in 0..self.m {
            let activity = values[self.n + i];
            let (mut sum, mut size) = (-activity, 1.0f64.max(activity.abs()));
            let (columns, entries) = self.given.matrix.rows.vector(i);
            for (&j, &v) in columns.iter().zip(entries) {
                let term = v * values[j as usize];
                sum += term;
                size = greater(term.abs(), size);
            }
            worst = greater(sum.abs() / size, worst);
        }
        worst
    }
}
