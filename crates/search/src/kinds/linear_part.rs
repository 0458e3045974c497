//! What of a program with kinds is a linear program.

use hunch_model::{Program, SparseMatrix};

/// The columns, rows and linear objective of a program.
pub(super) fn linear_part(given: &Program) -> Program {
    let columns = given.columns.len();
    let matrix = match given.matrix.columns() == columns {
        true => given.matrix.clone(),
        false => SparseMatrix::from_triplets(given.rows.len(), columns, &[]),
    };
    Program {
        name: given.name.clone(),
        sense: given.sense,
        offset: given.offset,
        columns: given.columns.clone(),
        rows: given.rows.clone(),
        matrix,
        ..Program::default()
    }
}
