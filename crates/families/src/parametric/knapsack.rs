//! Knapsack ("The voice of optimization", section 2.2.3): an integer program with θ in the matrix and in
//! bounds.

use super::generator::{Generator, add_parameters, add_term, parametric};
use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::parametric::{Distribution, Law, ParametricProgram, Target};
use hunch_model::{Kind, Sense};

pub(super) const GENERATOR: Generator = Generator {
    name: "knapsack",
    about: "how many of each of ten items; θ: their weights, and how many there are",
    sizes: &[],
    published: &[&[]],
    make,
};

/// Values of the items. Section 2.2.3 prints two decimals of them, the third one as 0, with which optima
/// would tie; these are the numbers that the authors' code draws (numpy's `rand` with seed 1).
const VALUE: [f64; 10] = [
    0.417022004702574,
    0.7203244934421581,
    0.00011437481734488664,
    0.30233257263183977,
    0.14675589081711304,
    0.0923385947687978,
    0.1862602113776709,
    0.34556072704304774,
    0.39676747423066994,
    0.538816734003357,
];
/// What the knapsack holds.
const CAPACITY: f64 = 5.0;
/// Centre of each weight and of each upper bound, and the radius of either ball.
const CENTRE: (f64, f64) = (2.0, 1.0);

/// Maximise `cᵀx` with `aᵀx ≤ 5`, `0 ≤ x ≤ u`, x integer; θ = (a, u), each uniform in a ball of its own.
fn make(_: &[usize], _: &mut Stream) -> ParametricProgram {
    let n = VALUE.len();
    let mut b = Builder::new(Sense::Maximize);
    for (j, &value) in VALUE.iter().enumerate() {
        b.between(format!("x_{}", j + 1), value, 0.0, Kind::Integer);
    }
    let capacity = b.at_most("capacity".into(), CAPACITY, []);
    let mut program = parametric(b.finish());
    let weight = add_parameters(&mut program, "a", n);
    let most = add_parameters(&mut program, "u", n);
    for j in 0..n {
        add_term(&mut program, Target::Coefficient(capacity, j), weight + j, 1.0);
        add_term(&mut program, Target::ColumnUpper(j), most + j, 1.0);
    }
    let ball = || Law::Ball { centre: vec![CENTRE.0; n], radius: CENTRE.1 };
    program.distribution = Some(Distribution::in_order([(n, ball()), (n, ball())]));
    program
}
