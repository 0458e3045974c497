//! What callers can do wrong. Limits, infeasibility and unboundedness are statuses of a solution, not errors.

use crate::guidance::GuidanceError;
use crate::settings::SettingsError;
use hunch_model::{Feature, ProgramError};
use thiserror::Error;

/// The engines that were built, by name; [`crate::Engine::from_name`] knows these.
pub(crate) const ENGINE_NAMES: &[&str] = &[
    "hunch",
    #[cfg(feature = "microlp")]
    "microlp",
];

/// Why a search did not start.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum SearchError {
    /// The program is malformed.
    #[error("program: {0}")]
    Program(#[from] ProgramError),
    /// The guidance does not fit the program.
    #[error("guidance: {0}")]
    Guidance(#[from] GuidanceError),
    /// A setting is outside its range.
    #[error("settings: {0}")]
    Settings(#[from] SettingsError),
    /// The program says what this engine, or this question about it, does not take.
    #[error("the program has {}; linear rows, columns and integers are what is taken here", feature.name())]
    Feature {
        /// What it says.
        feature: Feature,
    },
    /// No engine has that name.
    #[error("engine is {name:?}; it must be one of {:?}", ENGINE_NAMES)]
    UnknownEngine {
        /// The name given.
        name: String,
    },
    /// An engine that the host brings along could not start.
    #[error("engine {name:?} could not start: {reason}")]
    Hosted {
        /// The engine's name.
        name: &'static str,
        /// What the host said.
        reason: String,
    },
    /// The quadratic objective is not convex, or is no quadratic form.
    #[cfg(feature = "kinds")]
    #[error("quadratic objective: {0}")]
    Curvature(#[from] crate::qp::QpError),
    /// Rows on demand where nobody asks for them: another engine, or a search that has begun.
    #[cfg(feature = "kinds")]
    #[error("rows on demand: {reason}")]
    NoDemand {
        /// Why not.
        reason: &'static str,
    },
    /// An answer that is refused.
    #[cfg(feature = "kinds")]
    #[error("rows on demand: {0}")]
    Answer(#[from] crate::demand::AnswerError),
    /// A point offered from outside that is none of this program.
    #[error("the point has {given} values; the program has {columns} columns")]
    Point {
        /// Values given.
        given: usize,
        /// Columns of the program.
        columns: usize,
    },
    /// A step of a path through the tree that splits no column of the program, or leaves it no value.
    #[error(
        "path[{at}] gives column {column} the bounds {lower} to {upper}; it must be a column below {columns}, and lower ≤ upper"
    )]
    Path {
        /// Which step, from 0.
        at: usize,
        /// The column given.
        column: usize,
        /// The bounds given.
        lower: f64,
        /// Likewise.
        upper: f64,
        /// Columns of the program.
        columns: usize,
    },
    /// All points of a program were asked for, which may have endlessly many.
    #[error(
        "all points within the gap were asked for, and integer column {column:?} has no bounds; give it bounds, or a number of points"
    )]
    Unlimited {
        /// The column.
        column: String,
    },
    /// The search would need more memory than it may use.
    #[error("the search needs about {needed} bytes for this program; the memory limit is {limit} bytes")]
    Memory {
        /// Estimated bytes, before anything is built.
        needed: u64,
        /// The limit.
        limit: u64,
    },
}
