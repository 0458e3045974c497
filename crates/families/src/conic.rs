//! Linear programs with second-order cones: plain data that a conic solver can be given, and that cuts can be
//! read off.

use hunch_model::Program;

/// An affine expression `constant + Σ coefficient · x_column`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Affine {
    /// Pairs `(column, coefficient)`, each column at most once.
    pub terms: Vec<(usize, f64)>,
    /// The constant.
    pub constant: f64,
}

impl Affine {
    /// One column.
    pub fn column(column: usize) -> Self {
        Self { terms: vec![(column, 1.0)], constant: 0.0 }
    }

    /// Its value at `x`, one value a column.
    pub fn value(&self, x: &[f64]) -> f64 {
        self.constant + self.terms.iter().map(|&(j, a)| a * x[j]).sum::<f64>()
    }
}

/// The constraint `‖members(x)‖_2 ≤ bound(x)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cone {
    /// Name, unique among the rows and cones of the program.
    pub name: String,
    /// The right-hand side.
    pub bound: Affine,
    /// The components of the vector on the left.
    pub members: Vec<Affine>,
}

impl Cone {
    /// `‖members(x)‖_2 − bound(x)`: positive where the constraint is violated.
    pub fn violation(&self, x: &[f64]) -> f64 {
        self.members.iter().map(|m| m.value(x).powi(2)).sum::<f64>().sqrt() - self.bound.value(x)
    }
}

/// A linear (or mixed-integer) program and cones over its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct ConicProgram {
    /// Objective, bounds, integrality and linear rows.
    pub linear: Program,
    /// The cones; with none of them the program is the linear one.
    pub cones: Vec<Cone>,
}
