//! A row of integer columns takes multiples of its coefficients' greatest common divisor only: its sides move inwards to such multiples, and an
//! equation that asks for another value has no solution (Savelsbergh 1994, section 1.1; Chvátal 1973 for the rounding).

use super::model::{Model, ModelRow, Verdict};
use crate::divisor::common_divisor;
use hunch_model::tolerances::ROW;

/// Moves the sides of rows of integer columns inwards.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let row = &model.rows[i];
        let integral = |j: usize| model.columns[j].integer && !model.columns[j].implied;
        // A row of one entry is a bound, which is rounded as such.
        if row.terms.len() < 2 || !row.terms.iter().all(|t| integral(t.0)) {
            continue;
        }
        let coefficients: Vec<f64> = row.terms.iter().map(|t| t.1.abs()).collect();
        let Some(step) = common_divisor(&coefficients) else { continue };
        changes += round_sides(&mut model.rows[i], step);
        if model.rows[i].lower > model.rows[i].upper {
            return Err(Verdict::Infeasible);
        }
    }
    Ok(changes)
}

/// Moves each side to the next multiple of `step`, unless it lies within the checker's tolerance of one: then it stays, and so does every point
/// that the checker accepts.
fn round_sides(row: &mut ModelRow, step: f64) -> usize {
    let mut changes = 0;
    let tolerance = |side: f64| 2.0 * ROW * (1.0 + side.abs());
    let lower = (row.lower / step).ceil() * step;
    if lower.is_finite()
        && lower - row.lower > tolerance(lower)
        && row.lower - (lower - step) > tolerance(lower)
    {
        row.lower = lower;
        changes += 1;
    }
    let upper = (row.upper / step).floor() * step;
    if upper.is_finite()
        && row.upper - upper > tolerance(upper)
        && upper + step - row.upper > tolerance(upper)
    {
        row.upper = upper;
        changes += 1;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::MipProblem;
    use hunch_model::{Kind, Program, Row, Sense};

    /// `lower <= a x + b y <= upper` over free integers.
    fn model(a: f64, b: f64, lower: f64, upper: f64) -> Model {
        let mut p = Program::new("p", Sense::Minimize);
        p.add_column("x", 1.0, f64::NEG_INFINITY, f64::INFINITY, Kind::Integer);
        p.add_column("y", 1.0, f64::NEG_INFINITY, f64::INFINITY, Kind::Integer);
        p.set_rows(vec![Row { name: "r".into(), lower, upper }], &[(0, 0, a), (0, 1, b)]);
        Model::new(&MipProblem::from_program(&p))
    }

    #[test]
    fn an_equation_between_multiples_has_no_solution() {
        assert_eq!(apply(&mut model(2.0, 2.0, 3.0, 3.0)), Err(Verdict::Infeasible));
        assert_eq!(apply(&mut model(0.6, -0.9, 1.0, 1.0)), Err(Verdict::Infeasible));
        assert_eq!(apply(&mut model(0.6, -0.9, 1.2, 1.2)), Ok(0));
        assert_eq!(apply(&mut model(6.0, 4.0, 2.0, 2.0)), Ok(0));
    }

    #[test]
    fn sides_move_inwards_to_multiples() {
        let mut model = model(6.0, 4.0, -3.0, 7.5);
        assert_eq!(apply(&mut model), Ok(2));
        assert_eq!((model.rows[0].lower, model.rows[0].upper), (-2.0, 6.0));
        assert_eq!(apply(&mut model), Ok(0));
    }

    #[test]
    fn what_the_checker_would_accept_is_not_called_impossible() {
        // A step of 1e-6 is within the tolerance of the row.
        assert_eq!(apply(&mut model(1e-6, 2e-6, 3.5e-6, 3.5e-6)), Ok(0));
        assert_eq!(apply(&mut model(2.0, 2.0, 4.000_000_5, 4.000_000_5)), Ok(0));
    }
}
