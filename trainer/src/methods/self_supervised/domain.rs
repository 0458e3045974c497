//! What the last layer does so that decisions stay in their domain (section 2, "Ensuring Domain Feasibility
//! via Neural Network Structure").

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What the last layer does to its values w.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "camelCase")]
pub enum Domain {
    /// w itself: decisions without bounds.
    Free,
    /// max(0, w), for decisions in ℝ₊.
    Relu,
    /// 1 / (1 + e^−w), for decisions in [0, 1].
    Sigmoid,
    /// min(1, max(0, w/γ)): for decisions in [0, 1], and in training for {0, 1} (example 1).
    Clamp,
    /// A small network that imitates `clamp`, trained first and frozen: the two-phase variant.
    Learned,
    /// `clamp` with γ = 1 for the leading shares, w itself for the others: stocks as shares of their limits,
    /// and a linear sales rule.
    Rule,
    /// Ours, for {0, 1}: the step 1(w > 0) in the forward pass with the gradient of `clamp`, shifted so that
    /// the step is in the middle of its slope (a straight-through estimator: Bengio, Léonard & Courville,
    /// 2013), so that training sees the decisions that are used.
    Straight,
}

impl Domain {
    /// Width γ of the slope that a run starts from, in units of the last layer's values. The clamp and its
    /// imitation are used as a step at 0 although they were trained as a slope from 0 to γ, so theirs is
    /// narrow: at γ = 1 four in ten binary decisions were feasible at ν = 10, at 0.1 nineteen in twenty. The
    /// straight-through step has no such gap, and a wide slope passes on more gradients.
    pub fn usual_gamma(self) -> f64 {
        match self {
            Self::Clamp | Self::Learned => 0.1,
            Self::Free | Self::Relu | Self::Sigmoid | Self::Rule | Self::Straight => 1.0,
        }
    }
}
