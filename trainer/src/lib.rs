//! The native side: samples and labels instances, trains networks and baselines, evaluates and exports them,
//! and solves files.
//!
//! The order of the data: [`data`] → [`methods`], each a task for the loop in [`training`] → [`weights`];
//! [`families`] and [`methods::METHODS`] list what there is. [`cli`] and [`commands`] are the `hunch` command
//! around them, with [`arguments`] and [`terminal`]. [`bench`] times the engines. [`labels`] makes labels in
//! shards, for many machines. `hunch learn` is a crate of its own, `hunch-learn`.

pub mod arguments;
pub mod bench;
pub mod cli;
pub mod commands;
pub mod data;
pub mod device;
pub mod error;
pub mod families;
pub mod labels;
pub mod methods;
pub mod terminal;
pub mod training;
pub mod weights;
