//! What the checks of the robust families share. Nothing here uses, or is used by, what makes decisions: the
//! worst cases are computed a second time, from the fields as they came.

use crate::family::Verdict;
use hunch_model::tolerances::row_tolerance;

/// The dual norm of the set that a field names: of a box the sum of the sizes, of an ellipsoid the length.
pub(crate) fn dual_norm(set: &str, vector: impl Iterator<Item = f64>) -> f64 {
    let mut total = 0.0;
    if set == "ellipsoid" {
        for entry in vector {
            total += entry * entry;
        }
        return f64::sqrt(total);
    }
    for entry in vector {
        total += f64::abs(entry);
    }
    total
}

/// A check under way.
pub(crate) struct Judge(Verdict);

impl Judge {
    pub(crate) fn new() -> Self {
        Self(Verdict { feasible: true, objective: f64::NAN, violation: 0.0, complaint: None })
    }

    /// A decision that is not `length` finite numbers.
    pub(crate) fn refused(length: usize) -> Verdict {
        let complaint = Some(format!("a decision of this instance is {length} finite numbers"));
        Verdict { feasible: false, objective: f64::NAN, violation: f64::INFINITY, complaint }
    }

    /// A row whose worst case passes its side by `excess`, and whose coefficients are `largest` at most. What
    /// the terms of a row are worth in all is at most the side and what is missing of it, so the side stands for
    /// them in the tolerance.
    pub(crate) fn row(&mut self, excess: f64, largest: f64, side: f64, name: &str, index: usize) {
        self.0.violation = self.0.violation.max(excess);
        if excess > row_tolerance(largest, side.abs()) {
            self.complain(format!("in the worst case {name} {} is missed by {excess}", index + 1));
        }
    }

    /// A number that must lie in its domain.
    pub(crate) fn domain(&mut self, holds: bool, value: f64, index: usize) {
        if !holds {
            self.complain(format!("x[{}] is {value}, outside of its domain", index + 1));
        }
    }

    fn complain(&mut self, complaint: String) {
        self.0.feasible = false;
        self.0.complaint.get_or_insert(complaint);
    }

    pub(crate) fn verdict(self, objective: f64) -> Verdict {
        Verdict { objective, ..self.0 }
    }
}
