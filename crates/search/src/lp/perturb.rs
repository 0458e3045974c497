//! Working costs and bounds: seeded perturbation against degeneracy, artificial bounds, and their removal.

use super::basis::VariableStatus;
use super::params::{BOUND_PERTURBATION, COST_PERTURBATION, FREE_BOX};
use super::simplex::Simplex;

impl Simplex {
    /// Moves the cost of every nonbasic variable that is not fixed a little to the side that keeps its
    /// reduced cost feasible, so that dual steps get positive lengths (Koberstein 2005, section 6.2.3).
    /// Resets the count of degenerate steps and asks for ten times as many before the next.
    pub(super) fn perturb_costs(&mut self) {
        self.progress.degenerate_steps = 0;
        self.progress.perturb_after = self.progress.perturb_after.saturating_mul(10);
        for k in 0..self.n {
            if self.shifted.lower[k] == self.shifted.upper[k] {
                continue;
            }
            let size = (1.0 + self.given.cost[k].abs()) * COST_PERTURBATION * (1.0 + self.uniform());
            let shift = match self.point.status[k] {
                VariableStatus::AtLower => size,
                VariableStatus::AtUpper => -size,
                VariableStatus::Basic | VariableStatus::Free => continue,
            };
            self.shifted.cost[k] += shift;
            self.point.reduced[k] += shift;
        }
        self.shifted.costs_changed = true;
    }

    /// Widens the bounds of every basic variable a little, so that primal steps get positive lengths.
    pub(super) fn perturb_bounds(&mut self) {
        self.progress.degenerate_steps = 0;
        self.progress.perturb_after = self.progress.perturb_after.saturating_mul(10);
        for p in 0..self.m {
            let k = self.point.head[p] as usize;
            let (low, high) = (self.uniform(), self.uniform());
            let size = |bound: f64, random: f64| (1.0 + bound.abs()) * BOUND_PERTURBATION * (1.0 + random);
            if self.shifted.lower[k].is_finite() {
                self.shifted.lower[k] -= size(self.shifted.lower[k], low);
            }
            if self.shifted.upper[k].is_finite() {
                self.shifted.upper[k] += size(self.shifted.upper[k], high);
            }
            self.point.basic_lower[p] = self.shifted.lower[k];
            self.point.basic_upper[p] = self.shifted.upper[k];
        }
        self.shifted.bounds_changed = true;
        self.point.primal_exact = false;
    }

    /// Replaces the bounds by the boxes of the artificial-bounds subproblem (Koberstein 2005, section 4.4.3):
    /// at its optimum, the reduced cost of every variable without both bounds has the right sign, unless no
    /// dual feasible basis exists.
    pub(super) fn box_bounds(&mut self) {
        for k in 0..self.n + self.m {
            let (lower, upper) = (self.given.lower[k], self.given.upper[k]);
            (self.shifted.lower[k], self.shifted.upper[k]) = match (lower.is_finite(), upper.is_finite()) {
                (true, true) => (0.0, 0.0),
                (true, false) => (0.0, 1.0),
                (false, true) => (-1.0, 0.0),
                (false, false) => (-FREE_BOX, FREE_BOX),
            };
            self.rest(k);
        }
        self.shifted.bounds_changed = true;
        self.point.primal_exact = false;
    }

    /// Back to the true costs; the reduced costs must be recomputed.
    pub(super) fn restore_costs(&mut self) {
        if self.shifted.costs_changed {
            self.shifted.cost.copy_from_slice(&self.given.cost);
            self.shifted.costs_changed = false;
            self.point.reduced_exact = false;
        }
    }

    /// Back to the true bounds; the basic variables must be recomputed.
    pub(super) fn restore_bounds(&mut self) {
        if self.shifted.bounds_changed {
            self.shifted.lower.copy_from_slice(&self.given.lower);
            self.shifted.upper.copy_from_slice(&self.given.upper);
            self.shifted.bounds_changed = false;
            self.point.primal_exact = false;
            for k in 0..self.n + self.m {
                self.rest(k);
            }
        }
    }

    /// A number between 0 and 1.
    fn uniform(&mut self) -> f64 {
        crate::random::uniform(&mut self.progress.random)
    }
}
