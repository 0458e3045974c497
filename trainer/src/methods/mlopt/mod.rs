//! The network of MLOPT ("The voice of optimization", section 5.2 and appendix 2): which strategy is optimal
//! at θ, as a classification.
//!
//! Fully connected layers with max(0, ·) between them, softmax, cross-entropy. The paper prints neither depth
//! nor width; the authors' code nearest to it has four hidden layers of ⌊(p + |S|)/2⌋ units, p being the
//! number of parameters. Learning rate and batch are chosen by the accuracy of the first guess on a tenth of
//! the points that is held out, and the best network is trained again on all points. Unlike theirs, ours has
//! standardised inputs, draws every epoch in another order and descends by Adam, as all networks here do.
//! [`hunch_strategies::learn::Network`] is the forward pass that browsers run.

pub mod beside;
pub mod command;
pub mod export;
pub mod network;
pub mod plan;
pub mod task;

pub use beside::NetworkLearner;
pub use network::StrategyNetwork;
pub use plan::{Plan, Settings, Shape};
pub use task::{Chosen, StrategyTask, choose};
