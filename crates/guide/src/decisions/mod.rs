//! Families whose answers are decisions, from which the columns of their programs follow: a guess is repaired
//! in closed form, a search may improve it ("Self-supervised penalty-based learning for robust constrained
//! optimization"; repair and bounds are ours).
//!
//! - `incumbent`: the best decision so far;
//! - [`outer`]: tangents of cones, for bounds and for continuous optima;
//! - [`union`]: several linear programs instead of cones;
//! - [`points`]: decisions found on the way, for a host that keeps them;
//! - here: from outputs to an answer.

mod incumbent;
mod outer;
mod points;
mod union;

pub use crate::answer::Account;

use crate::answer::{Answer, checked};
use crate::certificate::{BoundSource, Certify};
use crate::error::GuideError;
use crate::method::stage;
use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::family::{Guess, Verdict};
use hunch_model::{Control, Statistics};
use hunch_search::{Guidance, SearchError, Separators};
use incumbent::{Incumbent, guessed, tell};

/// Rounds of tangents that bound a guess: in a browser a millisecond for fifty items, a tenth of a second for
/// fifty retailers, whose bound then lies 0.3 % above the optimum (median; example `robust_exact`).
const GUESS_ROUNDS: u64 = 20;

/// What is done beyond the repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A bound is proven.
    Bound(Certify),
    /// The decision is improved to the optimum, unless a limit comes first.
    Optimum,
    /// Both: where the way to the optimum is silent for long, the bound of a guess comes first.
    BoundThenOptimum,
}

/// A decision with its worth and what became of the guess behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// The numbers of the decision; they have passed the family's check.
    pub decision: Vec<f64>,
    /// What it is worth, in the worst case where data are uncertain.
    pub objective: f64,
    /// What became of the guess.
    pub account: Account,
}

/// The repaired decision of a network's outputs, for batches that need no bounds. `None` where outputs are no
/// decision, and when the check refuses even the repair, which no valid instance has been seen to do.
pub fn decide(case: &dyn Case, outputs: &[f32]) -> Option<Repaired> {
    let (Incumbent { decision, objective }, account) = guess(case, outputs)?;
    case.check(&decision).feasible.then_some(Repaired { decision, objective, account })
}

/// The decision of a network's outputs, repaired, and what became of it.
fn guess(case: &dyn Case, outputs: &[f32]) -> Option<(Incumbent, Account)> {
    let decoded = case.decode(outputs);
    let verdict = case.check(decoded.decision.as_deref()?);
    let Verdict { violation, objective, feasible, .. } = verdict;
    let account = Account { violation, objective, repaired: !feasible };
    Some((Incumbent::new(case, &decoded), account))
}

/// Solves a valid instance; `outputs` are what the network said, for the methods that ask one.
///
/// # Errors
/// What the engine refuses.
pub(crate) fn solve(
    method: &'static str,
    case: &dyn Case,
    outputs: Option<&[f32]>,
    effort: Effort,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let (mut incumbent, account) = match outputs.and_then(|outputs| guess(case, outputs)) {
        Some((incumbent, account)) => (incumbent, Some(account)),
        None => (Incumbent::new(case, &Guess::default()), None),
    };
    tell(&incumbent, "repair", control);
    let started = control.now();
    let proof = match effort {
        Effort::Bound(Certify::None) => Proof::default(),
        Effort::Bound(_) => relaxation(case, &mut incumbent.clone(), GUESS_ROUNDS, solver, control),
        Effort::Optimum => {
            stage(control, "search");
            optimum(case, &mut incumbent, solver, control)?
        }
        Effort::BoundThenOptimum => {
            // The other programs tell of bounds from their first relaxation on.
            let first = match case.union() {
                Some(_) => relaxation(case, &mut incumbent, GUESS_ROUNDS, solver, control),
                None => Proof::default(),
            };
            stage(control, "search");
            first.and(optimum(case, &mut incumbent, solver, control)?, case)
        }
    };
    let seconds = control.now() - started;
    let mut answer = Answer::new(method, checked(case, incumbent.decision, proof.bound, proof.statistics));
    answer.bound_source = proof.source.filter(|_| answer.solution.bound.is_some());
    answer.robust = account;
    if matches!(effort, Effort::Bound(_)) {
        answer.certify_seconds = seconds;
    }
    Ok(answer)
}

/// What was proven about the optimum, by what, at what cost.
#[derive(Default)]
struct Proof {
    bound: Option<f64>,
    source: Option<BoundSource>,
    statistics: Statistics,
}

impl Proof {
    /// The stronger of two, at the cost of both.
    fn and(self, later: Self, case: &dyn Case) -> Self {
        let sign = case.family().sense().sign();
        let is_later = self.bound.is_none_or(|own| later.bound.is_some_and(|b| sign * b >= sign * own));
        let (bound, source) = if is_later { (later.bound, later.source) } else { (self.bound, self.source) };
        let (a, b) = (self.statistics, later.statistics);
        let statistics = Statistics {
            seconds: b.seconds,
            work: a.work + b.work,
            nodes: a.nodes + b.nodes,
            iterations: a.iterations + b.iterations,
        };
        Self { bound, source, statistics }
    }
}

/// The bound of the continuous relaxation.
fn relaxation(
    case: &dyn Case,
    incumbent: &mut Incumbent,
    rounds: u64,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Proof {
    let outer = outer::approximate(case, incumbent, rounds, solver, control);
    let statistics =
        Statistics { work: outer.iterations, iterations: outer.iterations, ..Statistics::default() };
    Proof { bound: outer.bound, source: Some(BoundSource::Relaxation), statistics }
}

/// Improves the incumbent to the optimum of the program, unless a limit comes first.
fn optimum(
    case: &dyn Case,
    incumbent: &mut Incumbent,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Result<Proof, SearchError> {
    let program = case.program();
    let by_search = |bound, statistics| Proof { bound, source: Some(BoundSource::Search), statistics };
    if program.cones.is_empty() {
        let start = case.columns_of(&incumbent.decision).into_iter().enumerate().collect();
        let guidance = Guidance { start, ..Guidance::default() };
        let mut told = points::Decisions { case, incumbent, host: control, is_part: false };
        let linear = &program.linear;
        let solution = solver.solve(linear, &Separators::new, &guidance, &mut told)?.outcome.solution;
        if solution.status.has_values() {
            let found = case.values_of(&solution.values);
            let polished = case.repair(&guessed(found.clone())).unwrap_or_default();
            incumbent.offer(case, found, "search", control);
            incumbent.offer(case, polished, "search", control);
        }
        Ok(by_search(solution.bound, solution.statistics))
    } else if let Some(union) = case.union() {
        let (bound, statistics) = union::search(case, &union, incumbent, solver, control)?;
        Ok(by_search(bound, statistics))
    } else {
        let proof = relaxation(case, incumbent, u64::MAX, solver, control);
        Ok(by_search(proof.bound, proof.statistics))
    }
}
