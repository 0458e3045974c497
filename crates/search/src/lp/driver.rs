//! Chooses between dual and primal simplex until an answer is proven.

use super::basis::Basis;
use super::dual::DualEnd;
use super::engine_state::{Chase, Method};
use super::params::{
    CHASE_FACTOR, ITERATION_BASE, ITERATION_FACTOR, MAX_ROUNDS, PERTURB_AFTER, RESIDUAL_TOLERANCE,
    StartMethod, Tolerance,
};
use super::primal::PrimalEnd;
use super::simplex::Simplex;
use super::status::LpStatus;
use hunch_model::Control;

const SINGULAR: &str = "no basis that can be factorised was found";
const ROWS_MISSED: &str = "the point of the optimal basis does not meet its rows in double precision";
const NO_PIVOT: &str = "no pivot was large enough, and no proof of infeasibility held";

impl Simplex {
    /// Solves from the current basis. The answer is kept until the next change; see [`LpStatus`] for what can
    /// be asked then.
    ///
    /// After numerical trouble other ways are tried (see `rescue`).
    pub fn solve(&mut self, control: &mut dyn Control) -> LpStatus {
        let paused = self.progress.paused.take();
        let goes_on = paused.is_some() && self.result.outcome.is_some();
        self.result.farkas = None;
        self.result.ray = None;
        self.result.trouble = None;
        if !goes_on {
            self.factors.careful = false;
            // A solve that goes on and starts from the basis that the first way would start from is that way.
            let is_first_way = self.settings.goes_on && self.is_slack_basis();
            (self.progress.tried, self.progress.scalings) = (usize::from(is_first_way), 0);
            self.result.dual_bound = f64::NEG_INFINITY;
        }
        let mut status = if self.has_crossed_bounds() {
            self.result.farkas = Some(vec![0.0; self.m]);
            LpStatus::Infeasible
        } else {
            self.attempt(paused.filter(|_| goes_on), control)
        };
        if status == LpStatus::NumericalTrouble {
            status = self.rescue(control);
        }
        status = self.end_of_solve(status);
        self.result.outcome = Some(status);
        status
    }

    /// One run, or what is left of one that was paused. Reaching the engine's own iteration limit means that
    /// it cycles.
    pub(super) fn attempt(&mut self, paused: Option<Method>, control: &mut dyn Control) -> LpStatus {
        if paused.is_none() {
            self.start_of_solve();
        }
        let size = (self.n + self.m) as u64;
        let limit = self.limits.iterations.unwrap_or(ITERATION_FACTOR * size + ITERATION_BASE);
        self.limits.end = self.progress.iterations.saturating_add(limit);
        if let Some(chase) = &self.progress.chase {
            self.limits.end = self.limits.end.min(chase.end);
        }
        match self.run(paused, control) {
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
        self.tolerance = Tolerance::new(&self.settings);
        self.progress.chase = None;
        self.progress.degenerate_steps = 0;
        self.progress.early_factors = 0;
        self.progress.perturb_after = PERTURB_AFTER.max(self.m as u64 / 2);
        self.limits.dual_estimate = f64::NEG_INFINITY;
        self.limits.estimate_limit = f64::INFINITY;
        self.progress.random = self.settings.seed;
        self.restore_costs();
        self.restore_bounds();
    }

    fn run(&mut self, paused: Option<Method>, control: &mut dyn Control) -> LpStatus {
        self.progress.goes_on = paused == Some(Method::Primal);
        let Some(mut method) = paused.or_else(|| self.first_method()) else {
            return self.in_trouble(SINGULAR);
        };
        for _ in 0..MAX_ROUNDS {
            let answer = match method {
                Method::BoxedDual => self.run_boxed_dual(control),
                Method::Dual => self.run_dual(control),
                Method::Primal => self.run_primal(control),
            };
            match answer {
                Ok(next) => method = next,
                Err(status) => {
                    let is_pause = matches!(status, LpStatus::IterationLimit | LpStatus::Stopped(_));
                    let is_over = |chase: &Chase| self.progress.iterations >= chase.end;
                    match &self.progress.chase {
                        Some(chase) if status == LpStatus::NumericalTrouble || is_pause && is_over(chase) => {
                            break;
                        }
                        _ if is_pause && self.settings.goes_on => self.progress.paused = Some(method),
                        _ => {}
                    }
                    return status;
                }
            }
        }
        match self.progress.chase.take() {
            Some(chase) => self.settle_for_less(&chase.basis),
            None => self.in_trouble(
                self.result.trouble.unwrap_or("dual and primal simplex took turns without an answer"),
            ),
        }
    }

    /// Back to the basis that was optimal within tolerance, where sharper signs of its reduced costs were not to
    /// be had.
    fn settle_for_less(&mut self, basis: &Basis) -> LpStatus {
        self.tolerance = Tolerance::new(&self.settings);
        self.progress.early_factors = 0;
        self.restore_costs();
        self.restore_bounds();
        if self.load_basis(basis).is_err() || self.refactor().is_none() {
            return self.in_trouble(SINGULAR);
        }
        self.compute_primal();
        match self.misses_rows() {
            true => self.in_trouble(ROWS_MISSED),
            false => LpStatus::Optimal,
        }
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
        if let DualEnd::Stopped(status) = end {
            return Err(status);
        }
        self.restore_costs();
        self.restore_bounds();
        Ok(Method::Dual)
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
            PrimalEnd::Trouble if self.progress.chase.is_some() => Err(self.in_trouble(NO_PIVOT)),
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
            (true, true) if self.duals_support_objective() => self.finish(),
            (true, true) if self.settings.goes_on && !self.factors.careful => {
                // Sharper multipliers tell signs that are wrong from rounding.
                self.factors.careful = true;
                (self.point.primal_exact, self.point.reduced_exact) = (false, false);
                self.settle()
            }
            (true, true) => {
                if self.settings.goes_on {
                    let chase = self.progress.chase.take();
                    let end = chase.map_or_else(
                        || self.progress.iterations + CHASE_FACTOR * (self.n + self.m) as u64,
                        |chase| chase.end,
                    );
                    self.progress.chase = Some(Box::new(Chase { end, basis: self.basis() }));
                    self.limits.end = self.limits.end.min(end);
                }
                match self.tolerance.tighten() {
                    true => Ok(Method::Primal),
                    false => self.finish(),
                }
            }
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
            false => Err(self.in_trouble(ROWS_MISSED)),
        }
    }

    /// Leaves values and duals that belong to the true problem, whatever ended the solve.
    fn end_of_solve(&mut self, status: LpStatus) -> LpStatus {
        if self.progress.paused.is_some() {
            self.bound_of_paused();
            return status;
        }
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

    /// Records what the true reduced costs of a paused solve prove, and leaves the shifted ones.
    fn bound_of_paused(&mut self) {
        if !self.factors.valid {
            return;
        }
        let cost = std::mem::replace(&mut self.shifted.cost, self.given.cost.clone());
        self.point.reduced_exact = false;
        self.compute_reduced_costs();
        self.record_dual_bound();
        self.shifted.cost = cost;
        self.point.reduced_exact = false;
        self.compute_reduced_costs();
    }
}
