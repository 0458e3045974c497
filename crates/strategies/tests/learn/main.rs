//! The promises of the learners.

mod brute;
mod draws;
mod facets;
mod optimal;
mod refusals;
