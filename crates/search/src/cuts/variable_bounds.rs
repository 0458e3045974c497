//! Bounds of continuous columns that depend on an integer column, such as `x <= u·y` of a set-up; read off
//! rows of two entries. Where other rows leave the column less than `u` (a node's demand, say), that is as
//! good a slope for a binary (Savelsbergh, "Preprocessing and probing techniques for mixed integer
//! programming problems", 1994, section 2).

use super::estimate::Estimate;
use super::rows::sides;
use super::{Inequality, tidy::tidy};
use crate::lp::safe_sum::two_product;
use crate::params::{CUT_EFFICACY, IMPLIED_PASSES, IMPLIED_PROGRESS};
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;

/// `x <= slope · y + constant`, or `>=`; both numbers are quotients of the row's, rounded once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VariableBound {
    /// The integer column `y`.
    pub column: usize,
    /// Its coefficient.
    pub slope: f64,
    /// What is added.
    pub constant: f64,
}

impl VariableBound {
    /// The bound at a point.
    pub fn at(&self, x: &[f64]) -> f64 {
        self.slope * x[self.column] + self.constant
    }
}

/// All variable bounds of every column.
#[derive(Clone, Debug, Default)]
pub struct VariableBounds {
    lower: Vec<Vec<VariableBound>>,
    upper: Vec<Vec<VariableBound>>,
    /// Columns with upper ones whose slope is less than their row's.
    tighter: Vec<(usize, VariableBound)>,
}

impl VariableBounds {
    /// Reads them off the rows with one continuous column and one bounded integer column.
    pub fn of(problem: &MipProblem, by_row: &SparseMatrix) -> Self {
        let columns = problem.columns();
        let mut bounds =
            Self { lower: vec![Vec::new(); columns], upper: vec![Vec::new(); columns], tighter: Vec::new() };
        let most = implied_uppers(problem, by_row);
        for i in 0..problem.rows() {
            let (columns, values) = by_row.column(i);
            let (&[j, k], &[a, b]) = (columns, values) else { continue };
            let (x, y, a, b) = match (problem.integer[j], problem.integer[k]) {
                (false, true) => (j, k, a, b),
                (true, false) => (k, j, b, a),
                _ => continue,
            };
            if !(problem.lp.column_lower[y].is_finite() && problem.lp.column_upper[y].is_finite()) {
                continue;
            }
            let bound = |right: f64| VariableBound { column: y, slope: -b / a, constant: right / a };
            let (row_lower, row_upper) = sides(problem, i);
            for (right, at_most) in [(row_upper, a > 0.0), (row_lower, a < 0.0)] {
                if right.is_finite() {
                    let bound = bound(right);
                    if !at_most {
                        bounds.lower[x].push(bound);
                        continue;
                    }
                    let tighter = tightened(problem, bound, most[x]);
                    bounds.tighter.extend(tighter.map(|tighter| (x, tighter)));
                    bounds.upper[x].push(tighter.unwrap_or(bound));
                }
            }
        }
        bounds
    }

    /// Takes in upper ones of columns that have none by a row, where those columns are more than the others: several
    /// flows hang on one set-up, and the relaxation does not know that. Where most have set-ups of their own, rows say
    /// all that is asked. Tells whether they were taken in.
    #[cfg(feature = "local-search")]
    pub fn take_in(&mut self, mut probed: Vec<(usize, VariableBound)>) -> bool {
        let own = self.upper.iter().filter(|bounds| !bounds.is_empty()).count();
        probed.retain(|p| self.upper[p.0].is_empty());
        let mut columns: Vec<usize> = probed.iter().map(|p| p.0).collect();
        columns.sort_unstable();
        columns.dedup();
        let most = columns.len() > own;
        for (j, bound) in probed.into_iter().filter(|_| most) {
            self.upper[j].push(bound);
            self.tighter.push((j, bound));
        }
        most
    }

    /// The least variable upper bound of column `j` at `x`.
    pub fn upper(&self, j: usize, x: &[f64]) -> Option<VariableBound> {
        self.upper[j].iter().copied().min_by(|a, b| a.at(x).total_cmp(&b.at(x)))
    }

    /// Appends those whose slope is less than their row's and that `x` violates: the relaxation does not know
    /// them.
    pub fn separate(
        &self,
        x: &[f64],
        extent: impl Fn(usize) -> (f64, f64),
        columns: usize,
        found: &mut Vec<Inequality>,
    ) {
        for &(j, bound) in &self.tighter {
            if x[j] - bound.at(x) <= CUT_EFFICACY * bound.slope.hypot(1.0) {
                continue;
            }
            let mut terms = [(j, Estimate::exactly(1.0)), (bound.column, Estimate::exactly(-bound.slope))];
            if j > bound.column {
                terms.swap(0, 1);
            }
            found.extend(tidy(terms, Estimate::exactly(bound.constant), &extent, columns));
        }
    }

    /// The greatest variable lower bound of column `j` at `x`.
    pub fn lower(&self, j: usize, x: &[f64]) -> Option<VariableBound> {
        self.lower[j].iter().copied().max_by(|a, b| a.at(x).total_cmp(&b.at(x)))
    }
}

/// The bound with the slope that leaves a column at most `most` when its binary is 1, where that is less.
fn tightened(problem: &MipProblem, bound: VariableBound, most: f64) -> Option<VariableBound> {
    let y = bound.column;
    let binary = problem.lp.column_lower[y] == 0.0 && problem.lp.column_upper[y] == 1.0;
    // A constant is a rounded quotient itself.
    let slope = if bound.constant == 0.0 { most } else { (most - bound.constant).next_up() };
    let less = binary && slope > 0.0 && slope < (1.0 - IMPLIED_PROGRESS) * bound.slope;
    less.then_some(VariableBound { slope, ..bound })
}

/// Upper bounds of the columns; for continuous ones what the rows leave them, after a few passes, each number
/// moved outwards by the error of its arithmetic.
fn implied_uppers(problem: &MipProblem, by_row: &SparseMatrix) -> Vec<f64> {
    let mut upper = problem.lp.column_upper.clone();
    for _ in 0..IMPLIED_PASSES {
        let mut changed = false;
        for i in 0..problem.rows() {
            let (lower_side, upper_side) = sides(problem, i);
            changed |= imply(problem, by_row.column(i), (1.0, upper_side), &mut upper);
            changed |= imply(problem, by_row.column(i), (-1.0, -lower_side), &mut upper);
        }
        if !changed {
            break;
        }
    }
    upper
}

/// What `sign · row <= right` leaves its continuous columns; whether that is less than before.
fn imply(
    problem: &MipProblem,
    (columns, values): (&[usize], &[f64]),
    (sign, right): (f64, f64),
    upper: &mut [f64],
) -> bool {
    if !right.is_finite() {
        return false;
    }
    let least = |j: usize, a: f64, upper: &[f64]| {
        let end = if a > 0.0 { problem.lp.column_lower[j] } else { upper[j] };
        end.is_finite().then(|| Estimate::exactly(a).times(end))
    };
    let terms = || columns.iter().zip(values).map(|(&j, &v)| (j, sign * v));
    let (mut sum, mut open) = (Estimate::default(), Vec::new());
    for (j, a) in terms() {
        match least(j, a, upper) {
            Some(term) => sum = sum.plus(term),
            None => open.push(j),
        }
    }
    if open.len() > 1 {
        return false;
    }
    let mut changed = false;
    for (j, a) in terms().filter(|&(j, a)| a > 0.0 && !problem.integer[j]) {
        let others = match (least(j, a, upper), open.first()) {
            (Some(term), None) => sum.plus(term.times(-1.0)),
            (None, _) => sum,
            (Some(_), Some(_)) => continue,
        };
        let room = Estimate::exactly(right).plus(others.times(-1.0)).high();
        let quotient = room / a;
        let exact = two_product(quotient, a) == (room, 0.0);
        let most = if exact { quotient } else { quotient.next_up() };
        let known =
            if upper[j].is_finite() { upper[j] - IMPLIED_PROGRESS * upper[j].abs() } else { upper[j] };
        if most.is_finite() && most < known {
            upper[j] = most;
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_read_in_both_directions() {
        // x − 10 y <= 2 and −x + 3 y <= 0 (columns x, y)
        let mut problem = MipProblem::default();
        let entries = [(0, 0, 1.0), (0, 1, -10.0), (1, 0, -1.0), (1, 1, 3.0)];
        problem.lp.matrix = SparseMatrix::from_triplets(2, 2, &entries);
        problem.lp.cost = vec![0.0; 2];
        problem.lp.column_lower = vec![0.0; 2];
        problem.lp.column_upper = vec![f64::INFINITY, 1.0];
        problem.lp.row_lower = vec![f64::NEG_INFINITY; 2];
        problem.lp.row_upper = vec![2.0, 0.0];
        problem.integer = vec![false, true];
        let bounds = VariableBounds::of(&problem, &problem.by_rows());
        let x = [0.0, 0.5];
        assert_eq!(bounds.upper(0, &x).map(|b| b.at(&x)), Some(7.0));
        assert_eq!(bounds.lower(0, &x).map(|b| b.at(&x)), Some(1.5));
        assert_eq!((bounds.upper(1, &x), bounds.lower(1, &x)), (None, None));
    }

    /// A node that needs 7 and passes on what another needs, 3: `a − b = 7`, `b = 3`, `a <= 50 y`,
    /// `b <= 50 z` (columns a, b, y, z).
    #[test]
    fn a_slope_is_no_more_than_what_other_rows_leave() {
        let mut problem = MipProblem::default();
        let entries =
            [(0, 0, 1.0), (0, 1, -1.0), (1, 1, 1.0), (2, 0, 1.0), (2, 2, -50.0), (3, 1, 1.0), (3, 3, -50.0)];
        problem.lp.matrix = SparseMatrix::from_triplets(4, 4, &entries);
        problem.lp.cost = vec![0.0; 4];
        problem.lp.column_lower = vec![0.0; 4];
        problem.lp.column_upper = vec![f64::INFINITY, f64::INFINITY, 1.0, 1.0];
        problem.lp.row_lower = vec![7.0, 3.0, f64::NEG_INFINITY, f64::NEG_INFINITY];
        problem.lp.row_upper = vec![7.0, 3.0, 0.0, 0.0];
        problem.integer = vec![false, false, true, true];
        let bounds = VariableBounds::of(&problem, &problem.by_rows());
        let x = [10.0, 3.0, 0.2, 0.06];
        let slopes = [0, 1].map(|j| bounds.upper(j, &x).map(|b| b.slope));
        assert_eq!(slopes, [Some(10.0), Some(3.0)]);
        let mut found = Vec::new();
        bounds.separate(&x, |_| (0.0, 50.0), 4, &mut found);
        let terms: Vec<_> = found.iter().map(|cut| cut.terms.clone()).collect();
        assert_eq!(terms, vec![vec![(0, 1.0), (2, -10.0)], vec![(1, 1.0), (3, -3.0)]]);
        // With what the rows ask for and both arcs open, everything holds.
        assert!(found.iter().all(|cut| cut.violation(&[10.0, 3.0, 1.0, 1.0]) <= 0.0), "{found:?}");
        // A general integer may be 1 where its column is more than that leaves.
        problem.lp.column_upper[2] = 2.0;
        let bounds = VariableBounds::of(&problem, &problem.by_rows());
        assert_eq!(bounds.upper(0, &x).map(|b| b.slope), Some(50.0));
    }
}
