//! The search alone: of a program or an instance's program, or of the decisions of a family with cones.

use crate::answer::{Answer, checked};
use crate::error::GuideError;
use crate::method::{Method, Options, stage};
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_model::{Control, Solution};
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
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        #[cfg(feature = "instances")]
        if problem.decides() {
            use crate::decisions::{self, Effort};
            let case = problem.case(self.name())?;
            return decisions::solve(self.name(), case, None, Effort::Optimum, solver, control);
        }
        stage(control, "search");
        let solved = match problem {
            Problem::Instance(case) => {
                solver.solve(&case.program().linear, &|| case.separators(), &Guidance::none(), control)?
            }
            Problem::Program(program) => {
                solver.solve(program, &Separators::new, &options.guidance, control)?
            }
        };
        let strategy = solved.strategy;
        let mut answer = Answer { strategy, ..Answer::of_search(solved.outcome.solution) };
        if let (Problem::Instance(case), true) = (problem, answer.solution.status.has_values()) {
            answer.solution.values = case.values_of(&answer.solution.values);
            // The search's own checker knows the program alone.
            if !case.check(&answer.solution.values).feasible {
                let Solution { values, bound, statistics, .. } = answer.solution;
                answer.solution = checked(case.as_ref(), values, bound, statistics);
            }
        }
        Ok(answer)
    }
}
