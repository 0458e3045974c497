//! The second engine: the crate `microlp` behind the same interface, as a second opinion.
//!
//! It offers a warm start, node and time limits and a resumable run, but no callbacks. So guidance acts
//! through restarts: a start is repaired by solving with its integers fixed; cuts and the trust region are
//! rows of a first, short stage whose best point starts the second stage, which knows nothing of them;
//! probabilities only centre the trust region. It runs in slices of [`params::MICROLP_SLICE_SECONDS`], so
//! that an interrupt is seen; in wasm its clock is the page's `performance.now`. Since it looks at a clock,
//! only a run that no slice cuts short inside a node repeats bit for bit.

use crate::certify::{Certified, certify};
use crate::guidance::{Contribution, Guidance, GuidanceAccount};
use crate::outcome::{Outcome, StepResult};
use crate::params;
use crate::settings::Settings;
use hunch_model::tolerances::{INTEGRALITY, RELATIVE_GAP};
use hunch_model::{Control, Cut, Event, Flow, Gap, Kind, Program, Sense, Solution, Statistics, Status};
use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, ResumeOptions, SolveOptions, SolveOutcome,
    TerminationReason, Variable,
};
use std::time::Duration;

/// What a stage of the run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// Complete the start: its integers are fixed.
    Repair,
    /// Look first where the guidance points: its cuts and trust region are rows.
    Guided,
    /// The program itself.
    Full,
}

/// How a stage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Optimal,
    Limit,
    Infeasible,
    Unbounded,
    Failed,
}

/// A microlp model and how far its solve has come.
struct Stage {
    purpose: Purpose,
    model: Model,
    node_limit: Option<u64>,
    outcome: Option<SolveOutcome>,
    slice: f64,
    end: Option<End>,
    /// What microlp said when it failed.
    failure: Option<String>,
    nodes: u64,
    iterations: u64,
}

/// A program in microlp's form.
struct Model {
    problem: Problem,
    variables: Vec<Variable>,
    /// Whether an integer column's bounds had to be cut to the 32 bits that microlp takes: then nothing can
    /// be proven by it.
    clamped: bool,
    /// Whether a fixing contradicts the bounds or integrality.
    contradiction: bool,
}

/// All stages are over and none has ended the run: a fault of ours.
const REASON_NO_STAGE: &str = "the run of microlp ended without an answer";
const REASON_REFUSED: &str = "microlp's point did not pass the checker: its proof is worth nothing either";
const REASON_CONTRADICTED: &str =
    "microlp calls the program infeasible, and a point of it is known that the checker accepts";
const REASON_CLAMPED: &str =
    "microlp found no point with integers of 32 bits; whether there is one beyond is open";
const REASON_HELD: &str = "microlp holds integers to 32 bits; whether there is a better point beyond is open";

/// A run of microlp that can be stepped.
pub struct MicrolpRun {
    program: Program,
    settings: Settings,
    guidance: Guidance,
    pending: Vec<Purpose>,
    stage: Option<Stage>,
    incumbent: Option<Certified>,
    source: Option<Purpose>,
    bound: Option<f64>,
    status: Option<Status>,
    /// Why no more is claimed, where that is no limit.
    reason: Option<String>,
    account: GuidanceAccount,
    statistics: Statistics,
}

impl MicrolpRun {
    /// Prepares a run; `program` and `guidance` have been admitted.
    pub fn new(program: &Program, settings: &Settings, guidance: &Guidance) -> Self {
        let mut pending = vec![Purpose::Full];
        if !guidance.cuts.is_empty() || guidance.trust_region_cut(program).is_some() {
            pending.push(Purpose::Guided);
        }
        if !guidance.start.is_empty() && program.has_integers() {
            pending.push(Purpose::Repair);
        }
        Self {
            program: program.clone(),
            settings: settings.clone(),
            guidance: guidance.clone(),
            pending,
            stage: None,
            incumbent: None,
            source: None,
            bound: None,
            status: None,
            reason: None,
            account: GuidanceAccount::open(guidance),
            statistics: Statistics::default(),
        }
    }

    /// Works until done, stopped, or `budget` units are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let started = control.now();
        let result = self.run_slices(budget, control);
        self.statistics.seconds += control.now() - started;
        result
    }

    fn run_slices(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let mut spent = 0u64;
        while self.status.is_none() {
            if let Flow::Stop(reason) = control.spend(0) {
                return StepResult::Stopped(reason);
            }
            if spent >= budget {
                return StepResult::Paused;
            }
            let work = self.advance(control);
            spent = spent.saturating_add(work);
            self.statistics.work = self.statistics.work.saturating_add(work);
            if let Flow::Stop(reason) = control.spend(work)
                && self.status.is_none()
            {
                return StepResult::Stopped(reason);
            }
        }
        StepResult::Finished
    }

    /// The answer so far and the account.
    pub fn outcome(&self) -> Outcome {
        let mut statistics = self.statistics;
        if let Some(stage) = &self.stage {
            statistics.nodes += stage.nodes;
            statistics.iterations += stage.iterations;
        }
        let solution = match (&self.incumbent, self.status) {
            (_, Some(status @ (Status::Infeasible | Status::Unbounded))) => {
                Solution::without_values(status, None, statistics)
            }
            (Some(point), _) => Solution::with_values(
                point.values.clone(),
                point.objective,
                self.bound,
                &self.program,
                statistics,
            ),
            (None, status) => {
                Solution::without_values(status.unwrap_or(Status::Limit), self.bound, statistics)
            }
        };
        let reason = self.reason.clone().filter(|_| solution.status != Status::Optimal);
        let solution = Solution { reason, ..solution };
        let mut account = self.account.clone();
        if solution.status.has_values() {
            match self.source {
                Some(Purpose::Repair) => account.start.returned = true,
                Some(Purpose::Guided) => {
                    account.cuts.returned = account.cuts.given > 0;
                    account.trust_region.returned = account.trust_region.given > 0;
                }
                _ => {}
            }
        }
        Outcome { solution, account }
    }

    /// One slice of the current stage, or the start of the next; returns the work done.
    fn advance(&mut self, control: &mut dyn Control) -> u64 {
        let Some(mut stage) = self.stage.take() else {
            self.open_next_stage();
            return self.program.matrix.nonzeros() as u64;
        };
        let iterations = stage.iterations;
        self.run_slice(&mut stage);
        // A simplex iteration touches about one pass of the matrix: the unit of work is an inner-loop step.
        let pass = self.program.matrix.nonzeros() + self.program.rows.len() + 1;
        let work = (stage.iterations - iterations + 1) * pass as u64;
        self.collect(&stage, control);
        match stage.end {
            Some(end) => self.close(&stage, end),
            None => self.stage = Some(stage),
        }
        work
    }

    fn open_next_stage(&mut self) {
        let Some(purpose) = self.pending.pop() else {
            self.reason = Some(REASON_NO_STAGE.into());
            self.status.get_or_insert(Status::Error);
            return;
        };
        let mut fixings = self.guidance.fixings.clone();
        let mut cuts = Vec::new();
        let node_limit = match purpose {
            Purpose::Full => {
                let used = self.statistics.nodes;
                self.settings.node_limit().map(|limit| limit.saturating_sub(used))
            }
            _ => Some(self.settings.guided_node_limit()),
        };
        match purpose {
            Purpose::Repair => {
                let repairs = self.usable_start();
                self.account.start.used = repairs.len();
                fixings.extend(repairs);
            }
            Purpose::Guided => {
                cuts.extend(self.guidance.cuts.iter().cloned());
                self.account.cuts.used = cuts.len();
                let region = self.guidance.trust_region_cut(&self.program);
                self.account.trust_region.used = usize::from(region.is_some());
                cuts.extend(region);
            }
            Purpose::Full => self.account.fixings.used = fixings.len(),
        }
        let model = Model::build(&self.program, &fixings, &cuts);
        let end = model.contradiction.then_some(End::Infeasible);
        let slice = params::MICROLP_SLICE_SECONDS;
        let (outcome, failure) = (None, None);
        let stage =
            Stage { purpose, model, node_limit, outcome, slice, end, failure, nodes: 0, iterations: 0 };
        match end {
            Some(end) => self.close(&stage, end),
            None => self.stage = Some(stage),
        }
    }

    /// The integer entries of the start that lie within bounds and contradict no fixing, rounded.
    fn usable_start(&self) -> Vec<(usize, f64)> {
        let fixed = |j: usize| self.guidance.fixings.iter().any(|&(k, _)| k == j);
        let inside = |&(j, v): &(usize, f64)| {
            let c = &self.program.columns[j];
            c.kind == Kind::Integer && v >= c.lower && v <= c.upper && !fixed(j)
        };
        self.guidance.start.iter().map(|&(j, v)| (j, v.round())).filter(inside).collect()
    }

    fn run_slice(&self, stage: &mut Stage) {
        let before = (stage.nodes, stage.iterations);
        let time_limit = Some(Duration::from_secs_f64(stage.slice));
        let node_limit = stage.node_limit.map(|limit| limit.saturating_sub(stage.nodes));
        // The default gap is stricter than microlp's notion of one; our own test after each slice stops at
        // it.
        let gap = self.settings.relative_gap();
        let mip_gap = if gap > RELATIVE_GAP { gap } else { 0.0 };
        let result = match stage.outcome.take() {
            None => {
                let mut options = SolveOptions::default();
                (options.time_limit, options.node_limit, options.mip_gap) = (time_limit, node_limit, mip_gap);
                options.warm_start = self.warm_start(&stage.model);
                stage.model.problem.solve_with(options)
            }
            Some(outcome) => {
                let mut options = ResumeOptions::default();
                (options.time_limit, options.node_limit, options.mip_gap) =
                    (time_limit, node_limit, Some(mip_gap));
                outcome.resume_with(options)
            }
        };
        match result {
            Ok(outcome) => {
                let stats = outcome.stats();
                (stage.nodes, stage.iterations) = (stats.nodes_solved, stats.lp_iterations);
                stage.end = match outcome.termination_reason() {
                    TerminationReason::ProvenOptimal => Some(End::Optimal),
                    TerminationReason::TimeLimit => None,
                    _ => Some(End::Limit),
                };
                stage.outcome = Some(outcome);
                if before == (stage.nodes, stage.iterations) {
                    stage.slice *= params::MICROLP_SLICE_GROWTH;
                }
            }
            Err(Error::Infeasible) => stage.end = Some(End::Infeasible),
            Err(Error::Unbounded) => stage.end = Some(End::Unbounded),
            Err(error) => {
                stage.end = Some(End::Failed);
                stage.failure = Some(error.to_string());
            }
        }
    }

    fn warm_start(&self, model: &Model) -> Option<Vec<(Variable, f64)>> {
        let point = self.incumbent.as_ref()?;
        Some(model.variables.iter().copied().zip(point.values.iter().copied()).collect())
    }

    /// Takes over what the stage has found: a better point, and a better bound if it speaks of the whole
    /// program.
    fn collect(&mut self, stage: &Stage, control: &mut dyn Control) {
        let Some(outcome) = &stage.outcome else { return };
        let sign = self.program.sense.sign();
        if let Some(solution) = outcome.solution() {
            let found = solution.objective() + self.program.offset;
            let better = |than: &Certified| sign * found < sign * than.objective;
            if self.incumbent.as_ref().is_none_or(better) {
                let values: Vec<f64> = stage.model.variables.iter().map(|&v| solution.var_value(v)).collect();
                self.offer(&values, stage.purpose, control);
            }
        }
        if stage.purpose == Purpose::Full
            && !stage.model.clamped
            && let Some(bound) = outcome.stats().best_bound.filter(|b| b.is_finite())
        {
            self.raise_bound(bound + self.program.offset, control);
        }
    }

    fn offer(&mut self, values: &[f64], purpose: Purpose, control: &mut dyn Control) {
        let Some(point) = certify(&self.program, values, |fixed| solve_continuous(&self.program, fixed))
        else {
            return;
        };
        let sign = self.program.sense.sign();
        if self.incumbent.as_ref().is_some_and(|old| sign * point.objective >= sign * old.objective) {
            return;
        }
        let source = match purpose {
            Purpose::Repair => "microlp: start",
            Purpose::Guided => "microlp: guided",
            Purpose::Full => "microlp",
        };
        control.emit(Event::Incumbent { objective: point.objective, source: source.into() });
        let credit = |c: &mut Contribution| {
            if c.used > 0 {
                c.objective = Some(point.objective);
                c.decisions += 1;
            }
        };
        match purpose {
            Purpose::Repair => credit(&mut self.account.start),
            Purpose::Guided => {
                credit(&mut self.account.cuts);
                credit(&mut self.account.trust_region);
            }
            Purpose::Full => credit(&mut self.account.fixings),
        }
        self.source = Some(purpose);
        self.incumbent = Some(point);
    }

    fn raise_bound(&mut self, bound: f64, control: &mut dyn Control) {
        let sign = self.program.sense.sign();
        if self.bound.is_none_or(|old| sign * bound > sign * old) {
            self.bound = Some(bound);
            control.emit(Event::Bound { bound });
        }
        let closed = self.incumbent.as_ref().is_some_and(|point| {
            let gap = Gap::between(point.objective, bound, &self.program);
            self.settings.suffices(gap)
        });
        if closed {
            self.status = Some(Status::Optimal);
        }
    }

    fn close(&mut self, stage: &Stage, end: End) {
        self.statistics.nodes += stage.nodes;
        self.statistics.iterations += stage.iterations;
        if stage.purpose != Purpose::Full || self.status.is_some() {
            return;
        }
        let found = self.incumbent.is_some();
        self.status = Some(match end {
            End::Optimal if stage.model.clamped => self.judge_clamped(),
            // Its point did not survive the checker: then its proof is worth nothing either.
            End::Optimal if !found => {
                self.reason = Some(REASON_REFUSED.into());
                Status::Error
            }
            End::Optimal => Status::Optimal,
            End::Limit => {
                if found {
                    Status::Feasible
                } else {
                    Status::Limit
                }
            }
            End::Infeasible if !found && !stage.model.clamped => Status::Infeasible,
            End::Unbounded => Status::Unbounded,
            // Infeasible although a checked point is known, infeasible only within 32 bits, or a failure:
            // nothing is claimed.
            End::Infeasible => {
                self.reason = Some(if found { REASON_CONTRADICTED } else { REASON_CLAMPED }.into());
                if found { Status::Feasible } else { Status::Limit }
            }
            End::Failed => {
                let failure = stage.failure.as_deref().unwrap_or("it gave no reason");
                self.reason = Some(format!("microlp failed: {failure}"));
                if found { Status::Feasible } else { Status::Error }
            }
        });
        if end == End::Optimal && !stage.model.clamped {
            // A proof without a stated bound (an LP): the optimum is its own bound.
            if let (None, Some(outcome)) = (self.bound, &stage.outcome) {
                self.bound = outcome.solution().map(|s| s.objective() + self.program.offset);
            }
        }
    }

    /// The verdict when integers were held to 32 bits and an optimum was found there. With a feasible point,
    /// an unbounded relaxation means an unbounded program (Meyer, "On the existence of optimal solutions to
    /// integer and mixed-integer programming problems", 1974); otherwise the relaxation gives the bound.
    fn judge_clamped(&mut self) -> Status {
        if self.incumbent.is_none() {
            self.reason = Some(REASON_REFUSED.into());
            return Status::Error;
        }
        self.reason = Some(REASON_HELD.into());
        let relaxation = relaxed(&self.program, &self.guidance.fixings);
        match Model::build(&relaxation, &self.guidance.fixings, &[]).problem.solve() {
            Err(Error::Unbounded) => Status::Unbounded,
            Ok(SolveOutcome::Solution(solution)) => {
                self.bound = Some(solution.objective() + self.program.offset);
                Status::Feasible
            }
            _ => Status::Feasible,
        }
    }
}

impl Model {
    fn build(program: &Program, fixings: &[(usize, f64)], cuts: &[Cut]) -> Self {
        let direction = match program.sense {
            Sense::Minimize => OptimizationDirection::Minimize,
            Sense::Maximize => OptimizationDirection::Maximize,
        };
        let mut fixed = vec![None; program.columns.len()];
        for &(j, v) in fixings {
            fixed[j] = Some(v);
        }
        let mut model = Self {
            problem: Problem::new(direction),
            variables: Vec::with_capacity(program.columns.len()),
            clamped: false,
            contradiction: false,
        };
        for (column, fixed) in program.columns.iter().zip(fixed) {
            model.add_column(column, fixed);
        }
        model.add_rows(program);
        for cut in cuts {
            let terms: Vec<(Variable, f64)> =
                cut.terms.iter().map(|&(j, v)| (model.variables[j], v)).collect();
            model.add_row(&terms, cut.lower, cut.upper);
        }
        model
    }

    fn add_column(&mut self, column: &hunch_model::Column, fixed: Option<f64>) {
        let (mut lower, mut upper) = (column.lower, column.upper);
        let integer = column.kind == Kind::Integer;
        if integer {
            (lower, upper) = ((lower - INTEGRALITY).ceil(), (upper + INTEGRALITY).floor());
        }
        if let Some(value) = fixed {
            let value = if integer { value.round() } else { value };
            let off = fixed.is_some_and(|v| (v - value).abs() > INTEGRALITY);
            self.contradiction |= off || value < lower || value > upper;
            (lower, upper) = (value, value);
        }
        self.contradiction |= lower > upper;
        let variable = if !integer || lower == upper {
            self.problem.add_var(column.objective, (lower, upper))
        } else if lower == 0.0 && upper == 1.0 {
            self.problem.add_binary_var(column.objective)
        } else {
            let range = (lower.max(f64::from(i32::MIN)), upper.min(f64::from(i32::MAX)));
            self.clamped |= range != (lower, upper);
            self.problem.add_integer_var(column.objective, (range.0 as i32, range.1 as i32))
        };
        self.variables.push(variable);
    }

    fn add_rows(&mut self, program: &Program) {
        let by_row = program.matrix.transpose();
        for (i, row) in program.rows.iter().enumerate() {
            let (columns, values) = if by_row.columns() > i { by_row.column(i) } else { (&[][..], &[][..]) };
            let terms: Vec<(Variable, f64)> =
                columns.iter().zip(values).map(|(&j, &v)| (self.variables[j], v)).collect();
            self.add_row(&terms, row.lower, row.upper);
        }
    }

    fn add_row(&mut self, terms: &[(Variable, f64)], lower: f64, upper: f64) {
        if lower == upper {
            self.problem.add_constraint(terms, ComparisonOp::Eq, lower);
            return;
        }
        if lower > f64::NEG_INFINITY {
            self.problem.add_constraint(terms, ComparisonOp::Ge, lower);
        }
        if upper < f64::INFINITY {
            self.problem.add_constraint(terms, ComparisonOp::Le, upper);
        }
    }
}

/// The program without integrality; fixed integer columns keep theirs, where it is a check of the fixing.
fn relaxed(program: &Program, fixings: &[(usize, f64)]) -> Program {
    let mut relaxation = program.clone();
    for (j, column) in relaxation.columns.iter_mut().enumerate() {
        if !fixings.iter().any(|&(k, _)| k == j) {
            column.kind = Kind::Continuous;
        }
    }
    relaxation
}

/// The continuous columns solved again around the integers of `point`.
fn solve_continuous(program: &Program, point: &[f64]) -> Option<Vec<f64>> {
    let integers: Vec<(usize, f64)> = (0..point.len())
        .filter(|&j| program.columns[j].kind == Kind::Integer)
        .map(|j| (j, point[j]))
        .collect();
    let model = Model::build(program, &integers, &[]);
    if model.contradiction {
        return None;
    }
    let outcome = model.problem.solve().ok()?;
    let solution = outcome.solution()?;
    Some(model.variables.iter().map(|&v| solution.var_value(v)).collect())
}
