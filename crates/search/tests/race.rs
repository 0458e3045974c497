//! Promises of races and of points offered from outside: the same optimum with any number of threads, limits
//! and stops as alone, nothing unchecked taken.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

mod support;

use hunch_families::benchmark::Class;
use hunch_model::{Control, Event, Program, Recorder, Status, Unlimited, check};
use hunch_search::race::{Raced, race};
use hunch_search::{Engine, Guidance, Search, SearchError, Settings, StepResult, Strategy, solve};
use std::num::NonZeroUsize;
use support::{MIXED, PURE, brute_force, draw, seeds};

fn raced(p: &Program, settings: &Settings, threads: usize, control: &mut dyn Control) -> Raced {
    let threads = NonZeroUsize::new(threads).unwrap();
    race(p, settings, &Guidance::none(), &Vec::new, threads, control).unwrap()
}

fn knapsack(items: usize) -> Program {
    Class::MultidimensionalKnapsack { items, rows: 5 }.instance(0).unwrap()
}

#[test]
fn any_number_of_threads_proves_the_same_optimum() {
    for seed in seeds(30) {
        let p = draw(seed, PURE);
        let best = brute_force(&p);
        for threads in [1, 2, 4] {
            let answer = raced(&p, &Settings::new(), threads, &mut Unlimited).outcome.solution;
            assert_eq!(answer.objective, best, "seed {seed}, {threads} threads: {answer:?}");
            let status = if best.is_some() { Status::Optimal } else { Status::Infeasible };
            assert_eq!(answer.status, status, "seed {seed}, {threads} threads");
        }
    }
}

#[test]
fn infeasible_and_unbounded_programs_are_told_as_by_one_search() {
    for seed in seeds(30) {
        let p = draw(seed, MIXED);
        let alone = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        let answer = raced(&p, &Settings::new(), 3, &mut Unlimited).outcome.solution;
        assert_eq!(answer.status, alone.status, "seed {seed}");
        if let (Some(a), Some(b)) = (answer.objective, alone.objective) {
            assert!((a - b).abs() <= 1e-6 * (1.0 + b.abs()), "seed {seed}: {a} and {b}");
        }
    }
}

#[test]
fn one_thread_is_the_plain_search() {
    let p = knapsack(30);
    let settings = Settings::new().with_node_limit(Some(40));
    let alone = solve(&p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
    assert_eq!(raced(&p, &settings, 1, &mut Unlimited).outcome.solution, alone);
}

#[test]
fn every_strategy_proves_the_same_optimum_and_repeats_itself() {
    let p = knapsack(30);
    let run = |seed| {
        let settings = Settings::new().with_seed(seed);
        solve(&p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap()
    };
    let reference = run(0);
    assert_eq!(reference.status, Status::Optimal);
    for seed in 1..5 {
        let answer = run(seed);
        assert_eq!((answer.status, answer.objective), (Status::Optimal, reference.objective), "seed {seed}");
        assert_eq!(answer, run(seed), "seed {seed}");
        assert_ne!(
            (answer.statistics.nodes, answer.statistics.iterations),
            (reference.statistics.nodes, reference.statistics.iterations),
            "seed {seed} is to search otherwise than seed 0"
        );
    }
}

#[test]
fn a_stopped_race_returns_the_best_of_all_and_its_events_only_improve() {
    let p = knapsack(200);
    let mut host = Recorder { limit: Some(50_000_000), takes_points: true, ..Recorder::default() };
    let Raced { outcome, winner } = raced(&p, &Settings::new(), 3, &mut host);
    let solution = outcome.solution;
    assert_eq!((solution.status, winner), (Status::Feasible, None));
    let verdict = check(&p, &solution.values);
    assert!(verdict.feasible);
    assert_eq!(Some(verdict.objective), solution.objective);
    assert!(solution.bound.unwrap() >= solution.objective.unwrap(), "a maximisation");
    let found = |e: &Event| if let Event::Incumbent { objective, .. } = e { Some(*objective) } else { None };
    let objectives: Vec<f64> = host.events.iter().filter_map(found).collect();
    assert!(!objectives.is_empty() && objectives.is_sorted(), "{objectives:?}");
    let bound = |e: &Event| if let Event::Bound { bound } = e { Some(-bound) } else { None };
    let bounds: Vec<f64> = host.events.iter().filter_map(bound).collect();
    assert!(!bounds.is_empty() && bounds.is_sorted(), "{bounds:?}");
    assert!(host.points.iter().all(|values| check(&p, values).feasible));
}

#[test]
fn a_finished_race_names_its_winner() {
    let Raced { outcome, winner } = raced(&knapsack(30), &Settings::new(), 2, &mut Unlimited);
    assert_eq!(outcome.solution.status, Status::Optimal);
    assert!(winner.is_none_or(|w| [Strategy::of_seed(0), Strategy::of_seed(1)].contains(&w)), "{winner:?}");
}

#[test]
fn node_limits_hold_for_each_search() {
    let settings = Settings::new().with_node_limit(Some(20));
    let Raced { outcome, winner } = raced(&knapsack(200), &settings, 2, &mut Unlimited);
    assert_eq!((outcome.solution.status, winner), (Status::Feasible, None));
    assert_eq!(outcome.solution.statistics.nodes, 40);
}

#[test]
fn a_memory_limit_that_cannot_be_divided_is_refused() {
    let settings = Settings::new().with_memory_limit(3 << 20).unwrap();
    let threads = NonZeroUsize::new(4).unwrap();
    let error = race(&knapsack(30), &settings, &Guidance::none(), &Vec::new, threads, &mut Unlimited);
    assert!(matches!(error, Err(SearchError::Settings(_))), "{error:?}");
}

#[test]
fn an_offered_point_is_checked_told_and_used() {
    let p = knapsack(200);
    let settings = Settings::new().with_node_limit(Some(300));
    let best = solve(&p, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
    let mut host = Recorder { takes_points: true, ..Recorder::default() };
    let few = Settings::new().with_node_limit(Some(5));
    let mut search = Search::new(&p, Engine::Hunch, &few, &Guidance::none()).unwrap();
    assert_eq!(search.step(1, &mut host), StepResult::Paused);
    // A knapsack cannot take everything, and half an item is none.
    for wrong in [vec![1.0; p.columns.len()], vec![0.5; p.columns.len()], vec![f64::NAN; p.columns.len()]] {
        assert_eq!(search.offer(&wrong, &mut host), Ok(false));
    }
    let short = search.offer(&best.values[1..], &mut host);
    assert!(matches!(short, Err(SearchError::Point { .. })), "{short:?}");
    assert_eq!(search.offer(&best.values, &mut host), Ok(true));
    assert_eq!(search.offer(&best.values, &mut host), Ok(false), "it is no better than itself");
    let told =
        host.events.iter().any(|e| matches!(e, Event::Incumbent { source, .. } if source == "partner"));
    assert!(told, "{:?}", host.events);
    while search.step(u64::MAX, &mut host) == StepResult::Paused {}
    let answer = search.solution();
    assert_eq!((answer.status, answer.objective), (Status::Feasible, best.objective));
}
