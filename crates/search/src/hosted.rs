//! Engines that the host brings along: the browser keeps the second engine in a module of its own, which
//! loads only when asked for.

use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::outcome::{Outcome, StepResult};
use crate::settings::Settings;
use hunch_model::{Control, Program};

/// Opens a run of a hosted engine on a program and guidance that have been admitted; what goes wrong is a
/// [`SearchError::Hosted`].
pub type OpenRun = fn(&Program, &Settings, &Guidance) -> Result<Box<dyn HostedRun>, SearchError>;

/// An engine behind [`crate::Engine::Hosted`].
#[derive(Clone, Copy, Debug)]
pub struct HostedEngine {
    /// Its name; two engines of one name are the same.
    pub name: &'static str,
    /// Starts it.
    pub open: OpenRun,
}

impl PartialEq for HostedEngine {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for HostedEngine {}

/// A run of a hosted engine; it owes what [`crate::Search`] promises: checked points, and statuses that claim
/// no more than is proven.
pub trait HostedRun {
    /// As [`crate::Search::step`].
    fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult;

    /// As [`crate::Search::outcome`].
    fn outcome(&self) -> Outcome;
}
