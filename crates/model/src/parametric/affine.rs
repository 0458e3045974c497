//! A program and what of it depends on θ.

use super::distribution::Distribution;
use super::error::ParametricError;
use crate::program::Program;

/// A number of a program that may depend on θ. Indices are those of the base program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The constant of the objective.
    Offset,
    /// The objective coefficient of a column.
    Cost(usize),
    /// The lower bound of a column; it must be finite in the base program.
    ColumnLower(usize),
    /// The upper bound of a column, likewise.
    ColumnUpper(usize),
    /// The lower bound of a row, likewise. An equation's right-hand side needs this and [`Target::RowUpper`].
    RowLower(usize),
    /// The upper bound of a row, likewise.
    RowUpper(usize),
    /// The matrix coefficient in a row and a column; it need not be present in the base program.
    Coefficient(usize, usize),
}

/// Adds `coefficient · θ[parameter]` to a number of the base program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AffineTerm {
    /// Which number.
    pub target: Target,
    /// Index of the parameter.
    pub parameter: usize,
    /// Its factor.
    pub coefficient: f64,
}

/// A program with data affine in θ: every number is its value in `base` plus the sum of its terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParametricProgram {
    /// The program at θ = 0.
    pub base: Program,
    /// One name a parameter; their number is the length of θ.
    pub parameters: Vec<String>,
    /// What depends on θ, in any order; several terms on one number add up.
    pub terms: Vec<AffineTerm>,
    /// How θ is distributed, where that is known.
    pub distribution: Option<Distribution>,
}

impl Target {
    /// The number in words, for messages: `cost of column "x"`.
    pub fn describe(self, program: &Program) -> String {
        let column = |j| format!("column {:?}", program.column_name(j));
        let row = |i| format!("row {:?}", program.row_name(i));
        match self {
            Self::Offset => "constant of the objective".into(),
            Self::Cost(j) => format!("cost of {}", column(j)),
            Self::ColumnLower(j) => format!("lower bound of {}", column(j)),
            Self::ColumnUpper(j) => format!("upper bound of {}", column(j)),
            Self::RowLower(i) => format!("lower bound of {}", row(i)),
            Self::RowUpper(i) => format!("upper bound of {}", row(i)),
            Self::Coefficient(i, j) => format!("coefficient of {} in {}", column(j), row(i)),
        }
    }
}

impl ParametricProgram {
    /// Makes the right-hand side of a row depend on θ: adds the term to each of the row's finite bounds.
    pub fn add_right_hand_side_term(&mut self, row: usize, parameter: usize, coefficient: f64) {
        let ends = [
            (self.base.rows[row].lower, Target::RowLower(row)),
            (self.base.rows[row].upper, Target::RowUpper(row)),
        ];
        for (bound, target) in ends {
            if bound.is_finite() {
                self.terms.push(AffineTerm { target, parameter, coefficient });
            }
        }
    }

    /// Checks the terms against the base program, and the distribution.
    ///
    /// # Errors
    /// The first [`ParametricError`] found.
    pub fn validate(&self) -> Result<(), ParametricError> {
        self.validate_terms()?;
        match &self.distribution {
            Some(distribution) => Ok(distribution.validate(self.parameters.len())?),
            None => Ok(()),
        }
    }

    pub(super) fn validate_terms(&self) -> Result<(), ParametricError> {
        for (k, term) in self.terms.iter().enumerate() {
            index(k, "parameter", term.parameter, self.parameters.len())?;
            self.validate_target(k, term.target)?;
            if !term.coefficient.is_finite() {
                return Err(ParametricError::Factor {
                    field: format!("terms[{k}].coefficient"),
                    parameter: self.parameters[term.parameter].clone(),
                    number: term.target.describe(&self.base),
                    value: term.coefficient,
                });
            }
        }
        Ok(())
    }

    fn validate_target(&self, k: usize, target: Target) -> Result<(), ParametricError> {
        let (rows, columns) = (&self.base.rows, &self.base.columns);
        match target {
            Target::Offset => {}
            Target::Cost(j) | Target::ColumnLower(j) | Target::ColumnUpper(j) => {
                index(k, "column", j, columns.len())?;
            }
            Target::RowLower(i) | Target::RowUpper(i) => index(k, "row", i, rows.len())?,
            Target::Coefficient(i, j) => {
                index(k, "row", i, rows.len())?;
                index(k, "column", j, columns.len())?;
            }
        }
        let bound = match target {
            Target::ColumnLower(j) => columns[j].lower,
            Target::ColumnUpper(j) => columns[j].upper,
            Target::RowLower(i) => rows[i].lower,
            Target::RowUpper(i) => rows[i].upper,
            Target::Offset | Target::Cost(_) | Target::Coefficient(..) => return Ok(()),
        };
        if bound.is_finite() {
            return Ok(());
        }
        let number = target.describe(&self.base);
        Err(ParametricError::InfiniteBound { field: format!("terms[{k}]"), number, value: bound })
    }
}

fn index(k: usize, what: &str, value: usize, limit: usize) -> Result<(), ParametricError> {
    if value < limit {
        return Ok(());
    }
    Err(ParametricError::OutOfRange { field: format!("terms[{k}].{what}"), value, limit })
}
