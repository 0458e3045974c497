//! The two searches: what they look at, what they have cost, and whose turn it is.

use super::super::best::{Best, SEARCH};
use super::super::side::Side;
use crate::network::Fit;
use crate::solver::Opener;
use hunch_families::Case;
use hunch_model::Program;
use hunch_search::{Component, Guidance, Outcome, SearchError};

/// Effort that the guess's search is granted, whatever it finds, where a model was trained on such instances:
/// most end within this, tens of milliseconds …
const FIRST_EFFORT_NEAR: u64 = 2_000_000;
/// … and up to there it has as many parts for one of the other's. What the other proves first is less than
/// the relaxation has proven already.
const FIRST_SHARE_NEAR: u64 = 2;
/// The same of a model that was trained on others, which may guess badly: a few milliseconds, in even parts.
const FIRST_EFFORT_FAR: u64 = 300_000;
/// After that the parts are even while the best answer is the guess's; else one part in so many is its.
const LATER_SHARE: u64 = 4;

/// What there is to search.
pub(super) struct Searches<'a> {
    pub case: &'a dyn Case,
    pub program: Program,
    /// What fixes columns for the first of two searches; none where one is enough.
    pub restricted: Option<Guidance>,
    pub fit: Fit,
    pub opener: Opener,
}

impl Searches<'_> {
    /// The search under the guess's fixings.
    pub fn open_guided(&self) -> Result<Option<Side>, SearchError> {
        self.restricted.as_ref().map(|guidance| self.open(guidance, &[])).transpose()
    }

    /// The search of the whole program.
    pub fn open_whole(&self) -> Result<Side, SearchError> {
        self.open(&Guidance::none(), self.left_out())
    }

    fn open(&self, guidance: &Guidance, left_out: &[Component]) -> Result<Side, SearchError> {
        let separating = || self.case.separators();
        let search = self.opener.open(&self.program, &separating, guidance, left_out)?;
        Ok(Side::new(search, self.program.columns.len()))
    }

    /// Beside a guess a family's own cuts come before branching: a short tree, which is judged by how far the
    /// best point is, would go on for long.
    fn left_out(&self) -> &'static [Component] {
        let has_cuts = !self.case.separators().is_empty();
        if has_cuts { &[Component::ShortTreeBranching] } else { &[] }
    }
}

/// Whether it is the turn of the guess's search and not of `whole`.
pub(super) fn comes_before(guided: &Side, whole: &Side, fit: Fit, best: &Best) -> bool {
    let (effort, other) = (guided.effort(), whole.effort());
    let first = if fit == Fit::Near { FIRST_EFFORT_NEAR } else { FIRST_EFFORT_FAR };
    match fit {
        Fit::Near if effort <= first => effort <= FIRST_SHARE_NEAR.saturating_mul(other),
        _ if effort <= first || best.found_by != SEARCH => effort < other,
        _ => effort.saturating_mul(LATER_SHARE) < other,
    }
}

/// How the searches ended.
pub(super) struct Ended {
    pub whole: Outcome,
    pub guided: Option<Outcome>,
}
