//! The multi-stage multidimensional knapsack: choose items every period, with a bonus for keeping a choice.

use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::{Program, Sense};

/// "Integrated machine learning and optimization approaches", chapter 3: maximise `Σ p_it x_it + Σ_{t<T} b_it
/// y_it` subject to `Σ_i w_ijt x_it <= c_jt` and `y_it <= 1 − |x_{i,t+1} − x_it|`, written as two rows; x and
/// y binary. Draws: p, b, w ~ U{1, 1000}, c_jt ~ U{0.5 Σ_i w_ijt, 0.8 Σ_i w_ijt}.
pub fn multi_stage_knapsack(items: usize, horizon: usize, knapsacks: usize, stream: &mut Stream) -> Program {
    let mut b = Builder::new(Sense::Maximize);
    let profit = |stream: &mut Stream| stream.integer(1, 1000) as f64;
    let x: Vec<usize> = (0..items * horizon)
        .map(|k| b.binary(format!("x_{}_{}", k / horizon + 1, k % horizon + 1), profit(stream)))
        .collect();
    let y: Vec<usize> = (0..items * (horizon - 1))
        .map(|k| b.binary(format!("y_{}_{}", k / (horizon - 1) + 1, k % (horizon - 1) + 1), profit(stream)))
        .collect();
    for t in 0..horizon {
        for j in 0..knapsacks {
            let weights: Vec<u64> = (0..items).map(|_| stream.integer(1, 1000)).collect();
            let total = weights.iter().sum::<u64>();
            let capacity = stream.integer(total.div_ceil(2), 4 * total / 5);
            let terms = (0..items).map(|i| (x[i * horizon + t], weights[i] as f64));
            b.at_most(format!("knapsack_{}_{}", j + 1, t + 1), capacity as f64, terms);
        }
    }
    for i in 0..items {
        for t in 0..horizon - 1 {
            let (now, next) = (x[i * horizon + t], x[i * horizon + t + 1]);
            let kept = y[i * (horizon - 1) + t];
            let name = |way: &str| format!("{way}_{}_{}", i + 1, t + 1);
            b.at_most(name("dropped"), 1.0, [(kept, 1.0), (now, 1.0), (next, -1.0)]);
            b.at_most(name("taken"), 1.0, [(kept, 1.0), (now, -1.0), (next, 1.0)]);
        }
    }
    b.finish()
}
