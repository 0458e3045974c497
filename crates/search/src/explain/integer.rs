//! Tests with integrality: each is a search for any feasible point.

use super::filter::{Answer, Oracle};
use super::part::{Part, program_with};
use crate::engine::{Engine, Search};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::outcome::StepResult;
use crate::settings::Settings;
use hunch_model::{Control, Program, Status};

/// Nodes that each test may use at least, and as a multiple of those that proved the whole program
/// infeasible: with fewer conditions the proof mostly takes more nodes, and a test that finds a point mostly
/// takes few.
const NODES_FLOOR: u64 = 1_000;
const NODES_FACTOR: u64 = 10;

pub(super) struct IntegerOracle<'a> {
    program: &'a Program,
    parts: &'a [Part],
    settings: Settings,
    /// Nodes of the last test.
    nodes: u64,
}

impl<'a> IntegerOracle<'a> {
    /// # Errors
    /// [`SearchError::Memory`]; later tests need no more than this program.
    pub fn new(program: &'a Program, parts: &'a [Part], settings: &Settings) -> Result<Self, SearchError> {
        let whole = program_with(program, parts.iter().copied());
        Search::new(&whole, Engine::Hunch, settings, &Guidance::none())?;
        Ok(Self { program, parts, settings: settings.clone(), nodes: 0 })
    }

    /// Limits later tests by what the last one took.
    pub fn limit_by_first(&mut self) {
        let limit = self.nodes.saturating_mul(NODES_FACTOR).max(NODES_FLOOR);
        let limit = self.settings.node_limit().map_or(limit, |given| given.min(limit));
        self.settings = self.settings.clone().with_node_limit(Some(limit));
    }
}

impl Oracle for IntegerOracle<'_> {
    fn test(&mut self, kept: &[bool], control: &mut dyn Control) -> Answer {
        let chosen = self.parts.iter().zip(kept).filter(|&(_, &k)| k).map(|(&p, _)| p);
        let restricted = program_with(self.program, chosen);
        let Ok(mut search) = Search::new(&restricted, Engine::Hunch, &self.settings, &Guidance::none())
        else {
            return Answer::Unknown;
        };
        let end = loop {
            match search.step(u64::MAX, control) {
                StepResult::Paused => {}
                end => break end,
            }
        };
        let solution = search.solution();
        self.nodes = solution.statistics.nodes;
        match (solution.status, end) {
            (Status::Infeasible, _) => Answer::Infeasible { support: None },
            (Status::Optimal | Status::Feasible | Status::Unbounded, _) => Answer::Feasible,
            (Status::Limit | Status::Error, StepResult::Stopped(_)) => Answer::Stopped,
            (Status::Limit | Status::Error, _) => Answer::Unknown,
        }
    }
}
