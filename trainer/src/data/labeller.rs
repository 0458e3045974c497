//! Labels: what the exact algorithm says about an instance.

use super::label_file::{Header, LabelFile};
use super::parallel::parallel_map;
use crate::error::{Error, Result};
use hunch_families::clsp::{self, Instance, instance_seed};

/// Where the labels come from, for the files that hold them.
pub const LABEL_SOURCE: &str = "exact dynamic programme; among optimal plans the one whose production, read from the last period \
backwards, is lexicographically smallest";

/// Instances that are labelled between two writes to the file: seconds of work, so little is lost when a run
/// is cut off.
const CHUNK: u64 = 512;

/// Whether each period of the optimal plan produces.
///
/// # Errors
/// Why there is no label, in words.
pub fn label(instance: &Instance) -> std::result::Result<Vec<bool>, String> {
    let plan = clsp::optimal_plan(instance).map_err(|error| error.to_string())?;
    plan.map(|plan| clsp::labels(&plan)).ok_or_else(|| "its demand cannot be met".into())
}

/// Labels further instances of the data set until the file has `wanted`, on `threads` threads. `watch` hears
/// the count.
///
/// # Errors
/// [`Error::Label`]; [`Error::File`]; [`Error::Distribution`].
pub fn sample_labels(
    file: &mut LabelFile,
    header: &Header,
    wanted: u64,
    threads: usize,
    watch: &mut dyn FnMut(u64),
) -> Result<()> {
    while file.count() < wanted {
        let first = file.count();
        let count = CHUNK.min(wanted - first);
        let labels = parallel_map(count as usize, threads, |k| {
            let index = first + k as u64;
            let instance = clsp::sample(&header.distribution, instance_seed(header.seed, index))?;
            label(&instance).map_err(|reason| Error::Label { index, seed: header.seed, reason })
        })?;
        file.append(&labels)?;
        watch(file.count());
    }
    Ok(())
}
