//! Both searches in one thread as if each had a processor of its own: of two that both can go on, the one that
//! has used less time does, and each learns of the other's points at its next look. So what two threads reach
//! by when is measured on a machine that has other work, where the threads themselves wait for processors.

use super::Auto;
use super::side::Searches;
use super::turns::Turns;
use crate::answer::Answer;
use crate::error::GuideError;
use crate::method::{Method, Options};
use crate::methods::best::Best;
use crate::methods::side::Side;
use crate::network::Network;
use crate::problem::Problem;
use crate::solver::Solver;
use hunch_model::Control;

/// Keeps the time that each of the two searches has used.
pub trait Referee: Sync {
    /// Whether the guess's search goes on, of two that both can.
    fn is_guesses(&self) -> bool;

    /// What follows is done for the guess's search, or for the other …
    fn begin(&self, is_guesses: bool);

    /// … up to here.
    fn end(&self);
}

/// The default method with two workers, in one thread: for measurements.
pub struct AsIfSideBySide(pub &'static dyn Referee);

impl Method for AsIfSideBySide {
    fn name(&self) -> &'static str {
        Auto.name()
    }

    fn run(
        &self,
        problem: &Problem,
        network: &mut dyn Network,
        solver: &mut dyn Solver,
        options: &Options,
        control: &mut dyn Control,
    ) -> Result<Answer, GuideError> {
        Auto.answer(self, problem, network, solver, options, control)
    }
}

impl Turns for AsIfSideBySide {
    fn is_guesses(&self, _: &Side, _: &Side, _: &Searches, _: &Best) -> bool {
        self.0.is_guesses()
    }

    fn work(&self, side: &Side) -> u64 {
        side.look()
    }

    fn begin(&self, is_guesses: bool) {
        self.0.begin(is_guesses);
    }

    fn end(&self) {
        self.0.end();
    }
}
