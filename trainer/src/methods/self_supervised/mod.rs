//! Robust decisions without labels: networks that imitate robust optima, after "Self-supervised penalty-based
//! learning for robust constrained optimization" (sections 2 and 3).
//!
//! In the order of the data: [`application`] (the problems, by their sizes), [`settings`] → [`source`]
//! (instances, inputs) → [`network`] ([`layer`], output [`domain`]s, [`smooth`] for the two-phase variant,
//! [`tied`] for our interchangeable items) → [`loss`] → [`task`]; beside them [`truth`], the robust optima
//! that the supervised baseline learns from and regret is measured against, [`mod@evaluate`] and [`export`];
//! [`command`] is what `hunch` does with them.

pub mod application;
pub mod command;
pub mod domain;
pub mod evaluate;
pub mod export;
pub mod layer;
pub mod loss;
pub mod network;
pub mod plan;
pub mod settings;
pub mod smooth;
pub mod source;
pub mod task;
pub mod tied;
pub mod truth;

pub use application::Application;
pub use domain::Domain;
pub use network::{Network, Shape};
pub use plan::Plan;
pub use settings::{Learning, Penalty, Settings};
pub use source::Source;
pub use task::RobustTask;
pub use truth::{Labels, Truth, optimum};
