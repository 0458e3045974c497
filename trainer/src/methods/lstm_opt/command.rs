//! LSTM-Opt on the command line.

use super::export;
use super::settings::TrainSettings;
use super::task::LstmOptTask;
use super::{evaluate, evaluate::evaluate};
use crate::arguments::{DistributionArgs, ExportArgs, ThreadArgs};
use crate::error::{Error, Result};
use crate::families::LSTM_OPT;
use crate::methods::lot_labels::{LabelledArgs, SampleArgs};
use crate::methods::method::{Action, Method, Verb};
use crate::methods::session::{self, Report, SessionArgs};
use crate::terminal::{print, progress_bar};
use crate::training::Task;
use crate::weights::{bundle_error, stem, write};
use burn::tensor::Device;
use clap::Args;
use hunch_guide::Library;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The method, for the list of them.
pub const METHOD: Method = Method {
    name: LSTM_OPT,
    about: "The bidirectional LSTM network for lot sizing",
    sample: Verb::of::<SampleArgs>(),
    train: Verb::of::<TrainArgs>(),
    evaluate: Verb::of::<EvaluateArgs>(),
    export: Some(export),
};

/// Options of `hunch train lstm-opt`.
#[derive(Clone, Debug, Args)]
pub struct TrainArgs {
    /// Which labelled instances.
    #[command(flatten)]
    pub labelled: LabelledArgs,
    /// Passes over the training instances; with --resume and more than the run had, it is extended.
    #[arg(long, default_value_t = 8)]
    pub epochs: u64,
    /// Instances a step.
    #[arg(long, default_value_t = 64)]
    pub batch: usize,
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
    /// Where.
    #[command(flatten)]
    pub session: SessionArgs,
}

impl TrainArgs {
    /// The settings of the run.
    pub fn settings(&self) -> TrainSettings {
        TrainSettings {
            samples: self.labelled.samples,
            validation: self.labelled.validation,
            epochs: self.epochs,
            batch: self.batch,
            seed: self.labelled.seed,
            learning_rate: self.learning_rate,
            dropout: self.dropout,
            layers: self.layers,
            hidden: self.hidden,
            clip: self.clip,
        }
    }
}

impl Action for TrainArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let settings = self.settings();
        settings.validate()?;
        self.session.check()?;
        let interval = self.interval.unwrap_or(settings.steps_an_epoch());
        let samples = self.labelled.samples(&self.session.out)?;
        let task = LstmOptTask::new(settings, samples)?.starting_from(self.init.clone());
        let mut run = self.session.open(task)?;
        session::train(&mut run, interval)?;
        let report = Report::of(&run, &self.session.out);
        print(json, &report, &report.text(LstmOptTask::METRICS))?;
        Ok(0)
    }
}

fn export(args: &ExportArgs, json: bool) -> Result<u8> {
    let (network, state) = session::trained::<LstmOptTask>(&args.run)?;
    let bundle = session::bundle::<LstmOptTask>(&network, &state, args)?;
    if let Some(folder) = &args.golden {
        let golden = export::golden(&network, &state, &Device::flex())?.to_bytes().map_err(bundle_error)?;
        let stem = stem(&args.out);
        write(&folder.join(format!("{stem}.golden.safetensors")), &golden)?;
        let model = bundle.to_bytes().map_err(bundle_error)?;
        write(&folder.join(format!("{stem}.model.safetensors")), &model)?;
    }
    session::finish(&bundle, args, json)
}

/// Options of `hunch evaluate` for weights files of lot sizing.
#[derive(Clone, Debug, Args)]
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

/// What `hunch evaluate` prints.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    report: evaluate::Report,
    /// The same by name, for a model's card.
    figures: BTreeMap<String, f64>,
}

impl Action for EvaluateArgs {
    fn run(&self, json: bool) -> Result<u8> {
        if self.instances == 0 {
            return Err(Error::Setting {
                field: "--instances",
                value: "0".into(),
                expected: "it must be a whole number of at least 1".into(),
            });
        }
        let bytes = std::fs::read(&self.weights).map_err(Error::file(&self.weights))?;
        let mut library = Library::new();
        library
            .load(&bytes)
            .map_err(|e| Error::Content { path: self.weights.clone(), reason: e.to_string() })?;
        let settings = evaluate::Settings {
            distribution: self.distribution.distribution(),
            instances: self.instances,
            seed: self.seed,
            threads: self.threads.count(),
        };
        let bar = progress_bar(self.instances as u64, "instances");
        let report = evaluate(&library, &settings, &|| bar.inc(1))?;
        bar.finish_and_clear();
        let text = report.markdown();
        let figures = report.figures();
        print(json, &Printed { report, figures }, &text)?;
        Ok(0)
    }
}
