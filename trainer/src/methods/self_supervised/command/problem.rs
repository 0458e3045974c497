//! Which instances of a robust family are meant on the command line, and their optima.

use super::super::application::Application;
use super::super::evaluate::mean;
use super::super::settings::{Learning, Settings};
use super::super::source::Source;
use super::super::truth::{Labels, Truth};
use crate::arguments::ThreadArgs;
use crate::error::{Error, Result};
use crate::families::{SELF_SUPERVISED, trained_by};
use crate::methods::method::Action;
use crate::terminal::{print, progress_bar};
use clap::{Args, ValueEnum};
use hunch_families::robust::UncertaintySet;
use serde::Serialize;
use std::path::{Path, PathBuf};

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
    /// Problem family.
    #[arg(long, required_unless_present = "application", value_parser = trained_by(SELF_SUPERVISED))]
    pub family: Option<String>,
    /// Whole items (robust-knapsack).
    #[arg(long, requires = "family")]
    pub binary: bool,
    /// Family and kind of decisions in one word, as earlier versions have it.
    #[arg(long, value_enum, conflicts_with = "family")]
    pub application: Option<Application>,
    /// Shape of the uncertainty set.
    #[arg(long, value_enum, default_value_t = SetName::Box)]
    pub set: SetName,
    /// Draw ρ from the slider's range (and let a network read it) instead of the usual radius.
    #[arg(long)]
    pub radius_input: bool,
}

impl ProblemArgs {
    /// What is decided.
    ///
    /// # Errors
    /// [`Error::Setting`] for a family that has no binary decisions.
    pub fn application(&self) -> Result<Application> {
        let family = self.family.as_deref().unwrap_or_default();
        self.application.or_else(|| Application::of_family(family, self.binary)).ok_or_else(|| {
            Error::Setting {
                field: "--family",
                value: format!("{family}{}", if self.binary { " with --binary" } else { "" }),
                expected: "robust-knapsack has whole items, robust-inventory has not".into(),
            }
        })
    }

    /// Settings that say which instances are meant.
    ///
    /// # Errors
    /// As [`ProblemArgs::application`].
    pub fn settings(&self) -> Result<Settings> {
        Ok(Settings {
            set: self.set.into(),
            radius_input: self.radius_input,
            ..self.application()?.settings(Learning::SelfSupervised)
        })
    }
}

/// Solve the robust counterparts of a data set.
#[derive(Clone, Debug, Args)]
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

/// What `hunch sample` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sampled {
    labels: usize,
    /// Mean optimum, seconds of the solver, and relative gap that its time limit left.
    objective: f64,
    seconds: f64,
    gap: f64,
}

impl Action for SampleArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let source = Source::of(&self.problem.settings()?, self.seed);
        let labels = labels(&self.out, &source, self.samples, self.threads.count())?;
        let column = |get: fn(&Truth) -> f64| mean(&labels.truths().iter().map(get).collect::<Vec<f64>>());
        let sampled = Sampled {
            labels: labels.truths().len(),
            objective: column(|t| t.objective),
            seconds: column(|t| t.seconds),
            gap: column(|t| (t.bound - t.objective) / t.objective),
        };
        let text = format!(
            "{} optima in {}: mean {:.4}, {:.2} ms and gap {:.1e} each",
            sampled.labels,
            self.out.display(),
            sampled.objective,
            1e3 * sampled.seconds,
            sampled.gap
        );
        print(json, &sampled, &text)?;
        Ok(0)
    }
}

/// Optima of the first `wanted` instances, solved with a progress bar where the file lacks them.
///
/// # Errors
/// What solving them returns.
pub fn labels(path: &Path, source: &Source, wanted: u64, threads: usize) -> Result<Labels> {
    let bar = progress_bar(wanted, "optima");
    let labels = Labels::make(path, source, wanted, threads, &mut |count| bar.set_position(count))?;
    bar.finish_and_clear();
    Ok(labels)
}
