//! The dual active-set method: from a stationary point whose reduced costs have the right signs, variables
//! outside their bounds are driven onto them one by one (Forsgren, Gill & Wong, "Primal and dual active-set
//! methods for convex quadratic programming", 2016, section 4; for linear programs it is the dual simplex
//! method, for strictly convex ones that of Goldfarb & Idnani, 1983).

use super::engine::Qp;
use super::params::{NO_STEP, PIVOT};
use super::primal::{End, NO_PIVOT, SINGULAR};
use super::status::QpStatus;
use super::working_set::Place;
use crate::scalar::greater;
use hunch_model::Control;

/// Newton steps towards the stationary point of the working set: one is exact but for rounding.
const CENTRINGS: usize = 3;

/// A reduced cost that blocks a step is made exactly zero when it is off by more than this.
const BLOCKED: f64 = 1e-13;

impl Qp {
    /// Runs the dual method. Reduced costs of the wrong sign are shifted away first.
    pub(super) fn dual(&mut self, control: &mut dyn Control) -> End {
        let mut shift = true;
        loop {
            if let Err(status) = self.may_go_on(control) {
                return End::Stopped(status);
            }
            match self.ready() {
                None => return End::Trouble(SINGULAR),
                Some(renewed) => shift |= renewed,
            }
            self.centre();
            if std::mem::take(&mut shift) {
                self.shift_wrong_costs();
            }
            let Some(p) = self.worst_violation() else { return End::Done };
            if self.exceeds_objective_limit() {
                return End::Stopped(QpStatus::ObjectiveLimit);
            }
            if let Err(end) = self.drive(p) {
                return end;
            }
            if self.progress.degenerate > self.progress.perturb_after {
                self.perturb_costs();
            }
        }
    }

    /// Moves to the stationary point of the working set, whatever the bounds of those that move.
    pub(super) fn centre(&mut self) {
        for _ in 0..CENTRINGS {
            let (mut d, worst) = self.superbasic_gradient();
            if worst <= self.stationary() {
                return;
            }
            self.factors.hessian.solve_both(&mut d);
            d.iter_mut().for_each(|d| *d = -*d);
            self.extend(&d, None);
            self.step(1.0);
            self.compute_reduced_costs(None);
        }
    }

    /// The basic or superbasic variable that is outside its bounds by most.
    fn worst_violation(&self) -> Option<usize> {
        let mut best = None;
        let mut most = self.settings.primal_tolerance;
        for &k in self.point.head.iter().chain(&self.point.supers) {
            let violation = self.violation(k as usize);
            if violation > most {
                (best, most) = (Some(k as usize), violation);
            }
        }
        best
    }

    pub(super) fn violation(&self, k: usize) -> f64 {
        let x = self.point.value[k];
        greater(self.seen.lower[k] - x, x - self.seen.upper[k])
    }

    /// Drives variable `p` onto the bound that it misses.
    fn drive(&mut self, p: usize) -> Result<(), End> {
        let above = self.point.value[p] > self.seen.upper[p];
        let (target, place) =
            if above { (self.seen.upper[p], Place::AtUpper) } else { (self.seen.lower[p], Place::AtLower) };
        let sign = if above { -1.0 } else { 1.0 };
        loop {
            self.progress.iterations += 1;
            let row = self.row_of(p);
            let missing = greater(sign * (target - self.point.value[p]), 0.0);
            let rate = self.dual_direction(p, &row, sign);
            let full = if rate > 0.0 { missing / rate } else { f64::INFINITY };
            let (blocking, blocked_at, limit) = self.dual_block();
            if full <= limit && full < f64::INFINITY {
                self.step(full);
                self.count_degenerate(full <= NO_STEP);
                return self.arrive(p, place, &row);
            }
            let Some(q) = blocking else {
                return Err(match self.proves_infeasibility() {
                    true => End::Infeasible,
                    false => End::Trouble("no step led to a bound, and no proof of infeasibility held"),
                });
            };
            if blocked_at > 0.0 {
                self.step(blocked_at);
                self.follow_rates(blocked_at);
            }
            self.count_degenerate(blocked_at <= NO_STEP);
            let left = self.point.reduced[q];
            if left.abs() > BLOCKED {
                self.shift_cost(q, -left);
            }
            self.admit(q);
            if self.factors.hessian.flat {
                return self.exchange(p, target, place);
            }
        }
    }

    /// The move of all variables, in `work.direction`, and of reduced costs, in `work.rates`, when the
    /// multiplier of variable `p` grows by one in direction `sign`; how fast `p` nears its bound.
    fn dual_direction(&mut self, p: usize, row: &[f64], sign: f64) -> f64 {
        let largest = row.iter().fold(0.0, |m, r| greater(r.abs(), m));
        let mut d: Vec<f64> = row.iter().map(|r| sign * r).collect();
        if largest > PIVOT {
            self.factors.hessian.solve_both(&mut d);
        } else {
            d.fill(0.0);
        }
        self.extend(&d, None);
        let rate = sign * d.iter().zip(row).map(|(d, r)| d * r).sum::<f64>();
        // The same sums for the rates, whose vectors change places with the point's meanwhile.
        self.change_places();
        self.compute_reduced_costs(Some((p, sign)));
        self.change_places();
        rate
    }

    /// Moves multipliers and reduced costs by `step` along their rates.
    fn follow_rates(&mut self, step: f64) {
        let (point, work) = (&mut self.point, &self.work);
        point.reduced.iter_mut().zip(&work.rates).for_each(|(z, rate)| *z += step * rate);
        point.dual.iter_mut().zip(&work.dual_rates).for_each(|(y, rate)| *y += step * rate);
    }

    /// The point's gradient, multipliers and reduced costs, and those of a direction.
    fn change_places(&mut self) {
        std::mem::swap(&mut self.point.gradient, &mut self.work.curved);
        std::mem::swap(&mut self.point.dual, &mut self.work.dual_rates);
        std::mem::swap(&mut self.point.reduced, &mut self.work.rates);
    }

    /// Variable `p` has reached its bound.
    fn arrive(&mut self, p: usize, place: Place, row: &[f64]) -> Result<(), End> {
        if !self.leave(p, place, row) {
            return Err(End::Trouble(NO_PIVOT));
        }
        self.compute_reduced_costs(None);
        Ok(())
    }

    /// The blocking variable brought no curvature: along the flat direction that it opens, `p` goes to its
    /// bound while all reduced costs stay (the pivot of the dual simplex method).
    fn exchange(&mut self, p: usize, target: f64, place: Place) -> Result<(), End> {
        let d = self.factors.hessian.null_direction();
        let row = self.row_of(p);
        let slope: f64 = d.iter().zip(&row).map(|(d, r)| d * r).sum();
        let size = d.iter().fold(0.0, |m, d| greater(d.abs(), m));
        if slope.abs() <= PIVOT * size {
            return Err(End::Trouble(NO_PIVOT));
        }
        self.extend(&d, None);
        self.step((target - self.point.value[p]) / slope);
        self.arrive(p, place, &row)
    }
}
