//! The bounded dual simplex method (Koberstein 2005, "The dual simplex method, techniques for a fast and
//! stable implementation", algorithm 4).
//!
//! The reduced costs stay feasible; each iteration moves one basic variable that violates a bound onto it.

use super::basis::VariableStatus;
use super::lu::SolveKind;
use super::params::{MIN_EDGE_WEIGHT, PIVOT_DISAGREEMENT, PIVOT_TOLERANCE, WEIGHT_RETRIES, WEIGHT_TRUST};
use super::simplex::Simplex;
use super::status::LpStatus;
use crate::scalar::greater;
use hunch_model::{Control, Flow};

/// How a run of the dual simplex ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum DualEnd {
    /// Primal feasible under the working bounds, dual feasible under the working costs.
    Optimal,
    /// No feasible point; the proof is in `farkas`.
    Infeasible,
    /// A limit: objective, iterations, or the host.
    Stopped(LpStatus),
    /// No acceptable pivot although the factorisation is fresh.
    Trouble,
}

/// What one iteration asks for.
enum Step {
    Done,
    /// Primal feasible, as far as the updated values tell.
    Feasible,
    /// Values or factors are to be recomputed before going on.
    Rebuild,
    End(DualEnd),
}

impl Simplex {
    /// Runs the dual simplex from a factorised basis; reduced costs with wrong signs are first made feasible
    /// by flips and cost shifts.
    pub(super) fn dual_simplex(&mut self, control: &mut dyn Control) -> DualEnd {
        let mut refactor = !self.factors.valid;
        loop {
            if let Err(end) = self.rebuild_for_dual(refactor, control) {
                return end;
            }
            let start = self.progress.iterations;
            refactor = loop {
                match self.dual_iteration(control) {
                    Step::Done => {}
                    Step::Feasible if self.progress.iterations > start => {
                        break self.factors.lu.wants_refactor();
                    }
                    Step::Feasible if self.pricing.banned_any => return DualEnd::Trouble,
                    Step::Feasible => return DualEnd::Optimal,
                    Step::Rebuild => {
                        break self.factors.lu.wants_refactor()
                            || self.limits.dual_estimate <= self.limits.estimate_limit;
                    }
                    Step::End(end) => return end,
                }
            };
        }
    }

    /// Recomputes everything that iterations update, on fresh factors if asked for.
    fn rebuild_for_dual(&mut self, refactor: bool, control: &mut dyn Control) -> Result<(), DualEnd> {
        if refactor {
            let work = self.refactor().ok_or(DualEnd::Trouble)?;
            if let Flow::Stop(reason) = control.spend(work) {
                return Err(DualEnd::Stopped(LpStatus::Stopped(reason)));
            }
        }
        self.pricing.banned_any = false;
        self.compute_reduced_costs();
        self.make_dual_feasible();
        self.compute_primal();
        self.pricing.violation.resize(self.m, 0.0);
        for p in 0..self.m {
            self.move_basic(p, 0.0);
        }
        match self.exceeds_objective_limit() {
            true => Err(DualEnd::Stopped(LpStatus::ObjectiveLimit)),
            false => Ok(()),
        }
    }

    /// Moves variables with both bounds to the side that their reduced cost likes, and shifts the costs of
    /// the others to a reduced cost of zero.
    fn make_dual_feasible(&mut self) {
        use VariableStatus::*;
        let tolerance = self.tolerance.dual;
        for k in 0..self.n + self.m {
            let d = self.point.reduced[k];
            let wrong = match self.point.status[k] {
                Basic => false,
                AtLower => d < -tolerance,
                AtUpper => d > tolerance,
                Free => d.abs() > tolerance,
            };
            if !wrong {
                continue;
            }
            let (lower, upper) = (self.shifted.lower[k], self.shifted.upper[k]);
            if lower == upper {
                continue;
            }
            if lower.is_finite() && upper.is_finite() {
                self.flip(k);
            } else {
                self.shifted.cost[k] -= d;
                self.point.reduced[k] = 0.0; // still exact: a nonbasic cost changes its own reduced cost alone
                self.shifted.costs_changed = true;
            }
        }
    }

    /// Moves a nonbasic variable to its other bound and returns the change of its value.
    pub(super) fn flip(&mut self, k: usize) -> f64 {
        let old = self.point.value[k];
        self.point.primal_exact = false;
        (self.point.status[k], self.point.value[k]) = match self.point.status[k] {
            VariableStatus::AtLower => (VariableStatus::AtUpper, self.shifted.upper[k]),
            _ => (VariableStatus::AtLower, self.shifted.lower[k]),
        };
        self.point.value[k] - old
    }

    fn dual_iteration(&mut self, control: &mut dyn Control) -> Step {
        let Some((p, sign, excess)) = self.choose_leaving() else { return Step::Feasible };
        let Some(q) = self.choose_entering(sign, excess) else {
            return match self.proves_infeasibility(sign) {
                true => Step::End(DualEnd::Infeasible),
                false => self.retry(p), // too many updates may have blurred the row
            };
        };
        self.load_column(q);
        let alpha_row = self.work.row.values[q];
        let alpha = self.work.column.values[p];
        if !self.pivot_is_trustworthy(alpha, alpha_row) {
            return self.retry(p);
        }
        self.update_reduced_costs(p, q, sign, excess);
        self.flip_passed_variables();
        self.update_edge_weights(p, alpha);
        self.move_basics(p, q, sign, alpha);
        self.change_basis(p, q, sign, alpha);
        self.account(control)
    }

    /// Dual steepest edge pricing (Forrest & Goldfarb 1992): the position with the largest squared
    /// infeasibility over weight, with the side that it violates. Leaves its row of the basis inverse in
    /// `work.rho` and the pivot row in `work.row`.
    fn choose_leaving(&mut self) -> Option<(usize, f64, f64)> {
        for attempt in 0.. {
            let p = self.price_rows()?;
            self.factors.lu.btran_row(p, &mut self.work.rho);
            // The updated weight may have drifted from the true one: when it was far too small, the choice
            // was wrong.
            let weight = self.work.rho.norm2();
            let trusted = self.pricing.edge_weight[p] >= WEIGHT_TRUST * weight;
            self.pricing.edge_weight[p] = greater(weight, MIN_EDGE_WEIGHT);
            if !trusted && attempt < WEIGHT_RETRIES {
                continue;
            }
            self.compute_pivot_row();
            let x = self.point.basic_value[p];
            return Some(if x > self.point.basic_upper[p] {
                (p, 1.0, x - self.point.basic_upper[p])
            } else {
                (p, -1.0, self.point.basic_lower[p] - x)
            });
        }
        None
    }

    fn price_rows(&self) -> Option<usize> {
        let mut best = None;
        let mut best_merit = 0.0;
        for (p, (&violation, &weight)) in
            self.pricing.violation.iter().zip(&self.pricing.edge_weight).enumerate()
        {
            if violation > best_merit * weight {
                best_merit = violation / weight;
                best = Some(p);
            }
        }
        best
    }

    /// Moves the basic variable of position `p` and keeps its squared violation up to date.
    #[inline]
    fn move_basic(&mut self, p: usize, change: f64) {
        let x = self.point.basic_value[p] + change;
        self.point.basic_value[p] = x;
        let excess = greater(self.point.basic_lower[p] - x, x - self.point.basic_upper[p]);
        self.pricing.violation[p] = if excess > self.tolerance.primal { excess * excess } else { 0.0 };
    }

    /// Computes the entering column in terms of the basis into `work.column`.
    pub(super) fn load_column(&mut self, q: usize) {
        let mut column = std::mem::take(&mut self.work.column);
        column.clear();
        self.for_column(q, |i, v| column.set(i, v));
        self.factors.lu.ftran_entering(&mut column);
        self.work.column = column;
    }

    /// Whether the pivot computed from the column and from the row agree and are not tiny.
    fn pivot_is_trustworthy(&self, alpha: f64, alpha_row: f64) -> bool {
        let smaller = alpha.abs().min(alpha_row.abs());
        let agree = (alpha - alpha_row).abs() <= PIVOT_DISAGREEMENT * (1.0 + smaller);
        let fresh = self.factors.lu.updates() == 0;
        (agree || fresh) && alpha * alpha_row > 0.0 && (fresh || smaller > PIVOT_TOLERANCE)
    }

    /// After position `p` gave no acceptable pivot: asks for fresh factors, or, if they are fresh, keeps `p`
    /// in the basis until the next rebuild.
    fn retry(&mut self, p: usize) -> Step {
        if self.factors.lu.updates() > 0 {
            return Step::Rebuild;
        }
        self.pricing.banned_any = true;
        self.pricing.violation[p] = 0.0;
        Step::Done
    }

    /// The dual step: reduced costs along the pivot row, the entering one to zero.
    fn update_reduced_costs(&mut self, p: usize, q: usize, sign: f64, excess: f64) {
        let alpha = self.work.row.values[q];
        // A reduced cost that is slightly infeasible would make the step go backwards: its cost is shifted
        // instead (Koberstein 2005, 6.2.2.3).
        if self.point.reduced[q] * alpha * sign < 0.0 {
            self.shifted.cost[q] -= self.point.reduced[q];
            self.point.reduced[q] = 0.0;
            self.shifted.costs_changed = true;
        }
        let theta = self.point.reduced[q] / alpha;
        self.limits.dual_estimate += theta.abs() * excess;
        if theta != 0.0 {
            for &k in &self.work.row.indices {
                self.point.reduced[k as usize] -= theta * self.work.row.values[k as usize];
            }
        } else {
            self.progress.degenerate_steps += 1;
        }
        self.point.reduced[q] = 0.0;
        self.point.reduced[self.point.head[p] as usize] = -theta;
    }

    /// Moves the variables in `work.flipped` to their other bounds and the basic variables along.
    fn flip_passed_variables(&mut self) {
        if self.work.flipped.is_empty() {
            return;
        }
        let mut flips = std::mem::take(&mut self.work.flips);
        let flipped = std::mem::take(&mut self.work.flipped);
        flips.clear();
        for &k in &flipped {
            let change = self.flip(k as usize);
            self.for_column(k as usize, |i, v| flips.add(i, v * change));
        }
        self.factors.lu.ftran(&mut flips, SolveKind::Flips);
        for (p, v) in flips.iter() {
            self.move_basic(p, -v);
        }
        self.work.flips = flips;
        self.work.flipped = flipped;
    }

    /// Weights after the basis change (Forrest & Goldfarb 1992, equation for the dual algorithm with τ =
    /// B⁻¹ρ).
    fn update_edge_weights(&mut self, p: usize, alpha: f64) {
        self.work.tau.copy_from(&self.work.rho);
        self.factors.lu.ftran(&mut self.work.tau, SolveKind::Weights);
        let pivot_weight = self.pricing.edge_weight[p];
        for (i, a) in self.work.column.iter() {
            if i != p {
                let ratio = a / alpha;
                let weight = self.pricing.edge_weight[i]
                    + ratio * (ratio * pivot_weight - 2.0 * self.work.tau.values[i]);
                self.pricing.edge_weight[i] = greater(weight, MIN_EDGE_WEIGHT);
            }
        }
        self.pricing.edge_weight[p] = greater(pivot_weight / (alpha * alpha), MIN_EDGE_WEIGHT);
    }

    /// The primal step that puts the leaving variable onto its bound.
    fn move_basics(&mut self, p: usize, q: usize, sign: f64, alpha: f64) {
        let bound = if sign > 0.0 { self.point.basic_upper[p] } else { self.point.basic_lower[p] };
        let step = (self.point.basic_value[p] - bound) / alpha;
        let column = std::mem::take(&mut self.work.column);
        for (i, a) in column.iter() {
            self.move_basic(i, -step * a);
        }
        self.work.column = column;
        self.point.basic_value[p] = self.point.value[q] + step;
    }

    /// Variable `q` takes position `p`, whose variable goes to the bound on the side of `sign`.
    fn change_basis(&mut self, p: usize, q: usize, sign: f64, alpha: f64) {
        let leaving = self.point.head[p] as usize;
        (self.point.status[leaving], self.point.value[leaving]) = if sign > 0.0 {
            (VariableStatus::AtUpper, self.point.basic_upper[p])
        } else {
            (VariableStatus::AtLower, self.point.basic_lower[p])
        };
        self.enter(p, q, alpha);
        self.move_basic(p, 0.0);
    }

    /// Variable `q` becomes basic at position `p`.
    pub(super) fn enter(&mut self, p: usize, q: usize, alpha: f64) {
        self.point.head[p] = q as u32;
        self.point.status[q] = VariableStatus::Basic;
        self.point.basic_lower[p] = self.shifted.lower[q];
        self.point.basic_upper[p] = self.shifted.upper[q];
        self.factors.lu.update(p, alpha);
        self.progress.iterations += 1;
        self.point.reduced_exact = false;
        self.point.primal_exact = false;
    }

    /// Counts the iteration's work and looks at the limits.
    fn account(&mut self, control: &mut dyn Control) -> Step {
        if let Some(status) = self.stop_reason(control) {
            return Step::End(DualEnd::Stopped(status));
        }
        if self.progress.degenerate_steps > self.progress.perturb_after {
            self.perturb_costs();
        }
        if self.limits.dual_estimate > self.limits.estimate_limit || self.factors.lu.wants_refactor() {
            return Step::Rebuild;
        }
        Step::Done
    }

    /// Spends one iteration's work; the limit that was reached, if any.
    pub(super) fn stop_reason(&self, control: &mut dyn Control) -> Option<LpStatus> {
        let work = self.m + self.work.row.indices.len() + 4 * self.work.column.indices.len();
        if let Flow::Stop(reason) = control.spend(work as u64) {
            return Some(LpStatus::Stopped(reason));
        }
        (self.progress.iterations >= self.limits.end).then_some(LpStatus::IterationLimit)
    }
}
