//! The paper's network ("Integrated machine learning and optimization approaches", section 3.4.1): an encoder of two
//! bidirectional LSTM layers reads the periods, a decoder of two LSTM layers says them one after another, fed by its
//! own output and by attention to the periods near by. It reads a fixed number of items side by side and also says
//! which rows are tight ([`hunch_families::mclsp::sequence`]).
//!
//! What the paper leaves open is settled here: the decoder starts from the encoder's last states, reads
//! probabilities, not rounded ones, from the first step of training on, and every instance is read with its items in
//! a random order each time, since nothing tells items apart but their numbers.
//!
//! [`network`] → [`task`] → [`export`].

pub mod export;
pub mod network;
pub mod task;

pub use network::Paper;
pub use task::PaperTask;
