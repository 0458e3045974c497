//! Promises of the microlp engine.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

mod support;

use hunch_model::{
    Control, Cut, Event, Flow, Kind, Limits, Program, Row, Sense, Session, Status, StopReason, Unlimited,
    check,
};
use hunch_search::{Engine, Guidance, Search, Settings, StepResult, solve, solve_with_account};
use support::{MIXED, PURE, Random, brute_force, draw};

fn answer(p: &Program, guidance: &Guidance) -> hunch_model::Solution {
    solve(p, Engine::Microlp, &Settings::new(), guidance, &mut Unlimited).unwrap()
}

fn assert_same(seed: u64, expected: Option<f64>, got: &hunch_model::Solution) {
    match expected {
        None => assert_eq!(got.status, Status::Infeasible, "seed {seed}"),
        Some(best) => {
            assert_eq!(got.status, Status::Optimal, "seed {seed}: {got:?}");
            let objective = got.objective.unwrap();
            assert!((objective - best).abs() <= 1e-6 * (1.0 + best.abs()), "seed {seed}: {objective} {best}");
        }
    }
}

#[test]
fn small_integer_programs_agree_with_enumeration() {
    for seed in 0..300 {
        let p = draw(seed, PURE);
        assert_same(seed, brute_force(&p), &answer(&p, &Guidance::none()));
    }
}

#[test]
fn guidance_of_any_kind_leaves_the_optimum() {
    for seed in 0..200 {
        let p = draw(seed, PURE);
        let r = &mut Random::new(seed + 1_000_000);
        let integers = p.columns.len();
        let mut guidance = Guidance::none();
        for j in 0..integers {
            if r.chance(60) {
                guidance.start.push((j, r.integer(-4, 6) as f64));
            }
            if r.chance(60) {
                guidance.probabilities.push((j, r.unit()));
            }
        }
        if r.chance(50) {
            guidance.trust_region = Some(r.integer(0, 3) as usize);
        }
        if r.chance(50) {
            // Most likely wrong: it may cut off every optimum.
            let (lower, upper) = (f64::NEG_INFINITY, r.integer(-2, 2) as f64);
            guidance.cuts.push(Cut { source: "test", terms: vec![(0, 1.0)], lower, upper });
        }
        assert_same(seed, brute_force(&p), &answer(&p, &guidance));
    }
}

#[test]
fn hard_fixings_restrict_the_program() {
    let mut infeasible = 0;
    for seed in 0..200 {
        let p = draw(seed, PURE);
        let value = Random::new(seed).integer(-2, 4) as f64;
        let guidance = Guidance { fixings: vec![(0, value)], ..Guidance::default() };
        let mut restricted = p.clone();
        let allowed = value >= p.columns[0].lower && value <= p.columns[0].upper;
        (restricted.columns[0].lower, restricted.columns[0].upper) = (value, value);
        let expected = if allowed { brute_force(&restricted) } else { None };
        infeasible += usize::from(expected.is_none());
        assert_same(seed, expected, &answer(&p, &guidance));
    }
    assert!(infeasible > 10 && infeasible < 190, "{infeasible} of 200 were infeasible: the test says little");
}

#[test]
fn every_point_of_a_mixed_program_passes_the_checker() {
    let mut seen = [0; 3];
    for seed in 0..400 {
        let p = draw(seed, MIXED);
        let solution = answer(&p, &Guidance::none());
        match solution.status {
            Status::Optimal => {
                let verdict = check(&p, &solution.values);
                assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
                assert_eq!(Some(verdict.objective), solution.objective, "seed {seed}");
                seen[0] += 1;
            }
            Status::Infeasible => seen[1] += 1,
            Status::Unbounded => seen[2] += 1,
            other => panic!("seed {seed}: {other:?}"),
        }
    }
    assert!(seen.iter().all(|&n| n > 10), "{seen:?}");
}

/// Binary knapsack with correlated weights: many nodes.
fn hard() -> Program {
    let mut p = Program::new("hard", Sense::Maximize);
    let r = &mut Random::new(7);
    let mut triplets = Vec::new();
    for j in 0..60 {
        let w = r.integer(100, 999) as f64;
        p.add_column(format!("x{j}"), w + 10.0, 0.0, 1.0, Kind::Integer);
        triplets.push((0, j, w));
        triplets.push((1, j, r.integer(100, 999) as f64));
    }
    let row = |name: &str| Row { name: name.into(), lower: f64::NEG_INFINITY, upper: 15_000.5 };
    p.set_rows(vec![row("a"), row("b")], &triplets);
    p
}

#[test]
fn an_interrupt_stops_the_run_and_a_later_step_goes_on() {
    let p = hard();
    let mut search =
        Search::new(&p, Engine::Microlp, &Settings::new().with_node_limit(Some(300)), &Guidance::none())
            .unwrap();
    let clock = || 0.0;
    let stop = || true;
    let mut aborted = Session::new(Limits::default(), &clock, &stop, None);
    assert_eq!(search.step(u64::MAX, &mut aborted), StepResult::Stopped(StopReason::Interrupt));
    assert!(!matches!(search.solution().status, Status::Optimal | Status::Infeasible));
    while search.step(1, &mut Unlimited) == StepResult::Paused {}
    let solution = search.solution();
    assert!(solution.status.has_values());
    assert!(solution.bound.is_some_and(|b| b >= solution.objective.unwrap() - 1e-6));
}

#[test]
fn a_complete_start_is_the_first_incumbent_and_is_accounted_for() {
    let p = hard();
    let guidance =
        Guidance { start: (0..60).map(|j| (j, f64::from(u8::from(j < 5)))).collect(), ..Guidance::default() };
    let mut incumbents = Vec::new();
    let mut sink = |_: f64, e: Event| {
        if let Event::Incumbent { objective, source } = e {
            incumbents.push((objective, source));
        }
    };
    let clock = || 0.0;
    let mut session = Session::new(Limits::default(), &clock, &|| false, Some(&mut sink));
    let settings = Settings::new().with_node_limit(Some(50));
    let outcome = solve_with_account(&p, Engine::Microlp, &settings, &guidance, &mut session).unwrap();
    assert_eq!(incumbents[0].1, "microlp: start");
    assert_eq!(outcome.account.start.used, 60);
    assert_eq!(outcome.account.start.objective, Some(incumbents[0].0));
    assert!(outcome.solution.objective.unwrap() >= incumbents[0].0);
}

#[test]
fn integers_beyond_32_bits_are_answered_without_a_false_claim() {
    let mut p = Program::new("wide", Sense::Maximize);
    p.add_column("n", 1.0, 0.0, 1e12, Kind::Integer);
    let row = Row { name: "r".into(), lower: f64::NEG_INFINITY, upper: 5e11 };
    p.set_rows(vec![row], &[(0, 0, 1.0)]);
    let held = answer(&p, &Guidance::none());
    assert_eq!(held.status, Status::Feasible);
    assert!(held.bound.unwrap() >= 5e11 - 1.0);
    p.rows[0].upper = f64::INFINITY;
    p.columns[0].upper = f64::INFINITY;
    assert_eq!(answer(&p, &Guidance::none()).status, Status::Unbounded);
}

struct Deadline(u32);

impl Control for Deadline {
    fn spend(&mut self, _: u64) -> Flow {
        self.0 = self.0.saturating_sub(1);
        if self.0 == 0 { Flow::Stop(StopReason::Deadline) } else { Flow::Continue }
    }
    fn now(&self) -> f64 {
        0.0
    }
    fn emit(&mut self, _: Event) {}
}

#[test]
fn a_deadline_is_a_status() {
    let solution =
        solve(&hard(), Engine::Microlp, &Settings::new(), &Guidance::none(), &mut Deadline(3)).unwrap();
    assert!(matches!(solution.status, Status::Feasible | Status::Limit | Status::Optimal));
}
