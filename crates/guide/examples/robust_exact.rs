//! What robustness costs, how far repaired decisions without any guess are from the optimum, and how long the
//! exact counterpart takes, on the distributions of the published sizes: the figures behind the samplers'
//! radii.
//!
//! `cargo run --release -p hunch-guide --example robust_exact [INSTANCES]`, ten of each unless told
//! otherwise.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a program for people")]

use hunch_families::random::instance_seed;
use hunch_families::robust::UncertaintySet;
use hunch_families::robust_inventory::{self as inventory, RobustInventory};
use hunch_families::robust_knapsack::{self as knapsack, RobustKnapsack};
use hunch_families::{Case, case};
use hunch_guide::methods;
use hunch_guide::{Answer, Library, Method, Options, Problem, solve};
use hunch_model::{Limits, Session};
use std::sync::Arc;
use std::time::Instant;

/// Seconds for one exact solve.
const LIMIT: f64 = 20.0;

type Instance = Arc<dyn Case>;

/// Draws the instance of a seed.
type Draw = Box<dyn Fn(u64) -> Instance>;

fn run(instance: &Instance, method: &'static dyn Method, outputs: Option<Vec<f32>>) -> (Answer, f64) {
    let options = Options { method, probabilities: outputs, ..Options::default() };
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let mut session = Session::new(Limits { seconds: Some(LIMIT), work: None }, &clock, &|| false, None);
    let problem = Problem::Instance(instance.clone());
    let answer = solve(&problem, &options, &Library::new(), &mut session).unwrap();
    (answer, started.elapsed().as_secs_f64())
}

/// The same instance with data that are known exactly.
fn nominal(instance: &dyn Case) -> Instance {
    match (instance.of::<RobustKnapsack>(), instance.of::<RobustInventory>()) {
        (Some(i), _) => case::<RobustKnapsack>(i.nominal()),
        (_, Some(i)) => case::<RobustInventory>(i.nominal()),
        _ => panic!("another family"),
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let count: u64 = std::env::args().nth(1).map_or(10, |n| n.parse().unwrap());
    let mut distributions: Vec<(String, Draw)> = Vec::new();
    for set in UncertaintySet::ALL {
        for domain in [knapsack::Domain::Continuous, knapsack::Domain::Binary] {
            let d = knapsack::Distribution::paper(set, domain);
            let draw = move |seed| case::<RobustKnapsack>(knapsack::sample(&d, seed).unwrap());
            distributions.push((format!("knapsack {set:?} {domain:?}"), Box::new(draw)));
        }
        let d = inventory::Distribution::paper(set);
        let draw = move |seed| case::<RobustInventory>(inventory::sample(&d, seed).unwrap());
        distributions.push((format!("inventory {set:?}"), Box::new(draw)));
    }
    println!(
        "distribution: price of robustness; gap of a repair of nothing, gap of its bound; optimal within {LIMIT} s; seconds; iterations"
    );
    for (name, draw) in distributions {
        let (mut price, mut gap, mut bound, mut seconds, mut optimal, mut rounds) =
            (vec![], vec![], vec![], vec![], 0, vec![]);
        for k in 0..count {
            let instance = draw(instance_seed(1, k));
            let (exact, time) = run(&instance, &methods::Search, None);
            let best = exact.solution.objective.unwrap();
            let (loose, _) = run(&nominal(instance.as_ref()), &methods::Search, None);
            price.push(1.0 - best / loose.solution.objective.unwrap());
            let (repair, _) = run(&instance, &methods::Guess, Some(vec![0.0; instance.decision_length()]));
            gap.push(1.0 - repair.solution.objective.unwrap() / best);
            bound.push(repair.solution.bound.unwrap() / best - 1.0);
            optimal += usize::from(exact.solution.gap.is_some_and(|g| g.is_closed()));
            seconds.push(time);
            rounds.push(exact.solution.statistics.iterations as f64);
        }
        let slowest = seconds.iter().copied().fold(0.0, f64::max);
        println!(
            "{name}: {:.1} %; {:.2} %, {:.3} %; {optimal}/{count}; median {:.4}, slowest {slowest:.4}; {:.0}",
            100.0 * median(&mut price),
            100.0 * median(&mut gap),
            100.0 * median(&mut bound),
            median(&mut seconds),
            median(&mut rounds)
        );
    }
}
