//! Several searches of one problem: in slices, as a host with workers runs them, and on threads.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use hunch_families::clsp::{Clsp, Distribution, Instance, sample};
use hunch_guide::methods;
use hunch_guide::{Answer, GuideError, Library, Options, Problem, SlicedSearch, solve};
use hunch_model::{Kind, Program, Row, Sense, Status, Unlimited};
use hunch_search::{Engine, Settings, StepResult};
use std::num::NonZeroUsize;

fn instance() -> Instance {
    sample(&Distribution { c: 3, f: 10_000, horizon: 24 }, 3).unwrap()
}

fn searching() -> Options {
    Options { method: &methods::Search, ..Options::default() }
}

fn solved(options: &Options) -> Result<Answer, GuideError> {
    solve(&Problem::of::<Clsp>(instance()), options, &Library::new(), &mut Unlimited)
}

#[test]
fn a_search_in_slices_gives_the_answer_of_the_whole() {
    let whole = solved(&searching()).unwrap();
    let mut sliced = SlicedSearch::new(Problem::of::<Clsp>(instance()), searching()).unwrap();
    while sliced.step(&mut Unlimited) == StepResult::Paused {}
    let answer = sliced.answer(&mut Unlimited).unwrap();
    assert_eq!(answer.solution, whole.solution);
    assert_eq!((answer.strategy, sliced.scale().sense), (Some("default"), Sense::Minimize));
}

#[test]
fn the_least_budget_stops_after_a_piece_of_work_and_changes_nothing() {
    let whole = solved(&searching()).unwrap();
    let mut sliced = SlicedSearch::new(Problem::of::<Clsp>(instance()), searching()).unwrap();
    let mut pieces = 0;
    while sliced.step_within(1, &mut Unlimited) == StepResult::Paused {
        pieces += 1;
    }
    assert!(pieces > 100, "{pieces} pieces");
    assert_eq!(sliced.answer(&mut Unlimited).unwrap().solution, whole.solution);
}

#[test]
fn two_searches_that_share_points_prove_the_same_optimum() {
    let optimum = solved(&searching()).unwrap().solution.objective.unwrap();
    let mut searches: Vec<SlicedSearch> = (0..2)
        .map(|seed| {
            let options = Options { settings: Settings::new().with_seed(seed), ..searching() };
            SlicedSearch::new(Problem::of::<Clsp>(instance()), options).unwrap()
        })
        .collect();
    let winner = loop {
        let ends: Vec<StepResult> = searches.iter_mut().map(|s| s.step(&mut Unlimited)).collect();
        if let Some(k) = ends.iter().position(|&end| end == StepResult::Finished) {
            break k;
        }
        let found: Vec<Vec<f64>> = searches.iter().map(|s| s.solution().values).collect();
        for (k, values) in found.iter().enumerate().filter(|(_, values)| !values.is_empty()) {
            searches[1 - k].offer(values, &mut Unlimited).unwrap();
        }
    };
    let solution = searches[winner].answer(&mut Unlimited).unwrap().solution;
    assert_eq!(solution.status, Status::Optimal);
    assert!((solution.objective.unwrap() - optimum).abs() <= 1e-6 * optimum);
    assert!(searches[0].offer(&[1.0], &mut Unlimited).is_err(), "one value for a whole program");
}

#[test]
fn an_infeasible_problem_is_explained_in_slices_too() {
    let mut p = Program::new("between", Sense::Minimize);
    p.add_column("x", 1.0, 0.0, 9.0, Kind::Integer);
    let row = |name: &str, lower, upper| Row { name: name.into(), lower, upper };
    let rows = vec![row("low", 5.0, f64::INFINITY), row("high", f64::NEG_INFINITY, 4.0)];
    p.set_rows(rows, &[(0, 0, 1.0), (1, 0, 1.0)]);
    let options = Options { explain: true, ..searching() };
    let mut sliced = SlicedSearch::new(Problem::Program(p), options).unwrap();
    while sliced.step(&mut Unlimited) == StepResult::Paused {}
    let answer = sliced.answer(&mut Unlimited).unwrap();
    assert_eq!(answer.solution.status, Status::Infeasible);
    assert_eq!(answer.explanation.unwrap().rows.len(), 2);
}

#[test]
fn threads_prove_the_same_optimum_and_only_the_search_takes_them() {
    let optimum = solved(&searching()).unwrap().solution.objective.unwrap();
    let threads = NonZeroUsize::new(2).unwrap();
    let answer = solved(&Options { threads, ..searching() }).unwrap();
    assert_eq!(answer.solution.status, Status::Optimal);
    assert!((answer.solution.objective.unwrap() - optimum).abs() <= 1e-6 * optimum);
    for options in [
        Options { method: &methods::Exact, threads, ..Options::default() },
        Options { engine: Engine::Microlp, threads, ..searching() },
    ] {
        let error = solved(&options).unwrap_err();
        assert!(matches!(error, GuideError::NotApplicable { .. }), "{error}");
    }
}

#[test]
fn what_does_not_run_in_slices_is_refused() {
    for options in [Options::default(), Options { engine: Engine::Microlp, ..searching() }] {
        let refused = SlicedSearch::new(Problem::of::<Clsp>(instance()), options).err();
        assert!(matches!(refused, Some(GuideError::NotApplicable { .. })));
    }
}
