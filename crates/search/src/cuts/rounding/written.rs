//! What is written of a rounding: the same rounding of what the combination truly is, its coefficients and
//! side with the error of all arithmetic on the way, in columns. After Cook, Dash, Fukasawa and Goycoolea,
//! "Numerically safe Gomory mixed-integer cuts" (2009).

use super::{Anchor, Combination, Distances, Part, Rounding, rounded};
use crate::cuts::estimate::Estimate;
use crate::cuts::{Inequality, tidy::tidy};
use crate::lp::safe_sum::two_product;
use crate::params::{CUT_FRACTION_ERROR, CUT_SLOPE_MARGIN};

/// How far the numbers that were rounded may lie from what the combination truly is, when measured from the
/// same bounds.
struct Drift {
    /// For each integer its coefficient, as it enters the rounding …
    coefficients: Vec<f64>,
    /// … and how far that is off.
    integers: Vec<f64>,
    /// For each part, the same.
    parts: Vec<f64>,
    /// For variables that were taken for absent, and from where they are measured (continuous ones).
    others: Vec<(usize, Option<Anchor>, f64)>,
    /// For the divided right-hand side.
    right: f64,
}

impl Rounding<'_> {
    /// The rounded inequality, written in columns again so that it holds in exact arithmetic.
    ///
    /// The rounding is continuous in the coefficients, and in the right-hand side where that is not near an
    /// integer. So its coefficients are off by no more than a slope times what the combination's own numbers
    /// are off by; the columns' bounds make up for it.
    pub(super) fn written(
        &mut self,
        distances: &Distances,
        divisor: f64,
        from: (&Combination, f64),
    ) -> Option<Inequality> {
        let fraction = distances.fraction(divisor)?;
        let idle = self.measure_idle_from_below(distances, divisor, fraction);
        let drift = self.drift(distances, divisor, from, &idle);
        self.truth.clear();
        let drift = drift.filter(|d| d.right <= CUT_FRACTION_ERROR)?;
        let found = self.in_columns(distances, divisor, fraction, &drift);
        let terms = self.sum.take();
        let point = self.point;
        tidy(terms, found?, |j| point.extent(j), point.columns())
    }

    /// The parts that are dropped after all.
    fn measure_idle_from_below(&mut self, distances: &Distances, divisor: f64, fraction: f64) -> Vec<usize> {
        let idle: Vec<usize> = (0..self.parts.len())
            .filter(|&p| self.is_idle(distances, &self.parts[p], divisor, fraction))
            .collect();
        let idle_columns = idle
            .iter()
            .filter_map(|&p| match self.parts[p].anchor {
                Anchor::VariableUpper(y, ..) => Some(y),
                _ => None,
            })
            .collect();
        for &p in &idle {
            let variable = self.parts[p].variable;
            self.parts[p].anchor = Anchor::Lower(self.point.bounds(variable).0);
            self.parts[p].coefficient = 0.0;
        }
        idle_columns
    }

    /// Adds the combination up again, with the error of the arithmetic, and compares. `None` when a variable
    /// that is not certainly absent has no bound to measure from. `idle` are integers whose coefficients came
    /// from dropped parts.
    fn drift(
        &mut self,
        distances: &Distances,
        divisor: f64,
        (combination, sign): (&Combination, f64),
        idle: &[usize],
    ) -> Option<Drift> {
        let point = self.point;
        let truth = &mut self.truth;
        let mut right = combination.estimate(point, sign, truth);
        let mut coefficients: Vec<f64> = distances.integers.iter().map(|w| w.coefficient).collect();
        for &y in idle {
            coefficients[self.place[y] as usize] = 0.0;
        }
        let mut drift = Drift {
            integers: vec![0.0; coefficients.len()],
            coefficients,
            parts: vec![0.0; self.parts.len()],
            others: Vec::new(),
            right: 0.0,
        };
        // Continuous variables first: their variable bounds add to integers, which may be touched anew.
        let mut at = 0;
        while let Some(k) = truth.touched(at) {
            at += 1;
            let a = truth.get(k);
            if point.is_integer(k) || a == Estimate::default() {
                continue;
            }
            let part = self.parts.get(self.place[k] as usize);
            let (anchor, expected) = match part {
                Some(part) => (part.anchor, part.coefficient),
                None => (self.anchors[k].of(a.value, self.by_sign)?.0, 0.0),
            };
            let below = |constant: f64| a.times(-constant);
            let (toward, moved) = match anchor {
                Anchor::Lower(bound) => (1.0, below(bound)),
                Anchor::Upper(bound) => (-1.0, below(bound)),
                Anchor::VariableUpper(y, slope, constant) | Anchor::VariableLower(y, slope, constant) => {
                    let share = f64::EPSILON;
                    truth.add(y, Estimate::relative(slope, share).times_estimate(a));
                    let upper = matches!(anchor, Anchor::VariableUpper(..));
                    let constant = Estimate::relative(-constant, share).times_estimate(a);
                    (if upper { -1.0 } else { 1.0 }, constant)
                }
            };
            right = right.plus(moved);
            let coefficient = a.times(toward);
            match part {
                // A distance with a positive coefficient may be dropped.
                None if coefficient.low() >= 0.0 => {}
                None => drift.others.push((k, Some(anchor), coefficient.distance(0.0))),
                Some(_) if expected == 0.0 && coefficient.low() >= 0.0 => {}
                Some(_) => drift.parts[self.place[k] as usize] = coefficient.distance(expected),
            }
        }
        for at in 0.. {
            let Some(k) = truth.touched(at) else { break };
            let a = truth.get(k);
            if !point.is_integer(k) || a == Estimate::default() {
                continue;
            }
            let (lower, upper) = point.bounds(k);
            let known = distances.integers.get(self.place[k] as usize);
            let from_upper = known.map_or(lower.abs() > upper.abs(), |w| w.from_upper);
            let (toward, bound) = if from_upper { (-1.0, upper) } else { (1.0, lower) };
            if !bound.is_finite() {
                return None;
            }
            right = right.plus(a.times(-bound));
            let coefficient = a.times(toward);
            if known.is_some() {
                let p = self.place[k] as usize;
                drift.integers[p] = coefficient.distance(drift.coefficients[p]);
            } else {
                drift.others.push((k, None, coefficient.distance(0.0)));
            }
        }
        let rounding = f64::EPSILON * (1.0 + (distances.right / divisor).abs());
        drift.right = right.distance(distances.right) / divisor + rounding;
        Some(drift)
    }

    /// Adds up the rounded inequality's left side by column, and gives its right side.
    fn in_columns(
        &mut self,
        distances: &Distances,
        divisor: f64,
        fraction: f64,
        drift: &Drift,
    ) -> Option<Estimate> {
        let point = self.point;
        let slope = CUT_SLOPE_MARGIN / (1.0 - fraction);
        let mut upper = Estimate::exactly((distances.right / divisor).floor());
        for (p, whole) in distances.integers.iter().enumerate() {
            let a = drift.coefficients[p];
            let rounded = Estimate {
                value: rounded(a / divisor, fraction),
                error: rounding_error((a, drift.integers[p]), divisor, fraction, drift.right),
            };
            if rounded == Estimate::default() {
                continue;
            }
            let (lower, higher) = point.bounds(whole.variable);
            let (sign, bound) = if whole.from_upper { (-1.0, higher) } else { (1.0, lower) };
            let g = rounded.times(sign);
            upper = upper.plus(g.times(bound));
            upper = upper.plus(self.add_column(whole.variable, g));
        }
        let parts = std::mem::take(&mut self.parts);
        for (part, &off) in parts.iter().zip(&drift.parts) {
            let value = part.coefficient / (divisor * (1.0 - fraction));
            let rounding = value.abs() * (drift.right * slope + 4.0 * f64::EPSILON);
            let h = Estimate { value, error: slope * off / divisor + CUT_SLOPE_MARGIN * rounding };
            if h == Estimate::default() {
                continue;
            }
            let (sign, constant) = match part.anchor {
                Anchor::Lower(bound) => (1.0, Estimate::exactly(bound)),
                Anchor::Upper(bound) => (-1.0, Estimate::exactly(bound)),
                Anchor::VariableUpper(y, slope, constant) | Anchor::VariableLower(y, slope, constant) => {
                    let sign = if matches!(part.anchor, Anchor::VariableUpper(..)) { -1.0 } else { 1.0 };
                    let share = f64::EPSILON;
                    let moved =
                        self.add_column(y, Estimate::relative(-sign * slope, share).times_estimate(h));
                    upper = upper.plus(moved);
                    (sign, Estimate::relative(constant, share))
                }
            };
            upper = upper.plus(constant.times_estimate(h.times(sign)));
            upper = upper.plus(self.add_column(part.variable, h.times(sign)));
        }
        self.parts = parts;
        // What was taken for absent enters with a coefficient of its own size at most, from a bound.
        for &(variable, anchor, off) in &drift.others {
            let h = Estimate { value: 0.0, error: slope * off / divisor };
            let (lower, higher) = point.bounds(variable);
            let bound = match anchor {
                Some(
                    Anchor::VariableUpper(y, slope, constant) | Anchor::VariableLower(y, slope, constant),
                ) => {
                    let moved = self.add_column(y, h.times(slope));
                    upper = upper.plus(moved);
                    constant
                }
                Some(Anchor::Lower(bound) | Anchor::Upper(bound)) => bound,
                None => {
                    if lower.abs() > higher.abs() {
                        higher
                    } else {
                        lower
                    }
                }
            };
            upper = upper.plus(h.times(bound));
            upper = upper.plus(self.add_column(variable, h));
        }
        Some(upper)
    }

    /// Adds `v · variable` to the left side in columns: a slack is written as its row. Returns what moves to
    /// the right side.
    fn add_column(&mut self, variable: usize, v: Estimate) -> Estimate {
        let Some(i) = variable.checked_sub(self.point.columns()) else {
            self.sum.add(variable, v);
            return Estimate::default();
        };
        // a·x + sign · s = side, so s = sign · (side − a·x).
        let (_, sign) = self.point.side(i);
        let sum = &mut self.sum;
        let v = v.times(-sign);
        self.point.for_each_estimate(i, |j, a| sum.add(j, v.times_estimate(a)));
        v.times_estimate(self.point.side_estimate(i))
    }

    /// Whether an arc `x <= u·y` into the node gains nothing from its set-up: when rounding leaves no
    /// coefficient at `y`, what remains is the non-positive `−(u·y − x)`, and measuring `x` from its lower
    /// bound instead, where it may be dropped, cuts deeper.
    fn is_idle(&self, distances: &Distances, part: &Part, divisor: f64, fraction: f64) -> bool {
        let point = self.point;
        let Anchor::VariableUpper(y, slope, constant) = part.anchor else { return false };
        let Some(whole) = distances.integers.get(self.place[y] as usize) else { return false };
        // Neither the right-hand side nor another part's set-up may hang on it.
        let alone = !whole.from_upper && whole.coefficient == -part.coefficient * slope;
        let still = constant == point.bounds(part.variable).0 && point.bounds(y).0 == 0.0;
        alone && still && rounded(whole.coefficient / divisor, fraction) == 0.0
    }
}

/// How far the rounding of `a / divisor` may lie from that of the true coefficient, `off` from `a`, by the
/// true fraction, `shift` from `fraction`.
fn rounding_error((a, off): (f64, f64), divisor: f64, fraction: f64, shift: f64) -> f64 {
    let quotient = a / divisor;
    let (product, lost) = two_product(quotient, divisor);
    let inexact = (product - a).abs() + lost.abs();
    let over = quotient - quotient.floor();
    let taken = if over == 0.0 { 0.0 } else { f64::EPSILON };
    let off = CUT_SLOPE_MARGIN * (off + inexact) / divisor + taken;
    // Up to the fraction the rounding is flat.
    if over >= off && over + off + shift <= fraction - f64::EPSILON {
        return 0.0;
    }
    let slope = CUT_SLOPE_MARGIN / (1.0 - fraction);
    slope * (off + shift + 4.0 * f64::EPSILON) + 4.0 * f64::EPSILON * quotient.abs()
}
