//! What is solved again and again? One module a family: parameters, sampling, program, features, labels, exact algorithm.
//!
//! - [`benchmark`]: seeded programs of other families, for the search's benchmark;
//! - [`clsp`]: single-item capacitated lot sizing;
//! - [`robust`]: what the robust families share: uncertainty sets, cones, typed errors;
//! - [`robust_inventory`]: stocks of many retailers under uncertain demand, with linear decision rules;
//! - [`robust_knapsack`]: the multidimensional knapsack with uncertain weights;
//! - [`random`]: the seeded streams that every sampler draws from.

pub mod benchmark;
pub mod clsp;
mod draws;
pub mod random;
pub mod robust;
pub mod robust_inventory;
pub mod robust_knapsack;
