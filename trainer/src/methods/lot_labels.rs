//! Labels of lot sizing, for every method that learns from them: `hunch sample`, and the labels of a training
//! run.

use super::method::Action;
use crate::arguments::{DistributionArgs, ThreadArgs};
use crate::data::{Header, LABEL_SOURCE, LabelFile, Samples, sample_labels};
use crate::error::{Error, Result};
use crate::terminal::{print, progress_bar};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Labels inside a run's folder, when the run makes its own.
const OWN_LABELS: &str = "labels.bin";

/// Draw instances and label them with the exact algorithm.
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
struct Report {
    /// Labels in the file.
    labels: u64,
    /// Those made by this call.
    made: u64,
    seconds: f64,
    #[serde(rename = "labelsPerSecond")]
    labels_per_second: f64,
}

impl Action for SampleArgs {
    fn run(&self, json: bool) -> Result<u8> {
        let header = Header::new(self.distribution.distribution(), self.seed, LABEL_SOURCE);
        let started = Instant::now();
        let (labels, made) = fill(&self.out, &header, self.samples, self.threads.count())?;
        let seconds = started.elapsed().as_secs_f64();
        let report = Report { labels, made, seconds, labels_per_second: made as f64 / seconds.max(1e-9) };
        let text = format!(
            "{labels} labels in {}: {made} made in {seconds:.1} s, {:.0} a second",
            self.out.display(),
            report.labels_per_second
        );
        print(json, &report, &text)?;
        Ok(0)
    }
}

/// Brings the label file to `wanted` labels; returns how many it has and how many were made.
fn fill(path: &Path, header: &Header, wanted: u64, threads: usize) -> Result<(u64, u64)> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    let mut file = LabelFile::open(path, header)?;
    let before = file.count();
    let bar = progress_bar(wanted, "labels");
    bar.set_position(before);
    bar.reset_eta();
    sample_labels(&mut file, header, wanted, threads, &mut |count| bar.set_position(count))?;
    bar.finish_and_clear();
    Ok((file.count(), file.count() - before))
}

/// Which labelled instances a run learns from.
#[derive(Clone, Debug, Args)]
pub struct LabelledArgs {
    /// Which instances.
    #[command(flatten)]
    pub distribution: DistributionArgs,
    /// Label file; without it the labels are made first, in the output folder.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Instances to train on.
    #[arg(long, default_value_t = 64_000)]
    pub samples: usize,
    /// Further instances, at the end of the label file, that only measure accuracy.
    #[arg(long, default_value_t = 2_000)]
    pub validation: usize,
    /// Seed of weights, order, dropout, and of labels made here.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Threads for labels.
    #[command(flatten)]
    pub threads: ThreadArgs,
}

impl LabelledArgs {
    /// The labelled instances, made first in the folder of the run when no label file was given.
    ///
    /// # Errors
    /// [`Error::Setting`] for another distribution than the file's; what labelling and reading return.
    pub fn samples(&self, out: &Path) -> Result<Samples> {
        for (field, value) in [("--samples", self.samples), ("--validation", self.validation)] {
            if value == 0 {
                let expected = "it must be a whole number of at least 1".into();
                return Err(Error::Setting { field, value: "0".into(), expected });
            }
        }
        let distribution = self.distribution.distribution();
        let path = self.data.clone().unwrap_or_else(|| out.join(OWN_LABELS));
        if self.data.is_none() {
            let header = Header::new(distribution, self.seed, LABEL_SOURCE);
            fill(&path, &header, (self.samples + self.validation) as u64, self.threads.count())?;
        }
        let samples = Samples::read(&path, self.samples, self.validation)?;
        if *samples.distribution() == distribution {
            return Ok(samples);
        }
        Err(Error::Setting {
            field: "--data",
            value: format!("a file of {:?}", samples.distribution()),
            expected: format!("--c, --f and --horizon ask for {distribution:?}"),
        })
    }
}
