//! The command line.

pub mod earlier;
pub mod verbs;

use crate::arguments::{DistributionArgs, ExportArgs, ThreadArgs};
use crate::labels::Shard;
use clap::{Args, Parser, Subcommand, ValueEnum};
use earlier::RobustCommand;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use verbs::{ByMethod, Evaluate, Sample, Train};

/// Learned guesses, exact proofs: samples, trains, evaluates, exports, solves, measures.
///
/// Exit codes: 0 success; 1 a file or the device failed, or a claim proved wrong; 2 wrong usage; 3 invalid
/// input; 4 a limit was reached before a solution was found; 5 the device is not in this build or machine; 6
/// a certificate holds if the cuts that it does not derive do.
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
    /// Draw instances of a family and solve them: labels to learn from, or to measure against.
    Sample(ByMethod<Sample>),
    /// Label one shard of a data set: for many machines, by any scheduler.
    Label(LabelArgs),
    /// Join the shards of `hunch label` into one file, once all of them are there.
    Merge(MergeArgs),
    /// Train a network or a baseline by a method on a family.
    Train(ByMethod<Train>),
    /// Write a trained network as a weights file with its model card.
    Export(ExportArgs),
    /// Measure a weights file on fresh instances of a family.
    Evaluate(ByMethod<Evaluate>),
    /// Solve an instance of a family or a program.
    Solve(SolveArgs),
    /// Check a certificate against its program, in exact arithmetic and with no code of the solvers.
    Check(CheckArgs),
    /// Learn a parametric program of your own: which strategy is optimal where, and whether that pays.
    Learn(LearnArgs),
    /// Answer parameters from what `learn` wrote.
    Answer(AnswerArgs),
    /// Write a program in another text format.
    Convert(ConvertArgs),
    /// Time our engine and microlp on public instances and on the seeded families.
    Bench(BenchArgs),
    /// The tables of robust decisions without labels, and earlier spellings of the commands above.
    #[command(subcommand)]
    Robust(RobustCommand),
}

/// Methods of `hunch solve`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodName {
    /// Exact where that is quick, else a guess that the search improves, else the search.
    Auto,
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
    /// An instance of a family (JSON) or a program (JSON, MPS, LP, MathOptFormat; gzipped too).
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
    /// How cautious the guess for a robust family is: the penalty on broken rows that its network is asked
    /// for.
    #[arg(long, default_value_t = hunch_guide::DEFAULT_PENALTY)]
    pub penalty: f64,
    /// Seconds after which the best answer so far is given.
    #[arg(long)]
    pub time_limit: Option<f64>,
    /// Relative gap at which to stop.
    #[arg(long)]
    pub gap: Option<f64>,
    /// Absolute gap at which to stop.
    #[arg(long)]
    pub absolute_gap: Option<f64>,
    /// Nodes of the search after which the best answer so far is given; a search that ends there repeats
    /// itself bit for bit.
    #[arg(long)]
    pub node_limit: Option<u64>,
    /// Names the search's strategy; another one may be luckier on a hard program.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// A point to start from, complete or not, for programs: a JSON file, an object of values by column name.
    #[arg(long, value_name = "FILE")]
    pub start: Option<PathBuf>,
    /// Say what the answer of a program is worth: duals (of integer programs with their integers fixed),
    /// ranges, and a report in words.
    #[arg(long)]
    pub sensitivity: bool,
    /// If there is no solution, say which least changes would leave one.
    #[arg(long)]
    pub repair: bool,
    /// Engine behind every search.
    #[arg(long, value_enum, default_value_t = EngineName::Hunch)]
    pub engine: EngineName,
    /// MiB that our own search may use: a larger program is refused, a search that grows beyond stops (1024
    /// by default).
    #[arg(long)]
    pub memory_limit: Option<u64>,
    /// Threads of `--method search` with our own engine: as many strategies race, tell each other their
    /// points, and the first to finish ends the rest. `--method auto` has use for two, within a guess and
    /// beyond it. With more than one, runs differ in their counts and times.
    #[arg(long, default_value_t = NonZeroUsize::MIN)]
    pub threads: NonZeroUsize,
    /// If there is no solution, say which rows, bounds and integrality conditions cannot hold together.
    #[arg(long)]
    pub explain: bool,
    /// Refuse a program file that is read with a warning otherwise.
    #[arg(long)]
    pub strict: bool,
    /// Prove the answer and write the certificate to this file, for programs; `hunch check` verifies it. The
    /// proof has the time limit once more.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

/// `hunch learn`.
#[derive(Debug, Args)]
pub struct LearnArgs {
    /// The program: JSON with `parametric`, MathOptFormat with parameters, or two or more files of the same
    /// shape (MPS, LP, …), in which each number that differs is a parameter.
    #[arg(required_unless_present = "family", value_name = "MODEL")]
    pub models: Vec<PathBuf>,
    /// A family that is data instead (`transportation`, `knapsack`, …).
    #[arg(long, conflicts_with_all = ["models", "map"])]
    pub family: Option<String>,
    /// Its sizes.
    #[arg(long, value_delimiter = ',', requires = "family")]
    pub sizes: Vec<usize>,
    /// Seed of its fixed data.
    #[arg(long, default_value_t = 1)]
    pub data_seed: u64,
    /// Past values of the parameters: a table (CSV), one line a θ, its first line their names. Without it the
    /// program has to say how they are distributed.
    #[arg(long, value_name = "CSV")]
    pub theta: Option<PathBuf>,
    /// For several files: which columns of the table move which numbers, as JSON: `{"price[*]":
    /// "cost[buy_*]", "demand": "rhs[total]"}`.
    #[arg(long, value_name = "JSON")]
    pub map: Option<PathBuf>,
    /// Words for strategies, as JSON: `{"columns": {"use": {"lower": "no {0}"}}, "rows": {…}}`.
    #[arg(long, value_name = "JSON")]
    pub words: Option<PathBuf>,
    /// Minutes for all of it, more or less.
    #[arg(long, default_value_t = 10.0)]
    pub minutes: f64,
    /// Seed of all draws.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Most θ that are labelled, the table's rows among them.
    #[arg(long, default_value_t = 20_000)]
    pub samples: u64,
    /// Fresh θ that are labelled to see how many need an unseen strategy.
    #[arg(long, default_value_t = 5_000)]
    pub held_out: u64,
    /// Queries on which ways to answer are measured.
    #[arg(long, default_value_t = 400)]
    pub queries: usize,
    /// Trees that the search for the best starts from.
    #[arg(long, default_value_t = 10)]
    pub restarts: usize,
    /// Threads; 0 for one a core.
    #[arg(long, default_value_t = 0)]
    pub threads: usize,
    /// Where to write, without an ending: NAME.safetensors, NAME.md, NAME.tree.txt, NAME.model.json. By
    /// default in this folder, called as the first file.
    #[arg(long, value_name = "NAME")]
    pub out: Option<PathBuf>,
}

/// `hunch answer`.
#[derive(Debug, Args)]
pub struct AnswerArgs {
    /// What `hunch learn` wrote.
    pub weights: PathBuf,
    /// Values of the parameters: a table (CSV) as for `learn`, one answer a line.
    #[arg(long, value_name = "CSV")]
    pub theta: PathBuf,
}

/// `hunch label`.
#[derive(Debug, Args)]
pub struct LabelArgs {
    /// A parametric program with a distribution (JSON).
    #[arg(required_unless_present = "family")]
    pub program: Option<PathBuf>,
    /// A family instead: one that is data (`transportation`, `knapsack`, …), or `clsp`.
    #[arg(long, conflicts_with = "program")]
    pub family: Option<String>,
    /// Sizes of a family that is data.
    #[arg(long, value_delimiter = ',')]
    pub sizes: Vec<usize>,
    /// Seed of a family's fixed data.
    #[arg(long, default_value_t = 1)]
    pub data_seed: u64,
    /// Lot sizing: ratio of capacity to demand.
    #[arg(long, default_value_t = 3)]
    pub c: u32,
    /// Lot sizing: ratio of set-up cost to holding cost.
    #[arg(long, default_value_t = 10_000)]
    pub f: u32,
    /// Lot sizing: periods.
    #[arg(long, default_value_t = 120)]
    pub horizon: usize,
    /// Draws of the whole data set.
    #[arg(long)]
    pub samples: u64,
    /// Seed of the draws.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Which shard, of how many: 1/100 to 100/100.
    #[arg(long, default_value = "1/1", value_name = "I/N")]
    pub shard: Shard,
    /// Branch-and-bound nodes of a label; a draw that needs more is unsettled.
    #[arg(long)]
    pub node_limit: Option<u64>,
    /// Label the first of several integer optima, without a second search that chooses among them.
    #[arg(long)]
    pub first_optimum: bool,
    /// Folder of the shards. A shard that is there is not made again.
    #[arg(long)]
    pub out: PathBuf,
    /// Threads.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// `hunch merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Files of shards, and folders of them.
    #[arg(required = true)]
    pub shards: Vec<PathBuf>,
    /// The file to write.
    #[arg(long)]
    pub out: PathBuf,
}

/// `hunch check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The program (JSON, MPS, LP, MathOptFormat; gzipped too).
    pub program: PathBuf,
    /// The certificate.
    pub certificate: PathBuf,
}

/// `hunch convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// The program (JSON, MPS, LP, MathOptFormat; gzipped too).
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// Where to write it; `-` is standard output. Its name tells the format (`.mps`, `.lp`, `.json`,
    /// `.mof.json`), and with `.gz` behind it is gzipped.
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// The format to write, whatever the name says.
    #[arg(long)]
    pub to: Option<FormatName>,
    /// Refuse what would be read or written with a warning.
    #[arg(long)]
    pub strict: bool,
}

/// Formats of `hunch convert`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// MPS, in the free layout.
    Mps,
    /// CPLEX-LP.
    Lp,
    /// Hunch's own JSON, in its newest version.
    Json,
    /// MathOptFormat.
    Mof,
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
    /// Folder of public instances: the files that its `optima.csv` lists (path,rows,cols,integers,optimum),
    /// else all its program files.
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
