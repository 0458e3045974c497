//! Portfolio ("The voice of optimization", sections 5.8 and 5.9, table 2): a quadratic program with θ in the
//! objective.

use super::generator::{Generator, add_parameters, add_term, normal, only, parametric, uniform};
use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::parametric::{Distribution, Law, ParametricProgram, Target};
use hunch_model::{Quadratic, Sense};

pub(super) const GENERATOR: Generator = Generator {
    name: "portfolio",
    about: "shares of assets by expected return and risk; θ: expected returns",
    sizes: &[("assets", 1, 1000)],
    published: &[&[100], &[200], &[300], &[400]],
    make,
};

/// Assets a factor.
const ASSETS_A_FACTOR: usize = 10;
/// Aversion to risk, γ.
const AVERSION: f64 = 1.0;
/// Radius of the ball of expected returns.
const RADIUS: f64 = 0.15;

/// Maximise `μᵀx − γ xᵀΣx` with `1ᵀx = 1`, `x ≥ 0` and γ = 1; Σ = F Fᵀ + D with F of p = n/10 columns, of
/// which exactly half of the entries are not zero and N(0, 1), D diagonal, D_ii ~ U(0, √p); μ̄ ~ N(0, 1), θ =
/// μ uniform in the ball of radius 0.15 round μ̄. Without the ½ of [`Quadratic`], Q = −2γΣ.
fn make(sizes: &[usize], stream: &mut Stream) -> ParametricProgram {
    let n = only(sizes);
    let p = n.div_ceil(ASSETS_A_FACTOR);
    let factors = factors(n * p, stream);
    let diagonal = uniform(stream, n, 0.0, (p as f64).sqrt());
    let centre = normal(stream, n, 0.0);
    let mut b = Builder::new(Sense::Maximize);
    for j in 0..n {
        b.nonnegative(format!("x_{}", j + 1), 0.0);
    }
    b.equal("budget".into(), 1.0, (0..n).map(|j| (j, 1.0)));
    let mut base = b.finish();
    let mut lower_triangle = Vec::with_capacity(n * (n + 1) / 2);
    for i in 0..n {
        for j in 0..=i {
            let product: f64 = (0..p).map(|k| factors[i * p + k] * factors[j * p + k]).sum();
            let covariance = product + if i == j { diagonal[i] } else { 0.0 };
            if covariance != 0.0 {
                lower_triangle.push((i, j, -2.0 * AVERSION * covariance));
            }
        }
    }
    base.quadratic = Some(Quadratic { lower_triangle });
    let mut program = parametric(base);
    let first = add_parameters(&mut program, "mu", n);
    for j in 0..n {
        add_term(&mut program, Target::Cost(j), first + j, 1.0);
    }
    program.distribution = Some(Distribution::in_order([(n, Law::Ball { centre, radius: RADIUS })]));
    program
}

/// Normal numbers, of which a random half are zero.
fn factors(count: usize, stream: &mut Stream) -> Vec<f64> {
    let mut factors = normal(stream, count, 0.0);
    let mut places: Vec<usize> = (0..count).collect();
    for k in 0..count / 2 {
        let other = stream.integer(k as u64, count as u64 - 1) as usize;
        places.swap(k, other);
        factors[places[k]] = 0.0;
    }
    factors
}
