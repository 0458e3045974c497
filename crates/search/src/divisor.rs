//! Common divisors of coefficients: what a sum of integer multiples of them can be.

use hunch_model::whole::{decimals_of, power_of_ten, whole};

/// Whole numbers up to this size, and so their divisors, are doubles of their own (2⁵³).
const EXACT: i128 = 1 << 53;

/// The greatest `g` of which all values (positive) are integer multiples, each value being the decimal that
/// its double stands for, with at most nine places; `None` without one. Where `g` is not a double itself, it
/// is the one nearest to it.
pub fn common_divisor(values: &[f64]) -> Option<f64> {
    if values.is_empty() || !values.iter().all(|v| v.is_finite() && *v > 0.0) {
        return None;
    }
    let decimals = decimals_of(values.iter().copied())?;
    let mut divisor = 0;
    for &value in values {
        divisor = gcd(divisor, whole(value, decimals)?);
    }
    (divisor <= EXACT).then(|| divisor as f64 / power_of_ten(decimals))
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_the_divisor_of_their_multiples() {
        assert_eq!(common_divisor(&[6.0, 4.0]), Some(2.0));
        assert_eq!(common_divisor(&[988.71, 897.93]), Some(0.03));
        assert_eq!(common_divisor(&[0.1, 0.3]), Some(0.1));
        assert_eq!(common_divisor(&[1e-9, 1.0]), Some(1e-9));
        assert_eq!(common_divisor(&[]), None);
    }

    #[test]
    fn what_only_nearly_divides_does_not() {
        assert_eq!(common_divisor(&[1.0, 1.0 / 3.0]), None);
        assert_eq!(common_divisor(&[0.3, 0.1 + 0.2]), None);
        assert_eq!(common_divisor(&[5.0, 5.0f64.next_up()]), None);
    }
}
