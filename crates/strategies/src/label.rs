//! The strategy at a θ.

use crate::curved::Curved;
use crate::face::{self, Continuous};
use crate::mixed::{self, Mixed};
use crate::strategy::Strategy;
use hunch_model::parametric::{ParametricError, ParametricProgram, Target};
use hunch_model::{Basis, Control, Feature, Program, Unlimited, VariableStatus};
use hunch_search::SearchError;
use hunch_search::lp::LpProblem;
use hunch_search::qp::{Place, QpError, WorkingSet};
use thiserror::Error;

/// What a label may cost.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelOptions {
    /// Branch-and-bound nodes of a search; `None` for any number.
    pub node_limit: Option<u64>,
    /// Whether a second search chooses among integer optima that tie. Without it the engine's optimum is
    /// labelled: quicker, and as well defined where optima are known not to tie.
    pub settles_ties: bool,
}

impl Default for LabelOptions {
    fn default() -> Self {
        Self { node_limit: None, settles_ties: true }
    }
}

/// What was found at a θ.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// An optimum.
    Optimal(Box<Optimal>),
    /// There is no feasible point.
    Infeasible,
    /// There are points of arbitrarily good objective.
    Unbounded,
    /// A limit came first, or the engine claims nothing, and why.
    Unsettled(&'static str),
}

/// An optimum and its strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimal {
    /// The strategy.
    pub strategy: Strategy,
    /// The optimal objective, in the program's own sense.
    pub objective: f64,
    /// One value a column.
    pub values: Vec<f64>,
    /// Where each variable stands at an optimum, the integers fixed; with ties perhaps another one.
    pub working_set: WorkingSet,
}

/// Why no label can be given at all.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum LabelError {
    /// θ or the program is wrong.
    #[error(transparent)]
    Parametric(#[from] ParametricError),
    /// The program says something that strategies have no word for.
    #[error("the program has {}; strategies are of rows, bounds and integers alone", feature.name())]
    Feature {
        /// What it is.
        feature: Feature,
    },
    /// A stored strategy is one of another program.
    #[error(
        "a strategy of the store is of another program: its {field} is {value}; it must be below {limit}"
    )]
    Store {
        /// What of it.
        field: &'static str,
        /// What was found.
        value: usize,
        /// Above what is right.
        limit: usize,
    },
    /// The engine does not take the program.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The engine for quadratic objectives does not take the program.
    #[error(transparent)]
    Quadratic(#[from] QpError),
}

/// Labels θ: a function of θ alone, so that neither order nor threads change a label.
#[derive(Clone, Debug)]
pub struct Labeller<'a> {
    program: &'a ParametricProgram,
    is_integer: Vec<bool>,
    options: LabelOptions,
    /// Every label of a linear program starts from this basis, optimal at one θ.
    start: Option<Basis>,
    /// What is known of a quadratic objective.
    curved: Option<Curved>,
}

impl<'a> Labeller<'a> {
    /// Prepares labels of `program`; `reference` is a θ near others, for a basis to start from.
    ///
    /// # Errors
    /// A malformed program or θ, or one with more than rows, bounds and integers.
    pub fn new(
        program: &'a ParametricProgram,
        reference: &[f64],
        options: LabelOptions,
    ) -> Result<Self, LabelError> {
        program.validate()?;
        let other = |feature: &Feature| !matches!(feature, Feature::Quadratic | Feature::LazyRows);
        let features = program.base.features();
        if let Some(feature) = features.iter().copied().find(other) {
            return Err(LabelError::Feature { feature });
        }
        let is_integer: Vec<bool> = program.base.columns.iter().map(|c| c.kind.is_integer()).collect();
        let mut labeller = Self { program, is_integer, options, start: None, curved: None };
        let mut work = program.base.clone();
        program.instantiate_into(&mut work, reference)?;
        if features.contains(&Feature::Quadratic) {
            let moves_matrix = program.terms.iter().any(|t| matches!(t.target, Target::Coefficient(..)));
            labeller.curved = Some(Curved::new(&work, moves_matrix)?);
        } else if !program.base.has_integers()
            && let Outcome::Optimal(optimal) = labeller.label(reference, &mut work, &mut Unlimited)?
        {
            labeller.start = Some(basis(&optimal.working_set));
        }
        Ok(labeller)
    }

    /// The parametric program.
    pub fn program(&self) -> &'a ParametricProgram {
        self.program
    }

    /// The strategy at `theta`. `work` is a copy of the base program, or what an earlier call left.
    ///
    /// # Errors
    /// θ of the wrong length, numbers that no program can have, or what the engine refuses. Infeasibility and
    /// limits are outcomes.
    pub fn label(
        &self,
        theta: &[f64],
        work: &mut Program,
        control: &mut dyn Control,
    ) -> Result<Outcome, LabelError> {
        self.program.instantiate_into(work, theta)?;
        let mut problem = LpProblem::from_program(work);
        if work.has_integers() {
            let limit = self.options.node_limit;
            match mixed::optimum(work, limit, self.options.settles_ties, control)? {
                Mixed::Optimal(values) => self.fix_integers(&mut problem, &values),
                Mixed::Infeasible => return Ok(Outcome::Infeasible),
                Mixed::Unbounded => return Ok(Outcome::Unbounded),
                Mixed::Unsettled => return Ok(Outcome::Unsettled("the search ended without an optimum")),
            }
        }
        let found = match &self.curved {
            None => face::solve(&problem, self.start.as_ref(), control),
            Some(curved) => curved.solve(problem.clone(), control)?,
        };
        Ok(match found {
            Continuous::Optimal(optimum) => {
                let strategy = face::strategy(&problem, &self.is_integer, &optimum.values);
                let objective = work.objective(&optimum.values);
                let (values, working_set) = (optimum.values, optimum.working_set);
                Outcome::Optimal(Box::new(Optimal { strategy, objective, values, working_set }))
            }
            Continuous::Infeasible if work.has_integers() => {
                Outcome::Unsettled("the integers of the optimum leave no continuous point")
            }
            Continuous::Infeasible => Outcome::Infeasible,
            Continuous::Unbounded => Outcome::Unbounded,
            Continuous::Unsettled(why) => Outcome::Unsettled(why),
        })
    }

    fn fix_integers(&self, problem: &mut LpProblem, values: &[f64]) {
        for j in (0..values.len()).filter(|&j| self.is_integer[j]) {
            let value = values[j].round();
            (problem.column_lower[j], problem.column_upper[j]) = (value, value);
        }
    }
}

/// The basis of a working set of a linear program, which has no superbasic variables.
pub(crate) fn basis(set: &WorkingSet) -> Basis {
    let status = |place: &Place| match place {
        Place::Basic => VariableStatus::Basic,
        Place::AtLower => VariableStatus::AtLower,
        Place::AtUpper => VariableStatus::AtUpper,
        Place::Superbasic | Place::Free => VariableStatus::Free,
    };
    Basis { columns: set.columns.iter().map(status).collect(), rows: set.rows.iter().map(status).collect() }
}
