//! Guessed binaries: the most confident are fixed, the rest searched, the level lowered until an answer
//! exists (LSTM-Opt). Guessed decisions: repaired to feasibility, with the bound of a relaxation.

use super::guided::{ask, stopped, with_binaries};
use crate::answer::Answer;
use crate::decisions::{self, Effort};
use crate::error::GuideError;
use crate::lstm_opt::Use;
use crate::method::Method;
use crate::method::Options;
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
        let case = problem.case(self.name())?;
        let asked = ask(case, network, options, control)?;
        let answer = if problem.decides() {
            let effort = Effort::Bound(options.certify);
            decisions::solve(self.name(), case, asked.outputs(), effort, solver, control)?
        } else {
            match asked.guess(case) {
                Some(guess) => {
                    let how = Use::Fix(options.level);
                    with_binaries(self.name(), case, &guess, how, solver, options, control)?
                }
                None => stopped(self.name()),
            }
        };
        Ok(asked.told(answer))
    }
}
