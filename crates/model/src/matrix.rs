//! Sparse matrices by columns (CSC), the layout that the simplex method reads.

use crate::order::sort_by;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A sparse matrix stored by columns. Entry `k` of column `j` (`starts[j] <= k < starts[j + 1]`) is
/// `values[k]` in row `indices[k]`. Within a column, row indices are strictly increasing and no stored value
/// is zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SparseMatrix {
    rows: usize,
    starts: Vec<usize>,
    indices: Vec<usize>,
    values: Vec<f64>,
}

impl SparseMatrix {
    /// Builds a matrix from triplets `(row, column, value)` in any order. Duplicates are summed, zeros
    /// dropped. Indices must be inside `rows` × `columns`; [`crate::Program::validate`] checks programs
    /// before this is called.
    pub fn from_triplets(rows: usize, columns: usize, triplets: &[(usize, usize, f64)]) -> Self {
        let place = |&(row, column, _): &(usize, usize, f64)| (column, row);
        let mut sorted = Cow::Borrowed(triplets);
        if !triplets.is_sorted_by_key(place) {
            sorted = Cow::Owned(by_columns(columns, triplets));
        }
        let mut starts = Vec::with_capacity(columns + 1);
        let mut indices: Vec<usize> = Vec::with_capacity(sorted.len());
        let mut values: Vec<f64> = Vec::with_capacity(sorted.len());
        let mut position = 0;
        for column in 0..columns {
            starts.push(values.len());
            while position < sorted.len() && sorted[position].1 == column {
                let row = sorted[position].0;
                let mut sum = 0.0;
                while position < sorted.len() && sorted[position].1 == column && sorted[position].0 == row {
                    sum += sorted[position].2;
                    position += 1;
                }
                if sum != 0.0 {
                    indices.push(row);
                    values.push(sum);
                }
            }
        }
        starts.push(values.len());
        Self { rows, starts, indices, values }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The product with a vector of one number a column.
    pub fn multiply(&self, x: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; self.rows()];
        for (i, j, v) in self.triplets() {
            product[i] += v * x.get(j).copied().unwrap_or(0.0);
        }
        product
    }

    /// Number of stored entries.
    pub fn nonzeros(&self) -> usize {
        self.values.len()
    }

    /// Column `j` as parallel slices of row indices and values.
    pub fn column(&self, j: usize) -> (&[usize], &[f64]) {
        let range = self.starts[j]..self.starts[j + 1];
        (&self.indices[range.clone()], &self.values[range])
    }

    /// The stored entry in a row and a column; `None` where it is zero.
    pub fn get(&self, row: usize, column: usize) -> Option<f64> {
        self.place(row, column).map(|k| self.values[k])
    }

    /// The stored entry, to be changed. Whoever sets it to zero must rebuild the matrix.
    pub(crate) fn entry(&mut self, row: usize, column: usize) -> Option<&mut f64> {
        let place = self.place(row, column)?;
        self.values.get_mut(place)
    }

    fn place(&self, row: usize, column: usize) -> Option<usize> {
        let (start, end) = (*self.starts.get(column)?, *self.starts.get(column + 1)?);
        self.indices[start..end].binary_search(&row).ok().map(|k| start + k)
    }

    /// All entries as `(row, column, value)`, by column.
    pub fn triplets(&self) -> Triplets<'_> {
        Triplets { matrix: self, column: 0, entry: 0 }
    }

    /// The stored values, by column.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The transpose, that is, the same matrix readable by rows.
    pub fn transpose(&self) -> Self {
        let mut starts = vec![0usize; self.rows + 1];
        for &i in &self.indices {
            starts[i + 1] += 1;
        }
        for i in 0..self.rows {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut indices = vec![0; self.indices.len()];
        let mut values = vec![0.0; self.values.len()];
        for (i, j, v) in self.triplets() {
            indices[next[i]] = j;
            values[next[i]] = v;
            next[i] += 1;
        }
        Self { rows: self.columns(), starts, indices, values }
    }
}

/// The triplets by column and row, stably. They mostly come by rows, so that each column's are in order once they
/// are together: that takes two passes, where sorting all takes a multiple.
fn by_columns(columns: usize, triplets: &[(usize, usize, f64)]) -> Vec<(usize, usize, f64)> {
    let mut next = vec![0usize; columns + 1];
    for &(_, j, _) in triplets {
        next[j + 1] += 1;
    }
    for j in 0..columns {
        next[j + 1] += next[j];
    }
    let starts = next.clone();
    let mut sorted = vec![(0, 0, 0.0); triplets.len()];
    for &triplet in triplets {
        sorted[next[triplet.1]] = triplet;
        next[triplet.1] += 1;
    }
    for range in starts.windows(2) {
        let column = &mut sorted[range[0]..range[1]];
        if !column.is_sorted_by_key(|t| t.0) {
            sort_by(column, |a, b| a.0.cmp(&b.0));
        }
    }
    sorted
}

/// The entries of a matrix, see [`SparseMatrix::triplets`]. By hand, because nested iterators are slow where
/// code is built for size.
#[derive(Clone, Debug)]
pub struct Triplets<'a> {
    matrix: &'a SparseMatrix,
    column: usize,
    entry: usize,
}

impl Iterator for Triplets<'_> {
    type Item = (usize, usize, f64);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let SparseMatrix { starts, indices, values, .. } = self.matrix;
        let (&row, &value) = (indices.get(self.entry)?, values.get(self.entry)?);
        // An entry lies in the last column that begins at or before it.
        while starts.get(self.column + 1).is_some_and(|&end| end <= self.entry) {
            self.column += 1;
        }
        self.entry += 1;
        Some((row, self.column, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_summed_and_zeros_dropped() {
        let m = SparseMatrix::from_triplets(
            2,
            3,
            &[(1, 0, 2.0), (0, 0, 1.0), (1, 0, 3.0), (0, 2, 4.0), (0, 2, -4.0)],
        );
        assert_eq!(m.column(0), (&[0, 1][..], &[1.0, 5.0][..]));
        assert_eq!(m.nonzeros(), 2);
        assert_eq!(m.columns(), 3);
    }

    #[test]
    fn entries_come_by_column_past_empty_ones() {
        let entries = [(1, 1, 3.0), (2, 1, 4.0), (0, 4, 5.0)];
        let m = SparseMatrix::from_triplets(3, 6, &entries);
        assert_eq!(m.triplets().collect::<Vec<_>>(), entries);
        assert_eq!(SparseMatrix::from_triplets(2, 2, &[]).triplets().next(), None);
        let reversed: Vec<_> = entries.into_iter().rev().collect();
        assert_eq!(SparseMatrix::from_triplets(3, 6, &reversed), m);
    }

    #[test]
    fn transposing_twice_gives_the_matrix_back() {
        let m = SparseMatrix::from_triplets(3, 2, &[(2, 0, 1.5), (0, 1, -2.0), (1, 0, 7.0)]);
        assert_eq!(m.transpose().transpose(), m);
        assert_eq!(m.transpose().column(2), (&[0][..], &[1.5][..]));
    }
}
