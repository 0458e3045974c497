//! Rows that came back, as rows of a program.

use hunch_model::{Cut, Program, Row, SparseMatrix};

/// Makes `rows` rows of the program.
pub(crate) fn append(program: &mut Program, rows: &[Cut]) {
    if rows.is_empty() {
        return;
    }
    let first = program.rows.len();
    for (k, row) in rows.iter().enumerate() {
        let name = format!("on demand {}", first + k);
        program.rows.push(Row { name, lower: row.lower, upper: row.upper });
    }
    program.matrix = with_rows(&program.matrix, (program.rows.len(), program.columns.len()), rows);
}

/// A matrix with further rows as its last; `shape` is what it has then.
pub(crate) fn with_rows(matrix: &SparseMatrix, shape: (usize, usize), rows: &[Cut]) -> SparseMatrix {
    let (all, columns) = shape;
    let first = all - rows.len();
    let mut of_column = vec![Vec::new(); columns];
    for (k, row) in rows.iter().enumerate() {
        row.terms.iter().for_each(|&(j, v)| of_column[j].push((first + k, v)));
    }
    let mut triplets = Vec::with_capacity(matrix.nonzeros());
    for (j, fresh) in of_column.into_iter().enumerate() {
        if j < matrix.columns() {
            let (indices, values) = matrix.column(j);
            triplets.extend(indices.iter().zip(values).map(|(&i, &v)| (i, j, v)));
        }
        triplets.extend(fresh.into_iter().map(|(i, v)| (i, j, v)));
    }
    SparseMatrix::from_triplets(all, columns, &triplets)
}
