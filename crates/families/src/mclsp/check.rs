//! The check of a plan, from the fields as they came; it shares no arithmetic with the rest of the family.

use crate::family::Verdict;
use crate::fields::Fields;
use hunch_model::tolerances::row_tolerance;

/// Checks values laid out as production, set-ups and stocks, each item by item: the balance of every item and
/// period, set-ups, shared capacities, and the cost.
pub(super) fn check(fields: &Fields, values: &[f64]) -> Verdict {
    let given = |name: &str| fields.numbers(name);
    let (demand, capacity) = (given("demand"), given("capacity"));
    let (periods, cells) = (capacity.len(), demand.len());
    if values.len() != 3 * cells || values.iter().any(|v| !v.is_finite()) {
        let complaint = Some(format!("a plan of {cells} items and periods is {} finite numbers", 3 * cells));
        return Verdict { feasible: false, objective: f64::NAN, violation: f64::INFINITY, complaint };
    }
    let (production, rest) = values.split_at(cells);
    let (setup, stock) = rest.split_at(cells);
    let (mut violation, mut complaint) = (0.0f64, None);
    let mut hold = |missed: f64, allowed: f64, what: &str, place: &dyn Fn() -> String| {
        violation = violation.max(missed);
        if missed > allowed && complaint.is_none() {
            complaint = Some(format!("{what} of {} is missed by {missed}", place()));
        }
    };
    for k in 0..cells {
        let (item, t) = (k / periods, k % periods);
        let place = || format!("item {} in period {}", item + 1, t + 1);
        let before = if t == 0 { 0.0 } else { stock[k - 1] };
        let terms = before.abs() + production[k].abs() + stock[k].abs();
        let balance = before + production[k] - demand[k] - stock[k];
        hold(balance.abs(), row_tolerance(1.0, terms), "the balance", &place);
        let most = capacity[t] * setup[k];
        let allowed = row_tolerance(capacity[t].max(1.0), production[k].abs() + most.abs());
        hold((production[k] - most).max(0.0), allowed, "the set-up row", &place);
        let beyond = (-production[k]).max(production[k] - capacity[t]).max(0.0);
        hold(beyond, 0.0, "the range of production", &place);
        hold((-stock[k]).max(0.0), 0.0, "the range of stock", &place);
        hold(setup[k].min((1.0 - setup[k]).abs()).abs(), 0.0, "the set-up", &place);
    }
    for t in 0..periods {
        let used: Vec<f64> = production.iter().skip(t).step_by(periods).copied().collect();
        let allowed = row_tolerance(1.0, used.iter().map(|x| x.abs()).sum());
        let over = used.iter().sum::<f64>() - capacity[t];
        hold(over.max(0.0), allowed, "the capacity", &|| format!("period {}", t + 1));
    }
    let prices = ["productionCost", "setupCost", "holdingCost"].map(given);
    let objective = prices.into_iter().flatten().zip(values).map(|(price, value)| price * value).sum();
    Verdict { feasible: complaint.is_none(), objective, violation, complaint }
}
