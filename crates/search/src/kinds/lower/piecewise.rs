//! Piecewise-linear terms. Where the function is convex and costs and rows only ask for less of its value (or
//! concave, and for more), its lines bound the value, and no binary is needed. Else the incremental form
//! (Markowitz and Manne, "On the solution of discrete programming problems", 1957; Vielma, Ahmed and Nemhauser, "Mixed-integer models for nonseparable piecewise-linear optimization", 2010,
//! section 3), whose relaxation is the function's envelope.

use super::builder::{Builder, Noise};
use super::derive::Derived;
use crate::params::UNIT;
use hunch_model::tolerances::ROW_RELATIVE;
use hunch_model::whole::EXACT_LIMIT;
use hunch_model::{Kind, PiecewiseLinear};

/// Lines that would have to give way by more than this share of the numbers they are made of are not those of
/// a convex function.
const CONVEX_MARGIN: f64 = 1e-12;
/// What a sum of a few thousand roundings may itself round.
const SUM_ROUNDING: f64 = 1.0 + 1e-9;

/// The terms of a row, and its sides.
type LineRow = (Vec<(usize, f64)>, (f64, f64));

impl Builder<'_> {
    pub(super) fn piecewise(&mut self) {
        let given = self.given;
        for (k, term) in given.piecewise.iter().enumerate() {
            if let Some(lines) = self.pushed_lines(term) {
                let beyond = beyond_row_tolerance(&term.points);
                for (terms, sides) in lines {
                    self.noisy_row(&terms, sides, Noise { rounded: 0.0, beyond });
                }
                self.pushed.push(k);
            } else {
                self.incremental(term);
            }
        }
    }

    /// `x = X₀ + Σ (Xₖ₊₁ − Xₖ) tₖ`, `y` likewise, `tₖ₊₁ <= uₖ <= tₖ`: pieces are passed one after the other.
    fn incremental(&mut self, term: &PiecewiseLinear) {
        let points = self.pieces_in_reach(term);
        let (x, y) = (term.argument, term.value);
        let shares: Vec<usize> = points
            .windows(2)
            .map(|p| {
                let derived = Derived::Share { argument: x, from: p[0].0, to: p[1].0 };
                self.column(Kind::Continuous, 1.0, derived)
            })
            .collect();
        for k in 1..shares.len() {
            let passed = self.binary(Derived::Beyond { argument: x, from: points[k].0 });
            self.row(&[(shares[k - 1], 1.0), (passed, -1.0)], (0.0, f64::INFINITY));
            self.row(&[(shares[k], 1.0), (passed, -1.0)], (f64::NEG_INFINITY, 0.0));
        }
        let mut lost = (0.0, 0.0);
        let (mut of_x, mut of_y) = (vec![(x, 1.0)], vec![(y, 1.0)]);
        for (p, &share) in points.windows(2).zip(&shares) {
            let ((dx, lost_x), (dy, lost_y)) = (difference(p[1].0, p[0].0), difference(p[1].1, p[0].1));
            of_x.push((share, -dx));
            of_y.push((share, -dy));
            lost = (lost.0 + lost_x, lost.1 + lost_y);
        }
        let beyond = beyond_row_tolerance(points);
        for (terms, at, lost, beyond) in
            [(of_x, points[0].0, lost.0, 0.0), (of_y, points[0].1, lost.1, beyond)]
        {
            let rounded = lost * SUM_ROUNDING;
            // Programs without integers are solved as given: their rows have no noise.
            if shares.len() == 1 && rounded > 0.0 {
                let sides = ((at - rounded).next_down(), (at + rounded).next_up());
                self.noisy_row(&terms, sides, Noise { rounded: 0.0, beyond });
            } else {
                self.noisy_row(&terms, (at, at), Noise { rounded, beyond });
            }
        }
    }

    /// The breakpoints around the argument's own bounds.
    fn pieces_in_reach<'t>(&self, term: &'t PiecewiseLinear) -> &'t [(f64, f64)] {
        let (lower, upper) = {
            let column = &self.program.columns[term.argument];
            (column.lower, column.upper)
        };
        let points = &term.points[..];
        let last = points.len() - 1;
        let first = (0..last).rfind(|&k| points[k].0 <= lower).unwrap_or(0);
        let end = (first + 1..last).find(|&k| points[k].0 >= upper).unwrap_or(last);
        &points[first..=end]
    }

    /// The rows `y >= line` of a convex function whose value nothing asks to be more (or the mirror image);
    /// `None` for all others, and where rows that nobody has seen may ask for more.
    fn pushed_lines(&self, term: &PiecewiseLinear) -> Option<Vec<LineRow>> {
        if self.unseen {
            return None;
        }
        let (given, y) = (self.given, term.value);
        let column = &given.columns[y];
        let others = |t: &PiecewiseLinear| t.argument == y || t.value == y;
        let named = given.sets.iter().any(|s| s.members.iter().any(|m| m.0 == y))
            || given.piecewise.iter().filter(|t| others(t)).count() > 1
            || given.quadratic.iter().flat_map(|q| &q.lower_triangle).any(|t| t.0 == y || t.1 == y)
            || given.objectives.iter().any(|o| o.terms.iter().any(|t| t.0 == y));
        if column.kind != Kind::Continuous || named {
            return None;
        }
        let cost = given.sense.sign() * column.objective;
        for way in [1.0, -1.0] {
            let asks_for_less = |&(i, _, a): &(usize, usize, f64)| {
                let row = &given.rows[i];
                let side = if way * a > 0.0 { row.lower } else { row.upper };
                side.is_infinite()
            };
            let mut entries = given.matrix.triplets().filter(|t| t.1 == y && t.2 != 0.0);
            let mirrored: Vec<(f64, f64)> = term.points.iter().map(|&(x, v)| (x, way * v)).collect();
            let least = mirrored.iter().fold(f64::INFINITY, |m, p| m.min(p.1));
            let floor = if way > 0.0 { column.lower } else { -column.upper };
            if way * cost >= 0.0
                && floor <= least
                && entries.all(|t| asks_for_less(&t))
                && let Some(lines) = lines(&mirrored)
            {
                let row = |&(slope, side): &(f64, f64)| {
                    let sides = if way > 0.0 { (side, f64::INFINITY) } else { (f64::NEG_INFINITY, -side) };
                    (vec![(y, 1.0), (term.argument, -way * slope)], sides)
                };
                return Some(lines.iter().map(row).collect());
            }
        }
        None
    }
}

/// The lines `value − slope · argument >= side` of a convex function, moved outwards by their rounding;
/// `None` where it is not convex.
fn lines(points: &[(f64, f64)]) -> Option<Vec<(f64, f64)>> {
    let slopes: Vec<f64> = points.windows(2).map(|p| (p[1].1 - p[0].1) / (p[1].0 - p[0].0)).collect();
    if slopes.windows(2).any(|s| s[0] > s[1]) {
        return None;
    }
    let of = |(&slope, from): (&f64, &(f64, f64))| {
        let size = |p: &(f64, f64)| from.1.abs() + p.1.abs() + slope.abs() * (p.0.abs() + from.0.abs());
        let scale = points.iter().map(size).fold(0.0, f64::max);
        let whole = |p: &(f64, f64)| p.0.fract() == 0.0 && p.1.fract() == 0.0;
        let exact = slope.fract() == 0.0 && points.iter().all(whole) && scale < EXACT_LIMIT;
        let rounded = if exact { 0.0 } else { 16.0 * UNIT * scale };
        let above = |p: &(f64, f64)| from.1 + slope * (p.0 - from.0) - p.1;
        let excess = points.iter().map(above).fold(0.0, f64::max);
        let side = from.1 - slope * from.0 - (rounded + excess);
        (slope.is_finite() && excess <= CONVEX_MARGIN * scale).then_some((slope, side))
    };
    slopes.iter().zip(points).map(of).collect()
}

/// What the checker's tolerance of a term has beyond that of its row, at most: the shares of the terms that
/// it sums and the row does not.
fn beyond_row_tolerance(points: &[(f64, f64)]) -> f64 {
    let of_piece = |p: &[(f64, f64)]| {
        let slope = ((p[1].1 - p[0].1) / (p[1].0 - p[0].0)).abs();
        let farthest = p[0].0.abs().max(p[1].0.abs());
        p[0].1.abs() + slope * (p[1].0 - p[0].0) + 2.0 * slope * farthest
    };
    ROW_RELATIVE * points.windows(2).map(of_piece).fold(0.0, f64::max)
}

/// `a − b`, and what it rounds (TwoSum: Knuth, "The art of computer programming", volume 2, section 4.2.2).
fn difference(a: f64, b: f64) -> (f64, f64) {
    let result = a - b;
    let back = result - a;
    let lost = (a - (result - back)) + (-b - back);
    (result, lost.abs())
}
