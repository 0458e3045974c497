//! CPLEX-LP format: an objective, rows, bounds and integrality as one would write them on paper.
//!
//! - Sections: `minimize`/`maximize` (also `min`, `max`, `minimum`, `maximum`), `subject to` (`such that`,
//!   `st`, `s.t.`, `st.`), `bounds`, `general` (`generals`, `gen`, `integer`, `integers`, `int`), `binary`
//!   (`binaries`, `bin`), `end`. Section words are no names of columns, in any case of letters; before a
//!   colon they name a row. `\` begins a comment. Lines mean nothing. What follows `end` is ignored with a
//!   warning.
//! - Columns come into being, in order, where they are first named. One that first occurs after the rows is
//!   taken with a warning.
//! - A row is `[name:] [number <=] expression <= number`, with `<`, `=<`, `=`, `>`, `>=`, `=>` likewise. Rows
//!   without a name are called `R1`, `R2`, … by their position, with a suffix where a row is named so. An
//!   expression is a sum of `[sign] [number] name`; terms of one column add up, with a warning. A constant
//!   goes to the right, with a warning. A row may be empty.
//! - Names may hold letters, digits and ``!"#$%&(),.;?@_'`{}~|/`` and do not begin with a digit or a point. A
//!   bracket right after a name belongs to it: `x[0]`, `y[a,b]`. Parentheses are a name's own when they are
//!   closed in it, as in `x(1)`.
//! - Bounds: default `[0, ∞)`; `x <= 4`, `-5 <= x <= 4`, `x = 3`, `x free`, `x >= -inf`. Numbers of at least
//!   [`super::INFINITE`] are infinite. Of two values the last one counts, with a warning. A negative upper
//!   bound needs a lower bound beside it, and a binary column (whose bounds are 0 and 1 unless others are
//!   given) takes none beyond these: readers of this format disagree on them.
//! - **Quadratic objective**: `[ 2 x ^2 + 4 x * y ] / 2` among the terms, ½xᵀQx before it is halved: the
//!   coefficient of a square is on Q's diagonal, that of a product twice its two entries. The half is never
//!   left out, for readers differ on a bracket without it (HiGHS takes it as it stands, SCIP refuses).
//! - **Indicator rows**: `row: b = 1 -> x + y <= 5`, or with `0`; the column must be binary in the end. They
//!   do not stand among lazy rows or cuts.
//! - **`lazy constraints`** have rows that are marked lazy; those of **`user cuts`** are rows like all
//!   others, with a warning.
//! - **`semi-continuous`** (`semi`, `semis`) lists columns that are 0 or within their bounds; one that is
//!   general or binary too is 0 or an integer within them. Negative lower bounds are refused, for readers
//!   differ.
//! - **`sos`**: `[name:] S1:: x:1 y:2`, or `S2`, with members and their weights.
//! - Sections after the rows come in any order. A program without rows may leave `subject to` out.
//! - Refused: quadratic rows, `sos1` and `sos2` as sections, equivalences (`<->`), piecewise-linear
//!   objectives, general constraints, several objectives, columns on the right, expressions in parentheses.

mod columns;
mod kinds;
mod names;
mod out;
mod parse;
mod quadratic;
mod row_data;
mod rows;
mod scan;
mod section;
mod sections;
mod write;
mod write_kinds;

pub(super) use names::begins_objective;
pub use parse::{read, read_with};
pub(super) use write::check_name;
pub use write::write;
