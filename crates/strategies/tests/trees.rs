//! Stored trees: what they prove is true at every θ, whatever their numbers are; and they prove most of what
//! there is to prove.
#![allow(clippy::panic, clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_model::{ParametricProgram, Status, Unlimited, check};
use hunch_strategies::answer::measure::suboptimality;
use hunch_strategies::answer::tree::TreeOptions;
use hunch_strategies::sampling::Label;
use hunch_strategies::{Answerer, Outcome, Proof, Sample, SampleOptions, Sampler, Stop, Store};

const SEED: u64 = 41;

/// A program, a store with trees, and fresh θ with their optima.
struct Case {
    name: &'static str,
    program: ParametricProgram,
    store: Store,
    fresh: Vec<(Vec<f64>, f64)>,
}

fn case(name: &'static str, sizes: &[usize], samples: u64, fresh: u64) -> Case {
    let program = generator(name).unwrap().program(sizes, 1).unwrap();
    let distribution = program.distribution.clone().unwrap();
    let draw = |index| theta(&distribution, SEED, index);
    let other = |index| theta(&distribution, SEED + 1, index);
    let options = SampleOptions { most: samples, stop: Stop::never(), ..SampleOptions::default() };
    let mut sample = Sample::default();
    Sampler::new(&program, &draw, options.clone()).unwrap().run(&mut sample, |_, _| true).unwrap();
    let truth = Sampler::new(&program, &other, options).unwrap().outcomes(0..fresh).unwrap();
    let labelled: Vec<(u32, Vec<f64>)> = (0..samples)
        .filter_map(|index| match sample.labels[index as usize] {
            Label::Strategy(number, _) => Some((number, draw(index))),
            _ => None,
        })
        .collect();
    let mut store = sample.store();
    let mut answerer = Answerer::new(&program, &store).unwrap();
    let grown = answerer.grow(&mut store, &labelled, &TreeOptions::default(), &mut Unlimited).unwrap();
    assert!(grown.iter().all(|grown| grown.leaves > 0), "{name}: {grown:?}");
    let fresh = truth
        .into_iter()
        .enumerate()
        .map(|(index, outcome)| match outcome {
            Outcome::Optimal(optimal) => (other(index as u64), optimal.objective),
            _ => panic!("{name}: theta {index} has no optimum"),
        })
        .collect();
    Case { name, program, store, fresh }
}

/// Answers all fresh θ from `store` with the candidates that `chosen` makes of the order without learning;
/// whatever is claimed is held against the engine. How many answers trees proved.
fn proven(case: &Case, store: &Store, chosen: impl Fn(Vec<u32>, usize) -> Vec<u32>) -> usize {
    let mut answerer = Answerer::new(&case.program, store).unwrap();
    let mut trees = 0;
    for (index, (theta, optimum)) in case.fresh.iter().enumerate() {
        let order = chosen(answerer.order(theta), index);
        let answer = answerer.answer(theta, &order, &mut Unlimited).unwrap();
        let at = case.program.instantiate(theta).unwrap();
        let solution = &answer.solution;
        let place = format!("{}: theta {index}, {:?}", case.name, answer.proof);
        assert_eq!(solution.status, Status::Optimal, "{place}");
        assert!(check(&at, &solution.values).feasible, "{place}");
        let off = suboptimality(&at, solution.objective.unwrap(), *optimum);
        assert!(off.abs() <= 2e-6, "{place} is off by {off}");
        trees += usize::from(matches!(answer.proof, Proof::Tree(_)));
    }
    trees
}

fn all(order: Vec<u32>, _: usize) -> Vec<u32> {
    order
}

#[test]
fn trees_prove_most_answers_of_programs_with_integers_and_none_that_is_wrong() {
    for (name, sizes, samples, fresh, least) in [
        ("knapsack", &[][..], 1500, 300, 0.6),
        ("suppliers", &[], 600, 300, 0.9),
        ("facility-location", &[6, 5], 200, 120, 0.8),
        ("hybrid-vehicle", &[8], 100, 60, 0.8),
    ] {
        let case = case(name, sizes, samples, fresh);
        let found = proven(&case, &case.store, all);
        assert!(found as f64 >= least * fresh as f64, "{name}: {found} of {fresh}");
        // A single strategy, of whatever region, is proven only where it is optimal.
        let count = case.store.strategies.len();
        proven(&case, &case.store, |_, index| vec![(index * 7 % count) as u32]);
    }
}

#[test]
fn trees_with_any_numbers_prove_nothing_that_is_wrong() {
    let case = case("knapsack", &[], 300, 60);
    let text = serde_json::to_value(&case.store).unwrap();
    for round in 0..6u64 {
        let mut value = text.clone();
        let mut state = round + 1;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31)
        };
        // Multipliers of any size and sign, called Farkas multipliers or not.
        spoil(&mut value["trees"], &mut next);
        let store: Store = serde_json::from_value(value).unwrap();
        proven(&case, &store, all);
    }
}

fn spoil(value: &mut serde_json::Value, next: &mut dyn FnMut() -> f64) {
    match value {
        serde_json::Value::Object(fields) => {
            if let Some(list) = fields.get_mut("multipliers").and_then(|v| v.as_array_mut()) {
                list.clear();
                if next() < 0.8 {
                    let wild = (next() - 0.5) * 10f64.powf(6.0 * next() - 3.0);
                    list.push(serde_json::json!([0, wild]));
                }
                fields.insert("isEmpty".into(), (next() < 0.3).into());
            }
            fields.values_mut().for_each(|inner| spoil(inner, next));
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(|inner| spoil(inner, next)),
        _ => {}
    }
}

#[test]
fn stores_with_trees_read_back_and_keep_them_when_pruned() {
    let case = case("suppliers", &[], 200, 20);
    let text = serde_json::to_string(&case.store).unwrap();
    let read: Store = serde_json::from_str(&text).unwrap();
    assert_eq!(read, case.store);
    let kept = read.keep(&[2, 0]);
    assert_eq!((&kept.trees[0], &kept.trees[1]), (&read.trees[2], &read.trees[0]));
    // A tree of another program is refused.
    let other = generator("knapsack").unwrap().program(&[], 1).unwrap();
    assert!(read.trees[0].validate(&other.base).is_err());
    assert!(read.trees[0].validate(&case.program.base).is_ok());
}
