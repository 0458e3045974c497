//! From any responses to the best feasible decision that has them. Given `Y`, the rest is closed form: what a
//! retailer can sell at most follows from its rows, so stocks are a knapsack with unit weights, which greed
//! solves, and the base sales are the largest that the rows allow. So no guess is too wild to be used, and
//! one that is worse than a rule without responses is replaced by that.

use super::{Columns, Decision, Instance};
use crate::robust::{UncertaintySet, descending};

/// The better of the best decision with the guessed responses and the best one without any.
pub fn repaired(instance: &Instance, guess: &Decision) -> Decision {
    let finite = guess.y.iter().map(|y| if y.is_finite() { *y } else { 0.0 });
    let responses: Vec<f64> = match instance.set {
        // Between 0 and the sensitivity some optimal rule lies; see `robust_inventory::robust_program`.
        UncertaintySet::Box => {
            finite.zip(&instance.sensitivity).map(|(y, q)| y.clamp(q.min(0.0), q.max(0.0))).collect()
        }
        UncertaintySet::Ellipsoid => finite.collect(),
    };
    let guided = completed(instance, responses);
    let without = completed(instance, vec![0.0; instance.sensitivity.len()]);
    // Written so that an objective that is not a number loses.
    if instance.objective(&guided) >= instance.objective(&without) { guided } else { without }
}

/// The best stocks and base sales for given responses.
fn completed(instance: &Instance, y: Vec<f64>) -> Decision {
    let n = instance.retailers();
    let margins: Vec<f64> = instance.revenue.iter().zip(&instance.cost).map(|(r, c)| r - c).collect();
    let mut x = vec![0.0; n];
    let mut left = instance.capacity;
    for i in descending(&margins).into_iter().filter(|&i| margins[i] > 0.0) {
        // Beyond this demand, not stock, limits the sales.
        let useful = instance.response_margin(&y, i) + instance.most_sales(&y, i);
        x[i] = useful.min(instance.upper[i]).min(left).max(0.0);
        left -= x[i];
    }
    let y0 = instance.best_base(&x, &y);
    Decision { x, y0, y }
}

/// The columns of the counterpart that say what a decision says.
pub fn columns(instance: &Instance, decision: &Decision) -> Vec<f64> {
    let columns = Columns::of(instance);
    let sales = (0..columns.retailers).map(|i| decision.sales_at(i, &instance.factors));
    let exposure = instance.exposure(decision);
    let risk = match instance.set {
        UncertaintySet::Box => exposure.iter().map(|e| e.abs()).collect(),
        UncertaintySet::Ellipsoid => vec![instance.set.dual_norm(exposure)],
    };
    decision.x.iter().copied().chain(sales).chain(decision.y.iter().copied()).chain(risk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robust_inventory::{Distribution, robust_counterpart, sample};
    use hunch_model::check;

    #[test]
    fn any_guess_becomes_a_feasible_decision_no_worse_than_a_rule_without_responses() {
        for seed in 0..40 {
            let set = UncertaintySet::ALL[seed as usize % 2];
            let i = sample(&Distribution::paper(set), seed).unwrap();
            let without = completed(&i, vec![0.0; 250]);
            for y in [0.0, 1.0, -3.0, f64::NAN, 1e30, f64::INFINITY] {
                let guess = Decision { x: vec![y; 50], y0: vec![y; 50], y: vec![y; 250] };
                let decision = repaired(&i, &guess);
                assert!(i.violation(&decision) < 1e-9, "seed {seed}, {y}: {}", i.violation(&decision));
                assert_eq!(i.domain_violation(&decision), 0.0);
                assert!(i.objective(&decision) >= i.objective(&without), "seed {seed}, {y}");
                assert!(i.objective(&decision) > 0.0, "seed {seed}, {y}");
            }
        }
    }

    #[test]
    fn stocks_are_the_best_for_their_responses() {
        let i = sample(&Distribution::paper(UncertaintySet::Ellipsoid), 3).unwrap();
        let half: Vec<f64> = i.sensitivity.iter().map(|q| 0.5 * q).collect();
        let best = completed(&i, half);
        // Moving stock between two retailers, or leaving some unused, never pays.
        for (a, b) in (0..50).map(|a| (a, (a * 7 + 1) % 50)).filter(|(a, b)| a != b) {
            let step = (0.1f64).min(best.x[a]).min(i.upper[b] - best.x[b]);
            for gained in [0.0, step] {
                let mut other = best.clone();
                other.x[a] -= step;
                other.x[b] += gained;
                other.y0 = i.best_base(&other.x, &other.y);
                assert!(i.objective(&other) <= i.objective(&best) + 1e-9, "{a} to {b}");
            }
        }
    }

    #[test]
    fn columns_make_a_feasible_point_of_the_counterpart_with_the_same_worth() {
        for set in UncertaintySet::ALL {
            let i = sample(&Distribution::paper(set), 5).unwrap();
            let half: Vec<f64> = i.sensitivity.iter().map(|q| 0.5 * q).collect();
            let decision = completed(&i, half);
            let counterpart = robust_counterpart(&i);
            let values = columns(&i, &decision);
            let verdict = check(&counterpart.linear, &values);
            assert!(verdict.feasible, "{:?}", verdict.complaint);
            assert!((verdict.objective - i.objective(&decision)).abs() < 1e-9);
            assert!(counterpart.cones.iter().all(|cone| cone.violation(&values) < 1e-9));
        }
    }
}
