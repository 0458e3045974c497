//! `hunch robust sweep`: every row of table 1, on several seeds.

use crate::cli::earlier::SweepArgs;
use crate::device::Choice;
use crate::error::{Error, Result};
use crate::methods::self_supervised::command::problem::labels;
use crate::methods::self_supervised::command::training_labels;
use crate::methods::self_supervised::evaluate::{Row, evaluate};
use crate::methods::self_supervised::{Application, Domain, Learning, Penalty, RobustTask, Settings, Source};
use crate::methods::session::{self, SessionArgs};
use crate::terminal::print;
use crate::training::{Checkpoint, Task};
use crate::weights::Precision;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Seed of the test instances, never that of training.
const TEST_SEED: u64 = 1_000_001;
/// Seed of the labelled data set, one for all seeds of weights: its optima are solved once.
const LABEL_SEED: u64 = 1;
/// Steps between measurements.
const INTERVAL: u64 = 1_000;
/// The file of a run that holds its result.
pub const RESULT: &str = "result.json";

/// A kind of network in the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// The paper's baseline: labels.
    Supervised,
    /// The paper's method, one network for each ν.
    SelfSupervised,
    /// The same on the finite set of training instances that the baseline has.
    Split,
    /// The paper's two-phase variant, for binary decisions.
    TwoPhase,
    /// Ours: weights tied between items.
    Tied,
    /// Ours: tied, with ν and ρ as inputs, one network for all.
    Conditioned,
}

/// One network's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// Which kind.
    pub variant: Variant,
    /// How it was trained.
    pub settings: Settings,
    /// Seconds of training.
    pub seconds: f64,
    /// One row a penalty.
    pub rows: Vec<Row>,
}

/// What `hunch robust sweep` prints.
#[derive(Debug, Serialize)]
struct Report {
    networks: usize,
    trained: usize,
}

/// Runs the command.
pub fn run(args: &SweepArgs, json: bool) -> Result<u8> {
    let applications =
        if args.applications.is_empty() { Application::ALL.to_vec() } else { args.applications.clone() };
    let mut report = Report { networks: 0, trained: 0 };
    // Seeds come first, so that a sweep that is cut off has whole tables of fewer seeds.
    for seed in 1..=args.seeds {
        for &application in &applications {
            for (variant, settings) in plan(application, seed, args) {
                report.networks += 1;
                report.trained += usize::from(one(variant, settings, args)?);
            }
        }
    }
    let text = format!("{} networks, {} of them trained now", report.networks, report.trained);
    print(json, &report, &text)?;
    Ok(0)
}

/// The networks of an application and seed.
fn plan(application: Application, seed: u64, args: &SweepArgs) -> Vec<(Variant, Settings)> {
    let usual = |learning| Settings {
        set: args.set.into(),
        steps: args.steps,
        seed,
        data_seed: seed,
        ..application.settings(learning)
    };
    let split = |settings| Settings { instances: Some(args.labels), data_seed: LABEL_SEED, ..settings };
    let plain = usual(Learning::SelfSupervised);
    let tied = |steps, settings: Settings| Settings { steps, ..settings.with_tied_weights() };
    let mut plan = vec![(Variant::Supervised, split(usual(Learning::Supervised)))];
    for penalty in application.penalties().map(Penalty::only) {
        let plain = Settings { penalty, ..plain.clone() };
        plan.push((Variant::SelfSupervised, plain.clone()));
        if application.is_binary() {
            plan.push((Variant::TwoPhase, plain.clone().with_domain(Domain::Learned)));
        }
        plan.push((Variant::Tied, tied(args.tied_steps, plain)));
    }
    let [low, middle, _, high] = application.penalties();
    plan.push((Variant::Split, split(Settings { penalty: Penalty::only(middle), ..plain.clone() })));
    let conditioned = Settings { penalty: Penalty { low, high }, radius_input: true, ..plain };
    plan.push((Variant::Conditioned, tied(args.conditioned_steps, conditioned)));
    plan
}

/// Trains and evaluates one network unless its result is there; says whether it did.
fn one(variant: Variant, settings: Settings, args: &SweepArgs) -> Result<bool> {
    let application = settings.application;
    let set: hunch_families::robust::UncertaintySet = args.set.into();
    let family = args.out.join(format!("{}-{}", application.name(), set.name()));
    let penalty = match settings.learning {
        Learning::Supervised => String::new(),
        Learning::SelfSupervised if settings.penalty.is_input() => String::new(),
        Learning::SelfSupervised => format!("-{}", settings.penalty.low),
    };
    let name = format!("{}{penalty}-seed{}", word(variant)?, settings.seed);
    let folder = family.join(&name);
    let result = folder.join(RESULT);
    if result.is_file() {
        return Ok(false);
    }
    tracing::info!("{}: {name}", application.name());
    let own = training_labels(&settings, &family.join("labels.bin"), args.threads.count())?;
    let resume = Checkpoint::of(&folder).exists();
    let place = SessionArgs { device: Choice::Cpu, out: folder.clone(), resume };
    session::train(&mut place.open(RobustTask::new(settings.clone(), own)?)?, INTERVAL)?;
    let (network, state) = session::trained::<RobustTask>(&folder)?;
    let bundle = RobustTask::bundle(&network, &state, name, BTreeMap::new(), Precision::F16)?;
    // A network that reads ρ is measured at the usual radius, like the others.
    let usual = Source::of(&Settings { radius_input: false, ..settings.clone() }, TEST_SEED);
    let source = Source::of(&settings, TEST_SEED).at_usual_radius();
    let truth = labels(&family.join("truth.bin"), &usual, args.instances, args.threads.count())?;
    let penalties: Vec<Option<f64>> = match settings.learning {
        Learning::Supervised => vec![None],
        Learning::SelfSupervised if settings.penalty.is_input() => {
            application.penalties().into_iter().map(Some).collect()
        }
        Learning::SelfSupervised => vec![Some(settings.penalty.low)],
    };
    let rows = penalties.into_iter().map(|penalty| evaluate(&bundle, &source, truth.truths(), penalty));
    let outcome = Outcome { variant, seconds: state.seconds, settings, rows: rows.collect::<Result<_>>()? };
    write(&result, &outcome)?;
    Ok(true)
}

/// The variant's name in files.
fn word(variant: Variant) -> Result<String> {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        other => Err(Error::Bundle(format!("{variant:?} has no name: {other:?}"))),
    }
}

fn write(path: &Path, outcome: &Outcome) -> Result<()> {
    let text = serde_json::to_vec_pretty(outcome)
        .map_err(|e| Error::Content { path: path.into(), reason: e.to_string() })?;
    std::fs::write(path, text).map_err(Error::file(path))
}
