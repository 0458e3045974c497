//! What the tree knows beyond its nodes.

use super::reduced_cost::RootCosts;
use crate::dual_proofs::DualProofs;
use crate::symmetry::Symmetry;

/// Conclusions that hold at more than one node.
#[derive(Clone, Debug, Default)]
pub(super) struct Learned {
    /// What the root's relaxation said.
    pub(super) root_costs: Option<RootCosts>,
    /// What closed nodes prove.
    pub(super) proofs: DualProofs,
    /// Found at [`crate::params::SYMMETRY_NODE`].
    pub(super) symmetry: Option<Symmetry>,
}
