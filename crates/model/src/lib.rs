//! What is a program? This crate answers with plain data and with code that shares nothing with the solvers:
//!
//! - [`program`]: rows, columns, bounds, integrality, an optional quadratic term; [`kinds`]: sets, indicators,
//!   piecewise-linear terms, several objectives, lazy rows; [`features`]: which of them a program has;
//! - [`solution`]: statuses, values, bounds, the gap, what a claim rests on; [`basis`]: where a simplex method stands;
//! - [`mod@check`]: the independent checker that every answer passes before anybody sees it;
//! - [`certificate`]: checks the proofs of infeasibility and unboundedness that engines hand out;
//! - [`control`]: how a host limits, interrupts, times and watches a long computation; [`relay`]: a part of
//!   one;
//! - [`io`]: MPS and LP readers and writers;
//! - [`json`]: the versioned JSON form of programs and solutions;
//! - [`parametric`]: programs whose data are affine in parameters θ, in place at each θ; how θ is distributed;
//! - [`mod@risks`]: numbers that endanger an answer;
//! - [`tree`]: stages, nodes and non-anticipativity of scenario trees;
//! - [`traits`]: the small interfaces that join the crates (`Separator`, `Exact`);
//!
//! It depends on no other crate of the workspace; everything else depends on it.

pub mod basis;
pub mod certificate;
pub mod check;
pub mod control;
pub mod event;
pub mod features;
pub mod io;
pub mod json;
pub mod kinds;
pub mod matrix;
pub mod order;
pub mod parametric;
pub mod program;
mod quadratic;
pub mod relay;
pub mod risks;
mod sense;
pub mod solution;
pub mod tolerances;
pub mod traits;
pub mod tree;
pub mod whole;

pub use basis::{Basis, VariableStatus};
pub use certificate::{Certificate, check_farkas, check_ray};
pub use check::{Check, Checker, check};
pub use control::{Control, Flow, Keeper, Limits, Recorder, Session, StopReason, Unlimited};
pub use event::{Event, NodeOutcome};
pub use features::Feature;
pub use kinds::{Degradation, Indicator, Objective, PiecewiseLinear, SetOrder, SpecialOrderedSet};
pub use matrix::SparseMatrix;
pub use parametric::{AffineTerm, Distribution, Law, ParametricProgram, Target};
pub use program::{Column, Kind, Program, ProgramError, Quadratic, Row, Sense};
pub use relay::Relay;
pub use solution::{Gap, GapScale, Holds, ObjectiveValue, Solution, Statistics, Status};
pub use traits::{Cut, Exact, Separator};
pub use tree::ScenarioTree;
