//! Times the paper's network (three bidirectional layers of 40 units, four features, one sigmoid) over 120
//! periods on this machine.
//!
//! `cargo run --release -p hunch-infer --example infer_bench [BATCH ...]`, batches of 1 and 256 unless told
//! otherwise.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // A program for people.

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use hunch_infer::Model;

const STEPS: usize = 120;
/// Sequences per measurement, so that small batches are repeated more often.
const SEQUENCES: usize = 1200;

fn main() {
    let mut rng = common::rng(1);
    let bundle = common::paper_network(&mut rng);
    let models =
        [("detected", Model::new(&bundle).unwrap()), ("portable", Model::new(&bundle).unwrap().portable())];
    let mut batches: Vec<usize> = std::env::args().skip(1).map(|batch| batch.parse().unwrap()).collect();
    if batches.is_empty() {
        batches = vec![1, 256];
    }
    for batch in batches {
        let repeats = (SEQUENCES / batch).max(5);
        let input = common::uniform(&mut rng, batch * STEPS * 4, 3.0);
        let mut times = [Vec::new(), Vec::new()];
        // Interleaved, so that a busy machine slows both.
        for _ in 0..repeats {
            for (which, (_, model)) in models.iter().enumerate() {
                let start = Instant::now();
                std::hint::black_box(model.forward(std::hint::black_box(&input), batch, STEPS).unwrap());
                times[which].push(start.elapsed().as_secs_f64() * 1e3);
            }
        }
        for ((name, _), times) in models.iter().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            let median = times[times.len() / 2];
            println!("batch {batch:3}, {name} kernels: min {:.3} ms, median {median:.3} ms", times[0]);
        }
    }
}
