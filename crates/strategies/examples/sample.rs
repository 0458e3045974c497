//! The strategies of a parametric family: how many, how likely others are, what the most frequent cover.
//!
//! `cargo run --release -p hunch-strategies --example sample -- transportation 20 10 --samples 10000 --seed
//! 1`
#![allow(clippy::print_stdout)] // it is a report

use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_strategies::sampling::Label;
use hunch_strategies::{LabelOptions, Sample, SampleOptions, Sampler, Stop};
use std::time::Instant;

/// β of both bounds.
const BETA: f64 = 0.05;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut sizes, mut samples, mut seed, mut held_out, mut settles_ties) = (Vec::new(), 1000, 1, 0, true);
    let mut words = std::env::args().skip(1);
    let name = words.next().ok_or("which family?")?;
    while let Some(word) = words.next() {
        let mut number = || words.next().ok_or("a number is missing")?.parse::<u64>().map_err(Box::from);
        match word.as_str() {
            "--samples" => samples = number().map_err(|e: Box<dyn std::error::Error>| e)?,
            "--seed" => seed = number().map_err(|e: Box<dyn std::error::Error>| e)?,
            "--hold-out" => held_out = number().map_err(|e: Box<dyn std::error::Error>| e)?,
            "--first-optimum" => settles_ties = false,
            size => sizes.push(size.parse()?),
        }
    }
    let program = generator(&name)?.program(&sizes, seed)?;
    let distribution = program.distribution.as_ref().ok_or("no distribution")?;
    let label = LabelOptions { settles_ties, ..LabelOptions::default() };
    let options = SampleOptions {
        most: samples,
        stop: Stop { beta: BETA, ..Stop::never() },
        label,
        ..SampleOptions::default()
    };
    let (draw, fresh) = (|i| theta(distribution, seed, i), |i| theta(distribution, seed + 1_000_000, i));
    let start = Instant::now();
    let mut sample = Sample::default();
    let estimate = Sampler::new(&program, &draw, options.clone())?.run(&mut sample, |_, _| true)?;
    let seconds = start.elapsed().as_secs_f64();
    let counts = sample.counts();
    let covered = |k| {
        let first = sample.by_frequency().into_iter().take(k);
        100.0 * first.map(|s| counts[s as usize]).sum::<u64>() as f64 / estimate.samples.max(1) as f64
    };
    let without = sample.labels.iter().filter(|l| !matches!(l, Label::Strategy(..))).count();
    let (name, n, found) = (&program.base.name, estimate.samples, estimate.strategies);
    let (turing, bound) = (estimate.good_turing, estimate.bound);
    println!("{name}: N {n}, |S| {found}, Good-Turing {turing:.2e}, theorem 3.1 {bound:.3}");
    println!("most frequent {:.1} %, three {:.1} %, without an optimum {without}", covered(1), covered(3));
    println!("{:.3} ms a label", 1e3 * seconds / samples as f64);
    if held_out > 0 {
        let (hold_out, _) = Sampler::new(&program, &fresh, options)?.hold_out(&sample, held_out, BETA)?;
        println!(
            "of {} fresh ones unseen {}: at most {:.2e}",
            hold_out.tried, hold_out.unseen, hold_out.bound
        );
    }
    Ok(())
}
