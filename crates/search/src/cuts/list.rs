//! The classes of cuts, in the order in which a round asks them: those of single rows, then those that
//! combine rows. Of the rows of the tableau, each is shown to all in this order.

use super::aggregation::Aggregation;
use super::cliques::Cliques;
use super::cover::Covers;
use super::gomory::Gomory;
use super::implied_bounds::ImpliedBounds;
use super::separator::Entry;
#[cfg(feature = "breadth")]
use super::zero_half::ZeroHalf;
use crate::components::Component;

/// One line a class.
pub const CUT_CLASSES: &[Entry] = &[
    Entry { name: "cover", component: Component::CoverCuts, new: || Box::new(Covers) },
    Entry { name: "clique", component: Component::CliqueCuts, new: || Box::<Cliques>::default() },
    Entry { name: "implied bound", component: Component::ImpliedBoundCuts, new: || Box::new(ImpliedBounds) },
    #[cfg(feature = "breadth")]
    Entry { name: "zero-half", component: Component::ZeroHalfCuts, new: || Box::new(ZeroHalf) },
    Entry { name: "Gomory", component: Component::GomoryCuts, new: || Box::new(Gomory) },
    Entry {
        name: "mixed-integer rounding",
        component: Component::MixedRoundingCuts,
        new: || Box::new(Aggregation),
    },
];
