//! Single-item capacitated lot sizing (CLSP): in which periods should one set up and produce, so that production, set-ups and
//! stock cost least?
//!
//! ```text
//! min Σ_t (p_t x_t + f_t y_t + h_t s_t)    s_{t-1} + x_t − d_t = s_t,   0 <= x_t <= c_t y_t,   s_t >= 0,   y_t binary,   s_0 = 0
//! ```
//!
//! with production `x`, set-ups `y`, stock at the end of a period `s`, demand `d`, capacity `c`, unit production cost `p`, set-up cost
//! `f` and unit holding cost `h`, all non-negative. Source of the model, the sampling and the features: "Integrated machine learning
//! and optimization approaches", chapter 2 (LSTM-Opt).
//!
//! - [`instance`]: the parameters and what may be wrong with them;
//! - [`sample`]: the published distributions;
//! - [`program`](mod@program): the mixed-integer program;
//! - [`features`](fn@features), [`labels`](fn@labels): what a network reads and what it learns to say;
//! - [`plan`]: production plans, and the best plan for given set-ups;
//! - [`exact`]: the dynamic programme that makes the labels and proves the optima;
//! - [`bounds`]: lower bounds for any data;
//! - [`separators`]: valid inequalities for the program.

pub mod bounds;
pub mod exact;
pub mod instance;
pub mod plan;
pub mod program;
pub mod sample;
pub mod separators;

pub use bounds::lower_bound;
pub use exact::{ExactError, optimal_plan};
pub use instance::{Instance, InstanceError, MAX_HORIZON, MAX_VALUE};
pub use plan::{Plan, PlanError, fixed_setups_plan, labels};
pub use program::{CapacityForm, Columns, program, program_with};
pub use sample::{Distribution, DistributionError, SAMPLER_VERSION, sample};
pub use separators::LotSizingInequalities;

pub use crate::random::instance_seed;

/// Numbers that a network reads per period.
pub const FEATURES: usize = 4;

/// Raw features, `horizon × FEATURES`, row-major: unit production cost, set-up cost, capacity and demand of each period, in the
/// paper's order (section 2.4.1; the holding cost is left out because the distributions keep it at 1). Standardisation belongs to
/// the model's card.
pub fn features(instance: &Instance) -> Vec<f32> {
    let mut features = Vec::with_capacity(instance.horizon() * FEATURES);
    for t in 0..instance.horizon() {
        let row =
            [instance.production_cost[t], instance.setup_cost[t], instance.capacity[t], instance.demand[t]];
        features.extend(row.map(|value| value as f32));
    }
    features
}
