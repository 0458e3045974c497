//! Programs with a convex quadratic objective and without integers: [`crate::qp`] solves, the checker judges, and
//! answers are in the program's own sense. A run goes on from its last working set after any change of bounds,
//! sides and costs.

use crate::error::SearchError;
use crate::guidance::{Guidance, GuidanceAccount};
use crate::hosted::HostedRun;
use crate::outcome::{Outcome, StepResult};
use crate::params::LOOK;
use crate::qp::{Problem, Qp, QpError, QpSettings, QpStatus};
use crate::settings::Settings;
use hunch_model::{Control, Event, Feature, Flow, Program, Solution, Statistics, Status, StopReason, check};

/// Why a point is not shown.
const REFUSED: &str = "the point that was found did not pass the checker: numbers of very different sizes";

/// Whether the objective has a quadratic part and nothing else goes beyond linear rows. Rows marked lazy are rows.
pub fn takes(program: &Program) -> bool {
    let mut features = program.features().into_iter().filter(|&feature| feature != Feature::LazyRows);
    features.next() == Some(Feature::Quadratic) && features.next().is_none() && !program.has_integers()
}

/// A run of the quadratic engine on a program.
#[derive(Debug)]
pub struct QuadraticRun {
    program: Program,
    qp: Qp,
    statistics: Statistics,
    account: GuidanceAccount,
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
        let account = GuidanceAccount::open(guidance);
        Ok(Self { program, qp, statistics: Statistics::default(), account, found: None })
    }

    /// Takes numbers over from `program`, which differs in nothing but costs, the constant, bounds and sides.
    pub(crate) fn follow(&mut self, program: &Program) {
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

    fn take(&mut self, status: QpStatus, control: &mut dyn Control) {
        let solution = self.solution(status);
        if let Some(objective) = solution.objective {
            control.emit(Event::Incumbent { objective, source: "quadratic".into() });
        }
        if let Some(bound) = solution.bound {
            control.emit(Event::Bound { bound });
        }
        self.found = Some(solution);
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
        let status = self.qp.solve(&mut meter);
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
        Outcome { solution, account: self.account.clone() }
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
