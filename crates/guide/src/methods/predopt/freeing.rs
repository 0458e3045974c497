//! The searches of PredOpt, one after another: under the guess's fixings, then with more and more of the least
//! sure binaries free and the others as in the best answer, then with everything free.

use super::super::best::{Best, SEARCH};
use super::super::side::{Side, advance, offer_to};
use super::level::Ranked;
use crate::certificate::BoundSource;
use crate::lstm_opt::fixing;
use crate::solver::Opener;
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_model::{Control, Flow, Program, Solution, Statistics};
use hunch_search::{Component, Guidance, GuidanceAccount, SearchError, StepResult};

/// Who found a point: the search under the guess's fixings.
const FIXED: &str = "guess";
/// Who found a point: a search with more freed.
const FREED: &str = "freed";

/// Effort that a step may take at least …
const LEAST_EFFORT: u64 = 20_000_000;
/// … and as a multiple of what the first search took.
const EFFORT_SHARE: u64 = 2;
/// A step ends once no more than this share of its objective is to be gained within it.
const STEP_GAP: f64 = 2e-5;
/// Shares of the binaries that steps leave free, in multiples of what the level left free.
const WIDENINGS: [f64; 3] = [1.5, 2.0, 3.0];

/// The searches of an instance.
pub(super) struct Freeing<'a> {
    case: &'a dyn Case,
    program: Program,
    opener: Opener,
    /// Effort of the first search.
    first: u64,
    statistics: Statistics,
}

impl<'a> Freeing<'a> {
    /// None has begun.
    pub fn new(case: &'a dyn Case, opener: Opener) -> Self {
        Self { case, program: case.program().linear, opener, first: 0, statistics: Statistics::default() }
    }

    /// Work, nodes and iterations of all searches so far.
    pub fn statistics(&self) -> Statistics {
        self.statistics
    }

    fn open(&self, guidance: &Guidance, left_out: &[Component]) -> Result<Side, SearchError> {
        let separating = || self.case.separators();
        let search = self.opener.open(&self.program, &separating, guidance, left_out)?;
        Ok(Side::new(search, self.program.columns.len()))
    }

    /// The family's own cuts come before branching: a short tree would go on for long.
    fn left_out(&self) -> &'static [Component] {
        let has_cuts = !self.case.separators().is_empty();
        if has_cuts { &[Component::ShortTreeBranching] } else { &[] }
    }

    /// Steps a search until it ends, is beaten, has had `effort`, or `control` says stop; whether to go on.
    fn pursue(
        &mut self,
        side: &mut Side,
        found_by: &'static str,
        (effort, gap): (u64, f64),
        best: &mut Best,
        control: &mut dyn Control,
    ) -> Result<bool, SearchError> {
        offer_to(side, best, control)?;
        let mut goes_on = true;
        while side.effort() < effort {
            let end = advance(side, best, found_by, control);
            let bound = side.search.solution().bound;
            let left = bound.and_then(|bound| best.gap_to(bound));
            let suffices = left.is_some_and(|g| g.relative <= gap || self.opener.suffices(g));
            if matches!(end, StepResult::Stopped(_)) {
                goes_on = false;
            }
            if end != StepResult::Paused || suffices {
                break;
            }
        }
        let Statistics { work, nodes, iterations, .. } = side.search.solution().statistics;
        self.statistics.work += work;
        self.statistics.nodes += nodes;
        self.statistics.iterations += iterations;
        Ok(goes_on && !self.is_done(best) && matches!(control.spend(0), Flow::Continue))
    }

    fn is_done(&self, best: &Best) -> bool {
        best.gap().is_some_and(|gap| self.opener.suffices(gap))
    }

    /// The search under the guess's fixings, to its end.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn restricted(
        &mut self,
        guess: &Guess,
        fixed: &[Option<bool>],
        best: &mut Best,
        control: &mut dyn Control,
    ) -> Result<GuidanceAccount, SearchError> {
        let guidance = fixing(self.case, guess, fixed);
        if fixed.iter().all(Option::is_none) || self.is_done(best) {
            return Ok(GuidanceAccount::open(&guidance));
        }
        let mut side = self.open(&guidance, self.left_out())?;
        self.pursue(&mut side, FIXED, (u64::MAX, 0.0), best, control)?;
        self.first = side.effort();
        Ok(side.search.outcome().account)
    }

    /// Frees more of the least sure binaries, the others as in the best answer.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn free(
        &mut self,
        guess: &Guess,
        ranked: &Ranked,
        level: f64,
        best: &mut Best,
        control: &mut dyn Control,
    ) -> Result<(), SearchError> {
        let effort = LEAST_EFFORT.max(EFFORT_SHARE * self.first);
        let left_free = (1.0 - level / 100.0) * ranked.len() as f64;
        for widening in WIDENINGS {
            let free = (widening * left_free) as usize;
            if best.values.is_empty() || free >= ranked.len() || self.is_done(best) {
                return Ok(());
            }
            let columns = self.case.columns_of(&best.values);
            let kept = &ranked.order()[..ranked.len() - free];
            let fixings = kept.iter().map(|&k| {
                let (column, _) = guess.binaries[k];
                (column, columns[column])
            });
            let guidance = Guidance { fixings: fixings.collect(), ..Guidance::default() };
            let mut side = self.open(&guidance, self.left_out())?;
            if !self.pursue(&mut side, FREED, (effort, STEP_GAP), best, control)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The search of the whole program, until the answer is proven or `control` says stop.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn whole(&mut self, best: &mut Best, control: &mut dyn Control) -> Result<Solution, SearchError> {
        let mut side = self.open(&Guidance::none(), self.left_out())?;
        if self.is_done(best) || matches!(control.spend(0), Flow::Stop(_)) {
            return Ok(side.search.solution());
        }
        offer_to(&mut side, best, control)?;
        loop {
            let end = advance(&mut side, best, SEARCH, control);
            let bound = side.search.solution().bound;
            best.prove(bound.map(|bound| (bound, BoundSource::Search)), control);
            if end != StepResult::Paused || self.is_done(best) {
                break;
            }
        }
        let found = side.search.solution();
        self.statistics.work += found.statistics.work;
        self.statistics.nodes += found.statistics.nodes;
        self.statistics.iterations += found.statistics.iterations;
        Ok(found)
    }
}
