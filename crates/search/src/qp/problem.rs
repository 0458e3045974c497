//! A quadratic program in the form that the engine reads, and what is wrong with one.

use crate::lp::LpProblem;
use crate::lp::storage::Compressed;
use crate::scalar::greater;
use hunch_model::Program;
use thiserror::Error;

/// Share of a matrix' entries that may be zeros and stored all the same.
const FILLED: f64 = 0.25;

/// Full columns whose multiples are added in one pass over the sums.
const TOGETHER: usize = 4;

/// Adds multiples of full columns in their order.
fn add_four(columns: &[(&[f64], f64); TOGETHER], out: &mut [f64]) {
    let order = out.len();
    let [(a, p), (b, q), (c, r), (d, s)] = columns.map(|(values, weight)| (&values[..order], weight));
    for i in 0..order {
        out[i] = (((out[i] + p * a[i]) + q * b[i]) + r * c[i]) + s * d[i];
    }
}

/// The same one by one.
fn add_each(columns: &[(&[f64], f64)], out: &mut [f64]) {
    for &(values, weight) in columns {
        out.iter_mut().zip(values).for_each(|(o, v)| *o += weight * v);
    }
}

/// A symmetric matrix, both triangles stored by columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SymmetricMatrix {
    columns: Compressed,
}

impl SymmetricMatrix {
    /// From entries `(row, column, value)` of the lower triangle (`row >= column`), in any order; equal
    /// places are summed.
    ///
    /// # Errors
    /// [`QpError::Shape`] for an entry outside the triangle, [`QpError::NotFinite`] for one that is no number.
    pub fn from_lower_triangle(order: usize, lower: &[(usize, usize, f64)]) -> Result<Self, QpError> {
        if let Some(&(i, j, _)) = lower.iter().find(|&&(i, j, _)| i >= order || j > i) {
            let expected = format!("a pair row >= column below {order}");
            return Err(QpError::Shape { field: "quadratic index", value: i.max(j), expected });
        }
        if let Some(&(_, _, value)) = lower.iter().find(|e| !e.2.is_finite()) {
            return Err(QpError::NotFinite { field: "quadratic coefficient", value });
        }
        // Sorted by counting: whatever the order within its columns, the transpose of a symmetric matrix is
        // the same matrix with its columns in order.
        let mut starts = vec![0usize; order + 1];
        let both = || {
            lower
                .iter()
                .flat_map(|&(i, j, v)| [(i, j, v), (j, i, v)].into_iter().take(1 + usize::from(i != j)))
        };
        both().for_each(|(_, j, _)| starts[j + 1] += 1);
        (0..order).for_each(|j| starts[j + 1] += starts[j]);
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts[order]];
        for (i, j, v) in both() {
            entries[next[j]] = (i, v);
            next[j] += 1;
        }
        let mut unsorted = Compressed::default();
        for j in 0..order {
            unsorted.push(entries[starts[j]..starts[j + 1]].iter().copied());
        }
        let sorted = unsorted.transpose(order);
        let mut columns = Compressed::default();
        for j in 0..order {
            let (indices, values) = sorted.vector(j);
            let mut summed: Vec<(usize, f64)> = Vec::with_capacity(indices.len());
            for (&i, &v) in indices.iter().zip(values) {
                match summed.last_mut().filter(|last| last.0 == i as usize) {
                    Some(last) => last.1 += v,
                    None => summed.push((i as usize, v)),
                }
            }
            columns.push(summed.into_iter().filter(|e| e.1 != 0.0));
        }
        Ok(Self { columns })
    }

    /// Number of rows, and of columns.
    pub fn order(&self) -> usize {
        self.columns.len()
    }

    /// Number of stored entries, both triangles counted.
    pub fn nonzeros(&self) -> usize {
        (0..self.order()).map(|j| self.columns.vector(j).0.len()).sum()
    }

    /// Indices and values of column `j`, indices increasing.
    pub(crate) fn column(&self, j: usize) -> (&[u32], &[f64]) {
        self.columns.vector(j)
    }

    /// The diagonal entry `j`.
    pub fn diagonal(&self, j: usize) -> f64 {
        let (indices, values) = self.column(j);
        indices.binary_search(&(j as u32)).map_or(0.0, |at| values[at])
    }

    /// The largest magnitude of each column where every entry is stored; else nothing.
    pub(super) fn largest_if_full(&self) -> Vec<f64> {
        let order = self.order();
        if (0..order).any(|j| self.column(j).0.len() != order) {
            return Vec::new();
        }
        let largest = |j: usize| self.column(j).1.iter().fold(0.0, |most, v| greater(v.abs(), most));
        (0..order).map(largest).collect()
    }

    /// `out += factor · Q x`; columns where `x` is zero cost nothing. Returns the number of multiplications.
    pub fn add_product(&self, factor: f64, x: &[f64], out: &mut [f64]) -> usize {
        let order = self.order();
        let mut entries = 0;
        // Full columns that wait for a pass over `out` of their own.
        let mut waiting: [(&[f64], f64); TOGETHER] = [(&[], 0.0); TOGETHER];
        let mut count = 0;
        for (j, &x) in x.iter().enumerate().take(order) {
            if x == 0.0 {
                continue;
            }
            let (indices, values) = self.column(j);
            let weight = factor * x;
            entries += indices.len();
            if indices.len() == order {
                waiting[count] = (values, weight);
                count += 1;
                if count == TOGETHER {
                    add_four(&waiting, &mut out[..order]);
                    count = 0;
                }
            } else {
                add_each(&waiting[..std::mem::take(&mut count)], out);
                indices.iter().zip(values).for_each(|(&i, v)| out[i as usize] += weight * v);
            }
        }
        add_each(&waiting[..count], out);
        entries
    }

    /// The same with its zeros stored where few entries are missing: products with full columns need no indices.
    pub(super) fn filled(self) -> Self {
        let order = self.order();
        let missing = order * order - self.nonzeros();
        if missing == 0 || missing as f64 > FILLED * (order * order) as f64 {
            return self;
        }
        Self { columns: self.columns.filled(order) }
    }

    /// The same with `taken` off its diagonal, one number a column; differences round.
    pub(crate) fn less(&self, taken: &[f64]) -> Self {
        let mut lower = Vec::new();
        for j in 0..self.order() {
            let (rows, values) = self.column(j);
            lower.extend(rows.iter().zip(values).map(|(&i, &v)| (i as usize, j, v)).filter(|e| e.0 > e.1));
            lower.push((j, j, self.diagonal(j) - taken[j]));
        }
        Self::from_lower_triangle(self.order(), &lower).unwrap_or_default()
    }

    /// The same with entry `(i, j)` multiplied by `factor(i) · factor(j) · common`.
    pub(super) fn scaled(&self, factor: &[f64], common: f64) -> Self {
        let mut columns = self.columns.clone();
        columns.scale(|j, i| factor[i] * factor[j] * common);
        Self { columns }
    }
}

/// Minimise `offset + cᵀx + ½ xᵀQx` subject to `row_lower ≤ Ax ≤ row_upper` and bounds on columns, `Q`
/// positive semidefinite.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problem {
    /// Everything but the quadratic term. Its `row_noise` is not read: rows are as they are given.
    pub lp: LpProblem,
    /// `Q`, of order `lp.columns()`.
    pub quadratic: SymmetricMatrix,
}

impl Problem {
    /// The relaxation of a validated program: integrality is dropped, a maximisation is negated.
    ///
    /// # Errors
    /// [`QpError`] when the quadratic term does not fit the program.
    pub fn from_program(program: &Program) -> Result<Self, QpError> {
        let sign = program.sense.sign();
        let entries = program.quadratic.iter().flat_map(|q| &q.lower_triangle);
        let lower: Vec<_> = entries.map(|&(i, j, v)| (i, j, sign * v)).collect();
        let quadratic = SymmetricMatrix::from_lower_triangle(program.columns.len(), &lower)?;
        Ok(Self { lp: LpProblem::from_program(program), quadratic })
    }

    /// Checks shapes and numbers.
    pub(super) fn validate(&self) -> Result<(), QpError> {
        let lp = &self.lp;
        let (n, m) = (lp.columns(), lp.rows());
        for (field, value, expected) in [
            ("number of lower bounds of columns", lp.column_lower.len(), n),
            ("number of upper bounds of columns", lp.column_upper.len(), n),
            ("number of upper sides of rows", lp.row_upper.len(), m),
            ("number of matrix columns", lp.matrix.columns(), n),
            ("number of matrix rows", lp.matrix.rows(), m),
            ("order of the quadratic term", self.quadratic.order(), n),
        ] {
            if value != expected {
                return Err(QpError::Shape { field, value, expected: expected.to_string() });
            }
        }
        let sides = [&lp.column_lower, &lp.column_upper, &lp.row_lower, &lp.row_upper];
        let bounds = sides.into_iter().flatten().copied().find(|b| b.is_nan());
        let lows = lp.column_lower.iter().chain(&lp.row_lower).copied().find(|&b| b == f64::INFINITY);
        let highs = lp.column_upper.iter().chain(&lp.row_upper).copied().find(|&b| b == f64::NEG_INFINITY);
        let finite = |numbers: &[f64]| numbers.iter().copied().find(|v| !v.is_finite());
        let offset = Some(lp.offset).filter(|v| !v.is_finite());
        for (field, bad) in [
            ("bound", bounds),
            ("lower bound", lows),
            ("upper bound", highs),
            ("cost", finite(&lp.cost)),
            ("matrix coefficient", finite(lp.matrix.values())),
            ("constant of the objective", offset),
        ] {
            if let Some(value) = bad {
                return Err(QpError::NotFinite { field, value });
            }
        }
        Ok(())
    }

    /// Estimated bytes of an engine for this problem: matrices twice, factors, two dozen vectors, the factor
    /// of the reduced Hessian and that of the test for convexity.
    pub fn estimated_bytes(&self) -> u64 {
        let variables = (self.lp.rows() + self.lp.columns()) as u64;
        let entries = (2 * self.lp.matrix.nonzeros() + 2 * self.quadratic.nonzeros()) as u64;
        let curved = (0..self.quadratic.order()).filter(|&j| !self.quadratic.column(j).0.is_empty()).count();
        variables * 400 + entries * 40 + 2 * 8 * (curved as u64).pow(2)
    }
}

/// Why a quadratic program is refused. Infeasibility, unboundedness and limits are statuses.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum QpError {
    /// Arrays that do not fit each other.
    #[error("{field} is {value}; it must be {expected}")]
    Shape {
        /// What was measured.
        field: &'static str,
        /// What was found.
        value: usize,
        /// What would be right.
        expected: String,
    },
    /// A number is NaN, or infinite where only finite numbers make sense.
    #[error("a {field} is {value}; it must be a finite number")]
    NotFinite {
        /// Where the number stands.
        field: &'static str,
        /// The number.
        value: f64,
    },
    /// The objective (of the minimisation) has negative curvature, so that a stationary point proves nothing.
    #[error(
        "the objective is not convex: along a direction v of {} columns vᵀQv is {curvature}; it must not be negative",
        direction.iter().filter(|v| **v != 0.0).count()
    )]
    NonConvex {
        /// The direction, one entry a column, the largest of size one.
        direction: Vec<f64>,
        /// `vᵀQv`, negative beyond its rounding.
        curvature: f64,
    },
    /// The engine would need more memory than it may use.
    #[error(
        "the quadratic engine needs about {needed} bytes for this program; the memory limit is {limit} bytes"
    )]
    Memory {
        /// Estimated bytes, before anything is built.
        needed: u64,
        /// The limit.
        limit: u64,
    },
}
