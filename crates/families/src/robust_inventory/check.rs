//! The independent check of a decision, from the fields of the instance as they came: domain, every row in
//! its worst case, worth.

use crate::family::Verdict;
use crate::fields::Fields;
use crate::robust::verdict::{Judge, dual_norm};

/// Every row has a coefficient of 1 at least: that of a stock or of base sales.
const UNIT: f64 = 1.0;

/// Checks stocks `x`, base sales `y⁰` and responses `Y` in one vector.
pub(super) fn check(fields: &Fields, values: &[f64]) -> Verdict {
    let given = |name: &str| fields.numbers(name);
    let (revenue, cost, demand) = (given("revenue"), given("cost"), given("demand"));
    let (sensitivity, nominal, upper) = (given("sensitivity"), given("factors"), given("upper"));
    let (n, k) = (revenue.len(), nominal.len());
    if values.len() != n * (2 + k) || values.iter().any(|v| !v.is_finite()) {
        return Judge::refused(n * (2 + k));
    }
    let (stocks, rest) = values.split_at(n);
    let (base, responses) = rest.split_at(n);
    let (set, rho, capacity) = (fields.text("set"), fields.number("rho"), fields.number("capacity"));
    let at_nominal = |linear: &[f64]| {
        let mut value = 0.0;
        for (a, u) in linear.iter().zip(nominal) {
            value += a * u;
        }
        value
    };
    let mut judge = Judge::new();
    let mut profit = 0.0;
    let mut total = 0.0;
    let mut exposure = vec![0.0; k];
    let mut over_demand = Vec::with_capacity(n);
    for i in 0..n {
        let (own, response) = (&sensitivity[i * k..(i + 1) * k], &responses[i * k..(i + 1) * k]);
        judge.domain((0.0..=upper[i]).contains(&stocks[i]), stocks[i], i);
        let sales = base[i] + at_nominal(response);
        let swing = rho * dual_norm(set, response.iter().copied());
        judge.row(sales + swing - stocks[i], UNIT, stocks[i], "the sales within stock of retailer", i);
        let wanted = demand[i] + at_nominal(own);
        let swing = rho * dual_norm(set, own.iter().zip(response).map(|(q, y)| q - y));
        over_demand.push((sales + swing - wanted, wanted));
        profit += revenue[i] * sales - cost[i] * stocks[i];
        total += stocks[i];
        for (exposed, y) in exposure.iter_mut().zip(response) {
            *exposed += revenue[i] * y;
        }
    }
    for (i, (excess, wanted)) in over_demand.into_iter().enumerate() {
        judge.row(excess, UNIT, wanted, "the sales within demand of retailer", i);
    }
    judge.row(total - capacity, UNIT, capacity, "the capacity, row", 0);
    judge.verdict(profit - rho * dual_norm(set, exposure.into_iter()))
}

#[cfg(test)]
mod tests {
    use crate::family::{Family, Guess, case};
    use crate::random::Stream;
    use crate::robust::UncertaintySet;
    use crate::robust_inventory::{Decision, Distribution, RobustInventory, sample};

    #[test]
    fn decisions_are_judged_as_the_closed_forms_say_and_no_drawn_case_is_worse() {
        for seed in 0..40 {
            let i = sample(&Distribution::paper(UncertaintySet::ALL[seed as usize % 2]), seed).unwrap();
            let case = case::<RobustInventory>(i.clone());
            for guess in [0.0, 0.7, -2.0] {
                let wild = vec![guess; 350];
                let repaired =
                    case.repair(&Guess { decision: Some(wild.clone()), ..Guess::default() }).unwrap();
                assert!(case.check(&repaired).feasible, "seed {seed}, {guess}");
                for values in [repaired, wild] {
                    let part = |from: usize, to: usize| values[from..to].to_vec();
                    let decision = Decision { x: part(0, 50), y0: part(50, 100), y: part(100, 350) };
                    let verdict = case.check(&values);
                    assert_eq!(verdict.objective, i.objective(&decision), "seed {seed}");
                    assert_eq!(verdict.violation, i.violation(&decision), "seed {seed}");
                    let (worst, _) = case.trial(&values, &mut Stream::new(seed)).unwrap();
                    assert!(worst <= verdict.violation + 1e-9, "seed {seed}");
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let i = sample(&Distribution::paper(UncertaintySet::Box), 1).unwrap();
        let fields = RobustInventory::write(&i);
        let complaint = |values: &[f64]| RobustInventory::check(&fields, values).complaint.unwrap();
        let mut values = vec![0.0; 350];
        values[0] = -1.0;
        assert!(complaint(&values).starts_with("x[1] is -1"));
        (values[0], values[51]) = (0.0, 1e3);
        assert!(complaint(&values).starts_with("in the worst case the sales within stock of retailer 2"));
        assert!(complaint(&[0.0; 3]).contains("350 finite numbers"));
    }
}
