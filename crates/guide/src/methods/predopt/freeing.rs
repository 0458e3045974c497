//! The searches of PredOpt, one after another: the program under the guess's fixings, windows of the best plan, wider
//! windows, and in the end everything.

use super::super::best::{Best, SEARCH};
use super::super::side::{Side, advance, offer_to};
use super::part::{Part, within};
use super::windows::Periods;
use crate::certificate::BoundSource;
use crate::lstm_opt::fixing;
use crate::solver::Opener;
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_model::{Control, Flow, Program, Solution, Statistics};
use hunch_search::{Component, Guidance, GuidanceAccount, SearchError, StepResult};
use std::sync::Arc;

/// Who found a point: the search under the guess's fixings.
const FIXED: &str = "guess";
/// Who found a point: a search with a window freed.
const FREED: &str = "window";

/// Effort of a window at most.
const WINDOW_EFFORT: u64 = 20_000_000;
/// A window of the first sweep ends once no more than this share of the plan's cost is to be gained within it …
const FIRST_GAP: f64 = 2e-5;
/// … and of later ones, when most windows have nothing more to give.
const WINDOW_GAP: f64 = 2e-6;
/// Windows are swept as long as a sweep gains this share of the plan's cost.
const LEAST_GAIN: f64 = 2e-5;

/// The searches of an instance.
pub(super) struct Freeing<'a> {
    case: &'a dyn Case,
    program: Program,
    opener: Opener,
    statistics: Statistics,
}

impl<'a> Freeing<'a> {
    /// None has begun.
    pub fn new(case: &'a dyn Case, opener: Opener) -> Self {
        Self { case, program: case.program().linear, opener, statistics: Statistics::default() }
    }

    /// Work, nodes and iterations of all searches so far.
    pub fn statistics(&self) -> Statistics {
        self.statistics
    }

    fn open(&self, guidance: &Guidance) -> Result<Side, SearchError> {
        let separating = || self.case.separators();
        let search = self.opener.open(&self.program, &separating, guidance, &self.left_out())?;
        Ok(Side::new(search, self.program.columns.len()))
    }

    /// Searches a window: what `fixings` leave of the program; whether to go on.
    fn window(
        &mut self,
        fixings: &[(usize, f64)],
        found_by: &'static str,
        gap: f64,
        best: &mut Best,
        control: &mut dyn Control,
    ) -> Result<bool, SearchError> {
        let part = Arc::new(Part::new(&self.program, fixings));
        let separating = || within(&part, self.case.separators());
        let search = self.opener.open(&part.program, &separating, &Guidance::none(), &self.left_out())?;
        let mut side = Side::new(search, part.program.columns.len());
        best.part = Some(part);
        let goes_on = self.pursue(&mut side, found_by, (WINDOW_EFFORT, gap), best, control);
        best.part = None;
        goes_on
    }

    /// The family's own cuts come before branching: a short tree would go on for long.
    fn left_out(&self) -> Vec<Component> {
        let has_cuts = !self.case.separators().is_empty();
        if has_cuts { vec![Component::ShortTreeBranching] } else { Vec::new() }
    }

    fn count(&mut self, side: &Side) {
        let Statistics { work, nodes, iterations, .. } = side.search.solution().statistics;
        self.statistics.work += work;
        self.statistics.nodes += nodes;
        self.statistics.iterations += iterations;
    }

    fn is_done(&self, best: &Best) -> bool {
        best.gap().is_some_and(|gap| self.opener.suffices(gap))
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
            goes_on &= !matches!(end, StepResult::Stopped(_));
            let suffices = left.is_some_and(|g| g.relative <= gap || self.opener.suffices(g));
            if end != StepResult::Paused || suffices {
                break;
            }
        }
        self.count(side);
        Ok(goes_on && !self.is_done(best) && matches!(control.spend(0), Flow::Continue))
    }

    /// The search under the guess's fixings, with an effort for each binary, until a relative gap.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn restricted(
        &mut self,
        guess: &Guess,
        fixed: &[Option<bool>],
        (effort, gap): (u64, f64),
        best: &mut Best,
        control: &mut dyn Control,
    ) -> Result<GuidanceAccount, SearchError> {
        let guidance = fixing(self.case, guess, fixed);
        if fixed.iter().all(Option::is_none) || self.is_done(best) {
            return Ok(GuidanceAccount::open(&guidance));
        }
        let mut side = self.open(&guidance)?;
        let effort = effort.saturating_mul(fixed.len() as u64);
        self.pursue(&mut side, FIXED, (effort, gap), best, control)?;
        Ok(side.search.outcome().account)
    }

    /// The search under the guess's fixings in windows of periods, one sweep over them: where there is much to
    /// decide, each is small, and together they come close to what the whole of it would find.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn in_windows(
        &mut self,
        guess: &Guess,
        fixed: &[Option<bool>],
        periods: &Periods,
        best: &mut Best,
        control: &mut dyn Control,
    ) -> Result<GuidanceAccount, SearchError> {
        let width = periods.guided_width(fixed);
        for start in periods.windows(width) {
            if best.values.is_empty() || self.is_done(best) {
                break;
            }
            let columns = self.case.columns_of(&best.values);
            let fixings = periods.guided_fixings(start, width, &columns, fixed);
            if !self.window(&fixings, FIXED, FIRST_GAP, best, control)? {
                break;
            }
        }
        Ok(GuidanceAccount::open(&fixing(self.case, guess, fixed)))
    }

    /// Sweeps over windows of a width until a sweep gains little; whether to go on.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn sweep(
        &mut self,
        periods: &Periods,
        width: usize,
        best: &mut Best,
        control: &mut dyn Control,
    ) -> Result<bool, SearchError> {
        let mut gap = FIRST_GAP;
        while let Some(before) = best.objective {
            for start in periods.windows(width) {
                let columns = self.case.columns_of(&best.values);
                let fixings = periods.fixings(start, width, &columns);
                if !self.window(&fixings, FREED, gap, best, control)? {
                    return Ok(false);
                }
            }
            let gained = best.objective.map_or(0.0, |after| (before - after).abs());
            if gained <= LEAST_GAIN * before.abs() && gap == WINDOW_GAP {
                break;
            }
            gap = WINDOW_GAP;
        }
        Ok(true)
    }

    /// The search of the whole program, until the answer is proven or `control` says stop.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn whole(&mut self, best: &mut Best, control: &mut dyn Control) -> Result<Solution, SearchError> {
        let mut side = self.open(&Guidance::none())?;
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
        self.count(&side);
        Ok(side.search.solution())
    }
}
