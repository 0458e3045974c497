//! What can be wrong with parameters.

use crate::program::ProgramError;
use thiserror::Error;

/// What is wrong with a parametric program or with the θ given to it.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum ParametricError {
    /// θ has the wrong length.
    #[error("theta has {found} entries; the program has {expected} parameters")]
    Length {
        /// Entries given.
        found: usize,
        /// Parameters of the program.
        expected: usize,
    },
    /// An entry of θ is NaN or infinite.
    #[error("{field} is {value}; it must be a finite number")]
    NotFinite {
        /// `theta[3]`.
        field: String,
        /// The number.
        value: f64,
    },
    /// A factor of a term is NaN or infinite.
    #[error("{field}, by which {parameter:?} moves the {number}, is {value}; it must be a finite number")]
    Factor {
        /// `terms[3].coefficient`.
        field: String,
        /// Name of the parameter.
        parameter: String,
        /// The number of the program in words.
        number: String,
        /// The factor.
        value: f64,
    },
    /// A term points at a parameter, row or column that is not there.
    #[error("{field} is {value}; it must be below {limit}")]
    OutOfRange {
        /// Which index of which term.
        field: String,
        /// The index.
        value: usize,
        /// Number of parameters, rows or columns.
        limit: usize,
    },
    /// A term on a bound that is infinite in the base program.
    #[error(
        "{field} moves the {number}, which is {value} in the base program; only finite bounds can depend on theta"
    )]
    InfiniteBound {
        /// Which term.
        field: String,
        /// The bound in words.
        number: String,
        /// The bound.
        value: f64,
    },
    /// θ makes a number that no program can have.
    #[error("at this theta {0}")]
    Program(#[from] ProgramError),
    /// The distribution of θ is none.
    #[error(transparent)]
    Distribution(#[from] DistributionError),
}

/// What is wrong with a distribution.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("{field} is {value}; it must be {expected}")]
pub struct DistributionError {
    /// Path of the field, such as `distribution[2].radius`.
    pub field: String,
    /// What was found there.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

/// What is wrong with a table of past values.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum HistoryError {
    /// No column of the table is called as a parameter.
    #[error("line 1: no column is called {name:?}; each parameter needs one of its name")]
    NoColumn {
        /// The parameter.
        name: String,
    },
    /// Two columns of the table have the same name.
    #[error("line 1: two columns are called {name:?}")]
    Twice {
        /// The name.
        name: String,
    },
    /// A line has more or fewer fields than the first.
    #[error("line {line}: {found} fields; the first line has {expected}")]
    Width {
        /// Line, from 1.
        line: usize,
        /// Fields found.
        found: usize,
        /// Fields of the first line.
        expected: usize,
    },
    /// A field is not a finite number.
    #[error("line {line}, column {column:?}: {value:?} must be a finite number, such as -1.5e3")]
    Number {
        /// Line, from 1.
        line: usize,
        /// Name of the column.
        column: String,
        /// What was found.
        value: String,
    },
    /// There is no line after the first.
    #[error("the table has no line after its names; it needs one for each theta")]
    Empty,
}
