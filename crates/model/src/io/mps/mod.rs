//! MPS, fixed and free. The conventions on which readers of this format differ are settled here:
//!
//! - **Comments.** Lines with `*` in their first column; elsewhere a star belongs to a name. What follows
//!   `ENDATA` is ignored with a warning.
//! - **Numbers.** Decimals, with `D` for `e` too, as Fortran writes it. Of 1e20 and more only bounds and
//!   sides may be.
//! - **Layout.** [`read`] takes the fields apart at blanks (free layout). Only if that fails it reads by card
//!   columns (fixed layout: fields in columns 2–3, 5–12, 15–22, 25–36, 40–47, 50–61), which names with blanks
//!   need.
//! - **Objective.** The first `N` row; later `N` rows are kept as rows without bounds. A right-hand side of
//!   the objective is minus its constant, with a warning; one of another `N` row is ignored with a warning.
//!   `OBJSENSE` (on one line or two) gives the sense; without it the program is minimised.
//! - **Ranges.** With range `R` and right-hand side `b`: `L` rows become `[b−|R|, b]`, `G` rows `[b, b+|R|]`,
//!   `E` rows `[b, b+R]` for `R >= 0` and `[b+R, b]` for `R < 0`.
//! - **Bounds.** Default `[0, ∞)`. `UP` with a negative value and no lower bound given makes the lower bound
//!   −∞, with a warning, for some readers leave it 0; `UP` with value 0 leaves it 0. Of two values for one
//!   side the last counts, with a warning. The number of a type that needs none (`FR`, `MI`, `PL`, `BV`) is
//!   ignored, with a warning unless it says the same. `MI` does not touch the upper bound. Numbers of at
//!   least [`super::INFINITE`] are infinite.
//! - **Integers.** Columns between `INTORG` and `INTEND` markers for which no bound is given have bounds 0
//!   and 1; with any bound given, the default is `[0, ∞)`. An `INTORG` without `INTEND` holds to the end of
//!   the columns, with a warning. `BV`, `LI` and `UI` bounds make a column integer too.
//! - **Sets.** One right-hand side, one set of ranges and one of bounds; texts with several are refused.
//! - Entries, ranges and right-hand sides given twice are refused, and so are special ordered sets,
//!   semi-continuous columns, quadratic and indicator sections.

mod bounds;
mod fields;
mod names;
mod read;
mod row_data;
mod sides;
mod write;

pub(super) use names::check_name;
pub use read::{read, read_as, read_with};
pub(super) use write::rounded_ranges;
pub use write::write;

/// How fields are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// By blanks; names hold none.
    Free,
    /// By card columns; names have at most eight characters.
    Fixed,
}
