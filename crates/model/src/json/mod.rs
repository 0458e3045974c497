//! Hunch's own JSON form of programs and solutions, versioned.
//!
//! A program (`"format": "hunch-program"`, `"version": 2`; `docs/formats.md` says the same to people who
//! write one):
//!
//! | field | meaning | default |
//! |---|---|---|
//! | `name` | free text | `""` |
//! | `sense` | `"minimize"` or `"maximize"` | `"minimize"` |
//! | `offset` | constant of the objective | 0 |
//! | `columns` | list of `{name, objective, lower, upper, kind}` | |
//! | `rows` | list of `{name, lower, upper, terms: [[column, coefficient], …]}` | |
//! | `quadratic` | lower triangle of `Q` in `½xᵀQx`: `[[row, column, value], …]`, `row >= column` | none |
//! | `sos` | list of `{name, type: 1 or 2, members: [[column, weight], …]}` | none |
//! | `indicators` | list of `{column, value: 0 or 1, row}`: the row holds where the binary column has the value | none |
//! | `piecewise` | list of `{name, argument, value, points: [[x, y], …]}`: the column `value` is that function of the column `argument` | none |
//! | `objectives` | objectives after the program's own, in the order in which they count: list of `{name, sense, offset, terms: [[column, coefficient], …], quadratic, degradation}` | none |
//! | `degradation` | what of the program's own objective may be given up for those: `{absolute, relative}` | nothing |
//! | `lazy` | list of rows that an engine may leave out until a point violates them | none |
//! | `parametric` | `{parameters: [name or {name, value}, …], terms: [{target, row, column, parameter, coefficient}, …], distribution}`, see [`crate::parametric`] | none |
//! | `tree` | `{stages: [name, …], nodes: [{parent, probability, columns}, …], groups: [[column, …], …]}`, see [`crate::tree`] | none |
//!
//! A bound that is `null` is absent, and so is one of 1e20 and more in size, as in MPS and LP; no other
//! number may be of that size. The columns of a tree's group take the same value: where a program is read to
//! be solved, equations say so after its own rows.
//!
//! Left out, a column's `lower` is 0 and all other bounds are absent. `objective` is 0, `kind` is
//! `"continuous"`, names are `x0, x1, …` and `r0, r1, …` when left out, with a suffix where another one is
//! called so. `target` is `"offset"`, `"cost"`, `"columnLower"`, `"columnUpper"`, `"rowLower"`, `"rowUpper"`
//! or `"coefficient"`; `row` and `column` are given where the target needs them.
//!
//! `kind` is `"continuous"`, `"integer"`, `"semicontinuous"`, `"semiinteger"` (0, or within the bounds) or
//! `"binary"`: integer, with the bounds left out 0 and 1, and those given cut down to [0, 1]. What the parts
//! of [`crate::kinds`] mean is said there; an objective's `sense` is the program's when left out. Where each
//! parameter has a value, the program can be solved: it is the base with its terms at these values.
//!
//! `distribution` is a list of `{law, parameters, …}`: `box` with `lower` and `upper`, `ball` with `centre` and
//! `radius`, `normal` with `mean` and `deviation`, `discrete` with `points` and `weights`, `samples` with
//! `points`; each parameter stands in one of them.
//!
//! **Version 1** has the kinds `"continuous"` and `"integer"` alone, no values of parameters, no distribution,
//! and none of the fields from `sos` to `lazy`.
//!
//! A solution (`"format": "hunch-solution"`, `"version": 1`) has the fields of [`crate::Solution`] in camel
//! case.
//!
//! **Compatibility.** A reader refuses versions and fields that it does not know, so a misspelt field never
//! passes for a default. A field is only ever added together with a new version; every released version stays
//! readable.
//!
//! Reading goes through [`Value`], which both kinds of input fill: JSON text here, JavaScript objects in the
//! browser.

mod distribution;
mod document;
mod error;
mod header;
mod kinds;
mod parametric;
mod program;
mod solution;
mod tree;
mod value;
mod write;
mod write_kinds;

pub use document::{Document, read_document, read_program};
pub use error::JsonError;
pub use solution::{read_solution, write_solution};
pub use value::Value;
pub(crate) use value::{Cursor, Object};
pub use write::{write_document, write_program};

/// Longest JSON text that is read, in bytes. In memory a text takes up to sixteen times its size while it is
/// read, which must fit the 4 GiB of a 32-bit address space with room to spare. Larger programs come as MPS.
pub const MAX_JSON_BYTES: usize = 64 << 20;
/// Name of the program format.
pub const PROGRAM_FORMAT: &str = "hunch-program";
/// Name of the solution format.
pub const SOLUTION_FORMAT: &str = "hunch-solution";
/// The version of programs that is written; all versions up to it are read.
pub const VERSION: u32 = 2;
/// The version of solutions that is written and read.
pub const SOLUTION_VERSION: u32 = 1;

/// Parses JSON text of bounded size.
///
/// # Errors
/// [`JsonError::Limit`] and [`JsonError::Syntax`].
pub fn parse(text: &str) -> Result<Value, JsonError> {
    if text.len() > MAX_JSON_BYTES {
        return Err(JsonError::Limit { what: "bytes", limit: MAX_JSON_BYTES });
    }
    serde_json::from_str(text).map_err(|e| JsonError::Syntax {
        line: e.line(),
        column: e.column(),
        message: e.to_string(),
    })
}
