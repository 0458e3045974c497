//! Families that are data alone: a parametric program, whose numbers are fixed by a size and a seed, and the
//! distribution of its parameters θ. Everything that works on parametric programs works on them; no other
//! code knows their names.
//!
//! They are the problems of "The voice of optimization" (Bertsimas & Stellato 2021); each file names the
//! section. θ number `i` of a sample is [`crate::random::theta`].

mod facility_location;
mod generator;
mod hybrid_vehicle;
mod inventory;
mod knapsack;
mod portfolio;
mod suppliers;
mod transportation;

pub use generator::{Generator, GeneratorError, Size, constraints};

/// All of them. A new one is a file and an entry here.
pub const GENERATORS: &[Generator] = &[
    transportation::GENERATOR,
    portfolio::GENERATOR,
    facility_location::GENERATOR,
    hybrid_vehicle::GENERATOR,
    hybrid_vehicle::AS_PRINTED,
    inventory::GENERATOR,
    inventory::AS_PRINTED,
    knapsack::GENERATOR,
    suppliers::GENERATOR,
];

/// The family of that name.
///
/// # Errors
/// [`GeneratorError::Name`].
pub fn generator(name: &str) -> Result<&'static Generator, GeneratorError> {
    let found = GENERATORS.iter().find(|g| g.name == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = GENERATORS.iter().map(|g| g.name).collect();
        GeneratorError::Name { name: name.into(), known: known.join(", ") }
    })
}
