//! What every family of the registry keeps. A new one is tested here by its line in `FAMILIES`.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::family::{Answers, Ask, Constructed, Guess, Measure, case};
use hunch_families::fields::{Fields, Shape, Value};
use hunch_families::random::Stream;
use hunch_families::{AnyFamily, Case, FAMILIES, FieldError, family, read};
use hunch_model::{Kind, Recorder, Unlimited};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a distribution's first number is, where its range lets it; every later one is 1 more, so that no two
/// sizes are mistaken for each other. All are small, and not 1.
const SIZE: f64 = 4.0;
/// Instances a family.
const SEEDS: u64 = 12;

/// A distribution of small instances, its choices by the seed.
fn distribution(family: &dyn AnyFamily, seed: u64) -> Fields {
    let choose = |names: &[&str]| Value::Text(names[seed as usize % names.len()].into());
    family.distribution().iter().zip(0u8..).fold(Fields::of(family.name()), |fields, (field, k)| {
        let value = match field.shape {
            Shape::Whole | Shape::Number => Value::Number((SIZE + f64::from(k)).clamp(field.low, field.high)),
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

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(1.0)
}

/// What a feasible answer is worth, once the family's check and its program have both said so.
fn judged_alike(case: &dyn Case, values: &[f64], context: &str) -> f64 {
    assert_eq!(values.len(), case.decision_length(), "{context}");
    let verdict = case.check(values);
    assert!(verdict.feasible, "{context}: {:?}", verdict.complaint);
    let (program, columns) = (case.program(), case.columns_of(values));
    let by_program = hunch_model::check(&program.linear, &columns);
    assert!(by_program.feasible, "{context}: {:?}", by_program.complaint);
    assert!(program.cones.iter().all(|cone| cone.violation(&columns) <= 1e-6), "{context}");
    let (own, other) = (verdict.objective, by_program.objective);
    assert!(close(own, other), "{context}: {own} by the check, {other} by the program");
    own
}

#[test]
fn every_listed_family_is_built_and_tested_by_default_and_its_feature_has_its_name() {
    let list = include_str!("../src/lib.rs").split("pub const FAMILIES").nth(1).unwrap();
    let listed: Vec<&str> = list.split("];").next().unwrap().split("feature = \"").skip(1).collect();
    let features: Vec<&str> = listed.iter().map(|text| text.split('"').next().unwrap()).collect();
    let manifest = include_str!("../Cargo.toml");
    let default = manifest.lines().find(|line| line.starts_with("default = ")).unwrap();
    for feature in &features {
        assert!(
            default.contains(&format!("{feature:?}")),
            "{feature} is no default feature: nothing tests it"
        );
    }
    assert_eq!(FAMILIES.iter().map(|family| family.name()).collect::<Vec<_>>(), features);
}

#[test]
fn tables_name_only_what_they_have() {
    for family in FAMILIES {
        let (name, fields, parts) = (family.name(), family.fields(), family.parts());
        let sizes: BTreeSet<&str> = family.sizes().iter().map(|size| size.name).collect();
        let arrays = fields.iter().filter_map(|field| match field.shape {
            Shape::Numbers(shape) => Some((field.name, shape)),
            _ => None,
        });
        for (array, shape) in arrays.chain(parts.iter().map(|part| (part.name, part.shape))) {
            for size in shape {
                assert!(
                    sizes.contains(size),
                    "{name}: {array} is measured by {size:?}; the sizes are {sizes:?}"
                );
            }
        }
        for size in family.sizes() {
            let of = fields.iter().find(|field| field.name == size.of).map(|field| field.shape);
            let fits = match of {
                Some(Shape::Whole) => true,
                Some(Shape::Numbers(shape)) => shape == [size.name],
                _ => false,
            };
            assert!(fits, "{name}: the size {:?} is that of {:?}, which is {of:?}", size.name, size.of);
        }
        for axis in family.domain() {
            let fits = match axis.measure {
                Measure::Exact => sizes.contains(axis.name),
                Measure::Flag { field, is } => fields.iter().any(|own| {
                    own.name == field && matches!(own.shape, Shape::Choice(texts) if texts.contains(&is))
                }),
                _ => true,
            };
            assert!(fits, "{name}: nothing gives the axis {axis:?}");
        }
        for table in [fields, family.distribution()] {
            let names: BTreeSet<&str> = table.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), table.len(), "{name} has two fields of one name");
            assert!(table.iter().all(|field| field.low <= field.high), "{name} has an empty range");
        }
        let names: BTreeSet<&str> = parts.iter().map(|part| part.name).collect();
        assert_eq!(names.len(), parts.len(), "{name} has two parts of one name");
    }
}

#[test]
fn the_parts_of_a_plan_are_the_columns_of_its_program() {
    for family in FAMILIES.iter().filter(|family| family.answers() == Answers::Plan) {
        for seed in 0..SEEDS {
            let case = draw(*family, seed);
            let columns = case.program().linear.columns;
            let context = format!("{}, seed {seed}", family.name());
            assert_eq!(case.decision_length(), columns.len(), "{context}: numbers of all parts, columns");
            for (part, places) in case.parts().into_iter().filter(|(part, _)| part.binary) {
                let is_binary = |k: usize| {
                    let column = &columns[k];
                    column.kind == Kind::Integer && column.lower >= 0.0 && column.upper <= 1.0
                };
                let other = places.clone().find(|k| !is_binary(*k));
                let other = other.map(|k| &columns[k]);
                assert!(other.is_none(), "{context}: {} is binary, and holds {other:?}", part.name);
            }
        }
    }
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
            match case.reading(set) {
                None => {
                    assert_eq!(features.len(), inputs * case.steps(), "{context}");
                    assert_eq!(case.outputs(), outputs * case.steps(), "{context}");
                }
                Some(reading) => {
                    let sequences = features.len() / (inputs * reading.steps);
                    assert_eq!(features.len(), sequences * inputs * reading.steps, "{context}");
                    assert_eq!(reading.places.len(), sequences * outputs * reading.steps, "{context}");
                    let mut told: Vec<usize> = reading.places.iter().copied().flatten().collect();
                    told.sort_unstable();
                    told.dedup();
                    assert!(told.into_iter().eq(0..case.outputs()), "{context}");
                }
            }
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
                let context = format!("{}, seed {seed}, guess {k}", family.name());
                let objective = judged_alike(case.as_ref(), &values, &context);
                let again = case.check(&case.values_of(&case.columns_of(&values)));
                assert!(close(again.objective, objective), "{context}");
            }
        }
    }
}

#[test]
fn what_structure_gives_passes_the_check_within_its_bound() {
    for family in FAMILIES {
        for seed in 0..SEEDS {
            let case = draw(*family, seed);
            let Some(Constructed { values, bound, guess }) = case.construct(&mut Unlimited) else { continue };
            let context = format!("{}, seed {seed}", family.name());
            let objective = judged_alike(case.as_ref(), &values, &context);
            let sign = family.sense().sign();
            assert!(
                bound.is_none_or(|bound| sign * bound <= sign * objective),
                "{context}: the bound {bound:?} says that {objective} cannot be reached"
            );
            let program = case.program().linear;
            for (column, p) in guess.into_iter().flat_map(|guess| guess.binaries) {
                let is_binary = program.columns[column].kind == Kind::Integer;
                assert!(is_binary && (0.0..=1.0).contains(&p), "{context}: column {column} with {p}");
            }
        }
    }
}

#[test]
fn what_structure_gives_costs_work_and_does_not_come_once_the_host_says_stop() {
    for family in FAMILIES {
        let case = draw(*family, 1);
        let mut host = Recorder::default();
        if case.construct(&mut host).is_none() {
            continue;
        }
        assert!(host.work > 0, "{}: construct spends no work of its control", family.name());
        let stopped = case.construct(&mut Recorder { limit: Some(1), ..Recorder::default() });
        assert_eq!(stopped, None, "{}: construct goes on when its control says stop", family.name());
    }
}

#[test]
fn what_the_exact_algorithm_gives_passes_the_check_and_the_program_agrees() {
    for family in FAMILIES {
        for seed in 0..SEEDS {
            let case = draw(*family, seed);
            let Some(Ok(exact)) = case.exact(&mut Unlimited) else { continue };
            let context = format!("{}, seed {seed}", family.name());
            let objective = judged_alike(case.as_ref(), &exact.values, &context);
            assert!(close(exact.objective.unwrap(), objective), "{context}");
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
