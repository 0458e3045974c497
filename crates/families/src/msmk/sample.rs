//! The published distributions: "Integrated machine learning and optimization approaches", section 3.5.1.

use super::instance::{Instance, MAX_ITEMS, MAX_KNAPSACKS, MAX_PERIODS};
use crate::random::Stream;

/// Version of the sampler: two data sets of one version, distribution and seed are equal. It rises with every
/// change of the drawn numbers.
pub const SAMPLER_VERSION: u32 = 1;

/// Profits, bonuses and weights are drawn from 1 to this.
const LARGEST: u64 = 1000;

/// A distribution of instances. The paper has 8 items with 5 knapsacks and 10 items with 4, over 30 to 200
/// periods; larger ones to which its models are expanded have 16 to 40 items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Number of items.
    pub items: usize,
    /// Number of periods.
    pub periods: usize,
    /// Knapsacks of each period.
    pub knapsacks: usize,
}

impl Distribution {
    /// Whether it can be drawn from.
    pub fn is_valid(&self) -> bool {
        let within = |value: usize, most: usize| (1..=most).contains(&value);
        within(self.items, MAX_ITEMS)
            && within(self.periods, MAX_PERIODS)
            && within(self.knapsacks, MAX_KNAPSACKS)
    }
}

/// Draws an instance: `p, b, w ~ U{1, 1000}`, `c ~ U{⌈0.5 Σ w⌉, ⌊0.8 Σ w⌋}` for each knapsack. The bonuses of
/// the last period are 0.
pub fn sample(distribution: &Distribution, seed: u64) -> Instance {
    let Distribution { items, periods, knapsacks } = *distribution;
    let mut stream = Stream::new(seed);
    let mut numbers =
        |count: usize| -> Vec<f64> { (0..count).map(|_| stream.integer(1, LARGEST) as f64).collect() };
    let profits = numbers(periods * items);
    let mut bonuses = numbers((periods - 1) * items);
    bonuses.resize(periods * items, 0.0);
    let weights = numbers(periods * knapsacks * items);
    let capacity = |row: &[f64]| {
        // Whole numbers below 2⁵³: both sums and roundings are exact.
        let total = row.iter().sum::<f64>() as u64;
        stream.integer(total.div_ceil(2), 4 * total / 5) as f64
    };
    let capacities = weights.chunks(items).map(capacity).collect();
    Instance { items, periods, knapsacks, profits, bonuses, weights, capacities }
}
