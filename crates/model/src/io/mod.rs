//! Text formats of programs: MPS ([`mps`], fixed and free), CPLEX-LP ([`lp`]) and MathOptFormat ([`mof`]).
//! Every error gives line and column, and a text that readers of these formats understand differently is
//! refused, not guessed at; what they read alike although it may not be meant comes with a [`Warning`], and
//! nothing is passed over without one. Hunch's own JSON form is in [`crate::json`]. [`load`] takes any of the
//! four, [`write_with`] writes any, and [`convert`] does both; gzipped too where the feature `gzip` is built
//! in (browsers unpack by themselves, so the browser build goes without).

mod carry;
mod convert;
mod doubt;
mod error;
mod format;
mod load;
mod names;
mod number;
mod ordered_set;
mod quote;
mod triangle;
mod warning;
mod write;

pub mod lp;
pub mod mof;
pub mod mps;

pub use convert::{ConvertError, ConvertOptions, convert};
pub use doubt::Doubt;
pub use error::{Problem, ReadError, WriteError};
pub use format::Format;
#[cfg(feature = "gzip")]
pub use load::pack;
pub use load::{LoadError, load, load_as, load_with, read_program};
pub use warning::{MAX_WARNINGS, ReadOptions, Reading, Warning, WriteOptions};
pub use write::{Writing, write_program, write_with};

/// Longest text that the readers take, in bytes: hundreds of times the largest public MIP benchmarks' median,
/// and small enough that what is built from it (at most a few times its size) fits a 32-bit address space.
pub const MAX_TEXT_BYTES: usize = 256 << 20;
/// Largest number of rows: above it, no engine of this project could start.
pub const MAX_ROWS: usize = 10_000_000;
/// Largest number of columns, likewise.
pub const MAX_COLUMNS: usize = 10_000_000;
/// Largest number of matrix entries, likewise.
pub const MAX_ENTRIES: usize = 100_000_000;
/// Largest number of special ordered sets: each branches on its own columns.
pub const MAX_SETS: usize = MAX_ROWS;
/// Largest number of piecewise-linear terms: each is a column's function.
pub const MAX_PIECEWISE: usize = MAX_COLUMNS;
/// Largest number of breakpoints of all piecewise-linear terms together: each may become a column.
pub const MAX_POINTS: usize = MAX_COLUMNS;
/// Largest number of objectives after the program's own: each is a search of its own.
pub const MAX_OBJECTIVES: usize = 1000;
/// Longest name in bytes; the common limit of solvers' own formats.
pub const MAX_NAME_BYTES: usize = 255;
pub use crate::program::INFINITE;
