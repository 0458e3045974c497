//! Several objectives, one after the other (lexicographic, or goal programming with preemptive priorities:
//! Charnes and Cooper, "Management models and industrial applications of linear programming", 1961): each is
//! optimised over what those before it leave, from the last point on.
//!
//! An objective that was optimised is kept by a row: it may be worse than the value that was found, by its
//! [`Degradation`](hunch_model::Degradation) and no more. The value found is the optimum up to the gap at
//! which a search ends (1e-6 of it, or what the settings say), and the row has the tolerance of any row
//! (`docs/claims.md`): of integers with decimals none. So an objective of a "proven" answer is no worse than its
//! optimum by more than its allowance, that gap and that tolerance.
//!
//! A limit ends the search with the point at hand; objectives whose turn did not come are told with their
//! values at that point. Points and bounds are told as events of the first objective alone; a stage event
//! tells of each one after it.
//!
//! ```
//! use hunch_model::{Degradation, Kind, Objective, Program, Row, Sense, Unlimited};
//! use hunch_search::{Engine, Guidance, Settings, solve};
//!
//! // Cheapest first, and of the plans that cost at most a tenth more, the quickest.
//! let mut program = Program::new("routes", Sense::Minimize);
//! program.add_column("slow", 10.0, 0.0, 1.0, Kind::Integer);
//! program.add_column("fast", 11.0, 0.0, 1.0, Kind::Integer);
//! program.add_column("fastest", 12.0, 0.0, 1.0, Kind::Integer);
//! program.set_rows(
//!     vec![Row { name: "one".into(), lower: 1.0, upper: 1.0 }],
//!     &[(0, 0, 1.0), (0, 1, 1.0), (0, 2, 1.0)],
//! );
//! program.degradation = Degradation { absolute: 0.0, relative: 0.1 };
//! let terms = vec![(0, 9.0), (1, 5.0), (2, 4.0)];
//! program.objectives.push(Objective { name: "hours".into(), terms, ..Objective::default() });
//!
//! let answer = solve(&program, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited)?;
//! assert_eq!(answer.values, [0.0, 1.0, 0.0]);
//! let values: Vec<f64> = answer.objectives.iter().map(|o| o.value).collect();
//! assert_eq!((values, answer.objectives[0].reached), (vec![11.0, 5.0], Some(10.0)));
//! # Ok::<(), hunch_search::SearchError>(())
//! ```

use super::run::KindsRun;
use crate::cuts::family::Separators;
use crate::error::SearchError;
use crate::guidance::{Guidance, GuidanceAccount};
use crate::outcome::{Outcome, StepResult};
use crate::settings::Settings;
use hunch_model::whole::whole;
use hunch_model::{
    Control, Event, Flow, Gap, Objective, ObjectiveValue, Program, Relay, Row, Sense, Solution, SparseMatrix,
    Statistics, Status,
};

/// The decimals up to which rows of integers are judged exactly.
const DECIMALS: u8 = hunch_model::tolerances::WHOLE_DECIMALS;

/// A run on a program with several objectives.
pub struct ObjectivesRun {
    /// The program with the first objective alone.
    first: Program,
    /// All objectives, the program's own first.
    objectives: Vec<Objective>,
    settings: Settings,
    fixings: Vec<(usize, f64)>,
    /// The search of the objective whose turn it is, and its program: the last of those that have ended once
    /// all have.
    run: KindsRun,
    program: Program,
    /// What those whose turn is over came to.
    done: Vec<Solution>,
    /// The point of the last of them.
    point: Vec<f64>,
    statistics: Statistics,
    account: Option<GuidanceAccount>,
    ended: bool,
    /// Why it ended before the last objective was optimised.
    cut_short: Option<Status>,
    reason: Option<String>,
}

impl ObjectivesRun {
    /// Prepares a run; `given` and `guidance` have been validated.
    ///
    /// # Errors
    /// As [`KindsRun::new`].
    pub fn new(given: &Program, settings: &Settings, guidance: &Guidance) -> Result<Self, SearchError> {
        let mut first = given.clone();
        first.objectives = Vec::new();
        let costs = given.columns.iter().enumerate().filter(|(_, c)| c.objective != 0.0);
        let own = Objective {
            name: String::new(),
            sense: given.sense,
            offset: given.offset,
            terms: costs.map(|(j, c)| (j, c.objective)).collect(),
            degradation: given.degradation,
        };
        Ok(Self {
            run: KindsRun::new(&first, settings, guidance)?,
            program: first.clone(),
            first,
            objectives: std::iter::once(own).chain(given.objectives.iter().cloned()).collect(),
            settings: settings.clone(),
            fixings: guidance.fixings.clone(),
            done: Vec::new(),
            point: Vec::new(),
            statistics: Statistics::default(),
            account: None,
            ended: false,
            cut_short: None,
            reason: None,
        })
    }

    /// Brings separators along; only the first objective's search asks them.
    pub fn set_separators(&mut self, separators: Separators) {
        self.run.set_separators(separators);
    }

    /// Works until done, stopped, or about `budget` units are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let mut spent = 0u64;
        while !self.ended {
            let before = self.run.outcome().solution.statistics.work;
            let left = budget.saturating_sub(spent);
            let result = if self.done.is_empty() {
                self.run.step(left, control)
            } else {
                self.run.step(left, &mut Relay::new(control).without_claims())
            };
            spent = spent.saturating_add(self.run.outcome().solution.statistics.work - before);
            if result != StepResult::Finished {
                return result;
            }
            self.close_objective(control);
            if let (false, Flow::Stop(reason)) = (self.ended, control.spend(0)) {
                return StepResult::Stopped(reason);
            }
            if !self.ended && spent >= budget {
                return StepResult::Paused;
            }
        }
        StepResult::Finished
    }

    /// Takes a point, if it is better than what is known for the objective whose turn it is.
    pub fn offer(&mut self, values: &[f64], control: &mut dyn Control) -> bool {
        !self.ended && self.run.offer(values, control)
    }

    fn close_objective(&mut self, control: &mut dyn Control) {
        let outcome = self.run.outcome();
        let solution = outcome.solution;
        self.account.get_or_insert(outcome.account);
        self.statistics.add(&solution.statistics);
        let turn = self.done.len();
        let suffices = solution.gap.is_some_and(|gap| self.settings.suffices(gap));
        let goes_on = solution.status == Status::Optimal || (solution.status == Status::Feasible && suffices);
        if solution.status.has_values() {
            self.point.clone_from(&solution.values);
        }
        if !goes_on {
            // An objective after the first has the last point at least, whatever rounding says of it.
            let kept = turn > 0 && solution.status != Status::Unbounded;
            self.cut_short = Some(if kept { Status::Feasible } else { solution.status });
            self.reason.clone_from(&solution.reason);
            if turn > 0 && solution.status == Status::Unbounded {
                self.reason =
                    Some(format!("objective {} has no end over what those before it leave", turn + 1));
            }
        }
        self.done.push(solution);
        if !goes_on || self.done.len() == self.objectives.len() {
            self.ended = true;
            return;
        }
        self.open_objective(control);
    }

    /// Keeps the objective that was optimised, and begins the search for the next from its point.
    fn open_objective(&mut self, control: &mut dyn Control) {
        let turn = self.done.len();
        let kept = &self.objectives[turn - 1];
        let row = keeping(kept, &self.first, &self.point);
        let program = &mut self.program;
        let mut entries: Vec<(usize, usize, f64)> = program.matrix.triplets().collect();
        entries.extend(kept.terms.iter().map(|&(j, a)| (program.rows.len(), j, a)));
        program.rows.push(row);
        program.matrix = SparseMatrix::from_triplets(program.rows.len(), program.columns.len(), &entries);
        let next = &self.objectives[turn];
        (program.sense, program.offset) = (next.sense, next.offset);
        program.columns.iter_mut().for_each(|c| c.objective = 0.0);
        next.terms.iter().for_each(|&(j, a)| program.columns[j].objective = a);
        let guidance = Guidance {
            start: self.point.iter().copied().enumerate().collect(),
            fixings: self.fixings.clone(),
            ..Guidance::default()
        };
        let left = self.settings.node_limit().map(|limit| limit.saturating_sub(self.statistics.nodes));
        let settings = self.settings.clone().with_node_limit(left);
        control.emit(Event::Stage { name: format!("objective {}", turn + 1) });
        match KindsRun::new(program, &settings, &guidance) {
            Ok(run) => self.run = run,
            // One row more than what fitted into memory.
            Err(error) => {
                self.ended = true;
                self.cut_short = Some(Status::Feasible);
                self.reason = Some(error.to_string());
            }
        }
    }

    /// The answer so far, and the account of the first objective's search.
    pub fn outcome(&self) -> Outcome {
        let current = self.run.outcome();
        let mut statistics = self.statistics;
        let has_ended = self.ended || self.done.len() == self.objectives.len();
        if !has_ended {
            statistics.add(&current.solution.statistics);
        }
        let account = self.account.clone().unwrap_or_else(|| current.account.clone());
        if self.done.is_empty() {
            let mut solution = Solution { statistics, ..current.solution };
            if solution.status.has_values() {
                // The first alone is optimal at most.
                solution.status = Status::Feasible;
                let live = [solution.clone()];
                solution.objectives = self.values(&solution.values, &live);
            }
            return Outcome { solution, account };
        }
        let mut known = self.done.clone();
        let mut point = &self.point;
        if !has_ended {
            if current.solution.status.has_values() {
                point = &current.solution.values;
            }
            known.push(current.solution.clone());
        }
        let solution = self.answer(point, &known, statistics);
        Outcome { solution, account }
    }

    fn answer(&self, point: &[f64], known: &[Solution], statistics: Statistics) -> Solution {
        let first = &known[0];
        let status = match self.cut_short {
            Some(status) => status,
            None if self.ended => match known.iter().all(|s| s.status == Status::Optimal) {
                true => Status::Optimal,
                false => Status::Feasible,
            },
            None => Status::Feasible,
        };
        let mut solution = Solution::without_values(status, first.bound, statistics);
        solution.holds = known.iter().map(|s| s.holds).fold(first.holds, weaker);
        solution.reason.clone_from(&self.reason);
        let reached = if point.is_empty() { Vec::new() } else { self.values(point, known) };
        if status.has_values() {
            solution.values = point.to_vec();
            solution.objective = reached.first().map(|o| o.value);
            solution.gap = solution
                .objective
                .zip(first.bound)
                .map(|(value, bound)| Gap::between(value, bound, &self.first));
        }
        solution.objectives = reached;
        solution
    }

    /// All objectives at a point, with what is known of those whose turn has come.
    fn values(&self, point: &[f64], known: &[Solution]) -> Vec<ObjectiveValue> {
        let known = known.iter().map(Some).chain(std::iter::repeat(None));
        let of = |(objective, known): (&Objective, Option<&Solution>)| ObjectiveValue {
            value: objective.value(point),
            reached: known.and_then(|s| s.objective),
            bound: known.and_then(|s| s.bound),
            proven: known.is_some_and(|s| s.status == Status::Optimal),
        };
        self.objectives.iter().zip(known).map(of).collect()
    }
}

/// The less of two claims.
fn weaker(a: hunch_model::Holds, b: hunch_model::Holds) -> hunch_model::Holds {
    use hunch_model::Holds;
    match (a, b) {
        (Holds::Tolerance, _) | (_, Holds::Tolerance) => Holds::Tolerance,
        (Holds::Safe, _) | (_, Holds::Safe) => Holds::Safe,
        _ => Holds::Exact,
    }
}

/// The row that keeps an objective no worse than its value at `point`, less its allowance.
fn keeping(objective: &Objective, program: &Program, point: &[f64]) -> Row {
    let activity = activity(&objective.terms, program, point);
    let allowance = objective.degradation.at(activity + objective.offset);
    let (lower, upper) = match objective.sense {
        Sense::Minimize => (f64::NEG_INFINITY, activity + allowance),
        Sense::Maximize => (activity - allowance, f64::INFINITY),
    };
    Row { name: String::new(), lower, upper }
}

/// `Σ a·x`: of integers with decimals the decimal that it is, so that the row is judged exactly and the point
/// satisfies it.
fn activity(terms: &[(usize, f64)], program: &Program, point: &[f64]) -> f64 {
    let exact = |&(j, a): &(usize, f64)| {
        let value = program.columns[j].kind.is_integer().then_some(point[j])?;
        whole(a, DECIMALS)?.checked_mul(whole(value, 0)?)
    };
    let sum = terms.iter().try_fold(0i128, |sum, term| sum.checked_add(exact(term)?));
    match sum {
        Some(sum) => sum as f64 / hunch_model::whole::power_of_ten(DECIMALS),
        None => terms.iter().map(|&(j, a)| a * point[j]).sum(),
    }
}
