//! The program of a proof in doubles: with the rows as the checker takes them, so that multipliers of the
//! simplex are multipliers of the certificate.

use crate::problem::MipProblem;
use hunch_check::{Dyadic, Knowledge, Side};
use hunch_model::{Program, SparseMatrix};

/// The program with rows in decimals as their whole multiples, and widened where what is known is; bounds of
/// integer columns are rounded as there.
pub fn relaxed(program: &Program, known: &Knowledge) -> MipProblem {
    let mut problem = MipProblem::from_program(program);
    for j in (0..problem.columns()).filter(|&j| problem.integer[j]) {
        problem.lp.column_lower[j] = known.lower(j).map_or(f64::NEG_INFINITY, Dyadic::below);
        problem.lp.column_upper[j] = known.upper(j).map_or(f64::INFINITY, Dyadic::above);
    }
    let mut triplets = Vec::with_capacity(problem.lp.matrix.nonzeros());
    for (i, row) in known.rows().iter().enumerate() {
        triplets.extend(row.terms.iter().map(|(j, a)| (i, *j, a.to_f64())));
        let lower = known.side(i, Side::Lower);
        let upper = known.side(i, Side::Upper);
        problem.lp.row_lower[i] = lower.map_or(f64::NEG_INFINITY, |l| l.below());
        problem.lp.row_upper[i] = upper.map_or(f64::INFINITY, |u| u.above());
    }
    problem.lp.matrix = SparseMatrix::from_triplets(known.rows().len(), problem.columns(), &triplets);
    problem
}
