//! Public mixed-integer instances: what is proven is right, and what is not is bracketed. The instances are looked for in
//! `../shared/instances` beside the repository, or in `HUNCH_INSTANCES`.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a failed test, in helpers too; a notice when there is nothing to test

use hunch_model::{Program, Sense, Status, Unlimited, check, io};
use hunch_search::{Engine, Guidance, Settings, solve};
use std::path::PathBuf;

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

/// Name, program and published optimum of each instance; empty with a notice when the folder is absent.
fn instances() -> Vec<(String, Program, f64)> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/instances"));
    let folder = std::env::var_os("HUNCH_INSTANCES").map_or(beside, PathBuf::from);
    let Ok(optima) = std::fs::read_to_string(folder.join("optima.csv")) else {
        println!("no instances in {}: set HUNCH_INSTANCES to run this test on them", folder.display());
        return Vec::new();
    };
    let mut all = Vec::new();
    for line in optima.lines().filter(|l| l.starts_with("miplib3/")) {
        let fields: Vec<&str> = line.split(',').collect();
        let text = std::fs::read_to_string(folder.join(fields[0])).unwrap();
        let program = io::read_program(&text, io::Format::Mps).unwrap();
        let name = fields[0].trim_start_matches("miplib3/").trim_end_matches(".mps");
        all.push((name.to_string(), program, fields[4].parse().unwrap()));
    }
    all
}

#[test]
fn easy_instances_are_proven_and_hard_ones_bracketed() {
    for (name, program, optimum) in instances() {
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
