//! Factorisation of a basis: singletons first, the rest by Markowitz elimination.

use super::factors::Lu;
use super::kernel::Kernel;
use super::pivots::{NONE, Pivots};
use crate::lp::params::SINGULARITY_TOLERANCE;
use crate::lp::storage::Matrix;

/// Working storage of factorisations, reused from one to the next. A copy starts with none of it.
#[derive(Debug, Default)]
pub(crate) struct Factoriser {
    done: Pivots,
    kernel: Kernel,
    row_count: Vec<u32>,
    column_count: Vec<u32>,
    row_start: Vec<u32>,
    row_columns: Vec<u32>,
    stack: Vec<(bool, u32)>,
}

impl Clone for Factoriser {
    fn clone(&self) -> Self {
        Self::default()
    }

    /// Keeps its own storage.
    fn clone_from(&mut self, _: &Self) {}
}

impl Factoriser {
    /// Pivot row of each column of the basis last factorised; `None` for columns that depend on the others.
    pub fn pivot_row(&self, column: usize) -> Option<usize> {
        (self.done.row_of[column] != NONE).then_some(self.done.row_of[column] as usize)
    }
}

impl Lu {
    /// Factorises the columns `head` of `[A −I]` (variables `0..n`, then rows). Columns that depend on
    /// others, and rows left without a pivot, are reported through `work`; the factors are complete only when
    /// there are none. Returns the work done, in touched entries.
    pub fn factor(&mut self, head: &[u32], matrix: &Matrix, threshold: f64, work: &mut Factoriser) -> u64 {
        let (n, m) = (matrix.columns.len(), matrix.rows.len());
        self.start(m);
        work.done.clear(m, head.len());
        self.pivot_logicals(head, n, work);
        self.pivot_singletons(head, matrix, work);
        self.eliminate_kernel(head, matrix, threshold, work);
        self.finish(work);
        (self.fresh_nonzeros + 2 * m) as u64
    }

    fn start(&mut self, m: usize) {
        self.m = m;
        self.updates = 0;
        for v in [
            &mut self.l_pivot,
            &mut self.l_index,
            &mut self.lr_pivot,
            &mut self.r_pivot,
            &mut self.r_index,
            &mut self.u_order,
        ] {
            v.clear();
        }
        self.l_value.clear();
        self.r_value.clear();
        for v in [&mut self.l_start, &mut self.r_start] {
            v.clear();
            v.push(0);
        }
        self.u_pivot.clear();
        self.u_pivot.resize(m, 1.0);
    }

    fn pivot_logicals(&mut self, head: &[u32], n: usize, work: &mut Factoriser) {
        for (c, &k) in head.iter().enumerate() {
            if k as usize >= n {
                self.pivot(k - n as u32, c as u32, -1.0, &mut work.done);
            }
        }
    }

    /// Peels off columns and rows with one active entry, which cause no fill, until none is left.
    fn pivot_singletons(&mut self, head: &[u32], matrix: &Matrix, work: &mut Factoriser) {
        let n = matrix.columns.len();
        count_active(head, matrix, work);
        work.stack.clear();
        for c in 0..head.len() {
            if (head[c] as usize) < n && work.column_count[c] == 1 {
                work.stack.push((true, c as u32));
            }
        }
        for i in 0..self.m {
            if !work.done.row_done[i] && work.row_count[i] == 1 {
                work.stack.push((false, i as u32));
            }
        }
        while let Some((is_column, k)) = work.stack.pop() {
            let found =
                if is_column { column_singleton(head, matrix, work, k) } else { row_singleton(work, k) };
            if let Some((row, column)) = found {
                self.pivot_singleton(head, matrix, work, row, column, !is_column);
            }
        }
    }

    /// Pivots on `(row, column)`; the column's entries in rows done go to U, the others (of a row singleton)
    /// to L.
    fn pivot_singleton(
        &mut self,
        head: &[u32],
        matrix: &Matrix,
        work: &mut Factoriser,
        row: u32,
        column: u32,
        of_row: bool,
    ) {
        let (rows, values) = matrix.columns.vector(head[column as usize] as usize);
        let Some(at) = rows.iter().position(|&i| i == row) else { return };
        let value = values[at];
        if value.abs() < SINGULARITY_TOLERANCE {
            return;
        }
        for (&i, &v) in rows.iter().zip(values) {
            if work.done.row_done[i as usize] {
                work.done.upper.push((i, column, v));
            } else if i != row {
                self.l_index.push(i);
                self.l_value.push(v / value);
                work.row_count[i as usize] -= 1;
                if work.row_count[i as usize] == 1 {
                    work.stack.push((false, i));
                }
            }
        }
        self.close_lower(row);
        self.pivot(row, column, value, &mut work.done);
        if !of_row {
            let range = work.row_start[row as usize] as usize..work.row_start[row as usize + 1] as usize;
            for at in range {
                let c = work.row_columns[at] as usize;
                if work.done.row_of[c] == NONE {
                    work.column_count[c] -= 1;
                    if work.column_count[c] == 1 {
                        work.stack.push((true, c as u32));
                    }
                }
            }
        }
    }

    /// Hands what is left to Markowitz elimination.
    fn eliminate_kernel(&mut self, head: &[u32], matrix: &Matrix, threshold: f64, work: &mut Factoriser) {
        if work.done.row_of.iter().all(|&r| r != NONE) {
            return;
        }
        work.kernel.load(head, matrix, &mut work.done);
        work.kernel.eliminate(self, threshold, &mut work.done);
    }

    /// Builds the row-wise copy of L and both copies of U.
    fn finish(&mut self, work: &Factoriser) {
        let m = self.m;
        self.u_position.clear();
        self.u_position.resize(m, 0);
        for (k, &p) in self.u_order.iter().enumerate() {
            self.u_position[p as usize] = k as u32;
        }
        self.copy_lower_by_rows();
        self.reach.resize(m);
        for (of_row, pivots) in [(&mut self.l_of_row, &self.l_pivot), (&mut self.lr_of_row, &self.lr_pivot)] {
            of_row.clear();
            of_row.resize(m, NONE);
            for (k, &p) in pivots.iter().enumerate() {
                of_row[p as usize] = k as u32;
            }
        }
        self.u_columns.clear(m);
        self.u_rows.clear(m);
        let mut counts = vec![(0u32, 0u32); m];
        let alive = || {
            work.done.upper.iter().filter_map(|&(i, c, v)| {
                let p = work.done.row_of[c as usize];
                (p != NONE).then_some((i, p, v))
            })
        };
        for (i, p, _) in alive() {
            counts[i as usize].0 += 1;
            counts[p as usize].1 += 1;
        }
        for (k, &(in_row, in_column)) in counts.iter().enumerate() {
            self.u_rows.allocate(k, in_row as usize);
            self.u_columns.allocate(k, in_column as usize);
        }
        self.u_nonzeros = 0;
        for (i, p, v) in alive() {
            self.u_rows.push(i as usize, p, v);
            self.u_columns.push(p as usize, i, v);
            self.u_nonzeros += 1;
        }
        self.fresh_nonzeros = self.u_nonzeros + self.l_value.len();
    }

    /// Rows of L that have entries, in reverse elimination order.
    fn copy_lower_by_rows(&mut self) {
        let m = self.m;
        let mut slot = vec![0u32; m + 1];
        for &i in &self.l_index {
            slot[i as usize] += 1;
        }
        self.lr_start.clear();
        let mut total = 0;
        let rows_in_reverse = self.u_order.iter().rev();
        for &p in rows_in_reverse {
            let count = slot[p as usize];
            if count > 0 {
                self.lr_pivot.push(p);
                self.lr_start.push(total);
                slot[p as usize] = total;
                total += count;
            }
        }
        self.lr_start.push(total);
        self.lr_index.clear();
        self.lr_index.resize(self.l_index.len(), 0);
        self.lr_value.clear();
        self.lr_value.resize(self.l_index.len(), 0.0);
        if (total as usize) < self.l_index.len() {
            return; // some rows have no pivot: the caller repairs the basis and factorises again
        }
        for (k, &p) in self.l_pivot.iter().enumerate() {
            for e in self.l_start[k] as usize..self.l_start[k + 1] as usize {
                let at = &mut slot[self.l_index[e] as usize];
                self.lr_index[*at as usize] = p;
                self.lr_value[*at as usize] = self.l_value[e];
                *at += 1;
            }
        }
    }
}

/// Counts, for columns and rows still active, their active entries, and lists the active columns of each row.
fn count_active(head: &[u32], matrix: &Matrix, work: &mut Factoriser) {
    let (n, m) = (matrix.columns.len(), matrix.rows.len());
    work.row_count.clear();
    work.row_count.resize(m, 0);
    work.column_count.clear();
    work.column_count.resize(head.len(), 0);
    for (c, &k) in head.iter().enumerate().filter(|(_, k)| (**k as usize) < n) {
        for &i in matrix.columns.vector(k as usize).0 {
            if !work.done.row_done[i as usize] {
                work.row_count[i as usize] += 1;
                work.column_count[c] += 1;
            }
        }
    }
    work.row_start.clear();
    work.row_start.push(0);
    let mut total = 0;
    for &count in &work.row_count {
        total += count;
        work.row_start.push(total);
    }
    work.row_columns.clear();
    work.row_columns.resize(total as usize, 0);
    for (c, &k) in head.iter().enumerate().filter(|(_, k)| (**k as usize) < n) {
        for &i in matrix.columns.vector(k as usize).0 {
            if !work.done.row_done[i as usize] {
                let at = &mut work.row_start[i as usize];
                work.row_columns[*at as usize] = c as u32;
                *at += 1;
            }
        }
    }
    // Filling moved each start to its row's end: shift them back.
    for i in (1..=m).rev() {
        work.row_start[i] = work.row_start[i - 1];
    }
    work.row_start[0] = 0;
}

/// The one active entry of column `c`, if it is still a singleton.
fn column_singleton(head: &[u32], matrix: &Matrix, work: &Factoriser, c: u32) -> Option<(u32, u32)> {
    if work.done.row_of[c as usize] != NONE {
        return None;
    }
    let rows = matrix.columns.vector(head[c as usize] as usize).0;
    rows.iter().find(|&&i| !work.done.row_done[i as usize]).map(|&i| (i, c))
}

/// The one active entry of row `i`, if it is still a singleton.
fn row_singleton(work: &Factoriser, i: u32) -> Option<(u32, u32)> {
    if work.done.row_done[i as usize] {
        return None;
    }
    let range = work.row_start[i as usize] as usize..work.row_start[i as usize + 1] as usize;
    work.row_columns[range].iter().find(|&&c| work.done.row_of[c as usize] == NONE).map(|&c| (i, c))
}
