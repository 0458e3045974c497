//! The bounded primal simplex method: a composite phase 1 that minimises the sum of infeasibilities, then
//! phase 2 (Maros 2003, "Computational techniques of the simplex method", chapter 9), with Devex pricing
//! (Harris 1973; Forrest & Goldfarb 1992).

use super::basis::VariableStatus;
use super::params::{DEVEX_RESET, PIVOT_DISAGREEMENT, REDUCED_COST_NOISE};
use super::primal_ratio::Block;
use super::simplex::Simplex;
use super::status::LpStatus;
use crate::scalar::greater;
use hunch_model::{Control, Flow};

/// How a run of the primal simplex ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PrimalEnd {
    /// Primal feasible under the working bounds, dual feasible under the working costs.
    Optimal,
    /// No feasible point; the proof is in `farkas`.
    Infeasible,
    /// The objective decreases for ever; the proof is in `ray`.
    Unbounded,
    /// A limit, or the host.
    Stopped(LpStatus),
    /// No acceptable pivot although the factorisation is fresh.
    Trouble,
}

enum Step {
    Done,
    /// No entering variable.
    Stationary,
    Rebuild,
    End(PrimalEnd),
}

impl Simplex {
    /// Runs the primal simplex from the current basis.
    pub(super) fn primal_simplex(&mut self, control: &mut dyn Control) -> PrimalEnd {
        let mut refactor = !self.factors.valid;
        let size = self.n + self.m;
        if !std::mem::take(&mut self.progress.goes_on) {
            self.pricing.devex.clear();
        }
        self.pricing.devex.resize(size, 1.0);
        loop {
            if refactor {
                let Some(work) = self.refactor() else { return PrimalEnd::Trouble };
                if let Flow::Stop(reason) = control.spend(work) {
                    return PrimalEnd::Stopped(LpStatus::Stopped(reason));
                }
            }
            self.work.rejected.clear();
            self.compute_primal();
            let feasible = self.primal_infeasibility() <= self.tolerance.primal;
            self.compute_phase_costs(feasible);
            let start = self.progress.iterations;
            refactor = loop {
                match self.primal_iteration(feasible, control) {
                    Step::Done => {}
                    Step::Stationary if self.progress.iterations > start => {
                        break self.factors.lu.wants_refactor();
                    }
                    Step::Stationary if !self.work.rejected.is_empty() => return PrimalEnd::Trouble,
                    Step::Stationary if feasible => return PrimalEnd::Optimal,
                    Step::Stationary if self.proves_infeasibility_of_phase_1() => {
                        return PrimalEnd::Infeasible;
                    }
                    Step::Stationary if self.factors.lu.updates() == 0 => return PrimalEnd::Trouble,
                    Step::Stationary | Step::Rebuild => break true,
                    Step::End(end) => return end,
                }
            };
        }
    }

    /// Reduced costs of the phase: true (working) costs when feasible, else the gradient of the sum of
    /// infeasibilities.
    fn compute_phase_costs(&mut self, feasible: bool) {
        if feasible {
            self.compute_reduced_costs();
            return;
        }
        let tolerance = self.tolerance.primal;
        let mut phase_cost = vec![0.0; self.n + self.m];
        for p in 0..self.m {
            let x = self.point.basic_value[p];
            let gradient = if x < self.point.basic_lower[p] - tolerance {
                -1.0
            } else if x > self.point.basic_upper[p] + tolerance {
                1.0
            } else {
                0.0
            };
            phase_cost[self.point.head[p] as usize] = gradient;
        }
        std::mem::swap(&mut self.shifted.cost, &mut phase_cost);
        self.point.reduced_exact = false;
        self.compute_reduced_costs();
        self.point.reduced_exact = false; // they belong to the phase, not to the working costs
        std::mem::swap(&mut self.shifted.cost, &mut phase_cost);
    }

    /// The multipliers of a phase 1 optimum, `y = −d` on rows' activities, prove infeasibility.
    fn proves_infeasibility_of_phase_1(&mut self) -> bool {
        let mut rho = std::mem::take(&mut self.work.rho);
        rho.clear();
        rho.values.copy_from_slice(&self.point.reduced[self.n..]);
        rho.reindex(0.0);
        self.work.rho = rho;
        self.proves_infeasibility(1.0)
    }

    fn primal_iteration(&mut self, feasible: bool, control: &mut dyn Control) -> Step {
        let Some(q) = self.choose_entering_primal() else { return Step::Stationary };
        self.load_column(q);
        if feasible && self.settings.goes_on && self.tolerance.is_tight() && !self.column_agrees(q) {
            self.point.reduced[q] = 0.0;
            return Step::Done;
        }
        let gain = self.point.reduced[q].abs();
        let sign = -self.point.reduced[q].signum();
        let range = self.shifted.upper[q] - self.shifted.lower[q];
        let (block, step) = if feasible {
            self.choose_blocking(sign, range)
        } else {
            self.choose_blocking_infeasible(sign, range, gain)
        };
        match block {
            Block::Flip => self.flip_entering(q),
            Block::Nothing => return self.unblocked(q, sign, feasible),
            Block::Position(p, upper) => {
                if !self.pivot_agrees(p, q) {
                    return self.reject(q);
                }
                self.pivot_primal(p, q, sign * step, upper);
            }
        }
        if let Some(status) = self.stop_reason(control) {
            return Step::End(PrimalEnd::Stopped(status));
        }
        if step == 0.0 {
            self.progress.degenerate_steps += 1;
            if self.progress.degenerate_steps > self.progress.perturb_after {
                self.perturb_bounds();
            }
        }
        if !feasible {
            // The gradient may have changed anywhere on the way.
            if self.primal_infeasibility() <= self.tolerance.primal {
                return Step::Rebuild;
            }
            self.compute_phase_costs(false);
        }
        if self.factors.lu.wants_refactor() { Step::Rebuild } else { Step::Done }
    }

    /// Whether the reduced cost of `q`, computed from the column in `work.column`, has the sign that the updated one
    /// has: below a tight tolerance most of what is left is rounding.
    fn column_agrees(&mut self, q: usize) -> bool {
        let (mut d, mut size) = (self.shifted.cost[q], self.shifted.cost[q].abs());
        for (p, a) in self.work.column.iter() {
            let term = self.shifted.cost[self.point.head[p] as usize] * a;
            d -= term;
            size = greater(term.abs(), size);
        }
        d * self.point.reduced[q] > 0.0
            && d.abs() > REDUCED_COST_NOISE * size
            && d.abs() > self.tolerance.dual
    }

    /// The attractive variable with the largest squared reduced cost over reference weight.
    fn choose_entering_primal(&self) -> Option<usize> {
        use VariableStatus::*;
        let tolerance = self.tolerance.dual;
        let mut best = None;
        let mut best_merit = 0.0;
        for (k, (&d, &weight)) in self.point.reduced.iter().zip(&self.pricing.devex).enumerate() {
            if d.abs() <= tolerance {
                continue;
            }
            let attractive = match self.point.status[k] {
                Basic => false,
                AtLower => d < 0.0 && self.shifted.lower[k] < self.shifted.upper[k],
                AtUpper => d > 0.0,
                Free => true,
            };
            if attractive && d * d > best_merit * weight && !self.work.rejected.contains(&(k as u32)) {
                best_merit = d * d / weight;
                best = Some(k);
            }
        }
        best
    }

    /// The entering variable goes to its other bound; the basis stays.
    fn flip_entering(&mut self, q: usize) {
        let change = self.flip(q);
        for (i, a) in self.work.column.iter() {
            self.point.basic_value[i] -= change * a;
        }
        self.progress.iterations += 1;
    }

    /// Nothing stops the entering variable: the problem is unbounded, or the column is too blurred to tell.
    fn unblocked(&mut self, q: usize, sign: f64, feasible: bool) -> Step {
        if feasible && self.proves_unboundedness(q, sign) {
            return Step::End(PrimalEnd::Unbounded);
        }
        self.reject(q)
    }

    /// Asks for fresh factors, or, if they are fresh, passes over `q` until the next rebuild.
    fn reject(&mut self, q: usize) -> Step {
        if self.factors.lu.updates() > 0 {
            return Step::Rebuild;
        }
        self.work.rejected.push(q as u32);
        Step::Done
    }

    /// Computes the pivot row of position `p` and compares its pivot with the column's.
    fn pivot_agrees(&mut self, p: usize, q: usize) -> bool {
        self.factors.lu.btran_row(p, &mut self.work.rho);
        self.compute_pivot_row();
        let (alpha, alpha_row) = (self.work.column.values[p], self.work.row.values[q]);
        let smaller = alpha.abs().min(alpha_row.abs());
        alpha * alpha_row > 0.0
            && (self.factors.lu.updates() == 0
                || (alpha - alpha_row).abs() <= PIVOT_DISAGREEMENT * (1.0 + smaller))
    }

    /// Moves `q` by `step` into the basis at position `p`, whose variable leaves at its upper or lower bound.
    fn pivot_primal(&mut self, p: usize, q: usize, step: f64, upper: bool) {
        for (i, a) in self.work.column.iter() {
            self.point.basic_value[i] -= step * a;
        }
        self.point.basic_value[p] = self.point.value[q] + step;
        self.update_devex(p, q);
        let leaving = self.point.head[p] as usize;
        let alpha = self.work.row.values[q];
        let theta = self.point.reduced[q] / alpha;
        for &k in &self.work.row.indices {
            self.point.reduced[k as usize] -= theta * self.work.row.values[k as usize];
        }
        self.point.reduced[q] = 0.0;
        self.point.reduced[leaving] = -theta;
        (self.point.status[leaving], self.point.value[leaving]) = if upper {
            (VariableStatus::AtUpper, self.point.basic_upper[p])
        } else {
            (VariableStatus::AtLower, self.point.basic_lower[p])
        };
        // Unknown from here on; the dual simplex recomputes the weight of any row that it chooses.
        self.pricing.edge_weight[p] = 1.0;
        self.enter(p, q, self.work.column.values[p]);
    }

    /// Reference weights (Forrest & Goldfarb 1992, section 5): `w_k = max(w_k, (α_k / α_q)² w_q)`.
    fn update_devex(&mut self, p: usize, q: usize) {
        let alpha = self.work.row.values[q];
        let pivot_weight = self.pricing.devex[q];
        for &k in &self.work.row.indices {
            let ratio = self.work.row.values[k as usize] / alpha;
            let weight = ratio * ratio * pivot_weight;
            if weight > self.pricing.devex[k as usize] {
                self.pricing.devex[k as usize] = weight;
            }
        }
        self.pricing.devex[self.point.head[p] as usize] = (pivot_weight / (alpha * alpha)).max(1.0);
        if pivot_weight > DEVEX_RESET {
            self.pricing.devex.fill(1.0);
        }
    }
}
