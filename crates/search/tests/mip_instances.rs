//! Public mixed-integer instances: what is proven is right, and what is not is bracketed. The instances are
//! looked for in `../shared/instances` beside the repository, or in `HUNCH_INSTANCES`.

#![allow(clippy::unwrap_used)] // a failed test, in helpers too

mod lp_support;

use hunch_model::{Program, Sense, Status, Unlimited, check};
use hunch_search::{Engine, Guidance, Settings, solve};
use lp_support::instances;

/// Nodes that prove these instances with a margin.
const PROVABLE: [(&str, u64); 9] = [
    ("enigma", 20_000),
    ("flugpl", 5_000),
    ("gt2", 10_000),
    ("misc03", 5_000),
    ("mod008", 20_000),
    ("p0033", 2_000),
    ("p0201", 2_000),
    ("rgn", 20_000),
    ("stein27", 20_000),
];

/// Nodes for the others, where only honesty is asked for.
const FEW_NODES: u64 = 200;

/// Name, program and published optimum of each integer instance.
fn integer_instances() -> Vec<(String, Program, f64)> {
    let name = |path: String| path.strip_prefix("miplib3/").map(|n| n.trim_end_matches(".mps").to_string());
    instances().into_iter().filter_map(|(path, p, optimum)| name(path).map(|n| (n, p, optimum))).collect()
}

#[test]
fn easy_instances_are_proven_and_hard_ones_bracketed() {
    for (name, program, optimum) in integer_instances() {
        assert_eq!(program.sense, Sense::Minimize, "{name}");
        let provable = PROVABLE.iter().find(|p| p.0 == name).map(|p| p.1);
        let settings = Settings::new().with_node_limit(Some(provable.unwrap_or(FEW_NODES)));
        let solution = solve(&program, Engine::Hunch, &settings, &Guidance::none(), &mut Unlimited).unwrap();
        let tolerance = 1e-6 * (1.0 + f64::abs(optimum));
        assert!(solution.bound.unwrap() <= optimum + tolerance, "{name}: {:?}", solution.bound);
        if let Some(objective) = solution.objective {
            assert!(objective >= optimum - tolerance, "{name}: {objective}");
            assert!(check(&program, &solution.values).feasible, "{name}");
        }
        if provable.is_some() {
            assert_eq!(solution.status, Status::Optimal, "{name}");
            assert!((solution.objective.unwrap() - optimum).abs() <= tolerance, "{name}: {solution:?}");
        }
    }
}
