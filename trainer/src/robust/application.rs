//! The paper's three applications: which instances are drawn, what a network reads of them, and what its outputs stand for.

use super::loss::{Instances, Inventories, Knapsacks, tensor};
use super::network::Domain;
use super::settings::{Learning, Penalty, Settings};
use crate::data::Statistics;
use crate::error::{Error, Result};
use burn::tensor::Device;
use clap::ValueEnum;
use hunch_families::clsp::instance_seed;
use hunch_families::robust::{Extras, Radii, UncertaintySet};
use hunch_families::{robust_inventory as inventory, robust_knapsack as knapsack};
use hunch_guide::robust::Instance;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Instances that the statistics of the inputs are taken over: their means are known to a fiftieth of a deviation.
const STATISTICS: u64 = 2048;
/// Separates the draws of penalties from those of instances.
const PENALTY_STREAM: u64 = 0x4E55;
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

    /// Settings that a run starts from.
    pub fn settings(self, learning: Learning) -> Settings {
        Settings {
            application: self,
            set: UncertaintySet::Box,
            radius_input: false,
            learning,
            penalty: Penalty::only(self.penalties()[1]),
            domain: self.domains()[0],
            gamma: self.domains()[0].usual_gamma(),
            hidden: vec![256],
            tied: false,
            steps: 4_000,
            batch: 128,
            instances: None,
            validation: 512,
            learning_rate: 0.001,
            clip: 1.0,
            seed: 1,
            data_seed: 1,
        }
    }
}

fn knapsacks(domain: knapsack::Domain, set: UncertaintySet, slider: bool) -> knapsack::Distribution {
    let distribution = if slider { knapsack::Distribution::slider } else { knapsack::Distribution::paper };
    distribution(set, domain)
}

fn inventories(set: UncertaintySet, slider: bool) -> inventory::Distribution {
    let distribution = if slider { inventory::Distribution::slider } else { inventory::Distribution::paper };
    distribution(set)
}

/// What one step sees of one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The instance.
    pub instance: Instance,
    /// Its penalty ν.
    pub penalty: f64,
}

/// A data set: instances by their index.
#[derive(Clone, Debug)]
pub struct Source {
    application: Application,
    set: UncertaintySet,
    radius_input: bool,
    /// Whether ρ is drawn from the slider's range.
    slider: bool,
    penalty: Penalty,
    seed: u64,
}

impl Source {
    /// The data set of `seed`, as the settings of a run draw it.
    pub fn of(settings: &Settings, seed: u64) -> Self {
        Self {
            application: settings.application,
            set: settings.set,
            radius_input: settings.radius_input,
            slider: settings.radius_input,
            penalty: settings.penalty,
            seed,
        }
    }

    /// The same instances with the usual radius, for a network that may read it.
    #[must_use]
    pub fn at_usual_radius(self) -> Self {
        Self { slider: false, ..self }
    }

    /// What is decided.
    pub fn application(&self) -> Application {
        self.application
    }

    /// Shape of the uncertainty set.
    pub fn set(&self) -> UncertaintySet {
        self.set
    }

    /// Whether ρ is drawn from the slider's range.
    pub fn slider(&self) -> bool {
        self.slider
    }

    /// Seed of the data set.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The instance of an index, with a penalty drawn log-uniformly from its range.
    ///
    /// # Errors
    /// [`Error::Setting`] when the family refuses the distribution.
    pub fn draw(&self, index: u64) -> Result<Drawn> {
        let seed = instance_seed(self.seed, index);
        let items = |domain| knapsack::sample(&knapsacks(domain, self.set, self.slider), seed);
        let drawn = match self.application {
            Application::Knapsack => items(knapsack::Domain::Continuous).map(Instance::Knapsack),
            Application::BinaryKnapsack => items(knapsack::Domain::Binary).map(Instance::Knapsack),
            Application::Inventory => {
                inventory::sample(&inventories(self.set, self.slider), seed).map(Instance::Inventory)
            }
        };
        let instance = drawn.map_err(|e| Error::Setting {
            field: "--application",
            value: self.application.name().into(),
            expected: e.to_string(),
        })?;
        let penalty = if self.penalty.is_input() {
            let mut stream = ChaCha8Rng::seed_from_u64(instance_seed(self.seed ^ PENALTY_STREAM, index));
            self.penalty.at(stream.random_range(0.0..1.0))
        } else {
            self.penalty.low
        };
        Ok(Drawn { instance, penalty })
    }

    /// What the network reads beside the instance's parameters.
    pub fn extras(&self, penalty: f64) -> Extras {
        Extras { radius: self.radius_input, penalty: self.penalty.is_input().then_some(penalty) }
    }

    /// The network's inputs, not yet standardised.
    pub fn features(&self, drawn: &Drawn) -> Vec<f32> {
        drawn.instance.features(self.extras(drawn.penalty))
    }

    /// Mean and standard deviation of each input over the first instances.
    ///
    /// # Errors
    /// As [`Source::draw`].
    pub fn statistics(&self) -> Result<Statistics> {
        let rows = (0..STATISTICS).map(|index| Ok(self.features(&self.draw(index)?)));
        Statistics::of_rows(rows)
    }
}

/// What one unit of each output is in the instance's own units, `[instances, outputs]` row-major (see the families' `decode`); none when
/// outputs are decisions.
pub fn units(instances: &[Drawn]) -> Option<Vec<f32>> {
    let mut all = Vec::new();
    for drawn in instances {
        let Instance::Inventory(i) = &drawn.instance else { return None };
        all.extend([&i.upper, &i.demand, &i.sensitivity].into_iter().flatten().map(|v| *v as f32));
    }
    Some(all)
}

/// The instances of a batch as tensors; they are all of one family.
///
/// # Errors
/// [`Error::Worker`] for a batch that is empty or mixed, which [`Source`] never draws.
pub fn tensors(batch: &[Drawn], device: &Device) -> Result<Instances> {
    let b = batch.len();
    let flat =
        |numbers: &[&[f64]]| numbers.iter().flat_map(|v| v.iter().map(|x| *x as f32)).collect::<Vec<f32>>();
    let knapsacks: Vec<&knapsack::Instance> = batch
        .iter()
        .filter_map(|d| if let Instance::Knapsack(i) = &d.instance { Some(i) } else { None })
        .collect();
    if let Some(first) = knapsacks.first().filter(|_| knapsacks.len() == b) {
        let (n, m) = (first.items(), first.rows());
        let column = |get: fn(&knapsack::Instance) -> &[f64]| {
            flat(&knapsacks.iter().map(|i| get(i)).collect::<Vec<_>>())
        };
        return Ok(Instances::Knapsacks(Knapsacks {
            set: first.set,
            radius: tensor(knapsacks.iter().map(|i| i.rho as f32).collect(), [b, 1], device),
            values: tensor(column(|i| &i.values), [b, n], device),
            weights: tensor(column(|i| &i.weights), [b, m, n], device),
            capacities: tensor(column(|i| &i.capacities), [b, m], device),
        }));
    }
    let inventories: Vec<&inventory::Instance> = batch
        .iter()
        .filter_map(|d| if let Instance::Inventory(i) = &d.instance { Some(i) } else { None })
        .collect();
    let Some(first) = inventories.first().filter(|_| inventories.len() == b) else {
        return Err(Error::Worker);
    };
    let (n, k) = (first.retailers(), first.factor_count());
    let column = |get: fn(&inventory::Instance) -> &[f64]| {
        flat(&inventories.iter().map(|i| get(i)).collect::<Vec<_>>())
    };
    let number = |get: fn(&inventory::Instance) -> f64| {
        inventories.iter().map(|i| get(i) as f32).collect::<Vec<f32>>()
    };
    Ok(Instances::Inventories(Inventories {
        set: first.set,
        radius: tensor(number(|i| i.rho), [b, 1], device),
        revenues: tensor(column(|i| &i.revenue), [b, n], device),
        costs: tensor(column(|i| &i.cost), [b, n], device),
        demands: tensor(column(|i| &i.demand), [b, n], device),
        sensitivities: tensor(column(|i| &i.sensitivity), [b, n, k], device),
        factors: tensor(column(|i| &i.factors), [b, 1, k], device),
        capacity: tensor(number(|i| i.capacity), [b, 1], device),
    }))
}
