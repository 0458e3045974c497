//! The default method: whichever way it takes, what it reports is feasible and the last answer is proven.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod common;

use common::{random_model, small};
use hunch_families::FAMILIES;
use hunch_families::clsp::{Clsp, Distribution, Instance, optimal_plan, program, sample};
use hunch_guide::methods::Search;
use hunch_guide::{Library, Options, Problem, solve};
use hunch_model::{Event, Recorder, Status, Unlimited, check};
use hunch_search::Settings;
use std::num::NonZeroUsize;

fn instance(seed: u64) -> Instance {
    sample(&Distribution { c: 3, f: 1_000, horizon: 12 }, seed).unwrap()
}

fn library(seed: u64, scale: f32) -> Library {
    let mut library = Library::new();
    library.load(&random_model("random", seed, scale, (3.0, 1_000.0, 12.0))).unwrap();
    library
}

fn without_exact() -> Options {
    Options { exact: false, ..Options::default() }
}

#[test]
fn every_point_that_is_told_is_feasible_and_better_and_the_last_is_proven_whatever_the_weights_say() {
    for seed in 0..30 {
        let instance = instance(seed);
        let optimum = optimal_plan(&instance).unwrap().unwrap().cost;
        let library = library(seed, [0.1, 3.0, 1_000.0][seed as usize / 10]);
        let mut recorder = Recorder { takes_points: true, ..Recorder::default() };
        let problem = Problem::of::<Clsp>(instance.clone());
        let answer = solve(&problem, &without_exact(), &library, &mut recorder).unwrap();
        assert_eq!((answer.method, answer.solution.status), ("auto", Status::Optimal), "seed {seed}");
        assert!((answer.solution.objective.unwrap() - optimum).abs() <= 2e-6 * optimum, "seed {seed}");
        assert!(answer.solution.bound.unwrap() <= optimum * (1.0 + 1e-6), "seed {seed}");
        let original = program(&instance);
        let worth: Vec<f64> = recorder.points.iter().map(|p| check(&original, p).objective).collect();
        assert!(recorder.points.iter().all(|p| check(&original, p).feasible), "seed {seed}");
        assert!(worth.windows(2).all(|pair| pair[1] < pair[0]), "seed {seed}: {worth:?}");
        let incumbents = recorder.events.iter().filter(|e| matches!(e, Event::Incumbent { .. })).count();
        assert_eq!(incumbents, worth.len(), "seed {seed}");
        let first = recorder.events.iter().position(|e| matches!(e, Event::Incumbent { .. }));
        let searched = recorder.events.iter().position(|e| *e == Event::Stage { name: "search".into() });
        assert!(first < searched, "seed {seed}: the guess comes before the search");
    }
}

#[test]
fn the_search_is_taken_where_no_model_reads_the_instance_and_the_exact_algorithm_where_it_is_quick() {
    let method = |problem: &Problem, options: &Options, library: &Library| {
        solve(problem, options, library, &mut Unlimited).unwrap().method
    };
    let near = Problem::of::<Clsp>(instance(1));
    assert_eq!(method(&near, &without_exact(), &Library::new()), "search");
    assert_eq!(method(&near, &Options::default(), &library(1, 1.0)), "exact");
    assert_eq!(
        method(&Problem::Program(program(&instance(1))), &Options::default(), &Library::new()),
        "search"
    );
}

#[test]
fn a_model_of_other_instances_guesses_too_and_the_answer_is_proven_all_the_same() {
    for seed in 0..10 {
        let far = sample(&Distribution { c: 8, f: 10_000, horizon: 12 }, seed).unwrap();
        let optimum = optimal_plan(&far).unwrap().unwrap().cost;
        let mut recorder = Recorder::default();
        let answer =
            solve(&Problem::of::<Clsp>(far), &without_exact(), &library(seed, 3.0), &mut recorder).unwrap();
        assert_eq!((answer.method, answer.solution.status), ("auto", Status::Optimal), "seed {seed}");
        assert!((answer.solution.objective.unwrap() - optimum).abs() <= 2e-6 * optimum, "seed {seed}");
        let first = recorder.events.iter().find(|event| matches!(event, Event::Incumbent { .. }));
        assert!(matches!(first, Some(Event::Incumbent { source, .. }) if source == "repair"), "{first:?}");
    }
}

#[test]
fn a_gap_is_known_before_any_search() {
    for seed in 0..10 {
        let mut recorder = Recorder::default();
        let problem = Problem::of::<Clsp>(instance(seed));
        solve(&problem, &without_exact(), &library(seed, 1.0), &mut recorder).unwrap();
        let searched = recorder.events.iter().position(|e| *e == Event::Stage { name: "search".into() });
        let before = &recorder.events[..searched.unwrap()];
        assert!(before.iter().any(|e| matches!(e, Event::Bound { .. })), "seed {seed}: {before:?}");
    }
}

#[test]
fn one_thread_repeats_itself_under_a_node_limit() {
    for seed in 0..5 {
        let problem =
            Problem::of::<Clsp>(sample(&Distribution { c: 3, f: 1_000, horizon: 40 }, seed).unwrap());
        let settings = Settings::new().with_node_limit(Some(20));
        let options = Options { settings, ..without_exact() };
        let run = || {
            let mut recorder = Recorder::default();
            let answer = solve(&problem, &options, &library(seed, 1.0), &mut recorder).unwrap();
            (answer.solution, recorder.events, recorder.work)
        };
        let (first, second) = (run(), run());
        assert!(first.0.statistics.nodes > 0, "seed {seed}");
        assert_eq!(first, second, "seed {seed}");
    }
}

#[test]
fn two_threads_prove_the_same_and_tell_feasible_points_each_better_than_the_last() {
    let threads = NonZeroUsize::new(2).unwrap();
    for seed in 0..12 {
        let instance = instance(seed);
        let optimum = optimal_plan(&instance).unwrap().unwrap().cost;
        let mut recorder = Recorder { takes_points: true, ..Recorder::default() };
        let options = Options { threads, ..without_exact() };
        let problem = Problem::of::<Clsp>(instance.clone());
        let weights = library(seed, [1.0, 1_000.0][seed as usize % 2]);
        let answer = solve(&problem, &options, &weights, &mut recorder).unwrap();
        assert_eq!((answer.method, answer.solution.status), ("auto", Status::Optimal), "seed {seed}");
        assert!((answer.solution.objective.unwrap() - optimum).abs() <= 2e-6 * optimum, "seed {seed}");
        let original = program(&instance);
        let worth: Vec<f64> = recorder.points.iter().map(|p| check(&original, p).objective).collect();
        assert!(recorder.points.iter().all(|p| check(&original, p).feasible), "seed {seed}");
        assert!(worth.windows(2).all(|pair| pair[1] < pair[0]), "seed {seed}: {worth:?}");
        for event in &recorder.events {
            let holds = !matches!(event, Event::Bound { bound } if *bound > optimum * (1.0 + 1e-6));
            assert!(holds, "seed {seed}: {event:?}, optimum {optimum}");
        }
    }
}

#[test]
fn two_threads_stop_at_a_wide_gap_and_where_the_host_says_so() {
    let threads = NonZeroUsize::new(2).unwrap();
    let instance = sample(&Distribution { c: 3, f: 10_000, horizon: 60 }, 3).unwrap();
    let problem = Problem::of::<Clsp>(instance);
    let settings = Settings::new().with_relative_gap(0.5).unwrap();
    let wide = Options { settings, threads, ..without_exact() };
    let answer = solve(&problem, &wide, &library(1, 1.0), &mut Unlimited).unwrap();
    assert!(answer.solution.gap.unwrap().relative <= 0.5);
    let mut short = Recorder { limit: Some(200_000), ..Recorder::default() };
    let options = Options { threads, ..without_exact() };
    let answer = solve(&problem, &options, &library(1, 1.0), &mut short).unwrap();
    assert_eq!(answer.solution.status, Status::Feasible);
    assert!(answer.solution.gap.is_some());
}

#[test]
fn a_wide_gap_ends_it_early_and_still_holds() {
    let (mut early_work, mut late_work) = (0, 0);
    for seed in 0..10 {
        let problem = Problem::of::<Clsp>(instance(seed));
        let settings = Settings::new().with_relative_gap(0.5).unwrap();
        let options = Options { settings, ..without_exact() };
        let mut early = Recorder::default();
        let answer = solve(&problem, &options, &library(seed, 1.0), &mut early).unwrap();
        assert!(answer.solution.gap.unwrap().relative <= 0.5, "seed {seed}");
        let mut late = Recorder::default();
        solve(&problem, &without_exact(), &library(seed, 1.0), &mut late).unwrap();
        early_work += early.work;
        late_work += late.work;
    }
    // Single searches may take another path; together, a wide gap saves work.
    assert!(early_work < late_work, "{early_work} instead of {late_work}");
}

#[test]
fn what_structure_gives_comes_before_the_search_where_no_model_was_trained() {
    let mut tried = 0;
    for (family, seed) in FAMILIES.iter().flat_map(|family| (0..8).map(move |seed| (family, seed))) {
        let case = small(*family, seed);
        if case.construct(&mut Unlimited).is_none() {
            continue;
        }
        tried += 1;
        let context = format!("{}, seed {seed}", family.name());
        let problem = Problem::Instance(case.clone());
        let mut recorder = Recorder { takes_points: true, ..Recorder::default() };
        let answer = solve(&problem, &without_exact(), &Library::new(), &mut recorder).unwrap();
        let reason = &answer.solution.reason;
        assert_eq!(
            (answer.method, answer.solution.status),
            ("auto", Status::Optimal),
            "{context}: {reason:?}"
        );
        let first = recorder.events.iter().find(|event| matches!(event, Event::Incumbent { .. }));
        assert!(
            matches!(first, Some(Event::Incumbent { source, .. }) if source == "structure"),
            "{context}: {first:?}"
        );
        // A bound that does not hold would end the search too soon.
        let searched = Options { method: &Search, ..Options::default() };
        let searched = solve(&problem, &searched, &Library::new(), &mut Unlimited).unwrap().solution;
        let (found, best) = (answer.solution.objective.unwrap(), searched.objective.unwrap());
        assert!(
            (found - best).abs() <= 2e-6 * best.abs().max(1.0),
            "{context}: {found}, {best} by the search"
        );
        let sign = case.family().sense().sign();
        let bound = answer.solution.bound.unwrap();
        assert!(sign * bound <= sign * best, "{context}: the bound {bound}, {best} by the search");
        assert!(recorder.points.iter().all(|point| case.check(point).feasible), "{context}");
    }
    assert!(tried > 0, "no family has such an algorithm");
}
