//! The native door: samples and labels instances, trains networks and baselines, evaluates and exports them, and solves files.
//!
//! The order of the data: [`data`] → [`model`], [`baselines`] → [`train`] → [`mod@export`] (and back: [`import`]) → [`mod@evaluate`];
//! [`cli`] and [`commands`] are the `hunch` command around them. [`bench`] times the engines.

pub mod baselines;
pub mod bench;
pub mod cli;
pub mod commands;
pub mod data;
pub mod device;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod import;
pub mod model;
pub mod robust;
pub mod train;
