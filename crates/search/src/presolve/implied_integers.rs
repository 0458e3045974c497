//! Columns that are integer by themselves once the others are (Achterberg et al. 2020, section 3.9, the dual
//! kind too): all their rows have integral data in units of their own coefficient, so that with the other
//! columns integer their range has integral ends, and an end is optimal. They need no branching. (The `y` of
//! the multi-stage knapsack is one.)

use super::model::{Model, ModelRow};

/// Marks implied integers: integer columns that need no branching, and continuous ones that may be taken for
/// integer.
pub fn apply(model: &mut Model) -> usize {
    let mut changes = 0;
    // For each row the columns that are not branched on: a row with another such column says nothing, and
    // need not be read to find that out.
    let unbranched = |model: &Model, j: usize| !model.columns[j].integer || model.columns[j].implied;
    let count = |row: &ModelRow| row.terms.iter().filter(|t| unbranched(model, t.0)).count();
    let mut idle: Vec<usize> = model.rows.iter().map(count).collect();
    let mut units = vec![Units::Unread; model.rows.len()];
    for j in model.live_columns() {
        let column = &model.columns[j];
        if column.implied || column.rows.is_empty() || !integral_bounds(column.lower, column.upper) {
            continue;
        }
        let own = usize::from(!column.integer);
        if column.rows.iter().all(|&i| idle[i] == own)
            && column.rows.iter().all(|&i| units[i].admits(model, i, j))
        {
            if column.integer {
                column.rows.iter().for_each(|&i| idle[i] += 1);
            }
            if !model.columns[j].integer {
                // Some optimal point has it integral, others need not: its rows are not exact.
                for i in model.columns[j].rows.clone() {
                    model.rows[i].noise = model.rows[i].noise.max(f64::MIN_POSITIVE);
                }
            }
            model.columns[j].integer = true;
            model.columns[j].implied = true;
            changes += 1;
        }
    }
    changes
}

/// A column whose finite bounds are integers, so that its range has integral ends.
fn integral_bounds(lower: f64, upper: f64) -> bool {
    let integral = |b: f64| b.is_infinite() || b == b.round();
    integral(lower) && integral(upper)
}

/// What is known of a row's coefficients and sides.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Units {
    /// Nothing yet.
    Unread,
    /// Its smallest coefficient, and whether all and the sides are multiples of it: only a column with a
    /// coefficient of that size can have multiples alone.
    Read { smallest: f64, divides: bool },
}

impl Units {
    /// Whether row `i`, all of whose other columns are branched on, has integral coefficients and sides when
    /// divided by the coefficient of `j`.
    fn admits(&mut self, model: &Model, i: usize, j: usize) -> bool {
        if *self == Self::Unread {
            *self = Self::of(&model.rows[i]);
        }
        let Self::Read { smallest, divides } = *self else { return false };
        divides && model.rows[i].noise == 0.0 && model.coefficient(i, j).abs() == smallest
    }

    fn of(row: &ModelRow) -> Self {
        let smallest = row.terms.iter().fold(f64::INFINITY, |m, t| m.min(t.1.abs()));
        // The remainder of a division is exact.
        let integral = |v: f64| v.is_infinite() || v % smallest == 0.0;
        let divides =
            integral(row.lower) && integral(row.upper) && row.terms.iter().all(|&(_, v)| integral(v));
        Self::Read { smallest, divides }
    }
}
