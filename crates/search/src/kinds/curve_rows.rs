//! Rows that a curve of one column lies above, `t ≥ ½ d x²`, each of which holds in exact arithmetic:
//!
//! - tangents: `½ d x² ≥ σ x − σ²/(2d)` for every slope `σ`, whatever rounding made of it;
//! - secants between neighbouring integers, where the column is integer: no integer lies between them;
//! - either with its constant times a binary `z`, or `1 − z`, that is 1 wherever the column is not 0 (Frangioni and Gentile,
//!   "Perspective cuts for a class of convex 0–1 mixed integer programs", 2006).

use crate::lp::safe_sum::Known;

/// What a quotient or a product may be off by, twice.
const ROUNDING: f64 = 1.0 + 4.0 * f64::EPSILON;
/// Below this a binary counts as 0: there is no point to divide by it.
const LEAST_SHARE: f64 = 1e-6;

/// A column and its curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bend {
    /// The column.
    pub column: usize,
    /// `d`.
    pub weight: f64,
    /// The column that is above the curve.
    pub above: usize,
    /// Whether the column is integer.
    pub integer: bool,
    /// A binary column, and its value without which this one is 0.
    pub switch: Option<Switch>,
}

/// A binary column at one of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Switch {
    /// The column.
    pub binary: usize,
    /// Whether it is on at one, or else at zero.
    pub at_one: bool,
}

impl Switch {
    /// How far it is on at a point.
    pub fn at(self, values: &[f64]) -> f64 {
        let z = values[self.binary];
        if self.at_one { z } else { 1.0 - z }
    }
}

/// `t ≥ slope · x − constant`, or `− constant · z`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub slope: f64,
    pub constant: f64,
}

impl Bend {
    /// The curve's value.
    pub fn at(&self, x: f64) -> f64 {
        0.5 * self.weight * x * x
    }

    /// Where a point lies on the curve, its switch counted.
    pub fn place(&self, x: f64, z: f64) -> f64 {
        if z > LEAST_SHARE { x / z } else { x }
    }

    /// The tangent at `x`.
    pub fn tangent(&self, x: f64) -> Line {
        let slope = self.weight * x;
        Line { slope, constant: (Known::product(slope, slope).high() / (2.0 * self.weight)) * ROUNDING }
    }

    /// The secant between the integers around `x`.
    pub fn secant(&self, x: f64) -> Line {
        let (low, high) = (x.floor(), x.floor() + 1.0);
        let slope = 0.5 * self.weight * (low + high);
        // The curve is convex, so that the line's distance to it is greatest at one of the two.
        let above = |k: f64| {
            let (line, curve) = (Known::product(slope, k), self.at(k));
            line.high() - curve + 4.0 * f64::EPSILON * (line.value.abs() + curve)
        };
        Line { slope, constant: above(low).max(above(high)) }
    }

    /// The line that says most at `x` with its switch at `z`.
    pub fn best(&self, x: f64, z: f64) -> Line {
        let place = self.place(x, z);
        if self.integer { self.secant(place) } else { self.tangent(place) }
    }
}

impl Line {
    /// Its value at `x` with the switch at `z`.
    pub fn at(&self, x: f64, z: f64) -> f64 {
        self.slope * x - self.constant * z
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::safe_sum::SafeSum;
    use crate::random::uniform;

    fn bend(weight: f64, integer: bool) -> Bend {
        Bend { column: 0, weight, above: 1, integer, switch: None }
    }

    /// By how much a line is certainly above the curve at `x`.
    fn certainly_above(bend: &Bend, line: Line, x: f64) -> bool {
        let mut sum = SafeSum::default();
        sum.add_product(line.slope, x);
        sum.add(Known::exactly(-line.constant));
        let square = Known::product(x, x);
        sum.add_product(-0.5 * bend.weight, square.value);
        sum.add(Known { value: 0.0, error: 0.5 * bend.weight * square.error });
        sum.total().low() > 0.0
    }

    #[test]
    fn no_tangent_is_above_the_curve_and_no_secant_at_an_integer() {
        let mut state = 11;
        for _ in 0..2_000 {
            let weight = 10f64.powf(12.0 * uniform(&mut state) - 6.0);
            let at = 200.0 * (uniform(&mut state) - 0.5);
            let tangent = bend(weight, false).tangent(at);
            for near in [at, at.next_up(), at.next_down(), at * 1.000_001, -at, 0.0, 17.3] {
                assert!(!certainly_above(&bend(weight, false), tangent, near), "{weight} {at} {near}");
            }
            let secant = bend(weight, true).secant(at);
            for k in -3..=3 {
                let near = at.floor() + f64::from(k);
                assert!(!certainly_above(&bend(weight, true), secant, near), "{weight} {at} {near}");
            }
            let off = bend(weight, true).at(at.floor()) - secant.at(at.floor(), 1.0);
            assert!(off.abs() <= 1e-12 * weight * (1.0 + at * at), "{off}");
        }
    }
}
