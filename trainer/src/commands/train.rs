//! `hunch train`.

use super::export::write_bundle;
use super::sample::fill;
use super::{print, progress_bar};
use crate::baselines::{Fitted, Forest, ForestSettings, Logistic, Rows};
use crate::cli::{Model, TrainArgs};
use crate::data::{Header, LABEL_SOURCE, Samples};
use crate::device;
use crate::error::{Error, Result};
use crate::train::{Checkpoint, Progress, TrainSettings, Trainer};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Instant;

/// Labels inside a run's folder, when the run makes its own.
const OWN_LABELS: &str = "labels.bin";

/// What `hunch train` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    steps: u64,
    seconds: f64,
    loss: Option<f64>,
    accuracy: Option<f64>,
    out: PathBuf,
}

/// Weights file of a baseline inside its run's folder.
const BASELINE: &str = "baseline.safetensors";

/// Runs the command.
pub fn run(args: &TrainArgs, json: bool) -> Result<u8> {
    let settings = settings(args);
    settings.validate()?;
    let samples = samples(args, &settings)?;
    let report = match args.model {
        Model::Lstm => lstm(args, settings, samples)?,
        Model::Logistic | Model::Forest => baseline(args, &settings, &samples)?,
    };
    let text = format!(
        "{} steps in {:.0} s: accuracy {:.2} %, checkpoint in {}",
        report.steps,
        report.seconds,
        100.0 * report.accuracy.unwrap_or(0.0),
        report.out.display()
    );
    print(json, &report, &text)?;
    Ok(0)
}

fn settings(args: &TrainArgs) -> TrainSettings {
    TrainSettings {
        samples: args.samples,
        validation: args.validation,
        epochs: args.epochs,
        batch: args.batch,
        seed: args.seed,
        learning_rate: args.learning_rate,
        dropout: args.dropout,
        layers: args.layers,
        hidden: args.hidden,
        clip: args.clip,
    }
}

/// The labelled instances, made first when no label file was given.
fn samples(args: &TrainArgs, settings: &TrainSettings) -> Result<Samples> {
    let path = args.data.clone().unwrap_or_else(|| args.out.join(OWN_LABELS));
    if args.data.is_none() {
        let header = Header::new(args.distribution.distribution(), args.seed, LABEL_SOURCE);
        let wanted = (settings.samples + settings.validation) as u64;
        fill(&path, &header, wanted, args.threads.count())?;
    }
    let samples = Samples::read(&path, settings.samples, settings.validation)?;
    if *samples.distribution() != args.distribution.distribution() {
        return Err(Error::Setting {
            field: "--data",
            value: format!("a file of {:?}", samples.distribution()),
            expected: format!("--c, --f and --horizon ask for {:?}", args.distribution.distribution()),
        });
    }
    Ok(samples)
}

fn lstm(args: &TrainArgs, settings: TrainSettings, samples: Samples) -> Result<Report> {
    if !args.resume && Checkpoint::of(&args.out).exists() {
        return Err(Error::Setting {
            field: "--out",
            value: args.out.display().to_string(),
            expected: "it holds a run already: continue it with --resume, or choose another folder".into(),
        });
    }
    let device = device::open(args.device)?;
    let interval = args.interval.unwrap_or(settings.steps_an_epoch()).max(1);
    let mut trainer = if args.resume {
        Trainer::resume(settings, samples, device, &args.out)?
    } else {
        Trainer::start(settings, samples, device, &args.out)?
    };
    if let (Some(path), false) = (&args.init, args.resume) {
        trainer.start_from(path)?;
    }
    let steps = trainer.state().settings.steps();
    tracing::info!(device = trainer.state().device, steps, from = trainer.state().step, "training");
    let bar = progress_bar(steps, "steps");
    bar.set_position(trainer.state().step);
    bar.reset_eta();
    let mut watch = |progress: Progress| {
        bar.set_position(progress.step);
        if let Some(measured) = progress.measured {
            let line = format!("loss {:.4}, accuracy {:.2} %", measured.loss, 100.0 * measured.accuracy);
            bar.set_message(line.clone());
            bar.suspend(|| tracing::info!("step {} of {}: {line}", progress.step, progress.steps));
        }
    };
    trainer.run(steps, interval, &mut watch)?;
    bar.finish_and_clear();
    let state = trainer.state();
    let last = state.history.last();
    Ok(Report {
        steps: state.step,
        seconds: state.seconds,
        loss: last.map(|v| v.loss),
        accuracy: last.map(|v| v.accuracy),
        out: args.out.clone(),
    })
}

/// Fits a baseline and writes its weights file at once: it takes no checkpoints.
fn baseline(args: &TrainArgs, settings: &TrainSettings, samples: &Samples) -> Result<Report> {
    let started = Instant::now();
    let rows = Rows::of(samples, samples.training())?;
    let fresh = Rows::of(samples, samples.validation())?;
    let (fitted, accuracy) = if args.model == Model::Logistic {
        let model = Logistic::fit(&rows);
        let accuracy = fresh.accuracy(|row| model.predict(row));
        (Fitted::Logistic(model), accuracy)
    } else {
        let forest = Forest::fit(&rows, &ForestSettings::default(), settings.seed);
        let accuracy = fresh.accuracy(|row| forest.predict(row));
        (Fitted::Forest(forest), accuracy)
    };
    let seconds = started.elapsed().as_secs_f64();
    let bundle = fitted.bundle(samples, settings, seconds, accuracy)?;
    write_bundle(&bundle, &args.out.join(BASELINE))?;
    Ok(Report { steps: 0, seconds, loss: None, accuracy: Some(accuracy), out: args.out.clone() })
}
