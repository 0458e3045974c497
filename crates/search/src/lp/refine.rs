//! Sharper values: iterative refinement with residuals in compensated arithmetic (Wilkinson, "Rounding errors
//! in algebraic processes", 1963), and the question whether they are needed, which the checker's rule for
//! rows answers.

use super::lu::SolveKind;
use super::params::{LARGEST_CORRECTION, REFINEMENTS};
use super::safe_sum::{Known, SafeSum};
use super::simplex::Simplex;
use super::storage::WorkVector;
use crate::scalar::greater;
use hunch_model::tolerances::{ROW, ROW_RELATIVE};

/// A point meets a row by this share of what the checker allows: moving values onto column bounds afterwards,
/// and sums in another order, take the rest.
const SHARE: f64 = 0.5;

impl Simplex {
    /// Corrects the basic values by what `[A −I](x, r)` misses zero by.
    pub(super) fn sharpen_primal(&mut self) {
        let mut last = f64::INFINITY;
        for _ in 0..REFINEMENTS {
            let values = self.all_values();
            let mut residual = std::mem::take(&mut self.work.scratch);
            residual.clear();
            for i in 0..self.m {
                let mut sum = SafeSum::default();
                sum.add(Known::exactly(-values[self.n + i]));
                let (columns, entries) = self.given.matrix.rows.vector(i);
                for (&j, &v) in columns.iter().zip(entries) {
                    sum.add_product(v, values[j as usize]);
                }
                residual.values[i] = -sum.total().value;
            }
            let size = normalise(&mut residual);
            if size > 0.0 && size < last {
                self.factors.lu.ftran(&mut residual, SolveKind::Dense);
                for (value, change) in self.point.basic_value.iter_mut().zip(&residual.values) {
                    *value += change * size;
                }
            }
            residual.clear();
            residual.values.fill(0.0);
            self.work.scratch = residual;
            if size == 0.0 || size >= last {
                break;
            }
            last = size;
        }
    }

    /// Corrects the multipliers `y` by the reduced costs that they leave to basic variables under the working
    /// costs.
    pub(super) fn sharpen_multipliers(&mut self, y: &mut WorkVector) {
        let mut correction = WorkVector::default();
        let mut last = f64::INFINITY;
        for _ in 0..REFINEMENTS {
            correction.reset(self.m);
            for (p, &k) in self.point.head.iter().enumerate() {
                let mut sum = SafeSum::default();
                sum.add(Known::exactly(self.shifted.cost[k as usize]));
                self.for_column(k as usize, |i, v| sum.add_product(-v, y.values[i]));
                correction.values[p] = sum.total().value;
            }
            let size = normalise(&mut correction);
            if size == 0.0 || size >= last {
                return;
            }
            last = size;
            correction.values.iter_mut().for_each(|v| *v *= size);
            self.correct_by(&mut correction);
            for (y, change) in y.values.iter_mut().zip(&correction.values) {
                *y += change;
            }
        }
    }

    /// `x ← B⁻ᵀ x` for numbers of any size.
    pub(super) fn correct_by(&mut self, x: &mut WorkVector) {
        let size = normalise(x);
        if size > 0.0 {
            self.factors.lu.btran(x);
            x.values.iter_mut().for_each(|v| *v *= size);
        } else {
            x.values.fill(0.0);
        }
    }

    /// Whether the present point, its columns moved onto the bounds that they miss, misses a row by more than
    /// its share of what the checker allows.
    pub(super) fn misses_rows(&self) -> bool {
        let mut values = self.all_values();
        values.truncate(self.n);
        for (j, x) in values.iter_mut().enumerate() {
            *x = x.max(self.given.lower[j]).min(self.given.upper[j]);
        }
        (0..self.m).any(|i| self.misses_row(i, &values))
    }

    fn misses_row(&self, i: usize, values: &[f64]) -> bool {
        let (columns, entries) = self.given.matrix.rows.vector(i);
        let (mut sum, mut size) = (0.0, 0.0);
        for (&j, &v) in columns.iter().zip(entries) {
            let term = v * values[j as usize];
            sum += term;
            size += term.abs();
        }
        let (lower, upper) = (self.given.lower[self.n + i], self.given.upper[self.n + i]);
        let excess = |sum: f64| greater(lower - sum, sum - upper);
        let rounding = columns.len() as f64 * f64::EPSILON * size;
        // Most rows are met beyond doubt, and what they allow need not be known.
        if excess(sum) + rounding <= SHARE * ROW_RELATIVE * size {
            return false;
        }
        let mut exact = SafeSum::default();
        let mut largest = 0.0f64;
        for (&j, &v) in columns.iter().zip(entries) {
            exact.add_product(v, values[j as usize]);
            largest = greater((v / self.given.scaling.column[j as usize]).abs(), largest);
        }
        let factor = self.given.scaling.row[i];
        let allowed = ROW * (largest / factor).min(1.0) * factor + ROW_RELATIVE * size;
        let missed = excess(exact.total().value);
        missed.is_nan() || missed > SHARE * allowed
    }
}

/// Divides `x` by a power of two near its largest entry, so that a triangular solve does not take it for
/// noise; returns that power, or zero where there is nothing to correct.
fn normalise(x: &mut WorkVector) -> f64 {
    let largest = x.values.iter().fold(0.0f64, |m, v| greater(v.abs(), m));
    if !(f64::MIN_POSITIVE..LARGEST_CORRECTION).contains(&largest) {
        return 0.0;
    }
    let size = 2f64.powi(largest.log2().ceil() as i32);
    x.values.iter_mut().for_each(|v| *v /= size);
    x.reindex(0.0);
    size
}
