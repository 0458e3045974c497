//! How is a program solved exactly? Two engines behind one interface: our own, and the crate `microlp` as a
//! second opinion.
//!
//! [`solve`] is the entry; [`Search`] is the same in steps. What a caller may ask for stands in [`settings`],
//! what a guess may say in [`guidance`]; [`certify`] stands at both ends: nothing malformed goes in, nothing
//! unchecked comes out.
//!
//! In the order in which our engine uses them:
//!
//! | module | what it does |
//! |---|---|
//! | [`hunch_engine`] | from the call to the tree: fixings, presolve, the stage that guidance restricts, the full stage, the answer |
//! | [`presolve`] | a smaller program with the same optimum and the way back, one file a reduction |
//! | [`problem`], [`domain`] | the program as arrays, the current bounds with their trail |
//! | `activity`, [`propagation`] | what a row can amount to, rounding counted; what rows imply for the bounds |
//! | `dual_proofs` | what the multipliers of closed nodes say at the others: duals of those that the cutoff closed, Farkas multipliers of the infeasible |
//! | [`symmetry`] | interchangeable columns: automorphisms, their orbits and stabilisers |
//! | [`lp`] | the simplex method |
//! | `qp` (feature `kinds`, on by default) | convex quadratic programs by an active-set method |
//! | `multipliers` (feature `kinds`) | what stored multipliers prove of another program of the same shape |
//! | [`state`] | what the tree and its heuristics share |
//! | [`tree`] | branch and bound, one file a concept |
//! | [`cuts`] | cutting planes, one file a class |
//! | [`heuristics`] | rounding, shifting, dives, neighbourhoods |
//! | [`mod@explain`] | why is a program infeasible? a smallest part of it that already is |
//! | [`mod@sensitivity`] | what is an answer worth? duals, reduced costs and their ranges, of the program or of its integers fixed |
//! | [`repair`] | what would make an infeasible program feasible? the least changes of rows and bounds |
//! | [`node_account`] | what fixed which column at a node of the tree? |
//! | [`loaded`] | a program that stays: changes, and solves that start warm |
//! | `kinds` (feature `kinds`, on by default) | programs that say more than linear rows and integers |
//! | [`components`] | what can be left out, for ablations |
//! | `divisor` | common divisors of coefficients |
//! | `scalar` | small functions for inner loops |
//! | [`params`], [`random`] | every constant with its reason; seeded random numbers |
//! | `proof` (feature `proof`, on by default) | certificates: proofs that `hunch-check` verifies |
//! | `microlp_engine` (feature `microlp`, on by default) | the second engine |
//! | [`strategy`] | what a seed changes, so that several searches of one program differ |
//! | [`mod@race`] (not in wasm) | several searches of one program at once, which share their points |
//! | `demand` (feature `kinds`, on by default) | rows that are told at points which violate them |
//! | `quadratic_engine` (feature `kinds`) | convex quadratic objectives without integers, by `qp` |
//! | [`hosted`] | engines that are no part of this crate |

mod activity;
pub mod certify;
#[cfg(feature = "local-search")]
pub mod clauses;
pub mod components;
pub mod cuts;
#[cfg(feature = "kinds")]
pub mod demand;
mod divisor;
pub mod domain;
mod dual_proofs;
pub mod engine;
pub mod error;
pub mod explain;
mod fingerprint;
pub mod guidance;
pub mod heuristics;
pub mod hosted;
pub mod hunch_engine;
#[cfg(feature = "kinds")]
pub mod kinds;
pub mod loaded;
pub mod lp;
#[cfg(feature = "microlp")]
pub mod microlp_engine;
#[cfg(feature = "kinds")]
pub mod multipliers;
pub mod node_account;
pub mod outcome;
pub mod params;
pub mod presolve;
pub mod problem;
#[cfg(feature = "proof")]
pub mod proof;
pub mod propagation;
#[cfg(feature = "kinds")]
pub mod qp;
#[cfg(feature = "kinds")]
pub mod quadratic_engine;
#[cfg(not(target_family = "wasm"))]
pub mod race;
pub mod random;
pub mod repair;
mod scalar;
pub mod sensitivity;
pub mod settings;
pub mod state;
pub mod strategy;
pub mod symmetry;
pub mod tree;
#[cfg(feature = "kinds")]
pub mod trust;

pub use components::{Component, Components};
pub use cuts::family::Separators;
pub use engine::{Engine, Search, solve, solve_with_account};
pub use error::SearchError;
pub use guidance::{Contribution, Guidance, GuidanceAccount, GuidanceError};
pub use hosted::{HostedEngine, HostedRun};
pub use outcome::{Outcome, StepResult};
pub use settings::{Settings, SettingsError};
pub use strategy::Strategy;
