//! PredOpt ("Integrated machine learning and optimization approaches", chapter 3): the surest guesses are fixed
//! up to the highest level at which an answer exists, and the rest is searched.
//!
//! Beyond the paper, which stops there: a first plan is made of the guess at once; short searches under more fixings
//! come before the one at the level, which has an effort, and is one in windows where there is much to decide; after
//! it the best plan is improved in windows of its periods, the least sure first, then in wider ones; then the whole
//! program is searched until the answer is proven or a limit comes. The family's relaxation proves a bound before
//! any search begins. A host that listens to all is told as events of the kind `Numbers` how far each binary is
//! believed in (`beliefs`), and at what it is fixed (`fixed`: 0 or 1, and −1 where it is free).
//!
//! - [`sources`]: where a guess comes from, with and without learning;
//! - [`printed`]: both loops as printed;
//! - [`level`]: the level that they end at, without them;
//! - `freeing`: the searches, one after another; `windows`: what each of them leaves free; `part`: the program of it;
//! - [`rivals`]: the heuristics that the paper compares with.

mod freeing;
pub mod level;
mod part;
pub mod printed;
pub mod rivals;
pub mod sources;
mod windows;

use super::Search;
use super::best::Best;
use super::guided::ask;
use crate::answer::{Answer, checked};
use crate::certificate::BoundSource;
use crate::error::GuideError;
use crate::method::{Method, Options, stage};
use crate::network::{Fit, Network};
use crate::problem::Problem;
use crate::solver::Solver;
use freeing::Freeing;
use hunch_families::family::Guess;
use hunch_model::{Control, Event, Statistics, Status};
use level::Ranked;
use sources::{Cuts, Rounding, Source};
use windows::Periods;

/// Windows become wider by this factor once narrow ones gain nothing more.
const WIDER: usize = 2;

/// Effort of the search under the fixings at most, for each binary: about a second for 200 periods of 8 items. Within
/// it most end or come close to what they find at all, and what they find late is found sooner by windows.
const FIXED_EFFORT: u64 = 40_000;
/// Searches before it, under more fixings, each with its share of what the level leaves free, and its effort at most for
/// each binary: their plans are a little worse and come much sooner (docs/results/predopt.md).
const SURER: [(f64, u64); 2] = [(0.75, 3_000), (0.5, 8_000)];
/// They end this close to the best that their fixings admit: the gap at which the paper ends.
const SURER_GAP: f64 = 1e-4;

/// What a host is told of a binary that is not fixed.
const FREE: f64 = -1.0;

/// Fixing by confidence, and freeing by doubt.
pub struct PredOpt;

impl Method for PredOpt {
    fn name(&self) -> &'static str {
        "predopt"
    }

    fn run(
        &self,
        problem: &Problem,
        network: &mut dyn Network,
        solver: &mut dyn Solver,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        let case = problem.case(self.name())?;
        if problem.decides() {
            return Err(super::guided::needs_binaries(self.name()));
        }
        let mut best = Best::new(case, options);
        stage(control, "structure");
        let constructed = case.construct(control);
        if let Some(constructed) = &constructed {
            best.offer(constructed.values.clone(), "structure", control);
            best.prove(constructed.bound.map(|bound| (bound, BoundSource::Relaxation)), control);
        } else {
            best.prove_at_once(control);
        }
        let believed = constructed.and_then(|constructed| constructed.guess);
        let asked = match network.fit(case, &options.ask()) {
            Fit::None => None,
            _ => Some(ask(case, network, options, control)?),
        };
        let guess = match (&asked, believed) {
            (Some(asked), believed) => asked.guess(case).or(believed),
            (None, Some(believed)) => Some(believed),
            (None, None) => Rounding { solver, cuts: Cuts::PUBLISHED }.guess(case, control)?,
        };
        let answer = match guess.filter(|guess| !guess.binaries.is_empty()) {
            Some(guess) => improve(best, &guess, solver, options, control)?,
            // A limit came before there was a guess, or nothing can be guessed.
            None => Search.run(problem, network, solver, options, control)?,
        };
        Ok(match asked {
            Some(asked) => asked.recorded_in(answer),
            None => answer,
        })
    }
}

/// Tells numbers, one a binary of the guess, to a host that listens.
fn tell(control: &mut dyn Control, name: &str, values: impl FnOnce() -> Vec<f64>) {
    if control.listens() {
        control.emit(Event::Numbers { name: name.into(), values: values() });
    }
}

/// Those of the fixings that a plan, given by its columns, has itself; none without a plan.
fn agreed(fixed: Vec<Option<bool>>, guess: &Guess, columns: Option<&[f64]>) -> Vec<Option<bool>> {
    let has = |column: usize, value: bool| columns.is_some_and(|columns| (columns[column] > 0.5) == value);
    let kept =
        |(fixed, &(column, _)): (Option<bool>, &(usize, f32))| fixed.filter(|value| has(column, *value));
    fixed.into_iter().zip(&guess.binaries).map(kept).collect()
}

/// Fixes, searches and frees until the answer is proven, the gap suffices, or `control` says stop.
fn improve(
    mut best: Best,
    guess: &Guess,
    solver: &mut dyn Solver,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let case = best.case;
    tell(control, "beliefs", || guess.binaries.iter().map(|&(_, p)| f64::from(p)).collect());
    if let Some(values) = case.repair(guess) {
        best.offer(values, "repair", control);
    }
    let ranked = Ranked::new(guess);
    let (level, mut fixed) = ranked.highest(case, options.level, control);
    let columns = (!best.values.is_empty()).then(|| case.columns_of(&best.values));
    if level < options.level.percent() {
        // The plan admits what it has itself, mostly more than a lower level fixes.
        let agreed = agreed(ranked.fixed(options.level.percent()), guess, columns.as_deref());
        if agreed.iter().flatten().count() > fixed.iter().flatten().count() {
            fixed = agreed;
        }
    }
    tell(control, "fixed", || {
        fixed.iter().map(|f| f.map_or(FREE, |open| f64::from(u8::from(open)))).collect()
    });
    stage(control, "search");
    let mut freeing = Freeing::new(case, solver.opener());
    let periods = Periods::new(case, guess);
    let mut width = periods.as_ref().map_or(0, Periods::width);
    let sweeps = |width: usize| periods.as_ref().filter(|periods| !periods.is_whole(width));
    // What is too large for one linear program is taken in windows from the start.
    let is_large = periods.as_ref().filter(|periods| periods.are_many());
    let surer = SURER.into_iter().filter_map(|(share, effort)| {
        let asked = options.level.percent();
        let fixed = ranked.fixed(asked + (100.0 - asked) * share);
        let fixed = if case.admits(&fixed) { fixed } else { agreed(fixed, guess, columns.as_deref()) };
        fixed.iter().any(Option::is_some).then_some((fixed, effort))
    });
    // Where windows come next, one plan to begin with is enough.
    for (surer, effort) in surer.take(if is_large.is_some() { 1 } else { SURER.len() }) {
        freeing.restricted(guess, &surer, (effort, SURER_GAP), &mut best, control)?;
    }
    let account = match is_large {
        Some(periods) => freeing.in_windows(guess, &fixed, periods, &mut best, control)?,
        None => freeing.restricted(guess, &fixed, (FIXED_EFFORT, 0.0), &mut best, control)?,
    };
    while let Some(periods) = sweeps(width) {
        if !freeing.sweep(periods, width, &mut best, control)? {
            break;
        }
        width *= WIDER;
    }
    let whole = freeing.whole(&mut best, control)?;
    if best.values.is_empty() && matches!(whole.status, Status::Infeasible | Status::Unbounded) {
        return Ok(Answer { method: PredOpt.name(), ..Answer::of_search(whole) });
    }
    let statistics: Statistics = freeing.statistics();
    let Best { values, bound, bound_source, .. } = best;
    let mut answer = Answer::new(PredOpt.name(), checked(case, values, bound, statistics));
    answer.bound_source = bound_source.filter(|_| answer.solution.bound.is_some());
    answer.account = Some(account);
    answer.level = Some(level);
    answer.fixed = Some(fixed.iter().map(Option::is_some).collect());
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_fixings_that_are_not_admitted_those_stay_that_the_plan_has() {
        let guess = Guess { binaries: vec![(2, 0.9), (0, 0.1), (3, 0.8), (1, 0.5)], decision: None };
        let fixed = vec![Some(true), Some(false), Some(true), None];
        // The plan has column 2 set up, 0 not, and 3 not.
        let columns = [0.0, 1.0, 1.0, 0.0];
        let kept = agreed(fixed.clone(), &guess, Some(&columns));
        assert_eq!(kept, [Some(true), Some(false), None, None]);
        assert!(agreed(fixed, &guess, None).iter().all(Option::is_none));
    }
}
