//! Promises of our own engine.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod support;

use hunch_model::{
    Event, Kind, Limits, Program, Row, Sense, Session, Solution, Status, StopReason, Unlimited, check,
};
use hunch_search::{Engine, Guidance, Outcome, Search, Settings, StepResult, solve, solve_with_account};
use std::collections::HashMap;
use support::{MIXED, PURE, Random, Shape, brute_force, draw, hostile, seeds};

const WIDE: Shape = Shape { max_integers: 6, max_continuous: 5, max_rows: 8, range: 12, open: true };
const LINEAR: Shape = Shape { max_integers: 0, max_continuous: 7, max_rows: 8, range: 0, open: true };

fn own(p: &Program, guidance: &Guidance) -> Solution {
    solve(p, Engine::Hunch, &Settings::new(), guidance, &mut Unlimited).unwrap()
}

fn oracle(p: &Program) -> Solution {
    solve(p, Engine::Microlp, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * (1.0 + b.abs())
}

fn assert_same(seed: u64, p: &Program, expected: Option<f64>, got: &Solution) {
    match expected {
        None => assert_eq!(got.status, Status::Infeasible, "seed {seed}: {got:?}\n{p:?}"),
        Some(best) => {
            assert_eq!(got.status, Status::Optimal, "seed {seed}: {got:?} instead of {best}\n{p:?}");
            assert!(close(got.objective.unwrap(), best), "seed {seed}: {got:?} instead of {best}\n{p:?}");
            assert!(check(p, &got.values).feasible, "seed {seed}");
            let beyond = p.sense.sign() * (got.bound.unwrap() - best);
            assert!(beyond <= 1e-6 * (1.0 + best.abs()), "seed {seed}: bound {:?} passes {best}", got.bound);
        }
    }
}

#[test]
fn small_integer_programs_agree_with_enumeration() {
    for seed in seeds(2000) {
        let p = draw(seed, PURE);
        assert_same(seed, &p, brute_force(&p), &own(&p, &Guidance::none()));
    }
}

fn agrees_with_microlp(seed: u64, p: &Program) -> Status {
    let (expected, got) = (oracle(p), own(p, &Guidance::none()));
    match expected.status {
        Status::Optimal => assert_same(seed, p, expected.objective, &got),
        // Its notion of optimal leaves a gap of 1e-6, which is more than ours where the optimum is 0.
        Status::Feasible if expected.gap.is_some_and(|g| g.absolute < 1e-5) => {
            assert_same(seed, p, expected.objective, &got);
            return Status::Optimal;
        }
        status => assert_eq!(got.status, status, "seed {seed}: {got:?}\n{p:?}"),
    }
    expected.status
}

fn all_agree(first: u64, count: u64, shape: Shape) {
    let mut seen = [0; 3];
    for seed in seeds(count).map(|s| first + s) {
        match agrees_with_microlp(seed, &draw(seed, shape)) {
            Status::Optimal => seen[0] += 1,
            Status::Infeasible => seen[1] += 1,
            Status::Unbounded => seen[2] += 1,
            other => panic!("seed {seed}: the oracle says {other:?}"),
        }
    }
    assert!(seen.iter().all(|&n| n > 5), "too one-sided a sample: {seen:?}");
}

#[test]
fn small_mixed_programs_agree_with_microlp() {
    all_agree(0, 2000, MIXED);
}

#[test]
fn general_integers_agree_with_microlp() {
    all_agree(1_000_000, 1000, WIDE);
}

#[test]
fn linear_programs_agree_with_microlp() {
    all_agree(2_000_000, 1000, LINEAR);
}

#[test]
fn hostile_guidance_changes_no_claim() {
    for seed in seeds(1000) {
        let p = draw(seed, PURE);
        assert_same(seed, &p, brute_force(&p), &own(&p, &hostile(seed, &p)));
    }
    for seed in seeds(500) {
        let p = draw(seed, MIXED);
        let (plain, guided) = (own(&p, &Guidance::none()), own(&p, &hostile(seed, &p)));
        assert_eq!(plain.status, guided.status, "seed {seed}");
        if let Some(objective) = plain.objective {
            assert!(close(guided.objective.unwrap(), objective), "seed {seed}");
        }
    }
}

#[test]
fn hard_fixings_restrict_the_program() {
    for seed in 0..300 {
        let p = draw(seed, PURE);
        let value = Random::new(seed).integer(-2, 4) as f64;
        let guidance = Guidance { fixings: vec![(0, value)], ..Guidance::default() };
        let mut restricted = p.clone();
        let allowed = value >= p.columns[0].lower && value <= p.columns[0].upper;
        (restricted.columns[0].lower, restricted.columns[0].upper) = (value, value);
        let expected = if allowed { brute_force(&restricted) } else { None };
        assert_same(seed, &p, expected, &own(&p, &guidance));
    }
}

/// A two-row knapsack with correlated weights: a few thousand nodes.
fn knapsack(items: usize, seed: u64) -> Program {
    let mut p = Program::new("knapsack", Sense::Maximize);
    let r = &mut Random::new(seed);
    let mut triplets = Vec::new();
    let mut total = [0.0; 2];
    for j in 0..items {
        let weights = [r.integer(100, 999) as f64, r.integer(100, 999) as f64];
        p.add_column(format!("x{j}"), weights[0] + r.integer(0, 99) as f64, 0.0, 1.0, Kind::Integer);
        for i in 0..2 {
            triplets.push((i, j, weights[i]));
            total[i] += weights[i];
        }
    }
    let row =
        |i: usize| Row { name: format!("r{i}"), lower: f64::NEG_INFINITY, upper: (total[i] / 2.0).floor() };
    p.set_rows(vec![row(0), row(1)], &triplets);
    p
}

fn with_limit(nodes: u64) -> Settings {
    Settings::new().with_node_limit(Some(nodes))
}

/// Runs a search in steps of `budget` and returns its outcome and events.
fn stepped(p: &Program, settings: &Settings, budget: u64) -> (Outcome, Vec<Event>) {
    let mut events = Vec::new();
    let mut sink = |_: f64, e: Event| events.push(e);
    let clock = || 0.0;
    let mut session = Session::new(Limits::default(), &clock, &|| false, Some(&mut sink));
    let mut search = Search::new(p, Engine::Hunch, settings, &Guidance::none()).unwrap();
    while search.step(budget, &mut session) == StepResult::Paused {}
    (search.outcome(), events)
}

#[test]
fn a_run_in_slices_is_bit_equal_to_a_run_in_one() {
    let p = knapsack(40, 3);
    let whole = stepped(&p, &with_limit(400), u64::MAX);
    for budget in [1, 1_000, 77_777] {
        assert_eq!(stepped(&p, &with_limit(400), budget), whole);
    }
}

#[test]
fn an_interrupted_run_goes_on_as_if_nothing_had_happened() {
    let p = knapsack(40, 4);
    let clock = || 0.0;
    let mut undisturbed = Search::new(&p, Engine::Hunch, &with_limit(300), &Guidance::none()).unwrap();
    assert_eq!(undisturbed.step(u64::MAX, &mut Unlimited), StepResult::Finished);
    let mut disturbed = Search::new(&p, Engine::Hunch, &with_limit(300), &Guidance::none()).unwrap();
    let mut stops = 0;
    loop {
        let limits = Limits { seconds: None, work: Some(10_000) };
        let mut session = Session::new(limits, &clock, &|| false, None);
        match disturbed.step(u64::MAX, &mut session) {
            StepResult::Stopped(StopReason::Work) => stops += 1,
            StepResult::Finished => break,
            other => panic!("{other:?}"),
        }
        let solution = disturbed.solution();
        assert!(!matches!(solution.status, Status::Infeasible | Status::Unbounded | Status::Error));
    }
    assert!(stops > 3, "{stops} stops only");
    assert_eq!(disturbed.outcome(), undisturbed.outcome());
}

#[test]
fn every_node_opens_once_and_closes_once() {
    for seed in 0..5 {
        let (outcome, events) = stepped(&knapsack(25, seed), &Settings::new(), u64::MAX);
        assert_eq!(outcome.solution.status, Status::Optimal, "seed {seed}");
        let mut open = HashMap::new();
        let mut last_bound = f64::INFINITY;
        let mut last_iterations = 0;
        for event in &events {
            match event {
                Event::NodeOpened { id, parent, depth, .. } => {
                    let above = parent.map(|p: u64| (p, depth - 1));
                    assert!(above.is_none_or(|(p, d)| open.get(&p) == Some(&(d, true))), "seed {seed}");
                    assert!(open.insert(*id, (*depth, true)).is_none(), "seed {seed}: {id} opened twice");
                }
                Event::NodeClosed { id, iterations, .. } => {
                    assert!(*iterations >= last_iterations, "seed {seed}: iterations were taken back");
                    last_iterations = *iterations;
                    let state = open.get_mut(id).unwrap();
                    // A branched node is closed after its children are opened, in the same step.
                    assert!(std::mem::replace(&mut state.1, false), "seed {seed}: {id} closed twice");
                }
                Event::Bound { bound } => {
                    assert!(*bound <= last_bound, "seed {seed}: the bound of a maximisation rose");
                    last_bound = *bound;
                }
                _ => {}
            }
        }
        assert!(open.len() > 1 && open.values().all(|s| !s.1), "seed {seed}: a node was never closed");
        assert!(
            last_iterations > 0 && last_iterations <= outcome.solution.statistics.iterations,
            "seed {seed}"
        );
    }
}

#[test]
fn incumbents_improve_and_the_bound_meets_the_last() {
    let (outcome, events) = stepped(&knapsack(30, 11), &Settings::new(), u64::MAX);
    let objectives: Vec<f64> = events
        .iter()
        .filter_map(|e| if let Event::Incumbent { objective, .. } = e { Some(*objective) } else { None })
        .collect();
    assert!(objectives.windows(2).all(|w| w[1] > w[0]));
    assert_eq!(outcome.solution.objective, objectives.last().copied());
    assert!(outcome.solution.gap.unwrap().is_closed());
    assert_eq!(Some(outcome.solution.objective.unwrap()), oracle(&knapsack(30, 11)).objective);
}

#[test]
fn a_node_limit_leaves_an_honest_gap() {
    let p = knapsack(60, 5);
    let optimum = own(&p, &Guidance::none());
    assert_eq!(optimum.status, Status::Optimal);
    let limited = solve(&p, Engine::Hunch, &with_limit(3), &Guidance::none(), &mut Unlimited).unwrap();
    assert!(limited.statistics.nodes <= 3);
    assert!(limited.bound.unwrap() >= optimum.objective.unwrap() - 1e-6);
    assert!(limited.objective.unwrap() <= optimum.objective.unwrap() + 1e-6);
}

#[test]
fn a_perfect_guess_is_found_at_once_and_credited() {
    let p = knapsack(40, 6);
    let best = own(&p, &Guidance::none());
    let start: Vec<(usize, f64)> = best.values.iter().copied().enumerate().collect();
    let guidance = Guidance { start, ..Guidance::default() };
    let outcome = solve_with_account(&p, Engine::Hunch, &with_limit(1), &guidance, &mut Unlimited).unwrap();
    assert_eq!(outcome.solution.objective, best.objective);
    assert!(outcome.account.start.returned);
    let probabilities = best.values.iter().map(|&v| 0.1 + 0.8 * v).enumerate().collect();
    let likely = Guidance { probabilities, ..Guidance::default() };
    let outcome = solve_with_account(&p, Engine::Hunch, &with_limit(1), &likely, &mut Unlimited).unwrap();
    assert_eq!(outcome.solution.objective, best.objective);
    assert!(outcome.account.probabilities.objective.is_some());
    let region = Guidance { trust_region: Some(0), ..likely };
    let outcome = solve_with_account(&p, Engine::Hunch, &Settings::new(), &region, &mut Unlimited).unwrap();
    assert_eq!(outcome.solution.status, Status::Optimal);
    assert_eq!(outcome.account.trust_region.used, 1);
    assert!(outcome.account.trust_region.objective.is_some());
}

#[test]
fn a_partial_start_is_completed() {
    let p = knapsack(40, 8);
    let start = (0..10).map(|j| (j, 1.0)).collect();
    let guidance = Guidance { start, ..Guidance::default() };
    let outcome = solve_with_account(&p, Engine::Hunch, &with_limit(1), &guidance, &mut Unlimited).unwrap();
    assert!(outcome.account.start.objective.is_some(), "{:?}", outcome.account);
}

#[test]
fn linear_answers_carry_duals_that_prove_them() {
    let mut p = Program::new("lp", Sense::Maximize);
    p.add_column("x", 3.0, 0.0, 4.0, Kind::Continuous);
    p.add_column("y", 5.0, 0.0, 6.0, Kind::Continuous);
    let row = Row { name: "cap".into(), lower: f64::NEG_INFINITY, upper: 18.0 };
    p.set_rows(vec![row], &[(0, 0, 3.0), (0, 1, 2.0)]);
    let solution = own(&p, &Guidance::none());
    assert_eq!(solution.objective, Some(36.0));
    let (y, d) = (solution.duals.unwrap(), solution.reduced_costs.unwrap());
    assert_eq!(y, vec![1.0]);
    assert_eq!(d, vec![0.0, 3.0]);
}
