//! A plan from any guess, and whether a guess admits one. Not part of the paper, which leaves both to a solver:
//! free set-ups can all be made, so that a fixing is feasible exactly when a flow exists that avoids what is
//! fixed to 0.

use super::flow::{Plan, cheapest_production};
use super::{Data, Instance};
use hunch_model::{Control, Unlimited};

/// From this probability on an item is taken to be set up.
const CUT_OFF: f32 = 0.5;
/// A closed set-up is opened for lots of about so many periods' mean demand: what its cost is spread over.
const LOT_PERIODS: f64 = 3.0;
/// What is fixed to 0 (told by a negative probability) costs so many times as much.
const FORBIDDEN: f64 = 100.0;

/// Whether some plan agrees with `fixed` (I × T, missing ones free): one flow.
pub fn is_feasible(data: &Data, fixed: &[Option<bool>]) -> bool {
    let closed = |k: usize| fixed.get(k).copied().flatten() == Some(false);
    if !(0..data.cells()).any(closed) {
        return data.is_feasible();
    }
    let unit: Vec<f64> = (0..data.cells()).map(|k| if closed(k) { f64::INFINITY } else { 0.0 }).collect();
    cheapest_production(data, &unit, &mut Unlimited).is_some()
}

/// A plan close to a guess (I × T; any numbers, missing ones are 0): what is guessed is produced where it is
/// cheapest, further set-ups are made where that cannot meet the demand or costs too much, and those of nothing
/// are not. None where the instance has no plan.
pub fn plan(instance: &Instance, probabilities: &[f32]) -> Option<Plan> {
    plan_within(instance, probabilities, &mut Unlimited)
}

/// As [`plan`]; none where `control` says stop.
pub fn plan_within(data: &Data, probabilities: &[f32], control: &mut dyn Control) -> Option<Plan> {
    let mean = data.demand.iter().sum::<f64>() / data.cells().max(1) as f64;
    let lot = (LOT_PERIODS * mean).max(f64::MIN_POSITIVE);
    let unit = |k: usize| {
        let probability = probabilities.get(k).copied().unwrap_or(0.0);
        let charge = match probability >= CUT_OFF {
            true => 0.0,
            false if probability < 0.0 => FORBIDDEN * data.setup_cost[k] / lot,
            false => data.setup_cost[k] / lot,
        };
        data.production_cost[k] + charge
    };
    let first = cheapest_production(data, &(0..data.cells()).map(unit).collect::<Vec<_>>(), control)?;
    best_within(data, |k| first[k] > 0.0, control)
}

/// The cheapest plan whose set-ups are among the open ones.
pub fn best_within(data: &Data, open: impl Fn(usize) -> bool, control: &mut dyn Control) -> Option<Plan> {
    let unit = |k: usize| if open(k) { data.production_cost[k] } else { f64::INFINITY };
    let production = cheapest_production(data, &(0..data.cells()).map(unit).collect::<Vec<_>>(), control)?;
    Some(Plan::from_production(data, production))
}
