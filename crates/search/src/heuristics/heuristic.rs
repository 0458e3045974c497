//! What a heuristic is to the tree: asked at moments of a node's life, and then run step by step.

use crate::components::Component;
use crate::settings::Settings;
use crate::state::home::Context;
use crate::state::workbench::Workbench;
use crate::strategy::Strategy;

/// Moments of a node's life at which heuristics are asked, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The root's first relaxation is long, and not solved yet: there is no relaxed point.
    LongRelaxation,
    /// The node's relaxation was solved for the first time.
    Solved,
    /// There is a relaxed point: once a node, and at the root again after its cuts.
    Point,
    /// Before anything else is done with the point, as often as heuristics begin something.
    Dives,
    /// Before the root is cut, and before other nodes branch.
    BeforeCuts,
    /// The root is done with its cuts, or branches before them.
    RootPrepared,
    /// Before branching, once the root is done with its cuts.
    AfterCuts,
}

/// Where a heuristic is asked.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The moment.
    pub moment: Moment,
    /// Whether the node is the root.
    pub is_root: bool,
    /// The relaxed point; empty before there is one.
    pub x: &'a [f64],
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Underway,
    /// It ended; the domain is as before, and the node goes on with its point.
    Ended,
    /// It ended, and the node goes on with its relaxation.
    EndedBeforeRelaxation,
}

/// A heuristic with what it keeps from one run to the next. It proposes points by [`Context::offer`], which
/// has each checked.
pub trait Heuristic {
    /// What is to be done at this moment: nothing, something small at once, or a run, of which this makes the
    /// beginning; whether a run has begun.
    fn begin(&mut self, site: &Site, bench: &mut Workbench, cx: &mut Context) -> bool;

    /// A small step of the run under way.
    fn step(&mut self, _bench: &mut Workbench, _cx: &mut Context) -> Progress {
        Progress::Ended
    }

    /// The tree begins again at its root.
    fn restart(&mut self, _bench: &Workbench) {}
}

/// A line of the list of heuristics.
pub struct Entry {
    /// The part that it is; without it, it is not made. Some have several parts, or are no part that can be
    /// left out.
    pub component: Option<Component>,
    /// When it is asked.
    pub moments: &'static [Moment],
    /// Makes it.
    pub new: fn(&Settings, &Strategy) -> Box<dyn Heuristic>,
}
