//! What a row can amount to within its columns' bounds, and what it leaves to one of them, rounding counted.
//!
//! A sum of `n` products in doubles errs by at most `(n + 1) · 2⁻⁵³` of the sum of its terms' magnitudes
//! (Higham, "Accuracy and stability of numerical algorithms", 2002, section 3.1). The terms that make a row
//! least are those at its least ends: a far bound at the other end adds nothing to that sum's error.

use crate::params::UNIT;
use crate::scalar::lesser;
use hunch_model::tolerances::ROW;
use hunch_model::whole::EXACT_LIMIT;

/// Units that stand for the point's own rounding (the checker's 2⁻⁵⁰ of the terms, see `ROW_RELATIVE`) and
/// for the few operations after the sum.
const FURTHER_UNITS: f64 = 12.0;
/// Share of all magnitudes beyond which a term is not taken out by subtraction: what is left would be little
/// more than its rounding.
const DOMINANT: f64 = 0.9;

/// The sides of a row and what is known of its arithmetic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowSides {
    /// Lower side.
    pub lower: f64,
    /// Upper side.
    pub upper: f64,
    /// By how much a point that counts may miss a side.
    pub width: f64,
    /// Whether all columns, coefficients and sides are integers whose sums stay below 2⁵³: then nothing
    /// rounds.
    pub exact: bool,
}

impl RowSides {
    /// `row <= upper`, without width.
    pub fn below(upper: f64, exact: bool) -> Self {
        Self { lower: f64::NEG_INFINITY, upper, width: 0.0, exact }
    }

    /// The sides of a row given by its terms `(coefficient, integer column?, column bounds)`, which presolve
    /// may have moved by `noise`.
    pub fn of(
        (lower, upper): (f64, f64),
        noise: f64,
        terms: impl Iterator<Item = (f64, bool, (f64, f64))>,
    ) -> Self {
        let (mut whole, mut size, mut largest) = (noise == 0.0, 0.0f64, 0.0f64);
        for (a, integer, bounds) in terms {
            whole &= integer && a == a.round();
            size += a.abs() * bounds.0.abs().max(bounds.1.abs());
            largest = largest.max(a.abs());
        }
        let integral = |side: f64| side.is_infinite() || side == side.round();
        whole &= integral(lower) && integral(upper);
        let side = |side: f64| if side.is_finite() { side.abs() } else { 0.0 };
        let exact = whole && size + side(lower) + side(upper) < EXACT_LIMIT;
        let width = if whole { 0.0 } else { noise + ROW * largest.min(1.0) };
        Self { lower, upper, width, exact }
    }
}

/// Least and greatest value of a row: a finite part and the number of infinite terms on each side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Activity {
    /// Sum of the finite least contributions.
    pub min: f64,
    /// Infinite least contributions.
    pub min_infinite: u32,
    /// Sum of the finite greatest contributions.
    pub max: f64,
    /// Infinite greatest contributions.
    pub max_infinite: u32,
    /// What `min` and `max` may err by; zero where the row is exact.
    min_error: f64,
    max_error: f64,
    /// The magnitudes that these are made of.
    min_size: f64,
    max_size: f64,
}

impl Activity {
    /// The activity of a row within bounds, of a row that is exact or where nobody asks what rounding may
    /// have done.
    pub fn of(terms: impl Iterator<Item = (usize, f64)>, bounds: impl Fn(usize) -> (f64, f64)) -> Self {
        let mut activity = Self::default();
        for (j, a) in terms {
            let (least, greatest) = ends(a, bounds(j));
            if least == f64::NEG_INFINITY {
                activity.min_infinite += 1;
            } else {
                activity.min += least;
            }
            if greatest == f64::INFINITY {
                activity.max_infinite += 1;
            } else {
                activity.max += greatest;
            }
        }
        activity
    }

    /// The same with what rounding may have done.
    pub fn with_sizes(
        terms: impl Iterator<Item = (usize, f64)>,
        bounds: impl Fn(usize) -> (f64, f64),
    ) -> Self {
        let mut activity = Self::default();
        let mut units = FURTHER_UNITS;
        for (j, a) in terms {
            units += 1.0;
            let (least, greatest) = ends(a, bounds(j));
            if least == f64::NEG_INFINITY {
                activity.min_infinite += 1;
            } else {
                activity.min += least;
                activity.min_size += least.abs();
            }
            if greatest == f64::INFINITY {
                activity.max_infinite += 1;
            } else {
                activity.max += greatest;
                activity.max_size += greatest.abs();
            }
        }
        activity.min_error = units * UNIT * activity.min_size;
        activity.max_error = units * UNIT * activity.max_size;
        activity
    }

    /// Least value, `-∞` if there is none.
    pub fn least(&self) -> f64 {
        if self.min_infinite > 0 { f64::NEG_INFINITY } else { self.min }
    }

    /// Greatest value, `+∞` if there is none.
    pub fn greatest(&self) -> f64 {
        if self.max_infinite > 0 { f64::INFINITY } else { self.max }
    }

    /// A value that the row's least value is not below, in exact arithmetic.
    pub fn surely_least(&self) -> f64 {
        self.least() - self.min_error
    }

    /// A value that the row's greatest value is not above, in exact arithmetic.
    pub fn surely_greatest(&self) -> f64 {
        self.greatest() + self.max_error
    }

    /// Whether no point within the bounds meets the sides, in exact arithmetic and with the row's width.
    pub fn contradicts(&self, sides: &RowSides) -> bool {
        self.surely_least() > outwards(sides.upper, sides.width, 1.0)
            || self.surely_greatest() < outwards(sides.lower, sides.width, -1.0)
    }

    /// By how much a single term may move the row `lower <= row <= upper` from its least and greatest value
    /// and still say nothing about its column's bounds; `-∞` where infinite terms need a closer look.
    pub fn room(&self, lower: f64, upper: f64) -> f64 {
        let side = |open: bool, infinite: u32, room: f64| match (open, infinite) {
            (true, _) => f64::INFINITY,
            (false, 0) => room,
            (false, _) => f64::NEG_INFINITY,
        };
        let above = side(upper == f64::INFINITY, self.min_infinite, upper - self.min);
        let below = side(lower == f64::NEG_INFINITY, self.max_infinite, self.max - lower);
        lesser(above, below)
    }

    /// What the row leaves to a column with coefficient `a` and these bounds, widened by everything that
    /// rounding may have done. `others` sums the row without that column; it is asked where the column is
    /// most of the sum.
    pub fn interval(
        &self,
        a: f64,
        bounds: (f64, f64),
        sides: &RowSides,
        others: impl Fn() -> Activity,
    ) -> (f64, f64) {
        let (least, greatest) = ends(a, bounds);
        // a·x <= upper − least of the others, a·x >= lower − greatest of the others.
        let (mut most, mut fewest) = (f64::INFINITY, f64::NEG_INFINITY);
        if sides.upper < f64::INFINITY {
            let (rest, error) = self.least_without(least, &others);
            most = outwards(sides.upper, sides.width, 1.0) - rest;
            most = widen(most, error + rounding(sides, most), 1.0);
        }
        if sides.lower > f64::NEG_INFINITY {
            let (rest, error) = self.greatest_without(greatest, &others);
            fewest = outwards(sides.lower, sides.width, -1.0) - rest;
            fewest = widen(fewest, error + rounding(sides, fewest), -1.0);
        }
        let (low, high) = if a > 0.0 { (fewest / a, most / a) } else { (most / a, fewest / a) };
        (low - rounding(sides, low), high + rounding(sides, high))
    }

    /// Least value of the other terms, when this term contributes `least` to it, and what it may err by.
    fn least_without(&self, least: f64, others: &impl Fn() -> Activity) -> (f64, f64) {
        match (self.min_infinite, least == f64::NEG_INFINITY) {
            (0, _) if is_dominant(least, self.min_size) => {
                let others = others();
                (others.min, others.min_error)
            }
            (0, _) => (self.min - least, self.min_error),
            (1, true) => (self.min, self.min_error),
            _ => (f64::NEG_INFINITY, 0.0),
        }
    }

    /// Greatest value of the other terms, when this term contributes `greatest` to it, and what it may err
    /// by.
    fn greatest_without(&self, greatest: f64, others: &impl Fn() -> Activity) -> (f64, f64) {
        match (self.max_infinite, greatest == f64::INFINITY) {
            (0, _) if is_dominant(greatest, self.max_size) => {
                let others = others();
                (others.max, others.max_error)
            }
            (0, _) => (self.max - greatest, self.max_error),
            (1, true) => (self.max, self.max_error),
            _ => (f64::INFINITY, 0.0),
        }
    }
}

/// Least and greatest value of `a·x` within bounds.
#[inline]
fn ends(a: f64, (lower, upper): (f64, f64)) -> (f64, f64) {
    if a > 0.0 { (a * lower, a * upper) } else { (a * upper, a * lower) }
}

/// Whether a term is so much of a sum of such magnitudes that taking it out by subtraction would leave little
/// but rounding. Exact rows have no magnitudes, and nothing that rounds.
fn is_dominant(term: f64, size: f64) -> bool {
    size > 0.0 && term.abs() > DOMINANT * size
}

/// What a few operations with this result may have rounded; nothing where the row is exact.
fn rounding(sides: &RowSides, value: f64) -> f64 {
    if sides.exact || !value.is_finite() { 0.0 } else { 4.0 * UNIT * value.abs() }
}

/// `side` moved outwards (`way` is 1 for an upper side, −1 for a lower one) by `width`.
fn outwards(side: f64, width: f64, way: f64) -> f64 {
    if width == 0.0 { side } else { widen(side, width + 2.0 * UNIT * side.abs(), way) }
}

fn widen(value: f64, by: f64, way: f64) -> f64 {
    if value.is_finite() { value + way * by } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(terms: &[(f64, f64, f64)], sides: (f64, f64), whole: bool, k: usize) -> (f64, f64) {
        let pairs = || terms.iter().enumerate().map(|(j, t)| (j, t.0));
        let bounds = |j: usize| (terms[j].1, terms[j].2);
        let sides = RowSides::of(sides, 0.0, terms.iter().map(|t| (t.0, whole, (t.1, t.2))));
        let activity =
            if sides.exact { Activity::of(pairs(), bounds) } else { Activity::with_sizes(pairs(), bounds) };
        let others = || Activity::with_sizes(pairs().filter(|t| t.0 != k), bounds);
        activity.interval(terms[k].0, bounds(k), &sides, others)
    }

    #[test]
    fn a_bound_that_means_no_limit_takes_nothing_from_the_others() {
        // 15.53 a + 14.74 b >= 133.45, b <= 1e15: a is at least −(1e16 or so), b at least what is left when a
        // is at its greatest.
        let terms = [(15.53, 0.0, 1.0), (14.74, 0.0, 1e15)];
        let (low, _) = interval(&terms, (133.45, f64::INFINITY), true, 1);
        assert!(low <= (133.45 - 15.53) / 14.74 && low > 7.99, "{low}");
    }

    #[test]
    fn whole_rows_round_nothing() {
        // 3 x + 5 y <= 14 leaves x at most 14/3, and −1e9 x − y >= −1e9 leaves exactly 1.
        assert_eq!(
            interval(&[(3.0, 0.0, 9.0), (5.0, 0.0, 9.0)], (f64::NEG_INFINITY, 14.0), true, 0).1,
            14.0 / 3.0
        );
        let terms = [(-1e9, 0.0, 5.0), (-1.0, 0.0, 1.0)];
        assert_eq!(interval(&terms, (-1e9, f64::INFINITY), true, 0).1, 1.0);
    }

    #[test]
    fn other_rows_are_widened_by_their_tolerance() {
        let (_, high) = interval(&[(1e-3, 0.0, 1e6), (1.0, 0.0, 9.0)], (f64::NEG_INFINITY, 1.0), false, 0);
        assert!((1000.001..1000.01).contains(&high), "{high}");
        // A row that is small as a whole has a width of its own size.
        let (_, high) = interval(&[(1e-9, 0.0, 1e6), (1e-9, 0.0, 9.0)], (f64::NEG_INFINITY, 3e-9), false, 0);
        assert!((3.0..3.01).contains(&high), "{high}");
    }
}
