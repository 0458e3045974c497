//! Limits and tolerances of a search. Each value is checked where it is set, so a [`Settings`] in hand is a
//! valid one.

use crate::components::{Component, Components};
use crate::params;
use hunch_model::Gap;
use hunch_model::tolerances::{ABSOLUTE_GAP, RELATIVE_GAP};
use thiserror::Error;

/// What a gap at which nodes are pruned may seem to be more, its numbers being rounded.
const GAP_ROUNDING: f64 = 1.0 + 1e-9;

/// A setting outside its range.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("{field} is {value}; it must be {expected}")]
pub struct SettingsError {
    /// Which setting.
    pub field: &'static str,
    /// The value given.
    pub value: f64,
    /// What would be right.
    pub expected: &'static str,
}

/// Limits and tolerances of one search. Time is not among them: it comes through [`hunch_model::Control`].
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    node_limit: Option<u64>,
    guided_node_limit: u64,
    relative_gap: f64,
    absolute_gap: f64,
    seed: u64,
    memory_limit: u64,
    left_out: Components,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            node_limit: None,
            guided_node_limit: params::GUIDED_NODE_LIMIT,
            relative_gap: RELATIVE_GAP,
            absolute_gap: ABSOLUTE_GAP,
            seed: 0,
            memory_limit: params::MEMORY_LIMIT,
            left_out: Components::default(),
        }
    }
}

impl Settings {
    /// The default settings: no node limit, the project's gaps, seed 0, [`params::MEMORY_LIMIT`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops after `nodes` branch-and-bound nodes; `None` never does.
    #[must_use]
    pub fn with_node_limit(mut self, nodes: Option<u64>) -> Self {
        self.node_limit = nodes;
        self
    }

    /// Nodes that the stage restricted by the guidance (its cuts and trust region) may use before they are
    /// dropped.
    #[must_use]
    pub fn with_guided_node_limit(mut self, nodes: u64) -> Self {
        self.guided_node_limit = nodes;
        self
    }

    /// Stops once `|p − d| <= gap · max(1e-9, |p − constant of the objective|)`.
    ///
    /// # Errors
    /// `gap` must be finite and not negative.
    pub fn with_relative_gap(mut self, gap: f64) -> Result<Self, SettingsError> {
        self.relative_gap = finite_non_negative("relative gap", gap)?;
        Ok(self)
    }

    /// Stops once `|p − d| <= gap`, in units of the objective.
    ///
    /// # Errors
    /// `gap` must be finite and not negative.
    pub fn with_absolute_gap(mut self, gap: f64) -> Result<Self, SettingsError> {
        self.absolute_gap = finite_non_negative("absolute gap", gap)?;
        Ok(self)
    }

    /// Seed of everything random, and name of the strategy (see [`crate::strategy`]): the same seed gives the
    /// same run.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Bytes that the search may use for its program, bases and open nodes (an estimate, kept by count).
    ///
    /// # Errors
    /// At least [`params::MEMORY_FLOOR`] bytes.
    pub fn with_memory_limit(mut self, bytes: u64) -> Result<Self, SettingsError> {
        if bytes < params::MEMORY_FLOOR {
            let (field, expected) = ("memory limit", "at least 1 MiB (1048576)");
            return Err(SettingsError { field, value: bytes as f64, expected });
        }
        self.memory_limit = bytes;
        Ok(self)
    }

    /// Leaves a part of the search out.
    #[must_use]
    pub fn without(mut self, component: Component) -> Self {
        self.left_out = self.left_out.with(component);
        self
    }

    /// Whether a part of the search may be used. Leaving out [`Component::Cuts`] leaves out every class of
    /// them.
    pub fn uses(&self, component: Component) -> bool {
        use Component as C;
        let is_cut = matches!(
            component,
            C::GomoryCuts
                | C::MixedRoundingCuts
                | C::CoverCuts
                | C::FlowCoverCuts
                | C::LiftedCoverCuts
                | C::CliqueCuts
                | C::ImpliedBoundCuts
                | C::ZeroHalfCuts
                | C::CutPool
                | C::NodeCuts
        );
        let all_cuts_left_out = is_cut && self.left_out.contains(C::Cuts);
        !all_cuts_left_out && !self.left_out.contains(component)
    }

    /// Node limit, if any.
    pub fn node_limit(&self) -> Option<u64> {
        self.node_limit
    }

    /// Node limit of the stage restricted by the guidance.
    pub fn guided_node_limit(&self) -> u64 {
        self.guided_node_limit
    }

    /// Whether a search need not go on at this gap.
    pub fn suffices(&self, gap: Gap) -> bool {
        gap.absolute <= self.absolute_gap * GAP_ROUNDING || gap.relative <= self.relative_gap * GAP_ROUNDING
    }

    /// Relative gap at which to stop.
    pub fn relative_gap(&self) -> f64 {
        self.relative_gap
    }

    /// Absolute gap at which to stop.
    pub fn absolute_gap(&self) -> f64 {
        self.absolute_gap
    }

    /// Seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Memory limit in bytes.
    pub fn memory_limit(&self) -> u64 {
        self.memory_limit
    }
}

fn finite_non_negative(field: &'static str, value: f64) -> Result<f64, SettingsError> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(SettingsError { field, value, expected: "finite and at least 0" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_outside_its_range_is_refused_by_name() {
        let gap = Settings::new().with_relative_gap(f64::NAN).unwrap_err();
        assert_eq!(gap.field, "relative gap");
        assert!(gap.to_string().contains("NaN"), "{gap}");
        assert!(Settings::new().with_absolute_gap(-1.0).is_err());
        assert!(Settings::new().with_memory_limit(10).is_err());
    }

    #[test]
    fn what_is_left_out_is_not_used_and_cuts_stand_for_every_class() {
        let settings = Settings::new().without(Component::Cuts).without(Component::Rins);
        assert!(!settings.uses(Component::GomoryCuts) && !settings.uses(Component::Rins));
        assert!(settings.uses(Component::Diving) && Settings::new().uses(Component::Cuts));
    }

    #[test]
    fn what_is_set_is_what_is_read() {
        let settings = Settings::new()
            .with_node_limit(Some(7))
            .with_guided_node_limit(3)
            .with_seed(5)
            .with_relative_gap(0.25)
            .and_then(|s| s.with_absolute_gap(2.0))
            .and_then(|s| s.with_memory_limit(1 << 30))
            .unwrap();
        assert_eq!(settings.node_limit(), Some(7));
        assert_eq!(settings.guided_node_limit(), 3);
        assert_eq!((settings.seed(), settings.memory_limit()), (5, 1 << 30));
        assert_eq!((settings.relative_gap(), settings.absolute_gap()), (0.25, 2.0));
    }
}
