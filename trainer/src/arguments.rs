//! Options that several commands share.

use crate::families;
use crate::weights::{Precision, stem};
use clap::Args;
use hunch_families::clsp::Distribution;
use hunch_families::clsp::FAMILY as CLSP;
use std::path::PathBuf;

/// Which instances of lot sizing.
#[derive(Clone, Debug, Args)]
pub struct DistributionArgs {
    /// Problem family.
    #[arg(long, default_value = CLSP, value_parser = families::trained_by(families::LSTM_OPT))]
    pub family: String,
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

/// From a run to a weights file: `hunch export`.
#[derive(Clone, Debug, Args)]
pub struct ExportArgs {
    /// Folder of the run; it says which method made it.
    #[arg(long)]
    pub run: PathBuf,
    /// The weights file; its card in Markdown is written beside it.
    #[arg(long)]
    pub out: PathBuf,
    /// Name of the model; the file's name without its ending by default.
    #[arg(long)]
    pub name: Option<String>,
    /// How weights are stored.
    #[arg(long, value_enum, default_value_t = Precision::F32)]
    pub precision: Precision,
    /// Result of `evaluate --json`, for the card.
    #[arg(long)]
    pub evaluation: Option<PathBuf>,
    /// Also write NAME.model.safetensors and NAME.golden.safetensors into this folder (method `lstm-opt`).
    #[arg(long)]
    pub golden: Option<PathBuf>,
}

impl ExportArgs {
    /// The name that was asked for, or the file's.
    pub fn model_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| stem(&self.out))
    }
}
