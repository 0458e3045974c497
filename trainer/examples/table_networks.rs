//! The network of "The voice of optimization" for the rows of its tables: trained on the samples that the
//! example `tables` of `hunch-strategies` keeps in its folder, and written where that looks for it.
//!
//! `cargo run --release -p hunch-trainer --example table_networks -- FOLDER [--seconds S] [ROW …]`
//!
//! Takes S seconds a row at most (60). Rows that have a network already are left out.
#![allow(clippy::print_stdout)] // it is a report

use hunch_families::parametric::generator;
use hunch_families::random::theta;
use hunch_strategies::learn::Data;
use hunch_strategies::{Label, Sample, Strategy};
use hunch_trainer::methods::mlopt::beside::in_time;
use std::error::Error;
use std::path::Path;

/// Seed of the tables' data and θ, and of the network's weights.
const SEED: u64 = 1;
/// What the files of a row end on.
const SAMPLE: &str = ".sample";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut folder, mut rows, mut seconds) = (None, Vec::new(), 60.0);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => seconds = words.next().ok_or("--seconds has no value")?.parse()?,
            _ if folder.is_none() => folder = Some(word),
            _ => rows.push(word),
        }
    }
    let folder = folder.ok_or("which folder?")?;
    let folder = Path::new(&folder);
    let mut names: Vec<String> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, std::io::Error>>()?;
    names.sort();
    for row in names.iter().filter_map(|name| name.strip_suffix(SAMPLE)) {
        let out = folder.join(format!("{row}.network.json"));
        if out.exists() || !rows.is_empty() && !rows.iter().any(|asked| asked == row) {
            continue;
        }
        let sample: Sample = serde_json::from_slice(&std::fs::read(folder.join(format!("{row}{SAMPLE}")))?)?;
        let data = points(row, &sample)?;
        let classes = sample.strategies.list().iter().map(Strategy::id).collect();
        match in_time(&data, classes, SEED, seconds)? {
            Some((network, epochs)) => {
                std::fs::write(&out, serde_json::to_vec(&network)?)?;
                println!("{row}: {epochs} passes over {} points, {} classes", data.len(), data.classes());
            }
            None => println!("{row}: {seconds} s are too few"),
        }
    }
    Ok(())
}

/// The θ of a row's sample that have an optimum, each with its strategy.
fn points(row: &str, sample: &Sample) -> Result<Data, Box<dyn Error>> {
    let mut parts: Vec<&str> = row.split('-').collect();
    let mut sizes = Vec::new();
    while let Some(size) = parts.last().and_then(|part| part.parse().ok()) {
        sizes.insert(0, size);
        parts.pop();
    }
    let program = generator(&parts.join("-"))?.program(&sizes, SEED)?;
    let distribution = program.distribution.ok_or("no distribution")?;
    let (mut points, mut labels, mut width) = (Vec::new(), Vec::new(), 0);
    for (index, label) in (0..).zip(&sample.labels) {
        if let Label::Strategy(number, _) = *label {
            let theta = theta(&distribution, SEED, index);
            width = theta.len();
            points.extend(theta);
            labels.push(number);
        }
    }
    Ok(Data::new(points, width, labels, sample.strategies.len())?)
}
