//! Coefficients of integer columns that are larger than the row can use (Savelsbergh 1994, section 1.2): the
//! same integer points, a tighter relaxation. This is what shrinks a big M.

use super::model::{Model, Verdict, rounding_of};
use crate::params::{COEFFICIENT_PROGRESS, UNIT};

/// Tightens coefficients in rows with one side.
pub fn apply(model: &mut Model) -> Result<usize, Verdict> {
    let mut changes = 0;
    for i in model.live_rows() {
        let (lower, upper) = (model.rows[i].lower, model.rows[i].upper);
        match (lower > f64::NEG_INFINITY, upper < f64::INFINITY) {
            (false, true) => changes += tighten(model, i, 1.0),
            (true, false) => changes += tighten(model, i, -1.0),
            _ => {}
        }
    }
    Ok(changes)
}

/// Tightens row `i`, read as `sign · (Σ a x) <= rhs`.
fn tighten(model: &mut Model, i: usize, sign: f64) -> usize {
    let activity = model.activity(i);
    let (mut greatest, mut rhs) = if sign > 0.0 {
        (activity.surely_greatest(), model.rows[i].upper)
    } else {
        (-activity.surely_least(), -model.rows[i].lower)
    };
    let sides = model.sides(i);
    // A row that can be violated by rounding only is left alone: what would stay of its coefficients is
    // rounding as well.
    if !greatest.is_finite() || greatest <= rhs + sides.width + 16.0 * UNIT * rhs.abs() {
        return 0;
    }
    let (mut changes, mut noise) = (0, model.rows[i].noise);
    // A point that counts may miss the row by its noise.
    greatest += noise;
    let limit = model.noise_limit(i);
    for (j, a) in model.rows[i].terms.clone() {
        let (lower, upper) = model.bounds(j);
        if !model.columns[j].integer || lower == upper {
            continue;
        }
        let a = sign * a;
        // One step of x away from its costly bound, the row can no longer be violated: `surplus` of the
        // coefficient is idle.
        let surplus = rhs - greatest + a.abs();
        if surplus <= COEFFICIENT_PROGRESS * (1.0 + a.abs()) || surplus > a.abs() {
            continue;
        }
        let (smaller, bound) = if a > 0.0 { (a - surplus, upper) } else { (a + surplus, lower) };
        let shift = surplus * bound * a.signum();
        let rounded = rounding_of(&[1.0, a, surplus], a, a.abs() - surplus)
            * if model.size(j).is_finite() { model.size(j) } else { f64::MAX }
            + 2.0 * rounding_of(&[surplus, bound, rhs], shift, rhs - shift);
        if noise + rounded > limit {
            continue;
        }
        noise += rounded;
        greatest -= shift;
        rhs -= shift;
        model.set_coefficient(i, j, sign * smaller);
        changes += 1;
    }
    let side = if sign > 0.0 { &mut model.rows[i].upper } else { &mut model.rows[i].lower };
    if changes > 0 {
        *side = sign * rhs;
        model.rows[i].noise = noise;
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::MipProblem;
    use hunch_model::{Kind, Program, Row, Sense};

    /// `0.1 x + 0.2 y <= upper` over integers `x` in `[0, 1]` and `y` in `[1, 1]`.
    fn model(upper: f64) -> Model {
        let mut p = Program::new("p", Sense::Maximize);
        p.add_column("x", 1.0, 0.0, 1.0, Kind::Integer);
        p.add_column("y", 1.0, 1.0, 1.0, Kind::Integer);
        let row = Row { name: "r".into(), lower: f64::NEG_INFINITY, upper };
        p.set_rows(vec![row], &[(0, 0, 0.1), (0, 1, 0.2)]);
        Model::new(&MipProblem::from_program(&p))
    }

    #[test]
    fn a_row_that_only_rounding_violates_keeps_its_coefficients() {
        let mut model = model(0.3); // in doubles 0.1 + 0.2 > 0.3
        assert_eq!(apply(&mut model), Ok(0));
        assert_eq!(model.coefficient(0, 0), 1.0); // in tenths
    }

    #[test]
    fn an_idle_part_of_a_coefficient_goes() {
        let mut model = model(0.25); // x = 1 violates by 0.05, x = 0 leaves as much idle
        assert_eq!(apply(&mut model), Ok(1));
        assert_eq!((model.coefficient(0, 0), model.rows[0].upper), (5.0, 20.0)); // in hundredths
    }
}
