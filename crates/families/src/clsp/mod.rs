//! Single-item capacitated lot sizing (CLSP): in which periods should one set up and produce, so that
//! production, set-ups and stock cost least?
//!
//! ```text
//! min Σ_t (p_t x_t + f_t y_t + h_t s_t)    s_{t-1} + x_t − d_t = s_t,   0 <= x_t <= c_t y_t,   s_t >= 0,   y_t binary,   s_0 = 0
//! ```
//!
//! with production `x`, set-ups `y`, stock at the end of a period `s`, demand `d`, capacity `c`, unit
//! production cost `p`, set-up cost `f` and unit holding cost `h`, all non-negative. Source of the model, the
//! sampling and the features: "Integrated machine learning and optimization approaches", chapter 2
//! (LSTM-Opt).
//!
//! - [`instance`]: the parameters and what may be wrong with them;
//! - [`mod@sample`]: the published distributions;
//! - [`program`](mod@program): the mixed-integer program;
//! - [`features`](fn@features), [`labels`](fn@labels): what a network reads and what it learns to say;
//! - [`plan`]: production plans, and the best plan for given set-ups;
//! - [`exact`]: the dynamic programme that makes the labels and proves the optima;
//! - [`bounds`]: lower bounds for any data;
//! - [`separators`]: valid inequalities for the program;
//! - [`repair`]: a feasible plan from any guess;
//! - `check`: the independent check of a plan;
//! - [`mod@family`]: all this as a family.
//!
//! ```
//! use hunch_families::clsp::{Distribution, instance_seed, labels, optimal_plan, sample};
//!
//! let distribution = Distribution { c: 3, f: 10_000, horizon: 90 };
//! let instance = sample(&distribution, instance_seed(1, 0))?;
//! let plan = optimal_plan(&instance)?.ok_or("demand cannot be met")?;
//! assert_eq!(labels(&plan), plan.setup);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bounds;
mod check;
pub mod exact;
pub mod family;
pub mod instance;
pub mod plan;
pub mod program;
pub mod repair;
pub mod sample;
pub mod separators;

pub use bounds::{linear_bound, lower_bound};
pub use exact::{ExactError, optimal_plan};
pub use family::Clsp;
pub use instance::{Instance, MAX_HORIZON, MAX_VALUE};
pub use plan::{Plan, PlanError, fixed_setups_plan, labels};
pub use program::{CapacityForm, Columns, program, program_with};
pub use sample::{Distribution, DistributionError, SAMPLER_VERSION, sample};
pub use separators::LotSizingInequalities;

pub use crate::random::instance_seed;

/// Name of the family in instances and on cards.
pub const FAMILY: &str = "clsp";

/// Numbers that a network reads per period.
pub const FEATURES: usize = 4;

/// Raw features, `horizon × FEATURES`, row-major: unit production cost, set-up cost, capacity and demand of
/// each period, in the paper's order (section 2.4.1; the holding cost is left out because the distributions
/// keep it at 1). Standardisation belongs to the model's card.
pub fn features(instance: &Instance) -> Vec<f32> {
    let mut features = Vec::with_capacity(instance.horizon() * FEATURES);
    for t in 0..instance.horizon() {
        let row =
            [instance.production_cost[t], instance.setup_cost[t], instance.capacity[t], instance.demand[t]];
        features.extend(row.map(|value| value as f32));
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_stand_period_by_period_in_the_published_order() {
        let instance = Instance {
            demand: vec![4.0, 40.0],
            capacity: vec![3.0, 30.0],
            production_cost: vec![1.0, 10.0],
            setup_cost: vec![2.0, 20.0],
            holding_cost: vec![5.0, 50.0],
        };
        assert_eq!(features(&instance), [1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 40.0]);
    }
}
