//! The mixed-integer program in the form that presolve, propagation and the tree work on: a minimisation, plain arrays.

use crate::lp::LpProblem;
use hunch_model::{Kind, Program, SparseMatrix};

/// Minimise a linear objective over row and column bounds, some columns integer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MipProblem {
    /// Everything but integrality; a maximisation has been negated.
    pub lp: LpProblem,
    /// Whether each column must be integer.
    pub integer: Vec<bool>,
    /// Whether some optimal point has the column integer whenever the other integers are, so that it need not be branched on.
    pub implied: Vec<bool>,
    /// The constant of the objective as the caller gave it, which relative gaps leave out; `lp.offset` also has what presolve fixed.
    pub constant: f64,
}

impl MipProblem {
    /// The same program as a minimisation. The bounds of integer columns are rounded inwards.
    pub fn from_program(program: &Program) -> Self {
        let mut lp = LpProblem::from_program(program);
        let integer: Vec<bool> = program.columns.iter().map(|c| c.kind == Kind::Integer).collect();
        for j in (0..integer.len()).filter(|&j| integer[j]) {
            lp.column_lower[j] = crate::params::ceil(lp.column_lower[j]);
            lp.column_upper[j] = crate::params::floor(lp.column_upper[j]);
        }
        let implied = vec![false; integer.len()];
        Self { constant: lp.offset, lp, integer, implied }
    }

    /// Columns.
    pub fn columns(&self) -> usize {
        self.lp.columns()
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.lp.rows()
    }

    /// The coefficients by rows: column `i` of the result is row `i`.
    pub fn by_rows(&self) -> SparseMatrix {
        self.lp.matrix.transpose()
    }

    /// Whether column `j` is integer with bounds 0 and 1.
    pub fn is_binary(&self, j: usize) -> bool {
        self.integer[j] && self.lp.column_lower[j] == 0.0 && self.lp.column_upper[j] == 1.0
    }

    /// Objective of a point.
    pub fn objective(&self, x: &[f64]) -> f64 {
        self.lp.offset + self.lp.cost.iter().zip(x).map(|(c, v)| c * v).sum::<f64>()
    }
}
