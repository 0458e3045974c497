//! Training of the network: settings, schedule, loop, checkpoints.

mod checkpoint;
mod schedule;
mod settings;
mod trainer;

pub use checkpoint::{Checkpoint, State, Validation};
pub use schedule::learning_rate;
pub use settings::TrainSettings;
pub(crate) use trainer::ADAM_EPSILON;
pub use trainer::{Progress, Trainer, accuracy, predict};
