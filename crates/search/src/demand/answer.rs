//! What an answer may be, and what is wrong with one.

use crate::params::{ANSWER_ROWS, ROW_BYTES};
use hunch_model::Cut;
use hunch_model::program::{INFINITE, as_bound};
use thiserror::Error;

/// Why an answer was not taken. The question still stands then.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum AnswerError {
    /// Nobody has asked.
    #[error("no point waits for an answer; answers follow a step that returned `Asked`")]
    NotAsked,
    /// A row speaks of a column that the program does not have.
    #[error("row {row} of the answer has column {column}; the program has {columns} columns, counted from 0")]
    NoColumn {
        /// Place of the row in the answer, from 0.
        row: usize,
        /// The column given.
        column: usize,
        /// Columns of the program.
        columns: usize,
    },
    /// A coefficient is none.
    #[error(
        "row {row} of the answer has coefficient {value} for column {column}; it must be finite and below 1e20"
    )]
    Coefficient {
        /// Place of the row.
        row: usize,
        /// The column.
        column: usize,
        /// The coefficient given.
        value: f64,
    },
    /// A side is none.
    #[error(
        "row {row} of the answer has sides [{lower}, {upper}]; neither may be NaN, the lower +inf, or the upper -inf"
    )]
    Sides {
        /// Place of the row.
        row: usize,
        /// The lower side.
        lower: f64,
        /// The upper side.
        upper: f64,
    },
    /// More rows than one answer may have.
    #[error("the answer has {rows} rows; at most {most} are taken at once")]
    Many {
        /// Rows given.
        rows: usize,
        /// The most that are taken.
        most: usize,
    },
    /// The rows would need more memory than the search may use.
    #[error(
        "with the answer's rows, all rows on demand need about {needed} bytes; the memory limit is {limit} bytes"
    )]
    Memory {
        /// Estimated bytes of all rows on demand.
        needed: u64,
        /// The limit.
        limit: u64,
    },
}

/// The rows of an answer with columns ascending, each once, and sides of 1e20 and more infinite.
pub(crate) fn admitted(
    rows: Vec<Cut>,
    columns: usize,
    (bytes, limit): (u64, u64),
) -> Result<Vec<Cut>, AnswerError> {
    if rows.len() > ANSWER_ROWS {
        return Err(AnswerError::Many { rows: rows.len(), most: ANSWER_ROWS });
    }
    let needed = bytes + rows.iter().map(bytes_of).sum::<u64>();
    if needed > limit {
        return Err(AnswerError::Memory { needed, limit });
    }
    rows.into_iter().enumerate().map(|(k, row)| admitted_row(k, row, columns)).collect()
}

/// Estimated bytes that a row takes wherever it is kept.
pub(crate) fn bytes_of(row: &Cut) -> u64 {
    (1 + row.terms.len() as u64) * ROW_BYTES
}

fn admitted_row(row: usize, mut cut: Cut, columns: usize) -> Result<Cut, AnswerError> {
    let (lower, upper) = (as_bound(cut.lower), as_bound(cut.upper));
    if lower.is_nan() || upper.is_nan() || lower == f64::INFINITY || upper == f64::NEG_INFINITY {
        return Err(AnswerError::Sides { row, lower, upper });
    }
    for &(column, value) in &cut.terms {
        if column >= columns {
            return Err(AnswerError::NoColumn { row, column, columns });
        }
        if !value.is_finite() || value.abs() >= INFINITE {
            return Err(AnswerError::Coefficient { row, column, value });
        }
    }
    cut.terms.sort_by_key(|t| t.0);
    cut.terms.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
    cut.terms.retain(|t| t.1 != 0.0);
    (cut.lower, cut.upper) = (lower, upper);
    Ok(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(terms: &[(usize, f64)], lower: f64, upper: f64) -> Cut {
        Cut { source: "test", terms: terms.to_vec(), lower, upper }
    }

    #[test]
    fn terms_are_sorted_and_added_up_and_huge_sides_are_none() {
        let given = row(&[(2, 1.0), (0, 4.0), (2, -1.0), (1, 2.0), (0, 1.0)], -1e20, 3.0);
        let taken = admitted(vec![given], 3, (0, u64::MAX)).unwrap();
        assert_eq!(taken, [row(&[(0, 5.0), (1, 2.0)], f64::NEG_INFINITY, 3.0)]);
    }

    #[test]
    fn what_is_no_row_is_refused_by_its_place() {
        let fine = row(&[(0, 1.0)], 0.0, 1.0);
        let refused = |bad: Cut| admitted(vec![fine.clone(), bad], 2, (0, u64::MAX)).unwrap_err();
        let error = refused(row(&[(2, 1.0)], 0.0, 1.0));
        assert_eq!(error, AnswerError::NoColumn { row: 1, column: 2, columns: 2 });
        assert!(matches!(refused(row(&[(1, f64::NAN)], 0.0, 1.0)), AnswerError::Coefficient { row: 1, .. }));
        assert!(matches!(refused(row(&[], f64::INFINITY, f64::INFINITY)), AnswerError::Sides { row: 1, .. }));
        assert!(matches!(refused(row(&[], f64::NAN, 1.0)), AnswerError::Sides { .. }));
        let many = vec![fine.clone(); ANSWER_ROWS + 1];
        assert!(matches!(admitted(many, 1, (0, u64::MAX)), Err(AnswerError::Many { .. })));
        assert!(matches!(admitted(vec![fine], 1, (90, 100)), Err(AnswerError::Memory { limit: 100, .. })));
    }
}
