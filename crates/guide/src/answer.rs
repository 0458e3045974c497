//! What comes back: an answer about the *original* problem, checked, with what proved its bound.

use crate::certificate::BoundSource;
use crate::robust;
use crate::solve::Method;
use hunch_families::clsp::Plan;
use hunch_model::{Program, Solution, Statistics, Status, check};
use hunch_search::GuidanceAccount;
use hunch_search::explain::Explanation;

/// An answer. Values have passed the independent checker; the objective is the checker's.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status, values and bound, all of the original problem.
    pub solution: Solution,
    /// What proved the bound.
    pub bound_source: Option<BoundSource>,
    /// How the answer was found.
    pub method: Method,
    /// The plan in the family's own terms.
    pub plan: Option<Plan>,
    /// What the network said: one probability a binary, or the outputs as they are for robust families.
    pub probabilities: Option<Vec<f32>>,
    /// For [`Method::Guess`]: which binaries were fixed when the answer was found.
    pub fixed: Option<Vec<bool>>,
    /// For [`Method::Guess`]: the level that answered, in percent.
    pub level: Option<f64>,
    /// Name of the model that was asked.
    pub model: Option<String>,
    /// Seconds for the prediction.
    pub predict_seconds: f64,
    /// Seconds for the bound, where the search did not prove it.
    pub certify_seconds: f64,
    /// For guided methods of robust families: what became of the guess.
    pub robust: Option<robust::Account>,
    /// With several threads or in slices: the name of the strategy that finished; `None` where none did before the others' proofs or a limit.
    pub strategy: Option<&'static str>,
    /// What the guidance did for the search.
    pub account: Option<GuidanceAccount>,
    /// Why the problem is infeasible, where that was asked for and no limit came first.
    pub explanation: Option<Explanation>,
}

impl Answer {
    pub(crate) fn new(method: Method, solution: Solution) -> Self {
        Self {
            solution,
            bound_source: None,
            method,
            plan: None,
            probabilities: None,
            fixed: None,
            level: None,
            model: None,
            predict_seconds: 0.0,
            certify_seconds: 0.0,
            robust: None,
            strategy: None,
            account: None,
            explanation: None,
        }
    }
}

/// A feasible point of `program` with a bound proven elsewhere. The objective is recomputed by the checker; a point that it refuses
/// is not shown: the status is then [`Status::Error`].
pub(crate) fn checked(
    program: &Program,
    values: Vec<f64>,
    bound: Option<f64>,
    statistics: Statistics,
) -> Solution {
    let verdict = check(program, &values);
    if !verdict.feasible {
        let reason = verdict.complaint.map(|c| format!("the plan did not pass the checker: {c}"));
        return Solution { reason, ..Solution::without_values(Status::Error, bound, statistics) };
    }
    Solution::with_values(values, verdict.objective, bound, program, statistics)
}
