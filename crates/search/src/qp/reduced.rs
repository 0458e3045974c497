//! The Cholesky factor `RᵀR` of the reduced Hessian `ZᵀQZ` over the superbasic variables, updated when one
//! joins or leaves (Gill, Golub, Murray & Saunders, "Methods for modifying matrix factorizations", 1974).

/// Upper triangular `R`, dense. When `flat`, the last column belongs to a direction without curvature: its
/// diagonal entry is zero, and the rest is regular.
#[derive(Debug, Default)]
pub(super) struct Reduced {
    order: usize,
    /// Distance between rows in `entries`.
    stride: usize,
    entries: Vec<f64>,
    pub flat: bool,
}

impl Clone for Reduced {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        copy.clone_from(self);
        copy
    }

    /// Only what is in use, with room for a variable that joins.
    fn clone_from(&mut self, source: &Self) {
        self.reserve(source.order + 1);
        (self.order, self.flat) = (source.order, source.flat);
        for i in 0..source.order {
            let row = &source.entries[i * source.stride..][i..source.order];
            self.entries[i * self.stride..][i..source.order].copy_from_slice(row);
            self.entries[i * self.stride..][..i].fill(0.0);
        }
    }
}

impl Reduced {
    pub fn order(&self) -> usize {
        self.order
    }

    pub fn clear(&mut self) {
        self.order = 0;
        self.flat = false;
    }

    /// Order of the regular part.
    fn regular(&self) -> usize {
        self.order - usize::from(self.flat)
    }

    fn reserve(&mut self, order: usize) {
        if order <= self.stride {
            return;
        }
        let stride = order.next_power_of_two().max(8);
        let mut entries = vec![0.0; stride * stride];
        for i in 0..self.order {
            entries[i * stride..][..self.order]
                .copy_from_slice(&self.entries[i * self.stride..][..self.order]);
        }
        (self.stride, self.entries) = (stride, entries);
    }

    /// `v ← R⁻ᵀ v` over the regular part.
    pub fn solve_transposed(&self, v: &mut [f64]) {
        for i in 0..self.regular() {
            let row = &self.entries[i * self.stride..][..self.order];
            v[i] /= row[i];
            let factor = v[i];
            if factor != 0.0 {
                let end = self.regular();
                v[i + 1..end].iter_mut().zip(&row[i + 1..end]).for_each(|(v, r)| *v -= factor * r);
            }
        }
    }

    /// `v ← R⁻¹ v` over the regular part.
    pub fn solve(&self, v: &mut [f64]) {
        let end = self.regular();
        for i in (0..end).rev() {
            let row = &self.entries[i * self.stride..][..self.order];
            v[i] = (v[i] - dot(&row[i + 1..end], &v[i + 1..end])) / row[i];
        }
    }

    /// `v ← (ZᵀQZ)⁻¹ v`; the regular part alone.
    pub fn solve_both(&self, v: &mut [f64]) {
        self.solve_transposed(v);
        self.solve(v);
    }

    /// The direction without curvature, its last entry one; only when `flat`.
    pub fn null_direction(&self) -> Vec<f64> {
        let last = self.order - 1;
        let mut d: Vec<f64> = (0..last).map(|i| -self.entries[i * self.stride + last]).collect();
        d.push(1.0);
        self.solve(&mut d);
        d
    }

    /// Appends a variable: `cross` is `R⁻ᵀ` times its products with the others, `curvature` what is left of
    /// its own; `None` when it is flat.
    pub fn append(&mut self, cross: &[f64], curvature: Option<f64>) {
        let last = self.order;
        self.reserve(last + 1);
        self.order += 1;
        for (i, &c) in cross.iter().enumerate().take(last) {
            self.entries[i * self.stride + last] = c;
        }
        self.entries[last * self.stride..][..last].fill(0.0);
        self.entries[last * self.stride + last] = curvature.unwrap_or(0.0).max(0.0).sqrt();
        self.flat = curvature.is_none();
    }

    /// Makes the last variable's curvature what it is after all.
    pub fn bend(&mut self, curvature: f64) {
        let last = self.order - 1;
        self.entries[last * self.stride + last] = curvature.max(0.0).sqrt();
        self.flat = false;
    }

    /// Restricts to the directions `d` with `w·d = 0`, of which entry `s` is eliminated (`w[s]` is not
    /// zero). The others keep their order. A flat direction must not be among them.
    pub fn remove(&mut self, s: usize, w: &[f64]) {
        let n = self.order;
        let stride = self.stride;
        // R without column s, and that column.
        let mut column: Vec<f64> = (0..n).map(|i| self.entries[i * stride + s]).collect();
        for i in 0..n {
            let row = &mut self.entries[i * stride..][..n];
            row.copy_within(s + 1.., s);
            row[n - 1] = 0.0;
        }
        // Below the diagonal there is one entry a row from s on.
        for i in s..n - 1 {
            self.rotate(i, i + 1, i, &mut column);
        }
        let others: Vec<f64> = (0..n).filter(|&j| j != s).map(|j| w[j] / w[s]).collect();
        if others.iter().any(|&r| r != 0.0) {
            // R ← R − column · othersᵀ: the column is rotated into its first entry and back.
            for i in (1..n).rev() {
                self.rotate_by_column(i, &mut column);
            }
            let factor = column[0];
            let row = &mut self.entries[..n - 1];
            row.iter_mut().zip(&others).for_each(|(e, r)| *e -= factor * r);
            column.fill(0.0);
            for i in 0..n - 1 {
                self.rotate(i, i + 1, i, &mut column);
            }
        }
        self.order -= 1;
        self.flat = false;
    }

    /// Rotates rows `a` and `b` so that entry `(b, j)` vanishes; `column` goes with them.
    fn rotate(&mut self, a: usize, b: usize, j: usize, column: &mut [f64]) {
        let (x, y) = (self.entries[a * self.stride + j], self.entries[b * self.stride + j]);
        if y == 0.0 {
            return;
        }
        let length = length(x, y);
        self.rotate_rows(a, b, x / length, y / length, column);
        self.entries[b * self.stride + j] = 0.0;
    }

    /// Rotates rows `i − 1` and `i` so that entry `i` of `column` vanishes.
    fn rotate_by_column(&mut self, i: usize, column: &mut [f64]) {
        let (x, y) = (column[i - 1], column[i]);
        if y == 0.0 {
            return;
        }
        let length = length(x, y);
        self.rotate_rows(i - 1, i, x / length, y / length, column);
        column[i] = 0.0;
    }

    fn rotate_rows(&mut self, a: usize, b: usize, cosine: f64, sine: f64, column: &mut [f64]) {
        let (n, stride) = (self.order, self.stride);
        let (upper, lower) = self.entries.split_at_mut(b * stride);
        let (row_a, row_b) = (&mut upper[a * stride..][..n], &mut lower[..n]);
        for (p, q) in row_a[a.saturating_sub(1)..].iter_mut().zip(&mut row_b[a.saturating_sub(1)..]) {
            (*p, *q) = (cosine * *p + sine * *q, cosine * *q - sine * *p);
        }
        (column[a], column[b]) =
            (cosine * column[a] + sine * column[b], cosine * column[b] - sine * column[a]);
    }

    /// The smallest diagonal entry of the regular part relative to the largest; one where there is none.
    pub fn weakest(&self) -> f64 {
        let diagonal = (0..self.regular()).map(|i| self.entries[i * self.stride + i].abs());
        let (least, most) = diagonal.fold((f64::INFINITY, 0.0f64), |(l, m), d| (l.min(d), m.max(d)));
        if most > 0.0 {
            least / most
        } else if self.regular() == 0 {
            1.0
        } else {
            0.0
        }
    }
}

/// The length of a vector of two; [`f64::hypot`] is a call that only extreme numbers need.
fn length(x: f64, y: f64) -> f64 {
    let squares = x * x + y * y;
    if (1e-200..1e200).contains(&squares) { squares.sqrt() } else { x.hypot(y) }
}

/// Four partial sums, which the compiler can keep in one register.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a4.zip(b4) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::uniform;

    /// `RᵀR` as a dense matrix.
    fn product(r: &Reduced) -> Vec<Vec<f64>> {
        let n = r.order();
        let at = |i: usize, j: usize| if i <= j { r.entries[i * r.stride + j] } else { 0.0 };
        (0..n).map(|i| (0..n).map(|j| (0..n).map(|k| at(k, i) * at(k, j)).sum()).collect()).collect()
    }

    fn factor_of(h: &[Vec<f64>]) -> Reduced {
        let mut r = Reduced::default();
        for j in 0..h.len() {
            let mut cross: Vec<f64> = (0..j).map(|i| h[i][j]).collect();
            r.solve_transposed(&mut cross);
            let left = h[j][j] - cross.iter().map(|c| c * c).sum::<f64>();
            r.append(&cross, Some(left));
        }
        r
    }

    #[test]
    fn the_factor_follows_its_matrix_through_appending_and_removing() {
        let mut state = 3;
        for n in 1..12 {
            let f: Vec<Vec<f64>> =
                (0..n).map(|_| (0..n).map(|_| uniform(&mut state) - 0.5).collect()).collect();
            let mut h: Vec<Vec<f64>> = (0..n)
                .map(|i| {
                    (0..n)
                        .map(|j| (0..n).map(|k| f[i][k] * f[j][k]).sum::<f64>() + f64::from(i == j))
                        .collect()
                })
                .collect();
            let mut r = factor_of(&h);
            while r.order() > 1 {
                let order = r.order();
                let s = (uniform(&mut state) * order as f64) as usize;
                let mut w: Vec<f64> = (0..order).map(|_| uniform(&mut state) - 0.5).collect();
                if uniform(&mut state) < 0.3 {
                    w.fill(0.0);
                }
                w[s] = 0.7;
                r.remove(s, &w);
                let keep: Vec<usize> = (0..order).filter(|&j| j != s).collect();
                let t = |j: usize| w[j] / w[s];
                h = keep
                    .iter()
                    .map(|&i| {
                        keep.iter()
                            .map(|&j| h[i][j] - t(i) * h[s][j] - t(j) * h[i][s] + t(i) * t(j) * h[s][s])
                            .collect()
                    })
                    .collect();
                for (a, b) in product(&r).iter().flatten().zip(h.iter().flatten()) {
                    assert!((a - b).abs() < 1e-10 * (1.0 + b.abs()), "{a} {b}");
                }
            }
        }
    }
}
