//! The search of a part of the program. Heuristics ask for it; the tree provides it, since it is another
//! tree.

use super::home::Context;
use super::pseudo_costs::PseudoCosts;
use crate::problem::MipProblem;
use crate::settings::Settings;

/// How a tree ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeEnd {
    /// Nothing better is left: the bound holds for every point.
    Exhausted,
    /// The node limit or the memory limit was reached.
    Limit,
    /// The root relaxation is unbounded.
    Unbounded,
}

/// A part of the program, and how it is to be searched.
pub struct SubProgram {
    /// The part.
    pub problem: MipProblem,
    /// What the search may use.
    pub settings: Settings,
    /// Most nodes.
    pub nodes: u64,
    /// Most bytes for open nodes.
    pub bytes: u64,
    /// What is known of its columns.
    pub costs: PseudoCosts,
    /// Points have to be better than this; `+∞` for any.
    pub target: f64,
}

/// A search of a part under way, step by step.
pub trait SubSearch {
    /// One small step.
    fn step(&mut self, cx: &mut Context);

    /// Simplex iterations so far, those of the current node included.
    fn iterations(&self) -> u64;

    /// How it ended, if it did.
    fn ended(&self) -> Option<TreeEnd>;
}

/// Begins the search of a part.
pub type OpenSubSearch = fn(SubProgram) -> Box<dyn SubSearch>;
