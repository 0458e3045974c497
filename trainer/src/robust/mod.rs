//! Robust decisions without labels: networks that imitate robust optima, after "Self-supervised penalty-based learning for robust
//! constrained optimization" (sections 2 and 3).
//!
//! In the order of the data: [`application`] (instances, inputs, outputs) → [`network`] (two layers, output domains, [`smooth`] for the
//! two-phase variant, [`tied`] for our interchangeable items) → [`loss`] → [`trainer`] with its [`settings`]; beside them [`truth`], the robust optima that the supervised baseline
//! learns from and regret is measured against, [`mod@evaluate`] and [`export`].

pub mod application;
pub mod evaluate;
pub mod export;
pub mod loss;
pub mod network;
pub mod settings;
pub mod smooth;
pub mod tied;
pub mod trainer;
pub mod truth;

pub use application::{Application, Source};
pub use network::{Domain, Network, Shape};
pub use settings::{Learning, Penalty, Settings};
pub use trainer::{Measured, Progress, State, Trainer};
pub use truth::{Labels, Truth, optimum};
