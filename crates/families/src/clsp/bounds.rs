//! Lower bounds on the cost of lot sizing, for any data: what proves a gap where the exact algorithm does not
//! apply.

use super::exact::network::Problem;
use super::exact::sweep::{Direction, Effort, Keep, Outcome, sweep};
use super::instance::Instance;
use super::plan::{Plan, cheapest_production};
use super::program::capacity_within_remaining_demand;
use hunch_model::Control;

/// Cells over the total demand, per period of the horizon: a production then spans some tens of cells, and on
/// the published distributions the bound lies 0.6 to 1.3 % below the optimum on average (the linear
/// relaxation 6 to 24 %).
pub const CELLS_PER_PERIOD: usize = 16;

/// Rounding of a bound, as a share of the sums that it comes from: some `MAX_HORIZON` additions, each exact
/// to 2^-53.
const ROUNDING: f64 = 1e-11;

/// A proven lower bound on the cost with `fixed[t]` imposed on the set-up of period `t` where it is `Some`
/// (an empty slice fixes nothing): the better of [`linear_bound`] and [`cell_bound`]. `None` when no plan
/// exists. The time is O(T² · [`CELLS_PER_PERIOD`]).
pub fn lower_bound(instance: &Instance, fixed: &[Option<bool>], control: &mut dyn Control) -> Option<f64> {
    let linear = linear_bound(instance, fixed)?;
    let cells = CELLS_PER_PERIOD * instance.horizon();
    Some(cell_bound(instance, fixed, cells, control).map_or(linear, |bound| bound.max(linear)))
}

/// The optimum of the linear relaxation with capacities cut to the remaining demand, where a set-up costs
/// `f_t / c_t` a unit. `None` when no plan exists. O(T log T).
pub fn linear_bound(instance: &Instance, fixed: &[Option<bool>]) -> Option<f64> {
    let mut capacity = capacity_within_remaining_demand(instance);
    let mut unit_cost = instance.production_cost.clone();
    let mut setup = vec![false; instance.horizon()];
    for t in 0..instance.horizon() {
        match fixed.get(t).copied().flatten() {
            Some(true) => setup[t] = true,
            Some(false) => capacity[t] = 0.0,
            None if capacity[t] > 0.0 => unit_cost[t] += instance.setup_cost[t] / capacity[t],
            None => {}
        }
    }
    let production = cheapest_production(instance, &capacity, &unit_cost)?;
    let over_setups = production.iter().zip(&unit_cost).zip(&instance.production_cost);
    let shares: f64 = over_setups.map(|((x, unit), price)| x * (unit - price)).sum();
    let plan = Plan::from_production(instance, production, setup);
    Some((plan.cost + shares) * (1.0 - ROUNDING))
}

/// The shortest path through `cells` cells of cumulative production (see [`super::exact`]); real-valued data
/// are rounded outwards, so the bound holds for them. `None` when no path exists or the host asks to stop.
/// O(T · cells).
pub fn cell_bound(
    instance: &Instance,
    fixed: &[Option<bool>],
    cells: usize,
    control: &mut dyn Control,
) -> Option<f64> {
    let total: f64 = instance.demand.iter().sum();
    let width = if total > 0.0 { total / cells.max(1) as f64 } else { 1.0 };
    let problem = problem_in_cells(instance, fixed, width);
    let corridor = problem.corridor()?;
    let network = problem.network(&corridor, 0);
    let mut effort = Effort::default();
    match sweep(&network, Direction::Forward, None, Keep::Nothing, usize::MAX, &mut effort, control) {
        Outcome::Reached(value, _) => {
            let charges: f64 = problem.charge.iter().map(|a| a.abs()).sum::<f64>() * problem.total();
            let sums = charges + problem.setup_cost.iter().sum::<f64>() + problem.constant;
            Some(problem.constant + value - ROUNDING * sums)
        }
        _ => None,
    }
}

fn problem_in_cells(instance: &Instance, fixed: &[Option<bool>], width: f64) -> Problem {
    let horizon = instance.horizon();
    let price = |t: usize| instance.production_cost.get(t).copied().unwrap_or(0.0);
    let mut cumulative_demand = vec![0.0];
    let mut total = 0.0;
    for d in &instance.demand {
        total += d;
        cumulative_demand.push(total / width);
    }
    let capacity = capacity_within_remaining_demand(instance);
    Problem {
        cumulative_demand,
        capacity: capacity.iter().map(|c| (c / width * (1.0 + ROUNDING)).ceil() as usize).collect(),
        setup_cost: instance.setup_cost.clone(),
        charge: (0..horizon).map(|t| (price(t) - price(t + 1) + instance.holding_cost[t]) * width).collect(),
        constant: instance.production_cost.iter().zip(&instance.demand).map(|(p, d)| p * d).sum(),
        fixed: (0..horizon).map(|t| fixed.get(t).copied().flatten()).collect(),
        spread: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clsp::exact::{Options, solve};
    use crate::clsp::{Distribution, sample};
    use hunch_model::{Status, Unlimited};

    #[test]
    fn bounds_lie_below_the_optimum_and_close_to_it() {
        for (k, mut distribution) in Distribution::paper().into_iter().enumerate() {
            distribution.horizon = 50;
            let instance = sample(&distribution, k as u64).unwrap();
            let optimum = crate::clsp::optimal_plan(&instance).unwrap().unwrap().cost;
            let linear = linear_bound(&instance, &[]).unwrap();
            let bound = lower_bound(&instance, &[], &mut Unlimited).unwrap();
            assert!(linear <= bound && bound <= optimum, "{distribution:?}: {linear}, {bound}, {optimum}");
            assert!(bound >= 0.96 * optimum, "{distribution:?}: {bound} of {optimum}");
        }
    }

    #[test]
    fn bounds_hold_for_quantities_without_a_common_unit() {
        let factor = std::f64::consts::PI;
        for seed in 0..10 {
            let instance = sample(&Distribution { c: 3, f: 1000, horizon: 30 }, seed).unwrap();
            let optimum = factor * crate::clsp::optimal_plan(&instance).unwrap().unwrap().cost;
            let mut scaled = instance.clone();
            let vectors = scaled.demand.iter_mut().chain(&mut scaled.capacity).chain(&mut scaled.setup_cost);
            vectors.for_each(|value| *value *= factor);
            let bound = lower_bound(&scaled, &[], &mut Unlimited).unwrap();
            assert!(bound <= optimum && bound >= 0.95 * optimum, "seed {seed}: {bound} of {optimum}");
        }
    }

    #[test]
    fn bounds_respect_imposed_setups() {
        for seed in 0..30 {
            let instance = sample(&Distribution { c: 3, f: 1000, horizon: 20 }, seed).unwrap();
            let fixed: Vec<Option<bool>> = (0..20)
                .map(|t| [Some(true), None, None, Some(false), None][(t + seed as usize) % 5])
                .collect();
            let answer = solve(&instance, &fixed, &Options::default(), &mut Unlimited).unwrap();
            let bound = lower_bound(&instance, &fixed, &mut Unlimited);
            if answer.solution.status == Status::Infeasible {
                assert_eq!(bound, None, "seed {seed}");
            } else {
                let free = lower_bound(&instance, &[], &mut Unlimited).unwrap();
                let bound = bound.unwrap();
                assert!(bound <= answer.solution.objective.unwrap(), "seed {seed}");
                assert!(bound > free * (1.0 - 1e-6), "seed {seed}: {bound}, {free} without fixing");
            }
        }
    }
}
