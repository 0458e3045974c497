//! Markowitz elimination of what the singletons leave (Suhl & Suhl 1990, section 2): the pivot with the
//! smallest fill estimate `(row count − 1)·(column count − 1)` among a few of the shortest rows and columns
//! that pass the threshold test.

use super::factors::Lu;
use super::pivots::{NONE, Pivots};
use super::slots::Slots;
use crate::lp::params::{DROP_TOLERANCE, MARKOWITZ_SEARCH, SINGULARITY_TOLERANCE};
use crate::lp::storage::Matrix;
use crate::scalar::greater;

/// The active submatrix: values by column, pattern by row, both also listed by count.
#[derive(Clone, Debug, Default)]
pub(super) struct Kernel {
    columns: Slots,
    rows: Slots,
    /// Largest magnitude of each column.
    column_max: Vec<f64>,
    columns_by_count: Buckets,
    rows_by_count: Buckets,
    /// Multipliers of the pivot column, by row, and the row's stamp of the column last updated.
    multiplier: Vec<f64>,
    seen: Vec<u32>,
    stamp: u32,
    pivot_rows: Vec<u32>,
}

/// A candidate pivot.
#[derive(Clone, Copy)]
struct Pivot {
    row: u32,
    column: u32,
    value: f64,
    merit: u64,
}

impl Kernel {
    /// Takes the columns and rows not yet pivoted; the columns' entries in rows done go to U.
    pub fn load(&mut self, head: &[u32], matrix: &Matrix, done: &mut Pivots) {
        let (n, m, count) = (matrix.columns.len(), matrix.rows.len(), head.len());
        self.columns.clear(count);
        self.rows.clear(m);
        self.column_max.clear();
        self.column_max.resize(count, 0.0);
        self.columns_by_count.clear(count, m);
        self.rows_by_count.clear(m, count);
        self.multiplier.clear();
        self.multiplier.resize(m, 0.0);
        self.seen.clear();
        self.seen.resize(m, 0);
        self.stamp = 0;
        for c in (0..count).filter(|&c| done.row_of[c] == NONE && (head[c] as usize) < n) {
            let (rows, values) = matrix.columns.vector(head[c] as usize);
            let active = rows.iter().filter(|&&i| !done.row_done[i as usize]).count();
            self.columns.allocate(c, active);
            for (&i, &v) in rows.iter().zip(values) {
                if done.row_done[i as usize] {
                    done.upper.push((i, c as u32, v));
                } else {
                    self.columns.push(c, i, v);
                    self.column_max[c] = greater(v.abs(), self.column_max[c]);
                    self.seen[i as usize] += 1;
                }
            }
            self.columns_by_count.place(c as u32, active);
        }
        for i in (0..m).filter(|&i| !done.row_done[i]) {
            self.rows.allocate(i, self.seen[i] as usize);
        }
        for c in 0..count {
            for &i in self.columns.indices(c) {
                self.rows.push(i as usize, c as u32, 0.0);
            }
        }
        for i in (0..m).filter(|&i| !done.row_done[i]) {
            self.rows_by_count.place(i as u32, self.rows.count(i));
        }
        self.seen.fill(0);
    }

    /// Eliminates until no acceptable pivot is left.
    pub fn eliminate(&mut self, lu: &mut Lu, threshold: f64, done: &mut Pivots) {
        while let Some(pivot) = self.choose(threshold) {
            self.store_column(lu, pivot);
            self.update_columns(pivot, done);
            lu.pivot(pivot.row, pivot.column, pivot.value, done);
        }
    }

    fn choose(&mut self, threshold: f64) -> Option<Pivot> {
        let mut best: Option<Pivot> = None;
        let mut searched = 0;
        let longest = self.columns_by_count.longest().max(self.rows_by_count.longest());
        for count in 1..=longest {
            let bound = ((count - 1) * (count - 1)) as u64;
            if best.is_some_and(|b| b.merit <= bound) {
                break;
            }
            let mut next = self.columns_by_count.first(count);
            while let Some(c) = next {
                next = self.columns_by_count.next(c);
                if self.column_max[c as usize] < SINGULARITY_TOLERANCE {
                    self.reject_column(c);
                    continue;
                }
                self.offer_column(c, threshold, &mut best);
                searched += 1;
                if searched >= MARKOWITZ_SEARCH && best.is_some() {
                    return best;
                }
            }
            let bound = (count * (count - 1)) as u64;
            if best.is_some_and(|b| b.merit <= bound) {
                break;
            }
            let mut next = self.rows_by_count.first(count);
            while let Some(i) = next {
                next = self.rows_by_count.next(i);
                self.offer_row(i, threshold, &mut best);
                searched += 1;
                if searched >= MARKOWITZ_SEARCH && best.is_some() {
                    return best;
                }
            }
        }
        best
    }

    fn offer_column(&self, c: u32, threshold: f64, best: &mut Option<Pivot>) {
        let least = greater(threshold * self.column_max[c as usize], SINGULARITY_TOLERANCE);
        let (rows, values) = self.columns.vector(c as usize);
        for (&i, &v) in rows.iter().zip(values) {
            if v.abs() >= least {
                let merit = ((rows.len() - 1) * (self.rows.count(i as usize) - 1)) as u64;
                offer(best, Pivot { row: i, column: c, value: v, merit });
            }
        }
    }

    fn offer_row(&self, i: u32, threshold: f64, best: &mut Option<Pivot>) {
        let columns = self.rows.indices(i as usize);
        for &c in columns {
            let (rows, values) = self.columns.vector(c as usize);
            let merit = ((rows.len() - 1) * (columns.len() - 1)) as u64;
            if best.is_some_and(|b| b.merit < merit) {
                continue;
            }
            let Some(at) = rows.iter().position(|&r| r == i) else { continue };
            let least = greater(threshold * self.column_max[c as usize], SINGULARITY_TOLERANCE);
            if values[at].abs() >= least {
                offer(best, Pivot { row: i, column: c, value: values[at], merit });
            }
        }
    }

    /// Takes a column that is numerically zero out of the search: it depends on the columns already pivoted.
    fn reject_column(&mut self, c: u32) {
        for at in 0..self.columns.count(c as usize) {
            let i = self.columns.indices(c as usize)[at];
            self.remove_from_row(i, c);
        }
        self.columns.truncate(c as usize);
        self.columns_by_count.remove(c);
    }

    fn remove_from_row(&mut self, i: u32, c: u32) {
        if self.rows.remove(i as usize, c).is_some() {
            self.rows_by_count.place(i, self.rows.count(i as usize));
        }
    }

    /// Turns the pivot column into a vector of L and takes pivot row and column out of the search.
    fn store_column(&mut self, lu: &mut Lu, pivot: Pivot) {
        let Pivot { row, column, value, .. } = pivot;
        self.pivot_rows.clear();
        for at in 0..self.columns.count(column as usize) {
            let (rows, values) = self.columns.vector(column as usize);
            let (i, v) = (rows[at], values[at]);
            if i != row {
                let multiplier = v / value;
                lu.l_index.push(i);
                lu.l_value.push(multiplier);
                self.multiplier[i as usize] = multiplier;
                self.pivot_rows.push(i);
                self.remove_from_row(i, column);
            }
        }
        lu.close_lower(row);
        self.columns.truncate(column as usize);
        self.columns_by_count.remove(column);
        self.rows_by_count.remove(row);
    }

    /// Subtracts the pivot column's multiples from every other column of the pivot row; the row's entries go
    /// to U.
    fn update_columns(&mut self, pivot: Pivot, done: &mut Pivots) {
        for at in 0..self.rows.count(pivot.row as usize) {
            let c = self.rows.indices(pivot.row as usize)[at];
            if c == pivot.column {
                continue;
            }
            let Some(value) = self.columns.remove(c as usize, pivot.row) else { continue };
            done.upper.push((pivot.row, c, value));
            self.subtract(c, value);
            self.columns_by_count.place(c, self.columns.count(c as usize));
        }
        self.rows.truncate(pivot.row as usize);
        for &i in &self.pivot_rows {
            self.multiplier[i as usize] = 0.0;
        }
    }

    /// Column `c` minus `value` times the multipliers, with fill; noise is dropped.
    fn subtract(&mut self, c: u32, value: f64) {
        self.stamp += 1;
        let mut largest = 0.0f64;
        let mut at = 0;
        while at < self.columns.count(c as usize) {
            let (rows, values) = self.columns.vector_mut(c as usize);
            let i = rows[at];
            let multiplier = self.multiplier[i as usize];
            if multiplier != 0.0 {
                self.seen[i as usize] = self.stamp;
                values[at] -= multiplier * value;
                if values[at].abs() < DROP_TOLERANCE {
                    self.columns.swap_remove(c as usize, at);
                    self.remove_from_row(i, c);
                    continue;
                }
            }
            largest = greater(values[at].abs(), largest);
            at += 1;
        }
        for k in 0..self.pivot_rows.len() {
            let i = self.pivot_rows[k];
            if self.seen[i as usize] != self.stamp {
                let fill = -self.multiplier[i as usize] * value;
                if fill.abs() >= DROP_TOLERANCE {
                    self.columns.push(c as usize, i, fill);
                    self.rows.push(i as usize, c, 0.0);
                    self.rows_by_count.place(i, self.rows.count(i as usize));
                    largest = greater(fill.abs(), largest);
                }
            }
        }
        self.column_max[c as usize] = largest;
    }
}

/// Keeps the better of two candidates: less fill, then the larger pivot.
fn offer(best: &mut Option<Pivot>, candidate: Pivot) {
    let better = match *best {
        None => true,
        Some(b) => (candidate.merit, -candidate.value.abs()) < (b.merit, -b.value.abs()),
    };
    if better {
        *best = Some(candidate);
    }
}

/// Doubly linked lists of elements by count.
#[derive(Clone, Debug, Default)]
struct Buckets {
    first: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    /// The list each element is in, [`NONE`] when in none.
    list: Vec<u32>,
    longest: usize,
}

impl Buckets {
    fn clear(&mut self, elements: usize, largest_count: usize) {
        self.first.clear();
        self.first.resize(largest_count + 1, NONE);
        for v in [&mut self.next, &mut self.previous, &mut self.list] {
            v.clear();
            v.resize(elements, NONE);
        }
        self.longest = 0;
    }

    fn first(&self, count: usize) -> Option<u32> {
        self.first.get(count).copied().filter(|&k| k != NONE)
    }

    fn next(&self, k: u32) -> Option<u32> {
        Some(self.next[k as usize]).filter(|&k| k != NONE)
    }

    /// The largest count that an element has or had.
    fn longest(&self) -> usize {
        self.longest
    }

    /// Moves an element to the list of `count`, or out of all lists when `count` is zero.
    fn place(&mut self, k: u32, count: usize) {
        self.remove(k);
        if count == 0 {
            return;
        }
        self.longest = self.longest.max(count);
        let first = self.first[count];
        self.next[k as usize] = first;
        self.previous[k as usize] = NONE;
        if first != NONE {
            self.previous[first as usize] = k;
        }
        self.first[count] = k;
        self.list[k as usize] = count as u32;
    }

    fn remove(&mut self, k: u32) {
        let list = self.list[k as usize];
        if list == NONE {
            return;
        }
        let (next, previous) = (self.next[k as usize], self.previous[k as usize]);
        if previous == NONE {
            self.first[list as usize] = next;
        } else {
            self.next[previous as usize] = next;
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
        self.list[k as usize] = NONE;
    }
}
