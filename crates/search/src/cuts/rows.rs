//! How the numbers of rows and columns are read where a cut has to hold for what they stand for.

use crate::domain::Domain;
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;

/// The share of its size by which a double may differ from the decimal that it stands for: half a unit in the
/// last place.
const DECIMAL_DOUBT: f64 = f64::EPSILON / 2.0;

/// By how much the numbers of row `i` may differ from those that it stands for, as a share of their size:
/// rows of integer columns may be meant in decimals, and are then judged so (see `hunch_model::whole`).
pub fn doubt(problem: &MipProblem, by_row: &SparseMatrix, i: usize, integral: bool) -> f64 {
    let decimal = !integral && by_row.column(i).0.iter().all(|&j| problem.integer[j]);
    if decimal { DECIMAL_DOUBT } else { 0.0 }
}

/// Between which numbers column `j` lies in the whole tree, to make up for errors: for continuous columns the
/// program's own bounds, or what was derived for them and as much again, for that carries rounding.
pub fn extent(problem: &MipProblem, domain: &Domain, j: usize) -> (f64, f64) {
    let (below, above) = (domain.lower(j), domain.upper(j));
    if problem.integer[j] {
        return (below, above);
    }
    let (lower, upper) = (problem.lp.column_lower[j], problem.lp.column_upper[j]);
    (lower.max(below - below.abs() - 1.0), upper.min(above + above.abs() + 1.0))
}

/// The sides of row `i`, outwards by what presolve's arithmetic may have moved them.
pub fn sides(problem: &MipProblem, i: usize) -> (f64, f64) {
    let (lower, upper, noise) = (problem.lp.row_lower[i], problem.lp.row_upper[i], problem.lp.noise(i));
    if noise == 0.0 { (lower, upper) } else { ((lower - noise).next_down(), (upper + noise).next_up()) }
}
