//! What learns strategies: from θ and the strategy that was optimal there to a guess at a new θ.

mod arena;
mod columns;
mod grow;
mod random;

pub mod classifier;
pub mod data;
pub mod error;
pub mod hyperplane;
pub mod oct;
pub mod params;
pub mod prune;
pub mod tree;

pub use classifier::{Classifier, MostFrequent};
pub use data::Data;
pub use error::LearnError;
pub use hyperplane::Hyperplane;
pub use oct::{Fit, Settings, Splits, cart, oct};
pub use tree::{Branch, Node, Tree};
