//! Instances, labels and batches. Instances are regenerated from their seeds; only labels are stored.

mod batch;
mod label_file;
mod labeller;
mod parallel;
mod record_file;
mod statistics;

pub use batch::{Batch, Samples};
pub use label_file::{Header, LabelFile};
pub use labeller::{LABEL_SOURCE, label, sample_labels};
pub use parallel::parallel_map;
pub use record_file::{RecordFile, RecordHeader};
pub use statistics::Statistics;
