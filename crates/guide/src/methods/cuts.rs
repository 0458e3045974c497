//! The guess as inequalities that the search may drop.

use super::guided::{guided, needs_binaries};
use crate::answer::Answer;
use crate::decisions::Effort;
use crate::error::GuideError;
use crate::lstm_opt::Use;
use crate::method::{Method, Options};
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
        if problem.decides() {
            return Err(needs_binaries(self.name()));
        }
        let how = (Effort::Optimum, Use::UserCuts);
        guided(self.name(), how, problem, network, solver, options, control)
    }
}
