//! The independent check of a choice, from the fields of the instance as they came: domain, every row in its
//! worst case, worth.

use crate::family::Verdict;
use crate::fields::Fields;
use crate::robust::verdict::{Judge, dual_norm};

/// Checks a choice, one number an item.
pub(super) fn check(fields: &Fields, values: &[f64]) -> Verdict {
    let given = |name: &str| fields.numbers(name);
    let (worth, weights, capacities) = (given("values"), given("weights"), given("capacities"));
    let items = worth.len();
    if values.len() != items || values.iter().any(|x| !x.is_finite()) {
        return Judge::refused(items);
    }
    let mut judge = Judge::new();
    let is_binary = fields.text("domain") == "binary";
    for (i, &x) in values.iter().enumerate() {
        judge.domain(if is_binary { x == 0.0 || x == 1.0 } else { (0.0..=1.0).contains(&x) }, x, i);
    }
    // What errors of size rho can add to a row at most, whichever row it is.
    let rho = fields.number("rho");
    let margin = rho * dual_norm(fields.text("set"), values.iter().copied());
    let mut objective = 0.0;
    for (value, x) in worth.iter().zip(values) {
        objective += value * x;
    }
    for (j, capacity) in capacities.iter().enumerate() {
        let (mut load, mut heaviest) = (0.0, 0.0f64);
        for i in 0..items {
            let weight = weights[j * items + i];
            load += weight * values[i];
            heaviest = heaviest.max(weight);
        }
        judge.row(load + margin - capacity, heaviest + rho, *capacity, "row", j);
    }
    judge.verdict(objective)
}

#[cfg(test)]
mod tests {
    use crate::family::{Family, case};
    use crate::random::Stream;
    use crate::robust::UncertaintySet;
    use crate::robust_knapsack::{Distribution, Domain, RobustKnapsack, repair::repaired, sample};

    #[test]
    fn choices_are_judged_as_the_closed_forms_say_and_no_drawn_case_is_worse() {
        for seed in 0..40 {
            let set = UncertaintySet::ALL[seed as usize % 2];
            let i = sample(&Distribution::paper(set, Domain::ALL[seed as usize / 2 % 2]), seed).unwrap();
            let case = case::<RobustKnapsack>(i.clone());
            for guess in [0.0, 0.3, 1.0] {
                for choice in [repaired(&i, &[guess; 50]), vec![guess; 50]] {
                    let verdict = case.check(&choice);
                    assert_eq!(verdict.objective, i.objective(&choice), "seed {seed}");
                    assert_eq!(verdict.violation, i.violation(&choice), "seed {seed}");
                    let (worst, _) = case.trial(&choice, &mut Stream::new(seed)).unwrap();
                    assert!(worst <= verdict.violation + 1e-9, "seed {seed}");
                }
                assert!(case.check(&repaired(&i, &[guess; 50])).feasible, "seed {seed}, {guess}");
            }
        }
    }

    #[test]
    fn rows_of_tiny_weights_keep_their_meaning() {
        for scale in [1.0, 1e-9] {
            for set in UncertaintySet::ALL {
                for seed in 0..20 {
                    let mut i = sample(&Distribution::paper(set, Domain::Binary), seed).unwrap();
                    i.weights.iter_mut().chain(&mut i.capacities).for_each(|v| *v *= scale);
                    i.rho *= scale;
                    let case = case::<RobustKnapsack>(i.clone());
                    assert!(!case.check(&[1.0; 50]).feasible, "{scale}, {set:?}, seed {seed}");
                    let choice = repaired(&i, &[1.0; 50]);
                    assert!(case.check(&choice).feasible, "{scale}, {set:?}, seed {seed}");
                    assert!(i.violation(&choice) <= 1e-5 * scale, "{scale}, {set:?}, seed {seed}");
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let i = sample(&Distribution::paper(UncertaintySet::Box, Domain::Binary), 1).unwrap();
        let fields = RobustKnapsack::write(&i);
        let complaint = |values: &[f64]| RobustKnapsack::check(&fields, values).complaint.unwrap();
        assert!(complaint(&[1.0; 50]).starts_with("in the worst case row 1 is missed by"));
        assert!(complaint(&[0.5; 50]).starts_with("x[1] is 0.5"));
        assert!(complaint(&[0.0; 3]).contains("50 finite numbers"));
    }
}
