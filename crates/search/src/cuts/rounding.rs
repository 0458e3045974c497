//! Mixed-integer rounding of one combination of rows: Marchand and Wolsey, "Aggregation and mixed integer
//! rounding to solve MIPs" (2001).
//!
//! Continuous variables are replaced by their distance from a bound, which may be variable (`x <= u·y`, a
//! set-up); integer ones by their distance from a constant bound; then the row is divided and rounded. From
//! which bound each is measured decides how strong the result is. A flow with a set-up is measured from the
//! side that lets its distance be dropped: what leaves a set of nodes from its lower bound, what enters it
//! from its set-ups, which alone must then carry what the set needs. For integers two choices are tried: the
//! nearer bound, and that of a cover of the single-node flow that the row describes, which gives lifted flow
//! covers (Louveaux and Wolsey, "Lifting, superadditivity, mixed integer rounding and single node flow sets
//! revisited", 2003, after Gu, Nemhauser and Savelsbergh, 1999) and, on paths, flow path inequalities. What
//! is found so is written by `written`.

mod written;

use super::Inequality;
use super::estimate::EstimateSum;
use super::point::{Combination, RelaxedPoint};
use crate::params::*;
use crate::scalar::{greater, nearest};
use hunch_model::order::sort_by;
use std::cmp::Ordering;

/// No place in the list.
const ABSENT: u32 = u32::MAX;

/// From where a continuous variable's distance is measured.
#[derive(Clone, Copy, PartialEq)]
enum Anchor {
    Lower(f64),
    Upper(f64),
    /// `slope · y + constant`, from below it.
    VariableUpper(usize, f64, f64),
    /// The same, from above it.
    VariableLower(usize, f64, f64),
}

/// From where a continuous variable may be measured, and the distance.
#[derive(Clone, Copy, Default)]
struct Anchors {
    /// The nearest bound.
    nearest: Option<(Anchor, f64)>,
    /// With a variable bound: from the side where its distance is not negative in the row, for positive and for
    /// negative coefficients. Else the nearest.
    by_sign: [Option<(Anchor, f64)>; 2],
}

impl Anchors {
    /// The one for a coefficient `a`.
    fn of(&self, a: f64, by_sign: bool) -> Option<(Anchor, f64)> {
        if by_sign { self.by_sign[usize::from(a < 0.0)] } else { self.nearest }
    }
}

/// A continuous distance.
#[derive(Clone, Copy)]
struct Part {
    variable: usize,
    coefficient: f64,
    anchor: Anchor,
}

/// An integer variable as its distance `z` from a bound.
#[derive(Clone, Copy)]
struct Whole {
    variable: usize,
    /// Coefficient of `z`.
    coefficient: f64,
    /// Value of `z` at the relaxed point.
    value: f64,
    /// Most that `z` can be.
    range: f64,
    /// Whether the distance is from the upper bound.
    from_upper: bool,
}

impl Whole {
    fn is_fractional(&self) -> bool {
        (self.value - nearest(self.value)).abs() > INTEGRALITY
    }
}

/// `Σ coefficient · z + Σ coefficient · t <= right` with distances `z` (integer) and `t` (continuous), all
/// non-negative.
#[derive(Clone)]
struct Distances {
    integers: Vec<Whole>,
    /// The integers that are not at their bound at the relaxed point. The others weigh in the norm only; they
    /// are many, and most roundings are refused before their norm is asked for.
    positive: Vec<usize>,
    right: f64,
    /// `Σ coefficient · t` at the relaxed point over negative coefficients (the other continuous distances
    /// may be dropped) …
    continuous: f64,
    /// … and the sum of their squares.
    square: f64,
}

/// The deepest rounding so far.
#[derive(Clone, Copy, Default)]
struct Best {
    efficacy: f64,
    divisor: f64,
}

/// Rounds combinations of rows at a relaxed point.
pub struct Rounding<'a> {
    /// The point, and what it is a point of.
    pub point: &'a RelaxedPoint<'a>,
    flow_covers: bool,
    /// From where each continuous variable may be measured at this point, …
    anchors: Vec<Anchors>,
    /// … whether that goes by the sign of its coefficient, and whether it made a difference to the combination.
    by_sign: bool,
    differs: bool,
    /// Where a variable stands among the integers of the combination under way, or among its parts;
    /// [`ABSENT`] if it does not.
    place: Vec<u32>,
    /// Its integer variables with their coefficients, and its continuous distances.
    integers: Vec<(usize, f64)>,
    parts: Vec<Part>,
    /// The inequality under way, by column.
    sum: EstimateSum,
    /// What the combination truly is, by variable.
    truth: EstimateSum,
}

impl<'a> Rounding<'a> {
    /// For one round; `flow_covers` tells whether covers of single-node flows are tried besides the nearest
    /// bounds.
    pub fn new(point: &'a RelaxedPoint<'a>, flow_covers: bool) -> Self {
        let variables = point.variables();
        let anchors = |k: usize| if point.is_integer(k) { Anchors::default() } else { anchors(point, k) };
        Self {
            point,
            flow_covers,
            anchors: (0..variables).map(anchors).collect(),
            by_sign: true,
            differs: false,
            place: vec![ABSENT; variables],
            integers: Vec::new(),
            parts: Vec::new(),
            sum: EstimateSum::new(point.columns()),
            truth: EstimateSum::new(variables),
        }
    }

    /// The deepest rounding of `sign · combination`, read as `<=`. Flows are measured by their sign, and those of
    /// inequalities from the nearest bound where that leaves no set-up to round: what enters a node of limited
    /// capacity, say. An equation is read the other way round as well.
    pub fn cut(&mut self, combination: &Combination, sign: f64) -> Option<Inequality> {
        let equations = combination.rows.iter().any(|r| self.point.is_equation(r.0));
        for by_sign in [true, false] {
            self.by_sign = by_sign;
            self.parts.clear();
            let distances = self.distances(combination, sign);
            let ends = equations || distances.is_some() || !self.differs;
            let found = distances
                .and_then(|distances| self.deepest(distances))
                .and_then(|(distances, divisor)| self.written(&distances, divisor, (combination, sign)));
            for (variable, _) in self.integers.drain(..) {
                self.place[variable] = ABSENT;
            }
            for part in &self.parts {
                self.place[part.variable] = ABSENT;
            }
            if ends {
                return found;
            }
        }
        None
    }

    /// The distances and the divisor whose rounding cuts deepest.
    fn deepest(&self, mut distances: Distances) -> Option<(Distances, f64)> {
        let mut best = Best::default();
        distances.try_divisors(&distances.divisors(), &mut best);
        if self.flow_covers
            && let Some((covering, excess)) = distances.covering()
        {
            let before = best.efficacy;
            covering.try_divisors(&covering.divisors_above(excess), &mut best);
            if best.efficacy > before {
                distances = covering;
            }
        }
        if best.efficacy > 0.0 {
            distances.refine(&mut best);
        }
        (best.efficacy > INTEGRALITY).then_some((distances, best.divisor))
    }
}

impl Rounding<'_> {
    /// The combination in terms of distances from bounds. `None` when a variable has no bound to
    /// measure from, and when every integer is integral: what holds at integral points is not violated there.
    fn distances(&mut self, combination: &Combination, sign: f64) -> Option<Distances> {
        let point = self.point;
        let mut right = sign * combination.right;
        let (mut continuous, mut square) = (0.0, 0.0);
        self.differs = false;
        for (variable, a) in combination.terms() {
            let a = sign * a;
            if a.abs() < CANCELLATION {
                continue;
            }
            if point.is_integer(variable) {
                self.add(variable, a);
                continue;
            }
            let anchors = self.anchors[variable];
            let (anchor, value) = anchors.of(a, self.by_sign)?;
            self.differs |= anchors.nearest.is_some_and(|nearest| nearest.0 != anchor);
            let from_below = matches!(anchor, Anchor::Lower(_) | Anchor::VariableLower(..));
            let coefficient = if from_below { a } else { -a };
            match anchor {
                Anchor::Lower(bound) | Anchor::Upper(bound) => right -= a * bound,
                Anchor::VariableUpper(y, slope, constant) | Anchor::VariableLower(y, slope, constant) => {
                    self.add(y, a * slope);
                    right -= a * constant;
                }
            }
            if coefficient < 0.0 {
                continuous += coefficient * value;
                square += coefficient * coefficient;
                self.place[variable] = self.parts.len() as u32;
                self.parts.push(Part { variable, coefficient, anchor });
            }
        }
        let integral = |k: usize| (point.value(k) - nearest(point.value(k))).abs() <= INTEGRALITY;
        if self.integers.iter().all(|i| integral(i.0)) {
            return None;
        }
        let mut wholes = Vec::with_capacity(self.integers.len());
        let mut positive = Vec::new();
        for &(variable, a) in &self.integers {
            let (lower, upper) = point.bounds(variable);
            let (range, value) = (upper - lower, point.value(variable));
            let from_upper = upper.is_finite() && upper - value < value - lower && !is_far(lower, upper);
            let (bound, coefficient, value) =
                if from_upper { (upper, -a, upper - value) } else { (lower, a, value - lower) };
            if !bound.is_finite() {
                return None;
            }
            right -= a * bound;
            if value > 0.0 {
                positive.push(wholes.len());
            }
            wholes.push(Whole { variable, coefficient, value: greater(value, 0.0), range, from_upper });
        }
        Some(Distances { integers: wholes, positive, right, continuous, square })
    }

    /// Adds to the coefficient of an integer variable.
    fn add(&mut self, variable: usize, a: f64) {
        match self.integers.get_mut(self.place[variable] as usize) {
            Some(known) => known.1 += a,
            None => {
                self.place[variable] = self.integers.len() as u32;
                self.integers.push((variable, a));
            }
        }
    }
}

/// From where continuous variable `k` may be measured.
fn anchors(point: &RelaxedPoint, k: usize) -> Anchors {
    let value = point.value(k);
    let (lower, upper) = point.bounds(k);
    let is_column = k < point.columns();
    let variable_lower = if is_column { point.variable_bounds.lower(k, point.x) } else { None };
    let variable_upper = if is_column { point.variable_bounds.upper(k, point.x) } else { None };
    let measured = |anchor, distance: f64| distance.is_finite().then_some((anchor, distance.max(0.0)));
    // The variable one on ties.
    let nearer = |a: Option<(Anchor, f64)>, b: Option<(Anchor, f64)>| match (a, b) {
        (Some(a), Some(b)) => Some(if b.1 < a.1 { b } else { a }),
        _ => a.or(b),
    };
    let below = nearer(
        variable_lower.and_then(|b| {
            measured(Anchor::VariableLower(b.column, b.slope, b.constant), value - b.at(point.x))
        }),
        if is_far(upper, lower) { None } else { measured(Anchor::Lower(lower), value - lower) },
    );
    let above = nearer(
        variable_upper.and_then(|b| {
            measured(Anchor::VariableUpper(b.column, b.slope, b.constant), b.at(point.x) - value)
        }),
        if is_far(lower, upper) { None } else { measured(Anchor::Upper(upper), upper - value) },
    );
    let nearest = match (above, below) {
        // A variable one on ties.
        (Some((Anchor::VariableUpper(..), a)), Some((_, b))) if a <= b => above,
        (Some((Anchor::Upper(_), a)), Some((_, b))) if a < b => above,
        _ => below.or(above),
    };
    let is_flow = variable_lower.is_some() || variable_upper.is_some();
    Anchors { nearest, by_sign: if is_flow { [below.or(above), above.or(below)] } else { [nearest; 2] } }
}

/// Whether `bound` is too far to measure from, beside `other`.
fn is_far(other: f64, bound: f64) -> bool {
    bound.abs() > CUT_ANCHOR_LIMIT && other.abs() <= CUT_ANCHOR_LIMIT
}

impl Distances {
    /// Coefficients of fractional distances, the largest first: the divisors of Marchand and Wolsey 2001,
    /// section 5.
    fn divisors(&self) -> Vec<f64> {
        let used = self.integers.iter().filter(|w| w.value > INTEGRALITY);
        spread(used.map(|w| w.coefficient.abs()))
    }

    /// Coefficients beyond a cover's excess: the divisors that give its flow covers (Louveaux and Wolsey
    /// 2003).
    fn divisors_above(&self, excess: f64) -> Vec<f64> {
        let beyond = self.integers.iter().map(|w| w.coefficient.abs()).filter(|&a| a > excess);
        spread(beyond)
    }

    /// Fraction of the divided right-hand side, when it is far enough from an integer. Near 1 it makes large
    /// coefficients of the continuous distances; where none is kept it may come nearer.
    fn fraction(&self, divisor: f64) -> Option<f64> {
        let right = self.right / divisor;
        let fraction = right - right.floor();
        let short_of_one = if self.square == 0.0 { MIR_FRACTION_WHOLE } else { MIR_FRACTION };
        (MIR_FRACTION..=1.0 - short_of_one).contains(&fraction).then_some(fraction)
    }

    /// Violation of the rounding by this divisor, relative to the norm of its coefficients; `None` without
    /// one.
    fn efficacy(&self, divisor: f64) -> Option<f64> {
        let fraction = self.fraction(divisor)?;
        let scale = 1.0 / (divisor * (1.0 - fraction));
        let coefficient = |whole: &Whole| rounded(whole.coefficient / divisor, fraction);
        let mut left = self.continuous * scale - (self.right / divisor).floor();
        for &p in &self.positive {
            left += coefficient(&self.integers[p]) * self.integers[p].value;
        }
        if left <= 0.0 {
            return None;
        }
        let mut square = self.square * scale * scale;
        for whole in &self.integers {
            square += coefficient(whole) * coefficient(whole);
        }
        (square > 0.0).then(|| left / square.sqrt())
    }

    fn try_divisors(&self, divisors: &[f64], best: &mut Best) {
        for &divisor in divisors {
            if let Some(efficacy) = self.efficacy(divisor).filter(|e| *e > best.efficacy) {
                *best = Best { efficacy, divisor };
            }
        }
    }

    /// Smaller divisors, then single integers measured from their other bound, while that cuts deeper
    /// (Marchand and Wolsey 2001, section 5).
    fn refine(&mut self, best: &mut Best) {
        let first = best.divisor;
        self.try_divisors(&[2.0, 4.0, 8.0].map(|share| first / share), best);
        let whole = |p: usize| &self.integers[p];
        let flippable = (self.positive.iter().copied())
            .filter(|&p| whole(p).range <= CUT_ANCHOR_LIMIT && whole(p).is_fractional())
            .map(|p| ((whole(p).value - 0.5 * whole(p).range).abs(), p));
        let order = first_few(flippable, MIR_FLIPS, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, p) in order {
            self.flip(p);
            match self.efficacy(best.divisor).filter(|e| *e > best.efficacy) {
                Some(efficacy) => best.efficacy = efficacy,
                None => self.flip(p),
            }
        }
    }

    /// Measures integer `p` from its other bound.
    fn flip(&mut self, p: usize) {
        let whole = &mut self.integers[p];
        self.right -= whole.coefficient * whole.range;
        whole.coefficient = -whole.coefficient;
        whole.value = (whole.range - whole.value).max(0.0);
        whole.from_upper = !whole.from_upper;
    }

    /// The distances measured as a cover of the row's single-node flow asks, and the cover's excess `λ`.
    ///
    /// A positive coefficient `u` of a binary is the capacity of an arc into the node, a negative one that of
    /// an arc out of it. The cover (`C⁺`, `C⁻`) with `Σ_{C⁺} u − Σ_{C⁻} u = right + λ`, `λ > 0`, is found
    /// greedily: open arcs belong to it, shut ones do not, and fractional ones enter `C⁺` or leave `C⁻` in
    /// the order of what that costs for their capacity (Gu, Nemhauser and Savelsbergh, "Lifted flow cover
    /// inequalities for mixed 0-1 integer programs", 1999). Binaries of the cover are measured from 1, the
    /// others from 0.
    fn covering(&self) -> Option<(Self, f64)> {
        let mut covering = self.clone();
        let mut fractional = Vec::new();
        for &p in &self.positive {
            let whole = self.integers[p];
            if whole.range != 1.0 || !whole.is_fractional() {
                continue;
            }
            // As an arc: measured from 0, what is its capacity, and how far is it open?
            let (a, y) = if whole.from_upper {
                (-whole.coefficient, 1.0 - whole.value)
            } else {
                (whole.coefficient, whole.value)
            };
            // Outside the cover (in), inside it (out): the right-hand side is largest.
            if whole.from_upper == (a > 0.0) {
                covering.flip(p);
            }
            let cost = if a > 0.0 { 1.0 - y } else { y };
            fractional.push((cost / a.abs(), p));
        }
        sort_by(&mut fractional, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // In these coordinates the cover's excess is minus the right-hand side.
        let mut next = fractional.into_iter();
        while covering.right >= 0.0 {
            covering.flip(next.next()?.1);
        }
        let excess = -covering.right;
        Some((covering, excess))
    }
}

/// The largest few of these values, each once.
fn spread(values: impl Iterator<Item = f64>) -> Vec<f64> {
    first_few(values.filter(|v| *v > SUBSTITUTED_NOISE), MIR_DIVISORS, |a, b| b.total_cmp(a))
}

/// The first `few` of `items` in the order of `compare`, each once: what a sort of them all would begin with,
/// in one pass.
fn first_few<T>(items: impl Iterator<Item = T>, few: usize, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut first: Vec<T> = Vec::with_capacity(few + 1);
    for item in items {
        if first.len() == few && first.last().is_some_and(|last| compare(&item, last).is_ge()) {
            continue;
        }
        if let Err(at) = first.binary_search_by(|other| compare(other, &item)) {
            first.insert(at, item);
            first.truncate(few);
        }
    }
    first
}

/// The MIR function: the coefficient of an integer distance after division, for a right-hand side of this
/// fraction.
fn rounded(a: f64, fraction: f64) -> f64 {
    let floor = a.floor();
    floor + greater(a - floor - fraction, 0.0) / (1.0 - fraction)
}
