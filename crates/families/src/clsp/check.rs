//! The independent check of a plan, from the fields of the instance as they came: the balance of every
//! period, capacities, set-ups, and the cost. Nothing here is used by, or uses, what makes plans.

use crate::family::Verdict;
use crate::fields::Fields;
use hunch_model::tolerances::row_tolerance;

/// Checks values laid out as production, set-ups, stocks, one of each a period.
pub(super) fn check(fields: &Fields, values: &[f64]) -> Verdict {
    let given = |name: &str| fields.numbers(name);
    let (demand, capacity) = (given("demand"), given("capacity"));
    let periods = demand.len();
    let mut verdict = Verdict { feasible: true, objective: f64::NAN, violation: 0.0, complaint: None };
    if values.len() != 3 * periods || values.iter().any(|v| !v.is_finite()) {
        let complaint = format!("a plan of {periods} periods is {} finite numbers", 3 * periods);
        return Verdict { feasible: false, violation: f64::INFINITY, complaint: Some(complaint), ..verdict };
    }
    let (production, rest) = values.split_at(periods);
    let (setup, stock) = rest.split_at(periods);
    let mut hold = |missed: f64, allowed: f64, what: &str, t: usize| {
        verdict.violation = verdict.violation.max(missed);
        if missed > allowed && verdict.complaint.is_none() {
            verdict.complaint = Some(format!("{what} of period {} is missed by {missed}", t + 1));
        }
    };
    for t in 0..periods {
        let before = if t == 0 { 0.0 } else { stock[t - 1] };
        let terms = before.abs() + production[t].abs() + stock[t].abs();
        hold(
            (before + production[t] - demand[t] - stock[t]).abs(),
            row_tolerance(1.0, terms),
            "the balance",
            t,
        );
        let most = capacity[t] * setup[t];
        let allowed = row_tolerance(capacity[t].max(1.0), production[t].abs() + most.abs());
        hold((production[t] - most).max(0.0), allowed, "the capacity", t);
        hold((-production[t]).max(production[t] - capacity[t]).max(0.0), 0.0, "the range of production", t);
        hold((-stock[t]).max(0.0), 0.0, "the range of stock", t);
        hold(setup[t].min((1.0 - setup[t]).abs()).abs(), 0.0, "the set-up", t);
    }
    let prices = ["productionCost", "setupCost", "holdingCost"].map(given);
    let terms = prices.into_iter().flatten().zip(values);
    verdict.objective = compensated_sum(terms.map(|(price, value)| price * value));
    verdict.feasible = verdict.complaint.is_none();
    verdict
}

/// Neumaier's sum, so that the last digits do not hang on the order of the periods.
fn compensated_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut rest) = (0.0f64, 0.0);
    for term in terms {
        let next = sum + term;
        rest += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
        sum = next;
    }
    sum + rest
}

#[cfg(test)]
mod tests {
    use crate::clsp::{Clsp, Distribution, optimal_plan, program, sample};
    use crate::family::{Family, case};

    #[test]
    fn plans_are_judged_as_their_programs_judge_them() {
        for seed in 0..20 {
            let instance = sample(&Distribution { c: 3, f: 1_000, horizon: 12 }, seed).unwrap();
            let values = optimal_plan(&instance).unwrap().unwrap().to_values();
            let case = case::<Clsp>(instance.clone());
            for k in 0..values.len() {
                for change in [0.0, 1e-9, -1e-3, 0.5, 7.0] {
                    let mut changed = values.clone();
                    changed[k] += change;
                    let (own, other) =
                        (case.check(&changed), hunch_model::check(&program(&instance), &changed));
                    assert_eq!(
                        own.feasible, other.feasible,
                        "seed {seed}, {k} by {change}: {:?}",
                        other.complaint
                    );
                    assert_eq!(own.objective, other.objective, "seed {seed}, {k} by {change}");
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let instance = sample(&Distribution { c: 3, f: 1_000, horizon: 4 }, 1).unwrap();
        let fields = Clsp::write(&instance);
        let verdict = Clsp::check(&fields, &[0.0; 12]);
        assert!(!verdict.feasible && verdict.complaint.unwrap().starts_with("the balance of period 1"));
        assert!(!Clsp::check(&fields, &[0.0; 3]).feasible);
    }
}
