//! What the families of lot sizing share.

/// Cumulative sums of a feasible instance may fall short of demand by this share through rounding alone: ten
/// thousand additions, one a period of the longest horizon, each exact to 2^-53.
pub(crate) const CUMULATIVE_ROUNDING: f64 = 1e-12;
