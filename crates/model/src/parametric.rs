//! Programs whose data are affine functions of parameters θ: the same program with other numbers, solved
//! again and again.

use crate::matrix::SparseMatrix;
use crate::program::{Program, ProgramError};
use thiserror::Error;

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
}

/// What is wrong with a parametric program or with the θ given to it.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ParametricError {
    /// θ has the wrong length.
    #[error("theta has {found} entries; the program has {expected} parameters")]
    Length {
        /// Entries given.
        found: usize,
        /// Parameters of the program.
        expected: usize,
    },
    /// A number is NaN or infinite.
    #[error("{field} is {value}; it must be a finite number")]
    NotFinite {
        /// `theta[3]` or `terms[3].coefficient`.
        field: String,
        /// The number.
        value: f64,
    },
    /// A term points at a parameter, row or column that is not there.
    #[error("{field} is {value}; it must be below {limit}")]
    OutOfRange {
        /// Which index of which term.
        field: String,
        /// The index.
        value: usize,
        /// Number of parameters, rows or columns.
        limit: usize,
    },
    /// A term on a bound that is infinite in the base program.
    #[error(
        "{field} moves a bound that is {value} in the base program; only finite bounds can depend on theta"
    )]
    InfiniteBound {
        /// Which term.
        field: String,
        /// The bound.
        value: f64,
    },
    /// θ makes a number that no program can have.
    #[error("at this theta {0}")]
    Program(#[from] ProgramError),
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

    /// Checks the terms against the base program.
    ///
    /// # Errors
    /// The first [`ParametricError`] found.
    pub fn validate(&self) -> Result<(), ParametricError> {
        for (k, term) in self.terms.iter().enumerate() {
            index(k, "parameter", term.parameter, self.parameters.len())?;
            if !term.coefficient.is_finite() {
                let field = format!("terms[{k}].coefficient");
                return Err(ParametricError::NotFinite { field, value: term.coefficient });
            }
            self.validate_target(k, term.target)?;
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
        Err(ParametricError::InfiniteBound { field: format!("terms[{k}]"), value: bound })
    }

    /// The program at `theta`. Rows and columns keep their order and names.
    ///
    /// # Errors
    /// θ of the wrong length or not finite, what [`ParametricProgram::validate`] finds, numbers of a size
    /// that only bounds can have (which are infinite then), or bounds with which the column of an indicator
    /// is binary no longer.
    pub fn instantiate(&self, theta: &[f64]) -> Result<Program, ParametricError> {
        let program = self.with_numbers(theta)?;
        program.validate_kinds()?;
        Ok(program)
    }

    /// The same without a look at what its indicators ask of columns.
    pub(crate) fn with_numbers(&self, theta: &[f64]) -> Result<Program, ParametricError> {
        if theta.len() != self.parameters.len() {
            return Err(ParametricError::Length { found: theta.len(), expected: self.parameters.len() });
        }
        if let Some(p) = theta.iter().position(|t| !t.is_finite()) {
            return Err(ParametricError::NotFinite { field: format!("theta[{p}]"), value: theta[p] });
        }
        self.validate()?;
        let mut program = self.base.clone();
        let mut coefficients = Vec::new();
        for term in &self.terms {
            let change = term.coefficient * theta[term.parameter];
            match term.target {
                Target::Offset => program.offset += change,
                Target::Cost(j) => program.columns[j].objective += change,
                Target::ColumnLower(j) => program.columns[j].lower += change,
                Target::ColumnUpper(j) => program.columns[j].upper += change,
                Target::RowLower(i) => program.rows[i].lower += change,
                Target::RowUpper(i) => program.rows[i].upper += change,
                Target::Coefficient(i, j) => coefficients.push((i, j, change)),
            }
        }
        if !coefficients.is_empty() {
            coefficients.extend(self.base.matrix.triplets());
            program.matrix =
                SparseMatrix::from_triplets(program.rows.len(), program.columns.len(), &coefficients);
        }
        program.settle_bounds();
        program.validate_numbers()?;
        Ok(program)
    }
}

fn index(k: usize, what: &str, value: usize, limit: usize) -> Result<(), ParametricError> {
    if value < limit {
        return Ok(());
    }
    Err(ParametricError::OutOfRange { field: format!("terms[{k}].{what}"), value, limit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{Kind, Row, Sense};

    fn parametric() -> ParametricProgram {
        let mut base = Program::new("p", Sense::Minimize);
        base.add_column("x", 1.0, 0.0, 4.0, Kind::Continuous);
        base.add_column("y", 2.0, 0.0, f64::INFINITY, Kind::Continuous);
        base.set_rows(vec![Row { name: "r".into(), lower: 3.0, upper: 3.0 }], &[(0, 0, 1.0)]);
        let mut p = ParametricProgram { base, parameters: vec!["a".into(), "b".into()], terms: vec![] };
        p.add_right_hand_side_term(0, 0, 2.0);
        p.terms.push(AffineTerm { target: Target::Cost(1), parameter: 1, coefficient: -1.0 });
        p.terms.push(AffineTerm { target: Target::Coefficient(0, 1), parameter: 1, coefficient: 1.0 });
        p.terms.push(AffineTerm { target: Target::Offset, parameter: 0, coefficient: 1.0 });
        p.terms.push(AffineTerm { target: Target::ColumnUpper(0), parameter: 0, coefficient: 1.0 });
        p
    }

    #[test]
    fn theta_of_great_size_is_refused_unless_it_lifts_a_bound() {
        let equation = parametric().instantiate(&[1e25, 0.0]).map(|_| ());
        assert!(matches!(equation, Err(ParametricError::Program(_))), "{equation:?}");
        let mut p = parametric();
        p.terms.retain(|t| t.target == Target::ColumnUpper(0));
        assert_eq!(p.instantiate(&[1e25, 0.0]).unwrap().columns[0].upper, f64::INFINITY);
        assert!(p.instantiate(&[-1e25, 0.0]).unwrap_err().to_string().contains("column \"x\""));
    }

    #[test]
    fn every_number_is_its_base_value_plus_its_terms() {
        let program = parametric().instantiate(&[10.0, 0.5]).unwrap();
        assert_eq!((program.rows[0].lower, program.rows[0].upper), (23.0, 23.0));
        assert_eq!(program.columns[1].objective, 1.5);
        assert_eq!(program.columns[0].upper, 14.0);
        assert_eq!(program.offset, 10.0);
        assert_eq!(program.matrix.column(1), (&[0][..], &[0.5][..]));
        assert_eq!(program.validate(), Ok(()));
    }

    #[test]
    fn theta_zero_gives_the_base_program() {
        let p = parametric();
        assert_eq!(p.instantiate(&[0.0, 0.0]).unwrap(), p.base);
    }

    #[test]
    fn wrong_theta_and_wrong_terms_are_named() {
        let mut p = parametric();
        assert!(p.instantiate(&[1.0]).unwrap_err().to_string().contains("2 parameters"));
        assert!(p.instantiate(&[1.0, f64::NAN]).unwrap_err().to_string().contains("theta[1]"));
        p.terms[0].parameter = 7;
        assert!(p.validate().unwrap_err().to_string().contains("terms[0].parameter is 7"));
        p = parametric();
        p.terms[1].target = Target::ColumnUpper(1);
        assert!(p.validate().unwrap_err().to_string().contains("terms[1]"));
        p.terms[1].target = Target::Coefficient(3, 0);
        assert!(p.validate().unwrap_err().to_string().contains("terms[1].row is 3"));
    }
}
