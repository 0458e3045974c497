//! The guess as a start of the search, which may leave it.

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
        let how = (Effort::Optimum, Use::Start);
        guided(self.name(), how, problem, network, solver, options, control)
    }
}
