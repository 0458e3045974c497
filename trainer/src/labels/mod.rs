//! Labels at a scale beyond one machine: shards that any scheduler may make, in any order, as often as it
//! likes, and their union.
//!
//! A shard is a range of the data set; a label depends on the data set and its index alone. So a shard is the
//! same bytes whoever makes it, on however many threads, and it is in its place whole or not at all. There is
//! no scheduler here: see `docs/labels-at-scale.md`.
//!
//! | module | what it does |
//! |---|---|
//! | `header` | what a file says of itself |
//! | `row`, `table` | labels as rows of a Parquet file |
//! | `source` | what is labelled, and how |
//! | `shard` | one shard, made once |
//! | `merge` | all shards, checked and joined |
//! | `sample` | the file as the sample that strategies are learned from |

mod header;
mod merge;
mod row;
mod sample;
mod shard;
mod source;
mod table;

pub use header::{DataSet, Header, Shard, What};
pub use merge::{Merged, merge};
pub use row::{Row, Status};
pub use sample::Labelled;
pub use shard::{Made, make};
pub use source::{LabelRule, Source};
pub use table::{Reader, read_header};
