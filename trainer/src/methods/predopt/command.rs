//! Lot sizing of many items on the command line.

use super::evaluate::{Figures, evaluate};
use super::labels::Labels;
use super::settings::Settings;
use super::task::PredOptTask;
use crate::arguments::{ExportArgs, ThreadArgs};
use crate::error::{Error, Result};
use crate::families::{PREDOPT, trained_by};
use crate::methods::method::{Action, Method, Verb};
use crate::methods::session::{self, Report, SessionArgs};
use crate::terminal::{print, progress_bar};
use crate::training::Task;
use clap::Args;
use hunch_families::mclsp::{Distribution, FAMILY};
use hunch_guide::Library;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Labels inside a run's folder, when the run makes its own.
const OWN_LABELS: &str = "labels.bin";
/// Largest norm of a gradient.
const CLIP: f32 = 1.0;

/// The network of ours, for the list of methods.
pub const METHOD: Method = Method {
    name: PREDOPT,
    about: "Lot sizing of many items: set-ups from what the Lagrangean bound says, items as a set",
    sample: Verb::of::<SampleArgs>(),
    train: Verb::of::<TrainArgs>(),
    evaluate: Verb::of::<EvaluateArgs>(),
    export: Some(export),
};

/// Which instances.
#[derive(Clone, Debug, Args)]
pub struct DistributionArgs {
    /// Problem family.
    #[arg(long, default_value = FAMILY, value_parser = trained_by(PREDOPT))]
    pub family: String,
    /// Items (the paper trains on 8 and 12).
    #[arg(long, default_value_t = 8)]
    pub items: usize,
    /// Periods (the paper trains on 40 and 30).
    #[arg(long, default_value_t = 40)]
    pub periods: usize,
    /// Ratio of capacity to the mean demand of an item (10 for 8 items, 14 for 12).
    #[arg(long, default_value_t = 10)]
    pub c: u32,
    /// Ratio of set-up cost to holding cost (the paper: 1000).
    #[arg(long, default_value_t = 1_000)]
    pub f: u32,
}

impl DistributionArgs {
    fn distribution(&self) -> Distribution {
        Distribution { items: self.items, periods: self.periods, c: self.c, f: self.f }
    }
}

fn labels(
    path: &Path,
    distribution: &Distribution,
    seed: u64,
    wanted: u64,
    threads: usize,
) -> Result<Labels> {
    let bar = progress_bar(wanted, "labels");
    let labels =
        Labels::make(path, distribution, seed, wanted, threads, &mut |count| bar.set_position(count))?;
    bar.finish_and_clear();
    Ok(labels)
}

/// Label the instances of a data set.
#[derive(Clone, Debug, Args)]
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

/// What `hunch sample` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sampled {
    labels: usize,
    /// Mean relative distance to the Lagrangean bound.
    gap: f64,
    /// Mean label of each cell, by period.
    means: Vec<f64>,
}

impl Action for SampleArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let distribution = self.distribution.distribution();
        let labels = labels(&self.out, &distribution, self.seed, self.samples, self.threads.count())?;
        let all = labels.all();
        let mean = |value: &dyn Fn(&super::labels::Label) -> f64| {
            all.iter().map(value).sum::<f64>() / all.len().max(1) as f64
        };
        let periods = self.distribution.periods;
        let of_period = |t: usize| {
            let setups = |label: &super::labels::Label| {
                label.setups.iter().skip(t).step_by(periods).filter(|y| **y).count()
            };
            mean(&|label| setups(label) as f64 / self.distribution.items as f64)
        };
        let sampled = Sampled {
            labels: all.len(),
            gap: mean(&|label| 1.0 - label.bound / label.objective),
            means: (0..periods).map(of_period).collect(),
        };
        let text = format!(
            "{} labels in {}, {:.3} % above the bound",
            sampled.labels,
            self.out.display(),
            100.0 * sampled.gap
        );
        print(json, &sampled, &text)?;
        Ok(0)
    }
}

/// Options of `hunch train predopt`.
#[derive(Clone, Debug, Args)]
pub struct TrainArgs {
    /// Which instances.
    #[command(flatten)]
    pub distribution: DistributionArgs,
    /// Leave out what the structure says: an ablation.
    #[arg(long)]
    pub plain: bool,
    /// Units of each hidden layer.
    #[arg(long, value_delimiter = ',', default_values_t = [64, 32])]
    pub hidden: Vec<usize>,
    /// By how much labels are drawn towards one half.
    #[arg(long, default_value_t = 0.0)]
    pub smoothing: f64,
    /// Steps of Adam.
    #[arg(long, default_value_t = 3_000)]
    pub steps: u64,
    /// Instances a step.
    #[arg(long, default_value_t = 4)]
    pub batch: usize,
    /// Labelled instances to learn from.
    #[arg(long, default_value_t = 1_000)]
    pub instances: usize,
    /// Further ones that only measure.
    #[arg(long, default_value_t = 100)]
    pub validation: usize,
    /// Peak learning rate of Adam.
    #[arg(long, default_value_t = 0.003)]
    pub learning_rate: f64,
    /// Seed of weights and order.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Seed of the data set.
    #[arg(long, default_value_t = 1)]
    pub data_seed: u64,
    /// The label file; without it the labels are made first, in the output folder.
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

impl TrainArgs {
    fn settings(&self) -> Settings {
        let DistributionArgs { items, periods, c, f, .. } = self.distribution;
        Settings {
            items,
            periods,
            c,
            f,
            structure: !self.plain,
            hidden: self.hidden.clone(),
            smoothing: self.smoothing,
            steps: self.steps,
            batch: self.batch,
            instances: self.instances,
            validation: self.validation,
            learning_rate: self.learning_rate,
            clip: CLIP,
            seed: self.seed,
            data_seed: self.data_seed,
        }
    }
}

impl Action for TrainArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let settings = self.settings();
        settings.validate()?;
        self.session.check()?;
        let own = self.session.out.join(OWN_LABELS);
        let path = self.labels.as_deref().unwrap_or(&own);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        let wanted = (settings.instances + settings.validation) as u64;
        let distribution = settings.distribution();
        let labels = labels(path, &distribution, settings.data_seed, wanted, self.threads.count())?;
        let mut run = self.session.open(PredOptTask::new(settings, &labels)?)?;
        session::train(&mut run, self.interval)?;
        let report = Report::of(&run, &self.session.out);
        let text = report.text(PredOptTask::METRICS);
        print(json, &report, &text)?;
        Ok(0)
    }
}

/// Options of `hunch evaluate` for weights files of this family.
#[derive(Clone, Debug, Args)]
pub struct EvaluateArgs {
    /// The weights file.
    #[arg(long)]
    pub weights: PathBuf,
    /// Which instances.
    #[command(flatten)]
    pub distribution: DistributionArgs,
    /// How many.
    #[arg(long, default_value_t = 50)]
    pub instances: u64,
    /// Seed of their data set; choose another than that of training.
    #[arg(long, default_value_t = 1_000_001)]
    pub seed: u64,
    /// File of their labels; missing ones are made and added.
    #[arg(long)]
    pub truth: PathBuf,
    /// Threads for labels.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// What `hunch evaluate` prints.
#[derive(Debug, Serialize)]
struct Evaluated {
    network: Figures,
    structure: Figures,
    /// The network's by name, for a model's card.
    figures: BTreeMap<String, f64>,
}

impl Action for EvaluateArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let bytes = std::fs::read(&self.weights).map_err(Error::file(&self.weights))?;
        let mut library = Library::new();
        let refused = |reason: String| Error::Content { path: self.weights.clone(), reason };
        library.load(&bytes).map_err(|e| refused(e.to_string()))?;
        let distribution = self.distribution.distribution();
        let labels = labels(&self.truth, &distribution, self.seed, self.instances, self.threads.count())?;
        let (network, structure) = evaluate(&library, &distribution, self.seed, &labels)?;
        let mut figures = BTreeMap::from([
            ("instances".to_owned(), self.instances as f64),
            ("calibration error".to_owned(), network.calibration_error),
        ]);
        let mut text = "| surest % | network right % | structure right % |\n|---:|---:|---:|\n".to_owned();
        for (share, right) in &network.right {
            figures.insert(format!("right % of the surest {share:03} %"), *right);
            text.push_str(&format!("| {share} | {right:.3} | {:.3} |\n", structure.right[share]));
        }
        text.push_str(&format!(
            "\nsaid and observed probabilities differ by {:.4}\n",
            network.calibration_error
        ));
        print(json, &Evaluated { network, structure, figures }, &text)?;
        Ok(0)
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
    let (network, state) = session::trained::<PredOptTask>(&args.run)?;
    session::finish(&session::bundle::<PredOptTask>(&network, &state, args)?, args, json)
}
