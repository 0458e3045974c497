//! The promises of the learners.

mod brute;
mod draws;
mod facets;
mod measures;
mod optimal;
mod refusals;
mod voices;
