//! Numerics that every generated cut goes through, after Cornuéjols, Margot and Nannicini, "On the safety of Gomory cut generators" (2013).

use super::Inequality;
use crate::params::{CUT_COEFFICIENT, CUT_DENSITY_BASE, CUT_DENSITY_SHARE, CUT_RANGE, CUT_RELAXATION};

/// A safe form of `Σ terms <= upper` (columns ascending, each once): tiny coefficients are taken out by relaxing, the right-hand side is
/// relaxed by what rounding may have gained. `None` when coefficients range too widely or the cut is too dense.
pub fn tidy(
    terms: impl IntoIterator<Item = (usize, f64)>,
    mut upper: f64,
    bounds: impl Fn(usize) -> (f64, f64),
    columns: usize,
) -> Option<Inequality> {
    let terms: Vec<(usize, f64)> = terms.into_iter().filter(|t| t.1 != 0.0).collect();
    let largest = terms.iter().fold(0.0f64, |m, t| m.max(t.1.abs()));
    let mut kept = Vec::with_capacity(terms.len());
    for (k, value) in terms {
        if value.abs() >= CUT_COEFFICIENT * largest {
            kept.push((k, value));
            continue;
        }
        // Taken out at its least contribution, the inequality only gets weaker.
        let (lower, higher) = bounds(k);
        upper -= if value > 0.0 { value * lower } else { value * higher };
    }
    let smallest = kept.iter().fold(f64::INFINITY, |m, t| m.min(t.1.abs()));
    let density = CUT_DENSITY_BASE + CUT_DENSITY_SHARE * columns as f64;
    let sound = largest.is_finite() && upper.is_finite() && !kept.is_empty();
    if !sound || largest > CUT_RANGE * smallest || kept.len() as f64 > density {
        return None;
    }
    Some(Inequality { upper: upper + CUT_RELAXATION * (1.0 + upper.abs()), terms: kept })
}
