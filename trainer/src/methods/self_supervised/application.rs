//! The paper's three applications: which instances are meant, what a network reads of them, and what its
//! outputs stand for.

use super::domain::Domain;
use clap::ValueEnum;
use hunch_families::robust::{Extras, Radii, UncertaintySet};
use hunch_families::{robust_inventory as inventory, robust_knapsack as knapsack};
use serde::{Deserialize, Serialize};

/// What is decided (section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Application {
    /// Shares of 50 items in 5 knapsacks.
    Knapsack,
    /// The same with whole items.
    BinaryKnapsack,
    /// Stocks of 50 retailers and a linear sales rule over 5 factors.
    Inventory,
}

impl Application {
    /// All of them, in the order of the paper's table 1.
    pub const ALL: [Self; 3] = [Self::Knapsack, Self::BinaryKnapsack, Self::Inventory];

    /// Name of its family on cards.
    pub fn family(self) -> &'static str {
        match self {
            Self::Knapsack | Self::BinaryKnapsack => knapsack::FAMILY,
            Self::Inventory => inventory::FAMILY,
        }
    }

    /// The application of a family's name, with binary decisions or without; none when there is no such
    /// application.
    pub fn of_family(family: &str, binary: bool) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.family() == family && a.is_binary() == binary)
    }

    /// Its name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Knapsack => "knapsack",
            Self::BinaryKnapsack => "binary-knapsack",
            Self::Inventory => "inventory",
        }
    }

    /// Version of the family's sampler.
    pub fn sampler_version(self) -> u32 {
        match self {
            Self::Knapsack | Self::BinaryKnapsack => knapsack::SAMPLER_VERSION,
            Self::Inventory => inventory::SAMPLER_VERSION,
        }
    }

    /// Whether decisions are in {0, 1}.
    pub fn is_binary(self) -> bool {
        self == Self::BinaryKnapsack
    }

    /// Last layers that keep its decisions in their domain; the first is the default.
    pub fn domains(self) -> &'static [Domain] {
        match self {
            Self::Knapsack => &[Domain::Sigmoid, Domain::Clamp],
            Self::BinaryKnapsack => &[Domain::Clamp, Domain::Learned, Domain::Straight],
            Self::Inventory => &[Domain::Rule],
        }
    }

    /// The penalties ν of table 1.
    pub fn penalties(self) -> [f64; 4] {
        match self {
            Self::Knapsack | Self::BinaryKnapsack => [1.0, 10.0, 20.0, 50.0],
            Self::Inventory => [50.0, 100.0, 200.0, 500.0],
        }
    }

    /// What the published sizes are: items and rows, or retailers and factors.
    pub fn sizes(self) -> [(&'static str, f64); 2] {
        match self {
            Self::Knapsack | Self::BinaryKnapsack => {
                let d = knapsack::Distribution::paper(UncertaintySet::Box, knapsack::Domain::Continuous);
                [("items", d.items as f64), ("rows", d.rows as f64)]
            }
            Self::Inventory => {
                let d = inventory::Distribution::paper(UncertaintySet::Box);
                [("retailers", d.retailers as f64), ("factors", d.factors as f64)]
            }
        }
    }

    /// Where ρ is drawn from: the slider's range, or the usual radius alone.
    pub fn radii(self, set: UncertaintySet, slider: bool) -> Radii {
        match self {
            Self::Knapsack => knapsacks(knapsack::Domain::Continuous, set, slider).rho,
            Self::BinaryKnapsack => knapsacks(knapsack::Domain::Binary, set, slider).rho,
            Self::Inventory => inventories(set, slider).rho,
        }
    }

    fn counts(self) -> (usize, usize) {
        let [(_, first), (_, second)] = self.sizes();
        (first as usize, second as usize)
    }

    /// Numbers that a network gives.
    pub fn outputs(self) -> usize {
        let (first, second) = self.counts();
        match self {
            Self::Knapsack | Self::BinaryKnapsack => first,
            Self::Inventory => inventory::output_count(first, second),
        }
    }

    /// Leading outputs that are shares in [0, 1] when the last layer is [`Domain::Rule`].
    pub fn shares(self) -> usize {
        self.counts().0
    }

    /// Names of the inputs on a card.
    pub fn feature_names(self, extras: Extras) -> Vec<String> {
        let (first, second) = self.counts();
        match self {
            Self::Knapsack | Self::BinaryKnapsack => knapsack::feature_names(first, second, extras),
            Self::Inventory => inventory::feature_names(first, second, extras),
        }
    }

    /// Names of the outputs on a card.
    pub fn output_names(self) -> Vec<String> {
        let (first, second) = self.counts();
        let each = |name: &'static str| (1..=first).map(move |i| format!("{name}[{i}]"));
        match self {
            Self::Knapsack | Self::BinaryKnapsack => each("x").collect(),
            Self::Inventory => {
                let slopes = (1..=first).flat_map(|i| (1..=second).map(move |f| format!("y[{i},{f}]")));
                each("x").chain(each("y0")).chain(slopes).collect()
            }
        }
    }

    /// Hidden units an item of tied networks: written out and stored in 16 bits a network stays near 400 kB.
    pub fn tied_shape(self) -> &'static [usize] {
        match self {
            Self::Knapsack | Self::BinaryKnapsack => &[6, 6],
            Self::Inventory => &[4, 4],
        }
    }
}

/// The distribution of knapsacks: the slider's, or the paper's.
pub(super) fn knapsacks(
    domain: knapsack::Domain,
    set: UncertaintySet,
    slider: bool,
) -> knapsack::Distribution {
    let distribution = if slider { knapsack::Distribution::slider } else { knapsack::Distribution::paper };
    distribution(set, domain)
}

/// The distribution of inventories: the slider's, or the paper's.
pub(super) fn inventories(set: UncertaintySet, slider: bool) -> inventory::Distribution {
    let distribution = if slider { inventory::Distribution::slider } else { inventory::Distribution::paper };
    distribution(set)
}
