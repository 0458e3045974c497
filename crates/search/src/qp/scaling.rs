//! Scaling by powers of two, so that it is exact: the matrix `[Q Aᵀ; A 0]` of the optimality conditions is
//! equilibrated (Ruiz, "A scaling algorithm to equilibrate both rows and columns norms in matrices", 2001).

use super::params::{COST_EXPONENT, SCALING_PASSES};
use super::problem::Problem;

/// Scale factors. The scaled problem has entries `row[i]·a_ij·column[j]`, columns `x_j / column[j]`,
/// activities `row[i]·r_i`, costs `cost·c_j·column[j]` and `cost·q_ij·column[i]·column[j]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Scaling {
    pub row: Vec<f64>,
    pub column: Vec<f64>,
    pub cost: f64,
}

impl Scaling {
    pub fn identity(problem: &Problem) -> Self {
        Self { row: vec![1.0; problem.lp.rows()], column: vec![1.0; problem.lp.columns()], cost: 1.0 }
    }

    pub fn new(problem: &Problem) -> Self {
        let mut scaling = Self::identity(problem);
        let (n, m) = (problem.lp.columns(), problem.lp.rows());
        let curvature = (0..n).map(|j| problem.quadratic.diagonal(j)).fold(0.0, f64::max);
        let quadratic = if curvature > 0.0 { 1.0 / curvature } else { 1.0 };
        for _ in 0..SCALING_PASSES {
            let (mut columns, mut rows) = (vec![0.0f64; n], vec![0.0f64; m]);
            for j in 0..n {
                let (indices, values) = problem.lp.matrix.column(j);
                for (&i, v) in indices.iter().zip(values) {
                    let size = v.abs() * scaling.row[i] * scaling.column[j];
                    columns[j] = columns[j].max(size);
                    rows[i] = rows[i].max(size);
                }
                // The diagonal is the largest of its row, relative to those of the others.
                let diagonal = problem.quadratic.diagonal(j).max(0.0) * quadratic;
                columns[j] = columns[j].max(diagonal * scaling.column[j] * scaling.column[j]);
            }
            let divide = |factor: &mut f64, largest: f64| {
                if largest > 0.0 {
                    *factor /= largest.sqrt();
                }
            };
            scaling.column.iter_mut().zip(columns).for_each(|(s, largest)| divide(s, largest));
            scaling.row.iter_mut().zip(rows).for_each(|(s, largest)| divide(s, largest));
        }
        scaling.column.iter_mut().chain(&mut scaling.row).for_each(|s| *s = power_of_two(*s));
        scaling.cost = scaling.cost_factor(problem);
        if scaling.is_exact(problem) { scaling } else { Self::identity(problem) }
    }

    /// Brings the largest of costs and curvatures between one and `2^COST_EXPONENT`.
    fn cost_factor(&self, problem: &Problem) -> f64 {
        let size = |(j, &s): (usize, &f64)| {
            (problem.lp.cost[j] * s).abs().max(problem.quadratic.diagonal(j).abs() * s * s)
        };
        let largest = self.column.iter().enumerate().map(size).fold(0.0, f64::max);
        if largest == 0.0 || !largest.is_finite() {
            return 1.0;
        }
        let exponent = largest.log2().ceil() as i32;
        match exponent {
            e if e > COST_EXPONENT => 2f64.powi((COST_EXPONENT - e).max(-200)),
            e if e < 0 => 2f64.powi((-e).min(200)),
            _ => 1.0,
        }
    }

    /// Whether all scaled numbers are normal, so that scaling rounds none.
    fn is_exact(&self, problem: &Problem) -> bool {
        let normal = |v: f64, scaled: f64| v == 0.0 || v.is_infinite() || scaled.is_normal();
        let lp = &problem.lp;
        let columns = (0..lp.columns()).all(|j| {
            let s = self.column[j];
            let (rows, values) = lp.matrix.column(j);
            let (places, curvatures) = problem.quadratic.column(j);
            let bounds = [lp.column_lower[j], lp.column_upper[j]];
            normal(lp.cost[j], lp.cost[j] * s * self.cost)
                && bounds.iter().all(|&b| normal(b, b / s))
                && rows.iter().zip(values).all(|(&i, &v)| normal(v, v * s * self.row[i]))
                && places
                    .iter()
                    .zip(curvatures)
                    .all(|(&i, &v)| normal(v, v * s * self.column[i as usize] * self.cost))
        });
        let sides = |sides: &[f64]| sides.iter().zip(&self.row).all(|(&b, s)| normal(b, b * s));
        columns && sides(&lp.row_lower) && sides(&lp.row_upper)
    }
}

/// The nearest power of two (in the exponent), within a range that cannot overflow.
fn power_of_two(value: f64) -> f64 {
    2f64.powi(value.log2().round().clamp(-60.0, 60.0) as i32)
}
