//! How is a program solved exactly? The engines behind one interface.
//!
//! [`solve`] is the door; [`Search`] is the same in steps. What a caller may ask for stands in [`settings`], what a guess may
//! tell in [`guidance`]; [`certify`] stands at both ends: nothing malformed goes in, nothing unchecked comes out.

pub mod certify;
pub mod cuts;
pub mod domain;
pub mod engine;
pub mod error;
pub mod guidance;
pub mod heuristics;
pub mod hunch_engine;
pub mod lp;
pub mod microlp_engine;
pub mod params;
pub mod presolve;
pub mod problem;
pub mod propagation;
pub mod settings;
pub mod tree;

pub use cuts::family::Separators;
pub use engine::{Engine, Outcome, Search, StepResult, solve, solve_with_account};
pub use error::SearchError;
pub use guidance::{Contribution, Guidance, GuidanceAccount, GuidanceError};
pub use settings::{Settings, SettingsError};
