//! The command line of `hunch robust`.

use super::{ExportArgs, ThreadArgs};
use crate::device;
use crate::robust::{Application, Domain, Learning, Penalty, Settings};
use clap::{Args, Subcommand, ValueEnum};
use hunch_families::robust::UncertaintySet;
use std::path::PathBuf;

/// The commands.
#[derive(Debug, Subcommand)]
pub enum RobustCommand {
    /// Solve the robust counterparts of a data set: truth for `evaluate`, labels for supervised training.
    Sample(SampleArgs),
    /// Train a network, without labels or (the baseline) with them.
    Train(TrainArgs),
    /// Write a trained network as a weights file with its model card.
    Export(ExportArgs),
    /// Measure a weights file on fresh instances: a row of the paper's table 1.
    Evaluate(EvaluateArgs),
    /// Train and evaluate all rows of table 1; what is finished already is kept.
    Sweep(SweepArgs),
    /// Write the results of a sweep as Markdown.
    Report(ReportArgs),
}

/// Shape of the uncertainty set, as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SetName {
    /// Every number off by at most ρ.
    Box,
    /// Squares of the errors adding up to at most ρ².
    Ellipsoid,
}

impl From<SetName> for UncertaintySet {
    fn from(name: SetName) -> Self {
        match name {
            SetName::Box => Self::Box,
            SetName::Ellipsoid => Self::Ellipsoid,
        }
    }
}

/// Which instances.
#[derive(Clone, Debug, Args)]
pub struct ProblemArgs {
    /// What is decided.
    #[arg(long, value_enum)]
    pub application: Application,
    /// Shape of the uncertainty set.
    #[arg(long, value_enum, default_value_t = SetName::Box)]
    pub set: SetName,
    /// Draw ρ from the slider's range (and let a network read it) instead of the usual radius.
    #[arg(long)]
    pub radius_input: bool,
}

/// `hunch robust sample`.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// Which instances.
    #[command(flatten)]
    pub problem: ProblemArgs,
    /// How many.
    #[arg(long)]
    pub samples: u64,
    /// Seed of the data set.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The label file; one that exists is continued.
    #[arg(long)]
    pub out: PathBuf,
    /// Threads.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// `hunch robust train`. Options that are left out take the application's defaults.
#[derive(Debug, Args)]
pub struct TrainArgs {
    /// Which instances.
    #[command(flatten)]
    pub problem: ProblemArgs,
    /// From what.
    #[arg(long, value_enum, default_value_t = Learning::SelfSupervised)]
    pub learning: Learning,
    /// Penalty ν; two numbers make it an input of the network, drawn log-uniformly between them.
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
    /// Where to train.
    #[arg(long, value_enum, default_value_t = device::Choice::Auto)]
    pub device: device::Choice,
    /// Folder of the run.
    #[arg(long)]
    pub out: PathBuf,
    /// Continue the run in the output folder.
    #[arg(long)]
    pub resume: bool,
    /// Threads for labels.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

impl TrainArgs {
    /// The settings of the run.
    pub fn settings(&self) -> Settings {
        let free = self.problem.application.settings(self.learning);
        let usual = if self.tied { free.with_tied_weights() } else { free };
        let penalty = match *self.penalty.as_slice() {
            [low, high] => Penalty { low, high },
            [value] => Penalty::only(value),
            _ => usual.penalty,
        };
        Settings {
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
        }
    }
}

/// `hunch robust evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// The weights file.
    #[arg(long)]
    pub weights: PathBuf,
    /// Which instances.
    #[command(flatten)]
    pub problem: ProblemArgs,
    /// Penalties to give to a network that reads one; the application's four by default.
    #[arg(long, value_delimiter = ',')]
    pub penalty: Vec<f64>,
    /// How many instances.
    #[arg(long, default_value_t = 500)]
    pub instances: u64,
    /// Seed of their data set; choose another than that of training.
    #[arg(long, default_value_t = 1_000_001)]
    pub seed: u64,
    /// File of their optima; missing ones are solved and added.
    #[arg(long)]
    pub truth: PathBuf,
    /// Threads for the optima.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// `hunch robust sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Folder of all runs.
    #[arg(long)]
    pub out: PathBuf,
    /// Applications, all by default.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub applications: Vec<Application>,
    /// Shape of the uncertainty set.
    #[arg(long, value_enum, default_value_t = SetName::Box)]
    pub set: SetName,
    /// Seeds 1 to this number.
    #[arg(long, default_value_t = 3)]
    pub seeds: u64,
    /// Steps of each run.
    #[arg(long, default_value_t = 4_000)]
    pub steps: u64,
    /// Steps of networks with tied weights.
    #[arg(long, default_value_t = 4_000)]
    pub tied_steps: u64,
    /// Steps of the network that reads ν and ρ, which has more to learn.
    #[arg(long, default_value_t = 8_000)]
    pub conditioned_steps: u64,
    /// Labelled instances of the supervised baseline.
    #[arg(long, default_value_t = 1_400)]
    pub labels: usize,
    /// Test instances.
    #[arg(long, default_value_t = 300)]
    pub instances: u64,
    /// Threads for the optima.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// `hunch robust report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Folders of sweeps.
    #[arg(long, required = true, value_delimiter = ',')]
    pub runs: Vec<PathBuf>,
    /// The Markdown file; the part between its markers is replaced, or a new file is written.
    #[arg(long)]
    pub out: PathBuf,
}
