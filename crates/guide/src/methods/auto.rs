//! The default: the family's exact algorithm where it is expected to be quick; else, where a model can read
//! the instance, its guess at once, which the search then improves with everything freed; else, where the
//! family's structure gives a good answer without a network, that answer and the search; else the search
//! alone.
//!
//! Guessed binaries open two searches: one with the confident ones fixed, as the method `guess` runs it, and
//! one of the whole program, as the method `search` runs it. They take turns by work, and tell the second of
//! what the first finds. So whatever gap either reaches by itself is reached after twice that work, whichever
//! it is. A model that was trained on other instances may guess badly: its search, once it has had its first
//! turns, gets a smaller share.

use super::guided::{ask, stopped, stronger};
use super::{Exact, Search};
use crate::answer::{Answer, checked};
use crate::certificate::{self, BoundSource, Certify};
use crate::decisions::{self, Effort};
use crate::error::GuideError;
use crate::lstm_opt::{fixing, highest_feasible_level};
use crate::method::{Method, Options, stage};
use crate::network::{Fit, Network};
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::family::{Constructed, Guess};
use hunch_model::{Control, Event, Flow, Gap, Program, Relay, Statistics, Status};
use hunch_search::{self as search, Guidance, StepResult};

/// Work that the exact algorithm may be expected to take to be preferred: about 0.2 s in a browser.
const EXACT_WORK: u64 = certificate::EXACT_WORK;

/// Work of the guess of a model that was trained on other instances for which it takes full turns: in a
/// browser about a third of a second, in which most such searches end.
const FIRST_TURNS: u64 = 5_000_000;
/// Of the work after that, one part in so many is its.
const LATER_SHARE: u64 = 4;

/// Work of a search's first turn: a few milliseconds.
const FIRST_TURN: u64 = 50_000;
/// A later turn is one part in so many of what its search has worked: neither waits long for the other, and
/// turns do not get many.
const TURN_SHARE: u64 = 8;

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
            return match case.construct(control) {
                Some(constructed) => {
                    Turns::constructed(case.as_ref(), constructed, options, control).run(solver, control)
                }
                None => Search.run(problem, network, solver, options, control),
            };
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
            Some(guess) => Turns::guessed(case, &guess, fit, options, control).run(solver, control)?,
        };
        Ok(asked.recorded_in(answer))
    }
}

/// The best answer so far.
#[derive(Default)]
struct Best {
    values: Vec<f64>,
    objective: Option<f64>,
    bound: Option<f64>,
    source: Option<BoundSource>,
}

impl Best {
    /// Takes an answer that is feasible and better.
    fn offer(&mut self, case: &dyn Case, values: Vec<f64>, source: &'static str, control: &mut dyn Control) {
        let verdict = case.check(&values);
        let sign = case.family().sense().sign();
        let is_better = self.objective.is_none_or(|best| sign * verdict.objective < sign * best);
        if !verdict.feasible || !is_better {
            return;
        }
        self.objective = Some(verdict.objective);
        if control.keeps() {
            control.keep(&values);
        }
        control.emit(Event::Incumbent { objective: verdict.objective, source: source.into() });
        self.values = values;
    }

    /// Takes a bound that is stronger.
    fn prove(&mut self, case: &dyn Case, proven: Option<(f64, BoundSource)>, control: &mut dyn Control) {
        let certified = (proven.map(|p| p.0), proven.map(|p| p.1));
        let (bound, source) = stronger(case, self.bound, certified);
        if bound != self.bound {
            (self.bound, self.source) = (bound, source);
            if let Some(bound) = bound {
                control.emit(Event::Bound { bound });
            }
        }
    }
}

/// The host of one of the searches: what that finds is told as soon as it is found, points once they have
/// passed the family's check, bounds of the whole program where they are the best.
struct Host<'a> {
    control: &'a mut dyn Control,
    case: &'a dyn Case,
    best: &'a mut Best,
    is_whole: bool,
    work: u64,
}

impl Control for Host<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.work = self.work.saturating_add(work);
        self.control.spend(work)
    }

    fn now(&self) -> f64 {
        self.control.now()
    }

    fn emit(&mut self, event: Event) {
        // Of the restricted program's bounds and nodes none are the problem's.
        match event {
            Event::Incumbent { .. } => {}
            _ if !self.is_whole => {}
            Event::Bound { bound } => {
                self.best.prove(self.case, Some((bound, BoundSource::Search)), self.control);
            }
            event => self.control.emit(event),
        }
    }

    fn listens(&self) -> bool {
        self.is_whole && self.control.listens()
    }

    fn keep(&mut self, values: &[f64]) {
        let source = if self.is_whole { "search" } else { "guess" };
        self.best.offer(self.case, self.case.values_of(values), source, self.control);
    }

    fn keeps(&self) -> bool {
        true
    }
}

/// One search or two, and what they have found.
struct Turns<'a> {
    case: &'a dyn Case,
    /// What fixes columns for the first of two searches.
    guess: Option<&'a Guess>,
    fit: Fit,
    options: &'a Options,
    best: Best,
    level: f64,
    fixed: Vec<Option<bool>>,
}

/// One of the two searches.
struct Side {
    search: search::Search,
    work: u64,
    /// Objective of the point that was last looked at.
    seen: Option<f64>,
    is_done: bool,
}

impl Side {
    fn new(search: search::Search) -> Self {
        Self { search, work: 0, seen: None, is_done: false }
    }
}

impl<'a> Turns<'a> {
    /// Two searches, within a guess and beyond it.
    fn guessed(
        case: &'a dyn Case,
        guess: &'a Guess,
        fit: Fit,
        options: &'a Options,
        control: &mut dyn Control,
    ) -> Self {
        let best = Best::default();
        let mut turns = Self { case, guess: Some(guess), fit, options, best, level: 0.0, fixed: Vec::new() };
        // The first answer is there before any search has begun.
        turns.offer(case.repair(guess).unwrap_or_default(), "repair", control);
        turns
    }

    /// One search, from an answer that the family's structure gave.
    fn constructed(
        case: &'a dyn Case,
        constructed: Constructed,
        options: &'a Options,
        control: &mut dyn Control,
    ) -> Self {
        let (best, fit) = (Best::default(), Fit::None);
        let mut turns = Self { case, guess: None, fit, options, best, level: 0.0, fixed: Vec::new() };
        turns.offer(constructed.values, "structure", control);
        turns.prove(constructed.bound.map(|bound| (bound, BoundSource::Relaxation)), control);
        turns
    }

    fn run(mut self, solver: &mut dyn Solver, control: &mut dyn Control) -> Result<Answer, GuideError> {
        stage(control, "search");
        let program = self.case.program().linear;
        let separating = || self.case.separators();
        let mut guided = None;
        if let Some(guess) = self.guess {
            (self.level, self.fixed) = highest_feasible_level(self.case, guess, self.options.level, control);
            let restricted = fixing(self.case, guess, &self.fixed);
            let mut side = Side::new(solver.open(&program, &separating, &restricted)?);
            // Nothing is fixed: one search is enough.
            side.is_done = self.fixed.iter().all(Option::is_none);
            guided = Some(side);
        }
        let mut whole = Side::new(solver.open(&program, &separating, &Guidance::none())?);
        let statistics = self.turns(&program, guided.as_mut(), &mut whole, solver, control)?;
        let ended = whole.search.solution();
        if self.best.values.is_empty() && matches!(ended.status, Status::Infeasible | Status::Unbounded) {
            return Ok(Answer { method: "auto", ..Answer::of_search(ended) });
        }
        let Best { values, bound, source, .. } = self.best;
        let mut answer = Answer::new("auto", checked(self.case, values, bound, statistics));
        answer.bound_source = source.filter(|_| answer.solution.bound.is_some());
        if let Some(guided) = guided {
            answer.account = Some(guided.search.outcome().account);
            answer.level = Some(self.level);
            answer.fixed = Some(self.fixed.iter().map(Option::is_some).collect());
        }
        Ok(answer)
    }

    /// Until the whole program is solved, the gap suffices, or `control` says stop.
    fn turns(
        &mut self,
        program: &Program,
        mut guided: Option<&mut Side>,
        whole: &mut Side,
        solver: &mut dyn Solver,
        control: &mut dyn Control,
    ) -> Result<Statistics, GuideError> {
        self.offer_to(whole, program, control)?;
        while !self.gap().is_some_and(|gap| solver.suffices(gap)) {
            let next = guided.as_deref_mut().filter(|side| !side.is_done && self.is_next(side, whole));
            let is_whole = next.is_none();
            let end = match next {
                Some(side) => {
                    let end = self.advance(side, false, control);
                    if end != StepResult::Paused {
                        side.is_done = true;
                        self.certify(control);
                    }
                    self.offer_to(whole, program, control)?;
                    end
                }
                None => {
                    let end = self.advance(whole, true, control);
                    let bound = whole.search.solution().bound;
                    self.prove(bound.map(|bound| (bound, BoundSource::Search)), control);
                    end
                }
            };
            if matches!(end, StepResult::Stopped(_)) || (is_whole && end == StepResult::Finished) {
                break;
            }
        }
        Ok(sum(guided.as_deref(), whole))
    }

    /// Whether it is the turn of the guess's search.
    fn is_next(&self, guided: &Side, whole: &Side) -> bool {
        let share = if self.fit == Fit::Far && guided.work > FIRST_TURNS { LATER_SHARE } else { 1 };
        guided.work.saturating_mul(share) < whole.work
    }

    /// Lets a search have its turn, and takes what it has found.
    fn advance(&mut self, side: &mut Side, is_whole: bool, control: &mut dyn Control) -> StepResult {
        let mut host = Host { control, case: self.case, best: &mut self.best, is_whole, work: 0 };
        let turn = (side.work / TURN_SHARE).max(FIRST_TURN).min(side.search.look());
        let end = side.search.step(turn, &mut host);
        side.work += host.work.max(1);
        let found = side.search.solution();
        if found.objective != side.seen {
            side.seen = found.objective;
            host.keep(&found.values);
        }
        end
    }

    fn offer(&mut self, values: Vec<f64>, source: &'static str, control: &mut dyn Control) {
        self.best.offer(self.case, values, source, control);
    }

    /// Tells a search of the best answer, where it knows none as good.
    fn offer_to(
        &self,
        side: &mut Side,
        program: &Program,
        control: &mut dyn Control,
    ) -> Result<(), GuideError> {
        let known = side.search.solution().objective;
        let sign = program.sense.sign();
        if self.best.objective.is_some_and(|best| known.is_none_or(|known| sign * best < sign * known)) {
            let columns = self.case.columns_of(&self.best.values);
            side.search.offer(&columns, &mut Relay::new(control).silent())?;
            side.seen = side.search.solution().objective;
        }
        Ok(())
    }

    /// The bound that the method `guess` would end with.
    fn certify(&mut self, control: &mut dyn Control) {
        let certify = match (self.options.certify, self.options.exact) {
            (Certify::Auto, false) => Certify::Relaxation,
            (certify, _) => certify,
        };
        let (bound, source) = certificate::bound(self.case, certify, control);
        self.prove(bound.zip(source), control);
    }

    fn prove(&mut self, proven: Option<(f64, BoundSource)>, control: &mut dyn Control) {
        self.best.prove(self.case, proven, control);
    }

    fn gap(&self) -> Option<Gap> {
        let sense = self.case.family().sense();
        self.best.objective.zip(self.best.bound).map(|(p, d)| Gap::between(p, d, sense))
    }
}

fn sum(guided: Option<&Side>, whole: &Side) -> Statistics {
    let a = guided.map(|side| side.search.solution().statistics).unwrap_or_default();
    let b = whole.search.solution().statistics;
    Statistics {
        seconds: 0.0,
        work: a.work + b.work,
        nodes: a.nodes + b.nodes,
        iterations: a.iterations + b.iterations,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_families::case;
    use hunch_families::clsp::{Clsp, Distribution, optimal_plan, sample};
    use hunch_model::Recorder;

    #[test]
    fn what_the_family_refuses_is_no_answer_and_no_event() {
        let instance = sample(&Distribution { c: 3, f: 1_000, horizon: 6 }, 1).unwrap();
        let best = optimal_plan(&instance).unwrap().unwrap().to_values();
        let case = case::<Clsp>(instance);
        let (guess, options) = (Guess::default(), Options::default());
        let mut host = Recorder::default();
        let mut turns = Turns {
            case: case.as_ref(),
            guess: Some(&guess),
            fit: Fit::Near,
            options: &options,
            best: Best::default(),
            level: 0.0,
            fixed: Vec::new(),
        };
        // To produce nothing costs nothing, and leaves every demand unmet.
        turns.offer(vec![0.0; 18], "guess", &mut host);
        assert_eq!((turns.best.objective, host.events.len()), (None, 0));
        turns.offer(best.clone(), "guess", &mut host);
        assert_eq!((&turns.best.values, host.events.len()), (&best, 1));
        turns.offer(best, "search", &mut host);
        assert_eq!(host.events.len(), 1);
    }
}
