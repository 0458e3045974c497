//! What long computations tell while they run. The page, the command line and the tests read the same events.

use serde::{Deserialize, Serialize};

/// Why a branch-and-bound node was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeOutcome {
    /// Split into children.
    Branched,
    /// Proven to hold no feasible point.
    Infeasible,
    /// Its bound cannot beat the incumbent.
    Bound,
    /// Its relaxation is integral.
    Integral,
    /// Given up unfinished: the search begins again at the root.
    Restart,
}

/// One thing that happened. Hosts add the time; see [`crate::control::Session`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Event {
    /// A stage of a method begins: `"presolve"`, `"predict"`, `"search"`, `"exact"`, …
    Stage {
        /// Its name.
        name: String,
    },
    /// Part of a countable whole is done.
    Progress {
        /// Units done.
        done: u64,
        /// Units in all.
        total: u64,
    },
    /// A better feasible point.
    Incumbent {
        /// Its objective, in the program's own sense.
        objective: f64,
        /// Which component found it.
        source: String,
    },
    /// A better proven bound.
    Bound {
        /// The bound, in the program's own sense.
        bound: f64,
    },
    /// A node of the search tree was created.
    NodeOpened {
        /// Its number, unique in the run.
        id: u64,
        /// Number of its parent; none for the root.
        parent: Option<u64>,
        /// Depth below the root.
        depth: u32,
        /// Its inherited bound.
        bound: f64,
        /// Column branched on; none for the root.
        column: Option<usize>,
        /// New lower bound of that column.
        lower: f64,
        /// New upper bound of that column.
        upper: f64,
    },
    /// A node of the search tree was closed.
    NodeClosed {
        /// Its number.
        id: u64,
        /// Why.
        outcome: NodeOutcome,
        /// Its final bound.
        bound: f64,
        /// Simplex iterations of the whole tree until then, probes, dives and neighbourhoods included.
        iterations: u64,
    },
    /// A round of cutting planes.
    CutRound {
        /// Number of the round, from 1.
        round: u32,
        /// Cuts added.
        cuts: u32,
        /// Bound of the relaxation that they were added to.
        bound: f64,
    },
    /// A cutting plane became a row of the relaxation: `Σ coefficient · column ≤ upper`. It holds at every feasible
    /// point that is better than the best one known. Only for hosts that listen to all.
    CutAdded {
        /// Its number in its tree, from 0.
        id: u32,
        /// The class that found it.
        family: String,
        /// `(column, coefficient)`, columns ascending.
        terms: Vec<(usize, f64)>,
        /// Right-hand side.
        upper: f64,
        /// By how much the relaxation's point violates it, in its own units.
        violation: f64,
    },
    /// Cuts are no rows of the relaxation any more; one that comes back has a new number.
    CutsRemoved {
        /// Their numbers.
        ids: Vec<u32>,
    },
    /// A primal heuristic was run.
    Heuristic {
        /// Its name.
        name: String,
        /// Objective found, if any.
        objective: Option<f64>,
        /// Work spent.
        work: u64,
    },
    /// A method tried to fix a share of the variables to their predicted values.
    FixingLevel {
        /// Share in percent.
        level: f64,
        /// Number of variables fixed.
        fixed: usize,
        /// Whether a feasible answer exists at this level.
        feasible: bool,
    },
    /// Numbers that a method works with, once each: what the structure of an instance says, by the family's own
    /// names, and what the method makes of it. Only for hosts that listen to all.
    #[cfg(feature = "numbers")]
    Numbers {
        /// What they are.
        name: String,
        /// The numbers; their order is that of what they are called after.
        values: Vec<f64>,
    },
    /// The device that runs a network was lost or is not there; `to` answers from now on.
    DeviceFallback {
        /// The device that was wanted.
        from: String,
        /// The device that answers.
        to: String,
        /// Why, in words for a person.
        reason: String,
    },
}

impl Event {
    /// Whether it says what was found, a point or a bound; the others say how.
    pub fn is_found(&self) -> bool {
        matches!(self, Self::Incumbent { .. } | Self::Bound { .. })
    }
}
