//! What of a program with kinds is a linear program, or a quadratic one.

use hunch_model::{Program, Quadratic, SparseMatrix};

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

/// Gives `chosen`, whose first columns are those of `given`, the quadratic part over the columns that it leaves free:
/// a product with a fixed one is a cost. So no more has to be convex than what is left to choose.
pub(super) fn quadratic_part(given: &Program, chosen: &mut Program) {
    let fixed = |j: usize, chosen: &Program| {
        let column = &chosen.columns[j];
        (column.lower == column.upper).then_some(column.lower)
    };
    let mut lower_triangle = Vec::new();
    for &(i, j, value) in given.quadratic.iter().flat_map(|q| &q.lower_triangle) {
        match (fixed(i, chosen), fixed(j, chosen)) {
            (None, None) => lower_triangle.push((i, j, value)),
            (Some(x), None) => chosen.columns[j].objective += value * x,
            (None, Some(x)) => chosen.columns[i].objective += value * x,
            (Some(x), Some(y)) => chosen.offset += if i == j { 0.5 } else { 1.0 } * value * x * y,
        }
    }
    chosen.quadratic = (!lower_triangle.is_empty()).then_some(Quadratic { lower_triangle });
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Sense};

    #[test]
    fn what_fixed_columns_leave_of_a_quadratic_part_is_the_same_function() {
        let mut given = Program::new("p", Sense::Minimize);
        for j in 0..3 {
            given.add_column(format!("x{j}"), 1.0 + j as f64, -9.0, 9.0, Kind::Continuous);
        }
        given.set_rows(Vec::new(), &[]);
        let lower_triangle = vec![(0, 0, 2.0), (1, 0, 3.0), (1, 1, 5.0), (2, 1, -1.0), (2, 2, 4.0)];
        given.quadratic = Some(Quadratic { lower_triangle });
        let mut chosen = linear_part(&given);
        (chosen.columns[1].lower, chosen.columns[1].upper) = (2.5, 2.5);
        quadratic_part(&given, &mut chosen);
        for (x, y) in [(0.0, 0.0), (1.5, -2.0), (-3.0, 0.5)] {
            assert_eq!(chosen.objective(&[x, 2.5, y]), given.objective(&[x, 2.5, y]));
        }
        let left = chosen.quadratic.map(|q| q.lower_triangle);
        assert_eq!(left, Some(vec![(0, 0, 2.0), (2, 2, 4.0)]));
    }
}
