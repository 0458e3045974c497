//! Further inputs of a network: how large the uncertainty set is and how cautious the answer should be.

use crate::family::{Ask, FeatureSet};

/// Name of the radius among the features on a card; its value is `ρ`.
pub const RADIUS: &str = "rho";
/// Name of the penalty among the features on a card; its value is `ln ν`, because penalties are chosen by
/// factors.
pub const PENALTY: &str = "logPenalty";

/// What stands after the parameters of an instance among the features, in this order: the radius, then the
/// penalty.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extras {
    /// Whether the radius is an input. A model that was trained for one radius does without.
    pub radius: bool,
    /// The penalty `ν > 0` of the training loss `−f + ν Σ_j [max_u g_j]⁺`, when it is an input: the larger,
    /// the more cautious.
    pub penalty: Option<f64>,
}

impl Extras {
    /// How many features these are.
    pub fn count(self) -> usize {
        usize::from(self.radius) + usize::from(self.penalty.is_some())
    }

    /// Their names on a card.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let radius = self.radius.then_some(RADIUS);
        radius.into_iter().chain(self.penalty.map(|_| PENALTY))
    }

    /// Their values, for an instance of `radius`.
    pub(crate) fn values(self, radius: f64) -> impl Iterator<Item = f32> {
        let first = self.radius.then_some(radius as f32);
        first.into_iter().chain(self.penalty.map(|penalty| penalty.ln() as f32))
    }
}

/// The features of robust families: the parameters, with or without the radius and the penalty.
pub const FEATURE_SETS: &[FeatureSet] = &[
    FeatureSet { name: "parameters", extras: &[] },
    FeatureSet { name: "parameters, radius", extras: &[RADIUS] },
    FeatureSet { name: "parameters, penalty", extras: &[PENALTY] },
    FeatureSet { name: "parameters, radius, penalty", extras: &[RADIUS, PENALTY] },
];

impl Extras {
    /// The extras of a set, with the penalty that is asked for.
    pub fn of(set: &FeatureSet, ask: &Ask) -> Self {
        let has = |name| set.extras.contains(&name);
        Self { radius: has(RADIUS), penalty: has(PENALTY).then_some(ask.penalty) }
    }

    /// The set that has these extras.
    pub fn set(self) -> &'static FeatureSet {
        &FEATURE_SETS[usize::from(self.radius) + 2 * usize::from(self.penalty.is_some())]
    }
}
