//! Presolve of linear programs: the reductions whose duals can be restored.
//!
//! Reductions of integer programs that move the bounds of continuous columns, or coefficients, are left out:
//! an optimal point would stay optimal, but its duals would speak of bounds that the original does not have.

use super::chains::Chains;
#[cfg(feature = "breadth")]
use super::free_columns;
use super::linear_postsolve::LinearPostsolve;
use super::model::{Model, Verdict};
use super::{
    Step, Summary, chains, doubleton_equations, dual_fixing, duplicate_rows, fixed_columns, redundant_rows,
    rounds, singleton_rows, slack_columns, tight_slacks,
};
use crate::lp::LpProblem;
use crate::params::{
    LINEAR_PRESOLVE_FADING, LINEAR_PRESOLVE_LARGE, LINEAR_PRESOLVE_PROMISE, LINEAR_PRESOLVE_SHARE, LONG_CHAIN,
};
use crate::problem::MipProblem;

/// Cheap ones first, each preparing the next.
const STEPS: &[Step] = &[
    fixed_columns::apply,
    singleton_rows::apply,
    chains::apply,
    redundant_rows::apply,
    dual_fixing::apply,
    duplicate_rows::apply,
    doubleton_equations::apply,
    tight_slacks::apply,
    slack_columns::apply,
    #[cfg(feature = "breadth")]
    free_columns::apply,
];

/// Steps that are made of any program; free columns ask for more than they take out of a small one.
const QUICK: usize = if cfg!(feature = "breadth") { STEPS.len() - 1 } else { STEPS.len() };

/// What presolve leaves of a linear program.
#[derive(Clone, Debug)]
pub enum PresolvedLinear {
    /// A smaller program and the way back.
    Reduced {
        /// The program that is left; possibly without rows or columns.
        problem: Box<MipProblem>,
        /// From its optimal basis to one of the original.
        postsolve: Box<LinearPostsolve>,
    },
    /// Too little to be worth another program.
    Unchanged,
    /// The program has no feasible point. (Who wants a proof solves the original.)
    Infeasible,
}

/// Reduces a program without integers, as far as its size makes worth it.
pub fn presolve_linear(problem: &MipProblem) -> (PresolvedLinear, Summary) {
    presolve_linear_until(problem, &mut || false)
}

/// The same, in the time that there is: once `is_over`, what is reduced so far is left as it is.
pub fn presolve_linear_until(
    problem: &MipProblem,
    is_over: &mut dyn FnMut() -> bool,
) -> (PresolvedLinear, Summary) {
    let is_large = problem.lp.matrix.nonzeros() >= LINEAR_PRESOLVE_LARGE;
    if !is_large && promise(&problem.lp) < LINEAR_PRESOLVE_PROMISE {
        return (PresolvedLinear::Unchanged, Summary::default());
    }
    reduce(problem, if is_large { STEPS } else { &STEPS[..QUICK] }, is_over)
}

/// Reduces a program without integers by every step, whatever its size.
pub fn presolve_linear_thoroughly(problem: &MipProblem) -> (PresolvedLinear, Summary) {
    reduce(problem, STEPS, &mut || false)
}

fn reduce(
    problem: &MipProblem,
    steps: &[Step],
    is_over: &mut dyn FnMut() -> bool,
) -> (PresolvedLinear, Summary) {
    let mut summary = Summary::default();
    let mut model = Model::new(problem);
    model.keep_trace();
    // A round that finds little is the last: the engine takes care of what is left faster than another pass
    // finds it.
    let least = (problem.rows() + problem.columns()) / LINEAR_PRESOLVE_FADING + 1;
    if rounds(&mut model, (steps, least), is_over, &mut summary) == Err(Verdict::Infeasible) {
        return (PresolvedLinear::Infeasible, summary);
    }
    let (reduced, values, trace) = model.finish();
    let size = |p: &MipProblem| (p.rows() + p.columns() + p.lp.matrix.nonzeros()) as f64;
    if size(&reduced) > (1.0 - LINEAR_PRESOLVE_SHARE) * size(problem) {
        return (PresolvedLinear::Unchanged, summary);
    }
    let bounds =
        problem.lp.column_lower.iter().copied().zip(problem.lp.column_upper.iter().copied()).collect();
    let postsolve = Box::new(LinearPostsolve::new(values, trace, bounds, problem.rows()));
    (PresolvedLinear::Reduced { problem: Box::new(reduced), postsolve }, summary)
}

/// The share of rows and columns that the first round can take out, as far as the matrix shows it at one
/// glance: a program of which this is little is not worth being copied.
fn promise(lp: &LpProblem) -> f64 {
    let mut entries = vec![0usize; lp.rows()];
    let mut found = 0;
    for j in 0..lp.columns() {
        let (rows, _) = lp.matrix.column(j);
        rows.iter().for_each(|&i| entries[i] += 1);
        let is_slack = matches!(rows, [i] if lp.row_lower[*i] == lp.row_upper[*i] || lp.cost[j] != 0.0);
        found += usize::from(rows.is_empty() || is_slack || lp.column_lower[j] == lp.column_upper[j]);
    }
    for (i, &count) in entries.iter().enumerate() {
        found += usize::from(count <= 1 || (count == 2 && lp.row_lower[i] == lp.row_upper[i]));
    }
    let chains = Chains::of(lp.rows(), lp.columns(), lp.matrix.triplets().map(|(i, j, _)| (i, j)));
    if chains.longest >= LONG_CHAIN {
        found += 2 * chains.links; // a row and a column each
    }
    found as f64 / (lp.rows() + lp.columns()).max(1) as f64
}
