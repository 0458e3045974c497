//! Capacitated facility location.

use crate::builder::Builder;
use crate::draws::{ball, normal, uniform};
use crate::random::Stream;
use hunch_model::{Program, Sense};

/// "The voice of optimization", section 5.11: minimise `Σ c_ij x_ij + Σ f_i y_i` subject to `Σ_i x_ij >=
/// d_j`, `Σ_j x_ij <= s_i y_i`, y binary. Draws: c ~ U(0, 1), f ~ U(0, 10), s ~ U(8, 18), d in the ball of
/// radius 0.25 round d̄ with d̄_j ~ N(3, 1).
pub fn facility_location(facilities: usize, customers: usize, stream: &mut Stream) -> Program {
    let mut b = Builder::new(Sense::Minimize);
    let x: Vec<usize> = (0..facilities * customers)
        .map(|k| {
            let name = format!("x_{}_{}", k / customers + 1, k % customers + 1);
            b.nonnegative(name, uniform(stream, 0.0, 1.0))
        })
        .collect();
    let y: Vec<usize> =
        (0..facilities).map(|i| b.binary(format!("y_{}", i + 1), uniform(stream, 0.0, 10.0))).collect();
    let supply: Vec<f64> = (0..facilities).map(|_| uniform(stream, 8.0, 18.0)).collect();
    let centre: Vec<f64> = (0..customers).map(|_| 3.0 + normal(stream)).collect();
    let demand = ball(stream, &centre, 0.25);
    for (j, &asked) in demand.iter().enumerate() {
        let terms = (0..facilities).map(|i| (x[i * customers + j], 1.0));
        b.at_least(format!("demand_{}", j + 1), asked, terms);
    }
    for i in 0..facilities {
        let flows = (0..customers).map(|j| (x[i * customers + j], 1.0));
        b.at_most(format!("supply_{}", i + 1), 0.0, flows.chain([(y[i], -supply[i])]));
    }
    b.finish()
}
