//! What is tried after numerical trouble, one thing after the other: each is slower or less lucky on ordinary
//! programs.

use super::params::{LpSettings, StartMethod};
use super::problem::LpProblem;
use super::scaling::Factors;
use super::simplex::Simplex;
use super::status::LpStatus;
use hunch_model::{Control, SparseMatrix};

impl Simplex {
    /// Tries the ways that are left: afresh, carefully, carefully by the primal method, and all of it under
    /// other scalings.
    pub(super) fn rescue(&mut self, control: &mut dyn Control) -> LpStatus {
        let status = self.start_afresh(control);
        if status != LpStatus::NumericalTrouble {
            return status;
        }
        let (why, problem) = (self.result.trouble, self.problem());
        let scalings = [Factors::Clear, Factors::Rows, Factors::All].into_iter().enumerate();
        for (k, factors) in scalings.skip(self.progress.scalings) {
            let settings = LpSettings { scale: factors != Factors::Rows, ..self.settings };
            if factors != Factors::All && settings.scale == self.settings.scale {
                continue; // as before
            }
            let mut other = Simplex::with_factors(&problem, settings, factors);
            other.limits.objective = self.limits.objective;
            other.limits.iterations = self.limits.iterations;
            other.progress.iterations = self.progress.iterations;
            other.progress.scalings = k + 1;
            // Whoever has a copy of this engine hears of what its bounds rest on.
            other.implied.rests_on_far = self.implied.rests_on_far.clone();
            let status = other.start_afresh(control);
            if status != LpStatus::NumericalTrouble {
                *self = other;
                return status;
            }
            self.progress.iterations = other.progress.iterations;
        }
        self.result.trouble = why;
        LpStatus::NumericalTrouble
    }

    fn start_afresh(&mut self, control: &mut dyn Control) -> LpStatus {
        let asked = self.settings.start;
        let ways = [(false, asked), (true, asked), (true, StartMethod::Primal)];
        for (careful, start) in ways.into_iter().skip(self.progress.tried) {
            self.progress.tried += 1;
            self.factors.careful = careful;
            self.settings.start = start;
            self.start_from_slack_basis();
            let status = self.attempt(None, control);
            self.settings.start = asked;
            if status != LpStatus::NumericalTrouble {
                return status;
            }
        }
        LpStatus::NumericalTrouble
    }

    /// The problem in the caller's units.
    fn problem(&self) -> LpProblem {
        let mut triplets = Vec::new();
        for j in 0..self.n {
            let (rows, values) = self.given.matrix.columns.vector(j);
            let unit = |i: u32| self.given.scaling.column[j] * self.given.scaling.row[i as usize];
            triplets.extend(rows.iter().zip(values).map(|(&i, &v)| (i as usize, j, v / unit(i))));
        }
        let columns: Vec<(f64, f64)> = (0..self.n).map(|j| self.column_bounds(j)).collect();
        let rows: Vec<(f64, f64)> = (0..self.m).map(|i| self.row_bounds(i)).collect();
        LpProblem {
            offset: self.given.offset,
            cost: (0..self.n).map(|j| self.cost(j)).collect(),
            column_lower: columns.iter().map(|b| b.0).collect(),
            column_upper: columns.iter().map(|b| b.1).collect(),
            row_lower: rows.iter().map(|b| b.0).collect(),
            row_upper: rows.iter().map(|b| b.1).collect(),
            matrix: SparseMatrix::from_triplets(self.m, self.n, &triplets),
            row_noise: self
                .given
                .noise
                .iter()
                .zip(&self.given.scaling.row)
                .map(|(noise, s)| noise / s)
                .collect(),
        }
    }
}
