//! The guess as inequalities that the search may drop.

use super::guided::{ask, needs_binaries, stopped, with_binaries};
use crate::answer::Answer;
use crate::error::GuideError;
use crate::lstm_opt::Use;
use crate::method::Method;
use crate::method::Options;
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_model::Control;

/// The guess as user cuts.
pub struct Cuts;

impl Method for Cuts {
    fn name(&self) -> &'static str {
        "cuts"
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
            return Err(needs_binaries(self.name()));
        }
        let asked = ask(case, network, options, control)?;
        let answer = match asked.guess(case) {
            Some(guess) => with_binaries(self.name(), case, &guess, Use::UserCuts, solver, options, control)?,
            None => stopped(self.name()),
        };
        Ok(asked.told(answer))
    }
}
