//! What is to be solved: an instance of some family, or any program.

use crate::error::GuideError;
use hunch_families::family::{Answers, PlacedParts};
use hunch_families::{Case, Family, case};
use hunch_model::{GapScale, Program};
use std::sync::Arc;

/// What is to be solved.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one a call, and most are programs")]
pub enum Problem {
    /// An instance of a family.
    Instance(Arc<dyn Case>),
    /// Any program; methods that need a family do not apply.
    Program(Program),
}

impl Problem {
    /// An instance of a family that the caller knows.
    pub fn of<F: Family>(instance: F::Instance) -> Self {
        Self::Instance(case::<F>(instance))
    }

    /// The instance, for a method that needs a family.
    ///
    /// # Errors
    /// [`GuideError::NotApplicable`] for a program.
    pub fn case(&self, method: &'static str) -> Result<&dyn Case, GuideError> {
        match self {
            Self::Instance(case) => Ok(case.as_ref()),
            Self::Program(_) => {
                let reason =
                    "a program has no family, so no model and no structured algorithm; use \"search\"".into();
                Err(GuideError::NotApplicable { method, reason })
            }
        }
    }

    /// Whether its answers are decisions, which are more than the columns of a program.
    pub fn decides(&self) -> bool {
        matches!(self, Self::Instance(case) if case.family().answers() == Answers::Decision)
    }

    /// What gaps of its objective are measured by.
    pub fn scale(&self) -> GapScale {
        match self {
            Self::Instance(case) => case.family().sense().into(),
            Self::Program(program) => program.into(),
        }
    }

    /// The parts of an answer's values by their names, and the field that holds them; none for a program.
    /// This is the only place where values become a plan or a decision.
    pub fn parts(&self) -> Option<(&'static str, PlacedParts)> {
        match self {
            Self::Instance(case) => Some((case.family().answers().name(), case.parts())),
            Self::Program(_) => None,
        }
    }
}
