//! Penalty learning and its supervised baseline on the command line.

pub mod evaluate;
pub mod problem;

use super::domain::Domain;
use super::settings::{Learning, Penalty, Settings};
use super::source::Source;
use super::task::RobustTask;
use super::truth::Labels;
use crate::arguments::{ExportArgs, ThreadArgs};
use crate::error::{Error, Result};
use crate::families::{SELF_SUPERVISED, SUPERVISED};
use crate::methods::method::{Action, Method, Verb};
use crate::methods::session::{self, Report, SessionArgs};
use crate::terminal::print;
use crate::training::Task;
use clap::Args;
use evaluate::EvaluateArgs;
use problem::{ProblemArgs, SampleArgs, labels};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Labels inside a run's folder, when the run makes its own.
const OWN_LABELS: &str = "labels.bin";

/// Penalty learning, for the list of methods.
pub const METHOD: Method = Method {
    name: SELF_SUPERVISED,
    about: "Robust decisions without labels: a penalty on rows that break in their worst case",
    sample: Verb::of::<SampleArgs>(),
    train: Verb::of::<SelfSupervisedArgs>(),
    evaluate: Verb::of::<EvaluateArgs>(),
    export: Some(export),
};
/// Its baseline, for the list of methods.
pub const SUPERVISED_METHOD: Method = Method {
    name: SUPERVISED,
    about: "Robust decisions by imitating solved instances: the baseline of self-supervised",
    train: Verb::of::<SupervisedArgs>(),
    ..METHOD
};

/// Options of a run, from whatever it learns. Those that are left out take the application's defaults.
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    /// Which instances.
    #[command(flatten)]
    pub problem: ProblemArgs,
    /// Penalty ν; two numbers make it an input of the network, drawn log-uniformly between them. Of no effect
    /// on supervised learning.
    #[arg(long, value_delimiter = ',', num_args = 1..=2)]
    pub penalty: Vec<f64>,
    /// What the last layer does.
    #[arg(long, value_enum)]
    pub domain: Option<Domain>,
    /// Width γ of the slope of the domains `clamp`, `learned` and `straight`.
    #[arg(long)]
    pub gamma: Option<f64>,
    /// Units of each hidden layer; of each item with `--tied`.
    #[arg(long, value_delimiter = ',')]
    pub hidden: Option<Vec<usize>>,
    /// Tie weights between items, which are interchangeable.
    #[arg(long)]
    pub tied: bool,
    /// Steps of Adam.
    #[arg(long)]
    pub steps: Option<u64>,
    /// Instances a step.
    #[arg(long)]
    pub batch: Option<usize>,
    /// Distinct training instances; without it every step draws fresh ones.
    #[arg(long)]
    pub instances: Option<usize>,
    /// Instances that only measure.
    #[arg(long)]
    pub validation: Option<usize>,
    /// Peak learning rate of Adam.
    #[arg(long)]
    pub learning_rate: Option<f64>,
    /// Seed of weights and order.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Seed of the data set.
    #[arg(long, default_value_t = 1)]
    pub data_seed: u64,
    /// Label file for supervised learning; without it the labels are made first, in the output folder.
    #[arg(long)]
    pub labels: Option<PathBuf>,
    /// Steps between measurements, each with a checkpoint.
    #[arg(long, default_value_t = 500)]
    pub interval: u64,
    /// Where.
    #[command(flatten)]
    pub session: SessionArgs,
    /// Threads for labels.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// Options of `hunch train self-supervised`.
#[derive(Clone, Debug, Args)]
pub struct SelfSupervisedArgs {
    /// The run.
    #[command(flatten)]
    pub run: RunArgs,
}

/// Options of `hunch train supervised`.
#[derive(Clone, Debug, Args)]
pub struct SupervisedArgs {
    /// The run.
    #[command(flatten)]
    pub run: RunArgs,
}

impl Action for SelfSupervisedArgs {
    fn run(&self, json: bool) -> Result<u8> {
        self.run.train(Learning::SelfSupervised, json)
    }
}

impl Action for SupervisedArgs {
    fn run(&self, json: bool) -> Result<u8> {
        self.run.train(Learning::Supervised, json)
    }
}

/// What `hunch train` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Trained {
    #[serde(flatten)]
    report: Report,
    smooth_error: Option<f64>,
}

impl RunArgs {
    /// The settings of the run.
    fn settings(&self, learning: Learning) -> Result<Settings> {
        let free = self.problem.application()?.settings(learning);
        let usual = if self.tied { free.with_tied_weights() } else { free };
        let penalty = match *self.penalty.as_slice() {
            [low, high] => Penalty { low, high },
            [value] => Penalty::only(value),
            _ => usual.penalty,
        };
        Ok(Settings {
            set: self.problem.set.into(),
            radius_input: self.problem.radius_input,
            penalty,
            domain: self.domain.unwrap_or(usual.domain),
            gamma: self.gamma.unwrap_or(self.domain.map_or(usual.gamma, Domain::usual_gamma)),
            hidden: self.hidden.clone().unwrap_or(usual.hidden),
            steps: self.steps.unwrap_or(usual.steps),
            batch: self.batch.unwrap_or(usual.batch),
            instances: self.instances.or(usual.instances),
            validation: self.validation.unwrap_or(usual.validation),
            learning_rate: self.learning_rate.unwrap_or(usual.learning_rate),
            seed: self.seed,
            data_seed: self.data_seed,
            ..usual
        })
    }

    /// Trains, from labels or without, and prints what became of it.
    ///
    /// # Errors
    /// What settings, labels, device and files return.
    pub fn train(&self, learning: Learning, json: bool) -> Result<u8> {
        let settings = self.settings(learning)?;
        settings.validate()?;
        self.session.check()?;
        let own = self.session.out.join(OWN_LABELS);
        let path = self.labels.as_deref().unwrap_or(&own);
        let labels = training_labels(&settings, path, self.threads.count())?;
        let mut run = self.session.open(RobustTask::new(settings, labels)?)?;
        session::train(&mut run, self.interval)?;
        let report = Report::of(&run, &self.session.out);
        let text = report.text(RobustTask::METRICS);
        print(json, &Trained { report, smooth_error: run.state().plan.smooth_error }, &text)?;
        Ok(0)
    }
}

/// The labels of the training instances; none without supervision.
///
/// # Errors
/// What solving them returns.
pub fn training_labels(settings: &Settings, path: &Path, threads: usize) -> Result<Option<Labels>> {
    match (settings.learning, settings.instances) {
        (Learning::Supervised, Some(count)) => {
            let source = Source::of(settings, settings.data_seed);
            labels(path, &source, count as u64, threads).map(Some)
        }
        _ => Ok(None),
    }
}

/// Writes the weights file of a run: `hunch export`.
///
/// # Errors
/// What reading the run and writing the file return.
pub fn export(args: &ExportArgs, json: bool) -> Result<u8> {
    if let Some(folder) = &args.golden {
        return Err(Error::Setting {
            field: "--golden",
            value: folder.display().to_string(),
            expected: "only networks of lstm-opt have golden files".into(),
        });
    }
    let (network, state) = session::trained::<RobustTask>(&args.run)?;
    session::finish(&session::bundle::<RobustTask>(&network, &state, args)?, args, json)
}
