//! What every family of the registry keeps. A new one is tested here by its line in `FAMILIES`.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::family::{Ask, Constructed, Guess, case};
use hunch_families::fields::{Fields, Shape, Value};
use hunch_families::random::Stream;
use hunch_families::{AnyFamily, Case, FAMILIES, FieldError, family, read};
use hunch_model::Unlimited;
use std::sync::Arc;

/// A whole number that every family takes as a size: small, and not 1.
const SIZE: f64 = 6.0;
/// Instances a family.
const SEEDS: u64 = 12;

/// A distribution of small instances, its choices by the seed.
fn distribution(family: &dyn AnyFamily, seed: u64) -> Fields {
    let choose = |names: &[&str]| Value::Text(names[seed as usize % names.len()].into());
    family.distribution().iter().fold(Fields::of(family.name()), |fields, field| {
        let value = match field.shape {
            Shape::Whole | Shape::Number => Value::Number(SIZE.clamp(field.low, field.high)),
            Shape::Range => Value::Range { low: 0.0, high: 0.2 },
            Shape::Choice(names) => choose(names),
            Shape::Numbers(_) => Value::Numbers(Vec::new()),
        };
        fields.with(field.name, value)
    })
}

fn draw(family: &dyn AnyFamily, seed: u64) -> Arc<dyn Case> {
    family.sample(&distribution(family, seed), seed).unwrap()
}

/// Outputs of a network that has learned nothing.
fn noise(seed: u64, count: usize) -> Vec<f32> {
    let mut stream = Stream::new(seed);
    (0..count).map(|_| stream.integer(0, 2_000) as f32 / 1_000.0 - 0.5).collect()
}

#[test]
fn a_seed_gives_the_same_valid_instance_twice_and_its_fields_read_back() {
    for family in FAMILIES {
        for seed in 0..SEEDS {
            let case = draw(*family, seed);
            let context = format!("{}, seed {seed}", family.name());
            assert_eq!(case.fields(), draw(*family, seed).fields(), "{context}");
            assert_eq!(case.validate(), Ok(()), "{context}");
            let text = serde_json::to_string(case.fields()).unwrap();
            let back = read(serde_json::from_str(&text).unwrap()).unwrap();
            assert_eq!((back.fields(), back.family().name()), (case.fields(), family.name()), "{context}");
        }
    }
}

#[test]
fn features_are_finite_and_as_many_as_the_widths_say() {
    for family in FAMILIES {
        for (seed, set) in (0..SEEDS).flat_map(|seed| family.feature_sets().iter().map(move |s| (seed, s))) {
            let case = draw(*family, seed);
            let (inputs, outputs) = family.widths(&case.position(), set);
            let features = case.features(set, &Ask::default());
            let context = format!("{}, seed {seed}, {}", family.name(), set.name);
            assert_eq!(features.len(), inputs * case.steps(), "{context}");
            assert_eq!(case.outputs(), outputs * case.steps(), "{context}");
            assert!(features.iter().all(|value| value.is_finite()), "{context}");
            assert_eq!(case.position().len(), family.domain().len(), "{context}");
        }
    }
}

#[test]
fn a_repair_of_anything_passes_the_check_and_the_program_agrees() {
    for family in FAMILIES {
        for seed in 0..SEEDS {
            let case = draw(*family, seed);
            let hostile = vec![f32::NAN; case.outputs()];
            let guesses =
                [Guess::default(), case.decode(&noise(seed, case.outputs())), case.decode(&hostile)];
            for (k, guess) in guesses.iter().enumerate() {
                let Some(values) = case.repair(guess) else {
                    assert!(family.feature_sets().is_empty(), "{} repairs no guess", family.name());
                    continue;
                };
                let verdict = case.check(&values);
                let context = format!("{}, seed {seed}, guess {k}", family.name());
                assert!(verdict.feasible, "{context}: {:?}", verdict.complaint);
                assert_eq!(values.len(), case.decision_length(), "{context}");
                let (program, columns) = (case.program(), case.columns_of(&values));
                let by_program = hunch_model::check(&program.linear, &columns);
                assert!(by_program.feasible, "{context}: {:?}", by_program.complaint);
                let tolerance = 1e-9 * verdict.objective.abs().max(1.0);
                assert!((by_program.objective - verdict.objective).abs() <= tolerance, "{context}");
                assert!(program.cones.iter().all(|cone| cone.violation(&columns) <= 1e-6), "{context}");
                let again = case.check(&case.values_of(&columns));
                assert!((again.objective - verdict.objective).abs() <= tolerance, "{context}");
            }
        }
    }
}

#[test]
fn what_structure_gives_passes_the_check_within_its_bound() {
    for family in FAMILIES {
        for seed in 0..SEEDS {
            let case = draw(*family, seed);
            let Some(Constructed { values, bound }) = case.construct(&mut Unlimited) else { continue };
            let verdict = case.check(&values);
            let context = format!("{}, seed {seed}", family.name());
            assert!(verdict.feasible, "{context}: {:?}", verdict.complaint);
            let sign = family.sense().sign();
            assert!(bound.is_none_or(|bound| sign * bound <= sign * verdict.objective), "{context}");
        }
    }
}

#[test]
fn what_is_no_answer_is_refused_in_words() {
    for family in FAMILIES {
        let case = draw(*family, 1);
        for values in [Vec::new(), vec![f64::NAN; case.decision_length()], vec![-1.0; case.decision_length()]]
        {
            let verdict = case.check(&values);
            assert!(!verdict.feasible && verdict.complaint.is_some(), "{}", family.name());
        }
    }
}

#[test]
fn an_unknown_family_is_refused_with_the_nearest_name() {
    for known in FAMILIES {
        let misspelt = format!("{}s", known.name());
        let error = family(&misspelt).err().unwrap();
        assert!(matches!(error, FieldError::Family { .. }));
        assert!(error.to_string().contains(&format!("did you mean {:?}", known.name())), "{error}");
    }
}

#[test]
fn a_typed_instance_and_its_fields_are_the_same_case() {
    let instance =
        hunch_families::clsp::sample(&hunch_families::clsp::Distribution { c: 3, f: 1_000, horizon: 5 }, 1);
    let typed = case::<hunch_families::clsp::Clsp>(instance.unwrap());
    let named = read(typed.fields().clone()).unwrap();
    assert_eq!(named.of::<hunch_families::clsp::Clsp>(), typed.of::<hunch_families::clsp::Clsp>());
}
