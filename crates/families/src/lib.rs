//! What is solved again and again? One module a family: parameters, sampling, program, features, labels, exact algorithm.
//!
//! - [`benchmark`]: seeded programs of other families, for the search's benchmark;
//! - [`clsp`]: single-item capacitated lot sizing;
//! - [`random`]: the seeded streams that every sampler draws from.

pub mod benchmark;
pub mod clsp;
pub mod random;
