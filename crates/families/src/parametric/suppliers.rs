//! Choice of suppliers ("The voice of optimization", section 2.2.4): a mixed-integer program with θ in a
//! right-hand side and in the matrix.

use super::generator::{Generator, add_parameters, add_term, parametric};
use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::Sense;
use hunch_model::parametric::{Distribution, Law, ParametricProgram, Target};

pub(super) const GENERATOR: Generator = Generator {
    name: "suppliers",
    about: "which of five suppliers deliver, and how much; θ: demand, delivery times",
    sizes: &[],
    published: &[&[]],
    make,
};

/// Cost of a unit, c.
const COST: [f64; 5] = [0.42, 0.72, 0.0, 0.3, 0.15];
/// Most units, m.
const MOST: [f64; 5] = [1.09, 1.19, 1.35, 1.4, 1.54];
/// Cost of a unit of delivery time, γ.
const TIME: f64 = 0.1;
/// Cost of choosing a supplier at all. It is not printed, but in the authors' code: without it a supplier
/// that delivers nothing, and is not the slowest, may be chosen or not.
const CHOICE: f64 = 1e-6;
/// Bounds of the demand.
const DEMAND: (f64, f64) = (1.0, 3.0);
/// Centre and radius of the ball of delivery times.
const TIMES: ([f64; 5], f64) = ([2.0, 3.0, 2.5, 5.0, 1.0], 0.5);

/// Minimise `Σ c_i u_i + γ max_i τ_i x_i` with `Σ u_i ≥ d`, `0 ≤ u_i ≤ m_i x_i`, x binary; θ = (d, τ). The
/// maximum is a column above each `τ_i x_i`.
fn make(_: &[usize], _: &mut Stream) -> ParametricProgram {
    let n = COST.len();
    let mut b = Builder::new(Sense::Minimize);
    let units: Vec<usize> = (0..n).map(|i| b.nonnegative(format!("units_{}", i + 1), COST[i])).collect();
    let chosen: Vec<usize> = (0..n).map(|i| b.binary(format!("chosen_{}", i + 1), CHOICE)).collect();
    let time = b.nonnegative("time".into(), TIME);
    let demand = b.at_least("demand".into(), 0.0, units.iter().map(|&j| (j, 1.0)));
    for i in 0..n {
        b.at_most(format!("most_{}", i + 1), 0.0, [(units[i], 1.0), (chosen[i], -MOST[i])]);
    }
    let slowest: Vec<usize> =
        (0..n).map(|i| b.at_least(format!("slowest_{}", i + 1), 0.0, [(time, 1.0)])).collect();
    let mut program = parametric(b.finish());
    program.parameters.push("demand".into());
    program.add_right_hand_side_term(demand, 0, 1.0);
    let delay = add_parameters(&mut program, "delay", n);
    for i in 0..n {
        add_term(&mut program, Target::Coefficient(slowest[i], chosen[i]), delay + i, -1.0);
    }
    let asked = Law::Box { lower: vec![DEMAND.0], upper: vec![DEMAND.1] };
    let delays = Law::Ball { centre: TIMES.0.to_vec(), radius: TIMES.1 };
    program.distribution = Some(Distribution::in_order([(1, asked), (n, delays)]));
    program
}
