//! The multi-stage multidimensional knapsack (MSMK): which items to choose in each period, when every period
//! has knapsacks of its own and a choice that stays the same earns a bonus?
//!
//! ```text
//! max Σ_t Σ_i p_it x_it + Σ_{t<T} Σ_i b_it y_it    Σ_i w_ijt x_it ≤ c_jt,   y_it ≤ 1 − |x_{i,t+1} − x_it|,   x, y binary
//! ```
//!
//! Source of the model and the sampling: "Integrated machine learning and optimization approaches", chapter 3
//! (PredOpt). The structure decides here, without any learning: up to twenty items all subsets of a period
//! are looked at, beyond that prices leave few items in doubt.
//!
//! - [`family`]: what the rest of the house sees; `check` holds answers against the raw fields;
//! - [`instance`]: the parameters; [`mod@sample`]: the published distributions; [`program`](mod@program): the
//!   program;
//! - [`subset`]: the exact dynamic programme over subsets;
//! - [`chains`]: prices on the capacities, their bound, and good choices for any number of items.
//!
//! ```
//! use hunch_families::msmk::{Distribution, chains, sample, subset};
//! use hunch_model::Unlimited;
//!
//! let instance = sample(&Distribution { items: 8, periods: 30, knapsacks: 5 }, 1);
//! let best = subset::best(&instance, &subset::all_free(&instance), &mut Unlimited).ok_or("interrupted")?;
//! let relaxed = chains::relax(&instance, &mut Unlimited).ok_or("interrupted")?;
//! assert!(instance.value(&best) <= relaxed.bound);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod chains;
mod check;
pub mod family;
pub mod instance;
pub mod program;
pub mod sample;
pub mod subset;

pub use family::Msmk;
pub use instance::{Instance, MAX_CAPACITY, MAX_ITEMS, MAX_KNAPSACKS, MAX_PERIODS, MAX_VALUE};
pub use program::{Columns, program};
pub use sample::{Distribution, SAMPLER_VERSION, sample};
