//! A row of integer columns takes multiples of its coefficients' greatest common divisor only: its sides move
//! inwards to such multiples, and an equation that asks for another value has no solution (Savelsbergh 1994,
//! section 1.1; Chvátal 1973 for the rounding).

use super::model::{Model, ModelRow, Verdict};
use crate::divisor::common_divisor;
use hunch_model::whole::EXACT_LIMIT;

/// Moves the sides of rows of integer columns inwards.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let row = &model.rows[i];
        // A row of one entry is a bound, which is rounded as such.
        if row.terms.len() < 2 || !is_whole(model, row) {
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

/// Whether the activity is an integer at every point: such a row has no tolerance, and its numbers are exact.
fn is_whole(model: &Model, row: &ModelRow) -> bool {
    let whole = |&(j, a): &(usize, f64)| model.columns[j].integer && a == a.round();
    let integral = |side: f64| side.is_infinite() || side == side.round();
    row.noise == 0.0 && integral(row.lower) && integral(row.upper) && row.terms.iter().all(whole)
}

/// Moves each side to the next multiple of `step`; remainders are exact.
fn round_sides(row: &mut ModelRow, step: f64) -> usize {
    let mut changes = 0;
    if row.lower.is_finite() && row.lower % step != 0.0 && row.lower.abs() < EXACT_LIMIT {
        row.lower = (row.lower / step).ceil() * step + 0.0;
        changes += 1;
    }
    if row.upper.is_finite() && row.upper % step != 0.0 && row.upper.abs() < EXACT_LIMIT {
        row.upper = (row.upper / step).floor() * step + 0.0;
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
        assert_eq!((model.rows[0].lower, model.rows[0].upper), (-20.0, 60.0)); // in tenths
        assert_eq!(apply(&mut model), Ok(0));
    }

    #[test]
    fn decimals_are_exact_up_to_nine_places_and_what_is_none_is_left_alone() {
        assert_eq!(apply(&mut model(1e-6, 2e-6, 3.5e-6, 3.5e-6)), Err(Verdict::Infeasible));
        assert_eq!(apply(&mut model(2.0, 2.0, 4.000_000_5, 4.000_000_5)), Err(Verdict::Infeasible));
        assert_eq!(apply(&mut model(2.0, 2.0, 4.0f64.next_up(), 4.0f64.next_up())), Ok(0));
        assert_eq!(apply(&mut model(1e-10, 2e-10, 3.5e-10, 3.5e-10)), Ok(0));
    }
}
