//! Ratio tests in two passes (Harris, "Pivot selection methods of the Devex LP code", 1973): among what
//! blocks within tolerance, what moves most.

use super::engine::Qp;
use super::params::{DIRECTION_NOISE, PIVOT};
use super::working_set::Place;
use crate::scalar::{greater, lesser};

/// What ends a step along `work.direction`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Block {
    /// The variable.
    pub variable: usize,
    /// The length of the step.
    pub step: f64,
    /// The bound at which the variable comes to rest.
    pub place: Place,
}

impl Qp {
    /// The basic or superbasic variable that reaches a bound first along `work.direction`, if a step of
    /// `longest` is not shorter.
    pub(super) fn primal_block(&self, longest: f64) -> Option<Block> {
        let direction = &self.work.direction;
        let scale = direction.iter().fold(0.0, |m, p| greater(p.abs(), m));
        let moving = || {
            let all = self.point.head.iter().chain(&self.point.supers).map(|&k| k as usize);
            all.filter(|&k| direction[k].abs() > DIRECTION_NOISE * scale)
        };
        let mut limit = longest;
        for k in moving() {
            let room = greater(self.room(k), 0.0) + self.settings.primal_tolerance;
            limit = lesser(room / direction[k].abs(), limit);
        }
        if limit >= longest {
            return None;
        }
        let mut best: Option<(usize, f64)> = None;
        for k in moving() {
            let rate = direction[k].abs();
            if best.is_none_or(|b| rate > b.1) && self.room(k) <= limit * rate {
                best = Some((k, rate));
            }
        }
        let (variable, rate) = best?;
        let place = if direction[variable] > 0.0 { Place::AtUpper } else { Place::AtLower };
        Some(Block { variable, step: greater(self.room(variable) / rate, 0.0), place })
    }

    /// Distance of variable `k` to the bound towards which it moves.
    fn room(&self, k: usize) -> f64 {
        let x = self.point.value[k];
        if self.work.direction[k] > 0.0 { self.seen.upper[k] - x } else { x - self.seen.lower[k] }
    }

    /// The nonbasic variable whose reduced cost loses its sign first when reduced costs change by
    /// `work.rates` a unit, its step, and the step within tolerance.
    pub(super) fn dual_block(&self) -> (Option<usize>, f64, f64) {
        let tolerance = self.dual_tolerance;
        let rates = &self.work.rates;
        let scale = greater(rates.iter().fold(0.0, |m, r| greater(r.abs(), m)), 1.0);
        // The sign that the reduced cost must keep; a free variable's may not move at all.
        let room = |k: usize| {
            let (z, r) = (self.point.reduced[k], rates[k]);
            let blocks = match self.point.place[k] {
                Place::AtLower => r < 0.0,
                Place::AtUpper => r > 0.0,
                Place::Free => true,
                Place::Basic | Place::Superbasic => false,
            };
            let counts = blocks && r.abs() > PIVOT * scale && self.seen.lower[k] < self.seen.upper[k];
            counts.then(|| if self.point.place[k] == Place::Free { 0.0 } else { -z * r.signum() })
        };
        let mut limit = f64::INFINITY;
        for k in 0..self.n + self.m {
            if let Some(room) = room(k) {
                limit = lesser((greater(room, 0.0) + tolerance) / rates[k].abs(), limit);
            }
        }
        let mut best: Option<(usize, f64)> = None;
        if limit < f64::INFINITY {
            for k in 0..self.n + self.m {
                let rate = rates[k].abs();
                if best.is_none_or(|b| rate > b.1) && room(k).is_some_and(|room| room <= limit * rate) {
                    best = Some((k, rate));
                }
            }
        }
        match best {
            Some((k, rate)) => (Some(k), greater(room(k).unwrap_or(0.0) / rate, 0.0), limit),
            None => (None, f64::INFINITY, f64::INFINITY),
        }
    }
}
