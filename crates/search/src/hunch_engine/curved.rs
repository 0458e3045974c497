//! Programs with a convex quadratic objective and integers, sets or their like: the run of the linear program that
//! tangents are rows of.

use super::*;
use crate::kinds::curve::Curve;
use crate::problem::Implication;

impl HunchRun {
    /// Prepares a run of a program with a quadratic objective; `program` and `guidance` have been admitted.
    ///
    /// # Errors
    /// [`SearchError::Curvature`] where the objective is not convex; [`SearchError::Memory`] as [`HunchRun::new`].
    pub fn curved(program: &Program, settings: &Settings, guidance: &Guidance) -> Result<Self, SearchError> {
        Self::curved_beside(program, &[], settings, guidance)
    }

    /// The same of a program whose binaries say more than its rows.
    pub(super) fn curved_beside(
        program: &Program,
        implications: &[Implication],
        settings: &Settings,
        guidance: &Guidance,
    ) -> Result<Self, SearchError> {
        // Columns that are fixed are so for the curve as well.
        let (restricted, _) = with_fixings(program, &guidance.fixings);
        let (curve, linear) = Curve::of(&restricted, implications, settings.memory_limit())?;
        let mut run = Self::new(&linear, settings, guidance)?;
        run.own_rows = program.rows.len();
        run.home.curve = Some(Box::new(curve));
        Ok(run)
    }

    /// A chunk of the continuous relaxation; its tangents once it is solved.
    pub(super) fn advance_curve(&mut self, control: &mut dyn Control) {
        let Home { curve, demanded, program, .. } = &mut self.home;
        match curve.as_mut().and_then(|curve| curve.root(control)) {
            Some(rows) => demanded.add(rows, program),
            None => self.stage = Some(Stage::Curve),
        }
    }

    /// The answer in the columns of the program as it was given.
    pub(super) fn without_curve(&self, solution: Solution) -> Solution {
        let Some(curve) = &self.home.curve else { return solution };
        let (Some(objective), false) = (solution.objective, solution.values.is_empty()) else {
            return solution;
        };
        let (holds, statistics) = (solution.holds, solution.statistics);
        let mut values = solution.values;
        values.truncate(curve.given().columns.len());
        let own = Solution::with_values(values, objective, solution.bound, curve.given(), statistics);
        Solution { holds, ..own }
    }
}
