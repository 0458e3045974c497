//! What the iterations see instead of the given numbers: costs and bounds shifted or perturbed, and the way
//! back.

use super::engine::Qp;
use super::params::{PERTURB_AFTER, PERTURBATION, STATIONARY};
use super::working_set::Place;
use crate::random::uniform;
use crate::scalar::lesser;

impl Qp {
    /// Largest reduced gradient that counts as stationary.
    pub(super) fn stationary(&self) -> f64 {
        lesser(STATIONARY, 0.1 * self.dual_tolerance)
    }

    /// Counts a step that made no progress.
    pub(super) fn count_degenerate(&mut self, none: bool) {
        self.progress.degenerate = if none { self.progress.degenerate + 1 } else { 0 };
    }

    /// Forgets the degenerate steps of earlier solves.
    pub(super) fn reset_degeneracy(&mut self) {
        self.progress.degenerate = 0;
        self.progress.perturb_after = PERTURB_AFTER.max(self.m as u64 / 2);
        self.progress.random = self.settings.seed;
    }

    fn after_perturbation(&mut self) {
        self.progress.degenerate = 0;
        self.progress.perturb_after = self.progress.perturb_after.saturating_mul(10);
    }

    /// Adds to the cost of a nonbasic variable, and so to its reduced cost.
    pub(super) fn shift_cost(&mut self, k: usize, change: f64) {
        self.seen.cost[k] += change;
        self.point.gradient[k] += change;
        self.point.reduced[k] += change;
        self.costs_shifted = true;
    }

    /// Makes reduced costs of the wrong sign zero.
    pub(super) fn shift_wrong_costs(&mut self) {
        for k in 0..self.n + self.m {
            if self.wrong_sign(k) > 0.0 {
                self.shift_cost(k, -self.point.reduced[k]);
            }
        }
    }

    /// Moves the cost of every nonbasic variable a little to the side that keeps its reduced cost feasible,
    /// so that dual steps get positive lengths.
    pub(super) fn perturb_costs(&mut self) {
        self.after_perturbation();
        for k in 0..self.n + self.m {
            if self.seen.lower[k] == self.seen.upper[k] {
                continue;
            }
            let size =
                (1.0 + self.scaled.cost[k].abs()) * PERTURBATION * (1.0 + uniform(&mut self.progress.random));
            match self.point.place[k] {
                Place::AtLower => self.shift_cost(k, size),
                Place::AtUpper => self.shift_cost(k, -size),
                _ => {}
            }
        }
    }

    /// Widens the bounds of every variable that moves a little, so that primal steps get positive lengths.
    pub(super) fn perturb_bounds(&mut self) {
        self.after_perturbation();
        self.bounds_shifted = true;
        for at in 0..self.point.head.len() + self.point.supers.len() {
            let k = match at.checked_sub(self.point.head.len()) {
                None => self.point.head[at] as usize,
                Some(s) => self.point.supers[s] as usize,
            };
            for (bound, sign) in [(&mut self.seen.lower[k], -1.0), (&mut self.seen.upper[k], 1.0)] {
                let random = uniform(&mut self.progress.random);
                if bound.is_finite() {
                    *bound += sign * (1.0 + bound.abs()) * PERTURBATION * (1.0 + random);
                }
            }
        }
    }

    /// Back to the given costs; gradient and reduced costs must be computed anew.
    pub(super) fn restore_costs(&mut self) {
        if std::mem::take(&mut self.costs_shifted) {
            self.seen.cost.copy_from_slice(&self.scaled.cost);
        }
    }

    /// Back to the given bounds; basic values must be computed anew.
    pub(super) fn restore_bounds(&mut self) {
        if std::mem::take(&mut self.bounds_shifted) {
            self.seen.lower.copy_from_slice(&self.scaled.lower);
            self.seen.upper.copy_from_slice(&self.scaled.upper);
            (0..self.n + self.m).for_each(|k| self.rest(k));
        }
    }
}
