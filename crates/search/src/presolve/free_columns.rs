//! A column that the rows keep within its bounds anyway is free, and one of its equations may say what it is:
//! both go, and the other rows of the column get that equation's terms instead (Andersen and Andersen 1995,
//! section 3.2, implied free columns; Achterberg et al. 2020, section 4.5, with a limit on what fills in). For
//! linear programs.

use super::model::{Model, Verdict};
use crate::params::{FREE_COLUMN_ENTRIES, FREE_COLUMN_FILL, FREE_COLUMN_PIVOT};

/// Takes such columns out, each with the equation that fills in least.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    let mut left = model.allowance();
    for j in model.live_columns() {
        let column = &model.columns[j];
        let count = column.rows.len();
        if column.integer || !(2..=FREE_COLUMN_ENTRIES).contains(&count) || left == 0 {
            continue;
        }
        let Some(i) = equation_for(model, j) else { continue };
        let read: usize = column.rows.iter().map(|&r| model.rows[r].terms.len()).sum();
        left = left.saturating_sub(count * read);
        if is_implied_free(model, j) {
            model.substitute_by_row(i, j);
            changes += 1;
        }
    }
    Ok(changes)
}

/// The equation of column `j` that may replace it, if there is one: its coefficient is no tiny one beside the
/// others of its row and of the column, and few entries fill in.
fn equation_for(model: &Model, j: usize) -> Option<usize> {
    let entries = model.entries(j);
    let largest = entries.iter().map(|e| e.1.abs()).fold(0.0, f64::max);
    let may = entries.iter().filter(|&&(i, a)| {
        let row = &model.rows[i];
        row.lower == row.upper
            && row.terms.len() > 1
            && a.abs() >= FREE_COLUMN_PIVOT * largest
            && row.terms.iter().all(|t| a.abs() >= FREE_COLUMN_PIVOT * t.1.abs())
    });
    let filled = may.filter_map(|&(i, _)| Some((fill(model, &entries, i)?, i)));
    filled.min().map(|(_, i)| i)
}

/// New entries in the other rows when row `i` replaces a column, beyond those that go with it; `None` beyond the limit.
fn fill(model: &Model, entries: &[(usize, f64)], i: usize) -> Option<usize> {
    let terms = &model.rows[i].terms;
    // The row goes, and the column.
    let limit = FREE_COLUMN_FILL + terms.len() + entries.len() - 1;
    let mut new = 0;
    for &(r, _) in entries.iter().filter(|e| e.0 != i) {
        let has = &model.rows[r].terms;
        new += terms.iter().filter(|t| has.binary_search_by_key(&t.0, |h| h.0).is_err()).count();
        if new > limit {
            return None;
        }
    }
    Some(new)
}

/// Whether each bound of column `j` follows from a row and the bounds of the other columns.
fn is_implied_free(model: &Model, j: usize) -> bool {
    let (lower, upper) = model.bounds(j);
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for &i in &model.columns[j].rows {
        if low >= lower && high <= upper {
            return true;
        }
        let (row, a) = (&model.rows[i], model.coefficient(i, j));
        let others = model.activity_without(i, j);
        let (x, y) = ((row.lower - others.greatest()) / a, (row.upper - others.least()) / a);
        low = low.max(x.min(y));
        high = high.min(x.max(y));
    }
    low >= lower && high <= upper
}
