//! Programs with a convex quadratic objective and without integers: [`crate::qp`] solves, the checker judges, and
//! answers are in the program's own sense. A run goes on from its last working set after any change of bounds,
//! sides and costs.
//!
//! A program that is proven to have no point is solved again with its rows widened by their tolerance, for
//! "infeasible" is said when no point of that kind exists either (`docs/claims.md`).

use crate::error::SearchError;
use crate::guidance::{Guidance, GuidanceAccount};
use crate::hosted::HostedRun;
use crate::hunch_engine::programs::widened;
use crate::hunch_engine::{HALF_TOLERANCE, HunchRun, REASON_TOLERANCE, REASON_WITHIN, WHOLE_TOLERANCE};
use crate::outcome::{Outcome, StepResult};
use crate::params::LOOK;
use crate::qp::{Problem, Qp, QpError, QpSettings, QpStatus};
use crate::settings::Settings;
use hunch_model::{
    Control, Event, Feature, Flow, Holds, Program, Solution, Statistics, Status, StopReason, check,
};

/// Why a point is not shown.
const REFUSED: &str = "the point that was found did not pass the checker: numbers of very different sizes";

/// Whether the objective has a quadratic part and nothing else goes beyond linear rows. Rows marked lazy are rows.
pub fn takes(program: &Program) -> bool {
    let mut features = program.features().into_iter().filter(|&feature| feature != Feature::LazyRows);
    features.next() == Some(Feature::Quadratic) && features.next().is_none() && !program.has_integers()
}

/// Which rows the engine holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    /// As they were given.
    Given,
    /// Widened by their tolerance: is there no point?
    Widened,
    /// Widened by half of it, whose points the checker accepts even where they rest on a row's side.
    Within,
}

/// A run of the quadratic engine on a program.
#[derive(Debug)]
pub struct QuadraticRun {
    program: Program,
    qp: Qp,
    rows: Rows,
    statistics: Statistics,
    settings: Settings,
    guidance: Guidance,
    /// The answer, once there is one.
    found: Option<Solution>,
}

impl QuadraticRun {
    /// Prepares a run of a program that [`takes`] accepts; program and guidance have been validated. Fixings hold;
    /// the rest of guidance says nothing to this engine.
    ///
    /// # Errors
    /// [`SearchError::Curvature`] for an objective that is not convex (concave where it is maximised);
    /// [`SearchError::Memory`] beyond the memory limit.
    pub fn new(program: &Program, settings: &Settings, guidance: &Guidance) -> Result<Self, SearchError> {
        let mut program = program.clone();
        for &(j, value) in &guidance.fixings {
            let column = &mut program.columns[j];
            // Outside its bounds it leaves nothing.
            (column.lower, column.upper) = (column.lower.max(value), column.upper.min(value));
        }
        let seed = settings.seed();
        let limits = QpSettings { seed, memory_limit: settings.memory_limit(), ..QpSettings::default() };
        let qp = Problem::from_program(&program).and_then(|problem| Qp::new(problem, limits));
        let qp = qp.map_err(|error| match error {
            QpError::Memory { needed, limit } => SearchError::Memory { needed, limit },
            other => SearchError::Curvature(other),
        })?;
        let (settings, guidance) = (settings.clone(), guidance.clone());
        let statistics = Statistics::default();
        Ok(Self { program, qp, rows: Rows::Given, statistics, settings, guidance, found: None })
    }

    /// The same program as the tree solves it, by tangents: rows may come there.
    ///
    /// # Errors
    /// As [`QuadraticRun::new`].
    pub(crate) fn as_tree(&self) -> Result<HunchRun, SearchError> {
        HunchRun::curved(&self.program, &self.settings, &self.guidance)
    }

    /// Whether anything was done.
    pub(crate) fn has_begun(&self) -> bool {
        self.found.is_some() || self.statistics.work > 0
    }

    /// Takes numbers over from `program`, which differs in nothing but costs, the constant, bounds and sides.
    pub(crate) fn follow(&mut self, program: &Program) {
        self.hold(Rows::Given);
        let sign = program.sense.sign();
        for (j, (old, new)) in self.program.columns.iter().zip(&program.columns).enumerate() {
            if (old.lower, old.upper) != (new.lower, new.upper) {
                self.qp.set_column_bounds(j, new.lower, new.upper);
            }
            if old.objective != new.objective {
                self.qp.set_cost(j, sign * new.objective);
            }
        }
        for (i, (old, new)) in self.program.rows.iter().zip(&program.rows).enumerate() {
            if (old.lower, old.upper) != (new.lower, new.upper) {
                self.qp.set_row_sides(i, new.lower, new.upper);
            }
        }
        if self.program.offset != program.offset {
            self.qp.set_offset(sign * program.offset);
        }
        self.program.clone_from(program);
        (self.statistics, self.found) = (Statistics::default(), None);
    }

    /// Gives the engine other rows; whether there are such.
    fn hold(&mut self, rows: Rows) -> bool {
        if rows == self.rows {
            return true;
        }
        let wide = match rows {
            Rows::Given => None,
            Rows::Widened => widened(&self.program, WHOLE_TOLERANCE),
            Rows::Within => widened(&self.program, HALF_TOLERANCE),
        };
        if wide.is_none() && rows != Rows::Given {
            return false;
        }
        let held = wide.as_ref().unwrap_or(&self.program);
        for (i, row) in held.rows.iter().enumerate() {
            self.qp.set_row_sides(i, row.lower, row.upper);
        }
        self.rows = rows;
        true
    }

    /// Whether the end of a solve asks for another, with other rows.
    fn goes_on(&mut self, status: QpStatus) -> bool {
        match (self.rows, status) {
            (Rows::Given, QpStatus::Infeasible) => self.hold(Rows::Widened),
            (Rows::Widened, QpStatus::Optimal | QpStatus::Feasible | QpStatus::Unbounded) => {
                self.hold(Rows::Within)
            }
            _ => false,
        }
    }

    fn take(&mut self, status: QpStatus, control: &mut dyn Control) {
        let solution = match (self.rows, status) {
            (Rows::Given, _) | (Rows::Widened, QpStatus::Infeasible) => self.solution(status),
            _ => self.within(status),
        };
        // Later changes are those of the given rows.
        self.hold(Rows::Given);
        if let Some(objective) = solution.objective {
            control.emit(Event::Incumbent { objective, source: "quadratic".into() });
        }
        if let Some(bound) = solution.bound {
            control.emit(Event::Bound { bound });
        }
        self.found = Some(solution);
    }

    /// The answer of a program that has no point in exact numbers, and perhaps one within tolerance.
    fn within(&self, status: QpStatus) -> Solution {
        let open = Solution::without_values(Status::Limit, None, self.statistics);
        let open = Solution { reason: Some(REASON_TOLERANCE.into()), ..open };
        if !matches!(status, QpStatus::Optimal | QpStatus::Feasible) {
            return open;
        }
        let values = self.qp.values().to_vec();
        let judged = check(&self.program, &values);
        if !judged.feasible {
            return open;
        }
        // In exact numbers no point is as good as this one.
        let (objective, bound) = (judged.objective, Some(judged.objective));
        let found = Solution::with_values(values, objective, bound, &self.program, self.statistics);
        Solution { holds: Holds::Tolerance, reason: Some(REASON_WITHIN.into()), ..found }
    }

    fn solution(&self, status: QpStatus) -> Solution {
        let trouble = self.qp.trouble().map(str::to_owned);
        let none = |status| Solution::without_values(status, None, self.statistics);
        match status {
            QpStatus::Optimal | QpStatus::Feasible => self.with_values(trouble),
            QpStatus::Infeasible => {
                Solution { farkas: self.qp.farkas().map(<[f64]>::to_vec), ..none(Status::Infeasible) }
            }
            QpStatus::Unbounded => {
                Solution { ray: self.qp.ray().map(<[f64]>::to_vec), ..none(Status::Unbounded) }
            }
            // No limit on the objective is set here.
            QpStatus::ObjectiveLimit | QpStatus::IterationLimit | QpStatus::Stopped(_) => none(Status::Limit),
            QpStatus::NumericalTrouble => Solution { reason: trouble, ..none(Status::Limit) },
        }
    }

    /// The point, if the checker accepts it, with what its multipliers prove.
    fn with_values(&self, trouble: Option<String>) -> Solution {
        let sign = self.program.sense.sign();
        let values = self.qp.values().to_vec();
        let judged = check(&self.program, &values);
        if !judged.feasible {
            let refused = Solution::without_values(Status::Limit, None, self.statistics);
            return Solution { reason: Some(REFUSED.into()), ..refused };
        }
        let own = |numbers: &[f64]| numbers.iter().map(|v| sign * v + 0.0).collect();
        // No bound is better than a point that there is.
        let proven = Some(self.qp.bound()).filter(|bound| bound.is_finite());
        let bound = proven.map(|bound| sign * bound.min(sign * judged.objective));
        let found = Solution::with_values(values, judged.objective, bound, &self.program, self.statistics);
        let reason = if found.status == Status::Optimal { None } else { trouble };
        Solution {
            duals: Some(own(self.qp.duals())),
            reduced_costs: Some(own(&self.qp.reduced_costs())),
            reason,
            ..found
        }
    }
}

impl HostedRun for QuadraticRun {
    fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        if self.found.is_some() {
            return StepResult::Finished;
        }
        let (started, iterations) = (control.now(), self.qp.iterations());
        // Less would be spent on taking the work up again, and nothing come of it.
        let mut meter = Meter { control, left: budget.max(LOOK), spent: 0 };
        let status = loop {
            let status = self.qp.solve(&mut meter);
            if !self.goes_on(status) {
                break status;
            }
        };
        let (spent, is_over) = (meter.spent, meter.left == 0);
        self.statistics.work += spent;
        self.statistics.iterations += self.qp.iterations() - iterations;
        self.statistics.seconds += control.now() - started;
        match status {
            QpStatus::Stopped(StopReason::Work) if is_over => StepResult::Paused,
            QpStatus::Stopped(reason) => StepResult::Stopped(reason),
            status => {
                self.take(status, control);
                StepResult::Finished
            }
        }
    }

    fn outcome(&self) -> Outcome {
        let unfinished = || Solution::without_values(Status::Limit, None, self.statistics);
        let solution = self.found.clone().unwrap_or_else(unfinished);
        Outcome { solution, account: GuidanceAccount::open(&self.guidance) }
    }
}

/// Counts what a slice spends, and ends it.
struct Meter<'a> {
    control: &'a mut dyn Control,
    left: u64,
    spent: u64,
}

impl Control for Meter<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.spent = self.spent.saturating_add(work);
        self.left = self.left.saturating_sub(work);
        match self.control.spend(work) {
            Flow::Continue if self.left == 0 => Flow::Stop(StopReason::Work),
            flow => flow,
        }
    }

    fn wants_end(&self) -> bool {
        self.control.wants_end()
    }

    fn now(&self) -> f64 {
        self.control.now()
    }

    fn emit(&mut self, event: Event) {
        self.control.emit(event);
    }

    fn listens(&self) -> bool {
        self.control.listens()
    }
}
