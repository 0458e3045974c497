//! Implied bounds: what one row lets a column be at most (or must let it be at least) depends on a binary of
//! the row. Where it is tighter at one value of the binary than at the other, the line between both is an
//! inequality (Savelsbergh, "Preprocessing and probing techniques for mixed integer programming problems",
//! 1994, section 2). So are variable bounds whose slope other rows make less.

use super::estimate::Estimate;
use super::rows::{doubt, sides};
use super::separator::{CutClass, Round};
use super::{Inequality, tidy::tidy};
use crate::domain::Domain;
use crate::params::{CUT_EFFICACY, CUT_RELAXATION, IMPLIED_PAIRS, INTEGRALITY};
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;

/// Appends the violated ones of every row, for up to [`IMPLIED_PAIRS`] pairs of columns; returns the work
/// done.
pub fn separate(
    problem: &MipProblem,
    domain: &Domain,
    by_row: &SparseMatrix,
    x: &[f64],
    found: &mut Vec<Inequality>,
) -> u64 {
    let mut work = 0;
    let bounds = |j: usize| {
        if problem.integer[j] {
            (domain.lower(j), domain.upper(j))
        } else {
            (problem.lp.column_lower[j], problem.lp.column_upper[j])
        }
    };
    for i in 0..problem.rows() {
        let (columns, values) = by_row.column(i);
        let is_open = |j: usize| problem.integer[j] && bounds(j) == (0.0, 1.0);
        // Only a fractional binary leaves room between the two values; rows of two entries say it themselves.
        let fractional = |&(j, _): &(usize, f64)| is_open(j) && (x[j] - x[j].round()).abs() > INTEGRALITY;
        let entries: Vec<(usize, f64)> = columns.iter().copied().zip(values.iter().copied()).collect();
        let binaries: Vec<(usize, f64)> = entries.iter().copied().filter(fractional).collect();
        if entries.len() < 3 || binaries.is_empty() {
            continue;
        }
        let doubt = doubt(problem, by_row, i, false);
        let (row_lower, row_upper) = sides(problem, i);
        for (sign, right) in [(1.0, row_upper), (-1.0, -row_lower)] {
            if right == f64::INFINITY {
                continue;
            }
            let least = |j: usize, a: f64| {
                let (lower, upper) = bounds(j);
                Estimate::relative(sign * a, doubt).times(if sign * a > 0.0 { lower } else { upper })
            };
            let sum = |skipped: &[usize]| {
                let others = entries.iter().filter(|e| !skipped.contains(&e.0));
                others.fold(Estimate::default(), |sum, &(j, a)| sum.plus(least(j, a)))
            };
            let activity = sum(&[]);
            if !(activity.value.is_finite() && activity.error.is_finite()) {
                continue;
            }
            // Beside a far bound the other terms are lost: then they are added up without the two columns,
            // not taken out of the sum.
            let swamped = activity.error > CUT_RELAXATION;
            work += entries.len() as u64;
            let plain_ends: Vec<f64> = entries.iter().map(|&(j, a)| least(j, a).value).collect();
            for &(y, b) in &binaries {
                let least_of_y = least(y, b).value;
                work += entries.len() as u64 * if swamped { entries.len() as u64 } else { 1 };
                if work > IMPLIED_PAIRS {
                    return work;
                }
                for (&(j, a), &end) in entries.iter().zip(&plain_ends).filter(|e| e.0.0 != y) {
                    let (lower, upper) = bounds(j);
                    // Most pairs say nothing by far: they are not worth a sum with errors.
                    let plain_own = sign * a * if sign * a > 0.0 { upper } else { lower };
                    let plain_rest = right - (activity.value - end - least_of_y);
                    let (plain0, plain1) = (plain_own.min(plain_rest), plain_own.min(plain_rest - sign * b));
                    let (plain_term, plain_slope) = (sign * a, plain0 - plain1);
                    let plain_excess = plain_term * x[j] + plain_slope * x[y] - plain0;
                    if !swamped && plain_excess < 0.5 * CUT_EFFICACY * plain_term.hypot(plain_slope) {
                        continue;
                    }
                    let out = |k: usize, v: f64| least(k, v).times(-1.0);
                    let others =
                        if swamped { sum(&[j, y]) } else { activity.plus(out(j, a)).plus(out(y, b)) };
                    // At y = v: sign · a · x <= right − others − sign · b · v, and no more than the column's
                    // own bound says.
                    let term = Estimate::relative(sign * a, doubt);
                    let own = term.times(if sign * a > 0.0 { upper } else { lower });
                    let rest = Estimate::relative(right, doubt).plus(others.times(-1.0));
                    let at_most = |room: Estimate| if own.value < room.value { own } else { room };
                    let (at0, at1) =
                        (at_most(rest), at_most(rest.plus(Estimate::relative(-sign * b, doubt))));
                    let known = at0.value.is_finite() && at1.value.is_finite();
                    if !known || at0.value == at1.value {
                        continue;
                    }
                    let slope = at0.plus(at1.times(-1.0));
                    let excess = term.value * x[j] + slope.value * x[y] - at0.value;
                    if excess > CUT_EFFICACY * term.value.hypot(slope.value) {
                        let mut terms = vec![(j, term), (y, slope)];
                        if j > y {
                            terms.swap(0, 1);
                        }
                        found.extend(tidy(terms, at0, bounds, problem.columns()));
                    }
                }
            }
        }
    }
    work
}

/// Implied bounds of single rows.
pub struct ImpliedBounds;

impl CutClass for ImpliedBounds {
    fn separate(&mut self, round: &mut Round, found: &mut Vec<Inequality>) -> u64 {
        let point = round.point;
        let extent = |j: usize| point.extent(j);
        point.variable_bounds.separate(point.x, extent, point.columns(), found);
        separate(point.problem, point.domain, point.by_row, point.x, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A depot: `3 x1 + 4 x2 − 5 y <= 0` with `x` up to 1 implies `x1 <= y` and `x2 <= y`.
    #[test]
    fn a_shut_depot_serves_nobody() {
        let mut problem = MipProblem::default();
        problem.lp.matrix = SparseMatrix::from_triplets(1, 3, &[(0, 0, 3.0), (0, 1, 4.0), (0, 2, -5.0)]);
        problem.lp.cost = vec![0.0; 3];
        problem.lp.row_lower = vec![f64::NEG_INFINITY];
        problem.lp.row_upper = vec![0.0];
        problem.lp.column_lower = vec![0.0; 3];
        problem.lp.column_upper = vec![1.0; 3];
        problem.integer = vec![false, false, true];
        let domain = Domain::new(vec![0.0; 3], vec![1.0; 3]);
        let mut found = Vec::new();
        let x = [0.9, 0.0, 0.6];
        separate(&problem, &domain, &problem.by_rows(), &x, &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!((found[0].violation(&x) - 3.0 * 0.3).abs() < 1e-6, "{found:?}");
    }
}
