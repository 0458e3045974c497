//! Several answers: the `count` best points, or all within a gap of the best.
//!
//! Two points are different when they differ in an integer column; each comes with its best values of the
//! other columns, so a program without integers has one. Points come best first, and of points of equal
//! objective any may come first. A pool is `complete` when no point that is missing is better than the last
//! one in it (where it holds as many as were asked for), or within the gap (where it holds fewer). "Best" and
//! "better" hold up to the gap at which a search ends, 1e-6 of the objective or what the settings say.
//!
//! The method is Lawler's: see `regions`. Rows on demand are asked for in each region's search; what came back in one
//! holds in all.
//!
//! ```
//! use hunch_model::{Kind, Program, Row, Sense, Unlimited};
//! use hunch_search::Settings;
//! use hunch_search::kinds::pool::{PoolOptions, solve_pool};
//!
//! // Two of three tours, the dearest first.
//! let mut program = Program::new("tours", Sense::Maximize);
//! for (name, value) in [("a", 5.0), ("b", 4.0), ("c", 2.0)] {
//!     program.add_column(name, value, 0.0, 1.0, Kind::Integer);
//! }
//! program.set_rows(
//!     vec![Row { name: "two".into(), lower: 2.0, upper: 2.0 }],
//!     &[(0, 0, 1.0), (0, 1, 1.0), (0, 2, 1.0)],
//! );
//! let options = PoolOptions { count: 2, ..PoolOptions::default() };
//! let pool = solve_pool(&program, options, &Settings::new(), &mut Unlimited)?;
//! let objectives: Vec<f64> = pool.points.iter().map(|p| p.objective).collect();
//! assert_eq!((objectives, pool.complete), (vec![9.0, 7.0], true));
//! # Ok::<(), hunch_search::SearchError>(())
//! ```

mod regions;

use super::lower::{Lowered, lower, lower_unseen};
use super::run::KindsRun;
use crate::certify::{admit_curved, admit_kinds, is_curved, linear};
use crate::demand::{AnswerError, Demand, Question, admitted};
use crate::domain::Domain;
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::outcome::StepResult;
use crate::problem::MipProblem;
use crate::propagation::{Propagation, Propagator};
use crate::settings::{Settings, SettingsError};
use hunch_model::order::sort_by;
use hunch_model::{Control, Cut, Event, Feature, Flow, Program, Relay, Solution, Statistics, Status};
use regions::Region;
use std::sync::Arc;

/// Why a pool holds less than it might.
const REASON_REGION: &str = "a part of the program could not be settled; points of it may be missing";

/// What a pool is to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolOptions {
    /// Most points.
    pub count: usize,
    /// Points whose objective is worse than the best by more than this, in units of the objective, are left
    /// out.
    pub absolute_gap: f64,
    /// The same as a share of the magnitude of the best objective, its constant left out. A point has to be
    /// within both.
    pub relative_gap: f64,
}

impl Default for PoolOptions {
    /// The ten best points.
    fn default() -> Self {
        Self { count: 10, absolute_gap: f64::INFINITY, relative_gap: f64::INFINITY }
    }
}

/// A point of a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolPoint {
    /// One value a column.
    pub values: Vec<f64>,
    /// Its objective, in the program's own sense.
    pub objective: f64,
}

/// Several answers to a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// The points, the best first.
    pub points: Vec<PoolPoint>,
    /// Whether no better one is missing.
    pub complete: bool,
    /// How the search for the best point ended: without points "infeasible", "unbounded" or "limit".
    pub status: Status,
    /// Why it is not complete, in words, where that is no limit.
    pub reason: Option<String>,
    /// What it cost.
    pub statistics: Statistics,
}

/// The best points of `program`: see the [module](self).
///
/// # Errors
/// As [`crate::solve`], and of several objectives; a gap that is none; a count of `usize::MAX` where an integer
/// column has no bounds and none are proven.
pub fn solve_pool(
    program: &Program,
    options: PoolOptions,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Pool, SearchError> {
    let mut search = PoolSearch::new(program, options, settings)?;
    while search.step(u64::MAX, control) == StepResult::Paused {}
    Ok(search.pool())
}

/// A search for a pool that returns to its caller after every budget of work.
pub struct PoolSearch {
    lowered: Arc<Lowered>,
    /// Columns in which points differ.
    integers: Vec<usize>,
    /// What rows are asked for.
    demand: Demand,
    /// The rows that candidates brought.
    told_rows: Vec<Cut>,
    options: PoolOptions,
    settings: Settings,
    /// Regions by their bounds or best points, the least last.
    open: Vec<Region>,
    /// The region under search.
    current: Option<(Region, Box<KindsRun>)>,
    points: Vec<PoolPoint>,
    /// What the search of the whole program came to, once it has ended.
    whole: Option<Solution>,
    status: Status,
    /// Whether points may be missing.
    misses: bool,
    reason: Option<String>,
    statistics: Statistics,
    ended: bool,
}

impl PoolSearch {
    /// Prepares a search.
    ///
    /// # Errors
    /// As [`solve_pool`].
    pub fn new(program: &Program, options: PoolOptions, settings: &Settings) -> Result<Self, SearchError> {
        Self::asking(program, options, settings, Demand::default())
    }

    /// The same with rows on demand: a step ends with [`StepResult::Asked`] where a point waits for them.
    ///
    /// # Errors
    /// As [`solve_pool`].
    pub fn asking(
        program: &Program,
        options: PoolOptions,
        settings: &Settings,
        demand: Demand,
    ) -> Result<Self, SearchError> {
        let settled = program.settled();
        let program = settled.as_ref();
        if !program.objectives.is_empty() {
            return Err(SearchError::Feature { feature: Feature::Objectives });
        }
        if is_curved(program) {
            admit_curved(program, &Guidance::none())?;
        } else if !admit_kinds(program, &Guidance::none())? {
            linear(program)?;
        }
        for (field, value) in [
            ("absolute gap of the pool", options.absolute_gap),
            ("relative gap of the pool", options.relative_gap),
        ] {
            if value.is_nan() || value < 0.0 {
                return Err(SettingsError { field, value, expected: "at least 0" }.into());
            }
        }
        if options.count == 0 {
            let field = "count of the pool";
            return Err(SettingsError { field, value: 0.0, expected: "at least 1" }.into());
        }
        let mut lowered = if demand.lazy { lower_unseen(program) } else { lower(program) };
        let integers: Vec<usize> =
            (0..lowered.columns).filter(|&j| program.columns[j].kind.is_integer()).collect();
        if options.count == usize::MAX {
            bound_integers(&mut lowered.program, &integers)?;
        }
        Ok(Self {
            lowered: Arc::new(lowered),
            integers,
            demand,
            told_rows: Vec::new(),
            options,
            settings: settings.clone(),
            open: vec![Region::whole()],
            current: None,
            points: Vec::new(),
            whole: None,
            status: Status::Limit,
            misses: false,
            reason: None,
            statistics: Statistics::default(),
            ended: false,
        })
    }

    /// Works until finished, stopped by `control`, or about `budget` units of work are spent.
    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        let mut spent = 0u64;
        while !self.ended {
            match self.current.take() {
                None => self.next(control),
                Some((region, mut run)) => {
                    let before = run.outcome().solution.statistics.work;
                    let left = budget.saturating_sub(spent);
                    // Only the first region is the whole program.
                    let result = match region.bounds.is_empty() {
                        true => run.step(left, control),
                        false => run.step(left, &mut Relay::new(control).silent()),
                    };
                    spent = spent.saturating_add(run.outcome().solution.statistics.work - before);
                    if result != StepResult::Finished {
                        self.current = Some((region, run));
                        return result;
                    }
                    self.close(region, &run);
                }
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

    /// The point that waits for an answer, after a step that returned [`StepResult::Asked`].
    pub fn question(&self) -> Option<Question<'_>> {
        self.current.as_ref().and_then(|(_, run)| run.question())
    }

    /// Answers the question that stands: rows that its point violates, in the program's columns, and any others that
    /// hold. Whether the point is the best of its region now.
    ///
    /// # Errors
    /// When nobody has asked, or a row is none; the question still stands then.
    pub fn answer_rows(&mut self, rows: Vec<Cut>, control: &mut dyn Control) -> Result<bool, AnswerError> {
        let Some((region, run)) = &mut self.current else { return Err(AnswerError::NotAsked) };
        let is_candidate = run.question().is_some_and(|question| question.integral);
        let kept = match is_candidate {
            true => admitted(rows.clone(), self.lowered.columns, (0, u64::MAX))?,
            false => Vec::new(),
        };
        let accepted = match region.bounds.is_empty() {
            true => run.answer(rows, control)?,
            false => run.answer(rows, &mut Relay::new(control).silent())?,
        };
        self.told_rows.extend(kept);
        Ok(accepted)
    }

    /// The pool so far.
    pub fn pool(&self) -> Pool {
        let mut statistics = self.statistics;
        if let Some((_, run)) = &self.current {
            statistics.add(&run.outcome().solution.statistics);
        }
        let sign = self.lowered.program.sense.sign();
        let mut points = self.points.clone();
        // In the order of their regions points may be out of place by the gap at which a search ends.
        sort_by(&mut points, |a, b| (sign * a.objective).total_cmp(&(sign * b.objective)));
        Pool {
            points,
            complete: self.ended && !self.misses,
            status: self.status,
            reason: self.reason.clone(),
            statistics,
        }
    }

    /// The points so far, in the order in which they were found.
    pub fn found(&self) -> &[PoolPoint] {
        &self.points
    }

    /// The answer to the program so far: the best point and what is proven of it.
    pub fn answer(&self) -> Solution {
        let Pool { points, statistics, .. } = self.pool();
        let running = || self.current.as_ref().map(|(_, run)| run.outcome().solution);
        let whole = self.whole.clone().or_else(running);
        let whole = whole.unwrap_or_else(|| Solution::without_values(Status::Limit, None, statistics));
        let sign = self.lowered.program.sense.sign();
        // A later region's point may be the better one, by the gap at which the first search ended.
        match (points.into_iter().next(), whole.objective) {
            (Some(best), Some(objective)) if sign * best.objective < sign * objective => {
                let bound = whole.bound.map(|bound| sign * (sign * bound).min(sign * best.objective));
                let scale = &self.lowered.program;
                let found = Solution::with_values(best.values, best.objective, bound, scale, statistics);
                Solution { holds: whole.holds, reason: whole.reason, ..found }
            }
            _ => Solution { statistics, ..whole },
        }
    }

    /// The most promising region: its point is the next one, or it is searched, or all is found.
    fn next(&mut self, control: &mut dyn Control) {
        let is_full = self.points.len() >= self.options.count;
        let region = if is_full { None } else { self.open.pop().filter(|r| self.is_wanted(r.bound)) };
        let Some(mut region) = region else {
            self.ended = true;
            return;
        };
        if let Some((values, objective)) = region.best.take() {
            for part in region.without(&values, &self.integers, &self.lowered.program) {
                self.put(part);
            }
            match self.points.len() {
                0 => control.keep(&values),
                found => control.emit(Event::Stage { name: format!("point {}", found + 1) }),
            }
            self.points.push(PoolPoint { values, objective });
            return;
        }
        let left = self.settings.node_limit().map(|limit| limit.saturating_sub(self.statistics.nodes));
        if left == Some(0) {
            (self.misses, self.ended) = (true, true);
            return;
        }
        let settings = self.settings.clone().with_node_limit(left);
        let program = region.program(&self.lowered.program);
        let opened = KindsRun::of_part(&self.lowered, program, &settings, &Guidance::none());
        let asking = opened.and_then(|mut run| {
            if self.demand != Demand::default() {
                run.ask_for_rows(self.demand)?;
                run.know_rows(&self.told_rows);
            }
            Ok(run)
        });
        match asking {
            Ok(run) => self.current = Some((region, Box::new(run))),
            Err(error) => {
                (self.misses, self.ended) = (true, true);
                self.reason = Some(error.to_string());
            }
        }
    }

    /// Whether points with this objective, as a minimisation, belong into the pool.
    fn is_wanted(&self, objective: f64) -> bool {
        let program = &self.lowered.program;
        let Some(first) = self.points.first() else { return true };
        let best = program.sense.sign() * first.objective;
        let relative = self.options.relative_gap * (first.objective - program.offset).abs();
        // What a search ends at counts as equal.
        let rounding = 1e-9_f64.max(1e-9 * (first.objective - program.offset).abs());
        objective <= best + self.options.absolute_gap.min(relative) + rounding
    }

    /// A region was searched.
    fn close(&mut self, mut region: Region, run: &KindsRun) {
        let solution = run.outcome().solution;
        self.statistics.add(&solution.statistics);
        let is_first = region.bounds.is_empty();
        if is_first {
            self.status = solution.status;
            self.whole = Some(solution.clone());
        }
        match solution.status {
            Status::Infeasible => {}
            Status::Unbounded if is_first => self.ended = true,
            status => {
                if status != Status::Optimal && !solution.gap.is_some_and(|gap| self.settings.suffices(gap)) {
                    self.misses = true;
                    self.reason = Some(solution.reason.unwrap_or_else(|| REASON_REGION.into()));
                }
                if let Some(objective) = solution.objective {
                    let sign = self.lowered.program.sense.sign();
                    region.bound = region.bound.max(sign * objective);
                    region.best = Some((solution.values, objective));
                    self.put(region);
                }
            }
        }
    }

    /// Keeps the open regions in order: the least bound last, of equal ones those with a point.
    fn put(&mut self, region: Region) {
        let later = |other: &Region| {
            let order = other.bound.total_cmp(&region.bound);
            order.is_gt() || (order.is_eq() && (other.best.is_none() || region.best.is_some()))
        };
        let place = self.open.partition_point(later);
        self.open.insert(place, region);
    }
}

/// Gives integer columns without bounds those that the rows prove.
fn bound_integers(program: &mut Program, integers: &[usize]) -> Result<(), SearchError> {
    let problem = MipProblem::from_program(program);
    let mut domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
    if Propagator::new(&problem, true).propagate_all(&mut domain) == Propagation::Infeasible {
        return Ok(());
    }
    for &j in integers {
        let (lower, upper) = (domain.lower(j), domain.upper(j));
        if lower.is_infinite() || upper.is_infinite() {
            return Err(SearchError::Unlimited { column: program.column_name(j) });
        }
        (program.columns[j].lower, program.columns[j].upper) = (lower, upper);
    }
    Ok(())
}
