//! What is solved again and again? One module a family: parameters, sampling, program, features, labels,
//! exact algorithm.
//!
//! - [`mod@family`]: what a family is, typed and by name; the list of them all is [`FAMILIES`];
//! - [`fields`]: what inputs are made of, and how they are checked;
//! - [`benchmark`]: seeded programs of other families, for the search's benchmark;
//! - [`parametric`]: families that are data alone: a parametric program with the distribution of its θ;
//! - [`conic`]: linear programs with second-order cones;
//! - [`clsp`]: single-item capacitated lot sizing;
//! - [`mclsp`]: multi-item lot sizing with one capacity for all items;
//! - [`msmk`]: the multi-stage multidimensional knapsack;
//! - [`robust`]: what the robust families share: uncertainty sets, cones, typed errors;
//! - [`robust_inventory`]: stocks of many retailers under uncertain demand, with linear decision rules;
//! - [`robust_knapsack`]: the multidimensional knapsack with uncertain weights;
//! - [`random`]: the seeded streams that every sampler draws from; [`draws`]: real numbers of them.

#[cfg(feature = "benchmark")]
pub mod benchmark;
#[cfg(any(feature = "benchmark", feature = "parametric"))]
mod builder;
#[cfg(feature = "clsp")]
pub mod clsp;
pub mod conic;
pub mod draws;
pub mod family;
pub mod fields;
#[cfg(any(feature = "clsp", feature = "mclsp"))]
mod lot_sizing;
#[cfg(feature = "mclsp")]
pub mod mclsp;
#[cfg(feature = "msmk")]
pub mod msmk;
#[cfg(feature = "parametric")]
pub mod parametric;
pub mod random;
#[cfg(any(feature = "robust-inventory", feature = "robust-knapsack"))]
pub mod robust;
#[cfg(feature = "robust-inventory")]
pub mod robust_inventory;
#[cfg(feature = "robust-knapsack")]
pub mod robust_knapsack;

pub use family::{AnyFamily, Case, Family, case};
pub use fields::{FieldError, Fields};

use std::sync::Arc;

/// Every family, in the order in which they are told of. A new one is a folder and a line here.
pub const FAMILIES: &[&dyn AnyFamily] = &[
    #[cfg(feature = "clsp")]
    family::Of::<clsp::Clsp>::FAMILY,
    #[cfg(feature = "robust-knapsack")]
    family::Of::<robust_knapsack::RobustKnapsack>::FAMILY,
    #[cfg(feature = "robust-inventory")]
    family::Of::<robust_inventory::RobustInventory>::FAMILY,
    #[cfg(feature = "msmk")]
    family::Of::<msmk::Msmk>::FAMILY,
    #[cfg(feature = "mclsp")]
    family::Of::<mclsp::Mclsp>::FAMILY,
];

/// The family of that name.
///
/// # Errors
/// [`FieldError::Family`], which names the nearest one.
pub fn family(name: &str) -> Result<&'static dyn AnyFamily, FieldError> {
    let known = FAMILIES.iter().copied().find(|family| family.name() == name);
    known.ok_or_else(|| {
        let names: Vec<&str> = FAMILIES.iter().map(|family| family.name()).collect();
        fields::unknown_family(name, &names)
    })
}

/// Reads an instance of the family that its field `family` names.
///
/// # Errors
/// An unknown family, or the first field that does not fit it.
pub fn read(fields: Fields) -> Result<Arc<dyn Case>, FieldError> {
    family(fields.text("family"))?.read(fields)
}
