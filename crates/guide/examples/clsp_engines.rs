//! Lot sizing by every method and engine on seeded instances, natively: median and largest seconds, answers
//! in time, mean gap to the exact optimum.
//!
//! `cargo run --release -p hunch-guide --example clsp_engines -- WEIGHTS [C] [INSTANCES] [SECONDS]`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line example")]

use hunch_families::clsp::{Clsp, Distribution, Instance, instance_seed, sample};
use hunch_guide::methods;
use hunch_guide::{Certify, Library, Method, Options, Problem, solve};
use hunch_model::{Limits, Session, Status};
use hunch_search::Engine;
use std::error::Error;
use std::time::Instant;

/// First seed: the thousand seeds below are those of the training data.
const BASE_SEED: u64 = 2_000_001;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let weights = arguments.first().ok_or("give a weights file")?;
    let number = |k: usize, default: u32| arguments.get(k).map_or(Ok(default), |text| text.parse());
    let (c, count, limit) = (number(1, 3)?, number(2, 10)?, number(3, 10)?);
    let mut library = Library::new();
    library.load(&std::fs::read(weights)?)?;
    let distribution = Distribution { c, f: 10_000, horizon: 120 };
    let instances = (0..u64::from(count))
        .map(|k| sample(&distribution, instance_seed(BASE_SEED, k)))
        .collect::<Result<Vec<Instance>, _>>()?;
    let optima = instances
        .iter()
        .map(|i| {
            run(i, &methods::Exact, Engine::Hunch, f64::from(limit), &library)
                .map(|(_, objective, _)| objective)
        })
        .collect::<Result<Vec<_>, _>>()?;
    println!(
        "| method | engine | median s | max s | proven optimal of its program | mean gap to the optimum % |"
    );
    println!("|---|---|---|---|---|---|");
    for method in methods::METHODS.iter().copied() {
        for engine in [Engine::Hunch, Engine::Microlp] {
            if method.name() == "exact" && engine == Engine::Microlp {
                continue;
            }
            let (mut seconds, mut gap, mut within) = (Vec::new(), 0.0, 0);
            for (instance, optimum) in instances.iter().zip(&optima) {
                let (time, objective, status) = run(instance, method, engine, f64::from(limit), &library)?;
                seconds.push(time);
                gap += 100.0 * (objective / optimum - 1.0) / f64::from(count);
                within += u32::from(status == Status::Optimal || time < f64::from(limit));
            }
            seconds.sort_by(f64::total_cmp);
            let (median, largest) = (seconds[seconds.len() / 2], seconds[seconds.len() - 1]);
            println!(
                "| {} | {} | {median:.4} | {largest:.4} | {within}/{count} | {gap:.4} |",
                method.name(),
                engine.name()
            );
        }
    }
    Ok(())
}

/// Seconds, objective (infinite without a feasible answer) and status.
fn run(
    instance: &Instance,
    method: &'static dyn Method,
    engine: Engine,
    limit: f64,
    library: &Library,
) -> Result<(f64, f64, Status), Box<dyn Error>> {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64();
    let options = Options { method, engine, certify: Certify::None, ..Options::default() };
    let limits = Limits { seconds: Some(limit), work: None };
    let mut session = Session::new(limits, &clock, &|| false, None);
    let answer = solve(&Problem::of::<Clsp>(instance.clone()), &options, library, &mut session)?;
    Ok((clock(), answer.solution.objective.unwrap_or(f64::INFINITY), answer.solution.status))
}
