//! Instead of [`crate::decisions`] in modules of the browser none of whose families has decisions for answers.

pub use crate::answer::Account;

use crate::answer::Answer;
use crate::certificate::Certify;
use crate::error::GuideError;
use crate::solver::Solver;
use hunch_families::Case;
use hunch_model::Control;

/// What would be done beyond a repair.
#[allow(dead_code, reason = "nothing is done here, whatever is asked for")]
#[derive(Clone, Copy)]
pub enum Effort {
    /// A bound.
    Bound(Certify),
    /// An optimum.
    Optimum,
    /// Both.
    BoundThenOptimum,
}

/// A decision with its worth and what became of the guess behind it.
pub struct Repaired {
    /// The numbers of the decision.
    pub decision: Vec<f64>,
    /// What it is worth.
    pub objective: f64,
    /// What became of the guess.
    pub account: Account,
}

/// None: there are no decisions.
pub fn decide(_: &dyn Case, _: &[f32]) -> Option<Repaired> {
    None
}

/// Refuses.
///
/// # Errors
/// Always [`GuideError::NotApplicable`].
pub(crate) fn solve(
    method: &'static str,
    _: &dyn Case,
    _: Option<&[f32]>,
    _: Effort,
    _: &mut dyn Solver,
    _: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let reason = "this build was made without the feature \"decisions\"".into();
    Err(GuideError::NotApplicable { method, reason })
}
