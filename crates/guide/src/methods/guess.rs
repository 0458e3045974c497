//! Guessed binaries: the most confident are fixed, the rest searched, the level lowered until an answer
//! exists (LSTM-Opt). Guessed decisions: repaired to feasibility, with the bound of a relaxation.

use super::guided::guided;
use crate::answer::Answer;
use crate::decisions::Effort;
use crate::error::GuideError;
use crate::lstm_opt::Use;
use crate::method::{Method, Options};
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_model::Control;

/// The guess, made feasible, with a proven bound.
pub struct Guess;

impl Method for Guess {
    fn name(&self) -> &'static str {
        "guess"
    }

    fn run(
        &self,
        problem: &Problem,
        network: &mut dyn Network,
        solver: &mut dyn Solver,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        let how = (Effort::Bound(options.certify), Use::Fix(options.level));
        guided(self.name(), how, problem, network, solver, options, control)
    }
}
