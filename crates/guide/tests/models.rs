//! Which model answers, and what it is allowed to be.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod common;

use common::random_model;
use hunch_families::clsp::{Clsp, Distribution, Instance, sample};
use hunch_families::{Case, case};
use hunch_guide::models::Prediction;
use hunch_guide::{Ask, GuideError, Library};
use hunch_model::Unlimited;

fn instance(c: u32, f: u32, horizon: usize) -> Instance {
    sample(&Distribution { c, f, horizon }, 11).unwrap()
}

fn library() -> Library {
    let mut library = Library::new();
    library.load(&random_model("tight", 1, 1.0, (3.0, 10_000.0, 12.0))).unwrap();
    library.load(&random_model("loose", 2, 1.0, (8.0, 10_000.0, 12.0))).unwrap();
    library
}

fn predict(library: &Library, instance: &Instance) -> Prediction {
    let case = case::<Clsp>(instance.clone());
    library.predict_one(case.as_ref(), &Ask::default(), &mut Unlimited).unwrap().unwrap()
}

#[test]
fn the_closest_distribution_answers_and_says_whether_it_is_familiar() {
    let library = library();
    let model = |i: &Instance| predict(&library, i);
    let tight = model(&instance(3, 10_000, 40));
    assert_eq!((tight.model.as_str(), tight.familiar), ("tight", true));
    let loose = model(&instance(8, 10_000, 40));
    assert_eq!((loose.model.as_str(), loose.familiar), ("loose", true));
    assert!(!model(&instance(5, 1_000, 40)).familiar);
    assert!(!model(&instance(3, 10_000, 5)).familiar, "less than half of the horizon that it was trained on");
}

#[test]
fn a_batch_is_what_its_instances_give_one_by_one() {
    let library = library();
    let instances =
        [instance(3, 10_000, 12), instance(8, 10_000, 30), instance(3, 10_000, 31), instance(3, 10_000, 5)];
    let cases: Vec<_> = instances.iter().map(|i| case::<Clsp>(i.clone())).collect();
    let references: Vec<&dyn Case> = cases.iter().map(|case| case.as_ref()).collect();
    let batch = library.predict(&references, &Ask::default(), &mut Unlimited).unwrap().unwrap();
    for (instance, prediction) in instances.iter().zip(&batch) {
        assert_eq!(prediction.probabilities.len(), instance.horizon());
        assert!(prediction.probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
        assert_eq!(&predict(&library, instance), prediction);
    }
}

#[test]
fn longer_horizons_are_windows_put_side_by_side() {
    let library = library();
    let long = instance(3, 10_000, 24);
    let half = |from: usize| {
        let cut = |v: &[f64]| v[from..from + 12].to_vec();
        Instance {
            demand: cut(&long.demand),
            capacity: cut(&long.capacity),
            production_cost: cut(&long.production_cost),
            setup_cost: cut(&long.setup_cost),
            holding_cost: cut(&long.holding_cost),
        }
    };
    let outputs = |i: &Instance| predict(&library, i).probabilities;
    assert_eq!(outputs(&long), [outputs(&half(0)), outputs(&half(12))].concat());
}

#[test]
fn a_damaged_or_foreign_file_is_refused_and_the_library_keeps_working() {
    let mut library = library();
    let good = random_model("third", 3, 1.0, (5.0, 1_000.0, 12.0));
    assert!(matches!(library.load(&good[..good.len() / 2]), Err(GuideError::Bundle(_))));
    let mut edited = good.clone();
    let last = edited.len() - 3;
    edited[last] ^= 0x40;
    assert!(matches!(library.load(&edited), Err(GuideError::Bundle(_))));
    let error = library.load(&random_model("empty", 3, 1.0, (3.0, 1_000.0, 0.0))).unwrap_err();
    assert!(error.to_string().contains("\"empty\"") && error.to_string().contains("size"), "{error}");
    assert_eq!(library.cards().count(), 2);
    library.load(&good).unwrap();
    assert_eq!(library.cards().count(), 3);
    assert_eq!(predict(&library, &instance(5, 1_000, 12)).model, "third");
}

#[test]
fn loading_a_model_again_replaces_it() {
    let mut library = library();
    library.load(&random_model("tight", 9, 1.0, (3.0, 10_000.0, 12.0))).unwrap();
    assert_eq!(library.cards().count(), 2);
}
