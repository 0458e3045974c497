//! Robust families: whatever the weights are, every answer holds in every case of the uncertainty set, and
//! its bound is proven.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it unwraps")]

mod common;

use common::{RobustModel, noise, robust_model};
use hunch_families::family::Guess;
use hunch_families::random::Stream;
use hunch_families::robust::{Extras, Radii, UncertaintySet};
use hunch_families::robust_inventory::{self as inventory, RobustInventory};
use hunch_families::robust_knapsack::{self as knapsack, RobustKnapsack};
use hunch_families::{Case, case};
use hunch_guide::methods;
use hunch_guide::{Answer, Ask, BoundSource, Certify, GuideError, Library, Method, Options, Problem, solve};
use hunch_model::{Event, Limits, Session, Status, Unlimited};
use knapsack::Domain;
use std::sync::Arc;

type Instance = Arc<dyn Case>;

const MODEL: RobustModel = RobustModel {
    name: "random",
    radii: (0.0, 1.0),
    penalties: (1.0, 100.0),
    extras: Extras { radius: true, penalty: Some(1.0) },
    scale: 1.0,
    lie: None,
};

/// A small instance of every family, set and domain in turn; every third one has no uncertainty at all.
fn instance(seed: u64) -> Instance {
    let set = UncertaintySet::ALL[seed as usize % 2];
    let rho = if seed.is_multiple_of(3) { Radii::only(0.0) } else { Radii::only(0.3) };
    match seed / 2 % 3 {
        0 => {
            let paper = inventory::Distribution::paper(set);
            let d = inventory::Distribution { retailers: 8, factors: 2, rho, ..paper };
            case::<RobustInventory>(inventory::sample(&d, seed).unwrap())
        }
        kind => {
            let domain = if kind == 1 { Domain::Continuous } else { Domain::Binary };
            let d = knapsack::Distribution {
                items: 12,
                rows: 3,
                rho,
                ..knapsack::Distribution::paper(set, domain)
            };
            case::<RobustKnapsack>(knapsack::sample(&d, seed).unwrap())
        }
    }
}

fn library(instance: &Instance, seed: u64, scale: f32) -> Library {
    let mut library = Library::new();
    library.load(&robust_model(instance.as_ref(), seed, &RobustModel { scale, ..MODEL })).unwrap();
    library
}

fn answer(instance: &Instance, options: &Options, library: &Library) -> Answer {
    solve(&Problem::Instance(instance.clone()), options, library, &mut Unlimited).unwrap()
}

fn with(method: &'static dyn Method) -> Options {
    Options { method, ..Options::default() }
}

/// The optimum, proven by the search to its tolerance.
fn optimum(instance: &Instance) -> f64 {
    let exact = answer(instance, &with(&methods::Search), &Library::new());
    assert_eq!(exact.solution.status, Status::Optimal);
    exact.solution.objective.unwrap()
}

fn assert_claims_hold(instance: &Instance, answer: &Answer, optimum: f64, seed: u64, context: &str) {
    let values = &answer.solution.values;
    assert!(instance.check(values).feasible, "{context}");
    let objective = answer.solution.objective.unwrap();
    assert!((objective - instance.check(values).objective).abs() < 1e-12, "{context}");
    assert!(objective <= optimum * (1.0 + 3e-6) + 1e-9, "{context}: {objective} above {optimum}");
    if let Some(bound) = answer.solution.bound {
        assert!(bound >= optimum * (1.0 - 3e-6) - 1e-9, "{context}: bound {bound} below {optimum}");
    }
    if answer.solution.status == Status::Optimal {
        assert!(objective >= optimum * (1.0 - 3e-6) - 1e-9, "{context}: claims optimality");
    }
    let mut stream = Stream::new(seed);
    for _ in 0..50 {
        let (violation, _) = instance.trial(values, &mut stream).unwrap();
        assert!(violation <= 1e-5, "{context}: a case breaks it by {violation}");
    }
}

#[test]
fn random_and_hostile_weights_never_make_a_false_claim() {
    for seed in 0..36 {
        let instance = instance(seed);
        let optimum = optimum(&instance);
        // Up to weights whose outputs are astronomical.
        for scale in [0.1, 3.0, 1e9] {
            let library = library(&instance, seed, scale);
            for method in [&methods::Guess as &dyn Method, &methods::Start] {
                for certify in [Certify::Auto, Certify::None] {
                    let options = Options { method, certify, ..Options::default() };
                    let answer = answer(&instance, &options, &library);
                    let context = format!("seed {seed}, scale {scale}, {method:?}, {certify:?}");
                    assert_claims_hold(&instance, &answer, optimum, seed, &context);
                    assert_eq!(answer.method, method.name(), "{context}");
                    assert_eq!(answer.model.as_deref(), Some("random"), "{context}");
                    let account = answer.robust.unwrap();
                    assert!(account.repaired || account.violation < 1e-4, "{context}: {account:?}");
                    if method.name() == "start" {
                        assert_eq!(answer.solution.status, Status::Optimal, "{context}");
                    } else if certify == Certify::None {
                        assert_eq!((answer.solution.bound, answer.bound_source), (None, None), "{context}");
                    } else {
                        assert_eq!(answer.bound_source, Some(BoundSource::Relaxation), "{context}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_search_finds_the_best_of_all_binary_choices() {
    for seed in 0..12 {
        let set = UncertaintySet::ALL[seed as usize % 2];
        let paper = knapsack::Distribution::paper(set, Domain::Binary);
        let i = knapsack::sample(&knapsack::Distribution { items: 11, rows: 3, ..paper }, seed).unwrap();
        let choice = |mask: u32| (0..11).map(|k| f64::from(mask >> k & 1)).collect::<Vec<f64>>();
        let feasible = (0..1 << 11).map(choice).filter(|x| i.violation(x) == 0.0);
        let best = feasible.map(|x| i.objective(&x)).fold(0.0, f64::max);
        let instance = case::<RobustKnapsack>(i);
        let answer = answer(&instance, &with(&methods::Search), &Library::new());
        assert!((answer.solution.objective.unwrap() - best).abs() < 1e-9, "seed {seed}, {set:?}");
        assert_eq!(answer.solution.status, Status::Optimal, "seed {seed}, {set:?}");
        assert_eq!(answer.bound_source, Some(BoundSource::Search));
    }
}

#[test]
fn no_feasible_decision_beats_the_bound() {
    for seed in 0..24 {
        let instance = instance(seed);
        let exact = answer(&instance, &with(&methods::Search), &Library::new());
        let bound = exact.solution.bound.unwrap();
        for trial in 0..50 {
            let guess: Vec<f64> = noise(50 * seed + trial, instance.decision_length())
                .iter()
                .map(|v| f64::from(*v) * 2.0)
                .collect();
            let guess = Guess { decision: Some(guess), ..Guess::default() };
            let verdict = instance.check(&instance.repair(&guess).unwrap());
            assert!(verdict.feasible, "seed {seed}, trial {trial}");
            assert!(verdict.objective <= bound * (1.0 + 1e-9), "seed {seed}, trial {trial}");
        }
    }
}

#[test]
fn a_limit_is_a_status_and_the_repaired_guess_is_there_all_the_same() {
    for seed in 0..12 {
        let instance = instance(seed);
        let optimum = optimum(&instance);
        for (method, work) in
            [&methods::Guess as &dyn Method, &methods::Start, &methods::Search].into_iter().zip([1, 2, 40])
        {
            let mut bounds = Vec::new();
            let mut sink = |_, event: Event| {
                if let Event::Bound { bound } = event {
                    bounds.push(bound);
                }
            };
            let limits = Limits { seconds: None, work: Some(work) };
            let clock = || 0.0;
            let mut session = Session::new(limits, &clock, &|| false, Some(&mut sink));
            let problem = Problem::Instance(instance.clone());
            let library = library(&instance, seed, 1.0);
            let answer = solve(&problem, &with(method), &library, &mut session).unwrap();
            let context = format!("seed {seed}, {method:?}");
            assert!(answer.solution.status.has_values(), "{context}: {:?}", answer.solution.status);
            assert_claims_hold(&instance, &answer, optimum, seed, &context);
            let told = bounds.iter().all(|b| *b >= optimum * (1.0 - 3e-6) - 1e-9);
            assert!(told, "{context}: {bounds:?} below {optimum}");
        }
    }
}

#[test]
fn instances_of_the_published_sizes_are_solved_to_proven_optimality() {
    for set in UncertaintySet::ALL {
        let stocks = inventory::sample(&inventory::Distribution::paper(set), 1).unwrap();
        let mut instances = vec![case::<RobustInventory>(stocks)];
        for domain in [Domain::Continuous, Domain::Binary] {
            let items = knapsack::sample(&knapsack::Distribution::paper(set, domain), 1).unwrap();
            instances.push(case::<RobustKnapsack>(items));
        }
        for instance in instances {
            let exact = answer(&instance, &with(&methods::Search), &Library::new());
            assert_eq!(exact.solution.status, Status::Optimal, "{}, {set:?}", instance.family().name());
            let context = format!("{}, {set:?}", instance.family().name());
            assert_claims_hold(&instance, &exact, exact.solution.objective.unwrap(), 1, &context);
        }
    }
}

#[test]
fn the_price_of_robustness_is_not_negative() {
    for seed in 0..12 {
        let instance = instance(seed);
        let nominal = match (instance.of::<RobustKnapsack>(), instance.of::<RobustInventory>()) {
            (Some(i), _) => case::<RobustKnapsack>(i.nominal()),
            (_, Some(i)) => case::<RobustInventory>(i.nominal()),
            _ => panic!("neither of the two"),
        };
        assert!(optimum(&nominal) >= optimum(&instance) * (1.0 - 2e-6), "seed {seed}");
    }
}

#[test]
fn the_model_whose_radius_and_penalty_are_closest_answers() {
    let instance = instance(2);
    let mut library = Library::new();
    let fixed = |name, radius, penalty| RobustModel {
        name,
        radii: (radius, radius),
        penalties: (penalty, penalty),
        extras: Extras::default(),
        ..MODEL
    };
    for model in [fixed("bold", 0.3, 1.0), fixed("cautious", 0.3, 50.0), fixed("other", 0.6, 1.0)] {
        library.load(&robust_model(instance.as_ref(), 1, &model)).unwrap();
    }
    for (penalty, name) in [(0.5, "bold"), (5.0, "bold"), (10.0, "cautious"), (500.0, "cautious")] {
        let options = Options { penalty, ..with(&methods::Guess) };
        assert_eq!(answer(&instance, &options, &library).model.as_deref(), Some(name), "{penalty}");
    }
    let ask = Ask { penalty: 1.0 };
    assert!(library.choose(instance.as_ref(), &ask).unwrap().familiar);
    let mut wide = instance.of::<RobustKnapsack>().cloned().unwrap();
    wide.rho = 0.5;
    let choice = library.choose(case::<RobustKnapsack>(wide).as_ref(), &ask).unwrap();
    assert!(!choice.familiar && choice.index == 2);
}

#[test]
fn a_penalty_is_an_input_only_within_the_trained_range() {
    let instance = instance(2);
    let library = library(&instance, 3, 1.0);
    let outputs = |penalty: f64| {
        let options = Options { penalty, ..with(&methods::Guess) };
        answer(&instance, &options, &library).probabilities.unwrap()
    };
    assert_ne!(outputs(2.0), outputs(20.0));
    assert_eq!(outputs(100.0), outputs(1e6));
}

#[test]
fn a_batch_is_what_its_instances_give_one_by_one() {
    let instances: Vec<Instance> = [0, 2, 4, 6, 8, 10].map(instance).into();
    let mut library = Library::new();
    for (k, i) in instances.iter().enumerate() {
        let name = ["a", "b", "c", "d", "e", "f"][k];
        library.load(&robust_model(i.as_ref(), k as u64, &RobustModel { name, ..MODEL })).unwrap();
    }
    let ask = Ask { penalty: 7.0 };
    let borrowed: Vec<&dyn Case> = instances.iter().map(|i| i.as_ref()).collect();
    let batch = library.predict(&borrowed, &ask, &mut Unlimited).unwrap().unwrap();
    for (i, together) in instances.iter().zip(&batch) {
        let alone = library.predict_one(i.as_ref(), &ask, &mut Unlimited).unwrap().unwrap();
        assert_eq!(&alone, together);
        assert_eq!(together.probabilities.len(), i.decision_length());
    }
}

#[test]
fn what_does_not_fit_is_a_typed_error_and_the_next_call_works() {
    let instance = instance(2);
    let library = library(&instance, 1, 1.0);
    let refuse = |problem: &Instance, options: &Options, library: &Library| {
        solve(&Problem::Instance(problem.clone()), options, library, &mut Unlimited).unwrap_err()
    };
    let mut bad = instance.of::<RobustKnapsack>().cloned().unwrap();
    bad.weights[3] = -1.0;
    let error = refuse(&case::<RobustKnapsack>(bad.clone()), &with(&methods::Guess), &library);
    assert!(error.to_string().starts_with("weights[3] is -1"), "{error}");
    bad.weights[3] = 1.0;
    bad.set = UncertaintySet::Ellipsoid;
    let error = refuse(&case::<RobustKnapsack>(bad), &with(&methods::Guess), &library);
    assert!(matches!(error, GuideError::NoModel { family: "robust-knapsack" }), "{error}");
    for method in [&methods::Exact as &dyn Method, &methods::Cuts] {
        let error = refuse(&instance, &with(method), &library);
        assert!(error.to_string().contains("\"guess\", \"start\" and \"search\""), "{error}");
    }
    let error = refuse(&instance, &Options { penalty: 0.0, ..with(&methods::Guess) }, &library);
    assert!(error.to_string().starts_with("penalty is 0"), "{error}");
    let short = Options { probabilities: Some(vec![0.5; 3]), ..with(&methods::Guess) };
    assert!(refuse(&instance, &short, &library).to_string().contains("3 entries"));
    assert!(answer(&instance, &with(&methods::Guess), &library).solution.status.has_values());
}

#[test]
fn a_model_whose_card_does_not_fit_its_network_is_refused() {
    let instance = instance(2);
    for (name, value, expected) in [
        ("items", 11.0, "its sizes ask for"),
        ("rows", 2.5, "must be a whole number"),
        ("rows", 1e9, "must be a whole number"),
        ("ellipsoid", f64::NAN, "has no \"ellipsoid\""),
        ("rhoHigh", f64::NAN, "has no \"rhoHigh\""),
    ] {
        let mut library = Library::new();
        let lie = RobustModel { lie: Some((name, value)), ..MODEL };
        let error = library.load(&robust_model(instance.as_ref(), 1, &lie)).unwrap_err();
        assert!(matches!(error, GuideError::Model { .. }), "{name}");
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(library.cards().count(), 0);
    }
}
