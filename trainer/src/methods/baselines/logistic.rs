//! Logistic regression by Newton's method.

use super::Rows;
use hunch_families::clsp::FEATURES;

/// Features and a constant.
const SIZE: usize = FEATURES + 1;
/// Newton's method converges in fewer steps unless the classes are separable, when weights grow for ever.
const MAX_STEPS: usize = 30;
/// Steps end when no weight moves more.
const TOLERANCE: f64 = 1e-8;
/// Ridge penalty a row that keeps separable data finite, far below what changes a fourth digit.
const RIDGE: f64 = 1e-9;

/// `σ(w·x + b)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// One a feature.
    pub weights: [f64; FEATURES],
    /// The constant.
    pub bias: f64,
}

impl Logistic {
    /// The maximum of the likelihood of the rows.
    pub fn fit(rows: &Rows) -> Self {
        let mut beta = [0.0; SIZE];
        for _ in 0..MAX_STEPS {
            let (mut gradient, mut hessian) = derivatives(rows, &beta);
            let ridge = RIDGE * rows.labels.len() as f64;
            for k in 0..SIZE {
                gradient[k] += ridge * beta[k];
                hessian[k][k] += ridge;
            }
            let step = solve(hessian, gradient);
            beta.iter_mut().zip(&step).for_each(|(b, s)| *b -= s);
            if step.iter().all(|s| s.abs() < TOLERANCE) {
                break;
            }
        }
        Self { weights: std::array::from_fn(|k| beta[k]), bias: beta[FEATURES] }
    }

    /// The probability of a row.
    pub fn predict(&self, row: &[f32]) -> f32 {
        let score: f64 =
            self.weights.iter().zip(row).map(|(w, x)| w * f64::from(*x)).sum::<f64>() + self.bias;
        (1.0 / (1.0 + (-score).exp())) as f32
    }
}

/// Gradient and Hessian of the negative log-likelihood.
fn derivatives(rows: &Rows, beta: &[f64; SIZE]) -> ([f64; SIZE], [[f64; SIZE]; SIZE]) {
    let (mut gradient, mut hessian) = ([0.0; SIZE], [[0.0; SIZE]; SIZE]);
    for (row, label) in rows.iter() {
        let x: [f64; SIZE] = std::array::from_fn(|k| if k < FEATURES { f64::from(row[k]) } else { 1.0 });
        let p = 1.0 / (1.0 + (-beta.iter().zip(&x).map(|(b, x)| b * x).sum::<f64>()).exp());
        let (error, weight) = (p - f64::from(u8::from(label)), p * (1.0 - p));
        for i in 0..SIZE {
            gradient[i] += error * x[i];
            for j in 0..SIZE {
                hessian[i][j] += weight * x[i] * x[j];
            }
        }
    }
    (gradient, hessian)
}

/// Solves a small positive definite system by elimination.
fn solve(mut a: [[f64; SIZE]; SIZE], mut b: [f64; SIZE]) -> [f64; SIZE] {
    for k in 0..SIZE {
        for i in k + 1..SIZE {
            let factor = a[i][k] / a[k][k];
            for j in k..SIZE {
                a[i][j] -= factor * a[k][j];
            }
            b[i] -= factor * b[k];
        }
    }
    for k in (0..SIZE).rev() {
        b[k] = (b[k] - (k + 1..SIZE).map(|j| a[k][j] * b[j]).sum::<f64>()) / a[k][k];
    }
    b
}
