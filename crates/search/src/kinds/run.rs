//! The engine on the plain program that stands for one with kinds: what it tells and answers is in the
//! caller's columns, and claims no more than holds of the caller's program.
//!
//! Where the plain program's relaxation has no end, its ray may leave the sets. Then the program is taken
//! apart along a binary of an implication that is not decided, and the parts are searched one after the
//! other; a part in which all are decided is a plain program, of which the engine's "unbounded" holds.

use super::lower::{Lowered, lower};
use crate::cuts::family::Separators;
use crate::error::SearchError;
use crate::guidance::{Guidance, GuidanceAccount};
use crate::hunch_engine::HunchRun;
use crate::outcome::{Outcome, StepResult};
use crate::params::PARTS_MOST;
use crate::settings::Settings;
use hunch_model::{Control, Event, Flow, Holds, Kind, Program, Solution, Statistics, Status};
use std::sync::Arc;

/// A part was given up since there were too many.
const REASON_PARTS: &str = "the relaxation is unbounded in too many parts of the program to look at each";

/// A run on a program with kinds.
pub struct KindsRun {
    settings: Settings,
    lowered: Arc<Lowered>,
    /// The search of the whole program, or of the part under way.
    run: HunchRun,
    /// Its program.
    program: Program,
    parts: Option<Parts>,
    ended: bool,
}

/// What is known once the program was taken apart.
struct Parts {
    /// Parts still to be searched.
    open: Vec<Program>,
    taken: usize,
    /// The best point, and the account of the run that found it.
    best: Option<(Solution, GuidanceAccount)>,
    /// The least bound of the parts that are done, as a minimisation.
    bound: f64,
    holds: Holds,
    unbounded: bool,
    reason: Option<String>,
    statistics: Statistics,
    account: GuidanceAccount,
}

impl KindsRun {
    /// Prepares a run; `given` and `guidance` have been validated.
    ///
    /// # Errors
    /// [`SearchError::Memory`], or a feature that is not taken.
    pub fn new(given: &Program, settings: &Settings, guidance: &Guidance) -> Result<Self, SearchError> {
        let given = with_fixings(given, &guidance.fixings);
        let lowered = Arc::new(lower(&given)?);
        let guidance = lowered.guidance(guidance);
        let program = lowered.program.clone();
        Self::of_part(&lowered, program, settings, &guidance)
    }

    /// Prepares a run of a part of a lowered program: its program with narrower bounds.
    ///
    /// # Errors
    /// [`SearchError::Memory`].
    pub fn of_part(
        lowered: &Arc<Lowered>,
        program: Program,
        settings: &Settings,
        guidance: &Guidance,
    ) -> Result<Self, SearchError> {
        let run = HunchRun::of_lowered(lowered, &program, settings, guidance)?;
        let (lowered, settings) = (Arc::clone(lowered), settings.clone());
        Ok(Self { settings, lowered, run, program, parts: None, ended: false })
    }

    /// Brings separators along, whose cuts, in the caller's columns, are trusted to be valid.
    pub fn set_separators(&mut self, separators: Separators) {
        self.run.set_separators(separators);
    }

    /// Works until done, stopped, or about `budget` units are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let mut spent = 0u64;
        while !self.ended {
            let before = self.run.outcome().solution.statistics.work;
            let mut outward =
                Outward { host: &mut *control, columns: self.lowered.columns, claims: self.parts.is_none() };
            let result = self.run.step(budget.saturating_sub(spent), &mut outward);
            spent = spent.saturating_add(self.run.outcome().solution.statistics.work - before);
            if result != StepResult::Finished {
                return result;
            }
            self.close_part(control);
            if let (false, Flow::Stop(reason)) = (self.ended, control.spend(0)) {
                return StepResult::Stopped(reason);
            }
            if !self.ended && spent >= budget {
                return StepResult::Paused;
            }
        }
        StepResult::Finished
    }

    /// Takes a point of the given program, if it is better than what is known.
    pub fn offer(&mut self, values: &[f64], control: &mut dyn Control) -> bool {
        // A point of the whole says nothing of a part.
        if self.parts.is_some() {
            return false;
        }
        let mut outward = Outward { host: control, columns: self.lowered.columns, claims: true };
        self.run.offer(self.lowered.completed(values), &mut outward)
    }

    /// The run has come to its end: that of the whole, or one of a part.
    fn close_part(&mut self, control: &mut dyn Control) {
        let open = self.run.ended_open();
        if self.parts.is_none() && !open {
            self.ended = true;
            return;
        }
        let outcome = self.run.outcome();
        let sign = self.lowered.program.sense.sign();
        let parts = self.parts.get_or_insert_with(|| Parts {
            open: Vec::new(),
            taken: 0,
            best: None,
            bound: f64::INFINITY,
            holds: Holds::Safe,
            unbounded: false,
            reason: None,
            statistics: Statistics::default(),
            account: outcome.account.clone(),
        });
        parts.take(&outcome, open, sign, control);
        parts.taken += 1;
        if let (true, Some(choice)) = (open, self.run.open_choice()) {
            if parts.taken > PARTS_MOST {
                parts.give_up();
            } else {
                let (z, j) = (choice.binary as usize, choice.column as usize);
                let (mut at, mut off) = (self.program.clone(), self.program.clone());
                let value = choice.value();
                (at.columns[z].lower, at.columns[z].upper) = (value, value);
                (at.columns[j].lower, at.columns[j].upper) =
                    (at.columns[j].lower.max(0.0), at.columns[j].upper.min(0.0));
                (off.columns[z].lower, off.columns[z].upper) = (1.0 - value, 1.0 - value);
                parts.open.extend([off, at]);
            }
        }
        self.next_part();
    }

    fn next_part(&mut self) {
        let Some(parts) = &mut self.parts else { return };
        let left = self.settings.node_limit().map(|limit| limit.saturating_sub(parts.statistics.nodes));
        let next = if parts.unbounded || left == Some(0) { None } else { parts.open.pop() };
        let Some(program) = next else {
            if left == Some(0) && !parts.open.is_empty() {
                parts.bound = f64::NEG_INFINITY;
            }
            self.ended = true;
            return;
        };
        let settings = self.settings.clone().with_node_limit(left);
        match HunchRun::of_lowered(&self.lowered, &program, &settings, &Guidance::none()) {
            Ok(run) => (self.run, self.program) = (run, program),
            // A part needs no more memory than the whole.
            Err(_) => {
                parts.give_up();
                self.ended = true;
            }
        }
    }

    /// The answer so far and the account, in the caller's columns.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = match &self.parts {
            None => self.run.outcome(),
            Some(parts) => parts.outcome(&self.run, self.ended, &self.lowered.program),
        };
        let solution = &mut outcome.solution;
        solution.values.truncate(self.lowered.columns);
        // These speak of the rows of the plain program.
        (solution.duals, solution.reduced_costs, solution.basis) = (None, None, None);
        (solution.farkas, solution.ray) = (None, None);
        outcome
    }
}

impl Parts {
    /// Takes over what a part came to; one that is `open` will be taken apart further.
    fn take(&mut self, outcome: &Outcome, open: bool, sign: f64, control: &mut dyn Control) {
        let solution = &outcome.solution;
        self.statistics.add(&solution.statistics);
        if let Some(objective) = solution.objective
            && self.best_objective(sign).is_none_or(|best| sign * objective < best)
        {
            self.best = Some((solution.clone(), outcome.account.clone()));
            // The run of the whole has told of its own.
            if self.taken > 0 {
                control.emit(Event::Incumbent { objective, source: "part".into() });
            }
        }
        if open {
            return;
        }
        match solution.status {
            Status::Infeasible => {}
            Status::Unbounded => self.unbounded = true,
            _ => {
                self.bound = self.bound.min(solution.bound.map_or(f64::NEG_INFINITY, |b| sign * b));
                if solution.holds == Holds::Tolerance {
                    self.holds = Holds::Tolerance;
                }
                if self.reason.is_none() {
                    self.reason.clone_from(&solution.reason);
                }
            }
        }
    }

    fn best_objective(&self, sign: f64) -> Option<f64> {
        self.best.as_ref().and_then(|b| b.0.objective).map(|o| sign * o)
    }

    fn give_up(&mut self) {
        self.bound = f64::NEG_INFINITY;
        self.reason = Some(REASON_PARTS.into());
    }

    fn outcome(&self, run: &HunchRun, ended: bool, given: &Program) -> Outcome {
        let sign = given.sense.sign();
        let mut statistics = self.statistics;
        let mut best = self.best.clone();
        if !ended {
            let current = run.outcome();
            statistics.add(&current.solution.statistics);
            if let Some(objective) = current.solution.objective
                && self.best_objective(sign).is_none_or(|best| sign * objective < best)
            {
                best = Some((current.solution, current.account));
            }
        }
        let bound = (ended && self.bound.is_finite()).then_some(sign * self.bound);
        let mut solution = match &best {
            _ if self.unbounded => Solution::without_values(Status::Unbounded, None, statistics),
            Some((best, _)) => {
                let objective = best.objective.unwrap_or(f64::NAN);
                let clipped = bound.map(|b| sign * (sign * b).min(sign * objective));
                Solution::with_values(best.values.clone(), objective, clipped, given, statistics)
            }
            None if ended && self.bound == f64::INFINITY => {
                Solution::without_values(Status::Infeasible, None, statistics)
            }
            None => Solution::without_values(Status::Limit, bound, statistics),
        };
        solution.holds = self.holds;
        if ended && !self.unbounded && solution.status != Status::Optimal {
            solution.reason.clone_from(&self.reason);
        }
        Outcome { solution, account: best.map_or_else(|| self.account.clone(), |b| b.1) }
    }
}

/// The program with fixings as bounds, where the column may have the value; others are left to the search,
/// which finds no point with them.
fn with_fixings(given: &Program, fixings: &[(usize, f64)]) -> Program {
    let mut restricted = given.clone();
    for &(j, value) in fixings {
        let column = &mut restricted.columns[j];
        let is_zero = column.kind.is_semi() && value == 0.0;
        let is_whole = !column.kind.is_integer() || value == value.round();
        if is_zero || (is_whole && column.lower <= value && value <= column.upper) {
            (column.lower, column.upper) = (value, value);
            column.kind = if column.kind.is_integer() { Kind::Integer } else { Kind::Continuous };
        }
    }
    restricted
}

/// The host, told of nothing that the caller's program does not have.
struct Outward<'a> {
    host: &'a mut dyn Control,
    columns: usize,
    /// Whether bounds and points are those of the whole.
    claims: bool,
}

impl Control for Outward<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.host.spend(work)
    }

    fn now(&self) -> f64 {
        self.host.now()
    }

    fn emit(&mut self, event: Event) {
        match event {
            Event::NodeOpened { id, parent, depth, bound, column, lower, upper } => {
                let column = column.filter(|&j| j < self.columns);
                self.host.emit(Event::NodeOpened { id, parent, depth, bound, column, lower, upper });
            }
            claim if claim.is_found() && !self.claims => {}
            other => self.host.emit(other),
        }
    }

    fn listens(&self) -> bool {
        self.host.listens()
    }
}
