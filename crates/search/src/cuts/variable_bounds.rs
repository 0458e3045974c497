//! Bounds of continuous columns that depend on an integer column, such as `x <= u·y` of a set-up; read off
//! rows of two entries.

use super::rows::sides;
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
}

impl VariableBounds {
    /// Reads them off the rows with one continuous column and one bounded integer column.
    pub fn of(problem: &MipProblem, by_row: &SparseMatrix) -> Self {
        let columns = problem.columns();
        let mut bounds = Self { lower: vec![Vec::new(); columns], upper: vec![Vec::new(); columns] };
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
                    let side = if at_most { &mut bounds.upper } else { &mut bounds.lower };
                    side[x].push(bound(right));
                }
            }
        }
        bounds
    }

    /// The least variable upper bound of column `j` at `x`.
    pub fn upper(&self, j: usize, x: &[f64]) -> Option<VariableBound> {
        self.upper[j].iter().copied().min_by(|a, b| a.at(x).total_cmp(&b.at(x)))
    }

    /// The greatest variable lower bound of column `j` at `x`.
    pub fn lower(&self, j: usize, x: &[f64]) -> Option<VariableBound> {
        self.lower[j].iter().copied().max_by(|a, b| a.at(x).total_cmp(&b.at(x)))
    }
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
}
