//! The methods, one file each and one line in [`METHODS`]. None of them knows a family: what a guess says is
//! the family's [`Guess`], and how it is used follows from what is in it.

mod auto;
mod cuts;
mod exact;
mod guess;
mod guided;
mod search;
mod start;

pub use auto::Auto;
pub use cuts::Cuts;
pub use exact::Exact;
pub use guess::Guess;
pub use search::Search;
pub use start::Start;

use crate::answer::Answer;
use crate::error::GuideError;
use crate::network::Network;
use crate::problem::Problem;
use crate::solve::Options;
use crate::solver::Solver;
use hunch_model::Control;
use std::fmt;

/// A way to answer.
pub trait Method: Send + Sync {
    /// Its name in options and answers.
    fn name(&self) -> &'static str;

    /// Answers a problem that is valid and not known to be infeasible.
    ///
    /// # Errors
    /// The method does not apply, or what network and search refuse. Limits and infeasibility are statuses.
    fn run(
        &self,
        problem: &Problem,
        network: &mut dyn Network,
        solver: &mut dyn Solver,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError>;
}

/// Every method, the default first.
pub const METHODS: &[&dyn Method] = &[&Auto, &Guess, &Search, &Exact, &Start, &Cuts];

/// The method of that name.
pub fn named(name: &str) -> Option<&'static dyn Method> {
    METHODS.iter().copied().find(|method| method.name() == name)
}

impl PartialEq for dyn Method {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl fmt::Debug for dyn Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
