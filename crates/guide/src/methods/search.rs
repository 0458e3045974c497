//! The search alone: of a program or an instance's program, or of the decisions of a family with cones.

use crate::answer::Answer;
use crate::decisions::{self, Effort};
use crate::error::GuideError;
use crate::method::Method;
use crate::method::Options;
use crate::method::stage;
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_model::Control;
use hunch_search::{Guidance, Separators};

/// The search alone.
pub struct Search;

impl Method for Search {
    fn name(&self) -> &'static str {
        "search"
    }

    fn run(
        &self,
        problem: &Problem,
        _: &mut dyn Network,
        solver: &mut dyn Solver,
        _: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        if problem.decides() {
            let case = problem.case(self.name())?;
            return decisions::solve(self.name(), case, None, Effort::Optimum, solver, control);
        }
        stage(control, "search");
        let guidance = Guidance::none();
        let solved = match problem {
            Problem::Instance(case) => {
                solver.solve(&case.program().linear, &|| case.separators(), &guidance, control)?
            }
            Problem::Program(program) => solver.solve(program, &Separators::new, &guidance, control)?,
        };
        Ok(Answer { strategy: solved.strategy, ..Answer::of_search(solved.outcome.solution) })
    }
}
