//! What goes in is well formed; what comes out has been checked. Before a point is checked its integers are
//! rounded and the continuous part solved again, so that no big-M hides behind an integer that is 1e-6 off.

use crate::error::SearchError;
use crate::guidance::Guidance;
#[cfg(feature = "kinds")]
use hunch_model::Feature;
use hunch_model::{Control, Kind, Program, Unlimited, check};

/// A point that passed the independent checker.
#[derive(Clone, Debug, PartialEq)]
pub struct Certified {
    /// One value a column; integer columns hold exact integers.
    pub values: Vec<f64>,
    /// Its objective, in the program's own sense.
    pub objective: f64,
}

/// Refuses malformed programs and guidance, and what the engines do not take.
///
/// # Errors
/// See [`SearchError`].
pub fn admit(program: &Program, guidance: &Guidance) -> Result<(), SearchError> {
    program.validate()?;
    linear(program)?;
    guidance.validate(program)?;
    Ok(())
}

/// As [`admit`], and takes what our own engine solves beyond linear rows and integers; whether there is
/// anything of that.
///
/// # Errors
/// See [`SearchError`].
pub(crate) fn admit_kinds(program: &Program, guidance: &Guidance) -> Result<bool, SearchError> {
    #[cfg(feature = "kinds")]
    if crate::kinds::takes(program) {
        program.validate()?;
        guidance.validate(program)?;
        return Ok(true);
    }
    admit(program, guidance).map(|()| false)
}

/// As [`admit`], for an engine that takes quadratic objectives.
///
/// # Errors
/// See [`SearchError`].
#[cfg(feature = "kinds")]
pub fn admit_curved(program: &Program, guidance: &Guidance) -> Result<(), SearchError> {
    program.validate()?;
    guidance.validate(program)?;
    Ok(())
}

/// Whether the objective has a quadratic term, and nothing else goes beyond rows and integers.
#[cfg(feature = "kinds")]
pub fn is_curved(program: &Program) -> bool {
    let mut features = program.features().into_iter().filter(|feature| *feature != Feature::LazyRows);
    features.next() == Some(Feature::Quadratic) && features.next().is_none()
}

/// Refuses a program that says more than linear rows and integers.
///
/// # Errors
/// [`SearchError::Feature`] with the first of it.
pub fn linear(program: &Program) -> Result<(), SearchError> {
    program.beyond_linear().map_or(Ok(()), |feature| Err(SearchError::Feature { feature }))
}

/// Rounds the integers of `values`, solves the continuous part again with `solve_continuous` (which gets the
/// rounded point and returns a full one) where rounding moved anything, and has the result checked. `None`
/// when no checked point comes of it.
pub fn certify(
    program: &Program,
    values: &[f64],
    solve_continuous: impl FnOnce(&[f64]) -> Option<Vec<f64>>,
) -> Option<Certified> {
    let rounded = rounded(program, values);
    let solve = |_: &mut dyn Control| solve_continuous(&rounded);
    certify_by(program, values, solve, |values, _| checked(program, values), &mut Unlimited)
}

/// The same where `judge` says which points count.
pub(crate) fn certify_by(
    program: &Program,
    values: &[f64],
    solve_continuous: impl FnOnce(&mut dyn Control) -> Option<Vec<f64>>,
    judge: impl Fn(Vec<f64>, &mut dyn Control) -> Option<Certified>,
    control: &mut dyn Control,
) -> Option<Certified> {
    let rounded = rounded(program, values);
    let moved = program.columns.iter().zip(values).any(|(c, &v)| c.kind == Kind::Integer && v.round() != v);
    let has_continuous = program.columns.iter().any(|c| c.kind == Kind::Continuous);
    if (!moved || !has_continuous)
        && let Some(point) = judge(rounded.clone(), control)
    {
        return Some(point);
    }
    let solved = if has_continuous { solve_continuous(control) } else { None };
    solved.and_then(|full| judge(self::rounded(program, &full), control)).or_else(|| judge(rounded, control))
}

/// The point, if the checker accepts it.
pub fn checked(program: &Program, values: Vec<f64>) -> Option<Certified> {
    let verdict = check(program, &values);
    verdict.feasible.then_some(Certified { values, objective: verdict.objective })
}

/// Integers rounded, everything moved onto its bounds where it lies outside them.
fn rounded(program: &Program, values: &[f64]) -> Vec<f64> {
    program
        .columns
        .iter()
        .zip(values)
        .map(|(c, &v)| {
            let v = if c.kind == Kind::Integer { v.round() } else { v };
            // `max` then `min` instead of `clamp`: an empty range must not panic, the checker will refuse it.
            v.max(c.lower).min(c.upper) + 0.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::{Feature, Quadratic, Row, Sense};

    /// `x <= 1000 y`, maximise `x`: `y = 1e-6` would allow `x = 1e-3`.
    fn big_m() -> Program {
        let mut p = Program::new("big-M", Sense::Maximize);
        p.add_column("x", 1.0, 0.0, 50.0, Kind::Continuous);
        p.add_column("y", -1.0, 0.0, 1.0, Kind::Integer);
        let row = Row { name: "link".into(), lower: f64::NEG_INFINITY, upper: 0.0 };
        p.set_rows(vec![row], &[(0, 0, 1.0), (0, 1, -1000.0)]);
        p
    }

    #[test]
    fn a_big_m_cannot_hide_behind_a_small_integer() {
        let p = big_m();
        let point = certify(&p, &[1e-3, 1e-6], |fixed| Some(vec![0.0, fixed[1]])).unwrap();
        assert_eq!(point.values, vec![0.0, 0.0]);
        assert!(certify(&p, &[10.0, 0.01], |_| None).is_none());
    }

    #[test]
    fn an_integral_point_is_taken_as_it_is() {
        let point = certify(&big_m(), &[50.0, 1.0], |_| None).unwrap();
        assert_eq!(point.objective, 49.0);
    }

    #[test]
    fn what_is_beyond_linear_rows_is_refused() {
        let mut p = big_m();
        p.quadratic = Some(Quadratic { lower_triangle: vec![(0, 0, 1.0)] });
        let refused = |feature| Err(SearchError::Feature { feature });
        assert_eq!(admit(&p, &Guidance::none()), refused(Feature::Quadratic));
        p.quadratic = None;
        p.columns[0].kind = Kind::SemiContinuous;
        assert_eq!(admit(&p, &Guidance::none()), refused(Feature::SemiContinuous));
    }
}
