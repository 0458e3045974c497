//! Scaling of rows, columns and costs by powers of two, so that scaling and unscaling are exact.

use super::problem::LpProblem;
use super::storage::Compressed;

/// Passes of geometric scaling; more change little (Maros 2003, section 7.2 uses 1 to 7).
const PASSES: usize = 4;

/// Costs are scaled so that the largest lies below this power of two: the dual tolerance is absolute, and was
/// made for costs of moderate size.
const COST_EXPONENT: i32 = 7;

/// A matrix whose entries all lie between these is left alone: scaling would only move its vertices'
/// tolerances.
const WELL_SCALED: std::ops::RangeInclusive<f64> = 0.2..=5.0;

/// Entries below this fraction of the largest of their row take no part in the choice of factors.
const NOISE_ENTRY: f64 = 1e-12;

/// A row whose entries all lie below this is small as a whole: what may be missed of it shrinks with its
/// largest entry.
const SMALL_ROW: f64 = 0.1;

/// What the factors are chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Factors {
    /// All entries but those that are rounding beside the others of their row.
    Clear,
    /// All entries.
    All,
    /// No columns are scaled, and rows only where they are small as a whole.
    Rows,
}

/// Scale factors. The scaled problem has entries `row[i]·a_ij·column[j]`, columns `x_j / column[j]`,
/// activities `row[i]·r_i`, and costs `cost·c_j·column[j]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scaling {
    pub row: Vec<f64>,
    pub column: Vec<f64>,
    pub cost: f64,
}

impl Scaling {
    /// No scaling.
    pub fn identity(rows: usize, columns: usize) -> Self {
        Self { row: vec![1.0; rows], column: vec![1.0; columns], cost: 1.0 }
    }

    /// Scaling of `problem`, whose entries are in `columns` and `rows`. Rows that are small as a whole are
    /// scaled in any case, since tolerances are made for rows with entries near one. Where a scaled number
    /// would leave the range of doubles, and with it exactness, nothing is scaled.
    pub fn new(problem: &LpProblem, columns: &Compressed, rows: &Compressed, factors: Factors) -> Self {
        let clear = if factors == Factors::Clear { without_noise(columns, rows) } else { None };
        let mut scaling = match (factors, clear) {
            (Factors::Rows, _) => Self::identity(problem.rows(), problem.columns()),
            (_, None) => Self::geometric(problem, columns, rows, factors),
            (_, Some(clear)) => Self::geometric(problem, &clear, &clear.transpose(rows.len()), factors),
        };
        for (i, factor) in scaling.row.iter_mut().enumerate() {
            let largest = rows.vector(i).1.iter().fold(0.0f64, |most, v| most.max(v.abs()));
            if largest < SMALL_ROW && largest * *factor < SMALL_ROW && largest > 0.0 {
                *factor = power_of_two(1.0 / largest);
            }
        }
        match scaling.is_exact(problem, columns) {
            true => scaling,
            false => Self::identity(problem.rows(), problem.columns()),
        }
    }

    /// Whether all scaled numbers are normal, so that scaling rounds none.
    fn is_exact(&self, problem: &LpProblem, columns: &Compressed) -> bool {
        let normal = |v: f64, scaled: f64| v == 0.0 || v.is_infinite() || scaled.is_normal();
        let side = |bounds: &[f64], factors: &[f64], power: fn(f64) -> f64| {
            bounds.iter().zip(factors).all(|(&b, &s)| normal(b, b * power(s)))
        };
        let inverse: fn(f64) -> f64 = |s| 1.0 / s;
        let entry = |j: usize| {
            let (indices, values) = columns.vector(j);
            let cost = problem.cost[j];
            normal(cost, cost * self.column[j])
                && normal(cost, cost * self.column[j] * self.cost)
                && indices
                    .iter()
                    .zip(values)
                    .all(|(&i, &v)| normal(v, v * (self.column[j] * self.row[i as usize])))
        };
        (0..columns.len()).all(entry)
            && side(&problem.column_lower, &self.column, inverse)
            && side(&problem.column_upper, &self.column, inverse)
            && side(&problem.row_lower, &self.row, |s| s)
            && side(&problem.row_upper, &self.row, |s| s)
    }

    /// Geometric scaling, then each column's largest entry towards one (Maros 2003, section 7.2), rounded to
    /// powers of two. Unless all entries are to count, factors are kept only where they bring the entries of a
    /// row and of a column nearer to each other: elsewhere they lead the weights of the dual method, which start
    /// at one, and the artificial bounds of its first phase astray.
    fn geometric(problem: &LpProblem, columns: &Compressed, rows: &Compressed, factors: Factors) -> Self {
        let mut scaling = Self::identity(problem.rows(), problem.columns());
        let all = (0..columns.len()).flat_map(|j| columns.vector(j).1);
        if !all.clone().all(|v| WELL_SCALED.contains(&v.abs())) {
            for _ in 0..PASSES {
                balance(rows, &scaling.column, &mut scaling.row, geometric_mean);
                balance(columns, &scaling.row, &mut scaling.column, geometric_mean);
            }
            scaling.row.iter_mut().for_each(|s| *s = power_of_two(*s));
            balance(columns, &scaling.row, &mut scaling.column, |_, largest| largest);
            scaling.column.iter_mut().for_each(|s| *s = power_of_two(*s));
            let spread = |s: &Self| spread(rows, &s.column) + spread(columns, &s.row);
            let unscaled = Self::identity(problem.rows(), problem.columns());
            if factors == Factors::Clear && spread(&scaling) > spread(&unscaled) {
                scaling = unscaled;
            }
        }
        scaling.cost = cost_factor(&problem.cost, &scaling.column);
        scaling
    }

    /// The factor for a new row or column whose entries have been scaled along their other dimension already.
    pub fn factor_of_new(entries: impl Iterator<Item = f64>) -> f64 {
        match extremes(entries) {
            Some((smallest, largest)) => power_of_two(1.0 / (smallest * largest).sqrt()),
            None => 1.0,
        }
    }
}

/// The entries without those that are rounding beside the others of their row, left from how the data was
/// made: they count in the rows like all others, but scaled to the size of the others they would be what the
/// tolerances look at. `None` where there are none.
fn without_noise(columns: &Compressed, rows: &Compressed) -> Option<Compressed> {
    let largest: Vec<f64> =
        (0..rows.len()).map(|i| rows.vector(i).1.iter().fold(0.0f64, |most, v| most.max(v.abs()))).collect();
    let is_noise = |i: u32, v: f64| v.abs() < NOISE_ENTRY * largest[i as usize];
    let any = |j: usize| {
        let (indices, values) = columns.vector(j);
        indices.iter().zip(values).any(|(&i, &v)| is_noise(i, v))
    };
    if !(0..columns.len()).any(any) {
        return None;
    }
    let mut clear = Compressed::default();
    for j in 0..columns.len() {
        let (indices, values) = columns.vector(j);
        let entries = indices.iter().zip(values).filter(|&(&i, &v)| !is_noise(i, v));
        clear.push(entries.map(|(&i, &v)| (i as usize, v)));
    }
    Some(clear)
}

/// The scale that brings the largest cost near one, if it is far from there.
fn cost_factor(cost: &[f64], column: &[f64]) -> f64 {
    let largest = cost.iter().zip(column).map(|(c, s)| (c * s).abs()).fold(0.0, f64::max);
    if largest == 0.0 || !largest.is_finite() {
        return 1.0;
    }
    let exponent = largest.log2().ceil() as i32;
    if exponent > COST_EXPONENT {
        exp2(COST_EXPONENT - exponent)
    } else if exponent < 0 {
        exp2((-exponent).min(60))
    } else {
        1.0
    }
}

/// Replaces `target[k]` by the inverse of the `size` of vector `k`'s entries' magnitudes (smallest, largest)
/// after scaling by `other`.
fn balance(vectors: &Compressed, other: &[f64], target: &mut [f64], size: impl Fn(f64, f64) -> f64) {
    for (k, t) in target.iter_mut().enumerate() {
        let (indices, values) = vectors.vector(k);
        let entries = indices.iter().zip(values).map(|(&i, v)| v.abs() * other[i as usize]);
        if let Some((smallest, largest)) = extremes(entries) {
            *t = 1.0 / size(smallest, largest);
        }
    }
}

/// Binary digits between the smallest and the largest entry of a vector after scaling by `other`: the mean.
fn spread(vectors: &Compressed, other: &[f64]) -> f64 {
    let digits = |k: usize| {
        let (indices, values) = vectors.vector(k);
        let entries = indices.iter().zip(values).map(|(&i, v)| v.abs() * other[i as usize]);
        extremes(entries).map_or(0.0, |(smallest, largest)| (largest / smallest).log2())
    };
    (0..vectors.len()).map(digits).sum::<f64>() / vectors.len().max(1) as f64
}

fn geometric_mean(smallest: f64, largest: f64) -> f64 {
    (smallest * largest).sqrt()
}

fn extremes(entries: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (mut smallest, mut largest) = (f64::INFINITY, 0.0f64);
    for v in entries {
        let v = v.abs();
        smallest = smallest.min(v);
        largest = largest.max(v);
    }
    (largest > 0.0 && smallest > 0.0 && largest.is_finite()).then_some((smallest, largest))
}

/// The nearest power of two (in the exponent), within a range that cannot overflow.
fn power_of_two(value: f64) -> f64 {
    exp2(value.log2().round().clamp(-60.0, 60.0) as i32)
}

fn exp2(exponent: i32) -> f64 {
    2.0f64.powi(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::SparseMatrix;

    fn scaling(entries: &[(usize, usize, f64)], size: usize, factors: Factors) -> Scaling {
        let problem = LpProblem {
            cost: vec![1.0; size],
            column_lower: vec![0.0; size],
            column_upper: vec![1.0; size],
            row_lower: vec![0.0; size],
            row_upper: vec![1.0; size],
            matrix: SparseMatrix::from_triplets(size, size, entries),
            ..LpProblem::default()
        };
        let mut columns = Compressed::default();
        for j in 0..size {
            let (rows, values) = problem.matrix.column(j);
            columns.push(rows.iter().copied().zip(values.iter().copied()));
        }
        let rows = columns.transpose(size);
        Scaling::new(&problem, &columns, &rows, factors)
    }

    /// Each column has two ones, in two rows that follow each other, and the first has one large entry more.
    fn ring() -> Vec<(usize, usize, f64)> {
        let ones = (0..4).flat_map(|j| [(j, j, 1.0), ((j + 1) % 4, j, 1.0)]);
        ones.chain([(2, 0, 64.0)]).collect()
    }

    #[test]
    fn factors_that_would_spread_the_entries_are_not_kept_unless_they_are_asked_for() {
        let plain = scaling(&ring(), 4, Factors::Clear);
        assert_eq!((plain.row, plain.column), (vec![1.0; 4], vec![1.0; 4]));
        assert_ne!(scaling(&ring(), 4, Factors::All).row, [1.0; 4]);
    }

    #[test]
    fn factors_that_bring_the_entries_together_are_kept() {
        let entries = [(0, 0, 1024.0), (0, 1, 2048.0), (1, 0, 0.125), (1, 1, 0.25)];
        let kept = scaling(&entries, 2, Factors::Clear);
        for (i, j, a) in entries {
            let scaled = a * kept.row[i] * kept.column[j];
            assert!((0.25..=1.0).contains(&scaled), "{scaled} at {i}, {j}");
        }
    }
}
