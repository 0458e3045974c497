//! Chooses between dual and primal simplex until an answer is proven.

use super::dual::DualEnd;
use super::params::{
    ITERATION_BASE, ITERATION_FACTOR, MAX_ROUNDS, PERTURB_AFTER, RESIDUAL_TOLERANCE, StartMethod, Tolerance,
};
use super::primal::PrimalEnd;
use super::simplex::Simplex;
use super::status::LpStatus;
use hunch_model::Control;

const SINGULAR: &str = "no basis that can be factorised was found";
const NO_PIVOT: &str = "no pivot was large enough, and no proof of infeasibility held";

/// Which method a round runs.
#[derive(Clone, Copy, PartialEq)]
enum Method {
    /// Dual simplex on a problem with artificial bounds, whose optimum shows whether a dual feasible basis
    /// exists.
    BoxedDual,
    Dual,
    Primal,
}

impl Simplex {
    /// Solves from the current basis. The answer is kept until the next change; see [`LpStatus`] for what can
    /// be asked then.
    ///
    /// After numerical trouble other ways are tried (see `rescue`).
    pub fn solve(&mut self, control: &mut dyn Control) -> LpStatus {
        self.result.farkas = None;
        self.result.ray = None;
        self.result.trouble = None;
        self.factors.careful = false;
        self.result.dual_bound = f64::NEG_INFINITY;
        let mut status = if self.has_crossed_bounds() {
            self.result.farkas = Some(vec![0.0; self.m]);
            LpStatus::Infeasible
        } else {
            self.attempt(control)
        };
        if status == LpStatus::NumericalTrouble {
            status = self.rescue(control);
        }
        status = self.end_of_solve(status);
        self.result.outcome = Some(status);
        status
    }

    /// One run. Reaching the engine's own iteration limit means that it cycles.
    pub(super) fn attempt(&mut self, control: &mut dyn Control) -> LpStatus {
        self.start_of_solve();
        match self.run(control) {
            LpStatus::IterationLimit if self.limits.iterations.is_none() => {
                self.in_trouble("the simplex method came to no end")
            }
            status => status,
        }
    }

    /// Keeps the reason.
    pub(super) fn in_trouble(&mut self, why: &'static str) -> LpStatus {
        self.result.trouble = Some(why);
        LpStatus::NumericalTrouble
    }

    fn start_of_solve(&mut self) {
        let size = (self.n + self.m) as u64;
        let limit = self.limits.iterations.unwrap_or(ITERATION_FACTOR * size + ITERATION_BASE);
        self.limits.end = self.progress.iterations.saturating_add(limit);
        self.tolerance = Tolerance::new(&self.settings);
        self.progress.degenerate_steps = 0;
        self.progress.perturb_after = PERTURB_AFTER.max(self.m as u64 / 2);
        self.limits.dual_estimate = f64::NEG_INFINITY;
        self.limits.estimate_limit = f64::INFINITY;
        self.progress.random = self.settings.seed;
        self.restore_costs();
        self.restore_bounds();
    }

    fn run(&mut self, control: &mut dyn Control) -> LpStatus {
        let Some(mut method) = self.first_method() else { return self.in_trouble(SINGULAR) };
        for _ in 0..MAX_ROUNDS {
            let answer = match method {
                Method::BoxedDual => self.run_boxed_dual(control),
                Method::Dual => self.run_dual(control),
                Method::Primal => self.run_primal(control),
            };
            match answer {
                Ok(next) => method = next,
                Err(status) => return status,
            }
        }
        self.in_trouble(self.result.trouble.unwrap_or("dual and primal simplex took turns without an answer"))
    }

    /// As the settings say; by default primal where only it can start without changing the costs: from a
    /// primal feasible basis that is not dual feasible.
    fn first_method(&mut self) -> Option<Method> {
        if !self.factors.valid {
            self.refactor()?;
        }
        match self.settings.start {
            StartMethod::Automatic => {}
            StartMethod::Dual => return Some(Method::Dual),
            StartMethod::Primal => return Some(Method::Primal),
        }
        self.compute_reduced_costs();
        if self.dual_infeasibility(true) <= self.tolerance.dual {
            return Some(Method::Dual);
        }
        self.compute_primal();
        let feasible = self.primal_infeasibility() <= self.tolerance.primal;
        Some(if feasible { Method::Primal } else { Method::BoxedDual })
    }

    /// Looks for a dual feasible basis. Without one (or in trouble) the dual simplex shifts the wrong costs
    /// away and the primal cleans up.
    fn run_boxed_dual(&mut self, control: &mut dyn Control) -> Result<Method, LpStatus> {
        let limit = std::mem::replace(&mut self.limits.objective, f64::INFINITY);
        self.box_bounds();
        let end = self.dual_simplex(control);
        self.limits.objective = limit;
        self.restore_costs();
        self.restore_bounds();
        match end {
            DualEnd::Stopped(status) => Err(status),
            _ => Ok(Method::Dual),
        }
    }

    fn run_dual(&mut self, control: &mut dyn Control) -> Result<Method, LpStatus> {
        match self.dual_simplex(control) {
            DualEnd::Optimal => {
                self.restore_costs();
                self.restore_bounds();
                self.settle()
            }
            DualEnd::Infeasible => Err(LpStatus::Infeasible),
            DualEnd::Stopped(status) => Err(status),
            DualEnd::Trouble => {
                self.result.trouble = Some(NO_PIVOT);
                self.factors.valid = false;
                self.tolerance.relax();
                self.restore_costs();
                Ok(Method::Primal)
            }
        }
    }

    fn run_primal(&mut self, control: &mut dyn Control) -> Result<Method, LpStatus> {
        match self.primal_simplex(control) {
            PrimalEnd::Optimal => {
                self.restore_costs();
                self.restore_bounds();
                self.settle()
            }
            PrimalEnd::Infeasible => Err(LpStatus::Infeasible),
            PrimalEnd::Unbounded => Err(LpStatus::Unbounded),
            PrimalEnd::Stopped(status) => Err(status),
            PrimalEnd::Trouble => {
                self.result.trouble = Some(NO_PIVOT);
                self.factors.valid = false;
                self.tolerance.relax();
                self.restore_bounds();
                Ok(Method::Dual)
            }
        }
    }

    /// After perturbations are gone: optimal when the true problem agrees and the duals prove it, otherwise
    /// the method that repairs what is wrong.
    fn settle(&mut self) -> Result<Method, LpStatus> {
        self.compute_primal();
        self.compute_reduced_costs();
        if self.factors.lu.updates() > 0 && self.residual() > RESIDUAL_TOLERANCE {
            if self.refactor().is_none() {
                return Err(self.in_trouble(SINGULAR));
            }
            self.compute_primal();
            self.compute_reduced_costs();
        }
        let primal = self.primal_infeasibility() <= self.tolerance.primal;
        let dual = self.dual_infeasibility(false) <= self.tolerance.dual;
        match (primal, dual) {
            (true, true) if self.duals_support_objective() || !self.tolerance.tighten() => self.finish(),
            (true, _) => Ok(Method::Primal),
            (false, _) => Ok(Method::Dual),
        }
    }

    /// Optimal by the engine's tolerances: by the checker's, too?
    fn finish(&mut self) -> Result<Method, LpStatus> {
        // With an objective limit, this is one of the many solves of a search, whose points are checked when
        // they become answers.
        if self.limits.objective < f64::INFINITY || !self.misses_rows() {
            return Err(LpStatus::Optimal);
        }
        if !self.factors.careful {
            self.factors.careful = true;
            (self.point.primal_exact, self.point.reduced_exact) = (false, false);
            self.compute_primal();
            self.compute_reduced_costs();
            if !self.misses_rows() && self.primal_infeasibility() <= self.tolerance.primal {
                return Err(LpStatus::Optimal);
            }
        }
        match self.tolerance.tighten_bounds() {
            true => Ok(Method::Dual),
            false => {
                Err(self
                    .in_trouble("the point of the optimal basis does not meet its rows in double precision"))
            }
        }
    }

    /// Leaves values and duals that belong to the true problem, whatever ended the solve.
    fn end_of_solve(&mut self, status: LpStatus) -> LpStatus {
        self.restore_costs();
        self.restore_bounds();
        if self.factors.valid {
            self.compute_reduced_costs();
            self.compute_primal();
            // What has no optimum needs no bound on it, and the bound that stopped the solve holds already.
            if !matches!(status, LpStatus::Infeasible | LpStatus::Unbounded | LpStatus::ObjectiveLimit) {
                self.record_dual_bound();
            }
            if status == LpStatus::Unbounded && self.misses_rows() {
                self.factors.careful = true;
                self.point.primal_exact = false;
                self.compute_primal();
                if self.misses_rows() {
                    self.result.ray = None;
                    return self
                        .in_trouble("the point that an improving ray starts from does not meet its rows");
                }
            }
        }
        status
    }
}
