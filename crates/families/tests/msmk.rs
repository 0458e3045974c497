//! The multi-stage knapsack: its algorithms against enumeration and against each other.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::family::{case, validate};
use hunch_families::fields::Value;
use hunch_families::msmk::{Columns, Distribution, Instance, Msmk, chains, program, sample, subset};
use hunch_families::{Fields, family, read};
use hunch_model::tolerances::row_tolerance;
use hunch_model::{Unlimited, check};

fn drawn(items: usize, periods: usize, knapsacks: usize, seed: u64) -> Instance {
    sample(&Distribution { items, periods, knapsacks }, seed)
}

fn best(instance: &Instance) -> Vec<bool> {
    subset::best(instance, &subset::all_free(instance), &mut Unlimited).unwrap()
}

/// Choices are feasible, and worth what the program says.
fn held(instance: &Instance, chosen: &[bool]) -> f64 {
    let columns = Columns { items: instance.items, periods: instance.periods };
    let verdict = check(&program(instance), &columns.values(chosen));
    assert!(verdict.feasible, "{verdict:?}");
    assert_eq!(verdict.objective, instance.value(chosen));
    verdict.objective
}

#[test]
fn all_subsets_give_what_enumeration_gives() {
    for seed in 0..30 {
        let instance = drawn(3, 4, 2, seed);
        let program = program(&instance);
        let columns = Columns { items: 3, periods: 4 };
        let choices = (0..1u32 << 12).map(|set| (0..12).map(|k| set >> k & 1 == 1).collect::<Vec<bool>>());
        let feasible = choices.filter(|chosen| check(&program, &columns.values(chosen)).feasible);
        let most = feasible.map(|chosen| instance.value(&chosen)).fold(f64::MIN, f64::max);
        assert_eq!(held(&instance, &best(&instance)), most, "seed {seed}");
    }
}

#[test]
fn what_is_fixed_stays_and_the_rest_is_best() {
    for seed in 0..20 {
        let instance = drawn(5, 4, 2, 100 + seed);
        let free = best(&instance);
        let mut stages = subset::all_free(&instance);
        for (t, stage) in stages.iter_mut().enumerate() {
            // Every second item, another half in every period, is fixed as in the optimum.
            stage.free.retain(|i| (i + t + seed as usize).is_multiple_of(2));
            stage.fixed.copy_from_slice(&free[5 * t..5 * t + 5]);
        }
        let again = subset::best(&instance, &stages, &mut Unlimited).unwrap();
        assert_eq!(held(&instance, &again), held(&instance, &free), "seed {seed}");
    }
}

#[test]
fn values_that_are_not_kept_are_computed_again() {
    // 17 items over 80 periods pass the memory that is kept.
    let instance = drawn(17, 80, 1, 5);
    let chosen = best(&instance);
    let relaxed = chains::relax(&instance, &mut Unlimited).unwrap();
    assert!(held(&instance, &chosen) <= relaxed.bound);
    // No other choice in one period is better.
    for t in [0, 1, 8, 9, 40, 79] {
        let mut stages = subset::all_free(&instance);
        for (s, stage) in stages.iter_mut().enumerate().filter(|s| s.0 != t) {
            stage.free.clear();
            stage.fixed.copy_from_slice(&chosen[17 * s..17 * s + 17]);
        }
        let other = subset::best(&instance, &stages, &mut Unlimited).unwrap();
        assert_eq!(instance.value(&other), instance.value(&chosen));
    }
}

#[test]
fn prices_prove_a_bound_and_leave_the_best_choices_open() {
    let mut gaps = Vec::new();
    for seed in 0..10 {
        let instance = drawn(12, 20, 5, 300 + seed);
        let optimum = held(&instance, &best(&instance));
        let priced = chains::solve(&instance, 9, &mut Unlimited).unwrap();
        let found = held(&instance, &priced.chosen);
        assert!(found <= optimum && optimum <= priced.relaxed.bound, "seed {seed}: {found}, {optimum}");
        assert!(priced.relaxed.bound <= 1.06 * optimum, "seed {seed}: {}", priced.relaxed.bound);
        gaps.push((optimum - found) / optimum);
    }
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    assert!(mean <= 0.003, "{gaps:?}");
}

/// Two periods with decimals for weights at this scale. Each knapsack is smaller than the sum of all its
/// weights by half of the tolerance.
fn at_the_edge(items: usize, scale: f64, seed: u64) -> Instance {
    let mut instance = drawn(items, 2, 1, seed);
    instance.weights.iter_mut().for_each(|w| *w = (*w % 9.0 + 1.0) / 10.0 * scale);
    instance.profits.iter_mut().for_each(|p| *p /= 100.0);
    for t in 0..2 {
        let weights = &instance.weights[items * t..items * (t + 1)];
        let (largest, sum) =
            (weights.iter().fold(0.0f64, |most, w| most.max(*w)), weights.iter().sum::<f64>());
        instance.capacities[t] = sum - row_tolerance(largest, sum) / 2.0;
    }
    instance
}

#[test]
fn the_bound_speaks_of_what_a_knapsack_takes_within_its_tolerance_too() {
    for (items, scale) in
        [1, 3].into_iter().flat_map(|items| [1.0, 1e-9, 12_345.678].map(|scale| (items, scale)))
    {
        for seed in 0..100 {
            let instance = at_the_edge(items, scale, seed);
            // Everything fits, within tolerance.
            let everything = Columns { items, periods: 2 }.values(&vec![true; 2 * items]);
            let verdict = check(&program(&instance), &everything);
            assert!(verdict.feasible, "{verdict:?}");
            let most = verdict.objective;
            let bound = chains::relax(&instance, &mut Unlimited).unwrap().bound;
            assert!(most <= bound, "{items} items, scale {scale}, seed {seed}: {most} passes {bound}");
        }
    }
}

#[test]
fn a_capacity_that_means_no_limit_is_taken_and_binds_nothing() {
    for none in [1e9, 2_147_483_647.0, 1e15] {
        let mut instance = drawn(4, 6, 2, 7);
        instance.capacities.fill(none);
        assert_eq!(validate::<Msmk>(&instance), Ok(()));
        // What is never given up earns every profit and every bonus.
        let everything = vec![true; 24];
        assert_eq!(best(&instance), everything);
        let constructed = case::<Msmk>(instance.clone()).construct(&mut Unlimited).unwrap();
        assert_eq!(constructed.bound, Some(held(&instance, &everything)), "{none}");
    }
}

#[test]
fn what_would_take_too_much_memory_is_refused_in_words() {
    let drawn = |items: f64, periods: f64, knapsacks: f64| {
        let size = Fields::of("msmk").with_number("items", items).with_number("periods", periods);
        family("msmk").unwrap().sample(&size.with_number("knapsacks", knapsacks), 1)
    };
    let error = drawn(400.0, 2_000.0, 50.0).unwrap_err().to_string();
    assert!(error.contains("items") && error.contains("1000000"), "{error}");
    let long = drawn(20.0, 2_000.0, 1.0).unwrap();
    let refused = long.exact(&mut Unlimited).unwrap().unwrap_err();
    assert!(refused.contains("memory"), "{refused}");
    assert_eq!(long.expected_exact_work(), None);
}

#[test]
fn a_choice_may_be_empty_and_an_interrupt_gives_none() {
    let mut instance = drawn(4, 3, 1, 9);
    instance.capacities.fill(0.0);
    assert_eq!(best(&instance), vec![false; 12]);
    let mut stopped = hunch_model::Recorder { limit: Some(1), ..Default::default() };
    assert_eq!(subset::best(&instance, &subset::all_free(&instance), &mut stopped), None);
}

#[test]
fn the_family_checks_what_it_solves_and_refuses_what_is_wrong() {
    let fields = Fields::of("msmk").with_number("items", 6.0).with_number("periods", 5.0);
    let size = fields.with_number("knapsacks", 2.0);
    let case = family("msmk").unwrap().sample(&size, 4).unwrap();
    let exact = case.exact(&mut Unlimited).unwrap().unwrap();
    let verdict = case.check(&exact.values);
    assert!(verdict.feasible, "{verdict:?}");
    assert_eq!((Some(verdict.objective), exact.bound), (exact.objective, exact.objective));
    let constructed = case.construct(&mut Unlimited).unwrap();
    assert!(case.check(&constructed.values).objective <= verdict.objective);
    assert!(constructed.bound.unwrap() >= verdict.objective);
    assert!(case.bound(&mut Unlimited).unwrap() >= verdict.objective);
    // Everything chosen passes a capacity; a choice that changes is not kept.
    assert!(!case.check(&[1.0; 60]).feasible);
    let mut kept = vec![0.0; 60];
    kept[0] = 1.0;
    kept[30] = 1.0;
    assert!(case.check(&kept).complaint.unwrap().contains("item 1"));
    kept[30] = 0.0;
    assert!(case.check(&kept).feasible);
    assert!(!case.check(&kept[1..]).feasible);

    let mut short = case.fields().iter().map(|(n, v)| (n.to_owned(), v.clone())).collect::<Vec<_>>();
    short.iter_mut().for_each(|(name, value)| {
        if name == "periods" {
            *value = Value::Number(4.0);
        }
    });
    let wrong = short.into_iter().fold(Fields::default(), |all, (name, value)| all.with(&name, value));
    let error = read(wrong).unwrap_err().to_string();
    assert_eq!(error, "profits has 30 entries; it must have 24, the number of periods × items");
}
