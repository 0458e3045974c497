//! CPLEX-LP format: an objective, rows, bounds and integrality as one would write them on paper.
//!
//! - Sections: `minimize`/`maximize` (also `min`, `max`, `minimum`, `maximum`), `subject to` (`such that`, `st`, `s.t.`, `st.`),
//!   `bounds`, `general` (`generals`, `gen`, `integer`, `integers`, `int`), `binary` (`binaries`, `bin`), `end`. Section words are
//!   such only at the beginning of a line, in any case of letters. `\` begins a comment.
//! - Columns come into being, in order, where they are first named in the objective or in a row.
//! - A row is `[name:] [number <=] expression <= number`, with `<`, `=<`, `=`, `>`, `>=`, `=>` likewise. Rows without a name are
//!   called `R1`, `R2`, … by their position. An expression is a sum of `[sign] [number] name`; terms of one column add up. Only
//!   the objective may hold a constant.
//! - Bounds: default `[0, ∞)`; `x <= 4`, `-5 <= x <= 4`, `x = 3`, `x free`, `x >= -inf`. A negative upper bound needs a lower bound
//!   beside it: readers of this format disagree on what it means alone. Binary columns have bounds 0 and 1 unless others are given.
//! - Refused: quadratic terms, indicator rows, semi-continuous columns, special ordered sets, piecewise-linear objectives.

mod parse;
mod scan;
mod write;

pub use parse::read;
pub use write::write;

/// Words that cannot be names because they begin a section or stand for a bound; the first eight begin a text.
const KEYWORDS: [&str; 36] = [
    "minimize",
    "minimise",
    "minimum",
    "min",
    "maximize",
    "maximise",
    "maximum",
    "max",
    "subject",
    "such",
    "st",
    "s.t.",
    "st.",
    "bounds",
    "bound",
    "general",
    "generals",
    "gen",
    "integer",
    "integers",
    "int",
    "binary",
    "binaries",
    "bin",
    "semi-continuous",
    "semis",
    "semi",
    "sos",
    "sos1",
    "sos2",
    "pwlobj",
    "lazy",
    "end",
    "free",
    "inf",
    "infinity",
];

fn is_keyword(name: &str) -> bool {
    KEYWORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Whether `c` may stand in a name; names begin with none of `0-9` and `.`.
fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !c.is_whitespace()) || "!\"#$%&(),.;?@_'`{}~|/".contains(c)
}

/// Whether a text that begins with this word can be of this format.
pub(super) fn begins_objective(word: &str) -> bool {
    KEYWORDS[..8].iter().any(|first| word.eq_ignore_ascii_case(first))
}
