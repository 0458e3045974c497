//! Working costs and bounds: seeded perturbation against degeneracy, artificial bounds, and their removal.

use super::basis::VariableStatus;
use super::params::{BOUND_PERTURBATION, COST_PERTURBATION, FREE_BOX};
use super::simplex::Simplex;

impl Simplex {
    /// Moves the cost of every nonbasic variable that is not fixed a little to the side that keeps its reduced cost feasible, so that dual steps get
    /// positive lengths (Koberstein 2005, section 6.2.3). Resets the count of degenerate steps and asks for ten times as many before the next.
    pub(super) fn perturb_costs(&mut self) {
        self.degenerate_steps = 0;
        self.perturb_after = self.perturb_after.saturating_mul(10);
        for k in 0..self.n {
            if self.work_lower[k] == self.work_upper[k] {
                continue;
            }
            let size = (1.0 + self.cost[k].abs()) * COST_PERTURBATION * (1.0 + self.uniform());
            let shift = match self.status[k] {
                VariableStatus::AtLower => size,
                VariableStatus::AtUpper => -size,
                VariableStatus::Basic | VariableStatus::Free => continue,
            };
            self.work_cost[k] += shift;
            self.reduced[k] += shift;
        }
        self.costs_changed = true;
    }

    /// Widens the bounds of every basic variable a little, so that primal steps get positive lengths.
    pub(super) fn perturb_bounds(&mut self) {
        self.degenerate_steps = 0;
        self.perturb_after = self.perturb_after.saturating_mul(10);
        for p in 0..self.m {
            let k = self.head[p] as usize;
            let (low, high) = (self.uniform(), self.uniform());
            let size = |bound: f64, random: f64| (1.0 + bound.abs()) * BOUND_PERTURBATION * (1.0 + random);
            if self.work_lower[k].is_finite() {
                self.work_lower[k] -= size(self.work_lower[k], low);
            }
            if self.work_upper[k].is_finite() {
                self.work_upper[k] += size(self.work_upper[k], high);
            }
            self.basic_lower[p] = self.work_lower[k];
            self.basic_upper[p] = self.work_upper[k];
        }
        self.bounds_changed = true;
        self.primal_exact = false;
    }

    /// Replaces the bounds by the boxes of the artificial-bounds subproblem (Koberstein 2005, section 4.4.3): at its optimum, the reduced cost of
    /// every variable without both bounds has the right sign, unless no dual feasible basis exists.
    pub(super) fn box_bounds(&mut self) {
        for k in 0..self.n + self.m {
            let (lower, upper) = (self.lower[k], self.upper[k]);
            (self.work_lower[k], self.work_upper[k]) = match (lower.is_finite(), upper.is_finite()) {
                (true, true) => (0.0, 0.0),
                (true, false) => (0.0, 1.0),
                (false, true) => (-1.0, 0.0),
                (false, false) => (-FREE_BOX, FREE_BOX),
            };
            self.rest(k);
        }
        self.bounds_changed = true;
        self.primal_exact = false;
    }

    /// Back to the true costs; the reduced costs must be recomputed.
    pub(super) fn restore_costs(&mut self) {
        if self.costs_changed {
            self.work_cost.copy_from_slice(&self.cost);
            self.costs_changed = false;
            self.reduced_exact = false;
        }
    }

    /// Back to the true bounds; the basic variables must be recomputed.
    pub(super) fn restore_bounds(&mut self) {
        if self.bounds_changed {
            self.work_lower.copy_from_slice(&self.lower);
            self.work_upper.copy_from_slice(&self.upper);
            self.bounds_changed = false;
            self.primal_exact = false;
            for k in 0..self.n + self.m {
                self.rest(k);
            }
        }
    }

    /// A number between 0 and 1.
    fn uniform(&mut self) -> f64 {
        crate::random::uniform(&mut self.random)
    }
}
