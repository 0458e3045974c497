//! The seeded instances of the search's benchmark: programs only, of shapes that people solve. Families that
//! the project learns have modules of their own; where one of them serves here too ([`crate::clsp`], [`crate::mclsp`]), its
//! sampler and its program are used.
//!
//! An instance is fixed by its class and its number: the same everywhere and for ever, or [`VERSION`] rises.

mod assignment;
mod facility_location;
mod multi_item_lot_sizing;
mod multi_stage_knapsack;
mod multidimensional_knapsack;
mod set_covering;
mod transportation;

use crate::clsp;
use crate::fields::FieldError;
use crate::random::{Stream, instance_seed};
use hunch_model::Program;

pub use assignment::generalized_assignment;
pub use facility_location::facility_location;
pub use multi_item_lot_sizing::multi_item_lot_sizing;
pub use multi_stage_knapsack::multi_stage_knapsack;
pub use multidimensional_knapsack::multidimensional_knapsack;
pub use set_covering::set_covering;
pub use transportation::transportation;

/// Version of the generators; it rises with every change of the drawn numbers.
pub const VERSION: u32 = 1;

/// A class of instances: one family at one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Single-item capacitated lot sizing with c = 3, f = 10 000, the hardest published combination, over
    /// `horizon` periods.
    Clsp {
        /// Number of periods.
        horizon: usize,
    },
    /// See [`multi_item_lot_sizing`].
    MultiItemLotSizing {
        /// Number of items.
        items: usize,
        /// Number of periods.
        horizon: usize,
    },
    /// See [`multi_stage_knapsack`].
    MultiStageKnapsack {
        /// Number of items.
        items: usize,
        /// Number of periods.
        horizon: usize,
        /// Number of knapsacks.
        knapsacks: usize,
    },
    /// See [`facility_location`].
    FacilityLocation {
        /// Number of facilities and of customers.
        size: usize,
    },
    /// See [`transportation`].
    Transportation {
        /// Number of suppliers and of customers.
        size: usize,
    },
    /// See [`multidimensional_knapsack`].
    MultidimensionalKnapsack {
        /// Number of items.
        items: usize,
        /// Number of knapsack rows.
        rows: usize,
    },
    /// See [`set_covering`].
    SetCovering {
        /// Number of elements to cover.
        elements: usize,
        /// Number of sets.
        sets: usize,
    },
    /// See [`generalized_assignment`].
    GeneralizedAssignment {
        /// Number of agents.
        agents: usize,
        /// Number of jobs.
        jobs: usize,
    },
}

/// The classes of the benchmark, in the order of its report.
pub const CLASSES: [Class; 17] = [
    Class::Clsp { horizon: 90 },
    Class::Clsp { horizon: 120 },
    Class::MultiItemLotSizing { items: 8, horizon: 40 },
    Class::MultiItemLotSizing { items: 12, horizon: 30 },
    Class::MultiStageKnapsack { items: 8, horizon: 30, knapsacks: 5 },
    Class::MultiStageKnapsack { items: 10, horizon: 30, knapsacks: 4 },
    Class::FacilityLocation { size: 20 },
    Class::FacilityLocation { size: 40 },
    Class::FacilityLocation { size: 60 },
    Class::FacilityLocation { size: 80 },
    Class::Transportation { size: 40 },
    Class::Transportation { size: 80 },
    Class::MultidimensionalKnapsack { items: 30, rows: 5 },
    Class::MultidimensionalKnapsack { items: 60, rows: 5 },
    Class::SetCovering { elements: 100, sets: 400 },
    Class::GeneralizedAssignment { agents: 5, jobs: 25 },
    Class::GeneralizedAssignment { agents: 8, jobs: 40 },
];

/// Seed of the benchmark's data set.
const BASE_SEED: u64 = 2026;

impl Class {
    /// Name of the family, the same for all sizes.
    pub fn family(self) -> &'static str {
        match self {
            Self::Clsp { .. } => "clsp",
            Self::MultiItemLotSizing { .. } => "mclsp",
            Self::MultiStageKnapsack { .. } => "msmk",
            Self::FacilityLocation { .. } => "facility",
            Self::Transportation { .. } => "transportation",
            Self::MultidimensionalKnapsack { .. } => "mkp",
            Self::SetCovering { .. } => "setcover",
            Self::GeneralizedAssignment { .. } => "gap",
        }
    }

    /// Family and size, such as `mclsp-8x40`.
    pub fn name(self) -> String {
        let size = match self {
            Self::Clsp { horizon } => horizon.to_string(),
            Self::MultiItemLotSizing { items, horizon } => format!("{items}x{horizon}"),
            Self::MultiStageKnapsack { items, horizon, knapsacks } => {
                format!("{items}x{horizon}x{knapsacks}")
            }
            Self::FacilityLocation { size } | Self::Transportation { size } => format!("{size}x{size}"),
            Self::MultidimensionalKnapsack { items, rows } => format!("{items}x{rows}"),
            Self::SetCovering { elements, sets } => format!("{elements}x{sets}"),
            Self::GeneralizedAssignment { agents, jobs } => format!("{agents}x{jobs}"),
        };
        format!("{}-{size}", self.family())
    }

    /// Instance `number` of the class, named `<class>-<number>`.
    ///
    /// # Errors
    /// The sampler's, for lot sizing of an impossible size; never for [`CLASSES`].
    pub fn instance(self, number: u64) -> Result<Program, FieldError> {
        let seed = instance_seed(BASE_SEED, number);
        let stream = &mut Stream::new(seed);
        let mut program = match self {
            Self::Clsp { horizon } => {
                let distribution = clsp::Distribution { c: 3, f: 10_000, horizon };
                clsp::program(&clsp::sample(&distribution, seed)?)
            }
            Self::MultiItemLotSizing { items, horizon } => multi_item_lot_sizing(items, horizon, seed)?,
            Self::MultiStageKnapsack { items, horizon, knapsacks } => {
                multi_stage_knapsack(items, horizon, knapsacks, stream)
            }
            Self::FacilityLocation { size } => facility_location(size, size, stream),
            Self::Transportation { size } => transportation(size, size, stream),
            Self::MultidimensionalKnapsack { items, rows } => multidimensional_knapsack(items, rows, stream),
            Self::SetCovering { elements, sets } => set_covering(elements, sets, stream),
            Self::GeneralizedAssignment { agents, jobs } => generalized_assignment(agents, jobs, stream),
        };
        program.name = format!("{}-{number}", self.name());
        Ok(program)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::Kind;

    #[test]
    fn instances_are_valid_different_and_repeatable() {
        for class in CLASSES {
            let first = class.instance(0).unwrap();
            assert_eq!(first.validate(), Ok(()), "{}", class.name());
            // `assert!`, not `assert_eq!`: nobody wants to read these programs in a message.
            assert!(first == class.instance(0).unwrap(), "{}", class.name());
            let second = class.instance(1).unwrap();
            assert!((&first.columns, &first.matrix) != (&second.columns, &second.matrix), "{}", class.name());
            assert!(first.name.starts_with(&class.name()));
        }
    }

    #[test]
    fn only_transportation_is_continuous() {
        for class in CLASSES {
            let continuous = matches!(class, Class::Transportation { .. });
            assert_eq!(class.instance(0).unwrap().has_integers(), !continuous, "{}", class.name());
        }
    }

    #[test]
    fn sizes_are_those_of_the_formulations() {
        let size = |class: Class| {
            let p = class.instance(3).unwrap();
            let integers = p.columns.iter().filter(|c| c.kind == Kind::Integer).count();
            (p.rows.len(), p.columns.len(), integers)
        };
        assert_eq!(size(Class::MultiItemLotSizing { items: 8, horizon: 40 }), (680, 960, 320));
        assert_eq!(size(Class::MultiStageKnapsack { items: 8, horizon: 30, knapsacks: 5 }), (614, 472, 472));
        assert_eq!(size(Class::FacilityLocation { size: 20 }), (40, 420, 20));
        assert_eq!(size(Class::Transportation { size: 40 }), (80, 1600, 0));
        assert_eq!(size(Class::MultidimensionalKnapsack { items: 30, rows: 5 }), (5, 30, 30));
        assert_eq!(size(Class::SetCovering { elements: 100, sets: 400 }), (100, 400, 400));
        assert_eq!(size(Class::GeneralizedAssignment { agents: 5, jobs: 25 }), (30, 125, 125));
    }
}
