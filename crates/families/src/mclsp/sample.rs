//! The published distributions: "Integrated machine learning and optimization approaches", section 3.5.1.

use super::instance::{Data, Instance, MAX_ITEMS, MAX_PERIODS};
use crate::fields::FieldError;
use crate::random::Stream;
use thiserror::Error;

/// Version of the sampler: two data sets of one version, distribution and seed are equal. It rises with every
/// change of the drawn numbers.
pub const SAMPLER_VERSION: u32 = 1;

/// Draws of one instance before the sampler gives up. Of the published distributions nearly all draws are
/// feasible.
const MAX_DRAWS: usize = 10_000;
/// Largest ratio that is accepted: so that costs and capacities stay within what an instance may hold.
pub(super) const MAX_RATIO: u32 = 1_000_000;

/// A distribution of instances. The paper trains on 8 items with 40 periods and 12 items with 30; it lists c
/// ∈ {10, 14}, of which 10 is only feasible with 8 items. More items are read as c = 10 · I / 8 and 14 · I / 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Number of items.
    pub items: usize,
    /// Number of periods.
    pub periods: usize,
    /// Ratio of a period's capacity to the mean demand of one item in one period.
    pub c: u32,
    /// Ratio of set-up cost to the mean holding cost; the paper has 1 000.
    pub f: u32,
}

/// Why a distribution gives no instance.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DistributionError {
    /// A number is zero or too large.
    #[error("{field} is {value}; it must be from 1 to {most}")]
    Range {
        /// Its name.
        field: &'static str,
        /// Its value.
        value: usize,
        /// The largest that is taken.
        most: usize,
    },
    /// Capacities are so tight that no draw could meet its demand.
    #[error("c is {c}: none of {MAX_DRAWS} draws could meet the demand of {items} items; a larger c would")]
    TooTight {
        /// The ratio.
        c: u32,
        /// Number of items.
        items: usize,
    },
}

impl From<DistributionError> for FieldError {
    fn from(error: DistributionError) -> Self {
        match error {
            DistributionError::Range { field, value, most } => {
                Self::Value { field: field.into(), value: value as f64, least: 1.0, most: most as f64 }
            }
            DistributionError::TooTight { c, items } => {
                let reason = format!(
                    "none of {MAX_DRAWS} draws could meet the demand of {items} items; a larger c would"
                );
                Self::Unusable { field: "c".into(), value: c.into(), reason }
            }
        }
    }
}

impl Distribution {
    fn validate(&self) -> Result<(), DistributionError> {
        for (field, value, most) in [
            ("items", self.items, MAX_ITEMS),
            ("periods", self.periods, MAX_PERIODS),
            ("c", self.c as usize, MAX_RATIO as usize),
            ("f", self.f as usize, MAX_RATIO as usize),
        ] {
            if value == 0 || value > most {
                return Err(DistributionError::Range { field, value, most });
            }
        }
        Ok(())
    }
}

/// Draws an instance: integers `p ~ U{1, 200}`, `h ~ U{1, 100}`, `d ~ U{500, 1500}`, `f_it ~ U{⌈0.9 f h̄⌉, ⌊1.1 f
/// h̄⌋}`, `c_t ~ U{⌈0.8 c d̄⌉, ⌊1.2 c d̄⌋}` with the means over all items and periods. Draws that cannot meet
/// their demand are drawn again.
///
/// # Errors
/// A [`DistributionError`] when the distribution is out of range or too tight to be met.
pub fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, DistributionError> {
    distribution.validate()?;
    let mut stream = Stream::new(seed);
    for _ in 0..MAX_DRAWS {
        let data = draw(distribution, &mut stream);
        if data.is_feasible() {
            return Ok(data.into());
        }
    }
    Err(DistributionError::TooTight { c: distribution.c, items: distribution.items })
}

fn draw(distribution: &Distribution, stream: &mut Stream) -> Data {
    let cells = distribution.items * distribution.periods;
    let mut draw = |count: usize, low: u64, high: u64| -> Vec<u64> {
        (0..count).map(|_| stream.integer(low, high)).collect()
    };
    let production = draw(cells, 1, 200);
    let holding = draw(cells, 1, 100);
    let demand = draw(cells, 500, 1500);
    // Exact integer forms of the ranges, rounded inwards.
    let n = cells as u64;
    let scaled_holding = u64::from(distribution.f) * holding.iter().sum::<u64>();
    let setup = draw(cells, (9 * scaled_holding).div_ceil(10 * n), 11 * scaled_holding / (10 * n));
    let scaled_demand = u64::from(distribution.c) * demand.iter().sum::<u64>();
    let capacity =
        draw(distribution.periods, (8 * scaled_demand).div_ceil(10 * n), 12 * scaled_demand / (10 * n));
    let float = |v: Vec<u64>| v.into_iter().map(|value| value as f64).collect();
    Data {
        items: distribution.items,
        demand: float(demand),
        capacity: float(capacity),
        production_cost: float(production),
        setup_cost: float(setup),
        holding_cost: float(holding),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_valid_feasible_and_within_the_published_ranges() {
        for (k, (items, periods, c)) in [(8, 40, 10), (12, 30, 14)].into_iter().enumerate() {
            let i = sample(&Distribution { items, periods, c, f: 1_000 }, k as u64).unwrap();
            assert_eq!(i.validate(), Ok(()), "seed {k}");
            let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
            let (d, h) = (mean(&i.demand) * f64::from(c), mean(&i.holding_cost) * 1_000.0);
            assert!(i.capacity.iter().all(|c| (0.8 * d..=1.2 * d).contains(c)), "seed {k}");
            assert!(i.setup_cost.iter().all(|f| (0.9 * h..=1.1 * h).contains(f)), "seed {k}");
            assert!(i.demand.iter().all(|d| (500.0..=1500.0).contains(d)), "seed {k}");
        }
    }

    #[test]
    fn the_first_instance_of_a_seed_never_changes() {
        let i = sample(&Distribution { items: 2, periods: 3, c: 3, f: 1_000 }, 1).unwrap();
        assert_eq!(SAMPLER_VERSION, 1, "a new version needs new golden numbers");
        assert_eq!(i.demand, [906.0, 866.0, 1495.0, 765.0, 751.0, 721.0]);
        assert_eq!(i.capacity, [3201.0, 2584.0, 2872.0]);
    }

    #[test]
    fn distributions_without_instances_are_refused() {
        let all = Distribution { items: 12, periods: 30, c: 10, f: 1_000 };
        assert_eq!(sample(&all, 1).unwrap_err(), DistributionError::TooTight { c: 10, items: 12 });
        let none = sample(&Distribution { periods: 0, ..all }, 1).unwrap_err();
        assert_eq!(none.to_string(), "periods is 0; it must be from 1 to 2000");
    }
}
