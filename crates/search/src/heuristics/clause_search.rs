//! When decisions with clauses are made: while there is no point, before the first relaxation ends and from its
//! point on. Programs with continuous columns and integers of a moderate range are for it too: what the continuous
//! columns are is left to a relaxation once the integers are decided.

use super::feasibility_jump::Ground;
use super::heuristic::{Heuristic, Progress, Site};
use crate::clauses::descent::{Descent, End};
use crate::domain::Domain;
use crate::params::{
    CLAUSE_GAIN, CLAUSE_RANGE, CLAUSE_SHARE, CLAUSE_SOLVED_ENTRIES, CLAUSE_SOLVES, CLAUSE_STEP_WORK,
    CLAUSE_WORK_BASE, CLAUSE_WORK_FACTOR,
};
use crate::settings::Settings;
use crate::state::home::{Context, Offered, Source};
use crate::state::workbench::Workbench;

/// The search, which each run goes on with.
pub struct ClauseSearch {
    /// Whether the program is one for it, as far as is known.
    suits: bool,
    descent: Option<Descent>,
    /// The bounds that held everywhere when it began.
    domain: Domain,
    /// Whether it has seen a relaxed point, and whether there was one when the run began.
    is_guided: bool,
    has_point: bool,
    /// Whether the incumbent, or one before it, is its own.
    has_found: bool,
    /// Points found, and descents of this run that left none, or no better one, to the continuous columns.
    points: u64,
    rejected: u64,
    /// The work at which the run ends.
    until: u64,
}

impl ClauseSearch {
    /// It has not run yet.
    pub fn new(_settings: &Settings) -> Self {
        Self {
            suits: true,
            descent: None,
            domain: Domain::default(),
            is_guided: false,
            has_point: false,
            has_found: false,
            points: 0,
            rejected: 0,
            until: 0,
        }
    }
}

/// The largest `cost · x` (without the offset) of the next point: clearly better than the incumbent.
fn most(bench: &Workbench, cx: &Context) -> f64 {
    let objective = cx.home.incumbent_objective();
    bench.cutoff.goal(objective).min(objective - CLAUSE_GAIN * objective.abs()) - bench.problem.lp.offset
}

impl Heuristic for ClauseSearch {
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool {
        self.suits &= bench.problem.implications().is_empty() && !cx.home.is_partial();
        let has_incumbent = cx.home.incumbent.is_some();
        // Others have their turn before the relaxation ends.
        let waits = site.x.is_empty() && self.descent.is_some();
        if !self.suits || waits || (has_incumbent && !(self.has_found && site.is_root)) {
            return false;
        }
        let guides = !self.is_guided && !site.x.is_empty();
        self.is_guided |= guides;
        let once = CLAUSE_WORK_BASE + CLAUSE_WORK_FACTOR * bench.by_row.nonzeros() as u64;
        let share = if self.has_found { 0.0 } else { CLAUSE_SHARE };
        let share = (share * bench.effort.work as f64) as u64;
        let allowed = once * (1 + u64::from(self.is_guided)) + share;
        let spent = self.descent.as_ref().map_or(0, Descent::work);
        if spent + CLAUSE_STEP_WORK > allowed {
            return false;
        }
        if self.descent.is_none() {
            self.domain = bench.everywhere();
            let integers = (0..bench.problem.columns()).filter(|&j| bench.problem.integer[j]);
            let is_narrow = |j: usize| self.domain.upper(j) - self.domain.lower(j) <= CLAUSE_RANGE;
            self.suits = integers.into_iter().all(is_narrow);
            if !self.suits {
                return false;
            }
        }
        let ground = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
        let descent = self.descent.get_or_insert_with(|| Descent::new(ground));
        if guides {
            descent.follow(ground, site.x);
        }
        if has_incumbent {
            descent.improve(ground, most(bench, cx));
        }
        (self.until, self.has_point, self.rejected) = (allowed, !site.x.is_empty(), 0);
        true
    }

    fn step(&mut self, bench: &mut Workbench, cx: &mut Context) -> Progress {
        let Some(descent) = &mut self.descent else { return Progress::Ended };
        let ground = Ground { problem: &bench.problem, by_row: &bench.by_row, domain: &self.domain };
        let entries = bench.by_row.nonzeros() as u64;
        let solves = (CLAUSE_SOLVED_ENTRIES / entries.max(1)).clamp(CLAUSE_SOLVES.0, CLAUSE_SOLVES.1);
        let before = descent.work();
        let end = descent.step(ground);
        cx.spend(descent.work() - before);
        match end {
            None if descent.work() < self.until => return Progress::Underway,
            None => {}
            Some(End::Decided) => {
                let relaxation = &bench.relaxation;
                let offered = cx.offer(&descent.point(), Source::ClauseSearch, |p, control| {
                    relaxation.solve_around(p, control)
                });
                let goes_on = match offered {
                    Offered::Kept => {
                        self.has_found = true;
                        self.points += 1;
                        descent.improve(ground, most(bench, cx));
                        // What finds is given as much again.
                        self.until = self.until.max(2 * descent.work());
                        self.points < solves
                    }
                    // Of a program without costs no point is better.
                    Offered::NotBetter if bench.problem.lp.cost.iter().all(|c| *c == 0.0) => false,
                    Offered::NotBetter | Offered::Rejected => {
                        self.rejected += 1;
                        self.rejected < solves && descent.reject(ground)
                    }
                    Offered::Held => false,
                };
                if goes_on {
                    return Progress::Underway;
                }
                // Along a relaxed point there is more to be hoped for.
                self.suits = !self.has_point;
            }
            Some(End::Nothing) => self.suits = false,
        }
        cx.heuristic_ended(Source::ClauseSearch, self.has_found, descent.work());
        if self.has_found {
            bench.take_up_incumbent(cx);
        }
        if self.has_point { Progress::Ended } else { Progress::EndedBeforeRelaxation }
    }
}
