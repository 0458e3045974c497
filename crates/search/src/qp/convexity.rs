//! Is Q positive semidefinite? By Cholesky's method with diagonal pivoting (Higham, "Analysis of the Cholesky
//! decomposition of a semi-definite matrix", 1990), one connected part of Q at a time, its diagonal scaled to
//! one. What is left when no pivot above the tolerance remains must be zero within it; otherwise it shows a
//! direction of negative curvature, which is verified in compensated arithmetic before anything is refused.

use super::params::CONVEXITY_TOLERANCE;
use super::problem::{QpError, SymmetricMatrix};
use crate::lp::safe_sum::SafeSum;

/// Refuses a matrix with a direction of negative curvature beyond [`CONVEXITY_TOLERANCE`].
///
/// # Errors
/// [`QpError::NonConvex`] with the direction.
pub(crate) fn check(quadratic: &SymmetricMatrix) -> Result<(), QpError> {
    for part in parts(quadratic) {
        if let Some(direction) = Block::new(quadratic, &part).negative_direction() {
            let mut whole = vec![0.0; quadratic.order()];
            part.iter().zip(&direction).for_each(|(&j, &v)| whole[j] = v);
            if let Some(curvature) = negative_curvature(quadratic, &mut whole) {
                return Err(QpError::NonConvex { direction: whole, curvature });
            }
        }
    }
    Ok(())
}

/// The connected parts of the graph of Q, each in increasing order; columns without entries are left out.
pub(crate) fn parts(quadratic: &SymmetricMatrix) -> Vec<Vec<usize>> {
    let mut seen = vec![false; quadratic.order()];
    let mut parts = Vec::new();
    for start in 0..quadratic.order() {
        if seen[start] || quadratic.column(start).0.is_empty() {
            continue;
        }
        seen[start] = true;
        let mut part = vec![start];
        let mut next = 0;
        while next < part.len() {
            for &i in quadratic.column(part[next]).0 {
                if !std::mem::replace(&mut seen[i as usize], true) {
                    part.push(i as usize);
                }
            }
            next += 1;
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}

/// One part of Q, dense, symmetrically scaled; what is not eliminated yet stands in the trailing square.
struct Block {
    order: usize,
    /// Row-major, the lower triangle is used.
    entries: Vec<f64>,
    /// Scale factors: the block is `diag(scale) Q diag(scale)`.
    scale: Vec<f64>,
    /// The column of the part that stands at each place.
    place: Vec<usize>,
}

impl Block {
    fn new(quadratic: &SymmetricMatrix, part: &[usize]) -> Self {
        let order = part.len();
        let largest = part.iter().map(|&j| quadratic.diagonal(j).abs()).fold(0.0, f64::max);
        // A zero on the diagonal beside entries that are none is indefinite; scaled like the largest.
        let factor = |j: usize| match quadratic.diagonal(j).abs() {
            0.0 if largest > 0.0 => 1.0 / largest.sqrt(),
            0.0 => 1.0,
            d => 1.0 / d.sqrt(),
        };
        let scale: Vec<f64> = part.iter().map(|&j| factor(j)).collect();
        let mut entries = vec![0.0; order * order];
        let mut at = vec![0; quadratic.order()];
        part.iter().enumerate().for_each(|(k, &j)| at[j] = k);
        for (k, &j) in part.iter().enumerate() {
            let (indices, values) = quadratic.column(j);
            for (&i, &v) in indices.iter().zip(values) {
                entries[at[i as usize] * order + k] = v * scale[k] * scale[at[i as usize]];
            }
        }
        Self { order, entries, scale, place: (0..order).collect() }
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.entries[i.max(j) * self.order + i.min(j)]
    }

    /// A direction, in the part's own units, along which the curvature is negative as far as this arithmetic
    /// tells.
    fn negative_direction(mut self) -> Option<Vec<f64>> {
        let n = self.order;
        let tolerance = CONVEXITY_TOLERANCE;
        for k in 0..n {
            let least = (k..n).min_by(|&a, &b| self.at(a, a).total_cmp(&self.at(b, b)))?;
            if self.at(least, least) < -tolerance {
                return Some(self.lift(k, &[(least, 1.0)]));
            }
            let pivot = (k..n).max_by(|&a, &b| self.at(a, a).total_cmp(&self.at(b, b)).then(b.cmp(&a)))?;
            if self.at(pivot, pivot) <= tolerance {
                let rest = (k..n).flat_map(|i| (k..i).map(move |j| (i, j)));
                let (i, j) =
                    rest.max_by(|&a, &b| self.at(a.0, a.1).abs().total_cmp(&self.at(b.0, b.1).abs()))?;
                let entry = self.at(i, j);
                let clear = entry.abs() > 2.0 * tolerance;
                return clear.then(|| self.lift(k, &[(i, 1.0), (j, -entry.signum())]));
            }
            self.swap(k, pivot);
            self.eliminate(k);
        }
        None
    }

    fn swap(&mut self, k: usize, p: usize) {
        if k == p {
            return;
        }
        let n = self.order;
        for j in 0..k {
            self.entries.swap(k * n + j, p * n + j);
        }
        self.entries.swap(k * n + k, p * n + p);
        for i in k + 1..p {
            self.entries.swap(i * n + k, p * n + i);
        }
        for i in p + 1..n {
            self.entries.swap(i * n + k, i * n + p);
        }
        self.place.swap(k, p);
    }

    /// One step of the outer-product form: contiguous in memory, row by row.
    fn eliminate(&mut self, k: usize) {
        let n = self.order;
        let root = self.entries[k * n + k].sqrt();
        self.entries[k * n + k] = root;
        let column: Vec<f64> = (k + 1..n).map(|i| self.entries[i * n + k] / root).collect();
        for (r, i) in (k + 1..n).enumerate() {
            self.entries[i * n + k] = column[r];
            let factor = column[r];
            if factor != 0.0 {
                let row = &mut self.entries[i * n + k + 1..=i * n + i];
                row.iter_mut().zip(&column).for_each(|(e, c)| *e -= factor * c);
            }
        }
    }

    /// The direction with these entries among the columns that are not eliminated yet (places `k` on), the
    /// eliminated ones following so that the curvature is that of the Schur complement.
    fn lift(&self, k: usize, entries: &[(usize, f64)]) -> Vec<f64> {
        let n = self.order;
        let mut v = vec![0.0; n];
        entries.iter().for_each(|&(i, value)| v[i] = value);
        for i in (0..k).rev() {
            let sum: f64 = (i + 1..n).map(|r| self.entries[r * n + i] * v[r]).sum();
            v[i] = -sum / self.entries[i * n + i];
        }
        let mut direction = vec![0.0; n];
        (0..n).for_each(|at| direction[self.place[at]] = v[at] * self.scale[self.place[at]]);
        direction
    }
}

/// Scales `direction` to a largest entry of one and returns its curvature if that is certainly negative.
fn negative_curvature(quadratic: &SymmetricMatrix, direction: &mut [f64]) -> Option<f64> {
    let largest = direction.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    direction.iter_mut().for_each(|v| *v /= largest);
    let mut sum = SafeSum::default();
    for (j, &v) in direction.iter().enumerate().filter(|e| *e.1 != 0.0) {
        let (indices, values) = quadratic.column(j);
        let mut slope = SafeSum::default();
        indices.iter().zip(values).for_each(|(&i, &q)| slope.add_product(q, direction[i as usize]));
        let slope = slope.total();
        sum.add_product(v, slope.value);
        let error = crate::lp::safe_sum::Known { value: 0.0, error: (v * slope.error).abs() };
        sum.add(error);
    }
    let total = sum.total();
    (total.high() < 0.0).then_some(total.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(order: usize, lower: &[(usize, usize, f64)]) -> Option<f64> {
        let q = SymmetricMatrix::from_lower_triangle(order, lower).unwrap();
        match check(&q) {
            Ok(()) => None,
            Err(QpError::NonConvex { direction, curvature }) => {
                let mut product = vec![0.0; order];
                q.add_product(1.0, &direction, &mut product);
                let value: f64 = product.iter().zip(&direction).map(|(a, b)| a * b).sum();
                assert!((value - curvature).abs() <= 1e-9 * curvature.abs(), "{value} {curvature}");
                Some(curvature)
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn indefinite_matrices_are_refused_with_a_direction_and_semidefinite_ones_are_not() {
        assert!(refused(1, &[(0, 0, -1.0)]).is_some());
        assert!(refused(2, &[(1, 0, 1.0)]).is_some());
        assert!(refused(2, &[(0, 0, 1.0), (1, 0, 2.0), (1, 1, 1.0)]).is_some());
        assert!(refused(2, &[(0, 0, 1.0), (1, 0, 1.0)]).is_some());
        assert_eq!(refused(2, &[(0, 0, 1.0), (1, 0, 1.0), (1, 1, 1.0)]), None);
        assert_eq!(refused(3, &[(2, 2, 1e-30)]), None);
        assert_eq!(refused(2, &[(0, 0, 1e8), (1, 0, 1.0), (1, 1, 1e-8)]), None);
        assert!(refused(2, &[(0, 0, 1e8), (1, 0, 1.1), (1, 1, 1e-8)]).is_some());
    }

    #[test]
    fn sums_of_outer_products_are_semidefinite_whatever_rounding_does() {
        let mut state = 5;
        for rank in [1, 3, 7] {
            let n = 40;
            let f: Vec<f64> = (0..n * rank).map(|_| crate::random::uniform(&mut state) - 0.5).collect();
            let entry =
                |i: usize, j: usize| (0..rank).map(|r| f[i * rank + r] * f[j * rank + r]).sum::<f64>();
            let mut lower: Vec<_> =
                (0..n).flat_map(|i| (0..=i).map(move |j| (i, j))).map(|(i, j)| (i, j, entry(i, j))).collect();
            assert_eq!(refused(n, &lower), None);
            for e in lower.iter_mut().filter(|e| e.0 == e.1) {
                e.2 -= 1e-3;
            }
            assert!(refused(n, &lower).is_some());
        }
    }
}
