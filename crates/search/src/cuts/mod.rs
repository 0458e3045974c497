//! Cutting planes at the root: inequalities that integral points satisfy and the relaxed point does not.
//!
//! | module | what it does | source |
//! |---|---|---|
//! | [`gomory`] | mixed-integer Gomory cuts from the simplex tableau | Gomory 1960; Cornuéjols 2007 |
//! | [`aggregation`] | which rows are combined: paths along continuous columns, rows of the tableau | Marchand and Wolsey 2001 |
//! | [`rounding`] | mixed-integer rounding of a combination, flow covers and flow paths among it | Marchand and Wolsey 2001; Louveaux and Wolsey 2003 |
//! | [`variable_bounds`], [`point`] | what both read: bounds such as `x <= u·y`, slacks as variables | |
//! | [`cover`] | lifted cover inequalities of knapsack rows | Crowder, Johnson and Padberg 1983; Balas 1975 |
//! | [`family`] | a family's own separators, carried over to the reduced program | |
//! | [`tidy`] | numerics: tiny coefficients, ranges, density | Cornuéjols, Margot and Nannicini 2013 |
//! | [`select`] | which of the violated ones become rows | Achterberg 2007, section 8.9 |

pub mod aggregation;
pub mod cover;
pub mod family;
pub mod gomory;
pub mod point;
pub mod rounding;
pub mod select;
pub mod sparse_sum;
mod tidy;
pub mod variable_bounds;

/// An inequality `Σ coefficient · x <= upper` over the columns of the tree's program.
#[derive(Clone, Debug, PartialEq)]
pub struct Inequality {
    /// `(column, coefficient)`, columns ascending.
    pub terms: Vec<(usize, f64)>,
    /// Right-hand side.
    pub upper: f64,
}

impl Inequality {
    /// At most `radius` of the binaries `(column, whether it is 1)` change their value (Fischetti and Lodi, "Local branching", 2003,
    /// inequality 7).
    pub fn within_distance(binaries: impl Iterator<Item = (usize, bool)>, radius: usize) -> Self {
        let terms: Vec<(usize, f64)> = binaries.map(|(j, one)| (j, if one { -1.0 } else { 1.0 })).collect();
        let ones = terms.iter().filter(|t| t.1 < 0.0).count();
        Self { terms, upper: radius as f64 - ones as f64 }
    }

    /// By how much `x` violates it; negative when satisfied.
    pub fn violation(&self, x: &[f64]) -> f64 {
        self.terms.iter().map(|&(j, v)| v * x[j]).sum::<f64>() - self.upper
    }

    /// Euclidean norm of the coefficients.
    pub fn norm(&self) -> f64 {
        self.terms.iter().map(|t| t.1 * t.1).sum::<f64>().sqrt()
    }

    /// Distance of `x` from the half-space: what the cut is worth, whatever its scale.
    pub fn efficacy(&self, x: &[f64]) -> f64 {
        let norm = self.norm();
        if norm > 0.0 { self.violation(x) / norm } else { 0.0 }
    }
}
