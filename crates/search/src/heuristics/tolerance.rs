//! How exactly heuristics read rows.

/// Within how much of a side of a row a heuristic calls it met: the checker has the last word.
pub(crate) fn slack(side: f64) -> f64 {
    crate::params::HEURISTIC_TOLERANCE + 4.0 * f64::EPSILON * side.abs()
}
