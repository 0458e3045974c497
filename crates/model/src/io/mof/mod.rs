//! MathOptFormat (<https://jump.dev/MathOptFormat>), the JSON of JuMP and MathOptInterface, schema 1.x, as
//! far as it states linear and mixed-integer programs.
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
//! - **Objective**: `min`, `max` or `feasibility`, which becomes a minimum of 0.
//! - **Names**: variables without one are called `x0`, `x1`, … by their position, with a warning; constraints
//!   without one `r0`, `r1`, … by that of their row.
//! - **Refused**, by name and place: all other functions (quadratic, nonlinear) and sets (`Semicontinuous`,
//!   `SOS1`, `Indicator`, `Parameter`, cones, …), `Integer` and `ZeroOne` of more than a variable, several
//!   objectives.
//! - Starting values and fields that the format does not have are ignored with a warning; `author` and
//!   `description` are for people.
//!
//! A place is that of the variable, the constraint or the objective; the message has the path from there.

mod doubts;
mod functions;
mod places;
mod read;
mod sets;
mod write;

pub(super) use places::is_mof;
pub use read::{read, read_with};
pub(super) use write::check_name;
pub use write::write;
