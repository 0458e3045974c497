//! What can be left out of a search, to learn what it is worth: one switch a part. Leaving a part out changes
//! the time, never the claim.

use std::fmt;

/// Makes [`Component`] from its parts with their names, one line each.
macro_rules! components {
    ($($(#[$doc:meta])* $part:ident = $name:literal),+ $(,)?) => {
        /// A part of the search that the answer's truth does not depend on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Component {
            $($(#[$doc])* $part),+
        }

        impl Component {
            /// Every part, in the order in which a search meets them.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$part),+];

            /// The name on command lines and in tables.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$part => $name),+
                }
            }
        }
    };
}

components! {
    /// Reductions before the tree.
    Presolve = "presolve",
    /// Binaries fixed one by one with what follows, while there is no point.
    FixAndPropagate = "fix-and-propagate",
    /// Decisions with clauses learned from their failures, while there is no point.
    ClauseSearch = "clause-search",
    /// Feasibility jump before the first relaxation.
    FeasibilityJump = "feasibility-jump",
    /// Local search among integer points of large programs.
    LocalSearch = "local-search",
    /// A short tree before the first cut; nothing without [`Component::Cuts`].
    ShortTree = "short-tree",
    /// Its branching: without it, the root only dives before the first cut.
    ShortTreeBranching = "short-tree-branching",
    /// Every class of cuts at once.
    Cuts = "cuts",
    /// Gomory mixed-integer cuts.
    GomoryCuts = "gomory-cuts",
    /// Complemented mixed-integer rounding of aggregated rows.
    MixedRoundingCuts = "mixed-rounding-cuts",
    /// Knapsack covers.
    CoverCuts = "cover-cuts",
    /// Mixed-integer rounding that starts from flow covers; nothing without [`Component::MixedRoundingCuts`].
    FlowCoverCuts = "flow-cover-cuts",
    /// [`Component::CoverCuts`].
    LiftedCoverCuts = "lifted-cover-cuts",
    /// Cliques of binaries.
    CliqueCuts = "clique-cuts",
    /// Bounds that depend on a binary, implied by one row.
    ImpliedBoundCuts = "implied-bound-cuts",
    /// Sums of rows, halved and rounded.
    ZeroHalfCuts = "zero-half-cuts",
    /// Cuts that wait for a later round.
    CutPool = "cut-pool",
    /// Cuts below the root.
    NodeCuts = "node-cuts",
    /// Simple rounding and shifting.
    Rounding = "rounding",
    /// Dives.
    Diving = "diving",
    /// The feasibility pump, where dives find nothing.
    FeasibilityPump = "feasibility-pump",
    /// Relaxation-enforced neighbourhoods.
    Rens = "rens",
    /// Relaxation-induced neighbourhoods and their relatives.
    Rins = "rins",
    /// Local branching.
    LocalBranching = "local-branching",
    /// Probes of strong branching; pseudo-costs alone choose without them.
    Probing = "probing",
    /// Fixing and tightening by reduced costs.
    ReducedCosts = "reduced-costs",
    /// Propagation of rows at nodes.
    Propagation = "propagation",
    /// Propagation of what the multipliers of closed nodes prove.
    DualProofs = "dual-proofs",
    /// Orbital fixing by the program's symmetry.
    OrbitalFixing = "orbital-fixing",
}

impl Component {
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
