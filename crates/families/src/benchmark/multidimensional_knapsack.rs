//! The 0-1 multidimensional knapsack.

use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::{Program, Sense};

/// Largest weight, and half of it: the noise on profits that follow the weights.
const WEIGHT: u64 = 1000;
const NOISE: u64 = 500;

/// Correlated instances (Chu and Beasley, A genetic algorithm for the multidimensional knapsack problem,
/// 1998): w_ij ~ U{1, 1000}, b_i = ½ Σ_j w_ij, p_j = (Σ_i w_ij) / m + 500 q_j with q_j uniform in [0, 1];
/// here rounded down to integers.
pub fn multidimensional_knapsack(items: usize, rows: usize, stream: &mut Stream) -> Program {
    let weights: Vec<Vec<u64>> =
        (0..rows).map(|_| (0..items).map(|_| stream.integer(1, WEIGHT)).collect()).collect();
    let mut b = Builder::new(Sense::Maximize);
    let x: Vec<usize> = (0..items)
        .map(|j| {
            let mean = weights.iter().map(|row| row[j]).sum::<u64>() / rows as u64;
            b.binary(format!("x_{}", j + 1), (mean + stream.integer(0, NOISE)) as f64)
        })
        .collect();
    for (i, row) in weights.iter().enumerate() {
        let capacity = row.iter().sum::<u64>() / 2;
        let terms = x.iter().zip(row).map(|(&j, &w)| (j, w as f64));
        b.at_most(format!("knapsack_{}", i + 1), capacity as f64, terms);
    }
    b.finish()
}
