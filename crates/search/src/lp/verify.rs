//! Proofs: each claim of the engine is checked against the scaled problem's own numbers before it is made.

use super::basis::VariableStatus;
use super::params::{MULTIPLIER_NOISE, PROOF_NOISE, RAY_NOISE};
use super::simplex::Simplex;

impl Simplex {
    /// Whether the multipliers in `work.rho` prove infeasibility: every feasible point satisfies `ρᵀ[A −I](x, r) = 0`, but over the bounds this
    /// sum stays on one side of zero. Keeps the proof in `farkas`.
    pub(super) fn proves_infeasibility(&mut self) -> bool {
        let largest = self.work.rho.iter().fold(0.0f64, |m, (_, r)| m.max(r.abs()));
        let rho = &mut self.work.rho;
        for &i in &rho.indices {
            if rho.values[i as usize].abs() < MULTIPLIER_NOISE * largest {
                rho.values[i as usize] = 0.0;
            }
        }
        let rho = &self.work.rho.values;
        let (mut low, mut high, mut size) = (0.0f64, 0.0f64, 0.0f64);
        for k in 0..self.n + self.m {
            let a = if k < self.n { self.matrix.columns.dot(k, rho) } else { -rho[k - self.n] };
            let (lower, upper) = (self.lower[k], self.upper[k]);
            let (least, most) = if a > 0.0 { (a * lower, a * upper) } else { (a * upper, a * lower) };
            if a == 0.0 || (a.abs() < PROOF_NOISE && !(least.is_finite() && most.is_finite())) {
                continue; // rounding left of an entry that cancels
            }
            low += least;
            high += most;
            size = size.max(if least.is_finite() { least.abs() } else { 0.0 });
            size = size.max(if most.is_finite() { most.abs() } else { 0.0 });
            if low == f64::NEG_INFINITY && high == f64::INFINITY {
                return false;
            }
        }
        let margin = (0.5 * self.settings.primal_tolerance).max(size * 1e-14);
        let sign = if high < -margin {
            1.0
        } else if low > margin {
            -1.0
        } else {
            return false;
        };
        self.farkas = Some((0..self.m).map(|i| sign * rho[i] * self.scaling.row[i]).collect());
        true
    }

    /// A variable whose bounds cross, if any: it proves infeasibility by itself.
    pub(super) fn has_crossed_bounds(&self) -> bool {
        self.lower.iter().zip(&self.upper).any(|(l, u)| *l > u + self.settings.primal_tolerance)
    }

    /// Whether moving the nonbasic variable `q` in direction `sign`, with the basic ones along `work.column`, keeps all bounds and improves the
    /// true objective for ever. Keeps the direction in `ray`.
    pub(super) fn proves_unboundedness(&mut self, q: usize, sign: f64) -> bool {
        let mut direction = vec![0.0; self.n + self.m];
        direction[q] = sign;
        for (p, a) in self.work.column.iter() {
            if a.abs() > RAY_NOISE {
                direction[self.head[p] as usize] = -sign * a;
            }
        }
        // Activities follow from the columns exactly, so that the ray is consistent by construction.
        direction[self.n..].fill(0.0);
        for j in 0..self.n {
            let step = direction[j];
            if step != 0.0 {
                self.for_column(j, |i, v| direction[self.n + i] += v * step);
            }
        }
        let gain: f64 = (0..self.n).map(|j| self.cost[j] * direction[j]).sum();
        let largest = direction.iter().fold(0.0f64, |a, d| a.max(d.abs()));
        let noise = RAY_NOISE * largest.max(1.0);
        let keeps = (0..self.n + self.m).all(|k| {
            (direction[k] >= -noise || self.lower[k] == f64::NEG_INFINITY)
                && (direction[k] <= noise || self.upper[k] == f64::INFINITY)
        });
        if !keeps || gain >= -noise {
            return false;
        }
        self.ray = Some((0..self.n).map(|j| direction[j] * self.scaling.column[j]).collect());
        true
    }

    /// Lower bound on the scaled objective from the reduced costs `reduced`: `Σ_k min d_k x_k` over the bounds, since `cᵀx = dᵀ(x, r)` wherever
    /// `[A −I](x, r) = 0`. Reduced costs within tolerance of zero count as zero where the bound is infinite.
    fn lagrangian_bound(&self) -> f64 {
        let tolerance = self.settings.dual_tolerance;
        let mut sum = 0.0;
        for k in 0..self.n + self.m {
            let d = self.reduced[k];
            if d == 0.0 {
                continue;
            }
            let bound = if d > 0.0 { self.lower[k] } else { self.upper[k] };
            if bound.is_finite() {
                sum += d * bound;
            } else if d.abs() > tolerance {
                return f64::NEG_INFINITY;
            }
        }
        sum
    }

    /// Whether the duals prove that the optimum exceeds the objective limit; keeps the bound if so. Refreshes the estimate that decides when to ask again.
    pub(super) fn exceeds_objective_limit(&mut self) -> bool {
        if self.objective_limit == f64::INFINITY {
            return false;
        }
        let limit = (self.objective_limit - self.offset) * self.scaling.cost;
        let bound = self.lagrangian_bound();
        self.dual_estimate = bound;
        self.estimate_limit = limit;
        if bound <= limit {
            return false;
        }
        if self.costs_changed {
            // The bound belongs to other costs: the true ones decide, with the same basis.
            let work_cost = std::mem::replace(&mut self.work_cost, self.cost.clone());
            let reduced = self.reduced.clone();
            self.reduced_exact = false;
            self.compute_reduced_costs();
            let bound = self.lagrangian_bound();
            self.work_cost = work_cost;
            if bound > limit {
                self.dual_bound = bound / self.scaling.cost + self.offset;
                return true;
            }
            self.reduced = reduced;
            self.estimate_limit = f64::INFINITY; // the perturbation hides the truth: ask again at the next regular rebuild
            return false;
        }
        self.dual_bound = bound / self.scaling.cost + self.offset;
        true
    }

    /// Records the bound that the present reduced costs prove. They must belong to the true costs.
    pub(super) fn record_dual_bound(&mut self) {
        let bound = self.lagrangian_bound() / self.scaling.cost + self.offset;
        self.dual_bound = self.dual_bound.max(bound);
    }

    /// Largest violation of a working bound by a basic variable.
    pub(super) fn primal_infeasibility(&self) -> f64 {
        let bounds = self.basic_lower.iter().zip(&self.basic_upper);
        self.basic_value.iter().zip(bounds).map(|(x, (l, u))| (l - x).max(x - u)).fold(0.0, f64::max)
    }

    /// Largest violation of a reduced cost's sign under the working costs; `flips` leaves out variables that could go to their other bound.
    pub(super) fn dual_infeasibility(&self, without_flips: bool) -> f64 {
        let mut worst = 0.0f64;
        for k in 0..self.n + self.m {
            let d = self.reduced[k];
            if d == 0.0 || self.work_lower[k] == self.work_upper[k] {
                continue;
            }
            if without_flips && self.work_lower[k].is_finite() && self.work_upper[k].is_finite() {
                continue;
            }
            let violation = match self.status[k] {
                VariableStatus::Basic => 0.0,
                VariableStatus::AtLower => -d,
                VariableStatus::AtUpper => d,
                VariableStatus::Free => d.abs(),
            };
            worst = worst.max(violation);
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
            let (columns, entries) = self.matrix.rows.vector(i);
            for (&j, &v) in columns.iter().zip(entries) {
                let term = v * values[j as usize];
                sum += term;
                size = size.max(term.abs());
            }
            worst = worst.max(sum.abs() / size);
        }
        worst
    }
}
