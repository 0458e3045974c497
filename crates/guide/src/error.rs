//! What a caller can do wrong. Limits and infeasibility are statuses of an answer.

use crate::lstm_opt::selection::LevelError;
use hunch_families::FieldError;
use hunch_infer::{BundleError, ForwardError};
use hunch_model::ProgramError;
use hunch_search::{SearchError, SettingsError};
use thiserror::Error;

/// Why there is no answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GuideError {
    /// The instance is malformed.
    #[error(transparent)]
    Instance(#[from] FieldError),
    /// The penalty is out of its range.
    #[error("penalty is {value}; it must be a finite number above 0")]
    Penalty {
        /// The value given.
        value: f64,
    },
    /// The program is malformed.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// The engine refused.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A setting is outside its range.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The level is outside its range.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// The weights file is damaged or of an unknown kind.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The network could not run.
    #[error(transparent)]
    Forward(#[from] ForwardError),
    /// The probabilities that the caller brought do not fit.
    #[error("probabilities has {length} entries; the instance asks for {expected}")]
    Probabilities {
        /// Entries given.
        length: usize,
        /// Entries that would fit.
        expected: usize,
    },
    /// No model at hand fits the instance.
    #[error(
        "no model for family {family:?} and this instance's size is loaded; load one, or use the method \"search\""
    )]
    NoModel {
        /// The instance's family.
        family: &'static str,
    },
    /// A model whose inputs or outputs are not those of its family.
    #[error("model {model:?}: {reason}")]
    Model {
        /// Name on its card.
        model: String,
        /// What does not fit, and what would.
        reason: String,
    },
    /// The method does not apply.
    #[error("method {method:?} does not apply: {reason}")]
    NotApplicable {
        /// The method asked for.
        method: &'static str,
        /// Why, and what would.
        reason: String,
    },
}
