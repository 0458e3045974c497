//! A linear program in the form that the simplex method reads: minimise `offset + cᵀx` with bounds on columns
//! and on row activities.

use hunch_model::{Program, SparseMatrix};

/// Minimise `offset + cᵀx` subject to `column_lower ≤ x ≤ column_upper` and `row_lower ≤ Ax ≤ row_upper`.
///
/// Absent bounds are infinite. A maximisation is negated on the way in, so every number that
/// [`super::Simplex`] reports (objective, duals, reduced costs) belongs to the minimisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LpProblem {
    /// Constant of the objective.
    pub offset: f64,
    /// Objective coefficients, one a column.
    pub cost: Vec<f64>,
    /// Lower bounds of columns.
    pub column_lower: Vec<f64>,
    /// Upper bounds of columns.
    pub column_upper: Vec<f64>,
    /// Lower bounds of row activities.
    pub row_lower: Vec<f64>,
    /// Upper bounds of row activities.
    pub row_upper: Vec<f64>,
    /// Coefficients by columns: `row_lower.len()` × `cost.len()`.
    pub matrix: SparseMatrix,
    /// By how much the arithmetic that made a row may have moved its sides: a point of the program that this
    /// one was made from may miss the row by so much. Empty where all rows are as given. What is claimed of
    /// the rows must hold for rows so widened.
    pub row_noise: Vec<f64>,
}

impl LpProblem {
    /// By how much row `i` may be missed: see [`LpProblem::row_noise`].
    #[inline]
    pub fn noise(&self, i: usize) -> f64 {
        self.row_noise.get(i).copied().unwrap_or(0.0)
    }

    /// The relaxation of a validated program: integrality and any quadratic term are dropped, a maximisation
    /// is negated.
    pub fn from_program(program: &Program) -> Self {
        let sign = program.sense.sign();
        let columns = &program.columns;
        let rows = &program.rows;
        let matrix = if program.matrix.columns() == columns.len() {
            program.matrix.clone()
        } else {
            SparseMatrix::from_triplets(rows.len(), columns.len(), &[])
        };
        Self {
            offset: sign * program.offset,
            cost: columns.iter().map(|c| sign * c.objective).collect(),
            column_lower: columns.iter().map(|c| c.lower).collect(),
            column_upper: columns.iter().map(|c| c.upper).collect(),
            row_lower: rows.iter().map(|r| r.lower).collect(),
            row_upper: rows.iter().map(|r| r.upper).collect(),
            matrix,
            row_noise: Vec::new(),
        }
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.cost.len()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.row_lower.len()
    }
}

/// A row to be added: `lower ≤ Σ coefficient·x ≤ upper`.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRow {
    /// `(column, coefficient)`; each column at most once.
    pub terms: Vec<(usize, f64)>,
    /// Lower bound on the activity.
    pub lower: f64,
    /// Upper bound on the activity.
    pub upper: f64,
}

/// A column to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewColumn {
    /// Objective coefficient (of the minimisation).
    pub cost: f64,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// `(row, coefficient)`; each row at most once.
    pub terms: Vec<(usize, f64)>,
}
