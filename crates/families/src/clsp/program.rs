//! The lot-sizing instance as a mixed-integer program.

use super::instance::Instance;
use hunch_model::{Kind, Program, Row, Sense};

/// Where the variables of an instance stand among the columns: `x[1..T]`, then `y[1..T]`, then `s[1..T]`.
/// Periods count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Number of periods.
    pub horizon: usize,
}

impl Columns {
    /// Column of the production in period `t`.
    pub fn production(self, t: usize) -> usize {
        t
    }

    /// Column of the set-up of period `t`.
    pub fn setup(self, t: usize) -> usize {
        self.horizon + t
    }

    /// Column of the stock at the end of period `t`.
    pub fn inventory(self, t: usize) -> usize {
        2 * self.horizon + t
    }

    /// Number of columns.
    pub fn count(self) -> usize {
        3 * self.horizon
    }
}

/// Coefficient of the set-up in `x_t <= coefficient · y_t`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CapacityForm {
    /// `c_t`, as published.
    #[default]
    Published,
    /// `min(c_t, d_t + … + d_T)`: no cheapest plan produces more than is still asked for, and the relaxation
    /// is tighter.
    RemainingDemand,
}

/// The program in its published form ("Integrated machine learning and optimization approaches",
/// (2.1a)–(2.1e)). Rows: `balance[t]` for every period, then `capacity[t]`; columns: see [`Columns`].
pub fn program(instance: &Instance) -> Program {
    program_with(instance, CapacityForm::Published)
}

/// The program with a chosen form of the capacity rows.
pub fn program_with(instance: &Instance, form: CapacityForm) -> Program {
    let horizon = instance.horizon();
    let columns = Columns { horizon };
    let capacity = match form {
        CapacityForm::Published => instance.capacity.clone(),
        CapacityForm::RemainingDemand => capacity_within_remaining_demand(instance),
    };
    let mut program = Program::new("lot sizing", Sense::Minimize);
    for t in 0..horizon {
        let name = format!("x[{}]", t + 1);
        program.add_column(name, instance.production_cost[t], 0.0, capacity[t], Kind::Continuous);
    }
    for t in 0..horizon {
        program.add_column(format!("y[{}]", t + 1), instance.setup_cost[t], 0.0, 1.0, Kind::Integer);
    }
    for t in 0..horizon {
        let name = format!("s[{}]", t + 1);
        program.add_column(name, instance.holding_cost[t], 0.0, f64::INFINITY, Kind::Continuous);
    }
    let mut rows = Vec::with_capacity(2 * horizon);
    let mut entries = Vec::with_capacity(5 * horizon);
    for (t, &demand) in instance.demand.iter().enumerate() {
        entries.push((t, columns.production(t), 1.0));
        entries.push((t, columns.inventory(t), -1.0));
        if t > 0 {
            entries.push((t, columns.inventory(t - 1), 1.0));
        }
        rows.push(Row { name: format!("balance[{}]", t + 1), lower: demand, upper: demand });
    }
    for t in 0..horizon {
        entries.push((horizon + t, columns.production(t), 1.0));
        entries.push((horizon + t, columns.setup(t), -capacity[t]));
        rows.push(Row { name: format!("capacity[{}]", t + 1), lower: f64::NEG_INFINITY, upper: 0.0 });
    }
    program.set_rows(rows, &entries);
    program
}

/// `min(c_t, d_t + … + d_T)` for each period.
pub(crate) fn capacity_within_remaining_demand(instance: &Instance) -> Vec<f64> {
    let mut capacity = instance.capacity.clone();
    let mut remaining = 0.0;
    for t in (0..instance.horizon()).rev() {
        remaining += instance.demand[t];
        capacity[t] = capacity[t].min(remaining);
    }
    capacity
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clsp::{Distribution, Plan, sample};
    use hunch_model::check;

    #[test]
    fn the_program_is_well_formed_and_its_objective_is_the_plans_cost() {
        let instance = sample(&Distribution { c: 3, f: 1000, horizon: 12 }, 5).unwrap();
        let program = program(&instance);
        assert_eq!(program.validate(), Ok(()));
        assert_eq!(program.rows.len(), 24);
        assert_eq!(program.columns[Columns { horizon: 12 }.setup(3)].name, "y[4]");
        let plan = crate::clsp::fixed_setups_plan(&instance, &[true; 12]).unwrap().unwrap();
        let checked = check(&program, &plan.to_values());
        assert!(checked.feasible, "{:?}", checked.complaint);
        assert_eq!(checked.objective, plan.cost);
        assert_eq!(Plan::from_values(&instance, &plan.to_values()).unwrap(), plan);
    }

    #[test]
    fn the_tightened_form_limits_production_by_what_is_still_asked_for() {
        let mut instance = sample(&Distribution { c: 3, f: 1000, horizon: 6 }, 5).unwrap();
        instance.demand[5] = 2.0;
        let tightened = program_with(&instance, CapacityForm::RemainingDemand);
        assert_eq!(tightened.columns[5].upper, 2.0);
        assert_eq!(program(&instance).columns[5].upper, instance.capacity[5]);
    }
}
