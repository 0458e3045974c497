//! What rows imply of the bounds of all columns, integer or not, and which bounds say so.
//!
//! What each row can amount to is kept up to date as bounds come and go, so that a bound costs the entries of
//! its column. Of sums that round, what has gathered in them is thrown away when all begins anew.

use super::trail::{NONE, Reason, Trail};
use crate::activity::Activity;
use crate::heuristics::feasibility_jump::Ground;
use crate::heuristics::tolerance::slack;
use crate::params::INTEGRALITY;
use crate::propagation::tightened;
use std::collections::VecDeque;

/// The rows of a program and its objective as one more, and what they can amount to.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The columns with costs, and these.
    objective: (Vec<usize>, Vec<f64>),
    /// What is looked for costs no more.
    most: f64,
    activities: Vec<Activity>,
    pending: VecDeque<u32>,
    is_pending: Vec<bool>,
    work: u64,
}

/// What cannot be satisfied any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A row, whose least value is above its upper side, or else its greatest below its lower side.
    Row(usize, bool),
    /// The bounds of a column, which cross.
    Crossing(usize),
    /// A clause, of which no bound can hold any more.
    Clause(u32),
}

impl Rows {
    /// The rows within the bounds of `trail`, all of them to be looked at.
    pub fn new(ground: Ground, trail: &Trail) -> Self {
        let rows = ground.problem.rows();
        let objective = ground.problem.lp.cost.iter().copied().enumerate().filter(|c| c.1 != 0.0).unzip();
        let mut all = Self {
            objective,
            most: f64::INFINITY,
            activities: vec![Activity::default(); rows + 1],
            pending: VecDeque::new(),
            is_pending: vec![false; rows + 1],
            work: 0,
        };
        all.sum_anew(ground, trail);
        all
    }

    /// Sums up all rows within the present bounds, and has all of them looked at.
    pub fn sum_anew(&mut self, ground: Ground, trail: &Trail) {
        for i in 0..self.activities.len() {
            let (columns, values) = self.terms(ground, i);
            let terms = columns.iter().copied().zip(values.iter().copied());
            let activity = Activity::of(terms, |j| (trail.lower(j), trail.upper(j)));
            self.work += columns.len() as u64;
            self.activities[i] = activity;
            self.mark(i);
        }
    }

    /// From now on only points with `cost · x <= most` are looked for.
    pub fn limit_cost(&mut self, most: f64) {
        self.most = most;
        self.mark(self.activities.len() - 1);
    }

    /// Entries visited so far.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Columns and coefficients of a row.
    pub fn terms<'a>(&'a self, ground: Ground<'a>, i: usize) -> (&'a [usize], &'a [f64]) {
        if i + 1 == self.activities.len() {
            (&self.objective.0, &self.objective.1)
        } else {
            ground.by_row.column(i)
        }
    }

    fn sides(&self, ground: Ground, i: usize) -> (f64, f64) {
        if i + 1 == self.activities.len() {
            (f64::NEG_INFINITY, self.most)
        } else {
            (ground.problem.lp.row_lower[i], ground.problem.lp.row_upper[i])
        }
    }

    fn mark(&mut self, i: usize) {
        if !std::mem::replace(&mut self.is_pending[i], true) {
            self.pending.push_back(i as u32);
        }
    }

    /// Nothing is to be looked at any more.
    pub fn forget_pending(&mut self) {
        self.pending.drain(..).for_each(|i| self.is_pending[i as usize] = false);
    }

    /// Brings a bound, with what it changes of the rows.
    pub fn push(
        &mut self,
        ground: Ground,
        trail: &mut Trail,
        (j, is_upper): (usize, bool),
        value: f64,
        reason: Reason,
    ) {
        let before = trail.bound(j, is_upper);
        trail.push(j, is_upper, value, reason);
        self.shift(ground, (j, is_upper), (before, value));
    }

    /// A bound of a column moves.
    pub fn shift(&mut self, ground: Ground, (j, is_upper): (usize, bool), (from, to): (f64, f64)) {
        let objective = self.activities.len() - 1;
        let (rows, values) = ground.problem.lp.matrix.column(j);
        self.work += rows.len() as u64;
        for (&i, &a) in rows.iter().zip(values) {
            self.shift_row(i, a, is_upper, (from, to));
        }
        let cost = ground.problem.lp.cost[j];
        if cost != 0.0 {
            self.shift_row(objective, cost, is_upper, (from, to));
        }
    }

    fn shift_row(&mut self, i: usize, a: f64, is_upper: bool, (from, to): (f64, f64)) {
        let activity = &mut self.activities[i];
        let (sum, infinite) = if is_upper == (a > 0.0) {
            (&mut activity.max, &mut activity.max_infinite)
        } else {
            (&mut activity.min, &mut activity.min_infinite)
        };
        match (from.is_finite(), to.is_finite()) {
            (true, true) => *sum += a * (to - from),
            (false, true) => (*sum, *infinite) = (*sum + a * to, *infinite - 1),
            (true, false) => (*sum, *infinite) = (*sum - a * from, *infinite + 1),
            (false, false) => {}
        }
        self.mark(i);
    }

    /// Looks at the rows that wait until one brings something, which `trail` then has, or fails. False where
    /// none waits any more.
    pub fn look(&mut self, ground: Ground, trail: &mut Trail) -> Result<bool, Failure> {
        while let Some(i) = self.pending.pop_front() {
            self.is_pending[i as usize] = false;
            let before = trail.count();
            self.propagate(ground, trail, i as usize)?;
            if trail.count() > before {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn propagate(&mut self, ground: Ground, trail: &mut Trail, i: usize) -> Result<(), Failure> {
        let (lower, upper) = self.sides(ground, i);
        let activity = self.activities[i];
        self.work += 1;
        if activity.least() > upper + slack(upper) {
            return Err(Failure::Row(i, true));
        }
        if activity.greatest() < lower - slack(lower) {
            return Err(Failure::Row(i, false));
        }
        let can_above = upper < f64::INFINITY && activity.greatest() > upper && activity.min_infinite <= 1;
        let can_below = lower > f64::NEG_INFINITY && activity.least() < lower && activity.max_infinite <= 1;
        if !can_above && !can_below {
            return Ok(());
        }
        let room = activity.room(lower, upper);
        let (columns, _) = self.terms(ground, i);
        let length = columns.len();
        self.work += length as u64;
        for k in 0..length {
            let (columns, values) = self.terms(ground, i);
            let (j, a) = (columns[k], values[k]);
            let (low, high) = (trail.lower(j), trail.upper(j));
            if low == high || a.abs() * (high - low) <= room {
                continue;
            }
            let (least, greatest) = if a > 0.0 { (a * low, a * high) } else { (a * high, a * low) };
            let without = |sum: f64, infinite: u32, own: f64| match (infinite, own.is_infinite()) {
                (0, _) => Some(sum - own),
                (1, true) => Some(sum),
                _ => None,
            };
            let most = without(activity.min, activity.min_infinite, least)
                .map_or(f64::INFINITY, |rest| upper + slack(upper) - rest);
            let fewest = without(activity.max, activity.max_infinite, greatest)
                .map_or(f64::NEG_INFINITY, |rest| lower - slack(lower) - rest);
            let mut interval = if a > 0.0 { (fewest / a, most / a) } else { (most / a, fewest / a) };
            let integer = ground.problem.integer[j];
            if integer {
                interval = (interval.0 - INTEGRALITY, interval.1 + INTEGRALITY);
            }
            let Some((new_low, new_high)) = tightened((low, high), interval, integer) else { continue };
            let reason = Reason::Row(i as u32);
            if new_low > low {
                self.push(ground, trail, (j, false), new_low, reason);
            }
            if new_high < high {
                self.push(ground, trail, (j, true), new_high, reason);
            }
            if new_low > new_high {
                return Err(Failure::Crossing(j));
            }
        }
        Ok(())
    }

    /// The events that make a row fail (its least value too high, or else its greatest too low), those that it
    /// would fail without left out or taken at an earlier bound.
    pub fn explain_failure(
        &mut self,
        ground: Ground,
        trail: &Trail,
        (i, too_high): (usize, bool),
        events: &mut Vec<u32>,
    ) {
        let (lower, upper) = self.sides(ground, i);
        let activity = &self.activities[i];
        let spare = if too_high {
            activity.least() - upper - slack(upper)
        } else {
            lower - slack(lower) - activity.greatest()
        };
        self.explain(ground, trail, (i, too_high), (None, trail.count() as u32), spare, events);
    }

    /// The events from which row `i` implies event `number`.
    pub fn explain_event(
        &mut self,
        ground: Ground,
        trail: &Trail,
        i: usize,
        number: u32,
        events: &mut Vec<u32>,
    ) {
        let event = *trail.event(number);
        let j = event.column as usize;
        let (columns, values) = self.terms(ground, i);
        let a = columns.iter().position(|&k| k == j).map_or(1.0, |k| values[k]);
        let from_least = (a > 0.0) == event.is_upper;
        let (lower, upper) = self.sides(ground, i);
        // What the others amount to, as it was then.
        let mut rest = 0.0;
        for (&k, &b) in columns.iter().zip(values) {
            if k != j {
                let is_upper = (b > 0.0) != from_least;
                rest += b * bound_before(ground, trail, k, is_upper, number);
            }
        }
        let spare = if ground.problem.integer[j] {
            let beyond = event.value + if event.is_upper { 1.0 } else { -1.0 };
            let beyond = beyond + if event.is_upper { -2.0 } else { 2.0 } * INTEGRALITY;
            if from_least {
                a * beyond + rest - upper - slack(upper)
            } else {
                lower - slack(lower) - a * beyond - rest
            }
        } else {
            0.0
        };
        self.work += columns.len() as u64;
        self.explain(ground, trail, (i, from_least), (Some(j), number), spare, events);
    }

    /// The events before `time` that row `i` needs of its columns other than `but`, where its sum has `spare`
    /// beyond what it needs.
    fn explain(
        &mut self,
        ground: Ground,
        trail: &Trail,
        (i, least): (usize, bool),
        (but, time): (Option<usize>, u32),
        mut spare: f64,
        events: &mut Vec<u32>,
    ) {
        let (columns, values) = self.terms(ground, i);
        let length = columns.len() as u64;
        for (&k, &b) in columns.iter().zip(values) {
            if Some(k) == but {
                continue;
            }
            let is_upper = (b > 0.0) != least;
            let mut e = trail.event_before(k, is_upper, time);
            while e != NONE {
                let event = trail.event(e);
                let loss = (b * (event.value - event.before)).abs();
                if loss > spare || loss.is_nan() {
                    break;
                }
                spare -= loss;
                e = event.previous;
            }
            if e != NONE {
                events.push(e);
            }
        }
        self.work += length;
    }
}

/// The bound of column `k` before event `time`.
fn bound_before(ground: Ground, trail: &Trail, k: usize, is_upper: bool, time: u32) -> f64 {
    match trail.event_before(k, is_upper, time) {
        NONE if is_upper => ground.domain.upper(k),
        NONE => ground.domain.lower(k),
        e => trail.event(e).value,
    }
}
