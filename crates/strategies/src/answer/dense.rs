//! Dense factors of any rectangular matrix, with its rank: Gaussian elimination with complete pivoting (Golub
//! & Van Loan, "Matrix computations", section 3.4.8).

use crate::params::RANK;

/// `P M Q = L U` up to the rank of M; rows and columns beyond it depend on the others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factor {
    rows: usize,
    columns: usize,
    rank: usize,
    /// L (ones on its diagonal left out) and U, by rows, in pivot order.
    entries: Vec<f64>,
    /// Row and column of each pivot.
    row: Vec<usize>,
    column: Vec<usize>,
}

impl Factor {
    /// Factorises a matrix given by rows.
    pub fn new(rows: usize, columns: usize, mut entries: Vec<f64>) -> Self {
        let (mut row, mut column): (Vec<usize>, Vec<usize>) = ((0..rows).collect(), (0..columns).collect());
        let mut first = 0.0;
        let mut rank = 0;
        while rank < rows.min(columns) {
            let Some((p, q, size)) = largest(&entries, rows, columns, rank) else { break };
            first = f64::max(first, size);
            if size <= RANK * first {
                break;
            }
            if p != rank {
                (0..columns).for_each(|j| entries.swap(p * columns + j, rank * columns + j));
                row.swap(p, rank);
            }
            if q != rank {
                (0..rows).for_each(|i| entries.swap(i * columns + q, i * columns + rank));
                column.swap(q, rank);
            }
            eliminate(&mut entries, columns, rank);
            rank += 1;
        }
        Self { rows, columns, rank, entries, row, column }
    }

    /// Number of independent rows, and of columns.
    #[cfg(test)]
    pub fn rank(&self) -> usize {
        self.rank
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.entries[i * self.columns + j]
    }

    /// An `x` with `M x = b` in the independent rows, zero in the dependent columns.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let r = self.rank;
        let mut z: Vec<f64> = self.row[..r].iter().map(|&i| b[i]).collect();
        for i in 0..r {
            z[i] -= (0..i).map(|k| self.at(i, k) * z[k]).sum::<f64>();
        }
        for i in (0..r).rev() {
            z[i] = (z[i] - (i + 1..r).map(|k| self.at(i, k) * z[k]).sum::<f64>()) / self.at(i, i);
        }
        let mut x = vec![0.0; self.columns];
        self.column[..r].iter().zip(z).for_each(|(&j, value)| x[j] = value);
        x
    }

    /// A `y` with `Mᵀ y = c` in the independent columns, zero in the dependent rows.
    pub fn solve_transposed(&self, c: &[f64]) -> Vec<f64> {
        let r = self.rank;
        let mut z: Vec<f64> = self.column[..r].iter().map(|&j| c[j]).collect();
        for i in 0..r {
            z[i] = (z[i] - (0..i).map(|k| self.at(k, i) * z[k]).sum::<f64>()) / self.at(i, i);
        }
        for i in (0..r).rev() {
            z[i] -= (i + 1..r).map(|k| self.at(k, i) * z[k]).sum::<f64>();
        }
        let mut y = vec![0.0; self.rows];
        self.row[..r].iter().zip(z).for_each(|(&i, value)| y[i] = value);
        y
    }
}

/// Place and size of the largest entry that is left.
fn largest(entries: &[f64], rows: usize, columns: usize, done: usize) -> Option<(usize, usize, f64)> {
    let mut found: Option<(usize, usize, f64)> = None;
    for i in done..rows {
        for j in done..columns {
            let size = entries[i * columns + j].abs();
            if size > found.map_or(0.0, |f| f.2) {
                found = Some((i, j, size));
            }
        }
    }
    found
}

/// Subtracts multiples of row `k` from the rows after it; the multiples take the place of the zeros.
fn eliminate(entries: &mut [f64], columns: usize, k: usize) {
    let (above, below) = entries.split_at_mut((k + 1) * columns);
    let pivot_row = &above[k * columns..];
    for row in below.chunks_exact_mut(columns) {
        let share = row[k] / pivot_row[k];
        row[k] = share;
        if share != 0.0 {
            row[k + 1..].iter_mut().zip(&pivot_row[k + 1..]).for_each(|(v, p)| *v -= share * p);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn square_systems_are_solved_both_ways() {
        let m = Factor::new(3, 3, vec![0.0, 2.0, 1.0, 1.0, 0.0, 3.0, 4.0, 1.0, 0.0]);
        assert_eq!(m.rank(), 3);
        let near = |a: &[f64], b: [f64; 3]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-14);
        assert!(near(&m.solve(&[7.0, 10.0, 6.0]), [1.0, 2.0, 3.0]));
        assert!(near(&m.solve_transposed(&[14.0, 5.0, 7.0]), [1.0, 2.0, 3.0]));
    }

    #[test]
    fn dependent_rows_and_columns_are_left_out() {
        // The third row is the sum of the others, the third column is the second.
        let m = Factor::new(3, 3, vec![1.0, 2.0, 2.0, 3.0, -1.0, -1.0, 4.0, 1.0, 1.0]);
        assert_eq!(m.rank(), 2);
        let x = m.solve(&[5.0, 1.0, 6.0]);
        assert!((x[0] - 1.0).abs() < 1e-14 && (x[1] + x[2] - 2.0).abs() < 1e-14 && x[1] * x[2] == 0.0);
        let wide = Factor::new(1, 2, vec![0.0, 4.0]);
        assert_eq!((wide.rank(), wide.solve(&[2.0])), (1, vec![0.0, 0.5]));
        assert_eq!(Factor::new(0, 2, vec![]).solve(&[]), [0.0, 0.0]);
    }
}
