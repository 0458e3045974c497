//! The decimals that doubles stand for, read digit by digit: a row of integer columns in decimals is judged
//! on the multiple by a power of ten that makes its numbers whole (`docs/claims.md`).

use crate::dyadic::Dyadic;
use hunch_model::tolerances::WHOLE_DECIMALS;
use num_bigint::BigInt;

/// A decimal `digits · 10^(−places)`, without zeros at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Decimal {
    digits: BigInt,
    /// Decimal places.
    pub places: u32,
}

impl Decimal {
    /// The decimal that a finite double stands for: itself where it is an integer, else the shortest that
    /// reads as it. None where it has more than [`WHOLE_DECIMALS`] places.
    pub fn of(value: f64) -> Option<Self> {
        if value == value.trunc() {
            let digits = Dyadic::new(value)?.to_integer()?;
            return Some(Self { digits, places: 0 });
        }
        // Rust writes the shortest digits that read back as the same double: d.ddde±x.
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e')?;
        let (head, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent: i32 = exponent.parse().ok()?;
        let places = i32::try_from(fraction.len()).ok()? - exponent;
        if !(1..=i32::from(WHOLE_DECIMALS)).contains(&places) {
            return None;
        }
        let digits = format!("{head}{fraction}").parse().ok()?;
        Some(Self { digits, places: places.unsigned_abs() })
    }

    /// It times `10^places`, an integer if it has no more places.
    pub fn times(&self, places: u32) -> Option<Dyadic> {
        let power = BigInt::from(10).pow(places.checked_sub(self.places)?);
        Some(Dyadic::from_integer(&self.digits * power))
    }
}

/// The decimal places after which all `values` are whole; none if [`WHOLE_DECIMALS`] do not do.
pub fn places(values: impl Iterator<Item = f64>) -> Option<u32> {
    values.map(|v| Decimal::of(v).map(|d| d.places)).try_fold(0, |most, places| Some(most.max(places?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_as_they_were_written() {
        for (value, places, whole) in
            [(988.71, 2, 98_871.0), (-0.3, 1, -3.0), (1e-9, 9, 1.0), (2.5e7, 0, 2.5e7)]
        {
            let decimal = Decimal::of(value).unwrap();
            assert_eq!((decimal.places, decimal.times(places)), (places, Dyadic::new(whole)), "{value}");
        }
        // Seventeen digits, and integers of any size, which stand for themselves.
        let long = Decimal::of(12_345_678.123_456_79).unwrap();
        assert_eq!(long.times(9), Dyadic::new(12_345_678_123_456_790.0));
        assert_eq!(Decimal::of(2f64.powi(60)).unwrap().times(0), Dyadic::new(2f64.powi(60)));
    }

    #[test]
    fn what_has_more_than_nine_places_is_no_decimal() {
        for value in [1e-10, 1.0 / 3.0, 0.1 + 0.2, 5659.92f64.next_up(), f64::MIN_POSITIVE] {
            assert_eq!(Decimal::of(value), None, "{value}");
        }
        assert_eq!(places([0.5, 1.0 / 3.0].into_iter()), None);
        assert_eq!(places([0.5, 7.125, 3.0].into_iter()), Some(3));
    }
}
