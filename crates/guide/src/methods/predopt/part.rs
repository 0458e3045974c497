//! What is left of a program once most of its columns have values: a window of a plan is small, and so is then all that a
//! search does for it, its presolve, its cuts and its checks.

use super::super::best::Parted;
use hunch_model::{Column, Cut, Program, Row, Separator, SparseMatrix};
use std::sync::Arc;

/// A program without the columns that are fixed.
pub(super) struct Part {
    /// Its objective is the whole program's.
    pub program: Program,
    /// Columns that are left, ascending.
    kept: Vec<usize>,
    /// By column of the whole: its place among those that are left.
    place: Vec<Option<usize>>,
    /// A value of each column of the whole; those of columns that are left are 0.
    fixed: Vec<f64>,
}

impl Part {
    /// What `fixings` leave of a linear program. Rows that only have fixed columns are not looked at.
    pub fn new(whole: &Program, fixings: &[(usize, f64)]) -> Self {
        let mut place = vec![Some(0); whole.columns.len()];
        let mut fixed = vec![0.0; whole.columns.len()];
        for &(j, value) in fixings {
            (place[j], fixed[j]) = (None, value);
        }
        let kept: Vec<usize> = (0..place.len()).filter(|j| place[*j].is_some()).collect();
        kept.iter().enumerate().for_each(|(k, &j)| place[j] = Some(k));
        let mut used = vec![None; whole.rows.len()];
        let mut triplets = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        for (k, &j) in kept.iter().enumerate() {
            let (indices, values) = whole.matrix.column(j);
            for (&i, &value) in indices.iter().zip(values) {
                let row = *used[i].get_or_insert_with(|| {
                    rows.push(Row { name: String::new(), ..whole.rows[i].clone() });
                    rows.len() - 1
                });
                triplets.push((row, k, value));
            }
        }
        let mut offset = whole.offset;
        for &(j, value) in fixings.iter().filter(|fixing| fixing.1 != 0.0) {
            offset += whole.columns[j].objective * value;
            let (indices, values) = whole.matrix.column(j);
            for (&i, &a) in indices.iter().zip(values) {
                if let Some(row) = used[i].map(|row: usize| &mut rows[row]) {
                    (row.lower, row.upper) = (row.lower - a * value, row.upper - a * value);
                }
            }
        }
        let columns: Vec<Column> =
            kept.iter().map(|&j| Column { name: String::new(), ..whole.columns[j].clone() }).collect();
        let matrix = SparseMatrix::from_triplets(rows.len(), columns.len(), &triplets);
        let program = Program { sense: whole.sense, offset, columns, rows, matrix, ..Program::default() };
        Self { program, kept, place, fixed }
    }

    /// An inequality of the whole program in the part's columns; none where it has none of them.
    fn cut(&self, cut: Cut) -> Option<Cut> {
        let mut constant = 0.0;
        let mut terms = Vec::with_capacity(cut.terms.len());
        for (j, a) in cut.terms {
            match self.place[j] {
                Some(k) => terms.push((k, a)),
                None => constant += a * self.fixed[j],
            }
        }
        let (lower, upper) = (cut.lower - constant, cut.upper - constant);
        (!terms.is_empty()).then_some(Cut { terms, lower, upper, ..cut })
    }
}

impl Parted for Part {
    fn lift(&self, values: &[f64]) -> Vec<f64> {
        let mut point = self.fixed.clone();
        self.kept.iter().zip(values).for_each(|(&j, &value)| point[j] = value);
        point
    }

    fn lower(&self, columns: &[f64]) -> Vec<f64> {
        self.kept.iter().map(|&j| columns[j]).collect()
    }
}

/// Separators of the whole program, for a part of it.
pub(super) fn within(part: &Arc<Part>, separators: Vec<Box<dyn Separator>>) -> Vec<Box<dyn Separator>> {
    let wrapped = |whole| Box::new(Within { part: part.clone(), whole }) as Box<dyn Separator>;
    separators.into_iter().map(wrapped).collect()
}

struct Within {
    part: Arc<Part>,
    whole: Box<dyn Separator>,
}

impl Separator for Within {
    fn name(&self) -> &'static str {
        self.whole.name()
    }

    fn separate(&mut self, point: &[f64], cuts: &mut Vec<Cut>) {
        let mut found = Vec::new();
        self.whole.separate(&self.part.lift(point), &mut found);
        cuts.extend(found.into_iter().filter_map(|cut| self.part.cut(cut)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::Kind;

    fn whole() -> Program {
        let column = |objective| Column {
            name: String::new(),
            objective,
            lower: 0.0,
            upper: 9.0,
            kind: Kind::Integer,
        };
        let row = |lower, upper| Row { name: String::new(), lower, upper };
        Program {
            offset: 1.0,
            columns: vec![column(1.0), column(10.0), column(100.0)],
            rows: vec![row(3.0, 7.0), row(f64::NEG_INFINITY, 5.0), row(4.0, 4.0)],
            matrix: SparseMatrix::from_triplets(
                3,
                3,
                &[(0, 0, 1.0), (0, 1, 2.0), (1, 2, 1.0), (1, 1, 1.0), (2, 1, 2.0)],
            ),
            ..Program::default()
        }
    }

    #[test]
    fn fixed_columns_go_into_sides_and_offset_and_points_come_back_whole() {
        let part = Part::new(&whole(), &[(1, 2.0)]);
        let sides: Vec<(f64, f64)> = part.program.rows.iter().map(|row| (row.lower, row.upper)).collect();
        // The last row has the fixed column alone.
        assert_eq!(sides, [(-1.0, 3.0), (f64::NEG_INFINITY, 3.0)]);
        assert_eq!((part.program.offset, part.program.columns.len()), (21.0, 2));
        assert_eq!(part.lift(&[5.0, 6.0]), [5.0, 2.0, 6.0]);
        assert_eq!(part.lower(&[5.0, 2.0, 6.0]), [5.0, 6.0]);
        let whole = whole();
        let point = part.lift(&[1.0, 3.0]);
        assert_eq!(
            hunch_model::check(&part.program, &[1.0, 3.0]).objective,
            hunch_model::check(&whole, &point).objective
        );
    }

    #[test]
    fn inequalities_of_the_whole_hold_for_the_part() {
        struct Sum;
        impl Separator for Sum {
            fn name(&self) -> &'static str {
                "sum"
            }
            fn separate(&mut self, point: &[f64], cuts: &mut Vec<Cut>) {
                let sum: f64 = point.iter().sum();
                let cut = |terms, upper| Cut { source: "sum", terms, lower: f64::NEG_INFINITY, upper };
                cuts.push(cut(vec![(0, 1.0), (1, 3.0), (2, 1.0)], sum));
                cuts.push(cut(vec![(1, 1.0)], sum));
            }
        }
        let part = Arc::new(Part::new(&whole(), &[(1, 2.0)]));
        let mut cuts = Vec::new();
        within(&part, vec![Box::new(Sum)])[0].separate(&[4.0, 5.0], &mut cuts);
        // Of the second nothing is left.
        assert_eq!(cuts.len(), 1);
        assert_eq!((&cuts[0].terms[..], cuts[0].upper), (&[(0, 1.0), (1, 1.0)][..], 11.0 - 6.0));
    }
}
