//! Turning a complete guess into set-ups that can meet demand, and those into a plan.
//!
//! Not part of the paper: LSTM-Opt leaves an infeasible guess to the solver. A feasible plan at once gives
//! every later step an incumbent, and an answer when the time limit is short.

use super::{Instance, Plan, fixed_setups_plan};

/// From this probability on a period is taken to be set up. (At exactly one half either would do; a set-up
/// cannot make a plan infeasible.)
const CUT_OFF: f32 = 0.5;

/// Whether some plan agrees with `fixed`: with every free period set up, capacity must cover demand in every
/// prefix of the horizon. For lot sizing this is necessary and sufficient, so no search is needed to see that
/// a level is infeasible.
pub fn is_feasible(instance: &Instance, fixed: &[Option<bool>]) -> bool {
    open_periods(instance, |t| fixed.get(t).copied().flatten() != Some(false)).is_feasible()
}

/// The instance with no capacity where `open` says no.
fn open_periods(instance: &Instance, open: impl Fn(usize) -> bool) -> Instance {
    let mut restricted = instance.clone();
    for (t, capacity) in restricted.capacity.iter_mut().enumerate() {
        if !open(t) {
            *capacity = 0.0;
        }
    }
    restricted
}

/// Set-ups for every period: the rounded guess, and while some prefix cannot meet its demand, the closed
/// period of that prefix that the network thinks most likely to be set up is opened. `None` when the instance
/// itself is infeasible.
pub fn feasible_setups(instance: &Instance, probabilities: &[f32]) -> Option<Vec<bool>> {
    let mut setup: Vec<bool> = probabilities.iter().map(|&p| p >= CUT_OFF).collect();
    let (mut demand, mut capacity) = (0.0, 0.0);
    for t in 0..instance.horizon() {
        demand += instance.demand[t];
        capacity += if setup[t] { instance.capacity[t] } else { 0.0 };
        while capacity < demand {
            let likeliest = (0..=t)
                .filter(|&k| !setup[k] && instance.capacity[k] > 0.0)
                .max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
            let Some(opened) = likeliest else { break };
            setup[opened] = true;
            capacity += instance.capacity[opened];
        }
    }
    open_periods(instance, |t| setup[t]).is_feasible().then_some(setup)
}

/// The best plan for [`feasible_setups`], without the set-ups that it leaves idle.
pub fn feasible_plan(instance: &Instance, probabilities: &[f32]) -> Option<Plan> {
    let setup = feasible_setups(instance, probabilities)?;
    let mut plan = fixed_setups_plan(instance, &setup).ok().flatten()?;
    for t in 0..instance.horizon() {
        if plan.setup[t] && plan.production[t] == 0.0 {
            plan.setup[t] = false;
            plan.cost -= instance.setup_cost[t];
        }
    }
    Some(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clsp::{Distribution, program, sample};
    use hunch_model::check;

    fn instance(seed: u64) -> Instance {
        sample(&Distribution { c: 3, f: 10_000, horizon: 30 }, seed).unwrap()
    }

    #[test]
    fn any_guess_becomes_a_plan_that_the_checker_accepts() {
        for seed in 0..40 {
            let i = instance(seed);
            let hostile = if seed % 2 == 0 { f32::NAN } else { 0.0 };
            for guess in [
                vec![0.0; 30],
                vec![1.0; 30],
                vec![hostile; 30],
                (0..30).map(|t| (t % 7) as f32 / 7.0).collect(),
            ] {
                let plan = feasible_plan(&i, &guess).unwrap();
                let verdict = check(&program(&i), &plan.to_values());
                assert!(verdict.feasible, "seed {seed}: {:?}", verdict.complaint);
                assert!((verdict.objective - plan.cost).abs() <= 1e-6 * plan.cost, "seed {seed}");
            }
        }
    }

    #[test]
    fn an_infeasible_instance_has_no_plan() {
        let mut i = instance(1);
        i.capacity[0] = 0.0;
        assert_eq!(feasible_plan(&i, &[1.0; 30]), None);
        assert!(!is_feasible(&i, &[]));
    }

    #[test]
    fn a_fixing_is_feasible_exactly_when_its_free_periods_suffice() {
        let i = instance(2);
        assert!(is_feasible(&i, &[None; 30]));
        let mut fixed = vec![None; 30];
        fixed[0] = Some(false);
        assert!(!is_feasible(&i, &fixed), "nothing can be delivered in the first period");
    }
}
