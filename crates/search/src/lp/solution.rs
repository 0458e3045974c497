//! What a solve found, in the caller's units.
//!
//! Signs: with `y` the duals, `d = c − Aᵀy` the reduced costs, an optimal point satisfies `d_j ≥ 0` where
//! column `j` rests at its lower bound and `d_j ≤ 0` at its upper one, and `y_i ≥ 0` where row `i` rests at
//! its lower bound and `y_i ≤ 0` at its upper one.

use super::basis::VariableStatus;
use super::simplex::Simplex;
use super::status::LpStatus;

/// A row of the simplex tableau: in every solution of `[A −I](x, r) = 0`, `basic variable + Σ columns + Σ
/// rows = 0` over nonbasic variables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableauRow {
    /// One multiplier a row: this combination of the rows gives the tableau row.
    pub multipliers: Vec<f64>,
    /// Coefficient of each column (one for the basic variable itself, zero for other basic ones).
    pub columns: Vec<f64>,
    /// Coefficient of each row's activity, likewise.
    pub rows: Vec<f64>,
}

impl Simplex {
    /// Objective of the current point, offset included.
    pub fn objective(&self) -> f64 {
        let values = self.all_values();
        self.given.offset
            + (0..self.n).map(|j| self.given.cost[j] * values[j]).sum::<f64>() / self.given.scaling.cost
    }

    /// A lower bound on the optimum that the duals of the last solve prove, rounding counted, `-∞` when they
    /// prove nothing. It holds whatever ended the solve; after infeasibility and unboundedness there is none.
    pub fn dual_bound(&self) -> f64 {
        self.result.dual_bound
    }

    /// One value a column. Those of an optimal basis lie within the columns' bounds: what tolerances left
    /// outside is moved onto them.
    pub fn values(&self) -> Vec<f64> {
        let values = self.all_values();
        let within = matches!(self.result.outcome, Some(LpStatus::Optimal | LpStatus::Unbounded));
        let value = |j: usize| match within {
            true => values[j].max(self.given.lower[j]).min(self.given.upper[j]),
            false => values[j],
        };
        (0..self.n).map(|j| value(j) * self.given.scaling.column[j]).collect()
    }

    /// One activity a row.
    pub fn row_activities(&self) -> Vec<f64> {
        let values = self.all_values();
        (0..self.m).map(|i| values[self.n + i] / self.given.scaling.row[i]).collect()
    }

    /// One multiplier a row: the change of the optimum per unit of the row's tight bound.
    pub fn duals(&self) -> Vec<f64> {
        (0..self.m)
            .map(|i| self.point.reduced[self.n + i] * self.given.scaling.row[i] / self.given.scaling.cost)
            .collect()
    }

    /// One reduced cost a column.
    pub fn reduced_costs(&self) -> Vec<f64> {
        (0..self.n)
            .map(|j| self.point.reduced[j] / (self.given.scaling.column[j] * self.given.scaling.cost))
            .collect()
    }

    /// After [`super::LpStatus::Infeasible`]: one multiplier `y_i` a row such that `yᵀAx` over the columns'
    /// bounds cannot meet `yᵀr` over the rows' bounds: `max yᵀAx < min yᵀr`. (A column with crossed bounds
    /// gives zeros: the bounds alone prove it.)
    pub fn farkas(&self) -> Option<&[f64]> {
        self.result.farkas.as_deref()
    }

    /// After [`super::LpStatus::Unbounded`]: a direction, one entry a column, that keeps every bound and
    /// improves the objective.
    pub fn ray(&self) -> Option<&[f64]> {
        self.result.ray.as_deref()
    }

    /// Status of column `j` in the current basis.
    pub fn column_status(&self, j: usize) -> VariableStatus {
        self.point.status[j]
    }

    /// Status of row `i`'s activity in the current basis.
    pub fn row_status(&self, i: usize) -> VariableStatus {
        self.point.status[self.n + i]
    }

    /// The tableau row of the basic column `j`, for cuts (Gomory's need all of it); `None` when the column is
    /// not basic, or before any solve.
    pub fn tableau_row(&mut self, j: usize) -> Option<TableauRow> {
        let p = self.point.head.iter().position(|&k| k as usize == j)?;
        if !self.factors.valid {
            return None;
        }
        self.factors.lu.btran_row(p, &mut self.work.rho);
        self.compute_pivot_row();
        let unit = self.given.scaling.column[j];
        let (row, rho) = (&self.work.row.values, &self.work.rho.values);
        let rest = |k: usize| if self.point.status[k] == VariableStatus::Basic { 0.0 } else { row[k] };
        let mut columns: Vec<f64> =
            (0..self.n).map(|k| unit * rest(k) / self.given.scaling.column[k]).collect();
        columns[j] = 1.0;
        let rows = (0..self.m).map(|i| unit * rest(self.n + i) * self.given.scaling.row[i]).collect();
        let multipliers = (0..self.m).map(|i| unit * rho[i] * self.given.scaling.row[i]).collect();
        Some(TableauRow { multipliers, columns, rows })
    }

    /// Scaled values of all variables.
    pub(super) fn all_values(&self) -> Vec<f64> {
        let mut values = self.point.value.clone();
        for (&k, &v) in self.point.head.iter().zip(&self.point.basic_value) {
            values[k as usize] = v;
        }
        values
    }
}
