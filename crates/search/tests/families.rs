//! Promises on the shapes that people solve: small instances of every family agree with an exact algorithm or
//! with microlp.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

mod support;

use hunch_families::benchmark::Class;
use hunch_families::clsp::{Distribution, Instance, LotSizingInequalities, optimal_plan, program, sample};
use hunch_model::{Program, Status, Unlimited, check};
use hunch_search::{Engine, Guidance, Search, Settings, StepResult, solve};
use support::seeds;

fn lot_sizing(horizon: usize, seed: u64) -> Instance {
    sample(&Distribution { c: 3, f: 1_000, horizon }, seed).unwrap()
}

fn exact_cost(instance: &Instance) -> f64 {
    let plan = optimal_plan(instance).unwrap().unwrap();
    instance.cost(&plan.production, &plan.setup, &plan.inventory)
}

fn assert_optimum(name: &str, p: &Program, solution: &hunch_model::Solution, optimum: f64) {
    assert_eq!(solution.status, Status::Optimal, "{name}");
    let objective = solution.objective.unwrap();
    assert!((objective - optimum).abs() <= 1e-6 * (1.0 + optimum.abs()), "{name}: {objective} {optimum}");
    assert!(check(p, &solution.values).feasible, "{name}");
}

#[test]
fn lot_sizing_agrees_with_the_dynamic_programme() {
    for seed in seeds(12) {
        let instance = lot_sizing(10 + (seed % 8) as usize, seed);
        let p = program(&instance);
        let solution = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        assert_optimum(&format!("seed {seed}"), &p, &solution, exact_cost(&instance));
    }
}

#[test]
fn a_familys_separators_keep_the_optimum_and_lift_the_root_bound() {
    let mut lifted = 0;
    for seed in seeds(6) {
        let instance = lot_sizing(16, seed + 100);
        let p = program(&instance);
        let mut search = Search::new(&p, Engine::Hunch, &Settings::new(), &Guidance::none())
            .unwrap()
            .with_separators(vec![Box::new(LotSizingInequalities::new(&instance))]);
        while search.step(10_000, &mut Unlimited) != StepResult::Finished {}
        let with = search.solution();
        let without = solve(&p, Engine::Hunch, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
        assert_optimum(&format!("seed {seed}"), &p, &with, exact_cost(&instance));
        lifted += usize::from(with.statistics.nodes <= without.statistics.nodes);
    }
    assert!(lifted >= 3, "with its own cuts lot sizing took more nodes nearly always");
}

#[test]
fn small_instances_of_every_family_agree_with_microlp() {
    let classes = [
        Class::MultiItemLotSizing { items: 2, horizon: 5 },
        Class::MultiStageKnapsack { items: 4, horizon: 3, knapsacks: 2 },
        Class::FacilityLocation { size: 6 },
        Class::Transportation { size: 8 },
        Class::MultidimensionalKnapsack { items: 14, rows: 3 },
        Class::SetCovering { elements: 20, sets: 40 },
        Class::GeneralizedAssignment { agents: 3, jobs: 8 },
    ];
    let mut feasible = 0;
    for class in classes {
        for number in seeds(4) {
            let p = class.instance(number).unwrap();
            let run =
                |engine| solve(&p, engine, &Settings::new(), &Guidance::none(), &mut Unlimited).unwrap();
            let (own, other) = (run(Engine::Hunch), run(Engine::Microlp));
            match other.objective {
                Some(optimum) => {
                    assert_eq!(other.status, Status::Optimal, "{}", p.name);
                    assert_optimum(&p.name, &p, &own, optimum);
                    feasible += 1;
                }
                // A tiny assignment problem may have too little capacity.
                None => assert_eq!((own.status, other.status), (Status::Infeasible, Status::Infeasible)),
            }
        }
    }
    assert!(feasible >= 20, "{feasible} feasible instances only");
}
