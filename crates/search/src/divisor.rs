//! Common divisors of coefficients: what a sum of integer multiples of them can be.

use crate::params::DECIMAL_SCALE_LIMIT;

/// The greatest `g` of which all values (positive) are integer multiples, looking at values with up to six decimals; `None` without one.
pub fn common_divisor(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let mut scale = 1.0;
    while scale <= DECIMAL_SCALE_LIMIT {
        let scaled: Vec<f64> = values.iter().map(|v| v * scale).collect();
        let whole = |v: &f64| *v >= 1.0 && *v < 1e15 && (v - v.round()).abs() <= 1e-12 * v;
        if scaled.iter().all(whole) {
            let divisor = scaled.iter().fold(0u64, |g, v| gcd(g, v.round() as u64));
            return Some(divisor as f64 / scale);
        }
        scale *= 10.0;
    }
    None
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
