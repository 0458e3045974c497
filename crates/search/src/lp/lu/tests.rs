//! The factors solve what they factorise, before and after updates, in both forms of the solves, and name
//! what is singular.

use super::factor::Factoriser;
use super::{Lu, SolveKind};
use crate::lp::params::MARKOWITZ_THRESHOLD;
use crate::lp::storage::{Compressed, Matrix, WorkVector};

struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A matrix with `n` sparse columns of `m` rows.
fn matrix(r: &mut Random, m: usize, n: usize, per_column: f64) -> Matrix {
    let mut columns = Compressed::default();
    for _ in 0..n {
        let rows: Vec<usize> = (0..m).filter(|_| r.unit() < per_column / m as f64).collect();
        columns.push(rows.into_iter().map(|i| (i, 4.0 * r.unit() - 2.0)).collect::<Vec<_>>().into_iter());
    }
    let rows = columns.transpose(m);
    Matrix { columns, rows }
}

/// Column `k` of `[A −I]`, dense.
fn dense_column(matrix: &Matrix, k: u32) -> Vec<f64> {
    let (n, m) = (matrix.columns.len(), matrix.rows.len());
    let mut column = vec![0.0; m];
    if (k as usize) < n {
        let (rows, values) = matrix.columns.vector(k as usize);
        rows.iter().zip(values).for_each(|(&i, &v)| column[i as usize] = v);
    } else {
        column[k as usize - n] = -1.0;
    }
    column
}

/// Factorises, replacing dependent columns by row activities, and returns the basis in the order of pivot
/// rows.
fn factor(lu: &mut Lu, matrix: &Matrix, mut head: Vec<u32>) -> Vec<u32> {
    let (n, m) = (matrix.columns.len(), matrix.rows.len());
    let mut work = Factoriser::default();
    for _ in 0..3 {
        lu.factor(&head, matrix, MARKOWITZ_THRESHOLD, &mut work);
        let mut ordered: Vec<u32> = (n as u32..(n + m) as u32).collect();
        let mut complete = true;
        for (c, &k) in head.iter().enumerate() {
            match work.pivot_row(c) {
                Some(p) => ordered[p] = k,
                None => complete = false,
            }
        }
        if complete {
            return ordered;
        }
        head = ordered;
    }
    panic!("still singular after repair");
}

fn vector(dense: &[f64]) -> WorkVector {
    let mut v = WorkVector::default();
    v.reset(dense.len());
    dense.iter().enumerate().filter(|e| *e.1 != 0.0).for_each(|(i, &x)| v.set(i, x));
    v
}

fn check(lu: &mut Lu, matrix: &Matrix, head: &[u32], rhs: &[f64]) {
    let m = head.len();
    for kind in [SolveKind::Dense, SolveKind::Weights] {
        let mut x = vector(rhs);
        lu.ftran(&mut x, kind);
        let mut back = vec![0.0; m];
        for (p, &k) in head.iter().enumerate() {
            dense_column(matrix, k).iter().enumerate().for_each(|(i, a)| back[i] += a * x.values[p]);
        }
        assert!(rhs.iter().zip(&back).all(|(a, b)| (a - b).abs() < 1e-8), "FTRAN {kind:?}");
        let mut listed = x.indices.clone();
        listed.sort_unstable();
        assert!(listed.windows(2).all(|pair| pair[0] < pair[1]), "an index is listed twice");
        let missing = (0..m as u32).find(|i| x.values[*i as usize] != 0.0 && !listed.contains(i));
        assert_eq!(missing, None, "a nonzero is not listed");
    }
    for p in [0, m / 2] {
        let mut y = vector(&vec![0.0; m]);
        lu.btran_row(p, &mut y);
        for (q, &k) in head.iter().enumerate() {
            let product: f64 = dense_column(matrix, k).iter().zip(&y.values).map(|(a, y)| a * y).sum();
            assert!((product - f64::from(u8::from(p == q))).abs() < 1e-8, "BTRAN of row {p}");
        }
    }
}

#[test]
fn solves_are_right_after_factorisation_and_after_updates() {
    for (seed, m, per_column) in [(1, 5, 2.0), (2, 40, 1.5), (3, 40, 6.0), (4, 300, 2.0), (5, 700, 1.2)] {
        let mut r = Random(seed);
        let matrix = matrix(&mut r, m, 2 * m, per_column);
        let head = (0..m as u32).map(|k| if r.unit() < 0.5 { k } else { (2 * m) as u32 + k }).collect();
        let mut lu = Lu::default();
        let mut head = factor(&mut lu, &matrix, head);
        let rhs: Vec<f64> = (0..m).map(|i| if i % 7 == 0 { r.unit() - 0.5 } else { 0.0 }).collect();
        check(&mut lu, &matrix, &head, &rhs);
        let mut updates = 0;
        for q in m as u32..2 * m as u32 {
            let mut column = vector(&dense_column(&matrix, q));
            lu.ftran_entering(&mut column);
            let pivot = column.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let Some((p, alpha)) = pivot.filter(|e| e.1.abs() > 0.1) else { continue };
            if head.contains(&q) || updates == 60 {
                continue;
            }
            lu.btran_row(p, &mut vector(&vec![0.0; m]));
            lu.update(p, alpha);
            head[p] = q;
            updates += 1;
        }
        assert_eq!(lu.updates(), updates);
        check(&mut lu, &matrix, &head, &rhs);
    }
}

#[test]
fn dependent_columns_are_named_and_their_rows_left() {
    // Columns (1, 2, 0), twice that, and (0, 0, 5): the second depends on the first.
    let mut columns = Compressed::default();
    columns.push([(0, 1.0), (1, 2.0)].into_iter());
    columns.push([(0, 2.0), (1, 4.0)].into_iter());
    columns.push([(2, 5.0)].into_iter());
    let rows = columns.transpose(3);
    let matrix = Matrix { columns, rows };
    let mut work = Factoriser::default();
    Lu::default().factor(&[0, 1, 2], &matrix, MARKOWITZ_THRESHOLD, &mut work);
    let found: Vec<Option<usize>> = (0..3).map(|c| work.pivot_row(c)).collect();
    assert_eq!(found.iter().flatten().count(), 2);
    assert_eq!(found[2], Some(2));
}
