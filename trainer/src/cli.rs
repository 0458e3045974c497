//! The command line.

pub mod robust;

use crate::{device, export};
use clap::{Args, Parser, Subcommand, ValueEnum};
use hunch_families::clsp::Distribution;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Learned guesses, exact proofs: samples, trains, evaluates, exports, solves, measures.
///
/// Exit codes: 0 success; 1 a file or the device failed, or a claim proved wrong; 2 wrong usage; 3 invalid input; 4 a limit was reached before a solution was
/// found; 5 the device is not in this build or machine; 6 a certificate holds if the cuts that it does not derive do.
#[derive(Debug, Parser)]
#[command(name = "hunch", version)]
pub struct Cli {
    /// Log more on standard error.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Print the result as one JSON object on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw instances and label them with the exact algorithm.
    Sample(SampleArgs),
    /// Train a network or a baseline.
    Train(TrainArgs),
    /// Write a trained network as a weights file with its model card.
    Export(NetworkExportArgs),
    /// Measure a weights file on fresh instances: infeasibility and gap at each fixing level.
    Evaluate(EvaluateArgs),
    /// Solve an instance of a family or a program.
    Solve(SolveArgs),
    /// Check a certificate against its program, in exact arithmetic and with no code of the solvers.
    Check(CheckArgs),
    /// Time our engine and microlp on public instances and on the seeded families.
    Bench(BenchArgs),
    /// Robust decisions without labels: knapsacks and inventories whose data are uncertain.
    #[command(subcommand)]
    Robust(robust::RobustCommand),
}

/// Problem families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Family {
    /// Single-item capacitated lot sizing.
    Clsp,
}

/// Which instances.
#[derive(Clone, Debug, Args)]
pub struct DistributionArgs {
    /// Problem family.
    #[arg(long, value_enum, default_value_t = Family::Clsp)]
    pub family: Family,
    /// Ratio of capacity to demand (the paper: 3, 5, 8).
    #[arg(long, default_value_t = 3)]
    pub c: u32,
    /// Ratio of set-up cost to holding cost (the paper: 1000, 10000).
    #[arg(long, default_value_t = 10_000)]
    pub f: u32,
    /// Periods (the paper: 90, 120).
    #[arg(long, default_value_t = 120)]
    pub horizon: usize,
}

impl DistributionArgs {
    /// As the family's sampler wants it.
    pub fn distribution(&self) -> Distribution {
        Distribution { c: self.c, f: self.f, horizon: self.horizon }
    }
}

/// Threads of parallel work.
#[derive(Clone, Copy, Debug, Args)]
pub struct ThreadArgs {
    /// Threads (all cores by default).
    #[arg(long)]
    threads: Option<usize>,
}

impl ThreadArgs {
    /// How many threads to run.
    pub fn count(&self) -> usize {
        self.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
    }
}

/// `hunch sample`.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// Which instances.
    #[command(flatten)]
    pub distribution: DistributionArgs,
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

/// What to train.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Model {
    /// The paper's bidirectional LSTM network.
    Lstm,
    /// Logistic regression on a period's own features.
    Logistic,
    /// A random forest on a period's own features.
    Forest,
}

/// `hunch train`.
#[derive(Debug, Args)]
pub struct TrainArgs {
    /// Which instances.
    #[command(flatten)]
    pub distribution: DistributionArgs,
    /// What to train.
    #[arg(long, value_enum, default_value_t = Model::Lstm)]
    pub model: Model,
    /// Label file; without it the labels are made first, in the output folder.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Instances to train on.
    #[arg(long, default_value_t = 64_000)]
    pub samples: usize,
    /// Further instances, at the end of the label file, that only measure accuracy.
    #[arg(long, default_value_t = 2_000)]
    pub validation: usize,
    /// Passes over the training instances.
    #[arg(long, default_value_t = 8)]
    pub epochs: u64,
    /// Instances a step.
    #[arg(long, default_value_t = 64)]
    pub batch: usize,
    /// Seed of weights, order, dropout, and of labels made here.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Peak learning rate of Adam; it rises over the first 2 % of the steps and falls along half a cosine.
    #[arg(long, default_value_t = 0.01)]
    pub learning_rate: f64,
    /// Share of units dropped after each layer.
    #[arg(long, default_value_t = 0.3)]
    pub dropout: f64,
    /// Bidirectional LSTM layers.
    #[arg(long, default_value_t = 3)]
    pub layers: usize,
    /// Hidden units a direction.
    #[arg(long, default_value_t = 40)]
    pub hidden: usize,
    /// Largest norm of a parameter tensor's gradient.
    #[arg(long, default_value_t = 1.0)]
    pub clip: f32,
    /// Steps between measurements of accuracy, each with a checkpoint (an epoch by default).
    #[arg(long)]
    pub interval: Option<u64>,
    /// Weights file to start from instead of random weights; the network must have its shape.
    #[arg(long, conflicts_with = "resume")]
    pub init: Option<PathBuf>,
    /// Where to train.
    #[arg(long, value_enum, default_value_t = device::Choice::Auto)]
    pub device: device::Choice,
    /// Folder of the run.
    #[arg(long)]
    pub out: PathBuf,
    /// Continue the run in the output folder; with more epochs than it had, extend it.
    #[arg(long)]
    pub resume: bool,
    /// Threads for labels.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// From a run to a weights file: `hunch export`, `hunch robust export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Folder of the run.
    #[arg(long)]
    pub run: PathBuf,
    /// The weights file; its card in Markdown is written beside it.
    #[arg(long)]
    pub out: PathBuf,
    /// Name of the model; the file's name without its ending by default.
    #[arg(long)]
    pub name: Option<String>,
    /// How weights are stored.
    #[arg(long, value_enum, default_value_t = export::Precision::F32)]
    pub precision: export::Precision,
    /// Result of `evaluate --json`, for the card.
    #[arg(long)]
    pub evaluation: Option<PathBuf>,
}

/// `hunch export`.
#[derive(Debug, Args)]
pub struct NetworkExportArgs {
    /// The weights file.
    #[command(flatten)]
    pub export: ExportArgs,
    /// Also write NAME.model.safetensors and NAME.golden.safetensors into this folder.
    #[arg(long)]
    pub golden: Option<PathBuf>,
}

/// `hunch evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// The weights file.
    #[arg(long)]
    pub weights: PathBuf,
    /// Which instances; a longer horizon than the model's is predicted in windows.
    #[command(flatten)]
    pub distribution: DistributionArgs,
    /// How many.
    #[arg(long, default_value_t = 1000)]
    pub instances: usize,
    /// Seed of their data set; choose another than that of training.
    #[arg(long, default_value_t = 1_000_001)]
    pub seed: u64,
    /// Threads.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// Methods of `hunch solve`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodName {
    /// Fix the most confident predictions, search the rest (needs `--weights`).
    Guess,
    /// The search alone.
    Search,
    /// The family's exact algorithm.
    Exact,
    /// The prediction as a start (needs `--weights`).
    Start,
    /// The prediction as user cuts (needs `--weights`).
    Cuts,
}

/// Engines of `hunch solve`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// Our own simplex and branch and bound.
    Hunch,
    /// The crate microlp.
    Microlp,
}

/// `hunch solve`.
#[derive(Debug, Args)]
pub struct SolveArgs {
    /// An instance of a family (JSON) or a program (JSON, MPS, LP; gzipped too).
    #[arg(required_unless_present = "sample")]
    pub file: Option<PathBuf>,
    /// Solve a sampled instance of this seed instead.
    #[arg(long, conflicts_with = "file")]
    pub sample: Option<u64>,
    /// Which instances `--sample` draws.
    #[command(flatten)]
    pub distribution: DistributionArgs,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = MethodName::Search)]
    pub method: MethodName,
    /// Weights files for the methods that predict.
    #[arg(long)]
    pub weights: Vec<PathBuf>,
    /// Share of the binaries that `guess` fixes, in percent.
    #[arg(long, default_value_t = 85.0)]
    pub level: f64,
    /// How cautious the guess for a robust family is: the penalty on broken rows that its network is asked for.
    #[arg(long, default_value_t = hunch_guide::DEFAULT_PENALTY)]
    pub penalty: f64,
    /// Seconds after which the best answer so far is given.
    #[arg(long)]
    pub time_limit: Option<f64>,
    /// Relative gap at which to stop.
    #[arg(long)]
    pub gap: Option<f64>,
    /// Engine behind every search.
    #[arg(long, value_enum, default_value_t = EngineName::Hunch)]
    pub engine: EngineName,
    /// MiB that our own search may use: a larger program is refused, a search that grows beyond stops (1024 by default).
    #[arg(long)]
    pub memory_limit: Option<u64>,
    /// Threads of `--method search` with our own engine: as many strategies race, tell each other their points, and the first to finish ends
    /// the rest. With more than one, runs differ in their counts and times.
    #[arg(long, default_value_t = NonZeroUsize::MIN)]
    pub threads: NonZeroUsize,
    /// If there is no solution, say which rows, bounds and integrality conditions cannot hold together.
    #[arg(long)]
    pub explain: bool,
    /// Refuse a program file that is read with a warning otherwise.
    #[arg(long)]
    pub strict: bool,
    /// Prove the answer and write the certificate to this file, for programs; `hunch check` verifies it. The proof has the time limit once more.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

/// `hunch check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The program (JSON, MPS, LP; gzipped too).
    pub program: PathBuf,
    /// The certificate.
    pub certificate: PathBuf,
}

/// Engines of `hunch bench`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchEngines {
    /// Our own simplex and branch and bound.
    Hunch,
    /// The crate microlp.
    Microlp,
    /// Both, taking turns.
    Both,
}

/// `hunch bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Folder of public instances: the files that its `optima.csv` lists (path,rows,cols,integers,optimum), else all its program files.
    #[arg(long)]
    pub instances: Option<PathBuf>,
    /// Seeded instances of every class.
    #[arg(long, default_value_t = 10)]
    pub seeded: u64,
    /// Only these families, with their size or without: `clsp`, `facility-40x40`, a folder's name, …
    #[arg(long, value_delimiter = ',')]
    pub families: Vec<String>,
    /// Seconds for each solve.
    #[arg(long, default_value_t = 10.0)]
    pub time_limit: f64,
    /// Which engines.
    #[arg(long, value_enum, default_value_t = BenchEngines::Both)]
    pub engine: BenchEngines,
}
