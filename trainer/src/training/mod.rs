//! Training: one loop for every method.
//!
//! A method says what it trains as a [`Task`]; [`Run`] takes the steps ([`Descent`]), in the [`Order`] of the
//! data, at the rate of [`learning_rate`], and leaves in the run's folder a [`Checkpoint`], `metrics.jsonl`
//! ([`metrics`]) and a picture of it, `curves.svg` ([`curves`]).

mod checkpoint;
pub mod curves;
mod descent;
pub mod metrics;
mod order;
mod run;
mod schedule;
mod state;
mod task;

pub use checkpoint::Checkpoint;
pub use descent::Descent;
pub use order::Order;
pub use run::{Progress, Run};
pub use schedule::learning_rate;
pub use state::{Measurement, State};
pub use task::{Metric, Schedule, Task};
