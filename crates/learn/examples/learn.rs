//! `hunch learn` without the trainer's dependencies, for tests of the package: the same road, the report as
//! JSON on standard output.
//!
//! `cargo run -p hunch-learn --example learn -- --theta history.csv --out blend [--map map.json] [--words
//! words.json] [--minutes 1] [--samples 2000] [--seed 1] MODEL…`
#![allow(clippy::print_stdout)] // it is a report

use hunch_learn::plan::LearnSettings;
use hunch_learn::progress::Quiet;
use hunch_learn::{Ask, road};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let settings = LearnSettings {
        out: PathBuf::from("model"),
        name: String::new(),
        minutes: 1.0,
        samples: 2_000,
        held_out: 500,
        queries: 60,
        seed: 1,
        threads: 0,
        restarts: 2,
    };
    let mut ask = Ask { models: Vec::new(), theta: None, map: None, words: None, settings };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if !word.starts_with("--") {
            ask.models.push(word.into());
            continue;
        }
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--theta" => ask.theta = Some(value.into()),
            "--map" => ask.map = Some(value.into()),
            "--words" => ask.words = Some(value.into()),
            "--out" => ask.settings.out = value.into(),
            "--minutes" => ask.settings.minutes = value.parse()?,
            "--samples" => ask.settings.samples = value.parse()?,
            "--seed" => ask.settings.seed = value.parse()?,
            other => return Err(format!("{other} is not known").into()),
        }
    }
    let out = &ask.settings.out;
    ask.settings.name = out.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (report, _) = road(&ask, &Quiet)?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
