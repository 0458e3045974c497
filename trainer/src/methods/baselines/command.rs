//! The baselines on the command line. They are fitted in one go: no steps, no checkpoint, no curves.

use super::{Fitted, Forest, ForestSettings, Logistic, Rows};
use crate::error::Result;
use crate::families::{FOREST, LOGISTIC};
use crate::methods::lot_labels::{LabelledArgs, SampleArgs};
use crate::methods::lstm_opt::command::EvaluateArgs;
use crate::methods::method::{Action, Method, Verb};
use crate::terminal::print;
use crate::weights::write_bundle;
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Weights file of a baseline inside its run's folder.
const BASELINE: &str = "baseline.safetensors";

/// Logistic regression, for the list of methods.
pub const LOGISTIC_METHOD: Method = Method {
    name: LOGISTIC,
    about: "Baseline of lot sizing: logistic regression on a period's own features",
    sample: Verb::of::<SampleArgs>(),
    train: Verb::of::<LogisticArgs>(),
    evaluate: Verb::of::<EvaluateArgs>(),
    export: None,
};
/// Random forests, for the list of methods.
pub const FOREST_METHOD: Method = Method {
    name: FOREST,
    about: "Baseline of lot sizing: a random forest on a period's own features",
    train: Verb::of::<ForestArgs>(),
    ..LOGISTIC_METHOD
};

/// Options of `hunch train logistic`.
#[derive(Clone, Debug, Args)]
pub struct LogisticArgs {
    /// What it learns from.
    #[command(flatten)]
    pub fit: FitArgs,
}

/// Options of `hunch train forest`.
#[derive(Clone, Debug, Args)]
pub struct ForestArgs {
    /// What it learns from.
    #[command(flatten)]
    pub fit: FitArgs,
}

/// What a baseline learns from, and where it is kept.
#[derive(Clone, Debug, Args)]
pub struct FitArgs {
    /// Which labelled instances.
    #[command(flatten)]
    pub labelled: LabelledArgs,
    /// Folder of the weights file.
    #[arg(long)]
    pub out: PathBuf,
}

impl Action for LogisticArgs {
    fn run(&self, json: bool) -> Result<u8> {
        logistic(&self.fit.labelled, &self.fit.out, json)
    }
}

impl Action for ForestArgs {
    fn run(&self, json: bool) -> Result<u8> {
        forest(&self.fit.labelled, &self.fit.out, json)
    }
}

/// What `hunch train` prints of a baseline.
#[derive(Debug, Serialize)]
struct Report {
    method: &'static str,
    steps: u64,
    seconds: f64,
    loss: Option<f64>,
    accuracy: f64,
    out: PathBuf,
}

/// Fits logistic regression and writes its weights file.
///
/// # Errors
/// What labels and files return.
pub fn logistic(labelled: &LabelledArgs, out: &Path, json: bool) -> Result<u8> {
    fit(labelled, out, json, LOGISTIC, |rows, fresh| {
        let model = Logistic::fit(rows);
        let accuracy = fresh.accuracy(|row| model.predict(row));
        (Fitted::Logistic(model), accuracy)
    })
}

/// Fits a random forest and writes its weights file.
///
/// # Errors
/// What labels and files return.
pub fn forest(labelled: &LabelledArgs, out: &Path, json: bool) -> Result<u8> {
    fit(labelled, out, json, FOREST, |rows, fresh| {
        let forest = Forest::fit(rows, &ForestSettings::default(), labelled.seed);
        let accuracy = fresh.accuracy(|row| forest.predict(row));
        (Fitted::Forest(forest), accuracy)
    })
}

fn fit(
    labelled: &LabelledArgs,
    out: &Path,
    json: bool,
    method: &'static str,
    learn: impl Fn(&Rows, &Rows) -> (Fitted, f64),
) -> Result<u8> {
    let samples = labelled.samples(out)?;
    let started = Instant::now();
    let rows = Rows::of(&samples, samples.training())?;
    let fresh = Rows::of(&samples, samples.validation())?;
    let (fitted, accuracy) = learn(&rows, &fresh);
    let seconds = started.elapsed().as_secs_f64();
    let path = out.join(BASELINE);
    write_bundle(&fitted.bundle(&samples, labelled.seed, seconds, accuracy)?, &path)?;
    let text = format!(
        "{method} in {seconds:.0} s: accuracy {:.2} %, weights in {}",
        100.0 * accuracy,
        path.display()
    );
    let report = Report { method, steps: 0, seconds, loss: None, accuracy, out: out.into() };
    print(json, &report, &text)?;
    Ok(0)
}
