//! Which bound makes a point optimal.

use hunch_check::{Dyadic, ExactProgram, Knowledge};
use hunch_model::tolerances::{ABSOLUTE_GAP, GAP_FLOOR, RELATIVE_GAP};
use std::cmp::Ordering;

/// A point's objective (of the minimisation), and by how much a bound may fall short of it.
fn allowed_gap(exact: &ExactProgram, point: &[f64]) -> Option<(Dyadic, Dyadic)> {
    let point: Vec<Dyadic> = point.iter().map(|&x| Dyadic::new(x)).collect::<Option<_>>()?;
    let (value, varying) = exact.objective(&point);
    let relative = &Dyadic::new(RELATIVE_GAP)? * &varying.abs().max(Dyadic::new(GAP_FLOOR)?);
    Some((value, relative.max(Dyadic::new(ABSOLUTE_GAP)?)))
}

/// The bound that makes the point optimal: its objective for linear programs and where objectives lie on a
/// lattice, else that less the tolerance of every claim of optimality (the search itself stops there).
pub(super) fn optimal_target(exact: &ExactProgram, integers: bool, point: &[f64]) -> Option<Dyadic> {
    let (value, allowed) = allowed_gap(exact, point)?;
    if !integers || exact.lattice().is_some() {
        return Dyadic::new(value.below());
    }
    Dyadic::new((&value - &allowed).above())
}

/// Whether the bound (of the minimisation) makes the point optimal by the tolerances of every claim.
pub(super) fn closes_gap(known: &Knowledge, point: Option<&[f64]>, bound: f64) -> bool {
    let gap = point.and_then(|point| allowed_gap(known.program(), point)).zip(Dyadic::new(bound));
    gap.is_some_and(|((value, allowed), bound)| &value - &bound <= allowed)
}

/// Where the point's objective stands beside `value` (both of the minimisation): equal within the tolerances of every claim,
/// or better (less), or worse.
pub(super) fn beside(exact: &ExactProgram, point: &[f64], value: &Dyadic) -> Option<Ordering> {
    let (own, allowed) = allowed_gap(exact, point)?;
    let difference = &own - value;
    Some(if difference.abs() <= allowed { Ordering::Equal } else { difference.cmp(&Dyadic::zero()) })
}
