//! Facility location ("The voice of optimization", sections 5.11 and 5.12, table 3): a mixed-integer program
//! with θ in right-hand sides.

use super::generator::{Generator, add_parameters, normal, parametric, uniform};
use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::Sense;
use hunch_model::parametric::{Distribution, Law, ParametricProgram};

pub(super) const GENERATOR: Generator = Generator {
    name: "facility-location",
    about: "which warehouses to open, and what each store gets from them; θ: demands",
    sizes: &[("warehouses", 1, 200), ("stores", 1, 200)],
    published: &[&[20, 10], &[20, 20], &[40, 20], &[40, 40], &[60, 30], &[60, 60], &[80, 40], &[80, 80]],
    make,
};

/// Radius of the ball of demands.
const RADIUS: f64 = 0.25;

/// Minimise `Σ c_ij x_ij + Σ f_i y_i` with `Σ_i x_ij ≥ d_j`, `Σ_j x_ij ≤ s_i y_i`, `x ≥ 0`, y binary; c ~
/// U(0, 1), f ~ U(0, 10), s ~ U(8, 18), d̄_j ~ N(3, 1), θ = d uniform in the ball of radius 0.25 round d̄. A
/// demand may be negative (0.13 % of them); its row is not tight then.
fn make(sizes: &[usize], stream: &mut Stream) -> ParametricProgram {
    let (n, m) = (sizes[0], sizes[1]);
    let cost = uniform(stream, n * m, 0.0, 1.0);
    let opening = uniform(stream, n, 0.0, 10.0);
    let capacity = uniform(stream, n, 8.0, 18.0);
    let centre = normal(stream, m, 3.0);
    let mut b = Builder::new(Sense::Minimize);
    for (k, &cost) in cost.iter().enumerate() {
        b.nonnegative(format!("x_{}_{}", k / m + 1, k % m + 1), cost);
    }
    for (i, &opening) in opening.iter().enumerate() {
        b.binary(format!("y_{}", i + 1), opening);
    }
    for j in 0..m {
        b.at_least(format!("demand_{}", j + 1), 0.0, (0..n).map(|i| (i * m + j, 1.0)));
    }
    for (i, &capacity) in capacity.iter().enumerate() {
        let terms = (0..m).map(|j| (i * m + j, 1.0)).chain([(n * m + i, -capacity)]);
        b.at_most(format!("capacity_{}", i + 1), 0.0, terms);
    }
    let mut program = parametric(b.finish());
    let first = add_parameters(&mut program, "d", m);
    for j in 0..m {
        program.add_right_hand_side_term(j, first + j, 1.0);
    }
    program.distribution = Some(Distribution::in_order([(m, Law::Ball { centre, radius: RADIUS })]));
    program
}
