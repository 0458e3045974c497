//! The search of one objective, over what those before it leave.

use super::super::run::KindsRun;
use super::ceiling::Ceiling;
use super::kept::{Kept, Limit, add_rows, put_objective};
use crate::cuts::family::Separators;
use crate::demand::{AnswerError, Demand, Question};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::hosted::HostedRun;
use crate::outcome::{Outcome, StepResult};
use crate::quadratic_engine::{self, QuadraticRun};
use crate::settings::Settings;
use hunch_model::{Control, Cut, Objective, Program};

/// How quadratic objectives are kept that have more than a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By their curves.
    Curves,
    /// By the face of the point at hand, a part of what they leave.
    Faces,
}

enum Run {
    Kinds(Box<KindsRun>),
    /// What is a quadratic program alone goes to its engine.
    Quadratic(Box<QuadraticRun>),
}

/// A search under way.
pub(super) struct Turn {
    run: Run,
    /// Columns of the caller's program.
    columns: usize,
    /// Objectives that are kept by their curves.
    ceilings: Vec<Ceiling>,
    /// Those that are kept by their faces, for the check of what comes of it.
    faces: Vec<Limit>,
    way: Way,
}

impl Turn {
    /// The search of the first objective.
    ///
    /// # Errors
    /// As [`KindsRun::new`].
    pub fn first(
        base: &Program,
        objective: &Objective,
        settings: &Settings,
        guidance: &Guidance,
        demand: Demand,
    ) -> Result<Self, SearchError> {
        let mut program = base.clone();
        put_objective(&mut program, objective);
        Self::of(&program, base.columns.len(), settings, guidance, demand)
    }

    /// The search of the next objective, after those that are kept.
    ///
    /// # Errors
    /// As [`KindsRun::new`].
    pub fn next(
        base: &Program,
        kept: &[Kept],
        objective: &Objective,
        way: Way,
        settings: &Settings,
        mut guidance: Guidance,
        demand: Demand,
    ) -> Result<Self, SearchError> {
        let mut program = base.clone();
        let (mut ceilings, mut faces) = (Vec::new(), Vec::new());
        for kept in kept {
            if !kept.is_curved() {
                add_rows(&mut program, &[kept.row(base)]);
            } else if way == Way::Faces || kept.has_face(base) {
                add_rows(&mut program, &kept.face(base)?);
                faces.push(Limit::of(kept, base));
            } else {
                let ceiling = Ceiling::add(kept, base, &mut program)?;
                let point: Vec<f64> = guidance.start.iter().take(base.columns.len()).map(|s| s.1).collect();
                guidance.start.extend((guidance.start.len()..).zip(ceiling.lifted(&point)));
                ceilings.push(ceiling);
            }
        }
        put_objective(&mut program, objective);
        let asks = if ceilings.is_empty() { demand } else { Demand::lazy_and_cuts() };
        let turn = Self::of(&program, base.columns.len(), settings, &guidance, asks)?;
        Ok(Self { ceilings, faces, way, ..turn })
    }

    fn of(
        program: &Program,
        columns: usize,
        settings: &Settings,
        guidance: &Guidance,
        demand: Demand,
    ) -> Result<Self, SearchError> {
        let asks = demand.lazy || demand.cuts;
        let run = if !asks && quadratic_engine::takes(program) {
            Run::Quadratic(Box::new(QuadraticRun::new(program, settings, guidance)?))
        } else {
            let mut run = KindsRun::new(program, settings, guidance)?;
            if asks {
                run.ask_for_rows(demand)?;
            }
            Run::Kinds(Box::new(run))
        };
        Ok(Self { run, columns, ceilings: Vec::new(), faces: Vec::new(), way: Way::Curves })
    }

    pub fn way(&self) -> Way {
        if self.ceilings.is_empty() { Way::Faces } else { self.way }
    }

    pub fn set_separators(&mut self, separators: Separators) {
        if let Run::Kinds(run) = &mut self.run {
            run.set_separators(separators);
        }
    }

    pub fn has_begun(&self) -> bool {
        match &self.run {
            Run::Kinds(run) => run.has_begun(),
            Run::Quadratic(run) => run.has_begun(),
        }
    }

    /// Asks for rows from now on; whether this search does.
    pub fn ask_for_rows(&mut self, demand: Demand) -> Result<bool, SearchError> {
        match &mut self.run {
            Run::Kinds(run) => run.ask_for_rows(demand).map(|()| true),
            Run::Quadratic(_) => Ok(false),
        }
    }

    pub fn question(&self) -> Option<Question<'_>> {
        match &self.run {
            Run::Kinds(run) => run.question(),
            Run::Quadratic(_) => None,
        }
    }

    /// Rows of the curves for the point that waits.
    pub fn own_rows(&mut self) -> Vec<Cut> {
        let Some(Question { values, integral }) = self.question() else { return Vec::new() };
        let values = values.to_vec();
        let rows = |ceiling: &mut Ceiling| match integral {
            true => ceiling.rows_at(&values),
            false => ceiling.rows_near(&values),
        };
        self.ceilings.iter_mut().flat_map(rows).collect()
    }

    /// Whether the point that waits keeps all objectives within their tolerance.
    pub fn keeps(&self) -> bool {
        self.question().is_none_or(|question| self.holds(question.values))
    }

    /// Whether a point keeps all quadratic objectives within their tolerance, by the checker.
    pub fn holds(&self, values: &[f64]) -> bool {
        self.ceilings.iter().map(|c| &c.limit).chain(&self.faces).all(|limit| limit.holds(values))
    }

    pub fn answer(&mut self, rows: Vec<Cut>, control: &mut dyn Control) -> Result<bool, AnswerError> {
        match &mut self.run {
            Run::Kinds(run) => run.answer(rows, control),
            Run::Quadratic(_) => Err(AnswerError::NotAsked),
        }
    }

    pub fn step(&mut self, budget: u64, control: &mut dyn Control) -> StepResult {
        match &mut self.run {
            Run::Kinds(run) => run.step(budget, control),
            Run::Quadratic(run) => run.step(budget, control),
        }
    }

    /// Takes a point in the caller's columns, if it is better than what is known.
    pub fn offer(&mut self, values: &[f64], control: &mut dyn Control) -> bool {
        let mut values = values.to_vec();
        let lifted: Vec<f64> = self.ceilings.iter().flat_map(|ceiling| ceiling.lifted(&values)).collect();
        values.extend(lifted);
        match &mut self.run {
            Run::Kinds(run) => run.offer(&values, control),
            Run::Quadratic(_) => false,
        }
    }

    /// The answer so far, in the caller's columns.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = match &self.run {
            Run::Kinds(run) => run.outcome(),
            Run::Quadratic(run) => run.outcome(),
        };
        outcome.solution.values.truncate(self.columns);
        outcome
    }
}
