//! The heuristics that chapter 3 of "Integrated machine learning and optimization approaches" compares with.

use crate::solver::Solver;
use hunch_families::Case;
use hunch_model::{Control, Flow, Kind};
use hunch_search::lp::{LpStatus, Simplex};
use hunch_search::{Guidance, SearchError};

/// A value of the relaxation this close to a whole number is one.
const INTEGRAL: f64 = 1e-6;

/// Relax and fix (Absi and van den Heuvel, "Worst case analysis of relax and fix heuristics for lot-sizing
/// problems", 2019): binaries are integral in a window of stages, relaxed after it and fixed before it; the
/// window moves on. The paper has a window of a tenth of the periods and fixes a twentieth a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelaxAndFix {
    /// Stages whose binaries are integral.
    pub window: usize,
    /// Stages that are fixed after each step, at most the window.
    pub step: usize,
}

impl RelaxAndFix {
    /// The paper's for a number of periods, rounded, at least 1 each.
    pub fn of(periods: usize) -> Self {
        let share = |part: f64| ((periods as f64 / part).round() as usize).max(1);
        let window = share(10.0);
        Self { window, step: share(20.0).min(window) }
    }

    /// The values that it ends with: `stages` has the integer columns of each stage. None where a step has no
    /// point, or `control` stops it.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn run(
        self,
        case: &dyn Case,
        stages: &[Vec<usize>],
        solver: &mut dyn Solver,
        control: &mut dyn Control,
    ) -> Result<Option<Vec<f64>>, SearchError> {
        let mut program = case.program().linear;
        stages.iter().flatten().for_each(|&j| program.columns[j].kind = Kind::Continuous);
        let (mut first, mut values) = (0, None);
        while first < stages.len() {
            let end = (first + self.window).min(stages.len());
            stages[first..end].iter().flatten().for_each(|&j| program.columns[j].kind = Kind::Integer);
            let found =
                solver.solve(&program, &|| case.separators(), &Guidance::none(), control)?.outcome.solution;
            if !found.status.has_values() {
                return Ok(None);
            }
            let fixed = if end == stages.len() { end } else { first + self.step.max(1) };
            for &j in stages[first..fixed].iter().flatten() {
                let value = found.values[j].round();
                (program.columns[j].lower, program.columns[j].upper) = (value, value);
            }
            values = Some(found.values);
            first = fixed;
        }
        Ok(values)
    }
}

/// Adaptive fixing (Bertsimas and Demir, "An approximate dynamic programming approach to multidimensional
/// knapsack problems", 2002): the relaxation is solved, and of its fractional binaries those of least value are
/// set to 0, until none is left; `at_once` of them a step (the paper has one). None where the relaxation becomes
/// infeasible, or `control` stops it.
pub fn adaptive_fixing(
    case: &dyn Case,
    at_once: usize,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Option<Vec<f64>> {
    let program = case.program().linear;
    let mut simplex: Simplex = solver.relax(&program);
    loop {
        if simplex.solve(control) != LpStatus::Optimal || matches!(control.spend(1), Flow::Stop(_)) {
            return None;
        }
        let values = simplex.values();
        let integers = (0..values.len()).filter(|&j| program.columns[j].kind == Kind::Integer);
        let distance = |j: &usize| (values[*j] - values[*j].round()).abs();
        let mut fractional: Vec<usize> = integers.filter(|j| distance(j) > INTEGRAL).collect();
        if fractional.is_empty() {
            let whole = |(j, value): (usize, &f64)| match program.columns[j].kind {
                Kind::Integer => value.round(),
                _ => *value,
            };
            return Some(values.iter().enumerate().map(whole).collect());
        }
        hunch_model::order::sort_by(&mut fractional, |&a, &b| values[a].total_cmp(&values[b]));
        for &j in fractional.iter().take(at_once.max(1)) {
            simplex.set_column_bounds(j, 0.0, 0.0);
        }
    }
}
