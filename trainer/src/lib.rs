//! The native door: samples and labels instances, trains networks and baselines, evaluates and exports them, and solves files.
//!
//! The order of the data: [`data`] → [`model`], [`baselines`] → [`train`] → [`mod@export`] → [`mod@evaluate`]; [`cli`] and [`commands`] are
//! the `hunch` command around them.

pub mod baselines;
pub mod cli;
pub mod commands;
pub mod data;
pub mod device;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod model;
pub mod robust;
pub mod train;
