//! What the package's tests in Node and browsers hold against, made natively here.

use hunch_families::clsp::{Distribution, Instance, sample};
use hunch_families::{robust_inventory, robust_knapsack};
use serde::Deserialize;

/// The file that the package's tests read too.
const GOLDEN: &str = include_str!("../../../pkg/test/golden/sample.json");

/// The same for robust families.
const ROBUST_GOLDEN: &str = include_str!("../../../pkg/test/golden/robust.json");

#[derive(Deserialize)]
struct Draw {
    seed: u64,
    c: u32,
    f: u32,
    horizon: usize,
    demand: Vec<f64>,
    capacity: Vec<f64>,
    #[serde(rename = "productionCost")]
    production_cost: Vec<f64>,
    #[serde(rename = "setupCost")]
    setup_cost: Vec<f64>,
    #[serde(rename = "holdingCost")]
    holding_cost: Vec<f64>,
}

#[test]
fn a_seed_gives_natively_the_instance_that_it_gives_in_the_browser() {
    let draw: Draw = serde_json::from_str(GOLDEN).unwrap();
    let distribution = Distribution { c: draw.c, f: draw.f, horizon: draw.horizon };
    let expected = Instance {
        demand: draw.demand,
        capacity: draw.capacity,
        production_cost: draw.production_cost,
        setup_cost: draw.setup_cost,
        holding_cost: draw.holding_cost,
    };
    assert_eq!(sample(&distribution, draw.seed).unwrap(), expected);
}

#[derive(Deserialize)]
struct RobustDraws {
    seed: u64,
    knapsack: (robust_knapsack::Distribution, robust_knapsack::Instance),
    inventory: (robust_inventory::Distribution, robust_inventory::Instance),
}

#[test]
fn a_seed_gives_natively_the_robust_instances_that_it_gives_in_the_browser() {
    let RobustDraws { seed, knapsack, inventory } = serde_json::from_str(ROBUST_GOLDEN).unwrap();
    assert_eq!(robust_knapsack::sample(&knapsack.0, seed).unwrap(), knapsack.1);
    assert_eq!(robust_inventory::sample(&inventory.0, seed).unwrap(), inventory.1);
}
