//! Tests of the linear relaxation: one warm simplex for all of them. An infeasible answer brings the support
//! of its Farkas multipliers, which is mostly irreducible already (Gleeson and Ryan, "Identifying minimally
//! infeasible subsystems of inequalities", 1990: the support of an extreme multiplier vector always is).

use super::filter::{Answer, Oracle};
use super::part::{Part, program_with};
use crate::lp::{LpProblem, LpSettings, LpStatus, Simplex};
use hunch_model::tolerances::PROOF;
use hunch_model::{Control, Program, check_farkas};

pub(super) struct LinearOracle<'a> {
    program: &'a Program,
    parts: &'a [Part],
    simplex: Simplex,
    /// Which parts the simplex has now.
    present: Vec<bool>,
}

impl<'a> LinearOracle<'a> {
    /// `parts` are bounds only.
    pub fn new(program: &'a Program, parts: &'a [Part]) -> Self {
        let problem = LpProblem::from_program(&program_with(program, parts.iter().copied()));
        let simplex = Simplex::new(&problem, LpSettings::default());
        Self { program, parts, simplex, present: vec![true; parts.len()] }
    }

    fn switch(&mut self, k: usize) {
        self.present[k] = !self.present[k];
        let present = self.present[k];
        let or = |bound: f64, absent: f64| if present { bound } else { absent };
        let (below, above) = (f64::NEG_INFINITY, f64::INFINITY);
        match self.parts[k] {
            Part::RowLower(i) => {
                let upper = self.simplex.row_bounds(i).1;
                self.simplex.set_row_bounds(i, or(self.program.rows[i].lower, below), upper);
            }
            Part::RowUpper(i) => {
                let lower = self.simplex.row_bounds(i).0;
                self.simplex.set_row_bounds(i, lower, or(self.program.rows[i].upper, above));
            }
            Part::ColumnLower(j) => {
                let upper = self.simplex.column_bounds(j).1;
                self.simplex.set_column_bounds(j, or(self.program.columns[j].lower, below), upper);
            }
            Part::ColumnUpper(j) => {
                let lower = self.simplex.column_bounds(j).0;
                self.simplex.set_column_bounds(j, lower, or(self.program.columns[j].upper, above));
            }
            Part::Integer(_) | Part::Semi(_) | Part::Set(_) | Part::Piecewise(_) => {}
        }
    }

    /// The parts that the proof leans on, if the independent checker accepts it with these alone.
    fn support(&self) -> Option<Vec<bool>> {
        let multipliers = self.simplex.farkas()?;
        let leans =
            if multipliers.iter().all(|&y| y == 0.0) { self.crossed()? } else { self.leans_on(multipliers) };
        let chosen = self.parts.iter().zip(&leans).filter(|&(_, &l)| l).map(|(&p, _)| p);
        check_farkas(&program_with(self.program, chosen), multipliers).proven.then_some(leans)
    }

    /// Farkas: `max yᵀAx` over the columns' bounds is less than `min yᵀr` over the rows'.
    fn leans_on(&self, y: &[f64]) -> Vec<bool> {
        let mut d = vec![0.0; self.program.columns.len()];
        let mut size = d.clone();
        for (i, j, v) in self.program.matrix.triplets() {
            d[j] += v * y[i];
            size[j] += (v * y[i]).abs();
        }
        let leans = |part: Part| match part {
            Part::RowLower(i) => y[i] > 0.0,
            Part::RowUpper(i) => y[i] < 0.0,
            Part::ColumnLower(j) => d[j] < -PROOF * size[j],
            Part::ColumnUpper(j) => d[j] > PROOF * size[j],
            Part::Integer(_) | Part::Semi(_) | Part::Set(_) | Part::Piecewise(_) => false,
        };
        self.parts.iter().zip(&self.present).map(|(&part, &present)| present && leans(part)).collect()
    }

    /// The first two bounds that cross.
    fn crossed(&self) -> Option<Vec<bool>> {
        let present = |part: Part| self.parts.iter().position(|&p| p == part).filter(|&k| self.present[k]);
        let pair = |lower: Part, upper: Part| Some((present(lower)?, present(upper)?));
        let (rows, columns) = (&self.program.rows, &self.program.columns);
        let row = (0..rows.len()).filter(|&i| rows[i].lower > rows[i].upper);
        let column = (0..columns.len()).filter(|&j| columns[j].lower > columns[j].upper);
        let (a, b) = row
            .filter_map(|i| pair(Part::RowLower(i), Part::RowUpper(i)))
            .chain(column.filter_map(|j| pair(Part::ColumnLower(j), Part::ColumnUpper(j))))
            .next()?;
        Some((0..self.parts.len()).map(|k| k == a || k == b).collect())
    }
}

impl Oracle for LinearOracle<'_> {
    fn test(&mut self, kept: &[bool], control: &mut dyn Control) -> Answer {
        for (k, &keep) in kept.iter().enumerate() {
            if keep != self.present[k] {
                self.switch(k);
            }
        }
        match self.simplex.solve(control) {
            LpStatus::Infeasible => Answer::Infeasible { support: self.support() },
            // There is no objective: unboundedness says feasible.
            LpStatus::Optimal | LpStatus::Unbounded => Answer::Feasible,
            LpStatus::Stopped(_) => Answer::Stopped,
            LpStatus::ObjectiveLimit | LpStatus::IterationLimit | LpStatus::NumericalTrouble => {
                Answer::Unknown
            }
        }
    }
}
