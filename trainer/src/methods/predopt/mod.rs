//! Networks for lot sizing of many items, for PredOpt ("Integrated machine learning and optimization
//! approaches", chapter 3): the paper's ([`paper`]), and one of ours. In ours items are a set, each read by itself with what all of them
//! ask for together, periods by a window, and what the Lagrangean bound says of every set-up is an input
//! ([`hunch_families::mclsp::features`]). One model serves any number of items and periods, and its outputs are
//! probabilities by the likelihood that they are trained with.
//!
//! In the order of the data: [`settings`] → [`labels`] (instances solved with what the structure is surest of fixed)
//! → [`network`] → [`task`]; beside them [`mod@evaluate`] and [`export`]; [`command`] is what `hunch` does with them.

pub mod command;
pub mod evaluate;
pub mod export;
pub mod labels;
pub mod network;
pub mod paper;
pub mod settings;
pub mod task;

pub use labels::Labels;
pub use network::Network;
pub use paper::PaperTask;
pub use settings::{DataSet, Kind, Settings};
pub use task::PredOptTask;
