//! The classes of instances, each a name and what draws it.

use hunch_families::clsp::{self, Clsp};
use hunch_families::robust::UncertaintySet;
use hunch_families::robust_inventory::{self as inventory, RobustInventory};
use hunch_families::robust_knapsack::{self as knapsack, RobustKnapsack};
use hunch_guide::Problem;

/// Draws the instance of a seed.
pub type Draw = Box<dyn Fn(u64) -> Problem>;

pub fn classes() -> Vec<(String, Draw)> {
    let mut classes: Vec<(String, Draw)> = Vec::new();
    let mut lots = |name: String, d: clsp::Distribution| {
        classes.push((name, Box::new(move |seed| Problem::of::<Clsp>(clsp::sample(&d, seed).unwrap()))));
    };
    for d in clsp::Distribution::paper() {
        lots(format!("lots c={} f={} T={}", d.c, d.f, d.horizon), d);
    }
    for horizon in [4, 6, 8] {
        lots(format!("lots of {horizon} periods"), clsp::Distribution { c: 3, f: 10_000, horizon });
    }
    for set in UncertaintySet::ALL {
        for domain in knapsack::Domain::ALL {
            let d = knapsack::Distribution::paper(set, domain);
            let draw = move |seed| Problem::of::<RobustKnapsack>(knapsack::sample(&d, seed).unwrap());
            classes.push((format!("knapsack {} {}", domain.name(), set.name()), Box::new(draw)));
        }
        let d = inventory::Distribution::paper(set);
        let draw = move |seed| Problem::of::<RobustInventory>(inventory::sample(&d, seed).unwrap());
        classes.push((format!("inventory {}", set.name()), Box::new(draw)));
    }
    classes
}
