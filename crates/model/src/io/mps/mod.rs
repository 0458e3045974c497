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
//! - **Semi-continuous columns.** An `SC` bound gives the upper bound of a column that is 0 or within its
//!   bounds, `SI` that of one that is 0 or an integer within them; numbers of at least [`super::INFINITE`]
//!   are no bound. Without a lower bound that is 0, with a warning, for some readers take 1 (SCIP, lp_solve).
//!   Refused are `SC` with 0, which stands for 0 (HiGHS, SCIP) or for no bound (lp_solve), or without a
//!   number, and negative lower bounds. `SC` on a column that is integer by a marker makes it semi-integer,
//!   with a warning, for some readers forget the marker (HiGHS).
//! - **Quadratic objective.** `QUADOBJ` gives Q of ½xᵀQx, each pair of columns once, from either triangle;
//!   `QSECTION`, alone or with the objective's name, says the same; entries of a pair that is given
//!   again add up, with a warning. `QMATRIX` gives both triangles; one that is not symmetric is refused.
//! - **Special ordered sets.** In the section `SOS` a line `S1 name` or `S2 name` begins a set and lines
//!   `column weight` are its members; `S1 SOS name priority` and `SOS column weight` are read too, the
//!   priority is ignored with a warning, and names may be left out. `SETS` is another word for it; `SOS1` and
//!   `SOS2` hold sets of their type alone. Members without weight and weights given twice are refused.
//! - **Indicators.** `IF row column value`: the row holds where the binary column has the value, 0 or 1. A
//!   row has one at most, and no `N` row has any.
//! - **Lazy rows and cuts.** `LAZYCONS` after `ROWS` has rows that are marked lazy; they come after the
//!   others. Rows of `USERCUTS` are rows like all others, with a warning.
//! - Entries, ranges and right-hand sides given twice are refused, and so are quadratic rows, cones,
//!   functions of columns and sections of several objectives. Piecewise-linear terms and further objectives
//!   cannot be written.

mod bounds;
mod fields;
mod form;
mod kinds;
mod names;
mod quadratic;
mod quadratic_data;
mod read;
mod row_data;
mod section;
mod sections;
mod sides;
mod write;
mod write_kinds;
mod writer;

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
