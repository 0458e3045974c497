//! Cuts that a family knows, stated in the original's columns and carried over to the reduced program. They
//! are trusted to be valid; what is only believed belongs into [`crate::guidance::Guidance::cuts`].

use super::Inequality;
use crate::params::CUT_RELAXATION;
use crate::presolve::Postsolve;
use hunch_model::{Cut, Separator};

/// What its cuts are called.
const NAME: &str = "of the problem's family";

/// Separators that a caller brings along.
pub type Separators = Vec<Box<dyn Separator>>;

/// Appends what the separators find at a point of the reduced program.
pub fn separate(separators: &mut Separators, postsolve: &Postsolve, x: &[f64], found: &mut Vec<Inequality>) {
    if separators.is_empty() {
        return;
    }
    let point = postsolve.values(x);
    let mut cuts = Vec::new();
    for separator in separators.iter_mut() {
        separator.separate(&point, &mut cuts);
    }
    for cut in &cuts {
        carry_over(cut, postsolve, found);
    }
}

/// A cut's sides as inequalities over the reduced columns.
fn carry_over(cut: &Cut, postsolve: &Postsolve, found: &mut Vec<Inequality>) {
    let (terms, constant) = postsolve.express(&cut.terms);
    // Carrying over rounds, as making a cut does.
    let relaxed = |side: f64| side + CUT_RELAXATION * (1.0 + side.abs() + constant.abs());
    if cut.upper < f64::INFINITY {
        found.push(Inequality { terms: terms.clone(), upper: relaxed(cut.upper - constant), family: NAME });
    }
    if cut.lower > f64::NEG_INFINITY {
        let terms = terms.into_iter().map(|(j, v)| (j, -v)).collect();
        found.push(Inequality { terms, upper: relaxed(constant - cut.lower), family: NAME });
    }
}
