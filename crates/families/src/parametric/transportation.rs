//! Transportation ("The voice of optimization", sections 5.5 and 5.6, table 1): a linear program with θ in
//! right-hand sides.

use super::generator::{Generator, add_parameters, normal, parametric, uniform};
use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::Sense;
use hunch_model::parametric::{Distribution, Law, ParametricProgram};

pub(super) const GENERATOR: Generator = Generator {
    name: "transportation",
    about: "goods from suppliers to customers at least cost; θ: demands",
    sizes: &[("suppliers", 1, 200), ("customers", 1, 200)],
    published: &[&[20, 20], &[20, 10], &[40, 40], &[40, 20], &[60, 60], &[60, 30], &[80, 80], &[80, 40]],
    make,
};

/// Radius of the ball of demands.
const RADIUS: f64 = 0.75;

/// Minimise `Σ c_ij x_ij` with `Σ_j x_ij ≤ s_i`, `Σ_i x_ij ≥ d_j`, `x ≥ 0`; c ~ U(0, 5), s ~ U(3, 13),
/// d̄_j ~ N(3, 1), θ = d uniform in the ball of radius 0.75 round d̄.
fn make(sizes: &[usize], stream: &mut Stream) -> ParametricProgram {
    let (n, m) = (sizes[0], sizes[1]);
    let cost = uniform(stream, n * m, 0.0, 5.0);
    let supply = uniform(stream, n, 3.0, 13.0);
    let centre = normal(stream, m, 3.0);
    let mut b = Builder::new(Sense::Minimize);
    for (k, &cost) in cost.iter().enumerate() {
        b.nonnegative(format!("x_{}_{}", k / m + 1, k % m + 1), cost);
    }
    for (i, &supply) in supply.iter().enumerate() {
        b.at_most(format!("supply_{}", i + 1), supply, (0..m).map(|j| (i * m + j, 1.0)));
    }
    for j in 0..m {
        b.at_least(format!("demand_{}", j + 1), 0.0, (0..n).map(|i| (i * m + j, 1.0)));
    }
    let mut program = parametric(b.finish());
    let first = add_parameters(&mut program, "d", m);
    for j in 0..m {
        program.add_right_hand_side_term(n + j, first + j, 1.0);
    }
    program.distribution = Some(Distribution::in_order([(m, Law::Ball { centre, radius: RADIUS })]));
    program
}
