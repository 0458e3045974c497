//! The tolerances of every claim that this project makes, in one place.

/// A row is satisfied when its violation is at most `ROW · (1 + |rhs|)`: the usual feasibility tolerance of MIP solvers.
pub const ROW: f64 = 1e-6;
/// A column bound is satisfied within `BOUND · (1 + |bound|)`; the same size as [`ROW`], bounds are rows with one entry.
pub const BOUND: f64 = 1e-6;
/// An integer column is integral when it lies within this distance of an integer.
pub const INTEGRALITY: f64 = 1e-6;
/// Absolute gap at which an incumbent counts as optimal: below the rounding noise of sums of a few thousand terms of size one.
pub const ABSOLUTE_GAP: f64 = 1e-9;
/// Relative gap at which an incumbent counts as optimal.
pub const RELATIVE_GAP: f64 = 1e-6;
/// Denominator floor of the relative gap, so that an optimum of zero does not divide by zero.
pub const GAP_FLOOR: f64 = 1e-9;
/// Relative size below which a number inside a proof (an entry of `Aᵀy`, a row of `A·ray`, a margin) counts as rounding noise: a
/// sum of 10⁵ products in double precision errs by about 1e-11 of its largest terms, and a factorisation costs two more digits.
pub const PROOF: f64 = 1e-9;
