//! A program with kinds as a plain one, whose first columns and rows are the given ones.
//!
//! | module | what it does |
//! |---|---|
//! | `links` | columns that are zero unless a binary lets them: semi-continuous columns and sets |
//! | `indicators` | rows that hold at a value of a binary |
//! | `piecewise` | piecewise-linear terms: as an epigraph where costs and rows push one way, else incrementally |
//! | `derive`, `lowered` | what the further columns are at a point of the given program |
//! | `builder`, `hull`, `literal` | what these share |
//!
//! ```
//! use hunch_model::{Kind, Program, Sense};
//! use hunch_search::kinds::lower::lower;
//!
//! let mut program = Program::new("a batch of 3 to 8, or none", Sense::Minimize);
//! program.add_column("batch", 1.0, 3.0, 8.0, Kind::SemiContinuous);
//! program.set_rows(Vec::new(), &[]);
//! let lowered = lower(&program);
//! // 3 z <= batch <= 8 z
//! assert_eq!((lowered.program.columns.len(), lowered.program.rows.len()), (2, 2));
//! assert!(lowered.program.beyond_linear().is_none() && lowered.implications.is_empty());
//! ```

mod builder;
mod derive;
mod hull;
mod indicators;
mod links;
mod literal;
mod lowered;
mod piecewise;

pub use lowered::Lowered;

use builder::{Builder, Scope};
use hunch_model::Program;

/// Lowers a validated program. Further objectives are left out; a quadratic objective is kept as it is.
pub fn lower(given: &Program) -> Lowered {
    lower_within(given, Scope { cutoff: f64::INFINITY, unseen: false })
}

/// The same for the points alone whose objective, as a minimisation, is at most `cutoff`: the plain program
/// has them all, and may have lost others.
pub fn lower_better(given: &Program, cutoff: f64) -> Lowered {
    lower_within(given, Scope { cutoff, unseen: false })
}

/// The same for a program of which rows come on demand.
pub(crate) fn lower_unseen(given: &Program) -> Lowered {
    lower_within(given, Scope { cutoff: f64::INFINITY, unseen: true })
}

fn lower_within(given: &Program, scope: Scope) -> Lowered {
    let mut builder = Builder::new(given, scope);
    builder.semi_columns();
    builder.sets();
    builder.indicators();
    builder.piecewise();
    builder.finish()
}
