//! Primal ratio tests: how far an entering variable can move, and which basic variable stops it.

use super::params::{GOOD_PIVOT, PIVOT_TOLERANCE};
use super::simplex::Simplex;
use crate::scalar::{greater, lesser};
use hunch_model::order::sort_by;

/// What stops the entering variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Block {
    /// Its own other bound.
    Flip,
    /// The basic variable of a position, which reaches its upper (true) or lower bound.
    Position(usize, bool),
    /// Nothing.
    Nothing,
}

/// A bound that a basic variable reaches.
#[derive(Clone, Copy, Debug)]
struct Breakpoint {
    step: f64,
    position: u32,
    upper: bool,
    alpha: f64,
}

impl Simplex {
    /// Phase 2: Harris' two-pass test (Harris 1973, "Pivot selection methods of the Devex LP code"). The
    /// entering variable moves in direction `sign`, position `p` changes at rate `−sign·column[p]`; `range`
    /// is the distance to the entering variable's other bound.
    pub(super) fn choose_blocking(&self, sign: f64, range: f64) -> (Block, f64) {
        let tolerance = self.tolerance.primal;
        let mut limit = f64::INFINITY;
        for (p, a) in self.work.column.iter() {
            if a.abs() > PIVOT_TOLERANCE {
                limit = lesser((greater(self.room(p, -sign * a), 0.0) + tolerance) / a.abs(), limit);
            }
        }
        if range <= limit {
            return if range < f64::INFINITY { (Block::Flip, range) } else { (Block::Nothing, range) };
        }
        let mut best: Option<(usize, f64)> = None;
        for (p, a) in self.work.column.iter() {
            let larger = a.abs() > PIVOT_TOLERANCE
                && best.is_none_or(|(b, alpha)| a.abs() > alpha || (a.abs() == alpha && p < b));
            if larger && self.room(p, -sign * a) <= limit * a.abs() {
                best = Some((p, a.abs()));
            }
        }
        match best {
            Some((p, alpha)) => {
                let rate = -sign * self.work.column.values[p];
                (Block::Position(p, rate > 0.0), (self.room(p, rate) / alpha).max(0.0))
            }
            None => (Block::Nothing, f64::INFINITY),
        }
    }

    /// Distance of position `p` to the bound towards which it moves.
    fn room(&self, p: usize, rate: f64) -> f64 {
        if rate > 0.0 {
            self.point.basic_upper[p] - self.point.basic_value[p]
        } else {
            self.point.basic_value[p] - self.point.basic_lower[p]
        }
    }

    /// Phase 1: minimises the sum of infeasibilities along the edge, a piecewise linear convex function whose
    /// slope starts at `−gain` and grows by `|column[p]|` at each bound that position `p` reaches (Maros
    /// 2003, "Computational techniques of the simplex method", section 9.2.2).
    pub(super) fn choose_blocking_infeasible(&self, sign: f64, range: f64, gain: f64) -> (Block, f64) {
        let mut points = self.breakpoints(sign);
        sort_by(&mut points, |a, b| a.step.total_cmp(&b.step).then(a.position.cmp(&b.position)));
        let mut slope = -gain;
        let mut passed = 0;
        let mut largest = 0.0f64;
        for point in &points {
            if point.step > range {
                break;
            }
            slope += point.alpha;
            passed += 1;
            largest = greater(point.alpha, largest);
            if slope >= 0.0 {
                break;
            }
        }
        if slope < 0.0 && range < f64::INFINITY {
            return (Block::Flip, range);
        }
        // The last point of the descent whose pivot is of good size.
        match points[..passed].iter().rev().find(|point| point.alpha >= GOOD_PIVOT * largest) {
            Some(point) => (Block::Position(point.position as usize, point.upper), point.step.max(0.0)),
            None => (Block::Nothing, f64::INFINITY),
        }
    }

    fn breakpoints(&self, sign: f64) -> Vec<Breakpoint> {
        let tolerance = self.tolerance.primal;
        let mut points = Vec::new();
        for (p, a) in self.work.column.iter() {
            let alpha = a.abs();
            if alpha <= PIVOT_TOLERANCE {
                continue;
            }
            let (x, lower, upper) =
                (self.point.basic_value[p], self.point.basic_lower[p], self.point.basic_upper[p]);
            let mut offer = |distance: f64, upper: bool| {
                if distance.is_finite() {
                    points.push(Breakpoint { step: distance / alpha, position: p as u32, upper, alpha });
                }
            };
            if -sign * a > 0.0 {
                if x < lower - tolerance {
                    offer(lower - x, false);
                }
                if x <= upper + tolerance {
                    offer(upper - x, true);
                }
            } else {
                if x > upper + tolerance {
                    offer(x - upper, true);
                }
                if x >= lower - tolerance {
                    offer(x - lower, false);
                }
            }
        }
        points
    }
}
