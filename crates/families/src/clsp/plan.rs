//! Production plans, the labels that they give, and the best plan for given set-ups.

use super::instance::Instance;
use super::program::Columns;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use thiserror::Error;

/// Quantities below this share of the total demand are rounding, not production or unmet demand.
const QUANTITY_ROUNDING: f64 = 1e-12;

/// A production plan, one entry a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Units produced.
    pub production: Vec<f64>,
    /// Whether the period is set up. A set-up without production is allowed, and costs.
    pub setup: Vec<bool>,
    /// Units in stock at the end of the period.
    pub inventory: Vec<f64>,
    /// `Σ (p_t x_t + f_t y_t + h_t s_t)`.
    pub cost: f64,
}

/// Why numbers do not make a plan.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// A vector does not fit the instance.
    #[error("{field} has {length} entries; the instance asks for {expected}")]
    Length {
        /// What was given.
        field: &'static str,
        /// Its length.
        length: usize,
        /// The length that fits.
        expected: usize,
    },
}

fn expect_length(field: &'static str, length: usize, expected: usize) -> Result<(), PlanError> {
    if length == expected { Ok(()) } else { Err(PlanError::Length { field, length, expected }) }
}

impl Plan {
    /// Reads a plan from the program's values (see [`Columns`]); a set-up is what lies above one half.
    /// Nothing is checked but the length: feasibility is the checker's business.
    ///
    /// # Errors
    /// [`PlanError::Length`].
    pub fn from_values(instance: &Instance, values: &[f64]) -> Result<Self, PlanError> {
        let horizon = instance.horizon();
        expect_length("values", values.len(), Columns { horizon }.count())?;
        let production = values[..horizon].to_vec();
        let setup: Vec<bool> = values[horizon..2 * horizon].iter().map(|&y| y > 0.5).collect();
        let inventory = values[2 * horizon..].to_vec();
        let cost = instance.cost(&production, &setup, &inventory);
        Ok(Self { production, setup, inventory, cost })
    }

    /// The plan that produces `production` under `setup`; the stock follows from the balance.
    pub(crate) fn from_production(instance: &Instance, production: Vec<f64>, setup: Vec<bool>) -> Self {
        let mut stock = 0.0;
        let inventory: Vec<f64> = production
            .iter()
            .zip(&instance.demand)
            .map(|(x, d)| {
                stock = f64::max(stock + x - d, 0.0);
                stock
            })
            .collect();
        let cost = instance.cost(&production, &setup, &inventory);
        Self { production, setup, inventory, cost }
    }

    /// The program's values (see [`Columns`]).
    pub fn to_values(&self) -> Vec<f64> {
        let setup = self.setup.iter().map(|&y| f64::from(u8::from(y)));
        self.production.iter().copied().chain(setup).chain(self.inventory.iter().copied()).collect()
    }
}

/// What a network learns to say: whether each period produces. A period that is set up without producing is
/// labelled 0, so the label does not depend on whether idle set-ups happen to be free.
pub fn labels(plan: &Plan) -> Vec<bool> {
    plan.production.iter().map(|&x| x > 0.0).collect()
}

/// A set-up period whose capacity is not used up.
struct Source {
    /// Cost of one unit, less the holding cost that has accrued up to this period: what ranks periods for any
    /// later demand.
    cost: f64,
    period: usize,
    left: f64,
}

impl Ord for Source {
    /// The cheapest is greatest; among equals the latest, which keeps the stock low.
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then(self.period.cmp(&other.period))
    }
}

impl PartialOrd for Source {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Source {}

/// The production that meets all demand most cheaply when period `t` produces up to `capacity[t]` units at
/// `unit_cost[t]` each and set-ups cost nothing; `None` when demand cannot be met.
///
/// This is a transportation problem whose sources for a period contain those of every earlier period, so
/// serving the periods in order, each from its cheapest source with capacity left, is optimal (a greedy
/// algorithm on nested sets). O(T log T).
pub(crate) fn cheapest_production(
    instance: &Instance,
    capacity: &[f64],
    unit_cost: &[f64],
) -> Option<Vec<f64>> {
    let rounding = QUANTITY_ROUNDING * instance.demand.iter().sum::<f64>();
    let mut production = vec![0.0; instance.horizon()];
    let mut sources = BinaryHeap::new();
    let mut holding_so_far = 0.0;
    for t in 0..instance.horizon() {
        if capacity[t] > 0.0 {
            sources.push(Source { cost: unit_cost[t] - holding_so_far, period: t, left: capacity[t] });
        }
        let mut wanted = instance.demand[t];
        while wanted > rounding {
            let mut source = sources.pop()?;
            let taken = wanted.min(source.left);
            production[source.period] += taken;
            wanted -= taken;
            source.left -= taken;
            if source.left > rounding {
                sources.push(source);
            }
        }
        holding_so_far += instance.holding_cost[t];
    }
    Some(production)
}

/// The cheapest plan whose set-ups are exactly `setup`; `None` when they cannot meet the demand. O(T log T).
///
/// # Errors
/// [`PlanError::Length`] when `setup` does not have one entry a period.
pub fn fixed_setups_plan(instance: &Instance, setup: &[bool]) -> Result<Option<Plan>, PlanError> {
    expect_length("setup", setup.len(), instance.horizon())?;
    let open = setup.iter().zip(&instance.capacity).map(|(&y, &c)| if y { c } else { 0.0 });
    let production = cheapest_production(instance, &open.collect::<Vec<_>>(), &instance.production_cost);
    Ok(production.map(|x| Plan::from_production(instance, x, setup.to_vec())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_plan_for_given_setups_weighs_production_against_holding() {
        let instance = Instance {
            demand: vec![1.0, 2.0, 4.0],
            capacity: vec![5.0, 5.0, 3.0],
            production_cost: vec![1.0, 5.0, 4.0],
            setup_cost: vec![10.0, 20.0, 30.0],
            holding_cost: vec![1.0, 1.0, 1.0],
        };
        let plan = fixed_setups_plan(&instance, &[true; 3]).unwrap().unwrap();
        // A unit of period 3 costs 3 from period 1 (two left), 4 from period 3 itself.
        assert_eq!(plan.production, vec![5.0, 0.0, 2.0]);
        assert_eq!(plan.inventory, vec![4.0, 2.0, 0.0]);
        assert_eq!(plan.cost, 5.0 + 8.0 + 60.0 + 6.0);
        assert_eq!(labels(&plan), vec![true, false, true]);
        assert_eq!(fixed_setups_plan(&instance, &[true, false, false]).unwrap(), None);
        assert!(fixed_setups_plan(&instance, &[true]).is_err());
    }

    #[test]
    fn values_of_another_length_are_refused() {
        let instance = Instance {
            demand: vec![1.0],
            capacity: vec![1.0],
            production_cost: vec![1.0],
            setup_cost: vec![1.0],
            holding_cost: vec![1.0],
        };
        let error = Plan::from_values(&instance, &[0.0; 4]).unwrap_err();
        assert_eq!(error, PlanError::Length { field: "values", length: 4, expected: 3 });
    }
}
