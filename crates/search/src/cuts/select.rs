//! Which violated inequalities become rows: those that cut deepest, no two nearly parallel (Achterberg 2007, section 8.9).

use super::Inequality;
use crate::params::{CUT_EFFICACY, CUT_EFFICACY_SHARE, CUT_PARALLELISM};
use hunch_model::order::sort_by;

/// The best `most` of `found` at `x`.
pub fn select(found: Vec<Inequality>, x: &[f64], most: usize) -> Vec<Inequality> {
    let mut rated: Vec<(f64, f64, Inequality)> = found
        .into_iter()
        .map(|cut| (cut.efficacy(x), cut.norm(), cut))
        .filter(|(efficacy, ..)| *efficacy > CUT_EFFICACY)
        .collect();
    // Stable: ties stay in the order in which they were found.
    sort_by(&mut rated, |a, b| b.0.total_cmp(&a.0));
    let mut chosen: Vec<(f64, Inequality)> = Vec::new();
    let least = CUT_EFFICACY_SHARE * rated.first().map_or(0.0, |r| r.0);
    rated.retain(|r| r.0 >= least);
    for (_, norm, cut) in rated {
        if chosen.len() >= most {
            break;
        }
        let parallel =
            |other: &(f64, Inequality)| dot(&cut.terms, &other.1.terms) > CUT_PARALLELISM * norm * other.0;
        if !chosen.iter().any(parallel) {
            chosen.push((norm, cut));
        }
    }
    chosen.into_iter().map(|(_, cut)| cut).collect()
}

/// Inner product of two sparse vectors with ascending indices.
fn dot(a: &[(usize, f64)], b: &[(usize, f64)]) -> f64 {
    let (mut i, mut k, mut sum) = (0, 0, 0.0);
    while i < a.len() && k < b.len() {
        match a[i].0.cmp(&b[k].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => k += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[k].1;
                i += 1;
                k += 1;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_parallel_cuts_the_deeper_is_kept() {
        let cut = |scale: f64, upper: f64| Inequality { terms: vec![(0, scale), (1, scale)], upper };
        let other = Inequality { terms: vec![(2, 1.0)], upper: 0.5 };
        let chosen = select(vec![cut(1.0, 1.9), cut(2.0, 2.0), other.clone()], &[1.0, 1.0, 1.0], 10);
        assert_eq!(chosen, vec![cut(2.0, 2.0), other]);
    }
}
