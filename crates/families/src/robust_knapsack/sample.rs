//! Our distributions of robust knapsacks; the paper publishes none.

use super::instance::{Domain, Instance, MAX_ITEMS, MAX_ROWS, MAX_WEIGHTS};
use crate::draws::uniform;
use crate::fields::{FieldError, within};
use crate::random::Stream;
use crate::robust::{Radii, UncertaintySet};
use serde::{Deserialize, Serialize};

/// Version of the sampler: two data sets of one version, distribution and seed are equal. It rises with every
/// change of the drawn numbers.
pub const SAMPLER_VERSION: u32 = 1;

/// Values and nominal weights are drawn from this range: numbers of size one, as the violations that the
/// paper reports suggest, and no weight so small that an error could make it negative.
const NUMBERS: (f64, f64) = (0.2, 1.0);
/// A capacity as a share of its row's nominal weight, the middle of the usual test sets (Chu and Beasley,
/// 1998: 0.25, 0.5 and 0.75).
const TIGHTNESS: (f64, f64) = (0.4, 0.6);

/// Radius of the box at which robustness costs 12 % of the nominal optimum (median; `hunch-guide`, example
/// `robust_exact`).
pub const BOX_RADIUS: f64 = 0.1;
/// The same for the ellipsoid, whose errors cannot all be large at once.
pub const ELLIPSOID_RADIUS: f64 = 0.5;
/// Largest radius of a distribution: beyond it nearly nothing fits.
pub const MAX_RADIUS: f64 = 10.0;

/// A distribution of instances.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// Number of items.
    pub items: usize,
    /// Number of rows.
    pub rows: usize,
    /// Shape of the uncertainty set.
    pub set: UncertaintySet,
    /// Whether items may be divided.
    pub domain: Domain,
    /// Where the radius comes from.
    pub rho: Radii,
}

impl Distribution {
    /// The published size, 50 items and 5 rows, with one radius at which robustness costs something.
    pub fn paper(set: UncertaintySet, domain: Domain) -> Self {
        Self { items: 50, rows: 5, set, domain, rho: Radii::only(usual_radius(set)) }
    }

    /// The published size with radii from none to twice the usual one, for a model that serves a slider.
    pub fn slider(set: UncertaintySet, domain: Domain) -> Self {
        let rho = Radii { low: 0.0, high: 2.0 * usual_radius(set) };
        Self { rho, ..Self::paper(set, domain) }
    }

    fn validate(&self) -> Result<(), FieldError> {
        within("items", self.items as f64, 1.0, MAX_ITEMS as f64)?;
        within("rows", self.rows as f64, 1.0, MAX_ROWS as f64)?;
        within("items × rows", (self.items * self.rows) as f64, 1.0, MAX_WEIGHTS as f64)?;
        self.rho.validate(MAX_RADIUS)
    }
}

fn usual_radius(set: UncertaintySet) -> f64 {
    match set {
        UncertaintySet::Box => BOX_RADIUS,
        UncertaintySet::Ellipsoid => ELLIPSOID_RADIUS,
    }
}

/// Draws an instance, on a grid of 10⁻⁶: `v_i, ŵ_ji ~ U(0.2, 1)`, `C_j ~ U(0.4, 0.6) Σ_i ŵ_ji`, `ρ` from its
/// range.
///
/// # Errors
/// A [`FieldError`] when the distribution is out of range.
pub fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, FieldError> {
    distribution.validate()?;
    let mut stream = Stream::new(seed);
    let Distribution { items, rows, set, domain, rho } = *distribution;
    let mut numbers = |count: usize, (low, high): (f64, f64)| -> Vec<f64> {
        (0..count).map(|_| uniform(&mut stream, low, high)).collect()
    };
    let values = numbers(items, NUMBERS);
    let weights = numbers(items * rows, NUMBERS);
    let tightness = numbers(rows, TIGHTNESS);
    let total = |row: &[f64]| row.iter().sum::<f64>();
    let capacities = weights.chunks(items).zip(tightness).map(|(row, share)| share * total(row)).collect();
    Ok(Instance { values, weights, capacities, set, rho: rho.draw(&mut stream), domain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_valid_within_their_ranges_and_taking_nothing_is_feasible() {
        for seed in 0..40 {
            let set = UncertaintySet::ALL[seed as usize % 2];
            let distribution = Distribution::slider(set, Domain::Continuous);
            let i = sample(&distribution, seed).unwrap();
            assert_eq!(i.validate(), Ok(()), "seed {seed}");
            assert_eq!((i.items(), i.rows()), (50, 5));
            assert!((0.0..=2.0 * usual_radius(set)).contains(&i.rho), "seed {seed}");
            assert!(i.values.iter().chain(&i.weights).all(|v| (0.2..=1.0).contains(v)), "seed {seed}");
            for (j, capacity) in i.capacities.iter().enumerate() {
                let total: f64 = i.row(j).iter().sum();
                assert!((0.4 * total..=0.6 * total).contains(capacity), "seed {seed}, row {j}");
            }
            assert_eq!(i.violation(&[0.0; 50]), 0.0);
        }
    }

    #[test]
    fn the_first_instance_of_a_seed_never_changes() {
        let small = Distribution {
            items: 3,
            rows: 1,
            rho: Radii { low: 0.0, high: 1.0 },
            ..Distribution::paper(UncertaintySet::Box, Domain::Binary)
        };
        let i = sample(&small, crate::random::instance_seed(1, 0)).unwrap();
        assert_eq!(SAMPLER_VERSION, 1, "a new version needs new golden numbers");
        assert_eq!(i.values, [0.592077, 0.660116, 0.333616]);
        assert_eq!(i.weights, [0.353328, 0.795646, 0.895501]);
        assert_eq!(i.rho, 0.800405);
    }

    #[test]
    fn distributions_out_of_range_are_refused() {
        let good = Distribution::paper(UncertaintySet::Box, Domain::Binary);
        let refused = |d: Distribution| sample(&d, 1).unwrap_err().to_string();
        assert!(refused(Distribution { items: 0, ..good }).starts_with("items is 0"));
        assert!(refused(Distribution { items: 10_000, rows: 1_000, ..good }).starts_with("items × rows"));
        assert!(refused(Distribution { rho: Radii::only(-0.1), ..good }).starts_with("rho.low is -0.1"));
    }
}
