//! Strategies of many θ, in batches on all cores, with a checkpoint after each.

use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::plan::{LearnSettings, Watch};
use crate::progress::Progress;
use hunch_model::parametric::ParametricProgram;
use hunch_strategies::{Estimate, LabelOptions, Sample, SampleOptions, Sampler, Stop};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// θ from which the time of a label is known.
const FIRST: u64 = 32;
/// Seconds that a batch should take: between two checkpoints.
const BATCH_SECONDS: f64 = 5.0;
/// θ of a batch, at most.
const MOST_BATCH: f64 = 5_000.0;
/// Nodes of a label's search: a program that needs more is left without a label.
pub const NODE_LIMIT: u64 = 50_000;
/// θ after which sampling ends where strategies do not settle.
const ENOUGH: u64 = 1_000;
/// θ from which it shows whether they do.
const SHOWS: u64 = 50;
/// Share of new strategies above which they do not: every other θ has one of its own.
const UNSETTLED: f64 = 0.5;

/// What is kept between two runs.
#[derive(Serialize, Deserialize)]
struct Checkpoint {
    /// What the sample is of: program, θ and seed.
    of: String,
    sample: Sample,
}

/// Labels θ until there are as many as wanted, or the time for it is over.
///
/// # Errors
/// What the engines refuse; a checkpoint of something else.
pub fn sample(
    program: &ParametricProgram,
    draws: &Draws,
    settings: &LearnSettings,
    watch: &Watch,
    progress: &dyn Progress,
) -> Result<(Sample, Estimate)> {
    let of = fingerprint(program, draws, settings);
    let path = settings.checkpoint();
    let mut sample = resumed(&path, &of)?;
    let known = sample.labels.len() as u64;
    let theta = |index| draws.sample(index);
    let started = Instant::now();
    let mut options = SampleOptions {
        most: settings.samples.min(known + FIRST),
        batch: FIRST,
        stop: Stop::never(),
        threads: settings.threads,
        label: LabelOptions { node_limit: Some(NODE_LIMIT), ..LabelOptions::default() },
    };
    let label = |error| Error::Search(format!("{error}"));
    Sampler::new(program, &theta, options.clone())
        .map_err(label)?
        .run(&mut sample, |_, _| true)
        .map_err(label)?;
    let a_label = started.elapsed().as_secs_f64() / FIRST as f64;
    options.batch = (BATCH_SECONDS / a_label.max(1e-6)).clamp(FIRST as f64, MOST_BATCH) as u64;
    options.most = settings.samples;
    let mut failed = None;
    let estimate = Sampler::new(program, &theta, options)
        .map_err(label)?
        .run(&mut sample, |sample, estimate| {
            let message = format!("{} strategies", estimate.strategies);
            progress.at("labels", sample.labels.len() as u64, settings.samples, &message);
            failed = save(&path, &of, sample).err();
            let is_over = estimate.samples >= ENOUGH && is_hopeless(estimate);
            failed.is_none() && watch.has_time_to_label() && !is_over
        })
        .map_err(label)?;
    match failed {
        Some(error) => Err(error),
        None => {
            save(&path, &of, &sample)?;
            Ok((sample, estimate))
        }
    }
}

/// Whether more θ would only bring more strategies.
pub fn is_hopeless(estimate: &Estimate) -> bool {
    estimate.samples >= SHOWS && estimate.good_turing > UNSETTLED
}

fn resumed(path: &Path, of: &str) -> Result<Sample> {
    let Ok(bytes) = std::fs::read(path) else { return Ok(Sample::default()) };
    let content = |reason: String| Error::Content { path: path.into(), reason };
    let checkpoint: Checkpoint =
        serde_json::from_slice(&bytes).map_err(|error| content(error.to_string()))?;
    if checkpoint.of != of {
        let reason = "it holds labels of another program, history or seed; delete it, or give another --out";
        return Err(content(reason.into()));
    }
    Ok(checkpoint.sample)
}

/// Replaces the checkpoint as a whole, so that one that is there is never half written.
fn save(path: &PathBuf, of: &str, sample: &Sample) -> Result<()> {
    let checkpoint = Checkpoint { of: of.to_owned(), sample: sample.clone() };
    let text = serde_json::to_vec(&checkpoint)
        .map_err(|error| Error::Content { path: path.clone(), reason: error.to_string() })?;
    let beside = path.with_extension("part");
    std::fs::write(&beside, text).map_err(Error::file(&beside))?;
    std::fs::rename(&beside, path).map_err(Error::file(path))
}

/// A digest of all that decides labels.
fn fingerprint(program: &ParametricProgram, draws: &Draws, settings: &LearnSettings) -> String {
    let probes: Vec<Vec<f64>> = (0..FIRST).map(|k| draws.sample(draws.rows() as u64 + k)).collect();
    let text = format!("{program:?} {:?} {probes:?} {}", draws.history(), settings.seed);
    hunch_bundle::digest(&text, &[])
}
