//! MathOptFormat (<https://jump.dev/MathOptFormat>), the JSON of JuMP and MathOptInterface, schema 1.x, as
//! far as it states linear and mixed-integer programs, with a quadratic objective.
//!
//! - **Variables** are free unless a constraint bounds them. Constraints on a `Variable` or a
//!   `VectorOfVariables` become bounds of columns, all of which hold: the tighter one counts. Such a
//!   constraint has no name of its own here; one that is given is ignored with a warning.
//! - **Functions**: `Variable`, `ScalarAffineFunction`, `VectorOfVariables`, `VectorAffineFunction`. Terms of
//!   one variable add up. The constant of a constraint goes to its right-hand side, with a warning where that
//!   rounds.
//! - **Sets**: `LessThan`, `GreaterThan`, `EqualTo`, `Interval`; on variables also `Integer` and `ZeroOne`,
//!   which cuts the bounds down to [0, 1]; of vectors `Reals`, `Zeros`, `Nonnegatives` and `Nonpositives`,
//!   each entry a row `name[1]`, `name[2]`, …, or `name` where there is one entry. Numbers of at least
//!   [`super::INFINITE`] are infinite.
//! - **Semi-continuous columns**: `Semicontinuous` and `Semiinteger` on variables; `Integer` makes the one
//!   the other. Another bound of such a variable is refused: it would hold at 0 too.
//! - **Special ordered sets**: a `VectorOfVariables` in `SOS1` or `SOS2` with its weights.
//! - **Indicator rows**: a vector of a binary variable and a sum in `Indicator`, `activate_on` `one` or
//!   `zero`, with `LessThan`, `GreaterThan`, `EqualTo` or `Interval` inside.
//! - **Objective**: `min`, `max` or `feasibility`, which becomes a minimum of 0. A `ScalarQuadraticFunction`
//!   is ½xᵀQx and a linear part, where the coefficient of a pair of variables is the entry of Q and pairs
//!   given again add up. The format has no order of several objectives; here the entries of a vector are
//!   optimised one after another, the first one first, with a warning.
//! - **Names**: variables without one are called `x0`, `x1`, … by their position, with a warning; constraints
//!   without one `r0`, `r1`, … by that of their row.
//! - **Refused**, by name and place: all other functions (quadratic ones of constraints, nonlinear) and sets
//!   (`Parameter`, cones, …), and sets of one variable where the function is more than that.
//! - **Written** bounds that are infinite in a set that needs a number are 1e20. Piecewise-linear terms,
//!   several objectives of different senses or with something to give up are refused; marks of lazy rows have no place.
//! - Starting values and fields that the format does not have are ignored with a warning; `author` and
//!   `description` are for people.
//!
//! A place is that of the variable, the constraint or the objective; the message has the path from there.

mod doubts;
mod functions;
mod kinds;
mod objective;
mod pieces;
mod places;
mod read;
mod sets;
mod write;
mod write_kinds;

pub(super) use places::is_mof;
pub use read::{read, read_with};
pub(super) use write::check_name;
pub use write::write;
