//! What learns strategies: from θ and the strategy that was optimal there to a guess at a new θ.

mod arena;
mod columns;
mod grow;
mod random;

pub mod classifier;
pub mod compare;
pub mod data;
pub mod error;
pub mod grid;
pub mod hyperplane;
pub mod metrics;
pub mod neighbours;
pub mod network;
pub mod oct;
pub mod params;
pub mod prune;
pub mod tree;
pub mod voice;

pub use classifier::{Classifier, MostFrequent};
pub use compare::{Row, compare};
pub use data::Data;
pub use error::LearnError;
pub use grid::{Cell, Grid, Learner, Tuned, tuned};
pub use hyperplane::Hyperplane;
pub use metrics::{Accuracy, OfClass, accuracy};
pub use neighbours::Neighbours;
pub use network::{Dense, Network};
pub use oct::{Fit, Settings, Splits, cart, oct};
pub use tree::{Branch, Node, Tree};
