//! How far variables without a bound can go: bounds implied by single rows, for dual bounds that have to pay
//! for a reduced cost of the wrong sign. Only absent bounds are filled in; the iterations never see these.

use super::storage::Matrix;
use crate::scalar::{greater, lesser};

/// Passes over the rows; chains of rows that lie in order need one.
const PASSES: usize = 4;

/// Rows of a column, and entries of such a row, that are looked at for a bound of this column alone.
#[cfg(feature = "kinds")]
const SHORT: usize = 32;

/// Bounds of all variables, given ones and implied ones, and the given ones that they follow from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    given_lower: Vec<f64>,
    given_upper: Vec<f64>,
}

impl Reach {
    /// Whether the implied bounds still follow when variable `k` has these.
    pub fn allows(&self, k: usize, lower: f64, upper: f64) -> bool {
        lower >= self.given_lower[k] && upper <= self.given_upper[k]
    }

    /// The lower or upper bound of variable `k`.
    pub fn bound(&self, k: usize, is_upper: bool) -> f64 {
        if is_upper { self.upper[k] } else { self.lower[k] }
    }

    /// Appends a row's activity with its own bounds.
    pub fn push(&mut self, lower: f64, upper: f64) {
        for bounds in [&mut self.lower, &mut self.given_lower] {
            bounds.push(lower);
        }
        for bounds in [&mut self.upper, &mut self.given_upper] {
            bounds.push(upper);
        }
    }

    /// What the rows of `matrix` imply for bounds of `n` columns and the rows' activities, rows widened by
    /// their noise; and from those that `old` follows from, where they are wider: bounds that come and go, as
    /// in a tree, soon have all been seen at their widest.
    pub fn new(
        matrix: &Matrix,
        n: usize,
        (mut lower, mut upper): (Vec<f64>, Vec<f64>),
        old: Option<&Self>,
    ) -> Self {
        if let Some(old) = old {
            lower.iter_mut().zip(&old.given_lower).for_each(|(l, old)| *l = lesser(*l, *old));
            upper.iter_mut().zip(&old.given_upper).for_each(|(u, old)| *u = greater(*u, *old));
        }
        let mut reach = Self { given_lower: lower.clone(), given_upper: upper.clone(), lower, upper };
        for _ in 0..PASSES {
            let rows = reach.lower.len() - n;
            let changes: usize = (0..rows).map(|i| reach.visit(matrix, n, i)).sum();
            if changes == 0 {
                break;
            }
        }
        reach
    }

    /// The lower or upper bound of column `j` by the first short row that implies one from the bounds given.
    #[cfg(feature = "kinds")]
    pub fn of_column(
        matrix: &Matrix,
        n: usize,
        (lower, upper): (&[f64], &[f64]),
        j: usize,
        is_upper: bool,
    ) -> Option<f64> {
        let (rows, values) = matrix.columns.vector(j);
        rows.iter().zip(values).take(SHORT).find_map(|(&i, &a)| {
            if matrix.rows.vector(i as usize).0.len() > SHORT {
                return None;
            }
            let row = || members(matrix, n, i as usize);
            // The others' greatest value leaves the least to a term, and their least value the greatest.
            let limit = if is_upper == (a > 0.0) {
                let least = End::of(row(), |k, a| ends(lower, upper, k, a).0);
                least.limit(j, a, ends(lower, upper, j, a).0, -1.0)
            } else {
                let greatest = End::of(row(), |k, a| ends(lower, upper, k, a).1);
                greatest.limit(j, a, ends(lower, upper, j, a).1, 1.0)
            };
            limit.map(|limit| if is_upper { limit.next_up() } else { limit.next_down() })
        })
    }

    /// Fills in what row `i` implies; returns the number of bounds.
    fn visit(&mut self, matrix: &Matrix, n: usize, i: usize) -> usize {
        let row = || members(matrix, n, i);
        if row().all(|(k, _)| self.lower[k].is_finite() && self.upper[k].is_finite()) {
            return 0;
        }
        let least = End::of(row(), |k, a| ends(&self.lower, &self.upper, k, a).0);
        let greatest = End::of(row(), |k, a| ends(&self.lower, &self.upper, k, a).1);
        if least.infinite > 1 && greatest.infinite > 1 {
            return 0;
        }
        let mut changes = 0;
        for (k, a) in row() {
            let (has_lower, has_upper) = (self.lower[k].is_finite(), self.upper[k].is_finite());
            if has_lower && has_upper {
                continue;
            }
            let (at_least, at_greatest) = ends(&self.lower, &self.upper, k, a);
            let high = least.limit(k, a, at_least, -1.0);
            let low = greatest.limit(k, a, at_greatest, 1.0);
            let (low, high) = if a > 0.0 { (low, high) } else { (high, low) };
            if let (false, Some(low)) = (has_lower, low) {
                self.lower[k] = low.next_down();
                changes += 1;
            }
            if let (false, Some(high)) = (has_upper, high) {
                self.upper[k] = high.next_up();
                changes += 1;
            }
        }
        changes
    }
}

/// The terms of row `i` over `Σ a x − activity = 0`, where the activity is a variable like the others.
pub(super) fn members(matrix: &Matrix, n: usize, i: usize) -> impl Iterator<Item = (usize, f64)> {
    let (columns, values) = matrix.rows.vector(i);
    let terms = columns.iter().zip(values).map(|(&j, &a)| (j as usize, a));
    terms.chain(std::iter::once((n + i, -1.0)))
}

/// The bounds at which `a x_k` is least and greatest.
fn ends(lower: &[f64], upper: &[f64], k: usize, a: f64) -> (f64, f64) {
    if a > 0.0 { (lower[k], upper[k]) } else { (upper[k], lower[k]) }
}

/// One end of a row's range: the finite part, and how many terms are infinite.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct End {
    finite: f64,
    /// Sum of the finite terms' magnitudes.
    size: f64,
    count: f64,
    infinite: usize,
    /// The last infinite term's variable.
    which: usize,
}

impl End {
    /// One end of a row; `at` is the bound at which a variable takes its coefficient's term there.
    pub fn of(members: impl Iterator<Item = (usize, f64)>, at: impl Fn(usize, f64) -> f64) -> Self {
        let mut end = Self::default();
        members.for_each(|(k, a)| end.add(k, a * at(k, a)));
        end
    }

    fn add(&mut self, k: usize, term: f64) {
        if term.is_finite() {
            self.finite += term;
            self.size += term.abs();
            self.count += 1.0;
        } else {
            self.infinite += 1;
            self.which = k;
        }
    }

    /// What the other terms leave to variable `k`, whose own bound at this end is `at`, if that is finite: `a
    /// x_k = −(the others)`, which lies between minus their greatest and minus their least value. What the
    /// sum may err by widens it (`side` is 1 for the greatest end, −1 for the least): with rounded products
    /// and sums `γ` times the magnitudes (Higham, "Accuracy and Stability of Numerical Algorithms", 2002,
    /// section 3.1), doubled for what follows from it.
    pub fn limit(&self, k: usize, a: f64, at: f64, side: f64) -> Option<f64> {
        let error = (self.count + 4.0) * f64::EPSILON * self.size + f64::MIN_POSITIVE;
        let rest = match self.infinite {
            0 => self.finite - a * at,
            1 if self.which == k => self.finite,
            _ => return None,
        };
        Some((-rest - side * error) / a).filter(|limit| limit.is_finite())
    }
}

#[cfg(all(test, feature = "kinds"))]
mod tests {
    use super::super::storage::Compressed;
    use super::*;
    use crate::random::uniform;

    #[test]
    fn a_row_with_one_unbounded_column_bounds_it_alone_as_it_does_among_all() {
        let mut state = 11;
        for _ in 0..200 {
            let n = 2 + (uniform(&mut state) * 5.0) as usize;
            let mut number = || (8.0 * uniform(&mut state)).round() / 2.0 - 2.25;
            let row: Vec<f64> = (0..n).map(|_| number()).collect();
            let mut columns = Compressed::default();
            row.iter().for_each(|&a| columns.push(std::iter::once((0, a))));
            let rows = columns.transpose(1);
            let matrix = Matrix { columns, rows };
            let mut lower: Vec<f64> = (0..=n).map(|_| number()).collect();
            let mut upper: Vec<f64> = lower.iter().map(|l| l + number().abs()).collect();
            (lower[0], upper[0]) = (f64::NEG_INFINITY, f64::INFINITY);
            let all = Reach::new(&matrix, n, (lower.clone(), upper.clone()), None);
            for is_upper in [false, true] {
                let alone = Reach::of_column(&matrix, n, (&lower, &upper), 0, is_upper);
                assert_eq!(alone, Some(all.bound(0, is_upper)));
                // The row leaves it what the others are farthest from.
                let high = is_upper == (row[0] > 0.0);
                let end = |k: usize, up: bool| if up { upper[k] } else { lower[k] };
                let others: f64 = (1..n).map(|k| row[k] * end(k, high == (row[k] < 0.0))).sum();
                let x = (end(n, high) - others) / row[0];
                assert!((x - all.bound(0, is_upper)).abs() <= 1e-12 * (1.0 + x.abs()), "{x}");
            }
            // A second one leaves nothing to say.
            (lower[1], upper[1]) = (f64::NEG_INFINITY, f64::INFINITY);
            assert_eq!(Reach::of_column(&matrix, n, (&lower, &upper), 0, true), None);
        }
    }
}
