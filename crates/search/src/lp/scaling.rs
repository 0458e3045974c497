//! Scaling of rows, columns and costs by powers of two, so that scaling and unscaling are exact.

use super::problem::LpProblem;
use super::storage::Compressed;

/// Passes of geometric scaling; more change little (Maros 2003, section 7.2 uses 1 to 7).
const PASSES: usize = 4;

/// Costs are scaled so that the largest lies below this power of two: the dual tolerance is absolute, and was made for costs of moderate size.
const COST_EXPONENT: i32 = 7;

/// A matrix whose entries all lie between these is left alone: scaling would only move its vertices' tolerances.
const WELL_SCALED: std::ops::RangeInclusive<f64> = 0.2..=5.0;

/// Scale factors. The scaled problem has entries `row[i]·a_ij·column[j]`, columns `x_j / column[j]`, activities `row[i]·r_i`, and costs
/// `cost·c_j·column[j]`.
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

    /// Geometric scaling, then each column's largest entry towards one (Maros 2003, section 7.2), rounded to powers of two.
    pub fn geometric(problem: &LpProblem, columns: &Compressed, rows: &Compressed) -> Self {
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

/// Replaces `target[k]` by the inverse of the `size` of vector `k`'s entries' magnitudes (smallest, largest) after scaling by `other`.
fn balance(vectors: &Compressed, other: &[f64], target: &mut [f64], size: impl Fn(f64, f64) -> f64) {
    for (k, t) in target.iter_mut().enumerate() {
        let (indices, values) = vectors.vector(k);
        let entries = indices.iter().zip(values).map(|(&i, v)| v.abs() * other[i as usize]);
        if let Some((smallest, largest)) = extremes(entries) {
            *t = 1.0 / size(smallest, largest);
        }
    }
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
