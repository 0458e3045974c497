//! The engine on the plain program that stands for one with kinds: what it tells and answers is in the
//! caller's columns, and claims no more than holds of the caller's program.
//!
//! Where the plain program's relaxation has no end, its ray may leave the sets. Then the program is taken
//! apart along a binary of an implication that is not decided, and the parts are searched one after the
//! other; a part in which all are decided is a plain program, of which the engine's "unbounded" holds.

use super::lower::{Lowered, lower, lower_better, lower_unseen};
use super::parts::Parts;
use crate::cuts::family::Separators;
use crate::demand::{AnswerError, Demand, Question, admitted};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::hunch_engine::HunchRun;
use crate::outcome::{Outcome, StepResult};
use crate::params::{BETTER_MARGIN, FIRST_NODES, LAST_NODES, PARTS_MOST};
use crate::settings::Settings;
use hunch_model::{Control, Cut, Event, Flow, Kind, Program, Relay, Solution, Status};
use std::sync::Arc;

/// A run on a program with kinds.
pub struct KindsRun {
    settings: Settings,
    lowered: Arc<Lowered>,
    /// The search of the whole program, or of the part under way.
    run: HunchRun,
    /// Its program.
    program: Program,
    parts: Option<Parts>,
    /// What the program is lowered from, until it is known whether that is done again.
    origin: Option<Origin>,
    /// Whether a second search may begin.
    again: bool,
    /// Whether rows are asked for.
    demand: Demand,
    /// The rows that candidates brought, for parts that are searched later.
    told_rows: Vec<Cut>,
    /// What the first came to, once there is a second.
    first: Option<Outcome>,
    /// The best bound that was told, as a minimisation.
    told: f64,
    ended: bool,
}

/// What the program is lowered from.
struct Origin {
    given: Program,
    guidance: Guidance,
}

impl KindsRun {
    /// Prepares a run; `given` and `guidance` have been validated.
    ///
    /// # Errors
    /// [`SearchError::Memory`], or a feature that is not taken.
    pub fn new(given: &Program, settings: &Settings, guidance: &Guidance) -> Result<Self, SearchError> {
        let given = with_fixings(given, &guidance.fixings);
        let lowered = Arc::new(lower(&given));
        let lowered_guidance = lowered.guidance(guidance);
        let program = lowered.program.clone();
        // A search restricted by guidance has a limit of its own.
        let restricted = !guidance.cuts.is_empty() || guidance.trust_region.is_some();
        let again = !lowered.implications.is_empty() && !restricted;
        let run = Self::of_part(&lowered, program, settings, &lowered_guidance)?;
        Ok(Self { origin: Some(Origin { given, guidance: guidance.clone() }), again, ..run })
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
        Ok(Self {
            settings,
            lowered,
            run,
            program,
            parts: None,
            origin: None,
            again: false,
            demand: Demand::default(),
            told_rows: Vec::new(),
            first: None,
            told: f64::NEG_INFINITY,
            ended: false,
        })
    }

    /// Brings separators along, whose cuts, in the caller's columns, are trusted to be valid.
    pub fn set_separators(&mut self, separators: Separators) {
        // They go with the first search.
        if !separators.is_empty() {
            self.again = false;
        }
        self.run.set_separators(separators);
    }

    /// Whether anything was done.
    pub fn has_begun(&self) -> bool {
        self.run.has_begun() || self.parts.is_some()
    }

    /// Asks for rows from now on; to be called before the first step.
    ///
    /// # Errors
    /// [`SearchError::Memory`].
    pub fn ask_for_rows(&mut self, demand: Demand) -> Result<(), SearchError> {
        (self.demand, self.again) = (demand, false);
        let origin = self.origin.take().filter(|origin| demand.lazy && !origin.given.piecewise.is_empty());
        if let Some(Origin { given, guidance }) = origin {
            let lowered = Arc::new(lower_unseen(&given));
            let guidance = lowered.guidance(&guidance);
            let separators = self.run.take_separators();
            self.run = HunchRun::of_lowered(&lowered, &lowered.program, &self.settings, &guidance)?;
            self.run.set_separators(separators);
            (self.program, self.lowered) = (lowered.program.clone(), lowered);
        }
        self.run.ask_for_rows(demand);
        Ok(())
    }

    /// Takes rows that came in the search of another part of the same program; before the first step.
    pub fn know_rows(&mut self, rows: &[Cut]) {
        self.run.know_rows(rows);
        self.told_rows.extend_from_slice(rows);
    }

    /// The point that waits for an answer.
    pub fn question(&self) -> Option<Question<'_>> {
        self.run.question()
    }

    /// Takes the answer to the question that stands; whether its point is the incumbent now.
    ///
    /// # Errors
    /// When nobody has asked, or a row is none; the question still stands then.
    pub fn answer(&mut self, rows: Vec<Cut>, control: &mut dyn Control) -> Result<bool, AnswerError> {
        let is_candidate = self.run.question().is_some_and(|question| question.integral);
        let kept = match is_candidate {
            true => admitted(rows.clone(), self.lowered.columns, (0, u64::MAX))?,
            false => Vec::new(),
        };
        let mut outward = Outward::of(control, &self.lowered, self.parts.is_none(), &mut self.told);
        let accepted = self.run.answer(rows, &mut outward)?;
        self.told_rows.extend(kept);
        let sign = self.lowered.program.sense.sign();
        Ok(accepted && self.parts.as_ref().is_none_or(|parts| parts.is_improved(&self.run, sign)))
    }

    /// Works until done, stopped, or about `budget` units are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        if !self.again {
            self.origin = None;
        }
        let mut spent = 0u64;
        while !self.ended {
            let before = self.run.work();
            // Step by step while it may begin again, so that this does not depend on budgets.
            let left = if self.again { 1 } else { budget.saturating_sub(spent) };
            let mut outward = Outward::of(control, &self.lowered, self.parts.is_none(), &mut self.told);
            let result = self.run.step(left, &mut outward);
            spent = spent.saturating_add(self.run.work() - before);
            match result {
                StepResult::Finished => self.close_part(control),
                StepResult::Stopped(_) => return result,
                StepResult::Paused if self.again => self.begin_again(control),
                StepResult::Paused | StepResult::Asked => return result,
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

    /// Takes a point of the given program, if it is better than what is known.
    pub fn offer(&mut self, values: &[f64], control: &mut dyn Control) -> bool {
        // A point of the whole says nothing of a part.
        if self.parts.is_some() {
            return false;
        }
        let mut outward = Outward::of(control, &self.lowered, true, &mut self.told);
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
        let parts = self.parts.get_or_insert_with(|| Parts::new(outcome.account.clone()));
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

    /// After its first nodes, once there is a point, a search with implications begins again with what the point
    /// says of the columns: of points as good as it, costs bound columns that rows do not, and bounds make rows of
    /// implications. The others are of no interest any more.
    fn begin_again(&mut self, control: &mut dyn Control) {
        let nodes = self.run.nodes();
        if nodes > LAST_NODES {
            self.again = false;
        }
        if nodes < FIRST_NODES || !self.run.is_in_full_tree() || !self.run.has_point() {
            return;
        }
        self.again = false;
        let Some(again) = self.origin.take() else { return };
        let outcome = self.run.outcome();
        let solution = &outcome.solution;
        let left = self.settings.node_limit().map(|limit| limit.saturating_sub(nodes));
        let Some(objective) = solution.objective else { return };
        let cutoff = again.given.sense.sign() * objective + BETTER_MARGIN * (1.0 + objective.abs());
        let settings = self.settings.clone().with_node_limit(left);
        let lowered = Arc::new(lower_better(&again.given, cutoff));
        if lowered.implications.len() >= self.lowered.implications.len() {
            return;
        }
        let guidance = lowered.guidance(&again.guidance);
        let opened = HunchRun::of_lowered(&lowered, &lowered.program, &settings, &guidance);
        // More rows may be more than memory allows: then the search goes on as it is.
        let Ok(mut run) = opened else { return };
        let point = lowered.completed(&solution.values[..lowered.columns]);
        if run.offer(point, &mut Relay::new(control).silent()) {
            (self.program, self.lowered, self.run) = (lowered.program.clone(), lowered, run);
            self.first = Some(outcome);
        }
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
            Ok(mut run) => {
                run.ask_for_rows(self.demand);
                run.know_rows(&self.told_rows);
                (self.run, self.program) = (run, program);
            }
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
            None => match &self.first {
                None => self.run.outcome(),
                Some(first) => joined(first, self.run.outcome(), &self.lowered.program),
            },
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

/// What two searches know together, the second of points as good as the first's.
fn joined(first: &Outcome, second: Outcome, program: &Program) -> Outcome {
    let sign = program.sense.sign();
    let (before, mut after) = (&first.solution, second.solution);
    let mut statistics = before.statistics;
    statistics.add(&after.statistics);
    let best = if after.status.has_values() { &after } else { before };
    let bounds = [before.bound, after.bound].into_iter().flatten();
    let bound = bounds.max_by(|a, b| (sign * a).total_cmp(&(sign * b)));
    let mut solution = match best.objective {
        Some(objective) => {
            let clipped = bound.map(|b| sign * (sign * b).min(sign * objective));
            Solution::with_values(best.values.clone(), objective, clipped, program, statistics)
        }
        // Without a point the second is one of the whole program.
        None => Solution { bound: bound.filter(|_| after.bound.is_some()), statistics, ..after.clone() },
    };
    solution.holds = after.holds;
    solution.reason = after.reason.take().filter(|_| solution.status != Status::Optimal);
    Outcome { solution, account: first.account.clone() }
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
    sign: f64,
    /// The best bound that was told, as a minimisation: a search that begins again tells of less at first.
    told: &'a mut f64,
}

impl<'a> Outward<'a> {
    fn of(host: &'a mut dyn Control, lowered: &Lowered, claims: bool, told: &'a mut f64) -> Self {
        Self { host, columns: lowered.columns, claims, sign: lowered.program.sense.sign(), told }
    }
}

impl Control for Outward<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.host.spend(work)
    }

    fn wants_end(&self) -> bool {
        self.host.wants_end()
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
            Event::Bound { bound } if self.sign * bound <= *self.told => {}
            Event::Bound { bound } => {
                *self.told = self.sign * bound;
                self.host.emit(Event::Bound { bound });
            }
            other => self.host.emit(other),
        }
    }

    fn listens(&self) -> bool {
        self.host.listens()
    }
}
