//! The heuristics of a tree. At one moment they are asked in this order: cheap ones first, each of use to the
//! next.

#[cfg(feature = "local-search")]
use super::clause_search::ClauseSearch;
use super::dives::Dives;
use super::feasibility_jump::Jump;
use super::feasibility_pump::Pump;
#[cfg(feature = "local-search")]
use super::fix_and_propagate::Fixing;
use super::guided_dives::GuidedDives;
use super::heuristic::{Entry, Moment};
use super::neighbourhood_search::NeighbourhoodSearch;
use super::rounding::Rounding;
use super::shifting::Shifting;
use crate::components::Component;

/// Before a relaxation ends, decisions come first where they are built: they take a small part of the work.
#[cfg(feature = "local-search")]
const JUMP_MOMENTS: &[Moment] = &[Moment::BeforeCuts];
#[cfg(not(feature = "local-search"))]
const JUMP_MOMENTS: &[Moment] = &[Moment::LongRelaxation, Moment::BeforeCuts];

/// One line a heuristic.
pub const HEURISTICS: &[Entry] = &[
    Entry {
        component: Some(Component::FeasibilityJump),
        moments: JUMP_MOMENTS,
        new: |settings, _| Box::new(Jump::new(settings)),
    },
    #[cfg(feature = "local-search")]
    Entry {
        component: Some(Component::FixAndPropagate),
        moments: &[Moment::LongRelaxation, Moment::BeforeCuts, Moment::AfterCuts],
        new: |settings, _| Box::new(Fixing::new(settings)),
    },
    #[cfg(feature = "local-search")]
    Entry {
        component: Some(Component::ClauseSearch),
        moments: &[Moment::LongRelaxation, Moment::BeforeCuts, Moment::AfterCuts],
        new: |settings, _| Box::new(ClauseSearch::new(settings)),
    },
    // Jumps without a relaxed point, where decisions have not led to one.
    #[cfg(feature = "local-search")]
    Entry {
        component: Some(Component::FeasibilityJump),
        moments: &[Moment::LongRelaxation],
        new: |settings, _| Box::new(Jump::new(settings)),
    },
    Entry { component: Some(Component::Rounding), moments: &[Moment::Point], new: |_, _| Box::new(Rounding) },
    Entry { component: Some(Component::Rounding), moments: &[Moment::Point], new: |_, _| Box::new(Shifting) },
    Entry {
        component: None,
        moments: &[Moment::Solved, Moment::Dives],
        new: |_, _| Box::<GuidedDives>::default(),
    },
    Entry {
        component: Some(Component::Diving),
        moments: &[Moment::Solved, Moment::RootPrepared, Moment::Dives],
        new: |_, strategy| Box::new(Dives::new(strategy)),
    },
    Entry {
        component: Some(Component::FeasibilityPump),
        moments: &[Moment::AfterCuts],
        new: |_, _| Box::<Pump>::default(),
    },
    Entry {
        component: None,
        moments: &[Moment::AfterCuts],
        new: |settings, _| Box::new(NeighbourhoodSearch::new(settings)),
    },
];
