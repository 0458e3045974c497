//! Why is a problem infeasible? An irreducible subset of rows and column bounds that cannot hold together.

use super::simplex::{LpStatus, Simplex};
use hunch_model::Control;
use hunch_model::tolerances::PROOF;

/// Rows and column bounds that have no common point, although every proper subset of them has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// Rows whose bounds take part.
    pub rows: Vec<usize>,
    /// Columns whose bounds take part.
    pub columns: Vec<usize>,
}

impl Simplex {
    /// An irreducible infeasible subset, by the deletion filter (Chinneck & Dravnieks 1991, "Locating minimal infeasible constraint sets in linear
    /// programs"), started from the support of the Farkas multipliers and warm from solve to solve. `None` unless the last solve ended with
    /// [`LpStatus::Infeasible`], and when `control` stops the search or a solve fails.
    pub fn irreducible_conflict(&self, control: &mut dyn Control) -> Option<Conflict> {
        if self.outcome != Some(LpStatus::Infeasible) {
            return None;
        }
        if let Some(k) = (0..self.n + self.m).find(|&k| self.lower[k] > self.upper[k]) {
            return Some(self.conflict_of(&[k]));
        }
        let mut trial = self.clone();
        trial.set_iteration_limit(None);
        trial.set_objective_limit(f64::INFINITY);
        (0..self.n).for_each(|j| trial.set_cost(j, 0.0));
        let mut suspects = trial.support();
        trial.relax_all_but(&suspects);
        let mut needed: Vec<usize> = Vec::new();
        while let Some(k) = suspects.pop() {
            trial.set_variable_bounds(k, f64::NEG_INFINITY, f64::INFINITY);
            match trial.solve(control) {
                LpStatus::Infeasible => {
                    let support = trial.support();
                    suspects.retain(|s| support.contains(s));
                    let kept: Vec<usize> = suspects.iter().chain(&needed).copied().collect();
                    trial.relax_all_but(&kept);
                }
                LpStatus::Optimal => {
                    trial.set_variable_bounds(k, self.lower[k], self.upper[k]);
                    needed.push(k);
                }
                _ => return None,
            }
        }
        Some(self.conflict_of(&needed))
    }

    /// Variables on whose bounds the Farkas multipliers lean.
    fn support(&self) -> Vec<usize> {
        let Some(y) = &self.farkas else { return Vec::new() };
        let columns = (0..self.n).filter(|&j| {
            let (rows, values) = self.matrix.columns.vector(j);
            let terms =
                rows.iter().zip(values).map(|(&i, &v)| v * y[i as usize] / self.scaling.row[i as usize]);
            let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), t: f64| (sum + t, size + t.abs()));
            sum.abs() > PROOF * size
        });
        columns.chain((0..self.m).filter(|&i| y[i] != 0.0).map(|i| self.n + i)).collect()
    }

    fn relax_all_but(&mut self, kept: &[usize]) {
        let mut keep = vec![false; self.n + self.m];
        kept.iter().for_each(|&k| keep[k] = true);
        for k in (0..self.n + self.m).filter(|&k| !keep[k]) {
            self.set_variable_bounds(k, f64::NEG_INFINITY, f64::INFINITY);
        }
    }

    fn conflict_of(&self, variables: &[usize]) -> Conflict {
        let mut sorted = variables.to_vec();
        sorted.sort_unstable();
        let (columns, rows): (Vec<usize>, Vec<usize>) = sorted.into_iter().partition(|&k| k < self.n);
        Conflict { rows: rows.into_iter().map(|k| k - self.n).collect(), columns }
    }
}
