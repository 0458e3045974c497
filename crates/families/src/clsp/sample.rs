//! The published distributions of lot-sizing instances.

use super::instance::{Instance, MAX_HORIZON};
use crate::fields::FieldError;
use crate::random::Stream;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Version of the sampler: two data sets of one version, distribution and seed are equal. It rises with every
/// change of the drawn numbers.
pub const SAMPLER_VERSION: u32 = 1;

/// Draws of one instance before the sampler gives up. Of the published distributions more than 99 draws in
/// 100 are feasible; at c = 1 none is.
const MAX_DRAWS: usize = 10_000;

/// A distribution of instances ("Integrated machine learning and optimization approaches", section 2.5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// Ratio of capacity to demand.
    pub c: u32,
    /// Ratio of set-up cost to holding cost.
    pub f: u32,
    /// Number of periods.
    pub horizon: usize,
}

/// Why a distribution gives no instance.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DistributionError {
    /// The horizon is empty or too long.
    #[error("horizon is {value}; it must be from 1 to {MAX_HORIZON}")]
    Horizon {
        /// Number of periods.
        value: usize,
    },
    /// A ratio is zero or beyond what the sampler's integers hold.
    #[error("{field} is {value}; it must be from 1 to 1000000")]
    Ratio {
        /// `"c"` or `"f"`.
        field: &'static str,
        /// Its value.
        value: u32,
    },
    /// Capacities are so tight that no draw could meet its demand.
    #[error("c is {c}: none of {MAX_DRAWS} draws could meet its demand; a larger c would")]
    TooTight {
        /// Ratio of capacity to demand.
        c: u32,
    },
}

/// Largest ratio that is accepted: a thousand times the published ones' scale.
pub(super) const MAX_RATIO: u32 = 1_000_000;

impl From<DistributionError> for FieldError {
    fn from(error: DistributionError) -> Self {
        let range =
            |field: &str, value: f64, most: f64| Self::Value { field: field.into(), value, least: 1.0, most };
        match error {
            DistributionError::Horizon { value } => range("horizon", value as f64, MAX_HORIZON as f64),
            DistributionError::Ratio { field, value } => range(field, value.into(), MAX_RATIO.into()),
            DistributionError::TooTight { c } => {
                let reason = format!("none of {MAX_DRAWS} draws could meet its demand; a larger c would");
                Self::Unusable { field: "c".into(), value: c.into(), reason }
            }
        }
    }
}

impl Distribution {
    /// The twelve published combinations of c ∈ {3, 5, 8}, f ∈ {1 000, 10 000} and horizon ∈ {90, 120}.
    pub fn paper() -> [Self; 12] {
        std::array::from_fn(|k| Self {
            c: [3, 5, 8][k / 4],
            f: [1_000, 10_000][k / 2 % 2],
            horizon: [90, 120][k % 2],
        })
    }

    fn validate(&self) -> Result<(), DistributionError> {
        if self.horizon == 0 || self.horizon > MAX_HORIZON {
            return Err(DistributionError::Horizon { value: self.horizon });
        }
        for (field, value) in [("c", self.c), ("f", self.f)] {
            if value == 0 || value > MAX_RATIO {
                return Err(DistributionError::Ratio { field, value });
            }
        }
        Ok(())
    }
}

/// Draws an instance: integers d ~ U{1, 600}, p ~ U{1, 5}, h = 1, c_t ~ U{0.7 c d̄, 1.1 c d̄}, f_t ~ U{0.9 f
/// h̄, 1.1 f h̄} with the means d̄ and h̄ of the drawn demand and holding costs. Draws that cannot meet their
/// demand are drawn again.
///
/// # Errors
/// A [`DistributionError`] when the distribution is out of range or too tight to be met; never for
/// [`Distribution::paper`].
pub fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, DistributionError> {
    distribution.validate()?;
    let mut stream = Stream::new(seed);
    for _ in 0..MAX_DRAWS {
        let instance = draw(distribution, &mut stream);
        if instance.is_feasible() {
            return Ok(instance);
        }
    }
    Err(DistributionError::TooTight { c: distribution.c })
}

fn draw(distribution: &Distribution, stream: &mut Stream) -> Instance {
    let periods = distribution.horizon as u64;
    let mut vector =
        |low: u64, high: u64| -> Vec<u64> { (0..periods).map(|_| stream.integer(low, high)).collect() };
    let demand = vector(1, 600);
    let production_cost = vector(1, 5);
    // Exact integer forms of 0.7 c d̄ <= c_t <= 1.1 c d̄, rounded inwards.
    let scaled_mean = u64::from(distribution.c) * demand.iter().sum::<u64>();
    let capacity = vector((7 * scaled_mean).div_ceil(10 * periods), 11 * scaled_mean / (10 * periods));
    let ratio = u64::from(distribution.f);
    let setup_cost = vector((9 * ratio).div_ceil(10), 11 * ratio / 10);
    let float = |v: Vec<u64>| v.into_iter().map(|value| value as f64).collect();
    Instance {
        demand: float(demand),
        capacity: float(capacity),
        production_cost: float(production_cost),
        setup_cost: float(setup_cost),
        holding_cost: vec![1.0; distribution.horizon],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paper_has_twelve_different_distributions() {
        let all = Distribution::paper();
        for (k, d) in all.iter().enumerate() {
            assert!(!all[..k].contains(d), "{d:?}");
        }
        assert!(all.contains(&Distribution { c: 3, f: 10_000, horizon: 120 }));
    }

    #[test]
    fn samples_are_valid_feasible_and_within_the_published_ranges() {
        for (k, distribution) in Distribution::paper().iter().enumerate() {
            let i = sample(distribution, k as u64).unwrap();
            assert_eq!(i.validate(), Ok(()), "{distribution:?}, seed {k}");
            assert!(i.is_feasible(), "{distribution:?}, seed {k}");
            let mean = i.demand.iter().sum::<f64>() / i.horizon() as f64 * f64::from(distribution.c);
            assert!(i.capacity.iter().all(|c| (0.7 * mean..=1.1 * mean).contains(c)));
            let f = f64::from(distribution.f);
            assert!(i.setup_cost.iter().all(|s| (0.9 * f..=1.1 * f).contains(s)));
            assert!(i.demand.iter().all(|d| (1.0..=600.0).contains(d)));
        }
    }

    #[test]
    fn the_first_instance_of_a_seed_never_changes() {
        let i =
            sample(&Distribution { c: 3, f: 1000, horizon: 6 }, crate::random::instance_seed(1, 0)).unwrap();
        assert_eq!(SAMPLER_VERSION, 1, "a new version needs new golden numbers");
        assert_eq!(i.demand, [184.0, 345.0, 433.0, 150.0, 97.0, 43.0]);
        assert_eq!(i.capacity, [630.0, 505.0, 532.0, 498.0, 534.0, 549.0]);
        assert_eq!(i.production_cost, [5.0, 1.0, 3.0, 3.0, 4.0, 2.0]);
        assert_eq!(i.setup_cost, [990.0, 997.0, 974.0, 940.0, 974.0, 932.0]);
        assert_eq!(i.holding_cost, [1.0; 6]);
    }

    #[test]
    fn distributions_without_instances_are_refused() {
        let tight = Distribution { c: 1, f: 1000, horizon: 50 };
        assert_eq!(sample(&tight, 1), Err(DistributionError::TooTight { c: 1 }));
        let empty = Distribution { c: 3, f: 1000, horizon: 0 };
        assert_eq!(sample(&empty, 1), Err(DistributionError::Horizon { value: 0 }));
        let zero = Distribution { c: 3, f: 0, horizon: 5 };
        assert_eq!(sample(&zero, 1), Err(DistributionError::Ratio { field: "f", value: 0 }));
    }
}
