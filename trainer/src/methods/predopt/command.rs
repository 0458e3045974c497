//! Lot sizing of many items on the command line.

use super::evaluate::{Figures, evaluate};
use super::labels::Labels;
use super::paper::{self, PaperTask};
use super::settings::{Kind, Plan, Settings};
use super::task::PredOptTask;
use crate::arguments::{ExportArgs, ThreadArgs};
use crate::error::{Error, Result};
use crate::families::{PREDOPT, trained_by};
use crate::methods::method::{Action, Method, Verb};
use crate::methods::session::{self, Report, SessionArgs};
use crate::terminal::{print, progress_bar};
use crate::training::{Checkpoint, State, Task};
use crate::weights::{bundle_error, stem, write};
use burn::tensor::Device;
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
    /// Which network: ours, which reads items as a set, or the paper's, for 8 or 12 items.
    #[arg(long, value_enum, default_value_t = Kind::Set)]
    pub network: Kind,
    /// Leave out what the structure says: an ablation. The paper's network never reads it.
    #[arg(long)]
    pub plain: bool,
    /// Units of each hidden layer (default 64,32); of the paper's network the encoder's units in each direction
    /// (default 128 for 8 items and 64 for 12, as published).
    #[arg(long, value_delimiter = ',')]
    pub hidden: Vec<usize>,
    /// Periods before and after that the paper's network attends to (the paper gives no number).
    #[arg(long, default_value_t = 4)]
    pub radius: usize,
    /// Share of the units that are dropped after each layer of the paper's encoder.
    #[arg(long, default_value_t = 0.25)]
    pub dropout: f64,
    /// By how much labels are drawn towards one half (default 0, for the paper's network 0.1).
    #[arg(long)]
    pub smoothing: Option<f64>,
    /// Steps of Adam.
    #[arg(long, default_value_t = 3_000)]
    pub steps: u64,
    /// Instances a step.
    #[arg(long, default_value_t = 4)]
    pub batch: usize,
    /// Labelled instances to learn from: one number for every label file, or one for each.
    #[arg(long, value_delimiter = ',', default_value = "1000")]
    pub instances: Vec<usize>,
    /// Further ones that only measure, of each label file.
    #[arg(long, default_value_t = 100)]
    pub validation: usize,
    /// Peak learning rate of Adam (default 0.003, for the paper's network 0.01 as published).
    #[arg(long)]
    pub learning_rate: Option<f64>,
    /// Seed of weights and order.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Seed of the data set.
    #[arg(long, default_value_t = 1)]
    pub data_seed: u64,
    /// The label file; without it the labels are made first, in the output folder. Given again, files of other
    /// sizes that are learned from as well, each as its first line says.
    #[arg(long)]
    pub labels: Vec<PathBuf>,
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
        let is_paper = self.network == Kind::Paper;
        let hidden = match (self.hidden.is_empty(), self.network) {
            (false, _) => self.hidden.clone(),
            (true, Kind::Set) => vec![64, 32],
            (true, Kind::Paper) if items == 12 => vec![64],
            (true, Kind::Paper) => vec![128],
        };
        Settings {
            network: self.network,
            items,
            periods,
            c,
            f,
            structure: !self.plain && !is_paper,
            hidden,
            radius: if is_paper { self.radius } else { 0 },
            dropout: if is_paper { self.dropout } else { 0.0 },
            smoothing: self.smoothing.unwrap_or(if is_paper { 0.1 } else { 0.0 }),
            steps: self.steps,
            batch: self.batch,
            instances: self.counted(0),
            validation: self.validation,
            learning_rate: self.learning_rate.unwrap_or(if is_paper { 0.01 } else { 0.003 }),
            clip: CLIP,
            seed: self.seed,
            data_seed: self.data_seed,
            further: Vec::new(),
        }
    }
}

impl Action for TrainArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let mut settings = self.settings();
        let mut further = Vec::new();
        for (k, path) in self.labels.iter().enumerate().skip(1) {
            let (set, labels) = Labels::read(path, self.counted(k))?;
            settings.further.push(set);
            further.push(labels);
        }
        let files = self.labels.len().max(1);
        if ![1, files].contains(&self.instances.len()) {
            return Err(Error::Setting {
                field: "--instances",
                value: format!("{:?}", self.instances),
                expected: format!("one number, or one for each of the {files} label files"),
            });
        }
        settings.validate()?;
        self.session.check()?;
        let own = self.session.out.join(OWN_LABELS);
        let path = self.labels.first().unwrap_or(&own);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        let wanted = (settings.instances + settings.validation) as u64;
        let distribution = settings.distribution();
        let first = labels(path, &distribution, settings.data_seed, wanted, self.threads.count())?;
        let labels: Vec<Labels> = std::iter::once(first).chain(further).collect();
        match settings.network {
            Kind::Set => self.trained(PredOptTask::new(settings, &labels)?, json),
            Kind::Paper => self.trained(PaperTask::new(settings, &labels)?, json),
        }
    }
}

impl TrainArgs {
    /// Instances to learn from of the label file of this number.
    fn counted(&self, file: usize) -> usize {
        self.instances.get(file).or(self.instances.first()).copied().unwrap_or(0)
    }

    fn trained<T: Task>(&self, task: T, json: bool) -> Result<u8> {
        let mut run = self.session.open(task)?;
        session::train(&mut run, self.interval)?;
        let report = Report::of(&run, &self.session.out);
        let text = report.text(T::METRICS);
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
    let state: State<Plan> = Checkpoint::of(&args.run).state()?;
    if state.plan.settings.network == Kind::Paper {
        return export_paper(args, json);
    }
    if let Some(folder) = &args.golden {
        return Err(Error::Setting {
            field: "--golden",
            value: folder.display().to_string(),
            expected: "only networks that read sequences have golden files".into(),
        });
    }
    let (network, state) = session::trained::<PredOptTask>(&args.run)?;
    session::finish(&session::bundle::<PredOptTask>(&network, &state, args)?, args, json)
}

fn export_paper(args: &ExportArgs, json: bool) -> Result<u8> {
    let (network, state) = session::trained::<PaperTask>(&args.run)?;
    let bundle = session::bundle::<PaperTask>(&network, &state, args)?;
    if let Some(folder) = &args.golden {
        let golden = paper::export::golden(&network, &state, &Device::flex())?;
        let stem = stem(&args.out);
        let bytes = bundle.to_bytes().map_err(bundle_error)?;
        write(&folder.join(format!("{stem}.model.safetensors")), &bytes)?;
        let bytes = golden.to_bytes().map_err(bundle_error)?;
        write(&folder.join(format!("{stem}.golden.safetensors")), &bytes)?;
    }
    session::finish(&bundle, args, json)
}
