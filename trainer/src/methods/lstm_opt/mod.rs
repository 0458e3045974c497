//! LSTM-Opt (dissertation "Integrated machine learning and optimization approaches", chapter 2): a network
//! that reads the periods of a lot-sizing instance in both directions and says how likely the optimal plan
//! produces in each.
//!
//! [`settings`] → [`task`] (batches, [`plan`]) → [`network`] and its [`loss`] → [`export`] (and back:
//! [`import`]) → [`mod@evaluate`]; [`command`] is what `hunch` does with them. The layer as one operation:
//! `op`, `kernel`, `matmul`, `activation`; with tensor operations: `plain`.

mod activation;
pub mod command;
mod dropout;
pub mod evaluate;
pub mod export;
pub mod import;
mod kernel;
pub mod loss;
mod matmul;
pub mod network;
mod op;
mod plain;
pub mod plan;
pub mod settings;
pub mod task;

pub use dropout::Dropout;
pub use loss::cross_entropy;
pub use network::{BiLstm, LstmOpt, LstmOptShape};
pub use plan::Plan;
pub use settings::TrainSettings;
pub use task::LstmOptTask;
