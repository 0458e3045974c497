//! Exact numbers `m · 2^e`. Every finite double is one, and sums, differences and products of such numbers
//! are again such numbers, so a proof whose data are doubles needs no division and no common denominators.

use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// The number `mantissa · 2^exponent`, exactly.
#[derive(Clone, Debug, Default)]
pub struct Dyadic {
    mantissa: BigInt,
    exponent: i32,
}

/// Bits of a double's mantissa that are stored.
const MANTISSA_BITS: u32 = 52;
/// A double with biased exponent `b > 0` is `(2^52 + stored bits) · 2^(b − EXPONENT_BIAS)`.
const EXPONENT_BIAS: i32 = 1075;

impl Dyadic {
    /// Zero.
    pub fn zero() -> Self {
        Self::default()
    }

    /// One.
    pub fn one() -> Self {
        Self { mantissa: BigInt::from(1), exponent: 0 }
    }

    /// The value of a double (IEEE 754 binary64), `None` when it is not finite.
    pub fn new(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let biased = ((bits >> MANTISSA_BITS) & 0x7ff) as i32;
        let stored = (bits & ((1 << MANTISSA_BITS) - 1)) as i64;
        let (magnitude, exponent) = match biased {
            0 => (stored, 1 - EXPONENT_BIAS),
            _ => (stored | 1 << MANTISSA_BITS, biased - EXPONENT_BIAS),
        };
        if magnitude == 0 {
            return Some(Self::zero());
        }
        let zeros = magnitude.trailing_zeros();
        let magnitude = magnitude >> zeros;
        let mantissa = BigInt::from(if value < 0.0 { -magnitude } else { magnitude });
        Some(Self { mantissa, exponent: exponent + zeros as i32 })
    }

    /// An integer.
    pub(crate) fn from_integer(value: BigInt) -> Self {
        let zeros = value.trailing_zeros().unwrap_or(0);
        // Exponents stay far from the ends of their type: no integer in memory has 2^31 bits here.
        Self { exponent: i32::try_from(zeros).unwrap_or(0), mantissa: value >> zeros }
    }

    /// Its value as an integer, if it is one.
    pub(crate) fn to_integer(&self) -> Option<BigInt> {
        self.is_integer().then(|| match u32::try_from(self.exponent) {
            Ok(up) => &self.mantissa << up,
            Err(_) => &self.mantissa >> self.exponent.unsigned_abs(),
        })
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.mantissa.sign() == Sign::NoSign
    }

    /// Whether it is above zero.
    pub fn is_positive(&self) -> bool {
        self.mantissa.sign() == Sign::Plus
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.mantissa.sign() == Sign::Minus
    }

    /// Whether it is an integer.
    pub fn is_integer(&self) -> bool {
        let fraction_bits = u64::from(self.exponent.min(0).unsigned_abs());
        self.is_zero() || self.mantissa.trailing_zeros().is_some_and(|zeros| zeros >= fraction_bits)
    }

    /// The largest integer that is not above it.
    #[must_use]
    pub fn floor(&self) -> Self {
        if self.exponent >= 0 {
            return self.clone();
        }
        // A right shift of a big integer rounds towards minus infinity.
        Self { mantissa: &self.mantissa >> self.exponent.unsigned_abs(), exponent: 0 }
    }

    /// The smallest integer that is not below it.
    #[must_use]
    pub fn ceil(&self) -> Self {
        -&(-self).floor()
    }

    /// Its absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The largest double that is not above it: `-∞` below all finite ones.
    pub fn below(&self) -> f64 {
        let mut value = self.estimate();
        while Self::new(value).is_some_and(|v| v > *self) {
            value = value.next_down();
        }
        loop {
            let next = value.next_up();
            match Self::new(next) {
                Some(exact) if exact <= *self => value = next,
                _ => return value,
            }
        }
    }

    /// The smallest double that is not below it: `+∞` above all finite ones.
    pub fn above(&self) -> f64 {
        -(-self).below()
    }

    /// A double next to it, for people to read.
    pub fn to_f64(&self) -> f64 {
        self.below() + 0.0
    }

    /// A double within a few units in the last place, finite whatever the number is.
    fn estimate(&self) -> f64 {
        let excess = self.mantissa.bits().saturating_sub(63);
        let head = i64::try_from(&self.mantissa >> excess).unwrap_or(i64::MAX) as f64;
        let mut power = i64::from(self.exponent) + excess as i64;
        let mut value = head;
        while power != 0 && value != 0.0 && value.is_finite() {
            let step = power.clamp(-1000, 1000);
            value *= 2f64.powi(step as i32);
            power -= step;
        }
        value.clamp(f64::MIN, f64::MAX)
    }

    /// Both mantissas at the smaller exponent of the two.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i32) {
        let exponent = self.exponent.min(other.exponent);
        let shifted = |d: &Self| &d.mantissa << (d.exponent - exponent).unsigned_abs();
        (shifted(self), shifted(other), exponent)
    }

    /// The largest number of which both are integer multiples; zero for two zeros.
    #[must_use]
    pub fn gcd(&self, other: &Self) -> Self {
        if self.is_zero() {
            return other.abs();
        }
        if other.is_zero() {
            return self.abs();
        }
        let (mut a, mut b, exponent) = self.aligned(other);
        while b.sign() != Sign::NoSign {
            let rest = &a % &b;
            a = std::mem::replace(&mut b, rest);
        }
        Self { mantissa: a, exponent }.abs()
    }

    /// The smallest integer `k` with `k · step >= self`; `step` is positive.
    #[must_use]
    pub fn ceil_multiple(&self, step: &Self) -> Self {
        let (value, step, _) = self.aligned(step);
        let mut quotient = &value / &step; // rounds towards zero
        if &quotient * &step < value {
            quotient += 1;
        }
        Self { mantissa: quotient, exponent: 0 }
    }

    /// The largest integer `k` with `k · step <= self`; `step` is positive.
    #[must_use]
    pub fn floor_multiple(&self, step: &Self) -> Self {
        -&(-self).ceil_multiple(step)
    }

    /// `self / divisor`, for divisors of which it is a multiple by an integer or a dyadic fraction: for
    /// others the result means nothing. Divisors are not zero.
    #[must_use]
    pub fn quotient(&self, divisor: &Self) -> Self {
        if self.is_zero() {
            return Self::zero();
        }
        // An odd divisor of `m · 2^e` divides `m`.
        let zeros = divisor.mantissa.trailing_zeros().unwrap_or(0);
        let odd = &divisor.mantissa >> zeros;
        let exponent = self.exponent - divisor.exponent - zeros as i32;
        Self { mantissa: &self.mantissa / odd, exponent }.stripped()
    }

    /// The number times a power of two.
    #[must_use]
    pub fn shifted(&self, power: i32) -> Self {
        Self { mantissa: self.mantissa.clone(), exponent: self.exponent + power }
    }

    /// The least `k` with `|self| < 2^k`; none for zero.
    pub fn magnitude(&self) -> Option<i32> {
        (!self.is_zero()).then(|| self.exponent.saturating_add(self.mantissa.bits() as i32))
    }

    /// The same number with an odd mantissa.
    fn stripped(self) -> Self {
        match self.mantissa.trailing_zeros() {
            None => Self::zero(),
            Some(0) => self,
            Some(zeros) => Self { mantissa: self.mantissa >> zeros, exponent: self.exponent + zeros as i32 },
        }
    }

    /// Adds `a · b`.
    pub fn add_product(&mut self, a: &Self, b: &Self) {
        if !a.is_zero() && !b.is_zero() {
            *self += &(a * b);
        }
    }
}

impl AddAssign<&Dyadic> for Dyadic {
    fn add_assign(&mut self, other: &Dyadic) {
        if other.is_zero() {
            return;
        }
        if self.is_zero() {
            self.clone_from(other);
            return;
        }
        match self.exponent.cmp(&other.exponent) {
            Ordering::Equal => self.mantissa += &other.mantissa,
            Ordering::Less => {
                self.mantissa += &other.mantissa << (other.exponent - self.exponent).unsigned_abs();
            }
            Ordering::Greater => {
                self.mantissa <<= (self.exponent - other.exponent).unsigned_abs();
                self.mantissa += &other.mantissa;
                self.exponent = other.exponent;
            }
        }
    }
}

impl Add for &Dyadic {
    type Output = Dyadic;

    fn add(self, other: &Dyadic) -> Dyadic {
        let mut sum = self.clone();
        sum += other;
        sum
    }
}

impl Sub for &Dyadic {
    type Output = Dyadic;

    fn sub(self, other: &Dyadic) -> Dyadic {
        self + &-other
    }
}

impl Mul for &Dyadic {
    type Output = Dyadic;

    fn mul(self, other: &Dyadic) -> Dyadic {
        if self.is_zero() || other.is_zero() {
            return Dyadic::zero();
        }
        Dyadic { mantissa: &self.mantissa * &other.mantissa, exponent: self.exponent + other.exponent }
    }
}

impl Neg for &Dyadic {
    type Output = Dyadic;

    fn neg(self) -> Dyadic {
        Dyadic { mantissa: -&self.mantissa, exponent: self.exponent }
    }
}

impl Ord for Dyadic {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.sign().cmp(&other.mantissa.sign());
        if signs != Ordering::Equal || self.is_zero() {
            return signs;
        }
        let (a, b, _) = self.aligned(other);
        a.cmp(&b)
    }
}

impl PartialOrd for Dyadic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Dyadic {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Dyadic {}

impl fmt::Display for Dyadic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(value: f64) -> Dyadic {
        Dyadic::new(value).unwrap()
    }

    #[test]
    fn doubles_go_in_and_come_out_unchanged() {
        for value in [0.0, 1.0, -0.1, 1e300, -1e-300, 5e-324, f64::MAX, f64::MIN, 123_456.789, -3.0] {
            assert_eq!((d(value).below(), d(value).above()), (value, value));
        }
        assert_eq!(Dyadic::new(f64::NAN), None);
        assert_eq!(Dyadic::new(f64::NEG_INFINITY), None);
    }

    #[test]
    fn arithmetic_does_not_round() {
        let sum = &d(0.1) + &d(0.2);
        assert!(sum != d(0.3) && sum != d(0.1 + 0.2));
        assert_eq!(&(&sum - &d(0.2)), &d(0.1));
        assert_eq!(&d(1e300) * &d(1e-300), &d(1e-300) * &d(1e300));
        assert_eq!(&(&d(1e300) + &d(1.0)) - &d(1e300), Dyadic::one());
        let mut total = d(2.0);
        total.add_product(&d(-0.5), &d(3.0));
        assert_eq!(total, d(0.5));
    }

    #[test]
    fn rounding_to_doubles_is_directed() {
        let third = &d(1.0 / 3.0) + &d(1e-30);
        assert_eq!((third.below(), third.above()), (1.0 / 3.0, (1.0f64 / 3.0).next_up()));
        let huge = &d(f64::MAX) * &d(4.0);
        assert_eq!((huge.below(), huge.above()), (f64::MAX, f64::INFINITY));
        let tiny = -&(&d(5e-324) * &d(0.25));
        assert_eq!((tiny.below(), tiny.above()), (-5e-324, 0.0));
    }

    #[test]
    fn integers_are_known_and_reached_by_rounding() {
        assert!(d(-4.0).is_integer() && d(1e300).is_integer() && d(0.0).is_integer() && !d(2.5).is_integer());
        assert!((&d(0.5) * &d(6.0)).is_integer());
        assert_eq!((d(-2.5).floor(), d(-2.5).ceil()), (d(-3.0), d(-2.0)));
        assert_eq!((d(7.0).floor(), d(7.25).ceil()), (d(7.0), d(8.0)));
    }

    #[test]
    fn common_steps_and_their_multiples() {
        assert_eq!(d(6.0).gcd(&d(-4.5)), d(1.5));
        assert_eq!(Dyadic::zero().gcd(&d(-3.0)), d(3.0));
        assert_eq!(d(7.0).ceil_multiple(&d(1.5)), d(5.0));
        assert_eq!(d(-7.0).ceil_multiple(&d(1.5)), d(-4.0));
        assert_eq!(d(6.0).ceil_multiple(&d(1.5)), d(4.0));
    }

    #[test]
    fn quotients_of_multiples_are_exact() {
        assert_eq!((d(21.0).quotient(&d(-12.0)), d(-4.5).quotient(&d(1.5))), (d(-1.75), d(-3.0)));
        assert_eq!((d(7.5).floor_multiple(&d(2.0)), d(-7.5).floor_multiple(&d(2.0))), (d(3.0), d(-4.0)));
        assert_eq!((d(5.0).magnitude(), d(-0.5).magnitude(), d(0.0).magnitude()), (Some(3), Some(0), None));
        assert_eq!(d(3.0).shifted(-2), d(0.75));
    }

    #[test]
    fn the_order_is_that_of_the_numbers() {
        let mut values = [d(1e-300), d(-5.0), d(0.0), d(1e300), d(-1e-300), d(3.0)];
        values.sort();
        assert_eq!(values.map(|v| v.to_f64()), [-5.0, -1e-300, 0.0, 1e-300, 3.0, 1e300]);
    }
}
