//! How far variables without a bound can go: bounds implied by single rows, for dual bounds that have to pay for a reduced cost of the wrong
//! sign. Only absent bounds are filled in; the iterations never see these.

use super::simplex::Simplex;
use super::storage::Matrix;
use std::sync::Arc;

/// Passes over the rows; chains of rows that lie in order need one.
const PASSES: usize = 4;

/// Bounds of all variables, given ones and implied ones, and the given ones that they follow from.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
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

    fn new(matrix: &Matrix, n: usize, lower: &[f64], upper: &[f64]) -> Self {
        let mut reach = Self {
            lower: lower.to_vec(),
            upper: upper.to_vec(),
            given_lower: lower.to_vec(),
            given_upper: upper.to_vec(),
        };
        for _ in 0..PASSES {
            let changes: usize = (0..lower.len() - n).map(|i| reach.visit(matrix, n, i)).sum();
            if changes == 0 {
                break;
            }
        }
        reach
    }

    /// Fills in what row `i` implies; returns the number of bounds.
    fn visit(&mut self, matrix: &Matrix, n: usize, i: usize) -> usize {
        let (columns, values) = matrix.rows.vector(i);
        // Over `Σ a x − activity = 0` the activity is a variable like the others.
        let members = || {
            let terms = columns.iter().zip(values).map(|(&j, &a)| (j as usize, a));
            terms.chain(std::iter::once((n + i, -1.0)))
        };
        if members().all(|(k, _)| self.lower[k].is_finite() && self.upper[k].is_finite()) {
            return 0;
        }
        let (mut least, mut greatest) = (End::default(), End::default());
        for (k, a) in members() {
            let (at_least, at_greatest) = self.ends(k, a);
            least.add(k, a * at_least);
            greatest.add(k, a * at_greatest);
        }
        if least.infinite > 1 && greatest.infinite > 1 {
            return 0;
        }
        let mut changes = 0;
        for (k, a) in members() {
            let (has_lower, has_upper) = (self.lower[k].is_finite(), self.upper[k].is_finite());
            if has_lower && has_upper {
                continue;
            }
            // `a x_k = −(the others)`, which lies between minus their greatest and minus their least value.
            let (at_least, at_greatest) = self.ends(k, a);
            let high = least.without(k, a * at_least).map(|(rest, error)| (error - rest) / a);
            let low = greatest.without(k, a * at_greatest).map(|(rest, error)| (-rest - error) / a);
            let (low, high) = if a > 0.0 { (low, high) } else { (high, low) };
            if let (false, Some(low)) = (has_lower, low.filter(|v| v.is_finite())) {
                self.lower[k] = low.next_down();
                changes += 1;
            }
            if let (false, Some(high)) = (has_upper, high.filter(|v| v.is_finite())) {
                self.upper[k] = high.next_up();
                changes += 1;
            }
        }
        changes
    }

    /// The bounds at which `a x_k` is least and greatest.
    fn ends(&self, k: usize, a: f64) -> (f64, f64) {
        let (lower, upper) = (self.lower[k], self.upper[k]);
        if a > 0.0 { (lower, upper) } else { (upper, lower) }
    }
}

/// One end of a row's range: the finite part, and how many terms are infinite.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    finite: f64,
    /// Sum of the finite terms' magnitudes.
    size: f64,
    count: f64,
    infinite: usize,
    /// The last infinite term's variable.
    which: usize,
}

impl End {
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

    /// The end without variable `k`'s term, if it is finite, and what it may err by: with rounded products and sums `γ` times the magnitudes
    /// (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1), doubled for what follows from it.
    fn without(&self, k: usize, term: f64) -> Option<(f64, f64)> {
        let error = (self.count + 4.0) * f64::EPSILON * self.size + f64::MIN_POSITIVE;
        match self.infinite {
            0 => Some((self.finite - term, error)),
            1 if self.which == k => Some((self.finite, error)),
            _ => None,
        }
    }
}

impl Simplex {
    /// The implied bounds that follow from the present bounds, or from wider ones.
    pub(super) fn reach(&mut self) -> Arc<Reach> {
        let (matrix, n) = (&self.matrix, self.n);
        let (lower, upper) = (&self.lower, &self.upper);
        self.reach.get_or_insert_with(|| Arc::new(Reach::new(matrix, n, lower, upper))).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::LpProblem;
    use super::super::{LpSettings, Simplex};
    use hunch_model::SparseMatrix;

    const FREE: f64 = f64::INFINITY;

    /// `x0 + 2 x1 >= 1`, `x1 − x2 = 0`, with `x0` in `[0, 3]`, `x1 <= 4`, `x2` free.
    fn chain() -> Simplex {
        let problem = LpProblem {
            offset: 0.0,
            cost: vec![0.0; 3],
            column_lower: vec![0.0, -FREE, -FREE],
            column_upper: vec![3.0, 4.0, FREE],
            row_lower: vec![1.0, 0.0],
            row_upper: vec![FREE, 0.0],
            matrix: SparseMatrix::from_triplets(2, 3, &[(0, 0, 1.0), (0, 1, 2.0), (1, 1, 1.0), (1, 2, -1.0)]),
        };
        Simplex::new(&problem, LpSettings { scale: false, ..LpSettings::default() })
    }

    #[test]
    fn rows_in_a_chain_bound_what_is_free() {
        let reach = chain().reach();
        let near = |x: f64, y: f64| (x - y).abs() < 1e-12;
        assert!(near(reach.lower[1], -1.0) && reach.lower[1] <= -1.0, "{reach:?}");
        assert!(near(reach.lower[2], -1.0) && near(reach.upper[2], 4.0), "{reach:?}");
        assert!(near(reach.upper[3], 11.0), "{reach:?}");
        assert_eq!((reach.lower[0], reach.upper[0]), (0.0, 3.0));
    }

    #[test]
    fn wider_bounds_and_fewer_rows_forget_what_was_implied() {
        let mut simplex = chain();
        let before = simplex.reach().upper[2];
        simplex.set_column_bounds(1, 0.0, 2.0);
        assert_eq!(simplex.reach().upper[2], before, "it still holds");
        simplex.set_column_bounds(1, -FREE, 40.0);
        assert!(simplex.reach().upper[2] >= 40.0);
        simplex.delete_rows(&[1]);
        assert_eq!(simplex.reach().upper[2], FREE);
    }
}
