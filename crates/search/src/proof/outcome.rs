//! What the making of a proof comes to.

use hunch_check::Certificate;
use hunch_model::StopReason;

/// How the making of a proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofEnd {
    /// The claim is what the search claimed.
    Complete,
    /// The claim is weaker than the search's: some leaf, solved to the end, proves less in exact arithmetic.
    Weaker,
    /// The limit on nodes was reached; the claim is what is proven.
    Nodes,
    /// The host said stop; the claim is what is proven.
    Stopped(StopReason),
    /// Nothing can be certified: the search claims nothing, or a part of it resists every proof in doubles.
    Unproven,
}

/// A certificate and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The certificate; none where nothing could be proven.
    pub certificate: Option<Certificate>,
    /// How the making ended.
    pub end: ProofEnd,
    /// Nodes of its tree.
    pub nodes: u64,
    /// Simplex iterations spent.
    pub iterations: u64,
}

impl Proof {
    pub(super) fn none() -> Self {
        Self { certificate: None, end: ProofEnd::Unproven, nodes: 0, iterations: 0 }
    }

    /// Whether another try would be no better, or is not wanted.
    pub(super) fn is_final(&self) -> bool {
        matches!(self.end, ProofEnd::Complete | ProofEnd::Stopped(_))
    }

    /// This proof or the other: the one that reaches the claim, else the first that proves anything.
    pub(super) fn or(self, other: Self) -> Self {
        let other_is_better = other.end == ProofEnd::Complete
            || self.certificate.is_none() && (other.certificate.is_some() || other.is_final());
        if other_is_better { other } else { self }
    }
}
