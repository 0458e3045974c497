//! Makes a refuted program small: drops rows and columns as long as a claim stays refuted.

use crate::draft::Drawn;
use hunch_model::Program;

/// The smallest program that greedy dropping finds for which `refuted` holds.
pub fn minimise(mut drawn: Drawn, refuted: &dyn Fn(&Drawn) -> bool) -> Drawn {
    loop {
        let rows = (0..drawn.program.rows.len()).map(|i| without_row(&drawn, i));
        let columns = (0..drawn.program.columns.len()).map(|j| without_column(&drawn, j));
        match rows.chain(columns).find(|smaller| refuted(smaller)) {
            Some(smaller) => drawn = smaller,
            None => return drawn,
        }
    }
}

fn without_row(drawn: &Drawn, row: usize) -> Drawn {
    let mut smaller = drawn.clone();
    let mut rows = drawn.program.rows.clone();
    rows.remove(row);
    let triplets = drawn.program.matrix.triplets().filter(|t| t.0 != row);
    let triplets: Vec<_> = triplets.map(|(i, j, v)| (i - usize::from(i > row), j, v)).collect();
    smaller.program.set_rows(rows, &triplets);
    smaller
}

/// Without a column; the sides of its rows move by what it adds to them at the planted point.
fn without_column(drawn: &Drawn, column: usize) -> Drawn {
    let mut smaller = drawn.clone();
    let value = smaller.planted.as_mut().map_or(0.0, |p| p.remove(column));
    let Program { columns, rows, matrix, .. } = &drawn.program;
    let (mut columns, mut rows) = (columns.clone(), rows.clone());
    columns.remove(column);
    let mut triplets = Vec::new();
    for (i, j, v) in matrix.triplets() {
        if j == column {
            rows[i].lower -= v * value;
            rows[i].upper -= v * value;
        } else {
            triplets.push((i, j - usize::from(j > column), v));
        }
    }
    smaller.program.columns = columns;
    smaller.program.set_rows(rows, &triplets);
    smaller
}
