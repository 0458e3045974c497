//! The promises of the learners.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic like a test")]

mod brute;
mod draws;
mod facets;
mod measures;
mod optimal;
mod refusals;
mod voices;
