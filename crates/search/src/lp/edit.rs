//! Changes between solves. Each keeps the basis, and the factorisation where it stays true, so that the next
//! solve starts warm.

use super::basis::VariableStatus;
use super::problem::{NewColumn, NewRow};
use super::scaling::Scaling;
use super::simplex::Simplex;
use super::storage::{Compressed, Matrix};
use std::sync::Arc;

impl Simplex {
    /// Bounds of column `j`.
    pub fn column_bounds(&self, j: usize) -> (f64, f64) {
        let s = self.given.scaling.column[j];
        (self.given.lower[j] * s, self.given.upper[j] * s)
    }

    /// Bounds of row `i`'s activity.
    pub fn row_bounds(&self, i: usize) -> (f64, f64) {
        let (s, k) = (self.given.scaling.row[i], self.n + i);
        (self.given.lower[k] / s, self.given.upper[k] / s)
    }

    /// Objective coefficient of column `j`.
    pub fn cost(&self, j: usize) -> f64 {
        self.given.cost[j] / (self.given.scaling.column[j] * self.given.scaling.cost)
    }

    /// Replaces the bounds of column `j`. `lower > upper` makes the problem infeasible, which the next solve
    /// reports.
    pub fn set_column_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        let s = self.given.scaling.column[j];
        self.set_variable_bounds(j, lower / s, upper / s);
    }

    /// Replaces the bounds of row `i`'s activity.
    pub fn set_row_bounds(&mut self, i: usize, lower: f64, upper: f64) {
        let s = self.given.scaling.row[i];
        self.set_variable_bounds(self.n + i, lower * s, upper * s);
    }

    pub(super) fn set_variable_bounds(&mut self, k: usize, lower: f64, upper: f64) {
        self.given.lower[k] = lower;
        self.given.upper[k] = upper;
        self.shifted.lower[k] = lower;
        self.shifted.upper[k] = upper;
        if k >= self.n && !self.given.noise.is_empty() {
            self.uncross(k);
        }
        if let Some(reach) = &self.implied.reach {
            self.implied.reach_stale |= !reach.allows(k, self.given(k, false), self.given(k, true));
        }
        self.rest(k);
        self.point.primal_exact = false;
        self.result.outcome = None;
    }

    /// Replaces the objective coefficient of column `j`.
    pub fn set_cost(&mut self, j: usize, cost: f64) {
        self.given.cost[j] = cost * self.given.scaling.column[j] * self.given.scaling.cost;
        self.shifted.cost[j] = self.given.cost[j];
        self.point.reduced_exact = false;
        self.result.outcome = None;
    }

    /// Replaces the constant of the objective.
    pub fn set_offset(&mut self, offset: f64) {
        self.given.offset = offset;
        self.result.outcome = None;
    }

    /// Appends rows; their activities enter the basis, so a dual feasible basis stays dual feasible.
    pub fn add_rows(&mut self, rows: &[NewRow]) {
        if rows.is_empty() {
            return;
        }
        self.implied.norms = None;
        let matrix = Arc::make_mut(&mut self.given.matrix);
        for row in rows {
            let column = &self.given.scaling.column;
            let factor = if self.settings.scale {
                Scaling::factor_of_new(row.terms.iter().map(|&(j, v)| v * column[j]))
            } else {
                1.0
            };
            let terms = row.terms.iter().filter(|t| t.1 != 0.0);
            matrix.rows.push(terms.map(|&(j, v)| (j, v * column[j] * factor)));
            self.given.scaling.row.push(factor);
            self.given.cost.push(0.0);
            self.shifted.cost.push(0.0);
            self.point.reduced.push(0.0);
            self.point.value.push(0.0);
            self.given.lower.push(row.lower * factor);
            self.given.upper.push(row.upper * factor);
            self.shifted.lower.push(row.lower * factor);
            self.shifted.upper.push(row.upper * factor);
            self.point.status.push(VariableStatus::Basic);
            self.point.head.push((self.n + self.m) as u32);
            self.m += 1;
            if !self.given.noise.is_empty() {
                self.given.noise.push(0.0);
            }
            if let Some(reach) = &mut self.implied.reach {
                Arc::make_mut(reach).push(row.lower * factor, row.upper * factor); // what was implied still is
            }
        }
        matrix.columns = matrix.rows.transpose(self.n);
        self.after_new_basis();
    }

    /// Removes the rows with the given indices (in any order); later rows move up. A removed row that is
    /// tight takes a basic variable with it.
    pub fn delete_rows(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        self.implied.reach = None;
        self.implied.norms = None;
        let mut keep = vec![true; self.m];
        for &i in rows {
            keep[i] = false;
        }
        let mut new_rows = Compressed::default();
        for i in (0..self.m).filter(|&i| keep[i]) {
            let (columns, values) = self.given.matrix.rows.vector(i);
            new_rows.push(columns.iter().map(|&j| j as usize).zip(values.iter().copied()));
        }
        let columns = new_rows.transpose(self.n);
        self.given.matrix = Arc::new(Matrix { columns, rows: new_rows });
        let mut weight = vec![1.0; self.n + self.m];
        for (&k, &w) in self.point.head.iter().zip(&self.pricing.edge_weight) {
            weight[k as usize] = w;
        }
        let n = self.n;
        retain(&mut self.given.scaling.row, |i| keep[i]);
        if !self.given.noise.is_empty() {
            retain(&mut self.given.noise, |i| keep[i]);
        }
        for v in [
            &mut self.given.cost,
            &mut self.shifted.cost,
            &mut self.point.reduced,
            &mut self.point.value,
            &mut self.given.lower,
            &mut self.given.upper,
            &mut self.shifted.lower,
            &mut self.shifted.upper,
            &mut weight,
        ] {
            retain(v, |k| k < n || keep[k - n]);
        }
        retain(&mut self.point.status, |k| k < n || keep[k - n]);
        self.m = self.given.scaling.row.len();
        self.point.head = (0..(self.n + self.m) as u32)
            .filter(|&k| self.point.status[k as usize] == VariableStatus::Basic)
            .collect();
        self.pricing.edge_weight = self.point.head.iter().map(|&k| weight[k as usize]).collect();
        let weights = std::mem::take(&mut self.pricing.edge_weight);
        self.after_new_basis();
        self.pricing.edge_weight = weights;
    }

    /// Appends columns, nonbasic at a bound; the factorisation stays valid.
    pub fn add_columns(&mut self, columns: &[NewColumn]) {
        if columns.is_empty() {
            return;
        }
        self.implied.reach = None;
        self.implied.norms = None;
        let (n, added) = (self.n, columns.len());
        let matrix = Arc::make_mut(&mut self.given.matrix);
        let mut fresh: Vec<[f64; 3]> = Vec::with_capacity(added);
        for column in columns {
            let row = &self.given.scaling.row;
            let factor = if self.settings.scale {
                Scaling::factor_of_new(column.terms.iter().map(|&(i, v)| v * row[i]))
            } else {
                1.0
            };
            let terms = column.terms.iter().filter(|t| t.1 != 0.0);
            matrix.columns.push(terms.map(|&(i, v)| (i, v * row[i] * factor)));
            self.given.scaling.column.push(factor);
            fresh.push([
                column.cost * factor * self.given.scaling.cost,
                column.lower / factor,
                column.upper / factor,
            ]);
        }
        matrix.rows = matrix.columns.transpose(self.m);
        for (which, targets) in [
            (0, [&mut self.given.cost, &mut self.shifted.cost]),
            (1, [&mut self.given.lower, &mut self.shifted.lower]),
            (2, [&mut self.given.upper, &mut self.shifted.upper]),
        ] {
            for target in targets {
                target.splice(n..n, fresh.iter().map(|f| f[which]));
            }
        }
        for target in [&mut self.point.reduced, &mut self.point.value] {
            target.splice(n..n, std::iter::repeat_n(0.0, added));
        }
        self.point.status.splice(n..n, std::iter::repeat_n(VariableStatus::AtLower, added));
        for k in &mut self.point.head {
            if *k as usize >= n {
                *k += added as u32;
            }
        }
        self.n += added;
        self.work.row.reset(self.n + self.m);
        for j in n..self.n {
            self.rest(j);
        }
        self.point.reduced_exact = false;
        self.point.primal_exact = false;
        self.result.outcome = None;
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
