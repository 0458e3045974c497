//! Multi-item capacitated lot sizing (MCLSP): in which periods should each item be set up and produced, when
//! all items share one capacity a period?
//!
//! ```text
//! min Σ_i Σ_t (p_it x_it + f_it y_it + h_it s_it)    s_{i,t−1} + x_it − d_it = s_it,   x_it ≤ c_t y_it,   Σ_i x_it ≤ c_t,   x, s ≥ 0,   y binary,   s_i0 = 0
//! ```
//!
//! with production `x`, set-ups `y`, stock at the end of a period `s`. Source of the model and the sampling:
//! "Integrated machine learning and optimization approaches", chapter 3 (PredOpt). What structure knows
//! without learning: prices on the shared capacity leave one uncapacitated item each, which is solved exactly;
//! their bound is that of the program with all (ℓ,S) inequalities.
//!
//! - [`instance`]: the parameters; [`mod@sample`]: the published distributions; [`program`](mod@program): the
//!   program;
//! - [`uncapacitated`]: one item without capacities, and what each of its set-ups is worth;
//! - [`prices`]: the Lagrangean bound; [`relaxed`]: its set-ups as averages, its marginals;
//! - [`flow`]: the best plan for given set-ups; [`repair`]: a plan from any guess;
//! - [`separators`]: the (ℓ,S) inequalities of every item;
//! - [`features`]: what a network of ours reads; [`sequence`]: what the paper's does; [`labels`]: what they learn to
//!   say; [`subsets`]: more items than the paper's was trained on;
//! - [`family`]: all this as a family; `check` holds answers against the raw fields.
//!
//! ```
//! use hunch_families::mclsp::{Distribution, repair, sample};
//! use hunch_model::Unlimited;
//!
//! let instance = sample(&Distribution { items: 8, periods: 40, c: 10, f: 1_000 }, 1)?;
//! let relaxed = instance.relaxed(&mut Unlimited).ok_or("interrupted")?;
//! let plan = repair::plan(&instance, &relaxed.beliefs).ok_or("demand cannot be met")?;
//! assert!(relaxed.bound <= plan.cost);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
pub mod family;
pub mod features;
pub mod flow;
pub mod instance;
pub mod labels;
pub mod prices;
pub mod program;
pub mod relaxed;
pub mod repair;
pub mod sample;
pub mod separators;
#[cfg(feature = "sequences")]
pub mod sequence;
pub mod subsets;
pub mod uncapacitated;

pub use family::Mclsp;
pub use flow::Plan;
pub use instance::{Data, Instance, MAX_CAPACITY, MAX_ITEMS, MAX_PERIODS, MAX_VALUE};
pub use program::{Columns, program};
pub use sample::{Distribution, DistributionError, SAMPLER_VERSION, sample};
pub use separators::LotSizingInequalities;

pub use crate::random::instance_seed;

/// Name of the family in instances and on cards.
pub const FAMILY: &str = "mclsp";
