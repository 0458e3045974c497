//! `hunch robust`.

mod evaluate;
mod export;
mod report;
mod sweep;
mod train;

use super::{print, progress_bar};
use crate::cli::robust::{ProblemArgs, RobustCommand, SampleArgs};
use crate::error::Result;
use crate::robust::evaluate::mean;
use crate::robust::{Labels, Learning, Settings, Source};
use serde::Serialize;
use std::path::Path;

/// Runs the command.
pub fn run(command: &RobustCommand, json: bool) -> Result<u8> {
    match command {
        RobustCommand::Sample(args) => sample(args, json),
        RobustCommand::Train(args) => train::run(args, json),
        RobustCommand::Export(args) => export::run(args, json),
        RobustCommand::Evaluate(args) => evaluate::run(args, json),
        RobustCommand::Sweep(args) => sweep::run(args, json),
        RobustCommand::Report(args) => report::run(args, json),
    }
}

/// Settings that say which instances are meant.
fn settings(problem: &ProblemArgs) -> Settings {
    Settings {
        set: problem.set.into(),
        radius_input: problem.radius_input,
        ..problem.application.settings(Learning::SelfSupervised)
    }
}

/// Optima of the first `wanted` instances, solved with a progress bar where the file lacks them.
fn labels(path: &Path, source: &Source, wanted: u64, threads: usize) -> Result<Labels> {
    let bar = progress_bar(wanted, "optima");
    let labels = Labels::make(path, source, wanted, threads, &mut |count| bar.set_position(count))?;
    bar.finish_and_clear();
    Ok(labels)
}

/// What `hunch robust sample` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sampled {
    labels: usize,
    /// Mean optimum, seconds of the solver, and relative gap that its time limit left.
    objective: f64,
    seconds: f64,
    gap: f64,
}

fn sample(args: &SampleArgs, json: bool) -> Result<u8> {
    let source = Source::of(&settings(&args.problem), args.seed);
    let labels = labels(&args.out, &source, args.samples, args.threads.count())?;
    let column =
        |get: fn(&crate::robust::Truth) -> f64| mean(&labels.truths().iter().map(get).collect::<Vec<f64>>());
    let sampled = Sampled {
        labels: labels.truths().len(),
        objective: column(|t| t.objective),
        seconds: column(|t| t.seconds),
        gap: column(|t| (t.bound - t.objective) / t.objective),
    };
    let text = format!(
        "{} optima in {}: mean {:.4}, {:.2} ms and gap {:.1e} each",
        sampled.labels,
        args.out.display(),
        sampled.objective,
        1e3 * sampled.seconds,
        sampled.gap
    );
    print(json, &sampled, &text)?;
    Ok(0)
}
