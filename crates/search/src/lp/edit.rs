//! Changes between solves. Each keeps the basis, and the factorisation where it stays true, so that the next solve starts warm.

use super::basis::VariableStatus;
use super::problem::{NewColumn, NewRow};
use super::scaling::Scaling;
use super::simplex::Simplex;
use super::storage::{Compressed, Matrix};
use std::sync::Arc;

impl Simplex {
    /// Bounds of column `j`.
    pub fn column_bounds(&self, j: usize) -> (f64, f64) {
        let s = self.scaling.column[j];
        (self.lower[j] * s, self.upper[j] * s)
    }

    /// Bounds of row `i`'s activity.
    pub fn row_bounds(&self, i: usize) -> (f64, f64) {
        let (s, k) = (self.scaling.row[i], self.n + i);
        (self.lower[k] / s, self.upper[k] / s)
    }

    /// Objective coefficient of column `j`.
    pub fn cost(&self, j: usize) -> f64 {
        self.cost[j] / (self.scaling.column[j] * self.scaling.cost)
    }

    /// Replaces the bounds of column `j`. `lower > upper` makes the problem infeasible, which the next solve reports.
    pub fn set_column_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        let s = self.scaling.column[j];
        self.set_variable_bounds(j, lower / s, upper / s);
    }

    /// Replaces the bounds of row `i`'s activity.
    pub fn set_row_bounds(&mut self, i: usize, lower: f64, upper: f64) {
        let s = self.scaling.row[i];
        self.set_variable_bounds(self.n + i, lower * s, upper * s);
    }

    pub(super) fn set_variable_bounds(&mut self, k: usize, lower: f64, upper: f64) {
        self.lower[k] = lower;
        self.upper[k] = upper;
        self.work_lower[k] = lower;
        self.work_upper[k] = upper;
        if k >= self.n && !self.noise.is_empty() {
            self.uncross(k);
        }
        if let Some(reach) = &self.reach {
            self.reach_stale |= !reach.allows(k, self.given(k, false), self.given(k, true));
        }
        self.rest(k);
        self.primal_exact = false;
        self.outcome = None;
    }

    /// Replaces the objective coefficient of column `j`.
    pub fn set_cost(&mut self, j: usize, cost: f64) {
        self.cost[j] = cost * self.scaling.column[j] * self.scaling.cost;
        self.work_cost[j] = self.cost[j];
        self.reduced_exact = false;
        self.outcome = None;
    }

    /// Replaces the constant of the objective.
    pub fn set_offset(&mut self, offset: f64) {
        self.offset = offset;
        self.outcome = None;
    }

    /// Appends rows; their activities enter the basis, so a dual feasible basis stays dual feasible.
    pub fn add_rows(&mut self, rows: &[NewRow]) {
        if rows.is_empty() {
            return;
        }
        self.norms = None;
        let matrix = Arc::make_mut(&mut self.matrix);
        for row in rows {
            let column = &self.scaling.column;
            let factor = if self.settings.scale {
                Scaling::factor_of_new(row.terms.iter().map(|&(j, v)| v * column[j]))
            } else {
                1.0
            };
            let terms = row.terms.iter().filter(|t| t.1 != 0.0);
            matrix.rows.push(terms.map(|&(j, v)| (j, v * column[j] * factor)));
            self.scaling.row.push(factor);
            self.cost.push(0.0);
            self.work_cost.push(0.0);
            self.reduced.push(0.0);
            self.value.push(0.0);
            self.lower.push(row.lower * factor);
            self.upper.push(row.upper * factor);
            self.work_lower.push(row.lower * factor);
            self.work_upper.push(row.upper * factor);
            self.status.push(VariableStatus::Basic);
            self.head.push((self.n + self.m) as u32);
            self.m += 1;
            if !self.noise.is_empty() {
                self.noise.push(0.0);
            }
            if let Some(reach) = &mut self.reach {
                Arc::make_mut(reach).push(row.lower * factor, row.upper * factor); // what was implied still is
            }
        }
        matrix.columns = matrix.rows.transpose(self.n);
        self.after_new_basis();
    }

    /// Removes the rows with the given indices (in any order); later rows move up. A removed row that is tight takes a basic variable with it.
    pub fn delete_rows(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        self.reach = None;
        self.norms = None;
        let mut keep = vec![true; self.m];
        for &i in rows {
            keep[i] = false;
        }
        let mut new_rows = Compressed::default();
        for i in (0..self.m).filter(|&i| keep[i]) {
            let (columns, values) = self.matrix.rows.vector(i);
            new_rows.push(columns.iter().map(|&j| j as usize).zip(values.iter().copied()));
        }
        let columns = new_rows.transpose(self.n);
        self.matrix = Arc::new(Matrix { columns, rows: new_rows });
        let mut weight = vec![1.0; self.n + self.m];
        for (&k, &w) in self.head.iter().zip(&self.edge_weight) {
            weight[k as usize] = w;
        }
        let n = self.n;
        retain(&mut self.scaling.row, |i| keep[i]);
        if !self.noise.is_empty() {
            retain(&mut self.noise, |i| keep[i]);
        }
        for v in [
            &mut self.cost,
            &mut self.work_cost,
            &mut self.reduced,
            &mut self.value,
            &mut self.lower,
            &mut self.upper,
            &mut self.work_lower,
            &mut self.work_upper,
            &mut weight,
        ] {
            retain(v, |k| k < n || keep[k - n]);
        }
        retain(&mut self.status, |k| k < n || keep[k - n]);
        self.m = self.scaling.row.len();
        self.head = (0..(self.n + self.m) as u32)
            .filter(|&k| self.status[k as usize] == VariableStatus::Basic)
            .collect();
        self.edge_weight = self.head.iter().map(|&k| weight[k as usize]).collect();
        let weights = std::mem::take(&mut self.edge_weight);
        self.after_new_basis();
        self.edge_weight = weights;
    }

    /// Appends columns, nonbasic at a bound; the factorisation stays valid.
    pub fn add_columns(&mut self, columns: &[NewColumn]) {
        if columns.is_empty() {
            return;
        }
        self.reach = None;
        self.norms = None;
        let (n, added) = (self.n, columns.len());
        let matrix = Arc::make_mut(&mut self.matrix);
        let mut fresh: Vec<[f64; 3]> = Vec::with_capacity(added);
        for column in columns {
            let row = &self.scaling.row;
            let factor = if self.settings.scale {
                Scaling::factor_of_new(column.terms.iter().map(|&(i, v)| v * row[i]))
            } else {
                1.0
            };
            let terms = column.terms.iter().filter(|t| t.1 != 0.0);
            matrix.columns.push(terms.map(|&(i, v)| (i, v * row[i] * factor)));
            self.scaling.column.push(factor);
            fresh.push([
                column.cost * factor * self.scaling.cost,
                column.lower / factor,
                column.upper / factor,
            ]);
        }
        matrix.rows = matrix.columns.transpose(self.m);
        for (which, targets) in [
            (0, [&mut self.cost, &mut self.work_cost]),
            (1, [&mut self.lower, &mut self.work_lower]),
            (2, [&mut self.upper, &mut self.work_upper]),
        ] {
            for target in targets {
                target.splice(n..n, fresh.iter().map(|f| f[which]));
            }
        }
        for target in [&mut self.reduced, &mut self.value] {
            target.splice(n..n, std::iter::repeat_n(0.0, added));
        }
        self.status.splice(n..n, std::iter::repeat_n(VariableStatus::AtLower, added));
        for k in &mut self.head {
            if *k as usize >= n {
                *k += added as u32;
            }
        }
        self.n += added;
        self.work.row.reset(self.n + self.m);
        for j in n..self.n {
            self.rest(j);
        }
        self.reduced_exact = false;
        self.primal_exact = false;
        self.outcome = None;
    }
}

/// Keeps the elements whose index satisfies `keep`.
fn retain<T>(vector: &mut Vec<T>, keep: impl Fn(usize) -> bool) {
    let mut k = 0;
    vector.retain(|_| {
        k += 1;
        keep(k - 1)
    });
}
