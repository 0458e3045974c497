//! Programs whose data are affine functions of parameters θ: the same program with other numbers, solved
//! again and again; and how θ is distributed.
//!
//! | module | what it holds |
//! |---|---|
//! | `affine` | [`ParametricProgram`]: a base program and what of it depends on θ |
//! | `instantiate` | the program at a θ, anew or in place |
//! | `transpose` | the transposed map: from derivatives by the program's numbers to those by θ |
//! | `distribution` | [`Distribution`]: independent groups of parameters, a [`Law`] each |
//! | `draw` | θ from random words; this crate has no generator of them |
//! | `history` | θ from a table of past values |

mod affine;
mod distribution;
mod draw;
mod error;
mod history;
mod instantiate;
mod transpose;

pub use affine::{AffineTerm, ParametricProgram, Target};
pub use distribution::{Distribution, Group, Law};
pub use error::{DistributionError, HistoryError, ParametricError};
pub use history::History;
