//! A positive semidefinite form as a sum of squares, ½ xᵀQx ≈ Σ ½ d (fᵀx)², by Cholesky's method with diagonal
//! pivoting; tangents of each square by itself bound the sum better than tangents of the whole (Vielma, Dunning,
//! Huchette and Lubin, "Extended formulations in mixed integer conic quadratic programming", 2017). What rounding
//! leaves between the two is bounded over the columns' bounds.

use crate::divisor::common_divisor;
use crate::lp::safe_sum::{Known, SafeSum};
use crate::qp::SymmetricMatrix;

/// A pivot below this share of its diagonal is what rounding leaves of none.
const LEAST_PIVOT: f64 = 1e-12;
/// Factors below this share of their column's largest are left out: they would be rounding.
const LEAST_FACTOR: f64 = 1e-13;
/// Whole factors above this are what rounding made of fractions, and an integer of so many values is none to
/// branch on.
const LARGEST_FACTOR: f64 = 1e4;

/// `½ weight · (Σ factor · x)²`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Square {
    pub weight: f64,
    /// `(column, factor)`.
    pub factors: Vec<(usize, f64)>,
}

/// The squares of one connected part, and by how much their sum may be above ½ xᵀQx where column `j` is at most
/// `size(j)` in size.
pub(super) fn squares(
    form: &SymmetricMatrix,
    part: &[usize],
    size: impl Fn(usize) -> f64,
    is_integer: impl Fn(usize) -> bool,
) -> (Vec<Square>, f64) {
    let n = part.len();
    let mut left = vec![0.0; n * n];
    for (k, &j) in part.iter().enumerate() {
        let (rows, values) = form.column(j);
        for (&i, &v) in rows.iter().zip(values) {
            if let Ok(at) = part.binary_search(&(i as usize)) {
                left[at * n + k] = v;
            }
        }
    }
    let given: Vec<f64> = (0..n).map(|k| left[k * n + k]).collect();
    let mut squares: Vec<(f64, Vec<f64>)> = Vec::new();
    let mut open = vec![true; n];
    for _ in 0..n {
        let share = |k: usize| left[k * n + k] / given[k];
        let best =
            (0..n).filter(|&k| open[k] && given[k] > 0.0).max_by(|&a, &b| share(a).total_cmp(&share(b)));
        let Some(p) = best.filter(|&p| share(p) > LEAST_PIVOT) else { break };
        let weight = left[p * n + p];
        let mut factors: Vec<f64> =
            (0..n).map(|k| if open[k] { left[p * n + k] / weight } else { 0.0 }).collect();
        let largest = factors.iter().fold(0.0f64, |m, f| m.max(f.abs()));
        factors.iter_mut().filter(|f| f.abs() < LEAST_FACTOR * largest).for_each(|f| *f = 0.0);
        for a in (0..n).filter(|&a| open[a] && factors[a] != 0.0) {
            for b in (0..n).filter(|&b| open[b]) {
                left[a * n + b] -= weight * factors[a] * factors[b];
            }
        }
        open[p] = false;
        squares.push((weight, factors));
    }
    for (weight, factors) in &mut squares {
        if part.iter().zip(&*factors).all(|(&j, f)| *f == 0.0 || is_integer(j)) {
            make_whole(weight, factors);
        }
    }
    let excess = excess(form, part, &squares, size);
    let named = |(weight, factors): (f64, Vec<f64>)| Square {
        weight,
        factors: part.iter().copied().zip(factors).filter(|f| f.1 != 0.0).collect(),
    };
    (squares.into_iter().map(named).collect(), excess)
}

/// A square of integer columns whose factors, times the weight, have a common divisor is one of an integer: the
/// divisor goes to the weight.
fn make_whole(weight: &mut f64, factors: &mut [f64]) {
    // Rounding of a quotient is taken back by the product.
    let entries: Vec<f64> = factors.iter().map(|f| nearby(f * *weight)).collect();
    let sizes: Vec<f64> = entries.iter().map(|f| f.abs()).filter(|f| *f > 0.0).collect();
    let Some(step) = common_divisor(&sizes) else { return };
    let whole: Vec<f64> = entries.iter().map(|f| (f / step).round()).collect();
    if whole.iter().all(|f| f.abs() <= LARGEST_FACTOR) {
        *weight = step * step / *weight;
        factors.copy_from_slice(&whole);
    }
}

/// The whole number that a value misses by rounding alone, or the value.
fn nearby(value: f64) -> f64 {
    let near = value.round();
    if (value - near).abs() <= 4.0 * f64::EPSILON * near.abs() { near } else { value }
}

/// By how much the squares may be above the form: half of the sum of what each entry differs by.
fn excess(
    form: &SymmetricMatrix,
    part: &[usize],
    squares: &[(f64, Vec<f64>)],
    size: impl Fn(usize) -> f64,
) -> f64 {
    let mut total = 0.0;
    for (a, &i) in part.iter().enumerate() {
        let (rows, values) = form.column(i);
        for (b, &j) in part.iter().enumerate().take(a + 1) {
            let entry = rows.binary_search(&(j as u32)).map_or(0.0, |at| values[at]);
            let mut off = SafeSum::default();
            off.add(Known::exactly(-entry));
            for (weight, factors) in squares.iter().filter(|s| s.1[a] != 0.0 && s.1[b] != 0.0) {
                let product = Known::product(*weight, factors[a]);
                off.add_product(product.value, factors[b]);
                off.add(Known { value: 0.0, error: (product.error * factors[b]).abs() });
            }
            let off = off.total();
            let most = off.high().abs().max(off.low().abs());
            if most > 0.0 {
                total += if a == b { 0.5 } else { 1.0 } * most * size(i) * size(j);
            }
        }
    }
    // The products and the sum above round as well.
    total * (1.0 + 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::uniform;

    #[test]
    fn a_square_of_integers_is_one_of_an_integer() {
        let lower = [(0, 0, 4.0), (1, 0, 6.0), (1, 1, 9.0)];
        let form = SymmetricMatrix::from_lower_triangle(2, &lower).unwrap();
        let (squares, excess) = squares(&form, &[0, 1], |_| f64::INFINITY, |_| true);
        assert_eq!(excess, 0.0);
        assert_eq!(squares, [Square { weight: 1.0, factors: vec![(0, 2.0), (1, 3.0)] }]);
    }

    #[test]
    fn squares_of_a_form_of_any_rank_add_up_to_it_within_their_excess() {
        let mut state = 3;
        for rank in [1, 2, 5] {
            let n = 6;
            let f: Vec<f64> = (0..n * rank).map(|_| uniform(&mut state) - 0.5).collect();
            let entry =
                |i: usize, j: usize| (0..rank).map(|r| f[i * rank + r] * f[j * rank + r]).sum::<f64>();
            let lower: Vec<_> =
                (0..n).flat_map(|i| (0..=i).map(move |j| (i, j))).map(|(i, j)| (i, j, entry(i, j))).collect();
            let form = SymmetricMatrix::from_lower_triangle(n, &lower).unwrap();
            let part: Vec<usize> = (0..n).collect();
            let (squares, excess) = squares(&form, &part, |_| 10.0, |_| false);
            assert_eq!(squares.len(), rank);
            assert!(excess > 0.0 && excess < 1e-11, "{excess}");
            for _ in 0..20 {
                let x: Vec<f64> = (0..n).map(|_| 20.0 * (uniform(&mut state) - 0.5)).collect();
                let mut product = vec![0.0; n];
                form.add_product(0.5, &x, &mut product);
                let whole: f64 = product.iter().zip(&x).map(|(p, x)| p * x).sum();
                let value = |s: &Square| s.factors.iter().map(|&(j, f)| f * x[j]).sum::<f64>();
                let sum: f64 = squares.iter().map(|s| 0.5 * s.weight * value(s).powi(2)).sum();
                assert!((sum - whole).abs() <= excess + 1e-13 * whole, "{sum} {whole}");
            }
        }
    }
}
