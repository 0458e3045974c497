//! Branch-free activations that compile to SIMD on every target.
//!
//! Only additions, multiplications, one division and integer shifts, in a fixed order: every machine gives
//! the same bits.

use hunch_bundle::operator::Activation;

/// Coefficients of the degree-5 minimax approximation of 2^x on [−½, ½], relative error 7.5e-8, found with
/// Remez' exchange.
const EXP2: [f32; 6] = [1.000_000_1, 0.693_146_97, 0.240_221_2, 0.055_507_13, 0.009_675_542, 0.001_327_647_2];
/// Adding and subtracting 1.5·2^23 rounds a float below 2^22 to the nearest whole number and leaves that in
/// its low bits.
const ROUND: f32 = 12_582_912.0;
/// Beyond this e^x leaves the range in which 2^n is a normal number for every rounding of n.
const EXP_LIMIT: f32 = 87.0;
/// Beyond this tanh is ±1 to the last bit of a 32-bit float.
const TANH_LIMIT: f32 = 9.5;

/// min(max(x, −limit), limit) that keeps NaN.
#[inline(always)]
fn clamp(x: f32, limit: f32) -> f32 {
    let x = if x > limit { limit } else { x };
    if x < -limit { -limit } else { x }
}

/// e^x for |x| ≤ [`EXP_LIMIT`], relative error below 1e-6 there (the product x·log₂e is rounded): 2^n · 2^f
/// with n the nearest whole number.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let scaled = x * std::f32::consts::LOG2_E;
    let shifted = scaled + ROUND;
    let fraction = scaled - (shifted - ROUND);
    let [c0, c1, c2, c3, c4, c5] = EXP2;
    let value = ((((c5 * fraction + c4) * fraction + c3) * fraction + c2) * fraction + c1) * fraction + c0;
    // The exponent of `value` is moved by n: the low bits of `shifted` hold n, the shift drops the rest.
    f32::from_bits(value.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// e^x for x ≤ 0, which is almost 0 from −[`EXP_LIMIT`] down; NaN stays NaN.
#[cfg(feature = "decoder")]
#[inline(always)]
pub(crate) fn exp_of_negative(x: f32) -> f32 {
    exp(clamp(x, EXP_LIMIT))
}

/// 1 / (1 + e^-x), absolute error below 3e-7.
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(clamp(-x, EXP_LIMIT)))
}

/// tanh x = 1 − 2 / (e^2x + 1), absolute error below 3e-7.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / (exp(2.0 * clamp(x, TANH_LIMIT)) + 1.0)
}

/// The value of a function.
#[inline(always)]
pub(crate) fn activate(function: Activation, x: f32) -> f32 {
    match function {
        Activation::None => x,
        Activation::Relu if x < 0.0 => 0.0,
        Activation::Relu => x,
        Activation::Sigmoid => sigmoid(x),
        Activation::Tanh => tanh(x),
        Activation::Clamp if x > 1.0 => 1.0,
        Activation::Clamp if x < 0.0 => 0.0,
        Activation::Clamp => x,
        Activation::Step if x > 0.0 => 1.0,
        // NaN stays NaN: an overflow must not pass for a decision.
        Activation::Step if x <= 0.0 => 0.0,
        Activation::Step => x,
    }
}

/// The values of a function, in place. Without `FMA` a call of its own, as the product is ([`super::matrix`]).
#[inline(always)]
pub(super) fn activate_all<const FMA: bool>(function: Activation, values: &mut [f32]) {
    if FMA { each(function, values) } else { plain(function, values) }
}

#[inline(never)]
fn plain(function: Activation, values: &mut [f32]) {
    each(function, values);
}

#[inline(always)]
fn each(function: Activation, values: &mut [f32]) {
    values.iter_mut().for_each(|value| *value = activate(function, *value));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest absolute error over a dense grid that includes both tails.
    fn largest_error(ours: fn(f32) -> f32, exact: fn(f64) -> f64) -> f64 {
        let grid = (-2_000_000..=2_000_000).map(|i| i as f32 * 5e-5);
        grid.map(|x| (f64::from(ours(x)) - exact(f64::from(x))).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn sigmoid_and_tanh_err_by_less_than_3e_7() {
        let sigmoid_error = largest_error(sigmoid, |x| 1.0 / (1.0 + (-x).exp()));
        let tanh_error = largest_error(tanh, f64::tanh);
        assert!(sigmoid_error < 3e-7, "sigmoid {sigmoid_error:e}");
        assert!(tanh_error < 3e-7, "tanh {tanh_error:e}");
    }

    #[test]
    fn extreme_arguments_stay_in_range_and_nan_stays_nan() {
        for x in [f32::MAX, f32::INFINITY, 1e30] {
            assert_eq!((sigmoid(x), tanh(x)), (1.0, 1.0));
            assert_eq!(tanh(-x), -1.0);
            assert!(sigmoid(-x) >= 0.0 && sigmoid(-x) < 1e-37);
        }
        assert!(sigmoid(f32::NAN).is_nan() && tanh(f32::NAN).is_nan());
        assert_eq!([-1.0, 0.5, 2.0].map(|x| activate(Activation::Clamp, x)), [0.0, 0.5, 1.0]);
        assert_eq!([-1.0, 0.0, 1e-30].map(|x| activate(Activation::Step, x)), [0.0, 0.0, 1.0]);
        assert!(activate(Activation::Step, f32::NAN).is_nan());
        assert_eq!([-1.0, 0.5, 2.0].map(|x| activate(Activation::Relu, x)), [0.0, 0.5, 2.0]);
    }
}
