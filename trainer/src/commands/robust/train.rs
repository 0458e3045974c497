//! `hunch robust train`.

use super::{labels, print, progress_bar};
use crate::cli::robust::TrainArgs;
use crate::device;
use crate::error::{Error, Result};
use crate::robust::{Labels, Learning, Measured, Progress, Settings, Source, Trainer};
use crate::train::Checkpoint;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Labels inside a run's folder, when the run makes its own.
const OWN_LABELS: &str = "labels.bin";

/// What `hunch robust train` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    steps: u64,
    seconds: f64,
    smooth_error: Option<f64>,
    last: Option<Measured>,
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: &TrainArgs, json: bool) -> Result<u8> {
    let settings = args.settings();
    settings.validate()?;
    if !args.resume && Checkpoint::of(&args.out).exists() {
        return Err(Error::Setting {
            field: "--out",
            value: args.out.display().to_string(),
            expected: "it holds a run already: continue it with --resume, or choose another folder".into(),
        });
    }
    let own = args.out.join(OWN_LABELS);
    let path = args.labels.as_deref().unwrap_or(&own);
    let labels = training_labels(&settings, path, args.threads.count())?;
    let device = device::open(args.device)?;
    let start = if args.resume { Trainer::resume } else { Trainer::start };
    let mut trainer = start(settings, labels, device, &args.out)?;
    train(&mut trainer, args.interval)?;
    let state = trainer.state();
    let report = Report {
        steps: state.step,
        seconds: state.seconds,
        smooth_error: state.smooth_error,
        last: state.history.last().cloned(),
        out: args.out.clone(),
    };
    let text = format!(
        "{} steps in {:.0} s: {}, checkpoint in {}",
        report.steps,
        report.seconds,
        report.last.as_ref().map_or_else(String::new, line),
        report.out.display()
    );
    print(json, &report, &text)?;
    Ok(0)
}

/// The labels of the training instances; none without supervision.
pub fn training_labels(settings: &Settings, path: &Path, threads: usize) -> Result<Option<Labels>> {
    match (settings.learning, settings.instances) {
        (Learning::Supervised, Some(count)) => {
            let source = Source::of(settings, settings.data_seed);
            labels(path, &source, count as u64, threads).map(Some)
        }
        _ => Ok(None),
    }
}

/// Trains to the end with a progress bar.
pub fn train(trainer: &mut Trainer, interval: u64) -> Result<()> {
    let steps = trainer.state().settings.steps;
    let bar = progress_bar(steps, "steps");
    bar.set_position(trainer.state().step);
    bar.reset_eta();
    let mut watch = |progress: Progress| {
        bar.set_position(progress.step);
        if let Some(measured) = progress.measured {
            let line = line(measured);
            bar.set_message(line.clone());
            bar.suspend(|| tracing::info!("step {} of {steps}: {line}", progress.step));
        }
    };
    trainer.run(steps, interval.max(1), &mut watch)?;
    bar.finish_and_clear();
    Ok(())
}

fn line(measured: &Measured) -> String {
    format!(
        "loss {:.4}, value {:.4}, violation {:.5}, feasible {:.1} %",
        measured.loss,
        measured.value,
        measured.violation,
        100.0 * measured.feasible
    )
}
