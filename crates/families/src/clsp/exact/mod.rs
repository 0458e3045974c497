//! The exact algorithm: a dynamic programme over cumulative production in O(T·D) (`D` the total demand in
//! units), pruned from coarse to fine, which usually leaves a few per cent of the states.
//!
//! Florian, Lenstra and Rinnooy Kan (Deterministic production planning: algorithms and complexity, 1980) give
//! the recursion; here the best production of a period is a sliding-window minimum, so a period costs O(D)
//! instead of O(D²).
//!
//! - `units`: quantities as whole multiples of one unit;
//! - `network`: the problem as a shortest path, at any resolution;
//! - `window`, `sweep`: sliding-window minima, one pass over a network;
//! - `refine`: from coarse to fine;
//! - `trace`: from values back to a plan, from checkpoints, with the tie-break that defines the labels.

pub(crate) mod network;
mod refine;
pub(crate) mod sweep;
mod trace;
mod units;
mod window;

use crate::clsp::{Instance, Plan, fixed_setups_plan};
use crate::fields::FieldError;
use hunch_model::{Control, Event, Exact, Sense, Solution, Statistics, Status, Unlimited};
use network::Problem;
use refine::{Refined, Refinement};
use thiserror::Error;
use trace::Decision;
use units::Units;

/// Bytes that the algorithm may hold unless told otherwise: far below what a browser tab can allocate.
pub const DEFAULT_MEMORY_LIMIT: usize = 192 << 20;

/// How the algorithm runs. Neither choice changes the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Bytes of values that may be held at once; more is a typed error before they are allocated.
    pub memory_limit: usize,
    /// Keep the values of every so many periods and recompute those between while the plan is traced; `None`
    /// keeps all when they fit well, else about √T.
    pub checkpoint_interval: Option<usize>,
    /// Prune from coarse to fine.
    pub pruning: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { memory_limit: DEFAULT_MEMORY_LIMIT, checkpoint_interval: None, pruning: true }
    }
}

/// Why the algorithm does not apply.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ExactError {
    /// The instance itself is wrong.
    #[error(transparent)]
    Instance(#[from] FieldError),
    /// A quantity is no multiple of a common unit.
    #[error(
        "{field} is {value}; the dynamic programme needs demands and capacities that one common scaling makes whole"
    )]
    NotIntegral {
        /// Path of the number, such as `capacity[3]`.
        field: String,
        /// The number.
        value: f64,
    },
    /// The total demand has too many units to index.
    #[error("the demand sums to {total}; the dynamic programme holds at most {limit} at this unit")]
    TooManyUnits {
        /// Total demand.
        total: f64,
        /// Largest total demand.
        limit: f64,
    },
    /// The values would not fit into the stated memory.
    #[error("the dynamic programme would need {needed} bytes; its limit is {limit}")]
    Memory {
        /// Bytes needed.
        needed: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// No path was left where one must exist.
    #[error("the dynamic programme lost the cheapest path; this is a bug, please report the instance")]
    LostPath,
    /// The imposed set-ups do not fit the instance.
    #[error("fixed has {length} entries; it must have none or {expected}, one a period")]
    Fixed {
        /// Number of entries.
        length: usize,
        /// Number of periods.
        expected: usize,
    },
}

/// What a run has cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Cells (states, at some resolution) evaluated.
    pub cells: u64,
    /// Sweeps over the periods.
    pub sweeps: u64,
    /// Most values held by sweeps at one time, in bytes.
    pub peak_bytes: usize,
}

/// The answer of the algorithm.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Status, values, bound and gap.
    pub solution: Solution,
    /// The plan, when there is one.
    pub plan: Option<Plan>,
    /// What it has cost.
    pub account: Account,
}

/// Solves an instance with `fixed[t]` imposed on the set-up of period `t` where it is `Some`; an empty slice
/// fixes nothing.
///
/// Among the cheapest plans in whole units, the one whose production, read from the last period to the first,
/// is lexicographically smallest. A set-up is made only when the period produces or when it is imposed.
///
/// Stopped early, the answer carries a plan from a heuristic, when there is one, and the bound proven so far.
///
/// # Errors
/// An [`ExactError`] when the algorithm does not apply. Infeasibility is a status.
pub fn solve(
    instance: &Instance,
    fixed: &[Option<bool>],
    options: &Options,
    control: &mut dyn Control,
) -> Result<Answer, ExactError> {
    instance.validate()?;
    if !fixed.is_empty() && fixed.len() != instance.horizon() {
        return Err(ExactError::Fixed { length: fixed.len(), expected: instance.horizon() });
    }
    let started = control.now();
    let units = Units::of(instance)?;
    let problem = problem_in_units(instance, &units, fixed);
    let (Some(corridor), Some(incumbent)) = (problem.corridor(), incumbent(instance, fixed)) else {
        return Ok(infeasible(control.now() - started));
    };
    announce(&incumbent, "set up wherever allowed", control);
    let mut refinement = Refinement::new(&problem, &corridor, incumbent.cost - problem.constant, options);
    let decisions = match refinement.run(control) {
        Refined::Exact(values) => refinement.trace(&values, control),
        Refined::Stopped => None,
        Refined::TooLarge(needed) => {
            return Err(ExactError::Memory { needed, limit: options.memory_limit as u64 });
        }
        Refined::Failed => return Err(ExactError::LostPath),
    };
    let (plan, bound) = match decisions {
        Some(decisions) => {
            let plan = plan_of(instance, &units, &decisions);
            let cost = plan.cost;
            announce(&plan, "dynamic programme", control);
            (plan, Some(cost))
        }
        None => (incumbent, Some(refinement.bound()).filter(|bound| bound.is_finite())),
    };
    let effort = refinement.effort;
    let statistics = Statistics {
        seconds: control.now() - started,
        work: effort.work,
        nodes: 0,
        iterations: effort.sweeps,
    };
    let account = Account {
        cells: effort.cells,
        sweeps: effort.sweeps,
        peak_bytes: effort.peak_values * size_of::<f64>(),
    };
    let solution = Solution::with_values(plan.to_values(), plan.cost, bound, Sense::Minimize, statistics);
    Ok(Answer { solution, plan: Some(plan), account })
}

fn announce(plan: &Plan, source: &str, control: &mut dyn Control) {
    control.emit(Event::Incumbent { objective: plan.cost, source: source.into() });
}

fn plan_of(instance: &Instance, units: &Units, decisions: &[Decision]) -> Plan {
    let production = decisions.iter().map(|decision| units.quantity(decision.production)).collect();
    let setup = decisions.iter().map(|decision| decision.setup).collect();
    Plan::from_production(instance, production, setup)
}

/// The cheapest plan with the tie-break of [`solve`]: the label factory. `None` when demand cannot be met.
///
/// # Errors
/// An [`ExactError`] when the algorithm does not apply.
pub fn optimal_plan(instance: &Instance) -> Result<Option<Plan>, ExactError> {
    solve(instance, &[], &Options::default(), &mut Unlimited).map(|answer| answer.plan)
}

/// The total demand in units of the data, by which the algorithm's states are counted; `None` where it does
/// not apply.
pub fn units_of_demand(instance: &Instance) -> Option<usize> {
    Units::of(instance).ok()?.cumulative_demand.last().copied()
}

impl Exact for Instance {
    type Error = ExactError;

    fn solve_exact(
        &self,
        fixed: &[Option<bool>],
        control: &mut dyn Control,
    ) -> Result<Solution, Self::Error> {
        solve(self, fixed, &Options::default(), control).map(|answer| answer.solution)
    }
}

fn infeasible(seconds: f64) -> Answer {
    let statistics = Statistics { seconds, ..Statistics::default() };
    let solution = Solution::without_values(Status::Infeasible, None, statistics);
    Answer { solution, plan: None, account: Account::default() }
}

/// A feasible plan to start from: all allowed set-ups, less those that its production does not use.
fn incumbent(instance: &Instance, fixed: &[Option<bool>]) -> Option<Plan> {
    let imposed = |t: usize| fixed.get(t).copied().flatten();
    let allowed: Vec<bool> = (0..instance.horizon()).map(|t| imposed(t) != Some(false)).collect();
    let all = fixed_setups_plan(instance, &allowed).ok()??;
    let used = all.production.iter().enumerate().map(|(t, &x)| x > 0.0 || imposed(t) == Some(true)).collect();
    Some(Plan::from_production(instance, all.production, used))
}

fn problem_in_units(instance: &Instance, units: &Units, fixed: &[Option<bool>]) -> Problem {
    let horizon = instance.horizon();
    let size = units.size();
    let price = |t: usize| instance.production_cost.get(t).copied().unwrap_or(0.0);
    Problem {
        cumulative_demand: units.cumulative_demand.iter().map(|&d| d as f64).collect(),
        capacity: units.capacity.clone(),
        setup_cost: instance.setup_cost.clone(),
        charge: (0..horizon).map(|t| (price(t) - price(t + 1) + instance.holding_cost[t]) * size).collect(),
        constant: instance.production_cost.iter().zip(&instance.demand).map(|(p, d)| p * d).sum(),
        fixed: (0..horizon).map(|t| fixed.get(t).copied().flatten()).collect(),
        spread: 1.0,
    }
}
