//! What trials of strategies give, and the answer that is made of them.

use super::measure;
use hunch_model::{Holds, Program, Solution, Statistics};

/// What one strategy gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Its number.
    pub strategy: u32,
    /// The point of its reduced system; empty where there is none.
    pub values: Vec<f64>,
    /// Its objective; infinitely bad where there is no point.
    pub objective: f64,
    /// The paper's measure of its infeasibility, see [`measure::infeasibility`].
    pub infeasibility: f64,
    /// Whether the point passes the checker.
    pub is_feasible: bool,
    /// Whether multipliers proved it optimal.
    pub is_proven: bool,
}

/// Where an answer's proof comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// From the multipliers of this strategy alone.
    Multipliers(u32),
    /// From the leaves of this strategy's stored tree: see [`tree`](super::tree).
    Tree(u32),
    /// From the engine, which went on from this strategy's basis or working set.
    Warm(u32),
    /// From a search.
    Search,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Status, values, bound and gap, in the program's own sense.
    pub solution: Solution,
    /// Where the bound comes from.
    pub proof: Proof,
    /// What the strategies that were tried gave, in their order; none after one that was proven.
    pub trials: Vec<Trial>,
}

/// A solution with a bound that is reported no better than its objective: where the point passes it, the
/// claim holds up to the tolerance of rows.
pub(super) fn proven(program: &Program, values: Vec<f64>, objective: f64, bound: f64) -> Solution {
    let passes = program.sense.sign() * (bound - objective) > 0.0;
    let reported = if passes { objective } else { bound };
    let mut solution =
        Solution::with_values(values, objective, Some(reported), program, Statistics::default());
    if passes {
        solution.holds = Holds::Tolerance;
    }
    solution
}

/// The best of several trials, as the authors' code has it: of those that are accurately feasible the one of
/// best objective; if there is none, the least infeasible.
pub fn best(trials: &[Trial], sign: f64) -> Option<usize> {
    let feasible = (0..trials.len()).filter(|&k| measure::is_accurate(trials[k].infeasibility, 0.0));
    let by_objective = feasible
        .min_by(|&a, &b| f64::total_cmp(&(sign * trials[a].objective), &(sign * trials[b].objective)));
    by_objective.or_else(|| {
        (0..trials.len()).min_by(|&a, &b| f64::total_cmp(&trials[a].infeasibility, &trials[b].infeasibility))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Sense, Status};

    #[test]
    fn a_bound_proves_an_answer_only_where_the_two_meet_and_is_reported_no_better_than_the_point() {
        for sense in [Sense::Minimize, Sense::Maximize] {
            let (mut program, sign) = (Program::new("", sense), sense.sign());
            program.add_column("x", 1.0, 0.0, 10.0, Kind::Continuous);
            let claimed = |bound: f64| proven(&program, vec![5.0], 5.0, 5.0 + sign * bound);
            assert_eq!(claimed(0.0).status, Status::Optimal);
            assert_eq!(claimed(-1e-3).status, Status::Feasible);
            let passed = claimed(1e-7);
            assert_eq!((passed.bound, passed.holds), (Some(5.0), Holds::Tolerance));
        }
    }
}
