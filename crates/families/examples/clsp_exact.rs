//! Times the exact algorithm for lot sizing on instances of the published distributions:
//! `cargo run --release -p hunch-families --example clsp_exact -- [instances per row] [unpruned]`.
//! "plain states" is what a dynamic programme without pruning would evaluate; `unpruned` runs that one.
#![allow(clippy::print_stdout, reason = "a command prints")]

use hunch_families::clsp::exact::{Options, solve};
use hunch_families::clsp::{Distribution, instance_seed, sample};
use hunch_model::Unlimited;
use std::error::Error;
use std::time::Instant;

/// `(c, f, horizon, divisor of the number of instances)`: published combinations and the published longer
/// horizons.
const ROWS: [(u32, u32, usize, usize); 14] = [
    (3, 1_000, 90, 1),
    (3, 10_000, 90, 1),
    (5, 1_000, 90, 1),
    (5, 10_000, 90, 1),
    (8, 1_000, 90, 1),
    (8, 10_000, 90, 1),
    (3, 1_000, 120, 1),
    (3, 10_000, 120, 1),
    (5, 10_000, 120, 1),
    (8, 10_000, 120, 1),
    (3, 1_000, 360, 4),
    (8, 10_000, 480, 4),
    (8, 10_000, 720, 10),
    (8, 10_000, 960, 10),
];

/// Seed of the instances.
const SEED: u64 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = match std::env::args().nth(1) {
        Some(text) => text.parse()?,
        None => 40,
    };
    let pruning = std::env::args().nth(2).as_deref() != Some("unpruned");
    println!(
        "  c       f    T    n   min ms  median ms   max ms  median states  plain states  peak MB  sweeps"
    );
    for (c, f, horizon, share) in ROWS {
        let distribution = Distribution { c, f, horizon };
        let n = (count / share).max(1);
        let mut milliseconds = Vec::with_capacity(n);
        let mut cells = Vec::with_capacity(n);
        let mut plain = Vec::with_capacity(n);
        let mut peak = 0;
        let mut sweeps = 0;
        for index in 0..n {
            let instance = sample(&distribution, instance_seed(SEED, index as u64))?;
            let start = Instant::now();
            let options = Options { pruning, ..Options::default() };
            let answer = solve(&instance, &[], &options, &mut Unlimited)?;
            milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
            cells.push(answer.account.cells);
            plain.push(states_without_pruning(&instance));
            peak = peak.max(answer.account.peak_bytes);
            sweeps += answer.account.sweeps;
        }
        milliseconds.sort_by(f64::total_cmp);
        cells.sort_unstable();
        plain.sort_unstable();
        println!(
            "{c:3} {f:7} {horizon:4} {n:4} {:8.2} {:10.2} {:8.2} {:14} {:13} {:8.1} {:7.1}",
            milliseconds[0],
            milliseconds[n / 2],
            milliseconds[n - 1],
            cells[n / 2],
            plain[n / 2],
            peak as f64 / 1e6,
            sweeps as f64 / n as f64,
        );
    }
    Ok(())
}

/// Stocks between zero and what capacity allows and demand still asks for, over all periods.
fn states_without_pruning(instance: &hunch_families::clsp::Instance) -> u64 {
    let total: f64 = instance.demand.iter().sum();
    let (mut demand, mut capacity) = (0.0, 0.0);
    instance
        .demand
        .iter()
        .zip(&instance.capacity)
        .map(|(d, c)| {
            demand += d;
            capacity = f64::min(capacity + c, total);
            (capacity - demand) as u64 + 1
        })
        .sum()
}
