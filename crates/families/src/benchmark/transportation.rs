//! Transportation from suppliers to customers.

use crate::builder::Builder;
use crate::draws::{ball, normal, uniform};
use crate::random::Stream;
use hunch_model::{Program, Sense};

/// "The voice of optimization", its transportation benchmark: minimise `Σ c_ij x_ij` subject to `Σ_j x_ij <=
/// s_i`, `Σ_i x_ij >= d_j`. Draws: c ~ U(0, 5), s ~ U(3, 13), d in the ball of radius 0.75 round d̄ with d̄_j
/// ~ N(3, 1).
pub fn transportation(suppliers: usize, customers: usize, stream: &mut Stream) -> Program {
    let mut b = Builder::new(Sense::Minimize);
    let x: Vec<usize> = (0..suppliers * customers)
        .map(|k| {
            let name = format!("x_{}_{}", k / customers + 1, k % customers + 1);
            b.nonnegative(name, uniform(stream, 0.0, 5.0))
        })
        .collect();
    let supply: Vec<f64> = (0..suppliers).map(|_| uniform(stream, 3.0, 13.0)).collect();
    let centre: Vec<f64> = (0..customers).map(|_| 3.0 + normal(stream)).collect();
    let demand = ball(stream, &centre, 0.75);
    for i in 0..suppliers {
        let terms = (0..customers).map(|j| (x[i * customers + j], 1.0));
        b.at_most(format!("supply_{}", i + 1), supply[i], terms);
    }
    for (j, &asked) in demand.iter().enumerate() {
        let terms = (0..suppliers).map(|i| (x[i * customers + j], 1.0));
        b.at_least(format!("demand_{}", j + 1), asked, terms);
    }
    b.finish()
}
