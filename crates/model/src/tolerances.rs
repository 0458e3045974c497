//! The tolerances of every claim that this project makes, in one place. `docs/claims.md` states what they
//! mean and why they are so.

/// A row is widened by this, times the lesser of 1 and its largest coefficient: the usual feasibility
/// tolerance of MIP solvers, which shrinks with rows that are small as a whole and does not grow with the
/// right-hand side.
pub const ROW: f64 = 1e-6;
/// … and by this share of the sum of its terms' magnitudes: what eight roundings of each term may come to
/// (2⁻⁵⁰).
pub const ROW_RELATIVE: f64 = 8.881_784_197_001_252e-16;
/// The size that a column without a bound counts with where that sum runs over the columns' bounds (2³⁰,
/// about 10⁹): beyond it a double holds fewer than seven decimals, and rows are not claimed to be impossible
/// because of them.
pub const UNBOUNDED_SIZE: f64 = 1_073_741_824.0;
/// Decimal places that a row of integer columns may have to be judged on its integral multiple instead.
pub const WHOLE_DECIMALS: u8 = 9;
/// An integer column of a relaxed point is taken for integral within this distance of an integer; answers
/// hold integers exactly.
pub const INTEGRALITY: f64 = 1e-6;
/// Absolute gap at which an incumbent counts as optimal: below the rounding noise of sums of a few thousand
/// terms of size one.
pub const ABSOLUTE_GAP: f64 = 1e-9;
/// Relative gap at which an incumbent counts as optimal.
pub const RELATIVE_GAP: f64 = 1e-6;
/// Denominator floor of the relative gap, so that an optimum of zero does not divide by zero.
pub const GAP_FLOOR: f64 = 1e-9;
/// Relative size below which a number inside a proof (an entry of `Aᵀy`, a row of `A·ray`, a margin) counts
/// as rounding noise: a sum of 10⁵ products in double precision errs by about 1e-11 of its largest terms, and
/// a factorisation costs two more digits.
pub const PROOF: f64 = 1e-9;

/// By how much a row may be missed whose coefficients have magnitudes up to `largest` and whose terms'
/// magnitudes add up to `terms`.
pub fn row_tolerance(largest: f64, terms: f64) -> f64 {
    ROW * largest.min(1.0) + ROW_RELATIVE * terms
}
