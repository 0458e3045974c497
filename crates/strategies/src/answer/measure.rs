//! The paper's measures of an answer (sections 5.1 and 5.3).

use crate::params::{ACCURATE, ZERO_OPTIMUM};
use hunch_model::Program;

/// The infeasibility `p(x) = ‖(violations)₊‖₂ / max(‖A x‖₂, ‖b‖₂)` over all constraints stacked: each finite
/// side of a row, each finite bound of a column; an equation once.
pub fn infeasibility(program: &Program, values: &[f64]) -> f64 {
    let activities = program.matrix.multiply(values);
    let rows = program.rows.iter().zip(&activities).map(|(row, &a)| (a, row.lower, row.upper));
    let columns = program.columns.iter().zip(values).map(|(column, &x)| (x, column.lower, column.upper));
    let (mut violated, mut left, mut right) = (0.0, 0.0, 0.0);
    for (value, lower, upper) in rows.chain(columns) {
        let mut side = |side: f64, violation: f64| {
            violated += violation.max(0.0).powi(2);
            left += value * value;
            right += side * side;
        };
        if lower == upper {
            side(lower, (value - lower).abs());
            continue;
        }
        if lower.is_finite() {
            side(lower, lower - value);
        }
        if upper.is_finite() {
            side(upper, value - upper);
        }
    }
    let size = f64::max(left, right).sqrt();
    violated.sqrt() / if size > 0.0 { size } else { 1.0 }
}

/// The suboptimality `d(x) = (f(x) − f*) / |f*|`, the sign turned where larger is better; the divisor is 1
/// where the optimum is nearly zero.
pub fn suboptimality(program: &Program, objective: f64, optimum: f64) -> f64 {
    let size = if optimum.abs() < ZERO_OPTIMUM { 1.0 } else { optimum.abs() };
    program.sense.sign() * (objective - optimum) / size
}

/// Whether the paper calls an answer accurate: `p ≤ 1e-3` and `d ≤ 1e-3`.
pub fn is_accurate(infeasibility: f64, suboptimality: f64) -> bool {
    infeasibility <= ACCURATE && suboptimality <= ACCURATE
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Kind, Row, Sense};

    #[test]
    fn the_measures_are_the_formulas() {
        let mut p = Program::new("p", Sense::Maximize);
        p.add_column("x", 1.0, 0.0, 3.0, Kind::Continuous);
        p.add_column("y", 1.0, 0.0, f64::INFINITY, Kind::Continuous);
        let equation = Row { name: "e".into(), lower: 2.0, upper: 2.0 };
        p.set_rows(vec![equation], &[(0, 0, 1.0), (0, 1, 1.0)]);
        assert_eq!(infeasibility(&p, &[1.0, 1.0]), 0.0);
        // Violated: the equation by 3, x ≤ 3 by 1, y ≥ 0 by 1; ‖(5, 4, 4, −1 + …)‖ is the larger norm.
        let (violated, left) = (9.0f64 + 1.0 + 1.0, 9.0f64 + 16.0 + 16.0 + 1.0);
        let expected = (violated - 9.0 + 1.0).sqrt() / left.sqrt();
        assert!((infeasibility(&p, &[4.0, -1.0]) - expected).abs() < 1e-15);
        assert_eq!(suboptimality(&p, 9.0, 10.0), 0.1);
        assert_eq!(suboptimality(&p, -0.5, 0.0), 0.5);
        assert!(is_accurate(1e-3, -1.0) && !is_accurate(0.0, 2e-3) && !is_accurate(2e-3, 0.0));
    }
}
