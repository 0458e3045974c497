//! Numerics that every generated cut goes through. Small coefficients are taken out by relaxing and wide
//! ranges refused, after Cornuéjols, Margot and Nannicini, "On the safety of Gomory cut generators" (2013);
//! the errors of all numbers are made up for by the columns' bounds, so that what is written holds exactly,
//! after Cook, Dash, Fukasawa and Goycoolea, "Numerically safe Gomory mixed-integer cuts" (2009).

use super::Inequality;
use super::estimate::Estimate;
use crate::params::{
    CUT_COEFFICIENT, CUT_DENSITY_BASE, CUT_DENSITY_SHARE, CUT_ERROR_PAID, CUT_RANGE, CUT_RELAXATION,
};

/// A right-hand side under way.
struct Side {
    value: f64,
    /// By how much it must be raised for what is not certain.
    error: f64,
}

impl Side {
    /// Raises it by `amount`, and by as much again as that may be wrong.
    fn raise(&mut self, amount: f64) {
        let before = self.value;
        self.value += amount;
        self.error += f64::EPSILON * (amount.abs() + before.abs() + self.value.abs());
    }
}

/// An inequality `Σ terms <= upper` (columns ascending, each once) as one that holds whatever the terms and
/// the side truly are, within their errors. `None` when bounds do not make up for an error, when coefficients
/// range too widely, or the cut is too dense.
pub fn tidy(
    terms: impl IntoIterator<Item = (usize, Estimate)>,
    upper: Estimate,
    bounds: impl Fn(usize) -> (f64, f64),
    columns: usize,
) -> Option<Inequality> {
    let terms: Vec<(usize, Estimate)> = terms.into_iter().filter(|t| t.1 != Estimate::default()).collect();
    let largest = terms.iter().fold(0.0f64, |m, t| m.max(t.1.value.abs()));
    let mut side = Side { value: upper.value, error: upper.error };
    let mut kept = Vec::with_capacity(terms.len());
    for (k, term) in terms {
        let (lower, higher) = bounds(k);
        if term.value.abs() >= CUT_COEFFICIENT * largest {
            kept.push((k, certain(term, (lower, higher), upper.value, &mut side)?));
            continue;
        }
        // Taken out at its least contribution, the inequality only gets weaker.
        let most = |coefficient: f64| most(-coefficient, lower, higher);
        let plain = most(term.value);
        side.raise(plain);
        side.error += most(term.low()).max(most(term.high())) - plain;
        if !side.error.is_finite() {
            return None;
        }
    }
    let smallest = kept.iter().fold(f64::INFINITY, |m, t| m.min(t.1.abs()));
    let density = CUT_DENSITY_BASE + CUT_DENSITY_SHARE * columns as f64;
    let sound = largest.is_finite() && side.value.is_finite() && side.error.is_finite() && !kept.is_empty();
    if !sound || largest > CUT_RANGE * smallest || kept.len() as f64 > density {
        return None;
    }
    // Never by less than what the simplex does not see.
    let certain = Estimate { value: side.value, error: side.error }.high();
    let relaxed = side.value + CUT_RELAXATION * (1.0 + side.value.abs());
    Some(Inequality { upper: relaxed.max(certain), terms: kept, family: "" })
}

/// A certain coefficient in the place of `term`, and a side that makes up for the difference. Where the
/// column's bounds are near, its value stays; where one of them is far, the coefficient moves by the error,
/// so that only the nearer bound counts.
fn certain(term: Estimate, (lower, higher): (f64, f64), upper: f64, side: &mut Side) -> Option<f64> {
    if term.error == 0.0 {
        return Some(term.value);
    }
    let error = term.distance(term.value);
    let anywhere = error * lower.abs().max(higher.abs());
    if anywhere <= CUT_ERROR_PAID * (1.0 + upper.abs()) {
        side.error += anywhere;
        return Some(term.value);
    }
    let (moved, shortest) =
        if lower.abs() <= higher.abs() { (term.low(), -lower) } else { (term.high(), higher) };
    // The coefficient differs from the truth by twice the error, or a unit in the last place more, in one
    // direction.
    let widest = 2.0 * error + 2.0 * f64::EPSILON * moved.abs();
    let cost = if shortest > 0.0 { widest * shortest } else { 0.0 };
    side.error += cost;
    (cost.is_finite() && moved != 0.0).then_some(moved)
}

/// The most that `coefficient · x` can be.
fn most(coefficient: f64, lower: f64, higher: f64) -> f64 {
    match coefficient {
        c if c > 0.0 => c * higher,
        c if c < 0.0 => c * lower,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_error(value: f64, error: f64) -> Estimate {
        Estimate { value, error }
    }

    #[test]
    fn an_error_is_paid_where_bounds_are_near_and_moves_the_coefficient_where_one_is_far() {
        let terms = [(0, with_error(1.0, 1e-13)), (1, with_error(2.0, 1e-13))];
        let bounds = |k: usize| if k == 0 { (0.0, 1.0) } else { (0.0, 1e18) };
        let cut = tidy(terms, Estimate::exactly(3.0), bounds, 2).unwrap();
        assert_eq!(cut.terms[0].1, 1.0);
        assert!(cut.terms[1].1 < 2.0 - 1e-13 && cut.terms[1].1 > 2.0 - 3e-13, "{cut:?}");
        assert!(cut.upper > 3.0 + 1e-13 && cut.upper < 3.0 + 1e-8, "{cut:?}");
    }

    #[test]
    fn without_a_bound_that_makes_up_for_the_error_there_is_no_cut() {
        let nowhere = |_: usize| (f64::NEG_INFINITY, f64::INFINITY);
        assert_eq!(tidy([(0, with_error(1.0, 1e-16))], Estimate::exactly(3.0), nowhere, 1), None);
        assert!(tidy([(0, Estimate::exactly(1.0))], Estimate::exactly(3.0), nowhere, 1).is_some());
        let small = [(0, Estimate::exactly(1.0)), (1, Estimate::exactly(-1e-12))];
        let above = |_: usize| (0.0, f64::INFINITY);
        assert_eq!(tidy(small, Estimate::exactly(3.0), above, 2), None);
    }

    #[test]
    fn a_large_error_of_the_side_is_counted_in_full() {
        let cut = tidy([(0, Estimate::exactly(1.0))], with_error(3.0, 0.5), |_| (0.0, 9.0), 1).unwrap();
        assert!(cut.upper >= 3.5 && cut.upper < 3.51, "{cut:?}");
    }
}
