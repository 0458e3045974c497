//! The quadratic part of an objective.

/// The term `½ xᵀ Q x` of an objective, `Q` symmetric, given by its lower triangle (`row >= column`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quadratic {
    /// Entries `(row, column, value)` of the lower triangle; an off-diagonal entry stands for both of its
    /// mirror images.
    pub lower_triangle: Vec<(usize, usize, f64)>,
}

impl Quadratic {
    /// The term at `x`, one value a column, summed in one pass.
    pub fn value(&self, x: &[f64]) -> f64 {
        let term = |&(i, j, v): &(usize, usize, f64)| {
            if i == j { 0.5 * v * x[i] * x[i] } else { v * x[i] * x[j] }
        };
        self.lower_triangle.iter().map(term).sum()
    }
}
