//! Small functions for inner loops. `f64::max` skips what is not a number, which WebAssembly's own
//! instruction does not; in the browser it is therefore a call of a function.

/// The larger of both; `b` when one is not a number.
#[inline]
pub fn greater(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The smaller of both; `b` when one is not a number.
#[inline]
pub fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// A nearest integer. `f64::round` rounds halves away from zero, for which WebAssembly has no instruction
/// either.
#[inline]
pub fn nearest(a: f64) -> f64 {
    (a + 0.5).floor()
}
