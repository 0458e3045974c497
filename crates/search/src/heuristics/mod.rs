//! Primal heuristics: points from relaxations. They propose; [`crate::tree::home::Context::offer`] has every proposal checked.
//!
//! Source: Achterberg, "Constraint integer programming" (2007), chapter 9.

pub mod bandit;
pub mod dive_choice;
pub mod diving;
pub mod feasibility_jump;
pub mod feasibility_pump;
pub mod neighbourhood;
pub mod portfolio;
pub mod rounding;
pub mod shifting;

/// Within how much of a side of a row a heuristic calls it met: the checker has the last word.
pub(crate) fn slack(side: f64) -> f64 {
    crate::params::HEURISTIC_TOLERANCE + 4.0 * f64::EPSILON * side.abs()
}
