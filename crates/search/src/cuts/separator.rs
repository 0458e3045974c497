//! What a class of cuts is to a round of separation.

use super::Inequality;
use super::point::{Combination, RelaxedPoint};
use super::rounding::Rounding;
use crate::components::Component;
use crate::lp::{Simplex, TableauRow};
use crate::settings::Settings;
use crate::state::workbench::Workbench;
use crate::strategy::Strategy;

/// A round: the relaxed point and what the classes share there.
pub struct Round<'a> {
    /// The point, and what it is a point of.
    pub point: &'a RelaxedPoint<'a>,
    /// Rounds combinations of rows.
    pub rounding: Rounding<'a>,
    /// Where rows are combined.
    pub combination: Combination,
    /// What is left out.
    pub settings: &'a Settings,
    /// What the seed changes.
    pub strategy: &'a Strategy,
    /// Whether the point is the root's.
    pub is_root: bool,
}

/// A class of cuts with what it keeps from one round to the next.
pub trait CutClass {
    /// Reads off the program what it needs, before the first round.
    fn prepare(&mut self, _bench: &Workbench) {}

    /// Appends what it finds at the point; returns the work done.
    fn separate(&mut self, _round: &mut Round, _found: &mut Vec<Inequality>) -> u64 {
        0
    }

    /// Whether it wants to see rows of the simplex tableau in this round.
    fn wants_tableau(&self, _round: &Round) -> bool {
        false
    }

    /// Appends what it finds in the row of the basic column `j`; returns the work done.
    fn separate_row(
        &mut self,
        _round: &mut Round,
        _row: (&Simplex, usize, &TableauRow),
        _found: &mut Vec<Inequality>,
    ) -> u64 {
        0
    }

    /// Makes one of its cuts, which is about to become a row, stronger; returns the work done.
    #[cfg(feature = "local-search")]
    fn strengthen(&self, _chosen: &mut Inequality) -> u64 {
        0
    }
}

/// A line of the list of classes.
pub struct Entry {
    /// What its cuts are called.
    pub name: &'static str,
    /// The part that it is; without it, it is not made.
    pub component: Component,
    /// Makes it.
    pub new: fn() -> Box<dyn CutClass>,
}
