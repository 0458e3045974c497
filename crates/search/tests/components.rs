//! Promise: leaving a part of the search out changes the time, never the claim.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

mod support;

use hunch_families::benchmark::Class;
use hunch_model::{Program, Solution, Unlimited};
use hunch_search::{Component, Engine, Guidance, Settings, solve};
use support::{MIXED, PURE, brute_force, draw, seeds};

fn run(p: &Program, settings: &Settings) -> Solution {
    solve(p, Engine::Hunch, settings, &Guidance::none(), &mut Unlimited).unwrap()
}

fn assert_same_claim(name: &str, all: &Solution, some: &Solution) {
    assert_eq!(all.status, some.status, "{name}");
    let close = match (all.objective, some.objective) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * (1.0 + a.abs()),
        (a, b) => a == b,
    };
    assert!(close, "{name}: {:?} and {:?}", all.objective, some.objective);
}

#[test]
fn small_programs_have_the_same_answer_without_any_one_part() {
    for seed in seeds(60) {
        for shape in [PURE, MIXED] {
            let p = draw(seed + 40_000, shape);
            let all = run(&p, &Settings::new());
            for part in Component::ALL {
                let some = run(&p, &Settings::new().without(part));
                assert_same_claim(&format!("seed {seed} without {part}"), &all, &some);
            }
        }
    }
}

#[test]
fn without_every_part_the_tree_alone_still_finds_the_optimum() {
    let bare = Component::ALL.into_iter().fold(Settings::new(), Settings::without);
    for seed in seeds(100) {
        let p = draw(seed + 50_000, PURE);
        let solution = run(&p, &bare);
        match (brute_force(&p), solution.objective) {
            (Some(best), Some(found)) => assert!((best - found).abs() <= 1e-6, "seed {seed}: {best} {found}"),
            (best, found) => assert_eq!(best, found, "seed {seed}"),
        }
    }
}

#[test]
fn a_familys_optimum_is_the_same_without_any_one_part() {
    let p = Class::FacilityLocation { size: 8 }.instance(3).unwrap();
    let all = run(&p, &Settings::new());
    for part in Component::ALL {
        assert_same_claim(&part.to_string(), &all, &run(&p, &Settings::new().without(part)));
    }
}

#[test]
fn what_closed_nodes_prove_shortens_knapsacks_and_keeps_their_optima() {
    let (mut with, mut without) = (0, 0);
    for number in 0..10 {
        let p = Class::MultidimensionalKnapsack { items: 30, rows: 5 }.instance(number).unwrap();
        let all = run(&p, &Settings::new());
        let some = run(&p, &Settings::new().without(Component::DualProofs));
        assert_same_claim(&number.to_string(), &all, &some);
        with += all.statistics.nodes;
        without += some.statistics.nodes;
    }
    assert!(10 * with < 9 * without, "{with} nodes with, {without} without");
}
