//! Exchanging columns for new ones that express them.

use super::{AddedColumn, Model, ModelColumn, ModelRow, Reduction};

impl Model {
    /// Adds an integer column, which the columns so far define, and returns its index.
    pub fn add_integer(&mut self, (lower, upper): (f64, f64), definition: AddedColumn) -> usize {
        let rows = Vec::new();
        let (cost, integer, implied, alive) = (0.0, true, false, true);
        self.columns.push(ModelColumn { cost, lower, upper, integer, implied, alive, rows });
        self.added.push(definition);
        self.columns.len() - 1
    }

    /// Whether column `j` is none of the original's.
    pub fn is_added(&self, j: usize) -> bool {
        j + self.added.len() >= self.columns.len()
    }

    /// Adds a row whose numbers are exact; terms by ascending columns.
    pub fn add_row(&mut self, terms: Vec<(usize, f64)>, lower: f64, upper: f64) {
        let i = self.rows.len();
        for &(j, _) in &terms {
            self.columns[j].rows.push(i);
        }
        self.rows.push(ModelRow { terms, lower, upper, noise: 0.0, alive: true });
        self.met_at_upper.push(false);
    }

    /// Exchanges the terms of `gone` in row `i` for `terms` of columns that the row does not have, and
    /// `shift`. All numbers are exact.
    pub fn exchange(&mut self, i: usize, gone: &[usize], terms: &[(usize, f64)], shift: f64) {
        let row = &mut self.rows[i];
        row.terms.retain(|t| gone.binary_search(&t.0).is_err());
        row.terms.extend(terms);
        row.terms.sort_unstable_by_key(|t| t.0);
        row.lower -= shift;
        row.upper -= shift;
        for &j in gone {
            self.columns[j].rows.retain(|&r| r != i);
        }
        for &(k, _) in terms {
            self.columns[k].rows.push(i);
        }
    }

    /// Exchanges the costs of columns for those of others, and `shift`. All numbers but the offset are exact.
    pub fn exchange_costs(&mut self, gone: &[usize], costs: &[(usize, f64)], shift: f64) {
        gone.iter().for_each(|&j| self.columns[j].cost = 0.0);
        costs.iter().for_each(|&(k, cost)| self.columns[k].cost += cost);
        self.move_offset(1.0, shift);
    }

    /// Takes out column `j`, which occurs nowhere: it is `constant + Σ terms`.
    pub fn define(&mut self, j: usize, constant: f64, terms: Vec<(usize, f64)>) {
        self.columns[j].alive = false;
        self.stack.push(Reduction::Affine { column: j, constant, terms });
    }
}
