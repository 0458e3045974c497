//! Times networks that map a vector to a vector, the shape of the robust families (305 features, 50 outputs;
//! 456 features, 350 outputs), in batches on this machine.
//!
//! `cargo run --release -p hunch-infer --example vector_bench [HIDDEN]`, 256 hidden units unless told
//! otherwise.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // A program for people.

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use hunch_infer::{Activation, Model};

/// Repetitions of each measurement; the median counts.
const REPEATS: usize = 9;

fn main() {
    let hidden: usize = std::env::args().nth(1).map_or(256, |units| units.parse().unwrap());
    for (features, outputs) in [(305, 50), (456, 350)] {
        let hidden_layer = common::dense("hidden", hidden, Activation::Relu);
        let layers = vec![hidden_layer, common::dense("out", outputs, Activation::Clamp)];
        let bundle = common::bundle(&mut common::rng(1), features, layers);
        for (name, model) in [
            ("detected", Model::new(&bundle).unwrap()),
            ("portable", Model::new(&bundle).unwrap().portable()),
        ] {
            for batch in [1, 64, 4096] {
                let input = common::uniform(&mut common::rng(2), batch * features, 1.0);
                let mut seconds: Vec<f64> = (0..REPEATS)
                    .map(|_| {
                        let start = Instant::now();
                        std::hint::black_box(model.forward(std::hint::black_box(&input), batch, 1).unwrap());
                        start.elapsed().as_secs_f64()
                    })
                    .collect();
                seconds.sort_by(f64::total_cmp);
                let median = seconds[REPEATS / 2];
                let rate = batch as f64 / median;
                println!(
                    "{features} → {hidden} → {outputs}, batch {batch:4}, {name} kernels: {:.3} ms, {rate:.0} a second",
                    1e3 * median
                );
            }
        }
    }
}
