//! A run on the command line: starting or resuming it, its progress, its result, and the weights file that
//! comes of it.

use crate::arguments::ExportArgs;
use crate::device::{self, Choice};
use crate::error::{Error, Result};
use crate::terminal::{print, progress_bar};
use crate::training::curves::CURVES;
use crate::training::metrics::METRICS;
use crate::training::{Checkpoint, Measurement, Metric, Progress, Run, State, Task};
use crate::weights::{figures, write_bundle};
use burn::tensor::Device;
use clap::Args;
use hunch_infer::Bundle;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a run is trained and kept.
#[derive(Clone, Debug, Args)]
pub struct SessionArgs {
    /// Where to train.
    #[arg(long, value_enum, default_value_t = Choice::Auto)]
    pub device: Choice,
    /// Folder of the run: checkpoint, metrics.jsonl, and a picture of it, curves.svg.
    #[arg(long)]
    pub out: PathBuf,
    /// Continue the run in the output folder.
    #[arg(long)]
    pub resume: bool,
}

impl SessionArgs {
    /// Refuses a folder that holds a run which is not to be resumed.
    ///
    /// # Errors
    /// [`Error::Setting`].
    pub fn check(&self) -> Result<()> {
        if self.resume || !Checkpoint::of(&self.out).exists() {
            return Ok(());
        }
        Err(Error::Setting {
            field: "--out",
            value: self.out.display().to_string(),
            expected: "it holds a run already: continue it with --resume, or choose another folder".into(),
        })
    }

    /// Starts or resumes the run.
    ///
    /// # Errors
    /// What the device, the task and the checkpoint return.
    pub fn open<T: Task>(&self, task: T) -> Result<Run<T>> {
        let device = device::open(self.device)?;
        if self.resume { Run::resume(task, device, &self.out) } else { Run::start(task, device, &self.out) }
    }
}

/// Trains to the end with a progress bar.
///
/// # Errors
/// What [`Run::run`] returns.
pub fn train<T: Task>(run: &mut Run<T>, interval: u64) -> Result<()> {
    let steps = run.steps();
    tracing::info!(device = run.state().device, steps, from = run.state().step, "training");
    let bar = progress_bar(steps, "steps");
    bar.set_position(run.state().step);
    bar.reset_eta();
    let mut watch = |progress: Progress| {
        bar.set_position(progress.step);
        if let Some(measured) = progress.measured {
            let line = line(measured, T::METRICS);
            bar.set_message(line.clone());
            bar.suspend(|| tracing::info!("step {} of {steps}: {line}", progress.step));
        }
    };
    run.run(steps, interval.max(1), &mut watch)?;
    bar.finish_and_clear();
    Ok(())
}

/// What `hunch train` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    method: String,
    steps: u64,
    seconds: f64,
    /// The last measurement.
    last: Option<Measurement>,
    /// The same, field by field.
    loss: Option<f64>,
    #[serde(flatten)]
    figures: BTreeMap<String, f64>,
    out: PathBuf,
    metrics: PathBuf,
    curves: PathBuf,
}

impl Report {
    /// What became of a run in `out`.
    pub fn of<T: Task>(run: &Run<T>, out: &Path) -> Self {
        let state = run.state();
        let last = state.history.last().cloned();
        Self {
            method: T::method(&state.plan).into(),
            steps: state.step,
            seconds: state.seconds,
            loss: last.as_ref().map(|m| m.loss),
            figures: last.as_ref().map(|m| m.figures.clone()).unwrap_or_default(),
            last,
            out: out.into(),
            metrics: out.join(METRICS),
            curves: out.join(CURVES),
        }
    }

    /// The report as a line.
    pub fn text(&self, metrics: &[Metric]) -> String {
        format!(
            "{} steps in {:.0} s: {}, checkpoint in {}, curves in {}",
            self.steps,
            self.seconds,
            self.last.as_ref().map_or_else(String::new, |last| line(last, metrics)),
            self.out.display(),
            self.curves.display()
        )
    }
}

fn line(measured: &Measurement, metrics: &[Metric]) -> String {
    let mut text = format!("loss {:.4}", measured.loss);
    for Metric { name, digits, percent, .. } in metrics {
        let (scale, unit) = if *percent { (100.0, " %") } else { (1.0, "") };
        let value = scale * measured.figure(name).unwrap_or(f64::NAN);
        text.push_str(&format!(", {name} {value:.digits$}{unit}"));
    }
    text
}

/// The network of the run in `folder`, and where it stands.
///
/// # Errors
/// What reading the checkpoint returns.
pub fn trained<T: Task>(folder: &Path) -> Result<(T::Network, State<T::Plan>)> {
    let checkpoint = Checkpoint::of(folder);
    let state: State<T::Plan> = checkpoint.state()?;
    let network = checkpoint.network(T::empty(&state.plan, &Device::flex()))?;
    Ok((network, state))
}

/// The bundle of the run that `args` name.
///
/// # Errors
/// What reading the run and the evaluation returns; [`Error::Bundle`].
pub fn bundle<T: Task>(network: &T::Network, state: &State<T::Plan>, args: &ExportArgs) -> Result<Bundle> {
    let evaluation = figures(args.evaluation.as_deref())?;
    T::bundle(network, state, args.model_name(), evaluation, args.precision)
}

/// What an export prints.
#[derive(Debug, Serialize)]
struct Exported {
    out: PathBuf,
    bytes: usize,
}

/// Writes the weights file and says so.
///
/// # Errors
/// [`Error::Bundle`]; [`Error::File`].
pub fn finish(bundle: &Bundle, args: &ExportArgs, json: bool) -> Result<u8> {
    let bytes = write_bundle(bundle, &args.out)?;
    let text = format!("{}: {bytes} bytes", args.out.display());
    print(json, &Exported { out: args.out.clone(), bytes }, &text)?;
    Ok(0)
}
