//! The direction of an objective.

use serde::{Deserialize, Serialize};

/// Direction of optimisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sense {
    /// The smaller the objective the better.
    #[default]
    Minimize,
    /// The larger the objective the better.
    Maximize,
}

impl Sense {
    /// `+1` for minimisation, `-1` for maximisation: multiplying by it turns any objective into one to
    /// minimise.
    pub fn sign(self) -> f64 {
        match self {
            Sense::Minimize => 1.0,
            Sense::Maximize => -1.0,
        }
    }
}
