//! The data set of a run: instances drawn from their seeds, as numbers that a network reads and as tensors
//! that a loss reads.

use super::application::{Application, inventories, knapsacks};
use super::loss::{Instances, Inventories, Knapsacks, tensor};
use super::settings::{Penalty, Settings};
use crate::data::Statistics;
use crate::error::{Error, Result};
use burn::tensor::Device;
use hunch_families::clsp::instance_seed;
use hunch_families::family::Ask;
use hunch_families::robust::{Extras, UncertaintySet};
use hunch_families::robust_inventory::RobustInventory;
use hunch_families::robust_knapsack::RobustKnapsack;
use hunch_families::{Case, case};
use hunch_families::{robust_inventory as inventory, robust_knapsack as knapsack};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

/// Instances that the statistics of the inputs are taken over: their means are known to a fiftieth of a
/// deviation.
const STATISTICS: u64 = 2048;
/// Separates the draws of penalties from those of instances.
const PENALTY_STREAM: u64 = 0x4E55;

/// What one step sees of one instance.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The instance.
    pub instance: Arc<dyn Case>,
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
            Application::Knapsack => items(knapsack::Domain::Continuous).map(case::<RobustKnapsack>),
            Application::BinaryKnapsack => items(knapsack::Domain::Binary).map(case::<RobustKnapsack>),
            Application::Inventory => {
                inventory::sample(&inventories(self.set, self.slider), seed).map(case::<RobustInventory>)
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
        let extras = self.extras(drawn.penalty);
        drawn.instance.features(extras.set(), &Ask { penalty: drawn.penalty })
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

/// What one unit of each output is in the instance's own units, `[instances, outputs]` row-major (see the
/// families' `decode`); none when outputs are decisions.
pub fn units(instances: &[Drawn]) -> Option<Vec<f32>> {
    let mut all = Vec::new();
    for drawn in instances {
        let i = drawn.instance.of::<RobustInventory>()?;
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
    let knapsacks: Vec<&knapsack::Instance> =
        batch.iter().filter_map(|d| d.instance.of::<RobustKnapsack>()).collect();
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
    let inventories: Vec<&inventory::Instance> =
        batch.iter().filter_map(|d| d.instance.of::<RobustInventory>()).collect();
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
