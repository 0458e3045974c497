//! The parameters of a robust inventory instance and what may be wrong with them.

use crate::fields::Fields;
use crate::robust::UncertaintySet;
use serde::{Deserialize, Serialize};

/// Most retailers that are accepted: forty times the published number, so that hostile input cannot ask for a
/// program of arbitrary size.
pub const MAX_RETAILERS: usize = 2_000;
/// Most factors that are accepted, likewise.
pub const MAX_FACTORS: usize = 100;

/// A robust inventory instance of N retailers and k factors. Doing nothing is always feasible.
///
/// In JSON the fields are `revenue`, `cost`, `demand`, `sensitivity`, `factors`, `upper`, `capacity`, `set`
/// (`"box"` or `"ellipsoid"`) and `rho`, with `"family": "robust-inventory"` written always and optional when
/// read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Instance {
    /// Revenue of a unit sold, `r` (N), non-negative.
    pub revenue: Vec<f64>,
    /// Cost of a unit stocked, `c` (N), non-negative.
    pub cost: Vec<f64>,
    /// Expected demand at `u = 0`, `d⁰` (N), non-negative.
    pub demand: Vec<f64>,
    /// Change of demand a unit of each factor, `Q` (N × k, row-major), of either sign.
    pub sensitivity: Vec<f64>,
    /// Nominal factors `û` (k), of either sign.
    pub factors: Vec<f64>,
    /// Most units that each retailer can stock (N), non-negative.
    pub upper: Vec<f64>,
    /// Most units that all retailers can stock together, `C`, non-negative.
    pub capacity: f64,
    /// The shape of the set in which the factors lie.
    pub set: UncertaintySet,
    /// Its radius, in units of the factors.
    pub rho: f64,
}

impl Instance {
    /// Number of retailers, N.
    pub fn retailers(&self) -> usize {
        self.revenue.len()
    }

    /// Number of factors, k.
    pub fn factor_count(&self) -> usize {
        self.factors.len()
    }

    /// The sensitivities of retailer `i`, `Q_i` (k).
    pub fn sensitivities(&self, i: usize) -> &[f64] {
        row(&self.sensitivity, i, self.factor_count())
    }

    /// Demand of retailer `i` at factors `u`.
    pub fn demand_at(&self, i: usize, u: &[f64]) -> f64 {
        self.demand[i] + dot(self.sensitivities(i), u)
    }

    /// The least that retailer `i` may be asked for.
    pub fn worst_demand(&self, i: usize) -> f64 {
        let error = self.rho * self.set.dual_norm(self.sensitivities(i).iter().copied());
        self.demand_at(i, &self.factors) - error
    }

    /// The same instance with factors that are known exactly: its optimum is the nominal one.
    #[must_use]
    pub fn nominal(&self) -> Self {
        Self { rho: 0.0, ..self.clone() }
    }
}

/// Row `i` of a row-major matrix of `width` columns.
pub(super) fn row(matrix: &[f64], i: usize, width: usize) -> &[f64] {
    &matrix[i * width..(i + 1) * width]
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance() -> Instance {
        Instance {
            revenue: vec![3.0, 4.0],
            cost: vec![1.0, 2.0],
            demand: vec![10.0, 20.0],
            sensitivity: vec![1.0, -2.0],
            factors: vec![0.5],
            upper: vec![20.0, 20.0],
            capacity: 25.0,
            set: UncertaintySet::Box,
            rho: 2.0,
        }
    }

    #[test]
    fn demand_follows_the_factors() {
        let i = instance();
        assert_eq!(i.validate(), Ok(()));
        assert_eq!([i.demand_at(0, &[3.0]), i.demand_at(1, &[3.0])], [13.0, 14.0]);
        assert_eq!([i.worst_demand(0), i.worst_demand(1)], [8.5, 15.0]);
        assert_eq!(i.nominal().worst_demand(0), 10.5);
    }

    #[test]
    fn bad_data_are_refused_by_path() {
        let message = |i: &Instance| i.validate().unwrap_err().to_string();
        let mut i = instance();
        i.factors[0] = f64::INFINITY;
        assert!(message(&i).starts_with("factors[0] is inf"));
        i = instance();
        i.sensitivity.push(1.0);
        assert_eq!(
            message(&i),
            "sensitivity has 3 entries; it must have 2, the number of retailers × factors"
        );
        i = instance();
        i.cost.pop();
        assert_eq!(message(&i), "cost has 1 entries; it must have 2, the number of retailers");
        i = instance();
        i.capacity = -1.0;
        assert!(message(&i).starts_with("capacity is -1"));
        i = instance();
        i.revenue = vec![1.0; MAX_RETAILERS + 1];
        assert!(message(&i).starts_with("revenue has 2001 entries"));
    }

    #[test]
    fn json_names_the_family_and_refuses_another() {
        let text = serde_json::to_string(&instance()).unwrap();
        assert!(text.contains("\"family\":\"robust-inventory\""), "{text}");
        assert_eq!(serde_json::from_str::<Instance>(&text).unwrap(), instance());
        let other = text.replace("robust-inventory", "robust-knapsack");
        assert!(serde_json::from_str::<Instance>(&other).unwrap_err().to_string().contains("knapsack"));
    }
}
