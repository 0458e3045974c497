//! Continuous optima: one point of the optimal face, the same one whoever solved, and what is tight there.
//!
//! Where several points are optimal, the one is taken at which the weighted sum of all slacks is least (of
//! bounds and of inequalities, from the lower side where there is one, else from the upper). The weights are
//! fixed and generic, so that two points do not tie; a line along which nothing changes moves no slack. What
//! has a multiplier in one dual optimum is tight in every primal one (complementary slackness), so the
//! optimal face is the program with these bounds and sides as equations, and the second pass starts from the
//! first one's basis.

use crate::params::{FACE, ITERATIONS_A_ROW, TIGHT};
use crate::strategy::Strategy;
use hunch_model::{Basis, Control, VariableStatus};
use hunch_search::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use hunch_search::qp::WorkingSet;
use hunch_search::random::{GOLDEN, uniform};

/// How a continuous program ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Continuous {
    Optimal(Optimum),
    Infeasible,
    Unbounded,
    /// Nothing is claimed, and why.
    Unsettled(&'static str),
}

/// An optimum.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Optimum {
    /// One value a column: of the point that the secondary rule chooses.
    pub values: Vec<f64>,
    /// Where each variable stands at an optimum; at another point of the face, perhaps.
    pub working_set: WorkingSet,
}

/// Solves, from `start` where one is given, and chooses among the optima.
pub(crate) fn solve(problem: &LpProblem, start: Option<&Basis>, control: &mut dyn Control) -> Continuous {
    let mut lp = Simplex::new(problem, LpSettings::default());
    if let Some(basis) = start
        && lp.load_basis(basis).is_err()
    {
        return Continuous::Unsettled("the basis to start from has another shape");
    }
    lp.set_iteration_limit(Some(ITERATIONS_A_ROW * (1 + problem.rows() + problem.columns()) as u64));
    match lp.solve(control) {
        LpStatus::Optimal => {}
        LpStatus::Infeasible => return Continuous::Infeasible,
        LpStatus::Unbounded => return Continuous::Unbounded,
        LpStatus::Stopped(_) => return Continuous::Unsettled("stopped"),
        LpStatus::IterationLimit => return Continuous::Unsettled("the simplex method came to no end"),
        _ => return Continuous::Unsettled("numerical trouble"),
    }
    let (values, working_set) = (lp.values(), WorkingSet::from(&lp.basis()));
    if !restrict_to_face(&mut lp, problem) {
        return Continuous::Optimal(Optimum { values, working_set });
    }
    for (j, cost) in slack_costs(problem).into_iter().enumerate() {
        lp.set_cost(j, cost);
    }
    match lp.solve(control) {
        LpStatus::Optimal => Continuous::Optimal(Optimum { values: lp.values(), working_set }),
        LpStatus::Stopped(_) => Continuous::Unsettled("stopped"),
        _ => Continuous::Unsettled("the optima could not be told apart"),
    }
}

/// Makes equations of all bounds and sides that have multipliers. Whether other optima may be left: not where
/// everything nonbasic has one.
fn restrict_to_face(lp: &mut Simplex, problem: &LpProblem) -> bool {
    let (reduced, duals) = (lp.reduced_costs(), lp.duals());
    let zero = FACE * problem.cost.iter().fold(0.0, |most: f64, c| most.max(c.abs()));
    let scale = row_sizes(problem);
    let mut has_others = false;
    for j in 0..problem.columns() {
        let (lower, upper) = (problem.column_lower[j], problem.column_upper[j]);
        if let Some(side) = resting(lp.column_status(j), lower, upper) {
            if reduced[j].abs() > zero {
                lp.set_column_bounds(j, side, side);
            } else {
                has_others |= lower < upper;
            }
        }
    }
    for i in 0..problem.rows() {
        let (lower, upper) = (problem.row_lower[i], problem.row_upper[i]);
        if let Some(side) = resting(lp.row_status(i), lower, upper) {
            if duals[i].abs() * scale[i] > zero {
                lp.set_row_bounds(i, side, side);
            } else {
                has_others |= lower < upper;
            }
        }
    }
    has_others
}

/// Where a nonbasic variable rests; zero for a free one, whose reduced cost is zero.
fn resting(status: VariableStatus, lower: f64, upper: f64) -> Option<f64> {
    match status {
        VariableStatus::Basic => None,
        VariableStatus::AtLower => Some(lower),
        VariableStatus::AtUpper => Some(upper),
        VariableStatus::Free => Some(0.0),
    }
}

/// Largest coefficient of each row, at least the smallest positive number.
pub(crate) fn row_sizes(problem: &LpProblem) -> Vec<f64> {
    let mut sizes = vec![f64::MIN_POSITIVE; problem.rows()];
    for (i, _, v) in problem.matrix.triplets() {
        sizes[i] = f64::max(sizes[i], v.abs());
    }
    sizes
}

/// The costs of which the sum is, up to a constant, the weighted sum of slacks.
pub(crate) fn slack_costs(problem: &LpProblem) -> Vec<f64> {
    let n = problem.columns();
    let mut costs: Vec<f64> =
        (0..n).map(|j| weight(j) * direction(problem.column_lower[j], problem.column_upper[j])).collect();
    let rows: Vec<f64> = (0..problem.rows())
        .map(|i| weight(n + i) * direction(problem.row_lower[i], problem.row_upper[i]))
        .collect();
    for (i, j, v) in problem.matrix.triplets() {
        costs[j] += rows[i] * v;
    }
    costs
}

/// Which way the slack grows.
fn direction(lower: f64, upper: f64) -> f64 {
    match (lower.is_finite(), upper.is_finite()) {
        _ if lower == upper => 0.0,
        (true, _) => 1.0,
        (false, true) => -1.0,
        (false, false) => 0.0,
    }
}

/// The fixed weight of a slack, between 1 and 2.
pub(crate) fn weight(k: usize) -> f64 {
    1.0 + uniform(&mut (k as u64).wrapping_mul(GOLDEN))
}

/// What is tight at `values`, where the integer columns (`integers`) have them fixed.
pub(crate) fn strategy(problem: &LpProblem, is_integer: &[bool], values: &[f64]) -> Strategy {
    let mut strategy = Strategy::default();
    for j in 0..problem.columns() {
        if is_integer[j] {
            strategy.integers.push(values[j].round() as i64);
            continue;
        }
        match tight(values[j], problem.column_lower[j], problem.column_upper[j]) {
            Some(Side::Lower) => strategy.column_lower.push(j as u32),
            Some(Side::Upper) => strategy.column_upper.push(j as u32),
            None => {}
        }
    }
    let mut is_continuous = vec![false; problem.rows()];
    for (i, j, _) in problem.matrix.triplets() {
        is_continuous[i] |= !is_integer[j];
    }
    let activities = problem.matrix.multiply(values);
    for i in (0..problem.rows()).filter(|&i| is_continuous[i]) {
        match tight(activities[i], problem.row_lower[i], problem.row_upper[i]) {
            Some(Side::Lower) => strategy.row_lower.push(i as u32),
            Some(Side::Upper) => strategy.row_upper.push(i as u32),
            None => {}
        }
    }
    strategy
}

enum Side {
    Lower,
    Upper,
}

/// The side that is tight, the nearer one of two; none of an equation.
fn tight(value: f64, lower: f64, upper: f64) -> Option<Side> {
    if lower == upper {
        return None;
    }
    let is_at = |side: f64| side.is_finite() && (value - side).abs() <= TIGHT * (1.0 + side.abs());
    match (is_at(lower), is_at(upper)) {
        (true, true) if (upper - value).abs() < (value - lower).abs() => Some(Side::Upper),
        (true, _) => Some(Side::Lower),
        (false, true) => Some(Side::Upper),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Program, Row, Sense, Unlimited};

    /// min x + y with x + y >= 1 and bounds of 10: a face of optima.
    fn tied(columns: [(f64, f64); 2]) -> LpProblem {
        let mut p = Program::new("tied", Sense::Minimize);
        for (k, (lower, upper)) in columns.into_iter().enumerate() {
            p.add_column(format!("x{k}"), 1.0, lower, upper, Kind::Continuous);
        }
        let row = Row { name: "r".into(), lower: 1.0, upper: f64::INFINITY };
        p.set_rows(vec![row], &[(0, 0, 1.0), (0, 1, 1.0)]);
        LpProblem::from_program(&p)
    }

    fn optimum(problem: &LpProblem, start: Option<&Basis>) -> Vec<f64> {
        match solve(problem, start, &mut Unlimited) {
            Continuous::Optimal(optimum) => optimum.values,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_tied_optima_one_is_chosen_whatever_the_start() {
        use VariableStatus::{AtLower, AtUpper, Basic};
        let problem = tied([(0.0, 10.0), (0.0, 10.0)]);
        let cold = optimum(&problem, None);
        for columns in [[Basic, AtLower], [AtLower, Basic], [AtUpper, Basic], [Basic, AtUpper]] {
            let basis = Basis { columns: columns.to_vec(), rows: vec![AtLower] };
            assert_eq!(optimum(&problem, Some(&basis)), cold, "{columns:?}");
        }
        // The cheaper weight takes it all: 1 where the first column's weight is smaller.
        assert_eq!(cold[usize::from(weight(0) > weight(1))], 1.0);
        let strategy = strategy(&problem, &[false; 2], &cold);
        assert_eq!((strategy.row_lower, strategy.column_lower.len()), (vec![0], 1));
    }

    #[test]
    fn optimal_faces_without_a_vertex_have_one_strategy_too() {
        let free = (f64::NEG_INFINITY, f64::INFINITY);
        let problem = tied([free, free]);
        let values = optimum(&problem, None);
        assert_eq!(strategy(&problem, &[false; 2], &values).row_lower, [0]);
    }

    #[test]
    fn weights_lie_between_one_and_two_and_differ() {
        let mut weights: Vec<f64> = (0..1000).map(weight).collect();
        assert!(weights.iter().all(|w| (1.0..2.0).contains(w)));
        weights.sort_by(f64::total_cmp);
        weights.dedup();
        assert_eq!(weights.len(), 1000);
    }
}
