//! Chooses between the dual and the primal method until an answer is proven.

use super::engine::Qp;
use super::params::{
    ITERATION_BASE, ITERATION_FACTOR, ROUNDS, SMALLEST_DUAL_TOLERANCE, STEPS_STANDING, TIGHTENING,
};
use super::primal::{End, SINGULAR};
use super::status::QpStatus;
use super::working_set::WorkingSet;
use crate::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use crate::scalar::greater;
use hunch_model::{Control, Flow};

impl Qp {
    /// Solves from the present working set, or, the first time, from a vertex of the linear program. The
    /// answer is kept until the next change; see [`QpStatus`] for what can be asked then.
    ///
    /// After numerical trouble the solve starts once more from a vertex.
    pub fn solve(&mut self, control: &mut dyn Control) -> QpStatus {
        let goes_on = matches!(self.found.status, Some(QpStatus::IterationLimit | QpStatus::Stopped(_)));
        self.found.clear();
        let before = self.progress.iterations;
        self.start(goes_on);
        let status = self.run(control);
        self.progress.spent += self.progress.iterations - before;
        if !matches!(status, QpStatus::IterationLimit | QpStatus::Stopped(_)) {
            self.progress.spent = 0;
        }
        self.found.status = Some(status);
        status
    }

    fn start(&mut self, goes_on: bool) {
        let size = (self.n + self.m) as u64;
        let most = ITERATION_FACTOR * size + ITERATION_BASE;
        let progress = &mut self.progress;
        progress.end = progress.iterations.saturating_add(progress.limit.unwrap_or(u64::MAX));
        progress.cycling = progress.iterations + most.saturating_sub(progress.spent);
        // A direction without end, or trouble with one, ended the last solve.
        self.factors.hessian_valid &= !self.factors.hessian.flat;
        self.stands &= !self.costs_shifted && !self.bounds_shifted && !goes_on;
        if !goes_on {
            self.dual_tolerance = self.settings.dual_tolerance;
            self.reset_degeneracy();
            self.restore_costs();
            self.restore_bounds();
        }
    }

    fn run(&mut self, control: &mut dyn Control) -> QpStatus {
        let bounds = self.scaled.lower.iter().zip(&self.scaled.upper);
        if bounds.into_iter().any(|(l, u)| l > u) {
            self.found.farkas = Some(vec![0.0; self.m]);
            return QpStatus::Infeasible;
        }
        let mut status = QpStatus::NumericalTrouble;
        if self.started {
            status = self.attempt(control);
        }
        if status == QpStatus::NumericalTrouble {
            let trouble = self.found.trouble;
            self.progress.cycling = self.progress.cycling.max(self.progress.iterations) + ITERATION_BASE;
            if let Err(end) = self.start_from_vertex(control) {
                return end;
            }
            status = self.attempt(control);
            self.found.trouble = self.found.trouble.or(trouble);
        }
        status
    }

    /// Accounts for the work so far, and says why to stop.
    pub(super) fn may_go_on(&mut self, control: &mut dyn Control) -> Result<(), QpStatus> {
        let work = std::mem::take(&mut self.progress.work);
        if let Flow::Stop(reason) = control.spend(work + 1) {
            return Err(QpStatus::Stopped(reason));
        }
        if self.progress.iterations >= self.progress.cycling {
            return Err(QpStatus::NumericalTrouble);
        }
        if self.progress.iterations >= self.progress.end { Err(QpStatus::IterationLimit) } else { Ok(()) }
    }

    /// The vertex that the linear program of the costs, without Q, ends at: optimal for it, or where it is
    /// seen to have no end. It takes over when there is no feasible point, with its proof.
    fn start_from_vertex(&mut self, control: &mut dyn Control) -> Result<(), QpStatus> {
        let mut linear = match self.linear.take() {
            Some(linear) => linear,
            None => {
                let matrix = self.data.matrix.clone();
                let problem = LpProblem { matrix, ..self.given.clone() };
                Box::new(Simplex::new(
                    &problem,
                    LpSettings { seed: self.settings.seed, ..LpSettings::default() },
                ))
            }
        };
        let before = linear.iterations();
        let left = self.progress.end.saturating_sub(self.progress.iterations);
        linear.set_iteration_limit((self.progress.end != u64::MAX).then_some(left));
        let status = linear.solve(control);
        self.progress.iterations += linear.iterations() - before;
        let set = match status {
            LpStatus::Optimal | LpStatus::Unbounded => WorkingSet::from(&linear.basis()),
            LpStatus::NumericalTrouble | LpStatus::ObjectiveLimit => WorkingSet::slack(self.n, self.m),
            LpStatus::Infeasible => {
                self.found.farkas = linear.farkas().map(<[f64]>::to_vec);
                self.linear = Some(linear);
                return Err(QpStatus::Infeasible);
            }
            LpStatus::IterationLimit => {
                self.linear = Some(linear);
                return Err(QpStatus::IterationLimit);
            }
            LpStatus::Stopped(reason) => {
                self.linear = Some(linear);
                return Err(QpStatus::Stopped(reason));
            }
        };
        self.linear = Some(linear);
        self.restore_costs();
        self.restore_bounds();
        self.dual_tolerance = self.settings.dual_tolerance;
        self.started = true;
        self.place(&set);
        Ok(())
    }

    /// Rounds of dual and primal method: the dual where the point is outside its bounds, which may shift
    /// costs; the primal otherwise, which may shift bounds.
    fn attempt(&mut self, control: &mut dyn Control) -> QpStatus {
        let mut trouble = "dual and primal method took turns without an answer";
        // After a change that moves nothing, such as of a bound of a variable that is not at it.
        let mut fresh = std::mem::take(&mut self.stands) && self.progress.steps <= STEPS_STANDING;
        for _ in 0..ROUNDS {
            match self.ready() {
                Some(false) if !fresh => self.renew(),
                Some(_) => {}
                None => {
                    trouble = SINGULAR;
                    break;
                }
            }
            let feasible = self.largest_violation() <= self.settings.primal_tolerance;
            let end = if feasible { self.primal(control) } else { self.dual(control) };
            // What the dual method ends with is as good as new.
            fresh = !feasible && !self.costs_shifted;
            match end {
                End::Done if !feasible => self.restore_costs(),
                End::Done if self.costs_shifted || self.bounds_shifted => {
                    self.restore_costs();
                    self.restore_bounds();
                }
                End::Done => {
                    if let Some(status) = self.finish() {
                        return status;
                    }
                }
                End::Unbounded => return QpStatus::Unbounded,
                End::Infeasible => return QpStatus::Infeasible,
                End::Stopped(status) => {
                    if status == QpStatus::NumericalTrouble {
                        self.found.trouble = Some("the active-set method came to no end");
                    }
                    return status;
                }
                End::Trouble(why) => {
                    trouble = why;
                    break;
                }
            }
        }
        self.found.trouble = Some(trouble);
        QpStatus::NumericalTrouble
    }

    /// Makes sure of factors that belong to the working set; `None` when there are none, true when values,
    /// gradient and reduced costs were computed anew.
    pub(super) fn ready(&mut self) -> Option<bool> {
        let stale = !self.factors.valid || self.factors.lu.wants_refactor();
        if !stale && self.factors.hessian_valid {
            return Some(false);
        }
        if stale && !self.refactor() {
            return None;
        }
        if !self.factors.hessian_valid {
            self.rebuild_hessian();
        }
        self.renew();
        Some(true)
    }

    /// Computes basic values, gradient and reduced costs anew.
    pub(super) fn renew(&mut self) {
        self.progress.steps = 0;
        self.compute_basic_values();
        self.compute_gradient();
        self.compute_reduced_costs(None);
    }

    pub(super) fn largest_violation(&self) -> f64 {
        let moving = self.point.head.iter().chain(&self.point.supers);
        moving.map(|&k| self.violation(k as usize)).fold(0.0, greater)
    }

    /// The primal method is done with the given numbers: sharper values, and the proof. `None` when another
    /// round may close the gap.
    fn finish(&mut self) -> Option<QpStatus> {
        self.polish();
        let mut proven = self.settle();
        if proven.is_none_or(|proven| !proven) && self.factors.lu.updates() > 0 {
            // The same from fresh factors.
            self.factors.valid = false;
            self.ready()?;
            self.polish();
            proven = self.settle();
        }
        if self.largest_violation() > self.settings.primal_tolerance {
            return None;
        }
        match proven {
            None => {
                self.found.trouble = Some("the point of the working set does not meet its rows");
                Some(QpStatus::NumericalTrouble)
            }
            Some(true) => {
                self.stands = true;
                Some(QpStatus::Optimal)
            }
            // Signs that are wrong by more than rounding may be what is missing.
            Some(false) if self.has_wrong_signs() && self.dual_tolerance > SMALLEST_DUAL_TOLERANCE => {
                self.dual_tolerance = greater(self.dual_tolerance * TIGHTENING, SMALLEST_DUAL_TOLERANCE);
                None
            }
            Some(false) if self.is_within_gap() => Some(QpStatus::Optimal),
            Some(false) => {
                self.found.trouble = Some("the multipliers do not prove the objective");
                Some(QpStatus::Feasible)
            }
        }
    }

    fn has_wrong_signs(&self) -> bool {
        (0..self.n + self.m).any(|k| self.wrong_sign(k) > SMALLEST_DUAL_TOLERANCE)
    }

    /// Keeps the present point, if it meets its rows, and what is proven; whether that is its objective.
    fn settle(&mut self) -> Option<bool> {
        self.take_point();
        (!self.misses_rows()).then(|| self.prove_optimality())
    }
}
