//! A program whose relaxation has no end, taken apart along binaries of implications.

use crate::guidance::GuidanceAccount;
use crate::hunch_engine::HunchRun;
use crate::outcome::Outcome;
use hunch_model::{Control, Event, Holds, Program, Solution, Statistics, Status};

/// A part was given up since there were too many.
const REASON_PARTS: &str = "the relaxation is unbounded in too many parts of the program to look at each";

/// What is known once the program was taken apart.
pub(super) struct Parts {
    /// Parts still to be searched.
    pub open: Vec<Program>,
    pub taken: usize,
    /// The best point, and the account of the run that found it.
    best: Option<(Solution, GuidanceAccount)>,
    /// The least bound of the parts that are done, as a minimisation.
    pub bound: f64,
    holds: Holds,
    pub unbounded: bool,
    reason: Option<String>,
    pub statistics: Statistics,
    account: GuidanceAccount,
}

impl Parts {
    /// None searched yet.
    pub fn new(account: GuidanceAccount) -> Self {
        Self {
            open: Vec::new(),
            taken: 0,
            best: None,
            bound: f64::INFINITY,
            holds: Holds::Safe,
            unbounded: false,
            reason: None,
            statistics: Statistics::default(),
            account,
        }
    }

    /// Takes over what a part came to; one that is `open` will be taken apart further.
    pub fn take(&mut self, outcome: &Outcome, open: bool, sign: f64, control: &mut dyn Control) {
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

    /// Whether the point of the part under way is better than those of the others.
    pub fn is_improved(&self, run: &HunchRun, sign: f64) -> bool {
        let objective = run.outcome().solution.objective.map(|o| sign * o);
        objective.is_some_and(|o| self.best_objective(sign).is_none_or(|best| o < best))
    }

    /// Leaves parts unsearched.
    pub fn give_up(&mut self) {
        self.bound = f64::NEG_INFINITY;
        self.reason = Some(REASON_PARTS.into());
    }

    /// What is known of the whole, `run` being the search of the part under way.
    pub fn outcome(&self, run: &HunchRun, ended: bool, given: &Program) -> Outcome {
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
