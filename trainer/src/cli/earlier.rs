//! Spellings of earlier versions, which results and cards name, and the commands that write the tables of
//! robust decisions.

use crate::arguments::{ExportArgs, ThreadArgs};
use crate::error::Result;
use crate::methods::baselines::command::{forest, logistic};
use crate::methods::lstm_opt::command::TrainArgs;
use crate::methods::method::Action;
use crate::methods::self_supervised::command::RunArgs;
use crate::methods::self_supervised::command::evaluate::EvaluateArgs;
use crate::methods::self_supervised::command::problem::{SampleArgs, SetName};
use crate::methods::self_supervised::{Application, Learning};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What `hunch train` without a method trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Model {
    /// `lstm-opt`.
    Lstm,
    /// `logistic`.
    Logistic,
    /// `forest`.
    Forest,
}

/// `hunch train` without a method: lot sizing.
#[derive(Clone, Debug, Args)]
pub struct TrainLots {
    /// What to train.
    #[arg(long, value_enum, default_value_t = Model::Lstm)]
    pub model: Model,
    /// The run.
    #[command(flatten)]
    pub run: TrainArgs,
}

impl Action for TrainLots {
    fn run(&self, json: bool) -> Result<u8> {
        self.run.settings().validate()?;
        let (labelled, out) = (&self.run.labelled, &self.run.session.out);
        match self.model {
            Model::Lstm => self.run.run(json),
            Model::Logistic => logistic(labelled, out, json),
            Model::Forest => forest(labelled, out, json),
        }
    }
}

/// `hunch robust`.
#[derive(Debug, Subcommand)]
pub enum RobustCommand {
    /// Train and evaluate all rows of table 1; what is finished already is kept.
    Sweep(SweepArgs),
    /// Write the results of a sweep as Markdown.
    Report(ReportArgs),
    /// Earlier spelling of `hunch sample self-supervised`.
    Sample(SampleArgs),
    /// Earlier spelling of `hunch train self-supervised` and `hunch train supervised`.
    Train(TrainRobust),
    /// Earlier spelling of `hunch export`.
    Export(ExportArgs),
    /// Earlier spelling of `hunch evaluate self-supervised`.
    Evaluate(EvaluateArgs),
}

/// `hunch robust train`. Options that are left out take the application's defaults.
#[derive(Clone, Debug, Args)]
pub struct TrainRobust {
    /// From what.
    #[arg(long, value_enum, default_value_t = Learning::SelfSupervised)]
    pub learning: Learning,
    /// The run.
    #[command(flatten)]
    pub run: RunArgs,
}

impl Action for TrainRobust {
    fn run(&self, json: bool) -> Result<u8> {
        self.run.train(self.learning, json)
    }
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
