//! `hunch sample`.

use super::{print, progress_bar};
use crate::cli::SampleArgs;
use crate::data::{Header, LABEL_SOURCE, LabelFile, sample_labels};
use crate::error::{Error, Result};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

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

/// Runs the command.
pub fn run(args: &SampleArgs, json: bool) -> Result<u8> {
    let header = Header::new(args.distribution.distribution(), args.seed, LABEL_SOURCE);
    let started = Instant::now();
    let (labels, made) = fill(&args.out, &header, args.samples, args.threads.count())?;
    let seconds = started.elapsed().as_secs_f64();
    let report = Report { labels, made, seconds, labels_per_second: made as f64 / seconds.max(1e-9) };
    let text = format!(
        "{labels} labels in {}: {made} made in {seconds:.1} s, {:.0} a second",
        args.out.display(),
        report.labels_per_second
    );
    print(json, &report, &text)?;
    Ok(0)
}

/// Brings the label file to `wanted` labels; returns how many it has and how many were made.
pub fn fill(path: &Path, header: &Header, wanted: u64, threads: usize) -> Result<(u64, u64)> {
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
