//! The parameters of a lot-sizing instance and what may be wrong with them.

use crate::fields::Fields;
use crate::lot_sizing::CUMULATIVE_ROUNDING;
use serde::{Deserialize, Serialize};

/// Longest horizon that is accepted, in periods: ten times the longest published one, so that hostile input
/// cannot ask for a program of arbitrary size.
pub const MAX_HORIZON: usize = 10_000;

/// Largest demand, capacity or cost that is accepted: far above real data, and small enough that sums over
/// [`MAX_HORIZON`] periods and products of a cost with a quantity stay finite and meaningful in `f64`.
pub const MAX_VALUE: f64 = 1e12;

/// A lot-sizing instance: five non-negative vectors, one entry a period, and no stock at the start.
///
/// In JSON the fields are `demand`, `capacity`, `productionCost`, `setupCost`, `holdingCost`, with `"family":
/// "clsp"` written always and optional when read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Instance {
    /// Units that leave the stock at the end of each period.
    pub demand: Vec<f64>,
    /// Most units that a period can produce once set up.
    pub capacity: Vec<f64>,
    /// Cost of producing one unit.
    pub production_cost: Vec<f64>,
    /// Cost of setting up.
    pub setup_cost: Vec<f64>,
    /// Cost of one unit in stock at the end of a period.
    pub holding_cost: Vec<f64>,
}

impl Instance {
    /// Number of periods.
    pub fn horizon(&self) -> usize {
        self.demand.len()
    }

    /// Whether demand can be met: in every prefix of the horizon, capacity must cover demand. Expects a valid
    /// instance.
    pub fn is_feasible(&self) -> bool {
        let mut demand = 0.0;
        let mut capacity = 0.0;
        self.demand.iter().zip(&self.capacity).all(|(d, c)| {
            demand += d;
            capacity += c;
            demand - capacity <= CUMULATIVE_ROUNDING * demand
        })
    }

    /// Cost of a plan, `Σ (p_t x_t + f_t y_t + h_t s_t)`; each slice holds one entry a period.
    pub fn cost(&self, production: &[f64], setup: &[bool], inventory: &[f64]) -> f64 {
        (0..self.horizon())
            .map(|t| {
                let setup_cost = if setup[t] { self.setup_cost[t] } else { 0.0 };
                self.production_cost[t] * production[t] + setup_cost + self.holding_cost[t] * inventory[t]
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance() -> Instance {
        Instance {
            demand: vec![3.0, 0.0, 5.0],
            capacity: vec![4.0, 0.0, 4.0],
            production_cost: vec![1.0; 3],
            setup_cost: vec![10.0; 3],
            holding_cost: vec![1.0; 3],
        }
    }

    #[test]
    fn a_well_formed_instance_is_valid() {
        assert_eq!(instance().validate(), Ok(()));
    }

    #[test]
    fn bad_numbers_are_refused_by_path() {
        for bad in [f64::NAN, -1.0, f64::INFINITY, 2.0 * MAX_VALUE] {
            let mut i = instance();
            i.holding_cost[2] = bad;
            let message = i.validate().unwrap_err().to_string();
            assert!(message.starts_with("holdingCost[2] is"), "{message}");
        }
    }

    #[test]
    fn lengths_that_differ_and_horizons_out_of_range_are_refused() {
        let mut i = instance();
        i.capacity.pop();
        let message = |i: &Instance| i.validate().unwrap_err().to_string();
        assert_eq!(message(&i), "capacity has 2 entries; it must have 3, the number of periods");
        i.demand.clear();
        assert_eq!(message(&i), "demand has 0 entries; it must have from 1 to 10000");
        i.demand = vec![1.0; MAX_HORIZON + 1];
        assert_eq!(message(&i), "demand has 10001 entries; it must have from 1 to 10000");
    }

    #[test]
    fn feasibility_looks_at_every_prefix() {
        let mut i = instance();
        assert!(i.is_feasible());
        i.demand = vec![5.0, 0.0, 0.0];
        assert!(!i.is_feasible());
        i.demand = vec![0.0, 0.0, 9.0];
        assert!(!i.is_feasible());
    }

    #[test]
    fn json_names_the_family_and_refuses_another() {
        let text = serde_json::to_string(&instance()).unwrap();
        assert!(text.contains("\"family\":\"clsp\"") && text.contains("productionCost"), "{text}");
        assert_eq!(serde_json::from_str::<Instance>(&text).unwrap(), instance());
        let anonymous = text.replace("\"family\":\"clsp\",", "");
        assert_eq!(serde_json::from_str::<Instance>(&anonymous).unwrap(), instance());
        let other = text.replace("\"clsp\"", "\"msmk\"");
        assert!(serde_json::from_str::<Instance>(&other).unwrap_err().to_string().contains("msmk"));
    }
}
