//! The networks, as burn modules.

mod activation;
mod dropout;
mod kernel;
mod matmul;
mod network;
mod op;
mod plain;

pub use dropout::Dropout;
pub(crate) use network::glorot;
pub use network::{BiLstm, LstmOpt, LstmOptShape, cross_entropy};
