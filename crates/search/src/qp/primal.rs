//! The primal active-set method: from a feasible point, along Newton steps over the superbasic variables,
//! with one more of them whenever the point is stationary (Gill & Murray, "Numerically stable methods for
//! quadratic programming", 1978; Forsgren, Gill & Wong, "Primal and dual active-set methods for convex
//! quadratic programming", 2016, section 3).

use super::engine::Qp;
use super::params::{DRIFT, NO_STEP, STALLED};
use super::status::QpStatus;
use super::working_set::Place;
use crate::scalar::greater;
use hunch_model::Control;
use hunch_model::tolerances::UNBOUNDED_SIZE;

/// Free variables are priced as if their reduced costs were so many times as large: they never block.
const FREE_PREFERENCE: f64 = 1e3;

pub(super) const NO_PIVOT: &str = "no pivot was large enough";
const ILL_CONDITIONED: &str = "the reduced Hessian is too ill-conditioned";
pub(super) const SINGULAR: &str = "no basis that can be factorised was found";

/// By how much a reduced cost has a sign that its variable's place does not allow; negative where it has not.
#[inline]
fn wrong_part(z: f64, place: Place) -> f64 {
    match place {
        Place::AtLower => -z,
        Place::AtUpper => z,
        Place::Free => z.abs(),
        Place::Basic | Place::Superbasic => 0.0,
    }
}

/// How a run of a method ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    /// The primal: optimal for what it sees. The dual: feasible for what it sees.
    Done,
    /// The proof is in `found`.
    Unbounded,
    /// The proof is in `found`.
    Infeasible,
    /// A limit, or the host.
    Stopped(QpStatus),
    Trouble(&'static str),
}

impl Qp {
    /// Runs the primal method from the present point, which is feasible.
    pub(super) fn primal(&mut self, control: &mut dyn Control) -> End {
        // The reduced gradient before the last full step, and whether the factor is new since the working set
        // changed: what such a step leaves is drift, or rounding.
        let (mut before, mut renewed) = (None::<f64>, false);
        loop {
            if let Err(status) = self.may_go_on(control) {
                return End::Stopped(status);
            }
            match self.ready() {
                None => return End::Trouble(SINGULAR),
                Some(true) => before = None,
                Some(false) => {}
            }
            let (_, worst) = self.superbasic_gradient();
            let mut stationary = worst <= self.stationary();
            if before.take().is_some_and(|before| worst > DRIFT * before) && !stationary {
                if !std::mem::replace(&mut renewed, true) {
                    self.improve_basis();
                    self.rebuild_hessian();
                    self.renew();
                    continue;
                }
                if worst > STALLED {
                    return End::Trouble(ILL_CONDITIONED);
                }
                stationary = true;
            }
            if stationary {
                let Some(q) = self.price() else { return End::Done };
                self.admit(q);
                renewed = false;
            }
            match self.primal_step(&mut before) {
                Ok(()) => {}
                Err(end) => return end,
            }
            self.progress.iterations += 1;
        }
    }

    /// One step along the Newton direction, or along a flat one.
    fn primal_step(&mut self, before: &mut Option<f64>) -> Result<(), End> {
        let (gradient, worst) = self.superbasic_gradient();
        let flat = self.factors.hessian.flat;
        let mut d = if flat { self.factors.hessian.null_direction() } else { gradient.clone() };
        if !flat {
            self.factors.hessian.solve_both(&mut d);
        }
        let slope: f64 = d.iter().zip(&gradient).map(|(d, g)| d * g).sum();
        if slope > 0.0 {
            d.iter_mut().for_each(|d| *d = -*d);
        }
        self.extend(&d, None);
        let curvature: f64 = self.work.direction.iter().zip(&self.work.curved).map(|(p, q)| p * q).sum();
        // What counts as flat may have some curvature after all, and end far away.
        let longest = match flat {
            true if curvature > 0.0 => slope.abs() / curvature,
            true => f64::INFINITY,
            false => 1.0,
        };
        let Some(block) = self.primal_block(longest) else {
            if !flat {
                self.step(1.0);
                *before = Some(worst);
                self.compute_reduced_costs(None);
                return Ok(());
            }
            if self.proves_unboundedness() {
                return Err(End::Unbounded);
            }
            let size = self.work.direction.iter().fold(0.0, |m, p| greater(p.abs(), m));
            if longest * size > UNBOUNDED_SIZE {
                return Err(End::Trouble("a direction without end does not pass as a proof"));
            }
            self.factors.hessian.bend(curvature);
            return Ok(());
        };
        let size = self.work.direction.iter().fold(0.0, |m, p| greater(p.abs(), m));
        self.step(block.step);
        self.count_degenerate(block.step * size <= NO_STEP);
        let row = self.row_of(block.variable);
        if !self.leave(block.variable, block.place, &row) {
            if self.factors.lu.updates() == 0 || self.factors.hessian.flat {
                return Err(End::Trouble(NO_PIVOT));
            }
            self.factors.valid = false;
        }
        *before = None;
        if self.progress.degenerate > self.progress.perturb_after {
            self.perturb_bounds();
        }
        self.compute_reduced_costs(None);
        Ok(())
    }

    /// The nonbasic variable whose reduced cost has the wrong sign by most.
    fn price(&self) -> Option<usize> {
        let (mut best, mut most) = (None, self.dual_tolerance);
        for (k, (&z, &place)) in self.point.reduced.iter().zip(&self.point.place).enumerate() {
            let size = if place == Place::Free { z.abs() * FREE_PREFERENCE } else { wrong_part(z, place) };
            if size > most && self.seen.lower[k] < self.seen.upper[k] {
                (best, most) = (Some(k), size);
            }
        }
        best
    }

    /// By how much the reduced cost of a nonbasic variable has the wrong sign; zero for others.
    pub(super) fn wrong_sign(&self, k: usize) -> f64 {
        let size = wrong_part(self.point.reduced[k], self.point.place[k]);
        if size > 0.0 && self.seen.lower[k] < self.seen.upper[k] { size } else { 0.0 }
    }
}
