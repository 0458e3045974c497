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
//! - Refused: quadratic terms, indicator rows, semi-continuous columns, special ordered sets,
//!   piecewise-linear objectives, lazy and general constraints, user cuts, columns on the right, expressions
//!   in parentheses.

mod columns;
mod names;
mod parse;
mod row_data;
mod rows;
mod scan;
mod write;

pub(super) use names::begins_objective;
pub use parse::{read, read_with};
pub(super) use write::check_name;
pub use write::write;
