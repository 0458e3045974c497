//! Triangular solves. FTRAN solves `B x = b`, BTRAN solves `Bᵀ y = c`; both work in place.
//!
//! Each has two forms. Where the result is expected to be dense, the factors are walked from end to end and
//! zeros are skipped; where it is expected to be very sparse, a search finds the few entries that matter
//! first (see [`super::reach`]).

use super::factors::{Lu, MOVED, SolveKind};
use super::pivots::NONE;
use crate::lp::params::{DROP_TOLERANCE, HYPERSPARSE_RATIO};
use crate::lp::storage::WorkVector;

impl Lu {
    /// `x ← B⁻¹ x`.
    pub fn ftran(&mut self, x: &mut WorkVector, kind: SolveKind) {
        let sparse = self.expects_sparse(x, kind);
        self.solve_lower(x, sparse);
        self.solve_upper(x, sparse);
        self.learn(x, kind);
    }

    /// `x ← B⁻¹ x` for the column that will enter; what [`Lu::update`] needs is kept on the way.
    pub fn ftran_entering(&mut self, x: &mut WorkVector) {
        let sparse = self.expects_sparse(x, SolveKind::Column);
        self.solve_lower(x, sparse);
        keep(x, sparse, &mut self.spike_index, &mut self.spike_value);
        self.solve_upper(x, sparse);
        self.learn(x, SolveKind::Column);
    }

    /// `x ← B⁻ᵀ x` for a dense `x`.
    pub fn btran(&mut self, x: &mut WorkVector) {
        self.solve_upper_transposed(x, 0, false);
        self.solve_lower_transposed(x, false);
    }

    /// `x ← B⁻ᵀ e_p`, that is, row `p` of the basis inverse; what [`Lu::update`] needs is kept on the way.
    pub fn btran_row(&mut self, p: usize, x: &mut WorkVector) {
        x.clear();
        x.set(p, 1.0);
        let sparse = self.expects_sparse(x, SolveKind::Row);
        self.solve_upper_transposed(x, self.u_position[p] as usize, sparse);
        keep(x, sparse, &mut self.row_index, &mut self.row_value);
        self.solve_lower_transposed(x, sparse);
        self.learn(x, SolveKind::Row);
    }

    fn expects_sparse(&self, x: &WorkVector, kind: SolveKind) -> bool {
        kind != SolveKind::Dense
            && HYPERSPARSE_RATIO * self.density[kind as usize].max(x.indices.len() as f64) < self.m as f64
    }

    /// Running mean of the number of nonzeros of results.
    fn learn(&mut self, x: &WorkVector, kind: SolveKind) {
        let mean = &mut self.density[kind as usize];
        *mean = 0.9 * *mean + 0.1 * x.indices.len() as f64;
    }

    /// L and the row transformations.
    fn solve_lower(&mut self, x: &mut WorkVector, sparse: bool) {
        if sparse {
            self.solve_lower_sparse(x);
        } else {
            let values = &mut x.values[..];
            for (k, &p) in self.l_pivot.iter().enumerate() {
                let pivot = values[p as usize];
                if pivot != 0.0 {
                    let range = self.l_start[k] as usize..self.l_start[k + 1] as usize;
                    subtract(values, &self.l_index[range.clone()], &self.l_value[range], pivot);
                }
            }
        }
        for (k, &p) in self.r_pivot.iter().enumerate() {
            let range = self.r_start[k] as usize..self.r_start[k + 1] as usize;
            let mut sum = 0.0;
            for (&i, &v) in self.r_index[range.clone()].iter().zip(&self.r_value[range]) {
                sum += v * x.values[i as usize];
            }
            if sum != 0.0 {
                add_listed(x, p, sum, sparse);
            }
        }
    }

    fn solve_lower_sparse(&mut self, x: &mut WorkVector) {
        if self.l_pivot.is_empty() {
            return;
        }
        let (of_row, start, index) = (&self.l_of_row, &self.l_start, &self.l_index);
        let vector = |p: u32| match of_row[p as usize] {
            NONE => 0..0,
            k => start[k as usize] as usize..start[k as usize + 1] as usize,
        };
        self.reach.search(&x.indices, |p| &index[vector(p)]);
        for &p in self.reach.order.iter().rev() {
            let pivot = x.values[p as usize];
            if pivot != 0.0 {
                let range = vector(p);
                subtract(&mut x.values, &index[range.clone()], &self.l_value[range], pivot);
            }
        }
        list_nonzeros(x, &self.reach.order);
    }

    fn solve_upper(&mut self, x: &mut WorkVector, sparse: bool) {
        if sparse && HYPERSPARSE_RATIO * (x.indices.len() as f64) < self.m as f64 {
            let columns = &self.u_columns;
            self.reach.search(&x.indices, |p| columns.indices(p as usize));
            for &p in self.reach.order.iter().rev() {
                self.solve_upper_at(p, &mut x.values);
            }
            list_nonzeros(x, &self.reach.order);
            return;
        }
        x.indices.clear();
        for &p in self.u_order.iter().rev() {
            if p != MOVED && self.solve_upper_at(p, &mut x.values) {
                x.indices.push(p);
            }
        }
    }

    /// Eliminates entry `p`; false when it is zero.
    #[inline(always)]
    fn solve_upper_at(&self, p: u32, values: &mut [f64]) -> bool {
        let entry = values[p as usize];
        if entry == 0.0 {
            return false;
        }
        if entry.abs() <= DROP_TOLERANCE {
            values[p as usize] = 0.0;
            return false;
        }
        let pivot = entry / self.u_pivot[p as usize];
        values[p as usize] = pivot;
        let (rows, entries) = self.u_columns.vector(p as usize);
        subtract(values, rows, entries, pivot);
        true
    }

    fn solve_upper_transposed(&mut self, x: &mut WorkVector, from: usize, sparse: bool) {
        if sparse {
            let rows = &self.u_rows;
            self.reach.search(&x.indices, |p| rows.indices(p as usize));
            for &p in self.reach.order.iter().rev() {
                self.solve_upper_transposed_at(p, &mut x.values);
            }
            list_nonzeros(x, &self.reach.order);
            return;
        }
        for &p in &self.u_order[from..] {
            if p != MOVED {
                self.solve_upper_transposed_at(p, &mut x.values);
            }
        }
    }

    #[inline(always)]
    fn solve_upper_transposed_at(&self, p: u32, values: &mut [f64]) {
        let entry = values[p as usize];
        if entry == 0.0 {
            return;
        }
        if entry.abs() <= DROP_TOLERANCE {
            values[p as usize] = 0.0;
            return;
        }
        let pivot = entry / self.u_pivot[p as usize];
        values[p as usize] = pivot;
        let (columns, entries) = self.u_rows.vector(p as usize);
        subtract(values, columns, entries, pivot);
    }

    /// The row transformations' and L's transposes.
    fn solve_lower_transposed(&mut self, x: &mut WorkVector, sparse: bool) {
        for k in (0..self.r_pivot.len()).rev() {
            let pivot = x.values[self.r_pivot[k] as usize];
            if pivot != 0.0 {
                let range = self.r_start[k] as usize..self.r_start[k + 1] as usize;
                for (&i, &v) in self.r_index[range.clone()].iter().zip(&self.r_value[range]) {
                    add_listed(x, i, v * pivot, sparse);
                }
            }
        }
        if sparse && HYPERSPARSE_RATIO * (x.indices.len() as f64) < self.m as f64 {
            return self.solve_lower_transposed_sparse(x);
        }
        let values = &mut x.values[..];
        for (k, &p) in self.lr_pivot.iter().enumerate() {
            let pivot = values[p as usize];
            if pivot != 0.0 {
                let range = self.lr_start[k] as usize..self.lr_start[k + 1] as usize;
                subtract(values, &self.lr_index[range.clone()], &self.lr_value[range], pivot);
            }
        }
        x.reindex(DROP_TOLERANCE);
    }

    fn solve_lower_transposed_sparse(&mut self, x: &mut WorkVector) {
        let (of_row, start, index) = (&self.lr_of_row, &self.lr_start, &self.lr_index);
        let vector = |p: u32| match of_row[p as usize] {
            NONE => 0..0,
            k => start[k as usize] as usize..start[k as usize + 1] as usize,
        };
        self.reach.search(&x.indices, |p| &index[vector(p)]);
        for &p in self.reach.order.iter().rev() {
            let pivot = x.values[p as usize];
            if pivot != 0.0 {
                let range = vector(p);
                subtract(&mut x.values, &index[range.clone()], &self.lr_value[range], pivot);
            }
        }
        list_nonzeros(x, &self.reach.order);
    }
}

/// `values[i] −= factor · v` for the entries `(i, v)`.
#[inline]
fn subtract(values: &mut [f64], indices: &[u32], entries: &[f64], factor: f64) {
    for (&i, &v) in indices.iter().zip(entries) {
        values[i as usize] -= v * factor;
    }
}

/// Adds to one entry, keeping the index list right when it is in use.
#[inline]
fn add_listed(x: &mut WorkVector, i: u32, change: f64, listed: bool) {
    if listed {
        x.add(i as usize, change);
    } else {
        x.values[i as usize] += change;
    }
}

/// Lists those of `reached` that are not zero; noise becomes zero.
fn list_nonzeros(x: &mut WorkVector, reached: &[u32]) {
    x.indices.clear();
    for &p in reached {
        let entry = &mut x.values[p as usize];
        if entry.abs() > DROP_TOLERANCE {
            x.indices.push(p);
        } else {
            *entry = 0.0;
        }
    }
}

/// Copies the nonzeros of `x` for an update to come.
fn keep(x: &WorkVector, sparse: bool, index: &mut Vec<u32>, value: &mut Vec<f64>) {
    index.clear();
    value.clear();
    let mut offer = |i: u32, v: f64| {
        if v.abs() > DROP_TOLERANCE {
            index.push(i);
            value.push(v);
        }
    };
    if sparse {
        x.indices.iter().for_each(|&i| offer(i, x.values[i as usize]));
    } else {
        x.values.iter().enumerate().for_each(|(i, &v)| offer(i as u32, v));
    }
}
