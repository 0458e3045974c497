//! The default: the family's exact algorithm where it is expected to be quick; else, where a model can read
//! the instance, its guess at once, which the search then improves with everything freed; else, where the
//! family's structure gives a good answer without a network, that answer and the search; else the search
//! alone.
//!
//! Guessed binaries open two searches: one with the confident ones fixed, as the method `guess` runs it, and
//! one of the whole program. They take turns, or a thread each, and tell the second of what the first finds.
//! Before either begins, a relaxation of the family proves a bound, so that a gap is known as soon as there
//! is an answer.
//!
//! - [`side`]: one of the searches, and whose turn it is;
//! - [`turns`]: both in this thread;
//! - [`threads`]: both in threads of their own; [`referee`]: what that would be on an idle machine, measured on
//!   any.

#[cfg(not(target_family = "wasm"))]
mod referee;
mod side;
#[cfg(not(target_family = "wasm"))]
mod threads;
mod turns;

use super::best::Best;
use super::guided::{ask, stopped};
use super::{Exact, Search};
use crate::answer::{Answer, checked};
use crate::certificate::{self, BoundSource};
use crate::decisions::{self, Effort};
use crate::error::GuideError;
use crate::lstm_opt::{fixing, highest_feasible_level};
use crate::method::{Method, Options, stage};
use crate::network::{Fit, Network};
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_families::family::Guess;
use hunch_model::{Control, Solution, Statistics, Status};
use hunch_search::{GuidanceAccount, SearchError};
use side::{Ended, Searches};
use turns::{ByEffort, Turns};

#[cfg(not(target_family = "wasm"))]
pub use referee::{AsIfSideBySide, Referee};

/// Work that the exact algorithm may be expected to take to be preferred: about 0.2 s in a browser.
const EXACT_WORK: u64 = certificate::EXACT_WORK;

/// Exact, guess and search, structure and search, or search.
pub struct Auto;

impl Method for Auto {
    fn name(&self) -> &'static str {
        "auto"
    }

    fn run(
        &self,
        problem: &Problem,
        network: &mut dyn Network,
        solver: &mut dyn Solver,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        self.answer(&ByEffort, problem, network, solver, options, control)
    }
}

impl Auto {
    /// As [`Method::run`], with searches that take `turns` where they have no threads.
    #[allow(clippy::too_many_arguments, reason = "those of `Method::run`, and whose turn it is")]
    fn answer(
        &self,
        turns: &impl Turns,
        problem: &Problem,
        network: &mut dyn Network,
        solver: &mut dyn Solver,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        let Problem::Instance(case) = problem else {
            return Search.run(problem, network, solver, options, control);
        };
        if options.exact && case.expected_exact_work().is_some_and(|work| work <= EXACT_WORK) {
            match Exact.run(problem, network, solver, options, control) {
                // What the algorithm turns out not to take, the others do.
                Err(GuideError::NotApplicable { .. }) => {}
                answer => return answer,
            }
        }
        let fit = network.fit(case.as_ref(), &options.ask());
        if fit == Fit::None {
            let Some(constructed) = case.construct(control) else {
                return Search.run(problem, network, solver, options, control);
            };
            let mut best = Best::new(case.as_ref(), options);
            best.offer(constructed.values, "structure", control);
            best.prove(constructed.bound.map(|bound| (bound, BoundSource::Relaxation)), control);
            // What the structure believes in is as good as what a network says of instances that it knows.
            return improve(turns, best, constructed.guess.as_ref(), Fit::Near, solver, options, control);
        }
        let case = case.as_ref();
        let asked = ask(case, network, options, control)?;
        let answer = match asked.guess(case) {
            None => stopped(self.name()),
            Some(_) if problem.decides() => decisions::solve(
                self.name(),
                case,
                asked.outputs(),
                Effort::BoundThenOptimum,
                solver,
                control,
            )?,
            Some(guess) => {
                let mut best = Best::new(case, options);
                // The first answer is there before any search has begun.
                best.offer(case.repair(&guess).unwrap_or_default(), "repair", control);
                best.prove_at_once(control);
                improve(turns, best, Some(&guess), fit, solver, options, control)?
            }
        };
        Ok(asked.recorded_in(answer))
    }
}

/// Improves the first answer until it is proven, the gap suffices, or `control` says stop.
fn improve(
    turns: &impl Turns,
    mut best: Best,
    guess: Option<&Guess>,
    fit: Fit,
    solver: &mut dyn Solver,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    stage(control, "search");
    let case = best.case;
    let guided = guess.map(|guess| {
        let (level, fixed) = highest_feasible_level(case, guess, options.level, control);
        (level, fixing(case, guess, &fixed), fixed)
    });
    // Where nothing is fixed one search is enough.
    let restricted = guided.as_ref().filter(|g| g.2.iter().any(Option::is_some)).map(|g| g.1.clone());
    let opener = solver.opener();
    let searches = Searches { case, program: case.program().linear, restricted, fit, opener };
    let Ended { whole, guided: outcome } = run(&searches, turns, &mut best, options, control)?;
    let statistics = sum(&whole.solution, outcome.as_ref().map(|outcome| &outcome.solution));
    let whole = whole.solution;
    if best.values.is_empty() && matches!(whole.status, Status::Infeasible | Status::Unbounded) {
        return Ok(Answer { method: Auto.name(), ..Answer::of_search(whole) });
    }
    let Best { values, bound, bound_source, .. } = best;
    let mut answer = Answer::new(Auto.name(), checked(case, values, bound, statistics));
    answer.bound_source = bound_source.filter(|_| answer.solution.bound.is_some());
    if let Some((level, guidance, fixed)) = guided {
        let account = outcome.map(|outcome| outcome.account);
        answer.account = Some(account.unwrap_or_else(|| GuidanceAccount::open(&guidance)));
        answer.level = Some(level);
        answer.fixed = Some(fixed.iter().map(Option::is_some).collect());
    }
    Ok(answer)
}

/// Two searches in two threads where the caller allows that many; else in turns.
fn run(
    searches: &Searches,
    turns: &impl Turns,
    best: &mut Best,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Ended, SearchError> {
    #[cfg(not(target_family = "wasm"))]
    if options.threads.get() > 1 && searches.restricted.is_some() {
        return threads::side_by_side(searches, best, control);
    }
    #[cfg(target_family = "wasm")]
    let _ = options;
    turns::take_turns(searches, turns, best, control)
}

fn sum(whole: &Solution, guided: Option<&Solution>) -> Statistics {
    let a = guided.map(|solution| solution.statistics).unwrap_or_default();
    let b = whole.statistics;
    Statistics {
        seconds: 0.0,
        work: a.work + b.work,
        nodes: a.nodes + b.nodes,
        iterations: a.iterations + b.iterations,
    }
}
