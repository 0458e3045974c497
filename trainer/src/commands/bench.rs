//! `hunch bench`.

use crate::bench::instances::{Item, choose};
use crate::bench::{Report, measure};
use crate::cli::{BenchArgs, BenchEngines};
use crate::error::{Error, Result, exit};
use crate::terminal::{print, progress_bar};
use hunch_search::Engine;

/// Runs the command. A claim that turns out to be wrong is a failure.
pub fn run(args: &BenchArgs, json: bool) -> Result<u8> {
    if !(args.time_limit > 0.0 && args.time_limit.is_finite()) {
        return Err(setting("--time-limit", args.time_limit, "it must be a number of seconds above 0"));
    }
    let mut items = args.instances.as_deref().map_or_else(|| Ok(Vec::new()), Item::public)?;
    items.extend(Item::seeded(args.seeded));
    let items = choose(items, &args.families)?;
    if items.is_empty() {
        return Err(setting("--seeded", args.seeded, "give --instances FOLDER or seeded instances"));
    }
    let engines: &[Engine] = match args.engine {
        BenchEngines::Hunch => &[Engine::Hunch],
        BenchEngines::Microlp => &[Engine::Microlp],
        BenchEngines::Both => &[Engine::Hunch, Engine::Microlp],
    };
    let bar = progress_bar(items.len() as u64, "instances");
    let mut results = Vec::with_capacity(items.len() * engines.len());
    for item in &items {
        let measured = measure(item, engines, args.time_limit)?;
        for measurement in &measured {
            bar.suspend(|| tracing::info!("{measurement}"));
        }
        results.extend(measured);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let report = Report::new(args.time_limit, results);
    print(json, &report, &report.to_string())?;
    Ok(if report.results.iter().any(|result| result.wrong) { exit::FAILURE } else { 0 })
}

fn setting(field: &'static str, value: impl ToString, expected: &str) -> Error {
    Error::Setting { field, value: value.to_string(), expected: expected.into() }
}
