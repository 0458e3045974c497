//! Mixed-integer rounding of aggregated rows: Marchand and Wolsey, "Aggregation and mixed integer rounding to solve MIPs" (2001).
//!
//! A row is joined with others along the continuous columns that lie between their bounds (a path of inventory balances, say); continuous
//! columns are replaced by their distance from a bound, which may be variable (`x <= u·y`, a set-up); integer columns by their distance from
//! the nearer bound; and the result is divided and rounded.

use super::{Inequality, tidy::tidy};
use crate::domain::Domain;
use crate::params::{AGGREGATION_ROWS, AGGREGATION_STARTS, INTEGRALITY, MIR_DIVISORS, MIR_FRACTION};
use crate::problem::MipProblem;
use hunch_model::SparseMatrix;

/// What separation reads.
pub struct MixedRounding<'a> {
    problem: &'a MipProblem,
    domain: &'a Domain,
    by_row: &'a SparseMatrix,
    x: &'a [f64],
    /// `(y, u)` with `x <= u·y`, for continuous columns that have one.
    variable_upper: Vec<Option<(usize, f64)>>,
}

/// `Σ dense · x = right` (or `<=`), a combination of rows.
struct Aggregation {
    dense: Vec<f64>,
    touched: Vec<usize>,
    right: f64,
    rows: Vec<usize>,
}

/// From where a continuous column's distance is measured.
#[derive(Clone, Copy)]
enum Anchor {
    Lower(f64),
    Upper(f64),
    Variable(usize, f64),
}

/// `Σ coefficient · z + Σ coefficient · t <= right` with distances `z` (integer) and `t` (continuous), all non-negative.
struct Distances {
    /// `(column, coefficient, from the upper bound, value)`.
    integers: Vec<(usize, f64, bool, f64)>,
    /// `(column, coefficient, anchor, value)`, negative coefficients only: the others may be dropped.
    continuous: Vec<(usize, f64, Anchor, f64)>,
    right: f64,
}

impl<'a> MixedRounding<'a> {
    /// Prepares separation at `x`.
    pub fn new(problem: &'a MipProblem, domain: &'a Domain, by_row: &'a SparseMatrix, x: &'a [f64]) -> Self {
        let mut variable_upper = vec![None; problem.columns()];
        for i in 0..problem.rows() {
            if let Some((j, bound)) = variable_bound(problem, by_row, i) {
                variable_upper[j] = Some(bound);
            }
        }
        Self { problem, domain, by_row, x, variable_upper }
    }

    /// Appends violated inequalities; returns the work done.
    pub fn separate(&self, found: &mut Vec<Inequality>) -> u64 {
        let mut work = 0;
        let mut aggregation = Aggregation {
            dense: vec![0.0; self.problem.columns()],
            touched: Vec::new(),
            right: 0.0,
            rows: Vec::new(),
        };
        for i in (0..self.problem.rows()).take(AGGREGATION_STARTS) {
            work += self.grow_from(i, &mut aggregation, found);
            aggregation.clear();
        }
        work
    }

    fn grow_from(&self, start: usize, aggregation: &mut Aggregation, found: &mut Vec<Inequality>) -> u64 {
        let lp = &self.problem.lp;
        let (lower, upper) = (lp.row_lower[start], lp.row_upper[start]);
        let equality = lower == upper;
        let mut work = 0;
        aggregation.add(self.by_row, start, 1.0, if upper < f64::INFINITY { upper } else { lower });
        for _ in 0..AGGREGATION_ROWS {
            work += 8 * aggregation.touched.len() as u64;
            let before = found.len();
            if upper < f64::INFINITY {
                found.extend(self.round(aggregation, 1.0));
            }
            if lower > f64::NEG_INFINITY && (equality || upper == f64::INFINITY) {
                found.extend(self.round(aggregation, -1.0));
            }
            if found.len() > before || !self.extend(aggregation) {
                break;
            }
        }
        work
    }

    /// Joins an equation along the continuous column furthest from its bounds; false when there is none.
    fn extend(&self, aggregation: &mut Aggregation) -> bool {
        let lp = &self.problem.lp;
        let mut best: Option<(f64, usize, usize, f64)> = None;
        for &j in &aggregation.touched {
            let a = aggregation.dense[j];
            if self.problem.integer[j] || a.abs() < 1e-9 {
                continue;
            }
            let distance = self.distance(j);
            if distance <= INTEGRALITY || best.is_some_and(|b| distance <= b.0) {
                continue;
            }
            let (rows, values) = lp.matrix.column(j);
            let partner = rows
                .iter()
                .zip(values)
                .find(|(i, _)| lp.row_lower[**i] == lp.row_upper[**i] && !aggregation.rows.contains(i));
            if let Some((&i, &v)) = partner {
                best = Some((distance, j, i, -a / v));
            }
        }
        let Some((_, j, i, factor)) = best else { return false };
        aggregation.add(self.by_row, i, factor, lp.row_upper[i]);
        aggregation.dense[j] = 0.0;
        true
    }

    /// How far a continuous column lies from its nearer bound.
    fn distance(&self, j: usize) -> f64 {
        let lp = &self.problem.lp;
        let above = match self.variable_upper[j] {
            Some((y, u)) => u * self.x[y] - self.x[j],
            None => lp.column_upper[j] - self.x[j],
        };
        above.min(self.x[j] - lp.column_lower[j])
    }

    /// The most violated rounding of `sign · aggregation`.
    fn round(&self, aggregation: &Aggregation, sign: f64) -> Option<Inequality> {
        let distances = self.distances(aggregation, sign)?;
        let mut divisors: Vec<f64> = distances
            .integers
            .iter()
            .filter(|d| d.3 > INTEGRALITY && d.1.abs() > 1e-9)
            .map(|d| d.1.abs())
            .collect();
        divisors.sort_by(|a, b| b.total_cmp(a));
        divisors.dedup();
        divisors.truncate(MIR_DIVISORS);
        let mut best: Option<(f64, f64)> = None;
        let consider = |divisor: f64, best: &mut Option<(f64, f64)>| {
            let better = |v: &f64| best.is_none_or(|b| *v > b.0);
            if let Some(violation) = distances.violation(divisor).filter(better) {
                *best = Some((violation, divisor));
            }
        };
        for &divisor in &divisors {
            consider(divisor, &mut best);
        }
        if let Some((_, divisor)) = best {
            for share in [2.0, 4.0, 8.0] {
                consider(divisor / share, &mut best);
            }
        }
        let (violation, divisor) = best?;
        if violation > INTEGRALITY { self.in_columns(&distances, divisor) } else { None }
    }

    /// The aggregation in terms of distances from bounds; `None` when a column has no bound to measure from.
    fn distances(&self, aggregation: &Aggregation, sign: f64) -> Option<Distances> {
        let lp = &self.problem.lp;
        let mut right = sign * aggregation.right;
        let mut integer_terms: Vec<(usize, f64)> = Vec::new();
        let mut continuous = Vec::new();
        for &j in &aggregation.touched {
            let a = sign * aggregation.dense[j];
            if a.abs() < 1e-12 {
                continue;
            }
            if self.problem.integer[j] {
                integer_terms.push((j, a));
                continue;
            }
            let (lower, upper, x) = (lp.column_lower[j], lp.column_upper[j], self.x[j]);
            let above = self.variable_upper[j].map(|(y, u)| (u * self.x[y] - x, y, u));
            let (coefficient, anchor, value) = match above {
                Some((gap, y, u)) if gap <= x - lower => {
                    integer_terms.push((y, a * u));
                    (-a, Anchor::Variable(y, u), gap)
                }
                _ if lower.is_finite() && x - lower <= upper - x => {
                    right -= a * lower;
                    (a, Anchor::Lower(lower), x - lower)
                }
                _ if upper.is_finite() => {
                    right -= a * upper;
                    (-a, Anchor::Upper(upper), upper - x)
                }
                _ => return None,
            };
            if coefficient < 0.0 {
                continuous.push((j, coefficient, anchor, value.max(0.0)));
            }
        }
        let integers = self.integer_distances(merged(integer_terms), &mut right)?;
        Some(Distances { integers, continuous, right })
    }

    fn integer_distances(
        &self,
        terms: Vec<(usize, f64)>,
        right: &mut f64,
    ) -> Option<Vec<(usize, f64, bool, f64)>> {
        let mut integers = Vec::with_capacity(terms.len());
        for (j, a) in terms {
            let (lower, upper, x) = (self.domain.lower(j), self.domain.upper(j), self.x[j]);
            if upper.is_finite() && upper - x < x - lower {
                *right -= a * upper;
                integers.push((j, -a, true, (upper - x).max(0.0)));
            } else if lower.is_finite() {
                *right -= a * lower;
                integers.push((j, a, false, (x - lower).max(0.0)));
            } else {
                return None;
            }
        }
        Some(integers)
    }

    /// The rounded inequality, written in columns again.
    fn in_columns(&self, distances: &Distances, divisor: f64) -> Option<Inequality> {
        let fraction = distances.fraction(divisor)?;
        let mut upper = (distances.right / divisor).floor();
        let mut terms = Vec::new();
        for &(j, a, from_upper, _) in &distances.integers {
            let g = rounded(a / divisor, fraction);
            if from_upper {
                terms.push((j, -g));
                upper -= g * self.domain.upper(j);
            } else {
                terms.push((j, g));
                upper += g * self.domain.lower(j);
            }
        }
        for &(j, a, anchor, _) in &distances.continuous {
            let h = a / (divisor * (1.0 - fraction));
            match anchor {
                Anchor::Lower(lower) => {
                    terms.push((j, h));
                    upper += h * lower;
                }
                Anchor::Upper(bound) => {
                    terms.push((j, -h));
                    upper -= h * bound;
                }
                Anchor::Variable(y, u) => terms.extend([(j, -h), (y, h * u)]),
            }
        }
        let bounds = |j: usize| {
            if self.problem.integer[j] {
                (self.domain.lower(j), self.domain.upper(j))
            } else {
                (self.problem.lp.column_lower[j], self.problem.lp.column_upper[j])
            }
        };
        tidy(merged(terms), upper, bounds, self.problem.columns())
    }
}

impl Distances {
    /// Fraction of the divided right-hand side, when it is far enough from an integer.
    fn fraction(&self, divisor: f64) -> Option<f64> {
        let right = self.right / divisor;
        let fraction = right - right.floor();
        (MIR_FRACTION..=1.0 - MIR_FRACTION).contains(&fraction).then_some(fraction)
    }

    /// Violation of the rounding by this divisor, relative to the norm of its coefficients.
    fn violation(&self, divisor: f64) -> Option<f64> {
        let fraction = self.fraction(divisor)?;
        let mut left = -(self.right / divisor).floor();
        let mut square = 0.0;
        for &(_, a, _, value) in &self.integers {
            let g = rounded(a / divisor, fraction);
            left += g * value;
            square += g * g;
        }
        for &(_, a, _, value) in &self.continuous {
            let h = a / (divisor * (1.0 - fraction));
            left += h * value;
            square += h * h;
        }
        (square > 0.0).then(|| left / square.sqrt())
    }
}

impl Aggregation {
    fn add(&mut self, by_row: &SparseMatrix, i: usize, factor: f64, right: f64) {
        let (columns, values) = by_row.column(i);
        for (&j, &v) in columns.iter().zip(values) {
            if self.dense[j] == 0.0 && !self.touched.contains(&j) {
                self.touched.push(j);
            }
            self.dense[j] += factor * v;
        }
        self.right += factor * right;
        self.rows.push(i);
    }

    fn clear(&mut self) {
        for &j in &self.touched {
            self.dense[j] = 0.0;
        }
        self.touched.clear();
        self.rows.clear();
        self.right = 0.0;
    }
}

/// The MIR function: the coefficient of an integer distance after division, for a right-hand side of this fraction.
fn rounded(a: f64, fraction: f64) -> f64 {
    let floor = a.floor();
    floor + (a - floor - fraction).max(0.0) / (1.0 - fraction)
}

/// Terms sorted by column, coefficients of one column summed.
fn merged(mut terms: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    terms.sort_by_key(|t| t.0);
    terms.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 += later.1;
        }
        same
    });
    terms
}

/// `(x, (y, u))` when row `i` says `x <= u·y` for a continuous `x` and a non-negative integer `y`, `u > 0`.
fn variable_bound(problem: &MipProblem, by_row: &SparseMatrix, i: usize) -> Option<(usize, (usize, f64))> {
    let (columns, values) = by_row.column(i);
    let (&[j, k], &[a, b]) = (columns, values) else { return None };
    let (x, y, a, b) = match (problem.integer[j], problem.integer[k]) {
        (false, true) => (j, k, a, b),
        (true, false) => (k, j, b, a),
        _ => return None,
    };
    let less = a > 0.0 && problem.lp.row_upper[i] == 0.0;
    let greater = a < 0.0 && problem.lp.row_lower[i] == 0.0;
    let u = -b / a;
    ((less || greater) && u > 0.0 && problem.lp.column_lower[y] >= 0.0).then_some((x, (y, u)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One period of lot sizing: `s + x >= d` with `x <= c·y`; rounding gives `s >= …` that cuts off the half set-up.
    #[test]
    fn a_fractional_setup_is_cut_off() {
        let mut problem = MipProblem::default();
        // columns: s, x, y; rows: s + x = 5 + e (column e), x − 10 y <= 0
        problem.lp.matrix = SparseMatrix::from_triplets(
            2,
            4,
            &[(0, 0, 1.0), (0, 1, 1.0), (0, 3, -1.0), (1, 1, 1.0), (1, 2, -10.0)],
        );
        problem.lp.cost = vec![0.0; 4];
        problem.lp.column_lower = vec![0.0; 4];
        problem.lp.column_upper = vec![f64::INFINITY, f64::INFINITY, 1.0, f64::INFINITY];
        problem.lp.row_lower = vec![5.0, f64::NEG_INFINITY];
        problem.lp.row_upper = vec![5.0, 0.0];
        problem.integer = vec![false, false, true, false];
        let domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let by_row = problem.by_rows();
        let x = [0.0, 5.0, 0.5, 0.0];
        let mut found = Vec::new();
        MixedRounding::new(&problem, &domain, &by_row, &x).separate(&mut found);
        assert!(found.iter().any(|c| c.violation(&x) > 0.1), "{found:?}");
        // Every integral point of a grid satisfies every inequality found.
        for y in [0.0, 1.0] {
            for k in 0..=20 {
                let made = f64::from(k) * 0.5;
                for stock in [0.0, 2.0, 5.0, 7.0] {
                    let point = [stock, made, y, stock + made - 5.0];
                    if made <= 10.0 * y && point[3] >= 0.0 {
                        assert!(found.iter().all(|c| c.violation(&point) <= 1e-6), "{point:?} {found:?}");
                    }
                }
            }
        }
    }
}
