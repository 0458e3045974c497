//! What can be left out of a search, to learn what it is worth: one switch a part. Leaving a part out changes
//! the time, never the claim.

use std::fmt;

/// A part of the search that the answer's truth does not depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Component {
    /// Reductions before the tree.
    Presolve,
    /// A short tree before the first cut; nothing without [`Component::Cuts`].
    ShortTree,
    /// Every class of cuts at once.
    Cuts,
    /// Gomory mixed-integer cuts.
    GomoryCuts,
    /// Complemented mixed-integer rounding of aggregated rows.
    MixedRoundingCuts,
    /// Knapsack covers.
    CoverCuts,
    /// Mixed-integer rounding that starts from flow covers; nothing without [`Component::MixedRoundingCuts`].
    FlowCoverCuts,
    /// Sequential lifting of covers; without it they are extended only. Nothing without
    /// [`Component::CoverCuts`].
    LiftedCoverCuts,
    /// Cliques of binaries.
    CliqueCuts,
    /// Bounds that depend on a binary, implied by one row.
    ImpliedBoundCuts,
    /// Sums of rows, halved and rounded.
    ZeroHalfCuts,
    /// Cuts that wait for a later round.
    CutPool,
    /// Cuts below the root.
    NodeCuts,
    /// Simple rounding and shifting.
    Rounding,
    /// Dives.
    Diving,
    /// Feasibility jump before the first relaxation.
    FeasibilityJump,
    /// The feasibility pump, where dives find nothing.
    FeasibilityPump,
    /// Relaxation-induced neighbourhoods and their relatives.
    Rins,
    /// Relaxation-enforced neighbourhoods.
    Rens,
    /// Local branching.
    LocalBranching,
    /// Probes of strong branching; pseudo-costs alone choose without them.
    Probing,
    /// Fixing and tightening by reduced costs.
    ReducedCosts,
    /// Propagation of rows at nodes.
    Propagation,
    /// Propagation of what the multipliers of closed nodes prove.
    DualProofs,
    /// Orbital fixing by the program's symmetry.
    OrbitalFixing,
}

impl Component {
    /// Every part, in the order in which a search meets them.
    pub const ALL: [Self; 25] = [
        Self::Presolve,
        Self::FeasibilityJump,
        Self::ShortTree,
        Self::Cuts,
        Self::GomoryCuts,
        Self::MixedRoundingCuts,
        Self::CoverCuts,
        Self::FlowCoverCuts,
        Self::LiftedCoverCuts,
        Self::CliqueCuts,
        Self::ImpliedBoundCuts,
        Self::ZeroHalfCuts,
        Self::CutPool,
        Self::NodeCuts,
        Self::Rounding,
        Self::Diving,
        Self::FeasibilityPump,
        Self::Rens,
        Self::Rins,
        Self::LocalBranching,
        Self::Probing,
        Self::ReducedCosts,
        Self::Propagation,
        Self::DualProofs,
        Self::OrbitalFixing,
    ];

    /// The name on command lines and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Presolve => "presolve",
            Self::ShortTree => "short-tree",
            Self::Cuts => "cuts",
            Self::GomoryCuts => "gomory-cuts",
            Self::MixedRoundingCuts => "mixed-rounding-cuts",
            Self::CoverCuts => "cover-cuts",
            Self::FlowCoverCuts => "flow-cover-cuts",
            Self::LiftedCoverCuts => "lifted-cover-cuts",
            Self::CliqueCuts => "clique-cuts",
            Self::ImpliedBoundCuts => "implied-bound-cuts",
            Self::ZeroHalfCuts => "zero-half-cuts",
            Self::CutPool => "cut-pool",
            Self::NodeCuts => "node-cuts",
            Self::Rounding => "rounding",
            Self::Diving => "diving",
            Self::FeasibilityJump => "feasibility-jump",
            Self::FeasibilityPump => "feasibility-pump",
            Self::Rins => "rins",
            Self::Rens => "rens",
            Self::LocalBranching => "local-branching",
            Self::Probing => "probing",
            Self::ReducedCosts => "reduced-costs",
            Self::Propagation => "propagation",
            Self::DualProofs => "dual-proofs",
            Self::OrbitalFixing => "orbital-fixing",
        }
    }

    /// The part of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Components(u32);

impl Components {
    /// This set and `component`.
    #[must_use]
    pub fn with(self, component: Component) -> Self {
        Self(self.0 | component.bit())
    }

    /// Whether `component` is in it.
    pub fn contains(self, component: Component) -> bool {
        self.0 & component.bit() != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_name_of_its_own_and_is_found_by_it() {
        for (k, component) in Component::ALL.into_iter().enumerate() {
            assert_eq!(Component::from_name(component.name()), Some(component));
            let set = Components::default().with(component);
            for (other, c) in Component::ALL.into_iter().enumerate() {
                assert_eq!(set.contains(c), k == other, "{component} and {c}");
            }
        }
        assert_eq!(Component::from_name("magic"), None);
    }
}
