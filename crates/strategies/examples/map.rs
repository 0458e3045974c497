//! How long a file's map takes: 256 × 256 cells over each pair of neighbouring parameters, the median of many.
//!
//! `cargo run --release -p hunch-strategies --example map -- FILE.safetensors …`
#![allow(clippy::print_stdout)] // it is a report

use hunch_strategies::bundle::map::{Truth, View};
use hunch_strategies::bundle::{Learned, Model};
use std::error::Error;
use std::time::Instant;

/// Cells along a side.
const SIDE: usize = 256;
/// Paintings of which the median is told.
const REPEATS: usize = 21;
/// Cells along a side of the truth that is timed.
const TRUTH: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "| file | parameters | strategies | leaves | terms of a split, at most | depth | ms a painting | µs a cell of the truth |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    for path in std::env::args().skip(1) {
        let learned = Learned::read(&std::fs::read(&path)?, &hunch_bundle::json::parse)?;
        let model = Model::new(learned)?;
        let card = &model.learned().card;
        let width = card.parameters.len();
        let ends: Vec<[f64; 2]> =
            card.domain.lower.iter().zip(&card.domain.upper).map(|(&low, &high)| [low, high]).collect();
        let theta: Vec<f64> = ends.iter().map(|[low, high]| (low + high) / 2.0).collect();
        let view = |x: usize, side: usize| {
            let axes = [x % width, (x + 1) % width];
            View { theta: theta.clone(), axes, ranges: axes.map(|j| ends[j]), cells: [side; 2] }
        };
        let mut times = Vec::new();
        for repeat in 0..REPEATS {
            let started = Instant::now();
            std::hint::black_box(model.paint(&view(repeat, SIDE))?);
            times.push(1e3 * started.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        let cells: Vec<u32> = (0..(TRUTH * TRUTH) as u32).collect();
        let started = Instant::now();
        model.truth(&view(0, TRUTH), &cells, &mut Truth::default(), &mut hunch_model::Unlimited)?;
        let truth = 1e6 * started.elapsed().as_secs_f64() / cells.len() as f64;
        let tree = model.learned().tree.as_ref();
        let terms = tree.iter().flat_map(|tree| tree.nodes()).filter_map(|node| node.branch.as_ref());
        println!(
            "| {} | {width} | {} | {} | {} | {} | {:.1} | {truth:.0} |",
            card.name,
            card.sentences.len(),
            tree.map_or(0, |tree| tree.leaves()),
            terms.map(|branch| branch.split.terms.len()).max().unwrap_or(0),
            tree.map_or(0, |tree| tree.depth()),
            times[REPEATS / 2],
        );
    }
    Ok(())
}
