//! Rows on demand: questions, answers, and what answers do to a linear program's engine.

use super::*;
use crate::demand::{AnswerError, Demand, Question, admitted, bytes_of};
use crate::lp::NewRow;
use crate::state::demanded::{Decided, Judged};

impl HunchRun {
    /// Whether anything was done.
    pub fn has_begun(&self) -> bool {
        self.stage.is_some() || self.statistics.work > 0
    }

    /// Asks for rows from now on; to be called before the first step.
    pub fn ask_for_rows(&mut self, demand: Demand) {
        self.home.demanded.begin(demand);
    }

    /// The point that waits for an answer.
    pub fn question(&self) -> Option<Question<'_>> {
        let own = self.own_columns();
        let asked = self.home.demanded.question();
        asked.map(|(values, integral)| Question { values: &values[..own], integral })
    }

    /// Takes rows that came in the search of another part of the same program; before the first step.
    pub(crate) fn know_rows(&mut self, rows: &[Cut]) {
        let bytes = rows.iter().map(bytes_of).sum();
        let Home { demanded, program, judge, curve, .. } = &mut self.home;
        let mut to = Judged { program, judge: judge.as_mut(), curve: curve.as_deref_mut() };
        to.add_rows(rows);
        demanded.know(rows, bytes, to.program);
        self.linear_problem = None;
    }

    /// Columns of the program as the caller gave it, which are the first.
    fn own_columns(&self) -> usize {
        match (&self.beside, &self.home.curve) {
            (Some(lowered), _) => lowered.columns,
            (None, Some(curve)) => curve.given().columns.len(),
            (None, None) => self.home.program.columns.len(),
        }
    }

    /// Takes the answer to the question that stands; whether its point is the incumbent now.
    ///
    /// # Errors
    /// When nobody has asked, or a row is none; the question still stands then.
    pub fn answer(&mut self, rows: Vec<Cut>, control: &mut dyn Control) -> Result<bool, AnswerError> {
        if !self.home.demanded.is_asking() {
            return Err(AnswerError::NotAsked);
        }
        let limit = self.settings.memory_limit();
        let rows = admitted(rows, self.own_columns(), (self.home.demanded.bytes(), limit))?;
        let bytes = rows.iter().map(bytes_of).sum();
        self.linear_problem = None;
        let Home { demanded, program, judge, curve, .. } = &mut self.home;
        let to = Judged { program, judge: judge.as_mut(), curve: curve.as_deref_mut() };
        let Decided::Accepted(found, source, guided) = demanded.answer(rows, bytes, to) else {
            return Ok(false);
        };
        self.home.guided = guided;
        let postsolve = Postsolve::identity(found.values.len());
        let (home, separators) = (&mut self.home, &mut self.separators);
        Context { control, home, postsolve: &postsolve, separators }.accept(found, source);
        Ok(true)
    }

    /// Gives the engine of a linear program the rows that came since; whether there were any. With rows widened
    /// by their tolerance, the next stage begins anew.
    pub(super) fn add_demanded(&mut self, relaxation: &mut Relaxation) -> bool {
        let first = relaxation.lp.rows();
        if first >= self.home.program.rows.len() {
            return false;
        }
        if self.wide.is_some() {
            self.stage = Some(self.linear_stage(true));
            return true;
        }
        let fresh = &self.home.program.rows[first..];
        let new_row =
            |row: &hunch_model::Row| NewRow { terms: Vec::new(), lower: row.lower, upper: row.upper };
        let mut rows: Vec<NewRow> = fresh.iter().map(new_row).collect();
        for (i, j, v) in self.home.program.matrix.triplets().filter(|t| t.0 >= first) {
            rows[i - first].terms.push((j, v));
        }
        relaxation.lp.add_rows(&rows);
        true
    }

    /// Takes what speaks of rows on demand out of a linear program's answer.
    pub(super) fn keep_own_rows(&mut self) {
        let rows = self.own_rows;
        if self.home.program.rows.len() == rows {
            return;
        }
        (self.linear.farkas, self.linear.basis) = (None, None);
        if let Some(duals) = &mut self.linear.duals {
            duals.truncate(rows);
        }
    }
}
