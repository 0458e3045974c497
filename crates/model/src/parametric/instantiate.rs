//! The program at a θ.

use super::affine::{ParametricProgram, Target};
use super::error::ParametricError;
use crate::matrix::SparseMatrix;
use crate::program::{Program, ProgramError, as_bound, bounds, number};

impl ParametricProgram {
    /// The program at `theta`. Rows and columns keep their order and names.
    ///
    /// # Errors
    /// θ of the wrong length or not finite, what [`ParametricProgram::validate`] finds of the terms, numbers
    /// of a size that only bounds can have (which are infinite then), or bounds with which the column of an
    /// indicator is binary no longer.
    pub fn instantiate(&self, theta: &[f64]) -> Result<Program, ParametricError> {
        let program = self.with_numbers(theta)?;
        program.validate_kinds()?;
        Ok(program)
    }

    /// The same without a look at what its indicators ask of columns.
    pub(crate) fn with_numbers(&self, theta: &[f64]) -> Result<Program, ParametricError> {
        let mut program = self.base.clone();
        self.instantiate_into(&mut program, theta)?;
        program.settle_bounds();
        program.validate_numbers()?;
        Ok(program)
    }

    /// Makes `program` the one at `theta`, in place: only the numbers that depend on θ are written, and the
    /// matrix is built anew only where an entry becomes zero or ceases to be. `program` is a copy of
    /// [`ParametricProgram::base`] or what an earlier call left; one of another shape is replaced. After an
    /// error its numbers are those of no θ until a call succeeds.
    ///
    /// # Errors
    /// As [`ParametricProgram::instantiate`]; numbers that do not depend on θ are believed, and so are the
    /// bounds of the columns of indicators.
    pub fn instantiate_into(&self, program: &mut Program, theta: &[f64]) -> Result<(), ParametricError> {
        self.check_theta(theta)?;
        self.validate_terms()?;
        if !self.has_shape_of(program) {
            program.clone_from(&self.base);
        }
        for term in &self.terms {
            if let Some(value) = slot(program, term.target) {
                *value = self.base_value(term.target);
            }
        }
        let mut same_pattern = true;
        for term in &self.terms {
            match slot(program, term.target) {
                Some(value) => *value += term.coefficient * theta[term.parameter],
                None => same_pattern = false,
            }
        }
        let vanished =
            |t: Target| matches!(t, Target::Coefficient(i, j) if program.matrix.get(i, j) == Some(0.0));
        if !same_pattern || self.terms.iter().any(|term| vanished(term.target)) {
            program.matrix = self.matrix(theta);
        }
        self.terms.iter().try_for_each(|term| settle(program, term.target))?;
        Ok(())
    }

    /// Checks that `theta` has a finite number for each parameter.
    ///
    /// # Errors
    /// [`ParametricError::Length`] and [`ParametricError::NotFinite`].
    pub fn check_theta(&self, theta: &[f64]) -> Result<(), ParametricError> {
        if theta.len() != self.parameters.len() {
            return Err(ParametricError::Length { found: theta.len(), expected: self.parameters.len() });
        }
        match theta.iter().position(|t| !t.is_finite()) {
            Some(p) => Err(ParametricError::NotFinite { field: format!("theta[{p}]"), value: theta[p] }),
            None => Ok(()),
        }
    }

    fn has_shape_of(&self, program: &Program) -> bool {
        let shape = |p: &Program| (p.columns.len(), p.rows.len(), p.matrix.columns(), p.matrix.rows());
        shape(program) == shape(&self.base)
    }

    fn base_value(&self, target: Target) -> f64 {
        let base = &self.base;
        match target {
            Target::Offset => base.offset,
            Target::Cost(j) => base.columns[j].objective,
            Target::ColumnLower(j) => base.columns[j].lower,
            Target::ColumnUpper(j) => base.columns[j].upper,
            Target::RowLower(i) => base.rows[i].lower,
            Target::RowUpper(i) => base.rows[i].upper,
            Target::Coefficient(i, j) => base.matrix.get(i, j).unwrap_or(0.0),
        }
    }

    /// The matrix anew. Entries are summed in the order of the way in place, so that both agree bit by bit.
    fn matrix(&self, theta: &[f64]) -> SparseMatrix {
        let mut entries: Vec<(usize, usize, f64)> = self.base.matrix.triplets().collect();
        for term in &self.terms {
            if let Target::Coefficient(i, j) = term.target {
                entries.push((i, j, term.coefficient * theta[term.parameter]));
            }
        }
        SparseMatrix::from_triplets(self.base.rows.len(), self.base.columns.len(), &entries)
    }
}

/// Where the number stands; `None` for an entry that the matrix does not store.
fn slot(program: &mut Program, target: Target) -> Option<&mut f64> {
    Some(match target {
        Target::Offset => &mut program.offset,
        Target::Cost(j) => &mut program.columns[j].objective,
        Target::ColumnLower(j) => &mut program.columns[j].lower,
        Target::ColumnUpper(j) => &mut program.columns[j].upper,
        Target::RowLower(i) => &mut program.rows[i].lower,
        Target::RowUpper(i) => &mut program.rows[i].upper,
        Target::Coefficient(i, j) => return program.matrix.entry(i, j),
    })
}

/// Makes a bound of the size that stands for infinity infinite, and checks the number.
fn settle(program: &mut Program, target: Target) -> Result<(), ProgramError> {
    match target {
        Target::ColumnLower(j) | Target::ColumnUpper(j) => {
            let column = &mut program.columns[j];
            (column.lower, column.upper) = (as_bound(column.lower), as_bound(column.upper));
            bounds("column", &column.name, column.lower, column.upper)
        }
        Target::RowLower(i) | Target::RowUpper(i) => {
            let row = &mut program.rows[i];
            (row.lower, row.upper) = (as_bound(row.lower), as_bound(row.upper));
            bounds("row", &row.name, row.lower, row.upper)
        }
        Target::Offset => number(program.offset, || target.describe(program)),
        Target::Cost(j) => number(program.columns[j].objective, || target.describe(program)),
        Target::Coefficient(i, j) => {
            let value = program.matrix.get(i, j).unwrap_or(0.0);
            number(value, || target.describe(program))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parametric::AffineTerm;
    use crate::program::{Kind, Row, Sense};

    fn parametric() -> ParametricProgram {
        let mut base = Program::new("p", Sense::Minimize);
        base.add_column("x", 1.0, 0.0, 4.0, Kind::Continuous);
        base.add_column("y", 2.0, 0.0, f64::INFINITY, Kind::Continuous);
        base.set_rows(vec![Row { name: "r".into(), lower: 3.0, upper: 3.0 }], &[(0, 0, 1.0)]);
        let parameters = vec!["a".into(), "b".into()];
        let mut p = ParametricProgram { base, parameters, ..ParametricProgram::default() };
        p.add_right_hand_side_term(0, 0, 2.0);
        for (target, parameter, coefficient) in [
            (Target::Cost(1), 1, -1.0),
            (Target::Coefficient(0, 1), 1, 1.0),
            (Target::Offset, 0, 1.0),
            (Target::ColumnUpper(0), 0, 1.0),
        ] {
            p.terms.push(AffineTerm { target, parameter, coefficient });
        }
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
        let mut p = parametric();
        p.terms.retain(|t| t.target == Target::Cost(1));
        let message = p.instantiate(&[0.0, 1e25]).unwrap_err().to_string();
        assert!(message.contains("cost of column \"y\" is -1"), "{message}");
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
    fn in_place_gives_the_same_program_whatever_was_there_before() {
        let p = parametric();
        let mut program = Program::default();
        let thetas = [[1.0, 0.5], [0.1, 0.7], [2.0, 0.0], [-0.3, -0.2], [0.0, 0.0], [1.0 / 3.0, 1e-9]];
        for theta in thetas.iter().chain(thetas.iter().rev()) {
            p.instantiate_into(&mut program, theta).unwrap();
            assert_eq!(program, p.instantiate(theta).unwrap(), "{theta:?}");
        }
        assert!(p.instantiate_into(&mut program, &[1e25, 1.0]).is_err());
        p.instantiate_into(&mut program, &[1.0, 1.0]).unwrap();
        assert_eq!(program, p.instantiate(&[1.0, 1.0]).unwrap());
    }

    #[test]
    fn wrong_theta_and_wrong_terms_are_named() {
        let mut p = parametric();
        assert!(p.instantiate(&[1.0]).unwrap_err().to_string().contains("2 parameters"));
        assert!(p.instantiate(&[1.0, f64::NAN]).unwrap_err().to_string().contains("theta[1]"));
        p.terms[0].parameter = 7;
        assert!(p.validate().unwrap_err().to_string().contains("terms[0].parameter is 7"));
        p = parametric();
        p.terms[2].coefficient = f64::INFINITY;
        let message = p.validate().unwrap_err().to_string();
        assert!(
            message.contains("terms[2].coefficient") && message.contains("cost of column \"y\""),
            "{message}"
        );
        p = parametric();
        p.terms[1].target = Target::ColumnUpper(1);
        let message = p.validate().unwrap_err().to_string();
        assert!(message.contains("terms[1] moves the upper bound of column \"y\""), "{message}");
        p.terms[1].target = Target::Coefficient(3, 0);
        assert!(p.validate().unwrap_err().to_string().contains("terms[1].row is 3"));
    }
}
