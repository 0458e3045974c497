//! Who is told how far a run is.

/// A host that shows progress.
pub trait Progress {
    /// Of `total` labels, learners or queries so many are done.
    fn at(&self, what: &'static str, done: u64, total: u64, message: &str);
}

/// Nobody.
pub struct Quiet;

impl Progress for Quiet {
    fn at(&self, _: &'static str, _: u64, _: u64, _: &str) {}
}
