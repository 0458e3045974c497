//! Triangular solves. FTRAN solves `B x = b`, BTRAN solves `Bᵀ y = c`; both work in place and skip zeros, since right-hand sides of the
//! simplex method are mostly unit vectors and single columns.

use super::{Lu, MOVED};
use crate::lp::params::DROP_TOLERANCE;
use crate::lp::storage::WorkVector;

impl Lu {
    /// `x ← B⁻¹ x`.
    pub fn ftran(&self, x: &mut WorkVector) {
        self.solve_lower(&mut x.values);
        self.solve_upper(x);
    }

    /// `x ← B⁻¹ x` for the column that will enter; what [`Lu::update`] needs is kept on the way.
    pub fn ftran_entering(&mut self, x: &mut WorkVector) {
        self.solve_lower(&mut x.values);
        self.spike_index.clear();
        self.spike_value.clear();
        for (i, &v) in x.values.iter().enumerate() {
            if v.abs() > DROP_TOLERANCE {
                self.spike_index.push(i as u32);
                self.spike_value.push(v);
            }
        }
        self.solve_upper(x);
    }

    /// `x ← B⁻ᵀ x`.
    pub fn btran(&self, x: &mut WorkVector) {
        self.solve_upper_transposed(&mut x.values, 0);
        self.solve_lower_transposed(&mut x.values);
        x.reindex(DROP_TOLERANCE);
    }

    /// `x ← B⁻ᵀ e_p`, that is, row `p` of the basis inverse; what [`Lu::update`] needs is kept on the way.
    pub fn btran_row(&mut self, p: usize, x: &mut WorkVector) {
        x.clear();
        x.values[p] = 1.0;
        self.solve_upper_transposed(&mut x.values, self.u_position[p] as usize);
        self.row_index.clear();
        self.row_value.clear();
        for (i, &v) in x.values.iter().enumerate() {
            if v != 0.0 {
                self.row_index.push(i as u32);
                self.row_value.push(v);
            }
        }
        self.solve_lower_transposed(&mut x.values);
        x.reindex(DROP_TOLERANCE);
    }

    fn solve_lower(&self, x: &mut [f64]) {
        for (k, &p) in self.l_pivot.iter().enumerate() {
            let pivot = x[p as usize];
            if pivot != 0.0 {
                let range = self.l_start[k] as usize..self.l_start[k + 1] as usize;
                for (&i, &v) in self.l_index[range.clone()].iter().zip(&self.l_value[range]) {
                    x[i as usize] -= v * pivot;
                }
            }
        }
        for (k, &p) in self.r_pivot.iter().enumerate() {
            let range = self.r_start[k] as usize..self.r_start[k + 1] as usize;
            let mut sum = x[p as usize];
            for (&i, &v) in self.r_index[range.clone()].iter().zip(&self.r_value[range]) {
                sum += v * x[i as usize];
            }
            x[p as usize] = sum;
        }
    }

    fn solve_upper(&self, x: &mut WorkVector) {
        let values = &mut x.values[..];
        x.indices.clear();
        for &p in self.u_order.iter().rev() {
            if p == MOVED {
                continue;
            }
            let entry = values[p as usize];
            if entry == 0.0 {
                continue;
            }
            if entry.abs() <= DROP_TOLERANCE {
                values[p as usize] = 0.0;
                continue;
            }
            let pivot = entry / self.u_pivot[p as usize];
            values[p as usize] = pivot;
            x.indices.push(p);
            let (rows, entries) = self.u_columns.vector(p as usize);
            for (&i, &v) in rows.iter().zip(entries) {
                values[i as usize] -= v * pivot;
            }
        }
    }

    fn solve_upper_transposed(&self, x: &mut [f64], from: usize) {
        for &p in &self.u_order[from..] {
            if p == MOVED {
                continue;
            }
            let entry = x[p as usize];
            if entry == 0.0 {
                continue;
            }
            if entry.abs() <= DROP_TOLERANCE {
                x[p as usize] = 0.0;
                continue;
            }
            let pivot = entry / self.u_pivot[p as usize];
            x[p as usize] = pivot;
            let (columns, entries) = self.u_rows.vector(p as usize);
            for (&j, &v) in columns.iter().zip(entries) {
                x[j as usize] -= v * pivot;
            }
        }
    }

    fn solve_lower_transposed(&self, x: &mut [f64]) {
        for k in (0..self.r_pivot.len()).rev() {
            let pivot = x[self.r_pivot[k] as usize];
            if pivot != 0.0 {
                let range = self.r_start[k] as usize..self.r_start[k + 1] as usize;
                for (&i, &v) in self.r_index[range.clone()].iter().zip(&self.r_value[range]) {
                    x[i as usize] += v * pivot;
                }
            }
        }
        for (k, &p) in self.lr_pivot.iter().enumerate() {
            let pivot = x[p as usize];
            if pivot != 0.0 {
                let range = self.lr_start[k] as usize..self.lr_start[k + 1] as usize;
                for (&j, &v) in self.lr_index[range.clone()].iter().zip(&self.lr_value[range]) {
                    x[j as usize] -= v * pivot;
                }
            }
        }
    }
}
