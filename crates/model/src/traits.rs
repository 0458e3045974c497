//! The small interfaces that join the crates: families implement them, the search and the methods call them.

use crate::control::Control;
use crate::solution::Solution;

/// A linear inequality `lower <= Σ coefficient·x <= upper` that every feasible point of a program satisfies.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// Which separator made it, for events and certificates.
    pub source: &'static str,
    /// `(column, coefficient)`, columns strictly increasing.
    pub terms: Vec<(usize, f64)>,
    /// Lower bound on the activity, `-∞` when absent.
    pub lower: f64,
    /// Upper bound on the activity, `+∞` when absent.
    pub upper: f64,
}

/// Finds inequalities that a fractional point violates.
pub trait Separator {
    /// Name for events and for the account of what helped.
    fn name(&self) -> &'static str;

    /// Appends to `cuts` inequalities that `point` (one value a column) violates.
    fn separate(&mut self, point: &[f64], cuts: &mut Vec<Cut>);
}

/// An exact structured algorithm of a family, which may also solve the instance with some binaries fixed.
pub trait Exact {
    /// What goes wrong when the algorithm does not apply (data it cannot represent, a memory limit).
    type Error;

    /// Solves with `fixed[k]` imposed on the family's `k`-th binary decision where it is `Some`; an empty
    /// slice fixes nothing.
    ///
    /// # Errors
    /// Typed by the family: the instance does not fit the algorithm. Infeasibility is a status of the
    /// solution.
    fn solve_exact(&self, fixed: &[Option<bool>], control: &mut dyn Control)
    -> Result<Solution, Self::Error>;
}
