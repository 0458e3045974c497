//! Who found a point, for events and the account.

/// Who found a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An integral relaxation.
    Relaxation,
    /// Simple rounding.
    Rounding,
    /// Shifting.
    Shifting,
    /// Feasibility jump.
    FeasibilityJump,
    /// Fix and propagate.
    FixAndPropagate,
    /// Decisions with clauses learned from their failures.
    ClauseSearch,
    /// Local search.
    LocalSearch,
    /// The feasibility pump.
    FeasibilityPump,
    /// A dive by that name.
    Dive(&'static str),
    /// The search of a neighbourhood by that name.
    Neighbourhood(&'static str),
    /// The start, repaired or not.
    Start,
    /// A dive along the probabilities.
    Probabilities,
    /// Another search of the same program.
    Partner,
}

impl Source {
    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relaxation => "relaxation",
            Self::Rounding => "rounding",
            Self::Shifting => "shifting",
            Self::FeasibilityJump => "feasibility jump",
            Self::FixAndPropagate => "fix and propagate",
            Self::ClauseSearch => "clause search",
            Self::LocalSearch => "local search",
            Self::FeasibilityPump => "feasibility pump",
            Self::Dive(name) | Self::Neighbourhood(name) => name,
            Self::Start => "start",
            Self::Probabilities => "probabilities",
            Self::Partner => "partner",
        }
    }
}
