//! Changes of a loaded program: what fits, and what each does to the program, to an engine that holds it, and
//! to a basis.

use crate::state::relaxation::Relaxation;
use hunch_model::program::{INFINITE, as_bound};
use hunch_model::{Basis, Column, Program, Row, SparseMatrix, VariableStatus};
use thiserror::Error;

/// One change of a program. Numbers are in the program's own sense and units.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The constant of the objective.
    Offset(f64),
    /// The objective coefficient of a column.
    Cost {
        /// Which column.
        column: usize,
        /// Its coefficient.
        value: f64,
    },
    /// Bounds of a column; infinite ones are none, absent ones stay as they are.
    ColumnBounds {
        /// Which column.
        column: usize,
        /// Its lower bound.
        lower: Option<f64>,
        /// Its upper bound.
        upper: Option<f64>,
    },
    /// Sides of a row; infinite ones are none, absent ones stay as they are.
    RowBounds {
        /// Which row.
        row: usize,
        /// Its lower side.
        lower: Option<f64>,
        /// Its upper side.
        upper: Option<f64>,
    },
    /// One coefficient; zero takes it out.
    Coefficient {
        /// Which row.
        row: usize,
        /// Which column.
        column: usize,
        /// The coefficient.
        value: f64,
    },
    /// A further column, after the others, with its coefficients `(row, value)`.
    AddColumn {
        /// Name, bounds, objective coefficient and kind.
        column: Column,
        /// Its coefficients; each row at most once.
        terms: Vec<(usize, f64)>,
    },
    /// A further row, after the others, with its coefficients `(column, value)`.
    AddRow {
        /// Name and sides.
        row: Row,
        /// Its coefficients; each column at most once.
        terms: Vec<(usize, f64)>,
    },
    /// Takes a column out; later ones move up.
    RemoveColumn(usize),
    /// Takes a row out; later ones move up.
    RemoveRow(usize),
}

/// A change that does not fit the program.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("changes[{at}].{field} is {value}; it must be {expected}")]
pub struct ChangeError {
    /// Which of the changes.
    pub at: usize,
    /// Which of its numbers.
    pub field: &'static str,
    /// What was found.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

impl Change {
    /// Whether only numbers change that an engine can take as it stands.
    pub(super) fn is_in_place(&self) -> bool {
        matches!(
            self,
            Self::Offset(_) | Self::Cost { .. } | Self::ColumnBounds { .. } | Self::RowBounds { .. }
        )
    }

    /// Whether the change fits `program`; `at` is its place in the list.
    pub(super) fn check(&self, at: usize, program: &Program) -> Result<(), ChangeError> {
        let (columns, rows) = (program.columns.len(), program.rows.len());
        let fits = Fits { at };
        match self {
            Self::Offset(value) => fits.finite("offset", *value),
            Self::Cost { column, value } => {
                fits.index("column", *column, columns)?;
                fits.finite("value", *value)
            }
            Self::ColumnBounds { column, lower, upper } => {
                fits.index("column", *column, columns)?;
                fits.bounds(*lower, *upper)
            }
            Self::RowBounds { row, lower, upper } => {
                fits.index("row", *row, rows)?;
                fits.bounds(*lower, *upper)
            }
            Self::Coefficient { row, column, value } => {
                fits.index("row", *row, rows)?;
                fits.index("column", *column, columns)?;
                fits.finite("value", *value)
            }
            Self::AddColumn { column, terms } => {
                fits.finite("objective", column.objective)?;
                fits.bounds(Some(column.lower), Some(column.upper))?;
                fits.name(&column.name, program.columns.iter().map(|c| &c.name))?;
                fits.terms(terms, rows)
            }
            Self::AddRow { row, terms } => {
                fits.bounds(Some(row.lower), Some(row.upper))?;
                fits.name(&row.name, program.rows.iter().map(|r| &r.name))?;
                fits.terms(terms, columns)
            }
            Self::RemoveColumn(column) => {
                fits.linear("column", *column, program)?;
                fits.index("column", *column, columns)
            }
            Self::RemoveRow(row) => {
                fits.linear("row", *row, program)?;
                fits.index("row", *row, rows)
            }
        }
    }

    pub(super) fn apply_in_place(&self, program: &mut Program) {
        match *self {
            Self::Offset(value) => program.offset = value,
            Self::Cost { column, value } => program.columns[column].objective = value,
            Self::ColumnBounds { column, lower, upper } => {
                let column = &mut program.columns[column];
                column.lower = lower.map_or(column.lower, as_bound);
                column.upper = upper.map_or(column.upper, as_bound);
            }
            Self::RowBounds { row, lower, upper } => {
                let row = &mut program.rows[row];
                row.lower = lower.map_or(row.lower, as_bound);
                row.upper = upper.map_or(row.upper, as_bound);
            }
            _ => {}
        }
    }

    /// Has the engine follow `program`, in which the change was made.
    pub(super) fn apply_to_engine(&self, program: &Program, engine: &mut Relaxation) {
        let sign = program.sense.sign();
        match *self {
            Self::Offset(value) => engine.lp.set_offset(sign * value),
            Self::Cost { column, value } => engine.lp.set_cost(column, sign * value),
            Self::ColumnBounds { column, .. } => {
                let bounds = &program.columns[column];
                engine.lp.set_column_bounds(column, bounds.lower, bounds.upper);
            }
            Self::RowBounds { row, .. } => {
                let sides = &program.rows[row];
                engine.lp.set_row_bounds(row, sides.lower, sides.upper);
            }
            _ => {}
        }
    }

    /// What makes a change undone that is made in place.
    pub(super) fn inverse(&self, program: &Program) -> Self {
        match *self {
            Self::Cost { column, .. } => Self::Cost { column, value: program.columns[column].objective },
            Self::ColumnBounds { column, .. } => {
                let bounds = &program.columns[column];
                Self::ColumnBounds { column, lower: Some(bounds.lower), upper: Some(bounds.upper) }
            }
            Self::RowBounds { row, .. } => {
                let sides = &program.rows[row];
                Self::RowBounds { row, lower: Some(sides.lower), upper: Some(sides.upper) }
            }
            _ => Self::Offset(program.offset),
        }
    }

    /// Makes the change, which fits, in the program, a basis of it, and a point of it.
    pub(super) fn apply(&self, program: &mut Program, basis: Option<&mut Basis>, point: &mut Vec<f64>) {
        match self {
            Self::Coefficient { row, column, value } => {
                let (i, j) = (*row, *column);
                rebuild(program, |entry| (entry.0, entry.1) != (i, j), |p| p, |p| p, &[(i, j, *value)]);
            }
            Self::AddColumn { column, terms } => {
                let j = program.columns.len();
                program.columns.push(bounded(column.clone()));
                let entries: Vec<_> = terms.iter().map(|&(i, v)| (i, j, v)).collect();
                rebuild(program, |_| true, |i| i, |j| j, &entries);
                if let Some(basis) = basis {
                    basis.columns.push(VariableStatus::AtLower);
                }
                if !point.is_empty() {
                    point.push(0.0f64.max(column.lower).min(column.upper));
                }
            }
            Self::AddRow { row, terms } => {
                let i = program.rows.len();
                let (lower, upper) = (as_bound(row.lower), as_bound(row.upper));
                program.rows.push(Row { name: row.name.clone(), lower, upper });
                let entries: Vec<_> = terms.iter().map(|&(j, v)| (i, j, v)).collect();
                rebuild(program, |_| true, |i| i, |j| j, &entries);
                if let Some(basis) = basis {
                    basis.rows.push(VariableStatus::Basic);
                }
            }
            Self::RemoveColumn(gone) => {
                program.columns.remove(*gone);
                let moved = |j: usize| j - usize::from(j > *gone);
                rebuild(program, |entry| entry.1 != *gone, |i| i, moved, &[]);
                if let Some(basis) = basis {
                    basis.columns.remove(*gone);
                }
                if !point.is_empty() {
                    point.remove(*gone);
                }
            }
            Self::RemoveRow(gone) => {
                program.rows.remove(*gone);
                let moved = |i: usize| i - usize::from(i > *gone);
                rebuild(program, |entry| entry.0 != *gone, moved, |j| j, &[]);
                if let Some(basis) = basis {
                    basis.rows.remove(*gone);
                }
            }
            _ => self.apply_in_place(program),
        }
    }
}

/// A column whose numbers of the size that stands for infinity are infinite.
fn bounded(column: Column) -> Column {
    Column { lower: as_bound(column.lower), upper: as_bound(column.upper), ..column }
}

/// The matrix with some entries left out, the others moved, and further ones added.
fn rebuild(
    program: &mut Program,
    keeps: impl Fn(&(usize, usize, f64)) -> bool,
    row: impl Fn(usize) -> usize,
    column: impl Fn(usize) -> usize,
    further: &[(usize, usize, f64)],
) {
    let kept = program.matrix.triplets().filter(keeps).map(|(i, j, v)| (row(i), column(j), v));
    let entries: Vec<_> = kept.chain(further.iter().copied()).collect();
    program.matrix = SparseMatrix::from_triplets(program.rows.len(), program.columns.len(), &entries);
}

/// Checks of one change's numbers.
struct Fits {
    at: usize,
}

impl Fits {
    fn error(&self, field: &'static str, value: impl ToString, expected: impl Into<String>) -> ChangeError {
        ChangeError { at: self.at, field, value: value.to_string(), expected: expected.into() }
    }

    fn index(&self, field: &'static str, value: usize, limit: usize) -> Result<(), ChangeError> {
        match value < limit {
            true => Ok(()),
            false => Err(self.error(field, value, format!("below {limit}"))),
        }
    }

    /// What says more than linear rows names columns and rows by their places, which a removal would move.
    fn linear(&self, field: &'static str, value: usize, program: &Program) -> Result<(), ChangeError> {
        match program.features().first() {
            None => Ok(()),
            Some(feature) => {
                let expected = format!("left in: the program has {}, which names places", feature.name());
                Err(self.error(field, value, expected))
            }
        }
    }

    fn finite(&self, field: &'static str, value: f64) -> Result<(), ChangeError> {
        match value.abs() < INFINITE {
            true => Ok(()),
            false => Err(self.error(field, value, "a number below 1e20 in size")),
        }
    }

    fn bounds(&self, lower: Option<f64>, upper: Option<f64>) -> Result<(), ChangeError> {
        if let Some(lower) = lower.filter(|l| l.is_nan() || *l >= INFINITE) {
            return Err(self.error("lower", lower, "a number below 1e20"));
        }
        if let Some(upper) = upper.filter(|u| u.is_nan() || *u <= -INFINITE) {
            return Err(self.error("upper", upper, "a number above -1e20"));
        }
        Ok(())
    }

    fn name<'a>(&self, name: &str, mut others: impl Iterator<Item = &'a String>) -> Result<(), ChangeError> {
        match !name.is_empty() && others.any(|other| other == name) {
            true => Err(self.error("name", format!("{name:?}"), "a name that no other has")),
            false => Ok(()),
        }
    }

    fn terms(&self, terms: &[(usize, f64)], limit: usize) -> Result<(), ChangeError> {
        let mut seen = vec![false; limit];
        for &(index, value) in terms {
            self.index("terms", index, limit)?;
            self.finite("terms", value)?;
            if std::mem::replace(&mut seen[index], true) {
                return Err(self.error("terms", index, "named once"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Sense};

    #[test]
    fn a_change_that_does_not_fit_is_named() {
        let mut program = Program::new("p", Sense::Minimize);
        program.add_column("x", 1.0, 0.0, 1.0, Kind::Continuous);
        program.set_rows(Vec::new(), &[]);
        let refused = Change::Cost { column: 1, value: 1.0 }.check(3, &program).unwrap_err();
        assert_eq!(refused.to_string(), "changes[3].column is 1; it must be below 1");
        let column = program.columns[0].clone();
        let again = Change::AddColumn { column, terms: Vec::new() }.check(0, &program).unwrap_err();
        assert!(again.to_string().contains("\"x\""), "{again}");
        let nan = Change::ColumnBounds { column: 0, lower: Some(f64::NAN), upper: None };
        assert!(nan.check(0, &program).unwrap_err().to_string().contains("lower is NaN"));
    }
}
