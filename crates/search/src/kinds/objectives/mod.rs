//! Several objectives, one after the other (lexicographic, or goal programming with preemptive priorities:
//! Charnes and Cooper, "Management models and industrial applications of linear programming", 1961): each is
//! optimised over what those before it leave, from the last point on.
//!
//! An objective that was optimised is kept: it may be worse than the value that was found, by its
//! [`Degradation`](hunch_model::Degradation) and no more. The value found is the optimum up to the gap at
//! which a search ends (1e-6 of it, or what the settings say), and it is kept within the same share of itself, or the
//! tolerance of a row if that is less (`docs/claims.md`): of integers with decimals none. So an objective of a "proven" answer is no worse than its
//! optimum by more than its allowance, that gap and that tolerance. `kept` says how a linear one is kept, and how a
//! quadratic one; where that has nothing to give up and there are integers or other choices, columns may move by the
//! square root of the tolerance over its curvature.
//!
//! Rows on demand are asked for at the points of each objective's search; what came back in one are rows of those
//! after it.
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

mod ceiling;
mod kept;
mod turn;

use super::curve_convex::convexified;
use crate::cuts::family::Separators;
use crate::demand::{AnswerError, Demand, Question, admitted, append};
use crate::error::SearchError;
use crate::guidance::{Guidance, GuidanceAccount};
use crate::outcome::{Outcome, StepResult};
use crate::settings::Settings;
use hunch_model::{
    Control, Cut, Event, Flow, Gap, Objective, ObjectiveValue, Program, Relay, Solution, Statistics, Status,
};
use kept::{Kept, bare};
use turn::{Turn, Way};

/// The curve of an objective could not be met as closely as a candidate asks for.
const REASON_CURVE: &str =
    "an objective could not be kept within its tolerance at the accuracy of double precision";

/// What was kept was not kept closely enough.
const REASON_KEPT: &str = "an objective lost more than a millionth of its value (and more than 1e-9) to those after it, within a row's tolerance";

/// A run on a program with several objectives.
pub struct ObjectivesRun {
    /// The program without objectives, with the rows that came on demand.
    base: Program,
    /// All objectives, the program's own first.
    objectives: Vec<Objective>,
    settings: Settings,
    guidance: Guidance,
    /// What rows are asked for.
    demand: Demand,
    /// The search of the objective whose turn it is: the last of those that have ended once all have.
    turn: Turn,
    /// What those whose turn is over came to.
    done: Vec<Solution>,
    kept: Vec<Kept>,
    /// What the turn under way came to, where it is looked at once more for an end.
    open: Option<Solution>,
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
    /// [`SearchError::Memory`]; [`SearchError::Curvature`] of a quadratic objective that is not convex.
    pub fn new(given: &Program, settings: &Settings, guidance: &Guidance) -> Result<Self, SearchError> {
        let costs = given.columns.iter().enumerate().filter(|(_, c)| c.objective != 0.0);
        let own = Objective {
            name: String::new(),
            sense: given.sense,
            offset: given.offset,
            terms: costs.map(|(j, c)| (j, c.objective)).collect(),
            quadratic: given.quadratic.clone(),
            degradation: given.degradation,
        };
        let mut base = Program { offset: 0.0, quadratic: None, objectives: Vec::new(), ..given.clone() };
        base.columns.iter_mut().for_each(|c| c.objective = 0.0);
        let objectives: Vec<Objective> =
            std::iter::once(own).chain(given.objectives.iter().cloned()).collect();
        for later in objectives.iter().skip(1).filter(|o| !o.lower_triangle().is_empty()) {
            convexified(&bare(later, &fixed(&base, &guidance.fixings)))?;
        }
        let turn = Turn::first(&base, &objectives[0], settings, guidance, Demand::default())?;
        Ok(Self {
            turn,
            base,
            objectives,
            settings: settings.clone(),
            guidance: guidance.clone(),
            demand: Demand::default(),
            done: Vec::new(),
            kept: Vec::new(),
            open: None,
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
        self.turn.set_separators(separators);
    }

    /// Whether anything was done.
    pub fn has_begun(&self) -> bool {
        !self.done.is_empty() || self.turn.has_begun()
    }

    /// Asks for rows from now on; to be called before the first step.
    ///
    /// # Errors
    /// [`SearchError::Memory`].
    pub fn ask_for_rows(&mut self, demand: Demand) -> Result<(), SearchError> {
        self.demand = demand;
        if !self.turn.ask_for_rows(demand)? {
            self.turn = Turn::first(&self.base, &self.objectives[0], &self.settings, &self.guidance, demand)?;
        }
        Ok(())
    }

    /// The point that waits for an answer, in the caller's columns.
    pub fn question(&self) -> Option<Question<'_>> {
        let Question { values, integral } = self.turn.question()?;
        Some(Question { values: &values[..self.base.columns.len()], integral })
    }

    /// Takes the answer to the question that stands; whether its point is the incumbent of its objective now.
    ///
    /// # Errors
    /// When nobody has asked, or a row is none; the question still stands then.
    pub fn answer(&mut self, rows: Vec<Cut>, control: &mut dyn Control) -> Result<bool, AnswerError> {
        let Some(question) = self.turn.question() else { return Err(AnswerError::NotAsked) };
        let integral = question.integral;
        let mut rows = admitted(rows, self.base.columns.len(), (0, u64::MAX))?;
        let kept = if integral { rows.clone() } else { Vec::new() };
        rows.extend(self.turn.own_rows());
        let accepted = match self.done.is_empty() {
            true => self.turn.answer(rows, control)?,
            false => self.turn.answer(rows, &mut Relay::new(control).without_claims())?,
        };
        append(&mut self.base, &kept);
        Ok(accepted)
    }

    /// Works until done, stopped, or about `budget` units are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let mut spent = 0u64;
        while !self.ended {
            let before = self.turn.outcome().solution.statistics.work;
            let left = budget.saturating_sub(spent);
            let result = if self.done.is_empty() {
                self.turn.step(left, control)
            } else {
                self.turn.step(left, &mut Relay::new(control).without_claims())
            };
            spent = spent.saturating_add(self.turn.outcome().solution.statistics.work - before);
            match result {
                StepResult::Finished => self.close_turn(control),
                StepResult::Asked => {
                    if !self.is_answered(control) {
                        return StepResult::Asked;
                    }
                }
                other => return other,
            }
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
        !self.ended && self.turn.offer(values, control)
    }

    /// Whether the question that stands is one of the curves alone, which is answered here.
    fn is_answered(&mut self, control: &mut dyn Control) -> bool {
        let Some(question) = self.turn.question() else { return true };
        let integral = question.integral;
        let rows = self.turn.own_rows();
        let asks = if integral { self.demand.lazy && rows.is_empty() } else { self.demand.cuts };
        if asks {
            return false;
        }
        if integral && rows.is_empty() && !self.turn.keeps() {
            self.fail(REASON_CURVE.into());
            return true;
        }
        if let Err(error) = self.turn.answer(rows, &mut Relay::new(control).without_claims()) {
            self.fail(error.to_string());
        }
        true
    }

    /// Ends with what there is.
    fn fail(&mut self, reason: String) {
        self.ended = true;
        self.cut_short = Some(Status::Feasible);
        self.reason = Some(reason);
    }

    fn close_turn(&mut self, control: &mut dyn Control) {
        let outcome = self.turn.outcome();
        let mut solution = outcome.solution;
        self.account.get_or_insert(outcome.account);
        self.statistics.add(&solution.statistics);
        let turn = self.done.len();
        let suffices = solution.gap.is_some_and(|gap| self.settings.suffices(gap));
        let mut goes_on =
            solution.status == Status::Optimal || (solution.status == Status::Feasible && suffices);
        // What ends an objective under a curve is not said by tangents: a part of the points may have none.
        if let Some(open) = self.open.take() {
            if solution.status != Status::Unbounded {
                solution = open;
            }
            goes_on = false;
        } else if !goes_on
            && self.turn.way() == Way::Curves
            && self.nodes_left() != Some(0)
            && self.open_turn(Way::Faces)
        {
            self.open = Some(solution);
            return;
        }
        if goes_on && turn > 0 && !self.turn.holds(&solution.values) {
            // Rounding of a face may come to more than the tolerance.
            (goes_on, solution.status) = (false, Status::Limit);
            solution.values.clear();
            solution.reason = Some(REASON_CURVE.into());
        }
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
        if goes_on {
            self.kept.iter_mut().for_each(|kept| kept.follow(&self.base, &self.point));
            self.kept.push(Kept::new(&self.objectives[turn], &self.base, &self.point, &solution));
        }
        self.done.push(solution);
        if !goes_on || self.done.len() == self.objectives.len() {
            self.ended = true;
            return;
        }
        control.emit(Event::Stage { name: format!("objective {}", self.done.len() + 1) });
        self.open_turn(Way::Curves);
    }

    fn nodes_left(&self) -> Option<u64> {
        self.settings.node_limit().map(|limit| limit.saturating_sub(self.statistics.nodes))
    }

    /// Begins the search for the next objective from the last point; whether there is one.
    fn open_turn(&mut self, way: Way) -> bool {
        let guidance = Guidance {
            start: self.point.iter().copied().enumerate().collect(),
            fixings: self.guidance.fixings.clone(),
            ..Guidance::default()
        };
        let turn = self.done.len();
        let settings = self.settings.clone().with_node_limit(self.nodes_left());
        match Turn::next(
            &self.base,
            &self.kept,
            &self.objectives[turn],
            way,
            &settings,
            guidance,
            self.demand,
        ) {
            Ok(turn) => {
                self.turn = turn;
                true
            }
            Err(error) => {
                // A few rows more than what fitted into memory.
                if way == Way::Curves {
                    self.fail(error.to_string());
                }
                false
            }
        }
    }

    /// The answer so far, and the account of the first objective's search.
    pub fn outcome(&self) -> Outcome {
        let current = self.turn.outcome();
        let mut statistics = self.statistics;
        let has_ended = self.ended || self.done.len() == self.objectives.len();
        if !has_ended {
            statistics.add(&current.solution.statistics);
        }
        let account = self.account.clone().unwrap_or_else(|| current.account.clone());
        if self.done.is_empty() {
            let mut solution = Solution { statistics, ..current.solution };
            (solution.duals, solution.reduced_costs, solution.basis) = (None, None, None);
            (solution.farkas, solution.ray) = (None, None);
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
            if current.solution.status.has_values() && self.turn.holds(&current.solution.values) {
                point = &current.solution.values;
            }
            known.push(self.open.clone().unwrap_or_else(|| current.solution.clone()));
        }
        let solution = self.answer_of(point, &known, statistics);
        Outcome { solution, account }
    }

    fn answer_of(&self, point: &[f64], known: &[Solution], statistics: Statistics) -> Solution {
        let first = &known[0];
        let scale = Program { offset: self.objectives[0].offset, ..Program::default() };
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
        let short = known.iter().find(|s| s.status != Status::Optimal).filter(|_| self.ended);
        solution.reason = self.reason.clone().or_else(|| short.and_then(|s| s.reason.clone()));
        let reached = if point.is_empty() { Vec::new() } else { self.values(point, known) };
        if solution.status == Status::Optimal && !self.are_kept(&reached) {
            solution.status = Status::Feasible;
            solution.reason.get_or_insert_with(|| REASON_KEPT.into());
        }
        if status.has_values() {
            solution.values = point.to_vec();
            solution.objective = reached.first().map(|o| o.value);
            solution.gap =
                solution.objective.zip(first.bound).map(|(value, bound)| Gap::between(value, bound, &scale));
        }
        solution.objectives = reached;
        solution
    }

    /// Whether what each objective lost to those after it is no more than it may.
    fn are_kept(&self, reached: &[ObjectiveValue]) -> bool {
        self.kept.iter().zip(reached).all(|(kept, told)| kept.holds(told.value))
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

/// The program with fixings as bounds: what is left to choose has to be convex.
fn fixed(base: &Program, fixings: &[(usize, f64)]) -> Program {
    let mut fixed = base.clone();
    for &(j, value) in fixings {
        (fixed.columns[j].lower, fixed.columns[j].upper) = (value, value);
    }
    fixed
}
