//! The multi-stage knapsack by its structure and by the search alone. Writes a table.
//!
//! `cargo run --release -p hunch-guide --example msmk -- [INSTANCES] [SECONDS]`: three instances a class and
//! five seconds a run unless told otherwise. The structure is the method `exact` up to twenty items, `auto`
//! beyond.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program for people")]

use hunch_families::msmk::{Distribution, Msmk, sample, subset};
use hunch_families::random::instance_seed;
use hunch_guide::methods::{Auto, Exact, Method, Search};
use hunch_guide::{Library, Options, Problem, solve};
use hunch_model::{Event, Limits, Session, Status};
use std::error::Error;
use std::time::Instant;

/// Seed of the data set.
const SEED: u64 = 77_002;
/// Items, periods and knapsacks of the published classes that are tried here.
const CLASSES: [(usize, usize, usize); 12] = [
    (8, 15, 5),
    (8, 60, 5),
    (10, 30, 4),
    (16, 30, 5),
    (16, 100, 5),
    (20, 30, 4),
    (24, 20, 5),
    (32, 15, 5),
    (30, 20, 4),
    (40, 15, 4),
    (32, 60, 5),
    (40, 100, 4),
];
/// A choice this close to the best of its run is good: the aim beyond twenty items.
const GOOD: f64 = 1e-3;

/// One run: what it earns, the gap that is open, seconds in all and until a good choice, and whether it is proven the
/// best.
struct Run {
    earns: f64,
    gap: f64,
    seconds: f64,
    good_after: f64,
    proven: bool,
}

fn run(problem: &Problem, method: &'static dyn Method, limit: f64) -> Run {
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let limits = Limits { seconds: Some(limit), work: None };
    let mut found = Vec::new();
    let mut sink = |seconds: f64, event: Event| {
        if let Event::Incumbent { objective, .. } = event {
            found.push((seconds, objective));
        }
    };
    let mut session = Session::new(limits, &clock, &|| false, Some(&mut sink));
    let options = Options { method, ..Options::default() };
    let answer = solve(problem, &options, &Library::new(), &mut session).unwrap();
    let gap = answer.solution.gap.map_or(f64::INFINITY, |gap| gap.relative);
    let earns = answer.solution.objective.unwrap_or(0.0);
    let seconds = clock();
    let good = found.iter().find(|(_, objective)| *objective >= earns * (1.0 - GOOD));
    let good_after = good.map_or(seconds, |(after, _)| *after);
    Run { earns, gap, seconds, good_after, proven: answer.solution.status == Status::Optimal }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count: u64 = arguments.first().map_or(Ok(3), |text| text.parse())?;
    let limit: f64 = arguments.get(1).map_or(Ok(5.0), |text| text.parse())?;
    println!(
        "| items | periods | knapsacks | structure: proven | gap | seconds | within 0.1 % after | search: proven | gap | seconds | search earns less by |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for (items, periods, knapsacks) in CLASSES {
        let (mut by_structure, mut by_search) = (Vec::new(), Vec::new());
        for k in 0..count {
            let size = Distribution { items, periods, knapsacks };
            let problem = Problem::of::<Msmk>(sample(&size, instance_seed(SEED, k)));
            let structure: &'static dyn Method = if items <= subset::MAX_FREE { &Exact } else { &Auto };
            by_structure.push(run(&problem, structure, limit));
            by_search.push(run(&problem, &Search, limit));
        }
        let lost = by_structure.iter().zip(&by_search).map(|(a, b)| 1.0 - b.earns / a.earns);
        let told = |runs: &[Run]| {
            format!(
                "{}/{count} | {:.3} % | {:.3}",
                runs.iter().filter(|run| run.proven).count(),
                100.0 * median(runs.iter().map(|run| run.gap)),
                median(runs.iter().map(|run| run.seconds)),
            )
        };
        println!(
            "| {items} | {periods} | {knapsacks} | {} | {:.3} | {} | {:.2} % |",
            told(&by_structure),
            median(by_structure.iter().map(|run| run.good_after)),
            told(&by_search),
            100.0 * median(lost)
        );
    }
    Ok(())
}
