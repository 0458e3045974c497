//! What comes back: an answer about the *original* problem, checked, with what proved its bound.

use crate::certificate::BoundSource;
use hunch_families::Case;
use hunch_model::risks::Risk;
use hunch_model::{Holds, Program, Solution, Statistics, Status};
use hunch_search::GuidanceAccount;
use hunch_search::explain::Explanation;
use hunch_search::repair::Repair;
use hunch_search::sensitivity::Sensitivity;
use serde::Serialize;

/// What became of a guess.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Account {
    /// The largest violation of a row in the worst case, as the network left it.
    pub violation: f64,
    /// What the guess promised before it was repaired.
    pub objective: f64,
    /// Whether it had to be repaired.
    pub repaired: bool,
}

/// An answer. Values have passed the independent checker; the objective is the checker's.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status, values and bound, all of the original problem.
    pub solution: Solution,
    /// What proved the bound.
    pub bound_source: Option<BoundSource>,
    /// Name of the method that found it: the one asked for, or the one that `auto` chose.
    pub method: &'static str,
    /// What the network said: one probability a binary, or a decision's numbers as they are.
    pub probabilities: Option<Vec<f32>>,
    /// For methods that fix binaries: which were fixed when the answer was found.
    pub fixed: Option<Vec<bool>>,
    /// For methods that fix binaries: the level that answered, in percent.
    pub level: Option<f64>,
    /// Name of the model that was asked.
    pub model: Option<String>,
    /// Seconds for the prediction.
    pub predict_seconds: f64,
    /// Seconds for the bound, where the search did not prove it.
    pub certify_seconds: f64,
    /// For guessed decisions: what became of the guess.
    pub robust: Option<Account>,
    /// With several threads or in slices: the name of the strategy that finished; `None` where none did
    /// before the others' proofs or a limit.
    pub strategy: Option<&'static str>,
    /// What the guidance did for the search.
    pub account: Option<GuidanceAccount>,
    /// Why the problem is infeasible, where that was asked for and no limit came first.
    pub explanation: Option<Explanation>,
    /// What would make an infeasible problem feasible, if that was asked for.
    pub repair: Option<Repair>,
    /// Duals and ranges, if they were asked for.
    pub sensitivity: Option<Sensitivity>,
    /// Why these are not given, where they were asked for, in words.
    pub without_sensitivity: Option<String>,
    /// Numbers of the program that endanger its answers.
    pub risks: Vec<Risk>,
    /// Whether rows of the program came on demand.
    #[cfg(feature = "kinds")]
    pub told_rows: bool,
}

/// What a claim rests on, and how far it holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proof {
    /// `"multipliers"` of one linear program, a `"search"`, the family's exact algorithm (`"structure"`), or a
    /// `"relaxation"`.
    pub by: &'static str,
    /// How far it holds.
    pub holds: Holds,
    /// What it takes on trust: the names of [`hunch_search::trust::Trust`].
    #[cfg(feature = "kinds")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trusts: Vec<&'static str>,
}

impl Answer {
    /// What the claim rests on; `program` is what was solved, where that was one. `None` where nothing is
    /// claimed.
    pub fn proof(&self, program: Option<&Program>) -> Option<Proof> {
        let conclusive = matches!(self.solution.status, Status::Infeasible | Status::Unbounded);
        let by = match self.bound_source {
            Some(BoundSource::Exact) => "structure",
            Some(BoundSource::Relaxation) => "relaxation",
            None if !conclusive => return None,
            _ if program.is_some_and(|program| !program.has_integers()) => "multipliers",
            _ => "search",
        };
        Some(Proof {
            by,
            holds: self.solution.holds,
            #[cfg(feature = "kinds")]
            trusts: program
                .into_iter()
                .flat_map(|program| hunch_search::trust::trusts(program, self.told_rows))
                .map(hunch_search::trust::Trust::name)
                .collect(),
        })
    }

    pub(crate) fn new(method: &'static str, solution: Solution) -> Self {
        Self {
            solution,
            bound_source: None,
            method,
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
            repair: None,
            sensitivity: None,
            without_sensitivity: None,
            risks: Vec::new(),
            #[cfg(feature = "kinds")]
            told_rows: false,
        }
    }

    /// The answer of a search on the whole program; its bound is the original's.
    /// What the search found of a program.
    pub fn of_search(solution: Solution) -> Self {
        let bound_source = solution.bound.map(|_| BoundSource::Search);
        Self { bound_source, ..Self::new("search", solution) }
    }
}

/// A point of an instance with a bound proven elsewhere. The objective is the checker's; a point that it
/// refuses is not shown: the status is then [`Status::Error`].
pub(crate) fn checked(
    case: &dyn Case,
    values: Vec<f64>,
    bound: Option<f64>,
    statistics: Statistics,
) -> Solution {
    let verdict = case.check(&values);
    if !verdict.feasible {
        let reason = verdict.complaint.map(|c| format!("the plan did not pass the checker: {c}"));
        return Solution { reason, ..Solution::without_values(Status::Error, bound, statistics) };
    }
    Solution::with_values(values, verdict.objective, bound, case.family().sense(), statistics)
}
