//! The guess as a start of the search, which may leave it.

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

/// The guess as a start of the search.
pub struct Start;

impl Method for Start {
    fn name(&self) -> &'static str {
        "start"
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
            decisions::solve(self.name(), case, asked.outputs(), Effort::Optimum, solver, control)?
        } else {
            match asked.guess(case) {
                Some(guess) => {
                    with_binaries(self.name(), case, &guess, Use::Start, solver, options, control)?
                }
                None => stopped(self.name()),
            }
        };
        Ok(asked.told(answer))
    }
}
