//! Generalised assignment.

use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::{Program, Sense};

/// Type C of the usual test problems (Chu and Beasley, A genetic algorithm for the generalised assignment
/// problem, 1997): every job to one agent at least cost, a_ij ~ U{5, 25}, c_ij ~ U{10, 50}, b_i = 0.8 Σ_j
/// a_ij / m, rounded down.
pub fn generalized_assignment(agents: usize, jobs: usize, stream: &mut Stream) -> Program {
    let mut b = Builder::new(Sense::Minimize);
    let x: Vec<usize> = (0..agents * jobs)
        .map(|k| {
            let name = format!("x_{}_{}", k / jobs + 1, k % jobs + 1);
            b.binary(name, stream.integer(10, 50) as f64)
        })
        .collect();
    for i in 0..agents {
        let times: Vec<u64> = (0..jobs).map(|_| stream.integer(5, 25)).collect();
        let capacity = 8 * times.iter().sum::<u64>() / (10 * agents as u64);
        let terms = (0..jobs).map(|j| (x[i * jobs + j], times[j] as f64));
        b.at_most(format!("agent_{}", i + 1), capacity as f64, terms);
    }
    for j in 0..jobs {
        let terms = (0..agents).map(|i| (x[i * jobs + j], 1.0));
        b.equal(format!("job_{}", j + 1), 1.0, terms);
    }
    b.finish()
}
