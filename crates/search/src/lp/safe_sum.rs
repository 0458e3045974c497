//! Sums that keep account of their rounding error, for numbers that are claimed as proven. WebAssembly has no
//! rounding modes; error-free transformations say what each operation lost instead (Ogita, Rump and Oishi,
//! "Accurate sum and dot product", 2005, algorithms 3.1 to 3.3).

/// Covers the rounding of the errors' own sums, which is far below a thousandth of them.
const MARGIN: f64 = 1.001;

/// Products below this size may lose what they err by to underflow (same paper, section 3: 2^-969 is enough).
pub(crate) const UNDERFLOW: f64 = 1e-290;

/// `a + b` rounded, and what rounding lost, exactly (TwoSum, after Knuth).
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// `a·b` rounded, and what rounding lost, exactly but for underflow (TwoProduct, after Dekker and Veltkamp).
pub(crate) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    (product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low))
}

/// A double as the sum of two of half the digits.
fn split(a: f64) -> (f64, f64) {
    const FACTOR: f64 = 134_217_729.0; // 2^27 + 1
    let scaled = FACTOR * a;
    let high = scaled - (scaled - a);
    (high, a - high)
}

/// A number that is known up to an error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Known {
    pub value: f64,
    /// The true number lies about this far from `value` at most; [`Known::low`] and [`Known::high`] are
    /// certain.
    pub error: f64,
}

impl Known {
    pub fn exactly(value: f64) -> Self {
        Self { value, error: 0.0 }
    }

    /// The product of two doubles.
    pub fn product(a: f64, b: f64) -> Self {
        let (value, lost) = two_product(a, b);
        if a == 0.0 || b == 0.0 || !value.is_finite() {
            return Self::exactly(value);
        }
        let underflow = if value.abs() < UNDERFLOW { f64::MIN_POSITIVE } else { 0.0 };
        Self { value, error: lost.abs() + underflow }
    }

    /// Not above the true number.
    pub fn low(self) -> f64 {
        if self.error == 0.0 { self.value } else { (self.value - MARGIN * self.error).next_down() }
    }

    /// Not below the true number.
    pub fn high(self) -> f64 {
        if self.error == 0.0 { self.value } else { (self.value + MARGIN * self.error).next_up() }
    }
}

/// A sum in two doubles, and what was lost beyond them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SafeSum {
    sum: f64,
    correction: f64,
    error: f64,
}

impl SafeSum {
    pub fn add(&mut self, term: Known) {
        let (sum, rest) = two_sum(self.sum, term.value);
        let (correction, lost) = two_sum(self.correction, rest);
        (self.sum, self.correction) = (sum, correction);
        self.error += term.error + lost.abs();
    }

    /// Adds the product of two doubles, with what its rounding lost.
    pub fn add_product(&mut self, a: f64, b: f64) {
        let (value, lost) = two_product(a, b);
        self.add(Known::exactly(value));
        if value.is_finite() && a != 0.0 && b != 0.0 {
            let error = if value.abs() < UNDERFLOW { f64::MIN_POSITIVE } else { 0.0 };
            self.add(Known { value: lost, error });
        }
    }

    /// Whether a term was infinite or no number: nothing is known of the sum then.
    pub fn is_lost(&self) -> bool {
        !self.sum.is_finite()
    }

    pub fn total(&self) -> Known {
        let (value, lost) = two_sum(self.sum, self.correction);
        Known { value, error: self.error + lost.abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_covers_what_cancellation_loses() {
        // Exactly: 1e16 + 3 − 1e16 + 2^-60 − 1 = 2 + 2^-60.
        let tiny = 2f64.powi(-60);
        let mut sum = SafeSum::default();
        for term in [1e16, 3.0, -1e16, tiny, -1.0] {
            sum.add(Known::exactly(term));
        }
        let total = sum.total();
        assert!(total.low() <= 2.0 && total.high() >= 2.0 + tiny, "{total:?}");
        assert!(total.high() - total.low() < 1e-15, "{total:?}");
    }

    #[test]
    fn sums_of_products_have_twice_the_digits_of_a_double() {
        // In whole numbers: (2^27 + 1)² − 2^54 − 2^28 = 1.
        let (a, big) = (134_217_729.0, 2f64.powi(54) + 2f64.powi(28));
        let mut sum = SafeSum::default();
        sum.add_product(a, a);
        sum.add(Known::exactly(-big));
        assert_eq!(sum.total(), Known::exactly(1.0));
    }

    #[test]
    fn products_lie_within_their_error() {
        // In whole numbers: (2^27 + 1)² = 2^54 + 2^28 + 1, of which a double loses the one.
        let a = 134_217_729.0;
        let product = Known::product(a, a);
        assert_eq!(product.value, 18_014_398_777_917_440.0);
        assert!(product.high() >= 18_014_398_777_917_442.0, "{product:?}");
        assert_eq!(product.error, 1.0);
        assert_eq!(Known::product(3.0, 0.25), Known::exactly(0.75));
        assert_eq!(Known::product(0.0, 1e300), Known::exactly(0.0));
        assert!(Known::product(1e-200, 1e-200).high() > 0.0);
    }
}
