//! Numbers with the error of their own arithmetic, and sparse sums of them: what a cut's coefficients and
//! side are known up to.
//!
//! Each operation adds exactly what it lost (Ogita, Rump and Oishi, "Accurate sum and dot product", 2005), so
//! that whole numbers, of which nothing is lost, stay certain.

use crate::lp::safe_sum::{UNDERFLOW, two_product, two_sum};

/// Covers the rounding of the errors' own sums, which is far below a thousandth of them.
const MARGIN: f64 = 1.001;

/// A number from which the truth lies no further than `error`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// What was computed.
    pub value: f64,
    /// How far the truth may lie from it.
    pub error: f64,
}

impl Estimate {
    /// A number that is certain.
    pub fn exactly(value: f64) -> Self {
        Self { value, error: 0.0 }
    }

    /// A number known up to a share of its size.
    pub fn relative(value: f64, share: f64) -> Self {
        Self { value, error: value.abs() * share }
    }

    /// The sum; its value is that of the plain sum of both values.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let (value, lost) = two_sum(self.value, other.value);
        Self { value, error: self.error + other.error + lost.abs() }
    }

    /// The product with a certain number.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let (value, lost) = two_product(self.value, factor);
        let small = value.abs() < UNDERFLOW && self.value != 0.0 && factor != 0.0;
        let underflow = if small { f64::MIN_POSITIVE } else { 0.0 };
        Self { value, error: self.error * factor.abs() + lost.abs() + underflow }
    }

    /// The product of two numbers neither of which is certain.
    #[must_use]
    pub fn times_estimate(self, other: Self) -> Self {
        let product = self.times(other.value);
        Self { error: product.error + other.error * (self.value.abs() + self.error), ..product }
    }

    /// The truth lies this far from `expected` at most.
    pub fn distance(self, expected: f64) -> f64 {
        MARGIN * ((self.value - expected).abs() + self.error)
    }

    /// A number that the truth is not above.
    pub fn high(self) -> f64 {
        if self.error == 0.0 { self.value } else { (self.value + MARGIN * self.error).next_up() }
    }

    /// A number that the truth is not below.
    pub fn low(self) -> f64 {
        -Self { value: -self.value, ..self }.high()
    }
}

/// A sum of sparse vectors of estimates.
pub struct EstimateSum {
    dense: Vec<Estimate>,
    seen: Vec<bool>,
    touched: Vec<usize>,
}

impl EstimateSum {
    /// Zero, over this many entries.
    pub fn new(entries: usize) -> Self {
        Self { dense: vec![Estimate::default(); entries], seen: vec![false; entries], touched: Vec::new() }
    }

    /// Adds to entry `k`.
    pub fn add(&mut self, k: usize, term: Estimate) {
        if !self.seen[k] {
            self.seen[k] = true;
            self.touched.push(k);
        }
        self.dense[k] = self.dense[k].plus(term);
    }

    /// Entry `k`.
    pub fn get(&self, k: usize) -> Estimate {
        self.dense[k]
    }

    /// The entry touched as number `place`.
    pub fn touched(&self, place: usize) -> Option<usize> {
        self.touched.get(place).copied()
    }

    /// Back to zero.
    pub fn clear(&mut self) {
        for &k in &self.touched {
            self.dense[k] = Estimate::default();
            self.seen[k] = false;
        }
        self.touched.clear();
    }

    /// The entries that are not certainly zero, ascending; the sum is zero afterwards.
    pub fn take(&mut self) -> Vec<(usize, Estimate)> {
        self.touched.sort_unstable();
        let entry = |&k: &usize| (k, self.dense[k]);
        let terms = self.touched.iter().map(entry).filter(|t| t.1 != Estimate::default()).collect();
        self.clear();
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_stay_certain_and_others_keep_what_was_lost() {
        let whole = Estimate::exactly(3.0).times(5.0).plus(Estimate::exactly(-1e15));
        assert_eq!(whole, Estimate::exactly(15.0 - 1e15));
        let third = Estimate::exactly(1.0 / 3.0).times(3.0);
        assert!(third.error > 0.0 && third.low() < 1.0 && third.high() >= 1.0, "{third:?}");
        let swamped = Estimate::exactly(1e18).plus(Estimate::exactly(7.0)).plus(Estimate::exactly(-1e18));
        assert!(swamped.distance(7.0) >= 7.0 - swamped.value && swamped.high() >= 7.0, "{swamped:?}");
    }

    #[test]
    fn entries_add_up_and_what_cancels_exactly_is_not_taken() {
        let mut sum = EstimateSum::new(6);
        for (k, v) in [(4, 1.0), (1, 2.0), (4, 0.5), (3, 1.0), (3, -1.0), (2, 0.1), (2, 0.2), (2, -0.3)] {
            sum.add(k, Estimate::exactly(v));
        }
        let terms = sum.take();
        assert_eq!(terms.iter().map(|t| t.0).collect::<Vec<_>>(), vec![1, 2, 4]);
        assert!(terms[1].1.error > 0.0);
        assert_eq!(sum.take(), Vec::new());
    }
}
