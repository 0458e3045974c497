//! The best hyperplane of one node ("Machine Learning under a Modern Optimization Lens", section 3.2): from
//! several starts, one coefficient at a time to the value at which the node errs least.
//!
//! Coefficients a and right-hand side b are those of x = (θ − low) / extent, which lies in [0, 1]. When a_j
//! alone moves, the plane turns about its points with x_j = 0, and every point changes side once and in the
//! same direction: the values at which they do are sorted, and one sweep judges them all. With x_j − 1 in
//! the place of x_j it turns about its points with x_j = 1 instead; each step draws one of the two.

use super::plane::{Coordinate, Plane, as_split, scaled};
use super::rules::Rules;
use super::starts::{between_means, perceptron, random};
use super::sweep::{Points, Sweep};
use crate::learn::arena::{Arena, Split};
use crate::learn::params::{
    COEFFICIENT_ROUNDS, NEGLIGIBLE_COEFFICIENT, PURSUED_HYPERPLANES, RANDOM_HYPERPLANES, SAME_TURN,
};
use crate::learn::random::Stream;

/// Scratch.
#[derive(Clone, Debug, Default)]
pub(super) struct Oblique {
    keys: Vec<u64>,
    turn: Vec<f64>,
    order: Vec<u32>,
    work: u64,
}

impl Oblique {
    /// Points passed since it was last asked.
    pub(super) fn take_work(&mut self) -> u64 {
        std::mem::take(&mut self.work)
    }

    /// The best hyperplane found from `starts`, from random ones, the difference of means and a perceptron,
    /// with the loss of the node. `base` is the cost of the subtrees' complexity.
    pub(super) fn best(
        &mut self,
        arena: &Arena<'_>,
        points: &Points,
        sweep: &mut Sweep,
        starts: [Option<&Split>; 2],
        base: f64,
        rules: &Rules,
        stream: &mut Stream,
    ) -> Option<(Split, f64)> {
        let mut planes: Vec<(Vec<f64>, f64)> =
            starts.into_iter().flatten().map(|split| scaled(arena, split)).collect();
        if let Some(plane) = between_means(arena, points) {
            planes.push(perceptron(arena, points, &plane, stream));
            planes.push(plane);
        }
        for _ in 0..RANDOM_HYPERPLANES {
            planes.push(random(arena, points, stream));
        }
        // One round shows which starts are worth the others.
        let mut first: Vec<(Plane, f64)> = Vec::new();
        for (a, b) in planes {
            let Some(plane) = Plane::new(arena, points, a, b) else { continue };
            first.push(self.descend(arena, points, sweep, plane, base, rules, stream, 1));
        }
        first.retain(|(_, loss)| loss.is_finite());
        first.sort_by(|a, b| a.1.total_cmp(&b.1));
        first.truncate(PURSUED_HYPERPLANES);
        let mut best: Option<(Split, f64)> = None;
        for (plane, _) in first {
            let rounds = COEFFICIENT_ROUNDS;
            let (plane, _) = self.descend(arena, points, sweep, plane, base, rules, stream, rounds);
            let found = as_split(arena, points, sweep, &plane, base, rules);
            if let Some(found) = found
                && best.as_ref().is_none_or(|best| found.1 < best.1 - rules.tolerance)
            {
                best = Some(found);
            }
        }
        best
    }

    /// Moves one coordinate after the other, in random order, while that helps.
    fn descend(
        &mut self,
        arena: &Arena<'_>,
        points: &Points,
        sweep: &mut Sweep,
        mut plane: Plane,
        base: f64,
        rules: &Rules,
        stream: &mut Stream,
        rounds: usize,
    ) -> (Plane, f64) {
        let side = sweep.sides(points, rules.limits.bucket, |i| plane.excess[i] <= 0.0);
        let price = |plane: &Plane| rules.penalty * plane.complexity() + base;
        let mut loss = side.map_or(f64::INFINITY, |correct| points.total - correct + price(&plane));
        let mut order: Vec<usize> =
            (0..arena.data.width()).filter(|&j| arena.columns.extent[j] > 0.0).collect();
        for _ in 0..rounds {
            let mut improved = false;
            plane.measure(arena, points);
            stream.shuffle(&mut order);
            for position in 0..=order.len() {
                let coordinate = match order.get(position) {
                    Some(&parameter) => {
                        let pivot = if stream.unit() < 0.5 { 0.0 } else { 1.0 };
                        Coordinate::Coefficient { parameter, pivot }
                    }
                    None => Coordinate::Bound,
                };
                if let Some(found) =
                    self.step(arena, points, sweep, &mut plane, coordinate, base, rules, loss)
                {
                    // A step that only shrinks coefficients is no reason for another round.
                    improved |= found < loss - rules.least_gain();
                    loss = found;
                }
            }
            if !improved || loss <= base + rules.penalty + rules.tolerance {
                break;
            }
        }
        (plane, loss)
    }

    /// Moves one coordinate to its best value when that lowers the loss, or leaves it and makes the plane
    /// simpler. Returns the new loss.
    fn step(
        &mut self,
        arena: &Arena<'_>,
        points: &Points,
        sweep: &mut Sweep,
        plane: &mut Plane,
        coordinate: Coordinate,
        base: f64,
        rules: &Rules,
        loss: f64,
    ) -> Option<f64> {
        let sign = self.turns(arena, points, plane, coordinate);
        self.work += 4 * points.index.len() as u64;
        let others = match coordinate {
            Coordinate::Coefficient { parameter, .. } => plane.without(parameter),
            Coordinate::Bound => plane.without(usize::MAX),
        };
        let (turn, order) = (&self.turn, &self.order);
        let at = |k: usize| turn[order[k] as usize];
        let now = plane.complexity();
        let mut best = (loss, now, None);
        let visit = |k: usize, correct: f64| {
            let errors = points.total - correct + base;
            if errors > best.0 + rules.tolerance {
                return;
            }
            let value = sign * between(at(k), at(k - 1), coordinate == Coordinate::Bound);
            let complexity = match coordinate {
                Coordinate::Coefficient { .. } => others.with(value),
                Coordinate::Bound => now,
            };
            let found = errors + rules.penalty * complexity;
            let simpler = found < best.0 + rules.tolerance && complexity < best.1 - NEGLIGIBLE_COEFFICIENT;
            if found < best.0 - rules.tolerance || simpler {
                best = (found, complexity, Some(value));
            }
        };
        // Values that are closer than rounding could tell apart are one.
        let tied = |k: usize| {
            let (upper, lower) = (at(k - 1), at(k));
            upper == lower || upper - lower <= SAME_TURN * (1.0 + lower.abs().min(upper.abs()))
        };
        sweep.divide(points, order, rules.limits.bucket, tied, visit);
        let value = best.2?;
        plane.set(arena, points, coordinate, value);
        Some(best.0)
    }

    /// Sorts the points by the value of the coordinate, times the sign that is returned, up to which each is
    /// on the left, the largest first; infinite for those that it does not move.
    fn turns(&mut self, arena: &Arena<'_>, points: &Points, plane: &Plane, coordinate: Coordinate) -> f64 {
        self.turn.clear();
        let sign = match coordinate {
            Coordinate::Coefficient { parameter, pivot } => {
                let (x, a) = (&arena.columns.scaled[parameter], plane.a[parameter]);
                let sign = if pivot == 0.0 { 1.0 } else { -1.0 };
                let turn = |(&i, &excess): (&u32, &f64)| {
                    let x = x[i as usize] - pivot;
                    if x.abs() > SAME_TURN {
                        sign * (a - excess / x)
                    } else if excess <= 0.0 {
                        f64::INFINITY
                    } else {
                        f64::NEG_INFINITY
                    }
                };
                self.turn.extend(points.index.iter().zip(&plane.excess).map(turn));
                sign
            }
            Coordinate::Bound => {
                self.turn.extend(plane.excess.iter().map(|excess| -(excess + plane.b)));
                -1.0
            }
        };
        // The last bits of the number make room for the position, so that plain integers are sorted; what
        // this may put in the wrong order is closer than `tied` tells apart.
        let room = u64::MAX >> (points.index.len() as u64).leading_zeros();
        self.keys.clear();
        self.keys.extend(self.turn.iter().enumerate().map(|(k, &turn)| !ascending(turn) & !room | k as u64));
        self.keys.sort_unstable();
        self.order.clear();
        self.order.extend(self.keys.iter().map(|&key| (key & room) as u32));
        sign
    }
}

/// Bits that sort as the number does.
fn ascending(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// A value in (lower, upper): zero where that is possible and wanted, else the middle; one beyond the end of
/// a half line.
fn between(lower: f64, upper: f64, bound: bool) -> f64 {
    if !bound && lower < 0.0 && upper > 0.0 {
        return 0.0;
    }
    match (lower.is_finite(), upper.is_finite()) {
        (true, true) => 0.5 * lower + 0.5 * upper,
        (true, false) => lower + 1.0,
        (false, true) => upper - 1.0,
        (false, false) => 0.0,
    }
}
