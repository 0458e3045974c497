//! How far cutting has come, at the root and below it.

use crate::cuts::pool::Pool;
use crate::cuts::separation::Separation;
use crate::params::{NODE_CUT_PERIOD, NODE_CUT_START};
use crate::settings::Settings;

/// How far cutting has come.
pub(super) struct Cutting {
    /// Whether the root is done with cuts.
    pub(super) done: bool,
    pub(super) rounds: u32,
    pub(super) stalled: u32,
    pub(super) first_objective: Option<f64>,
    pub(super) last_objective: Option<f64>,
    /// Cuts that wait.
    pub(super) pool: Pool,
    pub(super) separation: Separation,
    pub(super) local: NodeCutting,
    /// Cuts that were rows when branching began.
    pub(super) root_rows: usize,
    /// Whether the root's cuts were worth their rows.
    pub(super) paid: bool,
}

impl Cutting {
    /// No cut yet.
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            done: false,
            rounds: 0,
            stalled: 0,
            first_objective: None,
            last_objective: None,
            pool: Pool::default(),
            separation: Separation::new(settings),
            local: NodeCutting::default(),
            root_rows: 0,
            paid: false,
        }
    }
}

/// Which nodes are cut, and how far the present one has come.
#[derive(Clone, Debug)]
pub(super) struct NodeCutting {
    /// Number of the node that is cut or was cut last.
    pub(super) node: u64,
    /// Number of the next node that may be cut, and how many lie between two.
    pub(super) next: u64,
    pub(super) period: u64,
    /// Work spent on cutting below the root, separation and the relaxations between rounds, and the tree's
    /// work when that was last summed up.
    pub(super) work: u64,
    pub(super) began: u64,
    pub(super) rounds: u32,
    pub(super) ended: bool,
    /// Objective before the first round, and before the last.
    pub(super) first: f64,
    pub(super) last: f64,
}

impl Default for NodeCutting {
    fn default() -> Self {
        let (first, last) = (f64::NAN, f64::NAN);
        Self {
            node: 0,
            next: NODE_CUT_START,
            period: NODE_CUT_PERIOD,
            work: 0,
            began: 0,
            rounds: 0,
            ended: true,
            first,
            last,
        }
    }
}

impl NodeCutting {
    /// The tree begins after so many nodes.
    pub(super) fn begin_after(&mut self, nodes: u64) {
        self.next = nodes + NODE_CUT_START;
    }
}
