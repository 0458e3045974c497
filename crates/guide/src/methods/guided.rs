//! What the methods that ask a network share.

use crate::answer::{Answer, checked};
use crate::certificate::{self, BoundSource};
use crate::decisions::{self, Effort};
use crate::error::GuideError;
use crate::lstm_opt::{self, Use};
use crate::method::{Options, stage};
use crate::models::Prediction;
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::family::Guess;
use hunch_model::{Control, Solution, Statistics, Status};

/// What a network said, and how long it took.
pub(super) struct Asked {
    /// None when the control stopped it.
    pub prediction: Option<Prediction>,
    seconds: f64,
}

/// Asks the network, unless the caller has brought its outputs.
pub(super) fn ask(
    case: &dyn Case,
    network: &mut dyn Network,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Asked, GuideError> {
    if options.probabilities.is_none() {
        stage(control, "predict");
    }
    let started = control.now();
    let prediction = network.ask(case, &options.ask(), control)?;
    if let Some(prediction) = &prediction {
        let (length, expected) = (prediction.probabilities.len(), case.outputs());
        if length != expected {
            return Err(GuideError::Probabilities { length, expected });
        }
    }
    let seconds = if options.probabilities.is_none() { control.now() - started } else { 0.0 };
    Ok(Asked { prediction, seconds })
}

impl Asked {
    /// The outputs, where there are any.
    pub fn outputs(&self) -> Option<&[f32]> {
        self.prediction.as_ref().map(|prediction| prediction.probabilities.as_slice())
    }

    /// What the outputs say.
    pub fn guess(&self, case: &dyn Case) -> Option<Guess> {
        self.outputs().map(|outputs| case.decode(outputs))
    }

    /// The answer, with what was asked and said.
    pub fn recorded_in(self, answer: Answer) -> Answer {
        let Some(prediction) = self.prediction else {
            return Answer { predict_seconds: self.seconds, ..answer };
        };
        Answer {
            probabilities: Some(prediction.probabilities),
            model: Some(prediction.model).filter(|name| !name.is_empty()),
            predict_seconds: self.seconds,
            ..answer
        }
    }
}

/// Asks the network; guessed decisions are repaired and bounded or improved, guessed binaries used in the search.
#[allow(clippy::too_many_arguments, reason = "those of `Method::run`, and how the guess is used")]
pub(super) fn guided(
    method: &'static str,
    how: (Effort, Use),
    problem: &Problem,
    network: &mut dyn Network,
    solver: &mut dyn Solver,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    let case = problem.case(method)?;
    let asked = ask(case, network, options, control)?;
    let (effort, how) = how;
    let answer = match asked.guess(case) {
        _ if problem.decides() => decisions::solve(method, case, asked.outputs(), effort, solver, control)?,
        Some(guess) => with_binaries(method, case, &guess, how, solver, options, control)?,
        None => stopped(method),
    };
    Ok(asked.recorded_in(answer))
}

/// The answer of a call that was stopped before the network was through.
pub(super) fn stopped(method: &'static str) -> Answer {
    Answer::new(method, Solution::without_values(Status::Limit, None, Statistics::default()))
}

/// Uses guessed binaries in a search of the program, and proves a bound that the guess has no part in.
fn with_binaries(
    method: &'static str,
    case: &dyn Case,
    guess: &Guess,
    how: Use,
    solver: &mut dyn Solver,
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, GuideError> {
    stage(control, "search");
    let found = lstm_opt::solve(case, &case.program().linear, guess, how, solver, control)?;
    let search = found.outcome.solution;
    // Nothing fixed: the search's claims are claims about the original problem.
    let unrestricted = found.fixed.iter().all(Option::is_none);
    let values = match search.status.has_values() {
        true => case.values_of(&search.values),
        // The limit came before the search found anything: the repaired guess is feasible all the same.
        false => case.repair(guess).unwrap_or_default(),
    };
    let certify_started = control.now();
    let own = search.bound.filter(|_| unrestricted);
    let (bound, source) = match own {
        Some(bound) if search.status == Status::Optimal => (Some(bound), Some(BoundSource::Search)),
        _ => stronger(case, own, certificate::bound(case, options.certify, control)),
    };
    let mut answer = Answer::new(method, checked(case, values, bound, search.statistics));
    answer.bound_source = source;
    answer.certify_seconds = control.now() - certify_started;
    answer.account = Some(found.outcome.account);
    if found.level.is_some() {
        answer.level = found.level;
        answer.fixed = Some(found.fixed.iter().map(Option::is_some).collect());
    }
    Ok(answer)
}

/// The stronger of the search's own bound and a certificate's; the own one of equals.
pub(super) fn stronger(
    case: &dyn Case,
    own: Option<f64>,
    certified: (Option<f64>, Option<BoundSource>),
) -> (Option<f64>, Option<BoundSource>) {
    let sign = case.family().sense().sign();
    match (own, certified) {
        (Some(own), (Some(bound), _)) if sign * bound <= sign * own => (Some(own), Some(BoundSource::Search)),
        (Some(own), (None, _)) => (Some(own), Some(BoundSource::Search)),
        (_, certified) => certified,
    }
}

/// A method that takes guessed binaries, and was given a decision.
pub(super) fn needs_binaries(method: &'static str) -> GuideError {
    let reason = "the family's guesses are decisions; use \"guess\", \"start\" and \"search\"".into();
    GuideError::NotApplicable { method, reason }
}
