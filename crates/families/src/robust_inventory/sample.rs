//! Our distributions of robust inventory instances; the paper publishes none.

use super::instance::{Instance, MAX_FACTORS, MAX_RETAILERS};
use crate::draws::uniform;
use crate::fields::{FieldError, within};
use crate::random::Stream;
use crate::robust::{Radii, UncertaintySet};
use serde::{Deserialize, Serialize};

/// Version of the sampler: two data sets of one version, distribution and seed are equal. It rises with every
/// change of the drawn numbers.
pub const SAMPLER_VERSION: u32 = 1;

/// Revenue of a unit.
const REVENUE: (f64, f64) = (2.0, 4.0);
/// Cost of a unit as a share of its revenue: margins from thin to comfortable, so that retailers compete for
/// the capacity.
const COST_SHARE: (f64, f64) = (0.3, 0.7);
/// Expected demand.
const DEMAND: (f64, f64) = (5.0, 15.0);
/// Nominal factors, from -0.5 to 0.5.
const FACTOR: f64 = 0.5;
/// Sensitivity of the relative demand to all factors together, at most: with factors off by at most one in
/// their set's dual sense, demand stays non-negative.
const SENSITIVITY: f64 = 1.0;
/// Most stock as a multiple of the expected demand: below 1 for some retailers, which never meet all of it.
const UPPER: (f64, f64) = (0.9, 1.8);
/// Capacity as a share of the expected demand of all.
const CAPACITY: (f64, f64) = (0.8, 1.1);

/// Radius of the box at which robustness costs 15 % of the nominal optimum (median; `hunch-guide`, example
/// `robust_exact`).
pub const BOX_RADIUS: f64 = 0.4;
/// The same for the ellipsoid.
pub const ELLIPSOID_RADIUS: f64 = 0.8;

/// A distribution of instances.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// Number of retailers.
    pub retailers: usize,
    /// Number of factors.
    pub factors: usize,
    /// Shape of the uncertainty set.
    pub set: UncertaintySet,
    /// Where the radius comes from.
    pub rho: Radii,
}

impl Distribution {
    /// The published size, 50 retailers and 5 factors, with one radius at which robustness costs something.
    pub fn paper(set: UncertaintySet) -> Self {
        Self { retailers: 50, factors: 5, set, rho: Radii::only(usual_radius(set)) }
    }

    /// The published size with radii from none to the largest, for a model that serves a slider.
    pub fn slider(set: UncertaintySet) -> Self {
        let paper = Self::paper(set);
        Self { rho: Radii { low: 0.0, high: paper.max_radius() }, ..paper }
    }

    /// The largest radius at which no demand can become negative: the factors are at most 1 − [`FACTOR`] off
    /// in the sense of the sensitivities, whose dual norm is at most 1 (box) or 1/√k (ellipsoid).
    pub fn max_radius(&self) -> f64 {
        let room = (1.0 - FACTOR) / SENSITIVITY;
        match self.set {
            UncertaintySet::Box => room,
            UncertaintySet::Ellipsoid => room * (self.factors as f64).sqrt(),
        }
    }

    fn validate(&self) -> Result<(), FieldError> {
        within("retailers", self.retailers as f64, 1.0, MAX_RETAILERS as f64)?;
        within("factors", self.factors as f64, 1.0, MAX_FACTORS as f64)?;
        self.rho.validate(self.max_radius())
    }
}

fn usual_radius(set: UncertaintySet) -> f64 {
    match set {
        UncertaintySet::Box => BOX_RADIUS,
        UncertaintySet::Ellipsoid => ELLIPSOID_RADIUS,
    }
}

/// Draws an instance, numbers on a grid of 10⁻⁶ or products of such: `r_i ~ U(2, 4)`, `c_i = r_i U(0.3,
/// 0.7)`, `d⁰_i ~ U(5, 15)`, `Q_if = d⁰_i U(-1, 1) / k`, `û_f ~ U(-0.5, 0.5)`, `upper_i = d⁰_i U(0.9, 1.8)`,
/// `C = U(0.8, 1.1) Σ d⁰_i`, `ρ` from its range.
///
/// Assumption 2.1 of the paper holds: doing nothing is feasible; and no demand of the set is negative, so
/// that the robust optimum is positive.
///
/// # Errors
/// A [`FieldError`] when the distribution is out of range.
pub fn sample(distribution: &Distribution, seed: u64) -> Result<Instance, FieldError> {
    distribution.validate()?;
    let mut stream = Stream::new(seed);
    let Distribution { retailers, factors, set, rho } = *distribution;
    let mut numbers = |count: usize, (low, high): (f64, f64)| -> Vec<f64> {
        (0..count).map(|_| uniform(&mut stream, low, high)).collect()
    };
    let revenue = numbers(retailers, REVENUE);
    let cost_share = numbers(retailers, COST_SHARE);
    let demand = numbers(retailers, DEMAND);
    let slope = numbers(retailers * factors, (-SENSITIVITY, SENSITIVITY));
    let nominal = numbers(factors, (-FACTOR, FACTOR));
    let upper_share = numbers(retailers, UPPER);
    let capacity = numbers(1, CAPACITY)[0] * demand.iter().sum::<f64>();
    let times = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>();
    let sensitivity =
        slope.iter().enumerate().map(|(p, q)| demand[p / factors] * q / factors as f64).collect();
    Ok(Instance {
        cost: times(&revenue, &cost_share),
        upper: times(&demand, &upper_share),
        revenue,
        demand,
        sensitivity,
        factors: nominal,
        capacity,
        set,
        rho: rho.draw(&mut stream),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_valid_and_no_demand_of_the_set_is_negative() {
        for seed in 0..40 {
            let set = UncertaintySet::ALL[seed as usize % 2];
            let usual = Distribution::paper(set);
            let widest = Distribution { rho: Radii::only(usual.max_radius()), ..usual };
            let i = sample(&widest, seed).unwrap();
            assert_eq!(i.validate(), Ok(()), "seed {seed}");
            assert_eq!((i.retailers(), i.factor_count()), (50, 5));
            assert!((0..50).all(|k| i.worst_demand(k) >= -1e-12), "seed {seed}");
            assert!(i.cost.iter().zip(&i.revenue).all(|(c, r)| c < r), "seed {seed}");
        }
    }

    #[test]
    fn the_first_instance_of_a_seed_never_changes() {
        let set = UncertaintySet::Ellipsoid;
        let small = Distribution { retailers: 2, ..Distribution::paper(set) };
        let i = sample(&small, crate::random::instance_seed(1, 0)).unwrap();
        assert_eq!(SAMPLER_VERSION, 1, "a new version needs new golden numbers");
        assert_eq!(i.revenue, [2.980193, 3.150289]);
        assert_eq!(i.demand, [12.445581, 13.693758]);
        assert_eq!((i.factors[0], i.rho), (-0.221237, 0.8));
    }

    #[test]
    fn distributions_out_of_range_are_refused() {
        let good = Distribution::paper(UncertaintySet::Box);
        let refused = |d: Distribution| sample(&d, 1).unwrap_err().to_string();
        assert!(refused(Distribution { factors: 0, ..good }).starts_with("factors is 0"));
        assert!(refused(Distribution { rho: Radii::only(0.6), ..good }).starts_with("rho.low is 0.6"));
        Distribution::slider(UncertaintySet::Ellipsoid).validate().unwrap();
    }
}
