//! `metrics.jsonl` of a run: one line of JSON a step.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file in a run's folder.
pub const METRICS: &str = "metrics.jsonl";

/// A line: what a step did, and what was measured after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Steps done.
    pub step: u64,
    /// Wall-clock seconds of training, over all sessions of the run.
    pub seconds: f64,
    /// The training loss of the step.
    pub loss: f64,
    /// The learning rate of the step.
    pub learning_rate: f64,
    /// Seed of weights and order.
    pub seed: u64,
    /// The task's figures on the validation instances, of the steps after which they were measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<BTreeMap<String, f64>>,
}

/// The lines of a run.
#[derive(Debug)]
pub struct Metrics {
    folder: PathBuf,
    records: Vec<Record>,
    /// How many of them the file has; none when it is to be written anew.
    written: Option<usize>,
}

impl Metrics {
    /// No line yet. A file that a run left without a checkpoint is replaced by the first writing.
    pub fn start(folder: &Path) -> Self {
        Self { folder: folder.into(), records: Vec::new(), written: None }
    }

    /// The lines up to a step; later ones belong to steps that are done again, so they are dropped, and so is
    /// a line that was cut off. A run of an earlier version has no file: its lines begin now.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`] for a line within the file that is no record.
    pub fn resume(folder: &Path, step: u64) -> Result<Self> {
        let path = folder.join(METRICS);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            text => text.map_err(Error::file(&path))?,
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let read = |(number, line): (usize, &str)| {
            serde_json::from_str::<Record>(line).map_err(|e| Error::Content {
                path: path.clone(),
                reason: format!("line {}: {e}", number + 1),
            })
        };
        let records: Result<Vec<Record>> = whole.lines().enumerate().map(read).collect();
        let records = records?.into_iter().filter(|record| record.step <= step).collect();
        Ok(Self { folder: folder.into(), records, written: None })
    }

    /// The run's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All lines of the run.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Adds the lines of further steps.
    pub fn add(&mut self, records: Vec<Record>) {
        self.records.extend(records);
    }

    /// Brings the file up to date.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn write(&mut self) -> Result<()> {
        std::fs::create_dir_all(&self.folder).map_err(Error::file(&self.folder))?;
        let path = self.folder.join(METRICS);
        let mut text = String::new();
        for record in &self.records[self.written.unwrap_or(0)..] {
            let line = serde_json::to_string(record)
                .map_err(|e| Error::Content { path: path.clone(), reason: e.to_string() })?;
            text.push_str(&line);
            text.push('\n');
        }
        match self.written {
            Some(_) => {
                let mut file = OpenOptions::new().append(true).open(&path).map_err(Error::file(&path))?;
                file.write_all(text.as_bytes()).map_err(Error::file(&path))?;
            }
            None => {
                let new = path.with_extension("new");
                std::fs::write(&new, text).map_err(Error::file(&new))?;
                std::fs::rename(&new, &path).map_err(Error::file(&path))?;
            }
        }
        self.written = Some(self.records.len());
        Ok(())
    }
}
