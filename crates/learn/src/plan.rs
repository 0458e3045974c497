//! What is asked for, and how the time is spent.

use crate::error::{Error, Result};
use std::path::PathBuf;
use std::time::Instant;

/// Shares of the time until labels, stored trees, and learners end, and of learners beside them; the rest is for
/// measuring.
const LABELS: f64 = 0.4;
const TREES: f64 = 0.5;
const LEARNERS: f64 = 0.7;
const BESIDE: f64 = 0.85;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct LearnSettings {
    /// Where files go: a path without an ending.
    pub out: PathBuf,
    /// Name of the model.
    pub name: String,
    /// Minutes for all of it.
    pub minutes: f64,
    /// Most θ that are labelled.
    pub samples: u64,
    /// Fresh θ that are labelled to see how many have unseen strategies.
    pub held_out: u64,
    /// Queries on which ways to answer are measured.
    pub queries: usize,
    /// Seed of all draws.
    pub seed: u64,
    /// Threads; 0 for one a core.
    pub threads: usize,
    /// Restarts of the search for trees.
    pub restarts: usize,
}

impl LearnSettings {
    /// Checks ranges.
    ///
    /// # Errors
    /// [`Error::Setting`] with the first that is none.
    pub fn check(&self) -> Result<()> {
        let settings = [
            ("--minutes", self.minutes),
            ("--samples", self.samples as f64),
            ("--held-out", self.held_out as f64),
            ("--queries", self.queries as f64),
            ("--restarts", self.restarts as f64),
        ];
        match settings.into_iter().find(|(_, value)| !(value.is_finite() && *value > 0.0)) {
            Some((field, value)) => {
                let expected = "it must be above 0".to_owned();
                Err(Error::Setting { field, value: value.to_string(), expected })
            }
            None => Ok(()),
        }
    }

    /// A file beside the others: the path with an ending.
    pub fn file(&self, ending: &str) -> PathBuf {
        let mut name = self.out.file_name().map(std::ffi::OsStr::to_os_string).unwrap_or_default();
        name.push(ending);
        self.out.with_file_name(name)
    }

    /// Where labels are kept.
    pub fn checkpoint(&self) -> PathBuf {
        self.file(".labels.json")
    }
}

/// The time of a run.
pub struct Watch {
    started: Instant,
    seconds: f64,
}

impl Watch {
    /// Starts now.
    pub fn start(settings: &LearnSettings) -> Self {
        Self { started: Instant::now(), seconds: 60.0 * settings.minutes }
    }

    /// Seconds so far.
    pub fn elapsed(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Whether labels may go on.
    pub fn has_time_to_label(&self) -> bool {
        self.elapsed() < LABELS * self.seconds
    }

    /// Seconds that stored trees may take.
    pub fn for_trees(&self) -> f64 {
        (TREES * self.seconds - self.elapsed()).max(0.0)
    }

    /// Seconds that learners may take.
    pub fn for_learners(&self) -> f64 {
        (LEARNERS * self.seconds - self.elapsed()).max(0.0)
    }

    /// Seconds that learners beside them may take.
    pub fn for_beside(&self) -> f64 {
        (BESIDE * self.seconds - self.elapsed()).max(0.0)
    }

    /// Seconds that are left.
    pub fn left(&self) -> f64 {
        (self.seconds - self.elapsed()).max(0.0)
    }
}
