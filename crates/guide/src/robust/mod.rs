//! Decisions that hold up against every case of an uncertainty set: a network guesses, the guess is repaired in closed form, a search may
//! improve it ("Self-supervised penalty-based learning for robust constrained optimization"; repair and bounds are ours).
//!
//! - [`instance`]: the families as the methods see them, and the check that every answer passes;
//! - [`knapsack`], [`inventory`]: from any guess to a feasible decision;
//! - [`outer`]: tangents of cones, for bounds and for the continuous optimum;
//! - [`cardinality`]: the binary knapsack with an ellipsoid;
//! - [`points`]: decisions found on the way, for a host that keeps them;
//! - here: the three methods. `guess` repairs and bounds by a relaxation; `start` goes on to the optimum from there; `search` has no
//!   guess.

mod cardinality;
mod instance;
mod inventory;
mod knapsack;
mod outer;
mod points;

pub use instance::Instance;

use crate::answer::Answer;
use crate::certificate::{BoundSource, Certify};
use crate::error::GuideError;
use crate::run::run;
use crate::solve::{Method, Options, stage};
use hunch_model::{Control, Sense, Solution, Statistics, Status};
use hunch_search::Guidance;
use serde::Serialize;

/// Rounds of tangents that bound a guess: in a browser a millisecond for fifty items, a tenth of a second for fifty retailers, whose bound
/// then lies 0.3 % above the optimum (median; example `robust_exact`).
const GUESS_ROUNDS: u64 = 20;

/// Places of `values`, the largest value first; equal ones keep their order. One function for every ranking, because each copy of a sort
/// takes kilobytes of a browser's download.
fn descending(values: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    hunch_model::order::sort_by(&mut places, |&a, &b| values[b].total_cmp(&values[a]));
    places
}

/// What became of a guess.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Account {
    /// The largest violation of a row in the worst case, as the network left it.
    pub violation: f64,
    /// What the guess promised before it was repaired.
    pub objective: f64,
    /// Whether it had to be repaired.
    pub repaired: bool,
}

/// The best feasible decision so far.
#[derive(Clone, Debug, PartialEq)]
struct Incumbent {
    decision: Vec<f64>,
    objective: f64,
}

impl Incumbent {
    /// A repaired guess.
    fn new(instance: &Instance, guess: &[f64]) -> Self {
        let decision = instance.repaired(guess);
        Self { objective: instance.objective(&decision), decision }
    }

    /// Takes a decision that is feasible and better.
    fn offer(
        &mut self,
        instance: &Instance,
        decision: Vec<f64>,
        source: &'static str,
        control: &mut dyn Control,
    ) {
        let objective = instance.objective(&decision);
        if objective > self.objective && instance.is_feasible(&decision) {
            *self = Self { decision, objective };
            points::tell(self, source, control);
        }
    }
}

/// A decision with its worth and what became of the guess behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// The numbers of the decision; they have passed [`Instance::is_feasible`].
    pub decision: Vec<f64>,
    /// What it is worth in the worst case.
    pub objective: f64,
    /// What became of the guess.
    pub account: Account,
}

/// The repaired decision of a network's output, for batches that need no bounds. `None` when the check refuses even the repair, which no
/// valid instance has been seen to do.
pub fn decide(instance: &Instance, output: &[f32]) -> Option<Repaired> {
    let (Incumbent { decision, objective }, account) = guess(instance, output);
    instance.is_feasible(&decision).then_some(Repaired { decision, objective, account })
}

/// The decision of a network's output, repaired, and what became of it.
fn guess(instance: &Instance, output: &[f32]) -> (Incumbent, Account) {
    let decoded = instance.decode(output);
    let feasible = instance.is_feasible(&decoded);
    let account = Account {
        violation: instance.violation(&decoded),
        objective: instance.objective(&decoded),
        repaired: !feasible,
    };
    (Incumbent::new(instance, &decoded), account)
}

/// Solves a valid instance; `output` is what the network said, for the methods that ask one.
///
/// # Errors
/// A method that does not apply, outputs that do not fit, or what the engine refuses.
pub(crate) fn solve(
    instance: &Instance,
    output: Option<&[f32]>,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let (mut incumbent, account) = match output {
        Some(output) => {
            let expected = instance.decision_length();
            if output.len() != expected {
                return Err(GuideError::Probabilities { length: output.len(), expected });
            }
            let (incumbent, account) = guess(instance, output);
            (incumbent, Some(account))
        }
        None => (Incumbent::new(instance, &[]), None),
    };
    points::tell(&incumbent, "repair", control);
    let started = control.now();
    let proof = match (options.method, options.certify) {
        (Method::Guess, Certify::None) => Proof::default(),
        (Method::Guess, _) => relaxation(instance, &mut incumbent.clone(), GUESS_ROUNDS, control),
        _ => {
            stage(control, "search");
            exact(instance, &mut incumbent, options, control)?
        }
    };
    let seconds = control.now() - started;
    let mut answer = Answer::new(options.method, checked(instance, incumbent, &proof));
    answer.bound_source = proof.source.filter(|_| answer.solution.bound.is_some());
    answer.robust = account;
    if options.method == Method::Guess {
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

/// The bound of the continuous relaxation.
fn relaxation(
    instance: &Instance,
    incumbent: &mut Incumbent,
    rounds: u64,
    control: &mut dyn Control,
) -> Proof {
    let outer = outer::approximate(instance, incumbent, rounds, control);
    let statistics =
        Statistics { work: outer.iterations, iterations: outer.iterations, ..Statistics::default() };
    Proof { bound: outer.bound, source: Some(BoundSource::Relaxation), statistics }
}

/// Improves the incumbent to the optimum of the counterpart, unless a limit comes first.
fn exact(
    instance: &Instance,
    incumbent: &mut Incumbent,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Proof, GuideError> {
    let counterpart = instance.counterpart();
    let proof = if counterpart.cones.is_empty() {
        let start = instance.columns_of(&incumbent.decision).into_iter().enumerate().collect();
        let guidance = Guidance { start, ..Guidance::default() };
        let linear = &counterpart.linear;
        let mut told = points::Decisions { instance, incumbent, host: control, is_part: false };
        let solution =
            run(linear, Vec::new(), options.engine, &options.settings, &guidance, &mut told)?.solution;
        if solution.status.has_values() {
            let found = instance.decision_of(&solution.values);
            let polished = instance.repaired(&found);
            incumbent.offer(instance, found, "search", control);
            incumbent.offer(instance, polished, "search", control);
        }
        Proof { bound: solution.bound, source: Some(BoundSource::Search), statistics: solution.statistics }
    } else if let (true, Instance::Knapsack(knapsack)) = (instance.is_binary(), instance) {
        let (bound, statistics) =
            cardinality::search(knapsack, incumbent, options.engine, &options.settings, control)?;
        Proof { bound, source: Some(BoundSource::Search), statistics }
    } else {
        Proof { source: Some(BoundSource::Search), ..relaxation(instance, incumbent, u64::MAX, control) }
    };
    Ok(proof)
}

/// The incumbent as an answer; one that the check refuses is not shown.
fn checked(instance: &Instance, incumbent: Incumbent, proof: &Proof) -> Solution {
    if !instance.is_feasible(&incumbent.decision) {
        return Solution::without_values(Status::Error, proof.bound, proof.statistics);
    }
    let objective = instance.objective(&incumbent.decision);
    Solution::with_values(incumbent.decision, objective, proof.bound, Sense::Maximize, proof.statistics)
}
