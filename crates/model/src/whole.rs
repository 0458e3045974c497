//! Rows of integer columns whose numbers are whole, or decimals that a power of ten makes whole: what such a
//! row says of integers is judged in exact integers, without tolerance.
//!
//! A double stands for the shortest decimal that reads as it; a whole double stands for itself. `m / 10^k`,
//! rounded once, is the double nearest to that decimal; up to 15 digits no other decimal of as few digits
//! reads as the same double, so the multiple is found by rounding and checked by dividing. Longer ones are
//! read from their digits.

use crate::program::{INFINITE, Program};
use crate::tolerances::WHOLE_DECIMALS;

/// Largest multiple that is found by rounding: every decimal of 15 digits reads as a double of its own.
const DECIMAL_LIMIT: f64 = 1e15;
/// Sums of whole numbers whose magnitudes stay below this are exact in doubles (2⁵³).
pub const EXACT_LIMIT: f64 = 9_007_199_254_740_992.0;

/// Powers of ten up to [`WHOLE_DECIMALS`]; each is exact.
const POWERS: [f64; WHOLE_DECIMALS as usize + 1] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// `value · 10^decimals` as a whole number, if the decimal that `value` stands for has no more places.
pub fn whole(value: f64, decimals: u8) -> Option<i128> {
    let power = POWERS[decimals as usize];
    if value == value.round() && value.abs() <= INFINITE {
        return Some(value as i128 * power as i128);
    }
    let multiple = (value * power).round();
    if multiple.abs() > DECIMAL_LIMIT {
        return from_digits(value, decimals);
    }
    (multiple / power == value).then_some(multiple as i128)
}

/// [`whole`] from the shortest digits that read as `value`: d.ddde±x.
#[cold]
fn from_digits(value: f64, decimals: u8) -> Option<i128> {
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let (head, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let places = fraction.len() as i32 - exponent.parse::<i32>().ok()?;
    let further = u32::try_from(i32::from(decimals) - places).ok()?;
    let digits: i128 = format!("{head}{fraction}").parse().ok()?;
    digits.checked_mul(10i128.checked_pow(further)?)
}

/// `10^decimals`, exactly.
pub fn power_of_ten(decimals: u8) -> f64 {
    POWERS[decimals as usize]
}

/// [`whole`] in doubles, for a value that is known to have so few places: exact below [`EXACT_LIMIT`].
pub fn multiple(value: f64, decimals: u8) -> f64 {
    if decimals == 0 || !value.is_finite() {
        return value;
    }
    let multiple = (value * power_of_ten(decimals)).round();
    if multiple.abs() <= DECIMAL_LIMIT {
        multiple
    } else {
        whole(value, decimals).map_or(multiple, |m| m as f64)
    }
}

/// The least number of decimal places that makes all `values` whole; infinite ones are passed over. `None`
/// when [`WHOLE_DECIMALS`] do not do.
pub fn decimals_of(values: impl Iterator<Item = f64>) -> Option<u8> {
    let mut decimals = 0;
    for value in values.filter(|v| v.is_finite()) {
        while whole(value, decimals).is_none() {
            decimals += 1;
            if decimals > WHOLE_DECIMALS {
                return None;
            }
        }
    }
    Some(decimals)
}

/// For each row of `program` the decimal places after which it is judged in whole numbers: rows of integer
/// columns only.
pub fn whole_rows(program: &Program) -> Vec<Option<u8>> {
    let mut candidates: Vec<Option<u8>> =
        program.rows.iter().map(|r| decimals_of([r.lower, r.upper].into_iter())).collect();
    for (i, j, v) in program.matrix.triplets() {
        let Some(decimals) = candidates[i] else { continue };
        candidates[i] = if !program.columns[j].kind.is_integer() {
            None
        } else if whole(v, decimals).is_some() {
            Some(decimals)
        } else {
            decimals_of(std::iter::once(v)).map(|d| d.max(decimals))
        };
    }
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_whole_by_the_least_power_of_ten() {
        assert_eq!(decimals_of([988.71, 897.93, 5659.92].into_iter()), Some(2));
        assert_eq!(decimals_of([3.0, -7e15, f64::INFINITY].into_iter()), Some(0));
        assert_eq!(decimals_of([0.1, 1e-9].into_iter()), Some(9));
        assert_eq!(decimals_of([1e-10].into_iter()), None);
        assert_eq!(decimals_of([1.0 / 3.0].into_iter()), None);
        assert_eq!(whole(5659.92, 2), Some(565_992));
        assert_eq!(whole(-0.3, 1), Some(-3));
        assert_eq!(decimals_of(std::iter::once(-44_094_974.499_999_99)), Some(8));
        assert_eq!(multiple(-44_094_974.499_999_99, 8), -4_409_497_449_999_999.0);
        assert_eq!(whole(4.77e18, 1), Some(47_700_000_000_000_000_000));
    }

    #[test]
    fn a_double_beside_a_decimal_is_not_that_decimal() {
        assert_eq!(decimals_of([5659.92f64.next_up()].into_iter()), None);
        assert_eq!(decimals_of([(0.1 + 0.2)].into_iter()), None);
    }
}
