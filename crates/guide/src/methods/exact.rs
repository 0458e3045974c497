//! The family's structured exact algorithm.

use crate::answer::{Answer, checked};
use crate::certificate::BoundSource;
use crate::error::GuideError;
use crate::method::{Method, Options, stage};
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_model::Control;

/// The exact algorithm of the family.
pub struct Exact;

impl Method for Exact {
    fn name(&self) -> &'static str {
        "exact"
    }

    fn run(
        &self,
        problem: &Problem,
        _: &mut dyn Network,
        _: &mut dyn Solver,
        _: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        let case = problem.case(self.name())?;
        let not_applicable = |reason| GuideError::NotApplicable { method: self.name(), reason };
        stage(control, "exact");
        let none = || "the family has no exact algorithm; use \"guess\", \"start\" and \"search\"".into();
        let solution = case
            .exact(control)
            .ok_or_else(|| not_applicable(none()))?
            .map_err(|reason| not_applicable(format!("{reason}; use \"search\"")))?;
        let solution = match solution.status {
            status if status.has_values() => {
                checked(case, solution.values, solution.bound, solution.statistics)
            }
            _ => solution,
        };
        let bound_source = solution.bound.map(|_| BoundSource::Exact);
        Ok(Answer { bound_source, ..Answer::new(self.name(), solution) })
    }
}
