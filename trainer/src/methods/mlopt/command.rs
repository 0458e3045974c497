//! The network of strategies on the command line.

use super::export;
use super::plan::Settings;
use super::task::{StrategyTask, TOP_1, TOP_3, choose};
use crate::arguments::{ExportArgs, ThreadArgs};
use crate::device;
use crate::error::{Error, Result};
use crate::families::{self, MLOPT};
use crate::labels::{LabelRule, Labelled, Merged, Shard, Source, make, merge};
use crate::methods::method::{Action, Method, Verb};
use crate::methods::session::{self, Report, SessionArgs};
use crate::terminal::{print, progress_bar};
use crate::training::Task;
use crate::weights::write;
use clap::Args;
use hunch_infer::Bundle;
use hunch_strategies::Label;
use hunch_strategies::learn::{Data, accuracy};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The method, for the list of them.
pub const METHOD: Method = Method {
    name: MLOPT,
    about: "Which strategy of a parametric program is optimal: the ReLU network of \"The voice of optimization\"",
    sample: Verb::of::<SampleArgs>(),
    train: Verb::of::<TrainArgs>(),
    evaluate: Verb::of::<EvaluateArgs>(),
    export: Some(export),
};

/// Labels inside a run's folder, when the run makes its own.
const OWN_LABELS: &str = "labels.parquet";
/// Candidates of `--tune`, inside a run's folder.
const CANDIDATES: &str = "candidates";

/// Which θ of which family that is data.
#[derive(Clone, Debug, Args)]
pub struct ThetaArgs {
    /// Problem family.
    #[arg(long, value_parser = families::trained_by(MLOPT))]
    pub family: String,
    /// Its sizes.
    #[arg(long, value_delimiter = ',')]
    pub sizes: Vec<usize>,
    /// Seed of its fixed data.
    #[arg(long, default_value_t = 1)]
    pub data_seed: u64,
    /// How many θ.
    #[arg(long, default_value_t = 10_000)]
    pub samples: u64,
    /// Threads for labels.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

impl ThetaArgs {
    /// Labels them into a file.
    fn label(&self, seed: u64, out: &Path) -> Result<Merged> {
        let source = Source::parametric(&self.family, &self.sizes, self.data_seed, LabelRule::default())?;
        let data = source.data_set(seed, self.samples)?;
        let shards = out.with_extension("shards");
        let bar = progress_bar(self.samples, "labels");
        let mut watch = |done| bar.set_position(done);
        let only = Shard { index: 1, count: 1 };
        make(&source, &data, only, &shards, self.threads.count(), &mut watch)?;
        bar.finish_and_clear();
        let merged = merge(&[shards.join(only.file_name())], out)?;
        std::fs::remove_dir_all(&shards).map_err(Error::file(shards))?;
        Ok(merged)
    }
}

/// Draw θ and label them; with more than one machine, use `hunch label`.
#[derive(Clone, Debug, Args)]
pub struct SampleArgs {
    /// Which.
    #[command(flatten)]
    pub theta: ThetaArgs,
    /// Seed of θ.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The file of labels (Parquet).
    #[arg(long)]
    pub out: PathBuf,
}

impl Action for SampleArgs {
    fn run(&self, json: bool) -> Result<u8> {
        if let Some(folder) = self.out.parent() {
            std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        let merged = self.theta.label(self.seed, &self.out)?;
        let text = format!("{}: {} rows, {} strategies", self.out.display(), merged.rows, merged.labels);
        print(json, &merged, &text)?;
        Ok(0)
    }
}

/// Options of `hunch train mlopt`.
#[derive(Clone, Debug, Args)]
pub struct TrainArgs {
    /// Which θ, when labels are made here.
    #[command(flatten)]
    pub theta: ThetaArgs,
    /// Labels of `hunch merge` or `hunch sample mlopt`; without it they are made first, in the output folder.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Seed of weights, order, the points held out, and of θ drawn here.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Passes over the points.
    #[arg(long, default_value_t = 100)]
    pub epochs: u64,
    /// Points a step.
    #[arg(long, default_value_t = 128)]
    pub batch: usize,
    /// Peak learning rate of Adam; it rises over the first 2 % of the steps and falls along half a cosine.
    #[arg(long, default_value_t = 0.01)]
    pub learning_rate: f64,
    /// Hidden layers.
    #[arg(long, default_value_t = 4)]
    pub layers: usize,
    /// Units of each; half of the sum of parameters and strategies by default.
    #[arg(long)]
    pub units: Option<usize>,
    /// Largest norm of a parameter tensor's gradient.
    #[arg(long, default_value_t = 1.0)]
    pub clip: f32,
    /// Try the paper's learning rates and batches on nine tenths of the points first, and train the best again
    /// on all.
    #[arg(long, conflicts_with_all = ["batch", "learning_rate", "resume"])]
    pub tune: bool,
    /// Learn from nine tenths of the points, so that accuracy is measured on points not seen.
    #[arg(long)]
    pub hold_out: bool,
    /// Steps between measurements of accuracy, each with a checkpoint (ten epochs by default).
    #[arg(long)]
    pub interval: Option<u64>,
    /// Where.
    #[command(flatten)]
    pub session: SessionArgs,
}

impl Action for TrainArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let mut settings = Settings {
            epochs: self.epochs,
            batch: self.batch,
            learning_rate: self.learning_rate,
            layers: self.layers,
            units: self.units,
            seed: self.seed,
            on_all: !self.hold_out,
            clip: self.clip,
        };
        settings.validate()?;
        self.session.check()?;
        let out = &self.session.out;
        let path = self.data.clone().unwrap_or_else(|| out.join(OWN_LABELS));
        if self.data.is_none() && !path.exists() {
            std::fs::create_dir_all(out).map_err(Error::file(out))?;
            self.theta.label(self.seed, &path)?;
        }
        let labelled = Labelled::read(&path)?;
        let ThetaArgs { family, sizes, data_seed, samples, .. } = &self.theta;
        let source = Source::parametric(family, sizes, *data_seed, LabelRule::default())?;
        let asked = source.data_set(self.seed, *samples)?;
        // Labels of one's own may be of any draws; those that an earlier call left here must be the same.
        let fits = match &self.data {
            Some(_) => labelled.data.fingerprint == asked.fingerprint,
            None => labelled.data == asked,
        };
        if !fits {
            return Err(Error::Setting {
                field: "--data",
                value: format!("{}: {:?}", path.display(), labelled.data),
                expected: format!("the options ask for {asked:?}"),
            });
        }
        if self.tune {
            let device = device::open(self.session.device)?;
            let chosen = choose(&settings, &labelled, &device, &out.join(CANDIDATES))?;
            settings = Settings { on_all: settings.on_all, ..chosen.settings };
        }
        let task = StrategyTask::new(settings, &labelled)?;
        let mut run = self.session.open(task)?;
        let interval = self.interval.unwrap_or(run.steps().div_ceil(10));
        session::train(&mut run, interval)?;
        let report = Report::of(&run, out);
        print(json, &report, &report.text(StrategyTask::METRICS))?;
        Ok(0)
    }
}

fn export(args: &ExportArgs, json: bool) -> Result<u8> {
    let (network, state) = session::trained::<StrategyTask>(&args.run)?;
    let bundle = session::bundle::<StrategyTask>(&network, &state, args)?;
    let arrays = serde_json::to_vec(&export::plain(&network, &state.plan.statistics)?)
        .map_err(|e| Error::Bundle(e.to_string()))?;
    write(&args.out.with_extension("network.json"), &arrays)?;
    session::finish(&bundle, args, json)
}

/// Options of `hunch evaluate mlopt`.
#[derive(Clone, Debug, Args)]
pub struct EvaluateArgs {
    /// The weights file.
    #[arg(long)]
    pub weights: PathBuf,
    /// Labels of θ that were not trained on: `hunch sample mlopt` with another seed.
    #[arg(long)]
    pub data: PathBuf,
}

/// What `hunch evaluate` prints.
#[derive(Serialize)]
struct Printed {
    /// θ with an optimum.
    points: usize,
    /// Those whose strategy the network does not know: wrong in every figure.
    unseen: usize,
    /// By name, for a card.
    figures: BTreeMap<String, f64>,
}

impl Action for EvaluateArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let bytes = std::fs::read(&self.weights).map_err(Error::file(&self.weights))?;
        let content = |reason: String| Error::Content { path: self.weights.clone(), reason };
        let bundle = Bundle::parse(&bytes).map_err(|e| content(e.to_string()))?;
        let (network, names) = export::from_bundle(&bundle)?;
        let labelled = Labelled::read(&self.data)?;
        let width = labelled.thetas.first().map_or(0, Vec::len);
        if width != network.parts().mean.len() {
            let expected = format!("the weights file has {}", network.parts().mean.len());
            let value = format!("labels of {width} parameters");
            return Err(Error::Setting { field: "--data", value, expected });
        }
        // Strategies that the network does not know get classes beyond its own.
        let mut classes = names.clone();
        let strategies = labelled.sample.strategies.list();
        let numbers: Vec<u32> = strategies
            .iter()
            .map(|strategy| {
                let id = strategy.id();
                let known = classes.iter().position(|name| *name == id);
                known.unwrap_or_else(|| {
                    classes.push(id);
                    classes.len() - 1
                }) as u32
            })
            .collect();
        let (mut points, mut labels) = (Vec::new(), Vec::new());
        for (theta, label) in labelled.thetas.iter().zip(&labelled.sample.labels) {
            if let Label::Strategy(number, _) = *label {
                points.extend_from_slice(theta);
                labels.push(numbers[number as usize]);
            }
        }
        let unseen = labels.iter().filter(|&&class| class as usize >= names.len()).count();
        let data = Data::new(points, width, labels, classes.len())
            .map_err(|e| Error::Content { path: self.data.clone(), reason: e.to_string() })?;
        let measured = accuracy(&network, &data);
        let figures = BTreeMap::from([
            (format!("{TOP_1} %"), 100.0 * measured.top_1),
            (format!("{TOP_3} %"), 100.0 * measured.top_3),
        ]);
        let text = format!(
            "{} θ, {unseen} of strategies that were not seen: first guess right {:.2} %, among three {:.2} %",
            data.len(),
            100.0 * measured.top_1,
            100.0 * measured.top_3
        );
        print(json, &Printed { points: data.len(), unseen, figures }, &text)?;
        Ok(0)
    }
}
