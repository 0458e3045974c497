//! Which violated inequalities become rows: those that cut deepest and along the objective, no two nearly
//! parallel (Wesselmann and Suhl, "Implementing cutting plane management and selection techniques", 2012;
//! Achterberg 2007, section 8.9).

use super::Inequality;
use crate::params::{CUT_EFFICACY, CUT_EFFICACY_SHARE, CUT_OBJECTIVE_WEIGHT, CUT_PARALLELISM};
use hunch_model::order::sort_by;

/// A cut's place in the list, its norm and efficacy.
struct Rated {
    place: usize,
    norm: f64,
    efficacy: f64,
    score: f64,
}

/// Places of the best `most` of `found` at `x`, the best first; `cost` is the direction in which the
/// objective grows, and `integer` tells the integer columns where flows share set-ups.
pub fn select(
    found: &[&Inequality],
    x: &[f64],
    (cost, integer): (&[f64], Option<&[bool]>),
    most: usize,
) -> Vec<usize> {
    let mut rated: Vec<Rated> = Vec::new();
    for (place, cut) in found.iter().enumerate() {
        let (norm, efficacy) = (cut.norm(), cut.efficacy(x));
        if efficacy > CUT_EFFICACY {
            rated.push(Rated { place, norm, efficacy, score: 0.0 });
        }
    }
    let deepest = rated.iter().fold(0.0f64, |m, r| m.max(r.efficacy));
    rated.retain(|r| r.efficacy >= CUT_EFFICACY_SHARE * deepest);
    let length = cost.iter().map(|c| c * c).sum::<f64>().sqrt();
    for r in &mut rated {
        let along: f64 = found[r.place].terms.iter().map(|&(j, v)| v * cost[j]).sum();
        let parallelism = if length > 0.0 { along.abs() / (length * r.norm) } else { 0.0 };
        r.score = r.efficacy + CUT_OBJECTIVE_WEIGHT * deepest * parallelism;
    }
    // Stable: ties stay in the order in which they were found.
    sort_by(&mut rated, |a, b| b.score.total_cmp(&a.score));
    let mut chosen: Vec<Rated> = Vec::new();
    for r in rated {
        if chosen.len() >= most {
            break;
        }
        let terms = &found[r.place].terms;
        let parallel = |c: &Rated| {
            let other = &found[c.place].terms;
            dot(terms, other) > CUT_PARALLELISM * r.norm * c.norm
                && !integer.is_some_and(|integer| bound_other_flows(terms, other, integer))
        };
        if !chosen.iter().any(parallel) {
            chosen.push(r);
        }
    }
    chosen.into_iter().map(|r| r.place).collect()
}

/// Whether both have continuous columns, and none in common. Flows of thousands behind the same set-ups have the
/// set-ups' coefficients in common, which are nearly all of their norm; each says something of its own all the same.
fn bound_other_flows(a: &[(usize, f64)], b: &[(usize, f64)], integer: &[bool]) -> bool {
    if !cfg!(feature = "local-search") {
        return false;
    }
    let flows = |terms: &[(usize, f64)]| -> Vec<usize> {
        terms.iter().map(|t| t.0).filter(|&j| !integer[j]).collect()
    };
    let (a, b) = (flows(a), flows(b));
    !a.is_empty() && !b.is_empty() && !a.iter().any(|j| b.binary_search(j).is_ok())
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
        let cut =
            |scale: f64, upper: f64| Inequality { terms: vec![(0, scale), (1, scale)], upper, family: "" };
        let other = Inequality { terms: vec![(2, 1.0)], upper: 0.5, family: "" };
        let (shallow, deep) = (cut(1.0, 1.9), cut(2.0, 2.0));
        assert_eq!(select(&[&shallow, &deep, &other], &[1.0; 3], (&[0.0; 3], None), 10), vec![1, 2]);
    }

    #[test]
    fn of_two_equally_deep_cuts_the_one_along_the_objective_comes_first() {
        let cut = |j: usize| Inequality { terms: vec![(j, 1.0)], upper: 0.5, family: "" };
        let (a, b) = (cut(0), cut(1));
        assert_eq!(select(&[&a, &b], &[1.0; 2], (&[0.1, 5.0], None), 10), vec![1, 0]);
        assert_eq!(select(&[&a, &b], &[1.0; 2], (&[0.1, 5.0], None), 1), vec![1]);
    }

    /// Two flows behind one set-up, `x <= 1000 y` and `z <= 900 y`: nearly parallel, but of two columns. Where flows
    /// have set-ups of their own, the shallower waits.
    #[cfg(feature = "local-search")]
    #[test]
    fn bounds_of_two_flows_by_one_set_up_are_both_kept() {
        let cut =
            |j: usize, most: f64| Inequality { terms: vec![(j, 1.0), (2, -most)], upper: 0.0, family: "" };
        let (x, z) = (cut(0, 1000.0), cut(1, 900.0));
        let at = [500.0, 500.0, 0.1];
        assert_eq!(select(&[&x, &z], &at, (&[0.0; 3], Some(&[false, false, true])), 9).len(), 2);
        assert_eq!(select(&[&x, &z], &at, (&[0.0; 3], None), 9).len(), 1);
    }
}
