//! What goes wrong when JSON is read.

use crate::parametric::ParametricError;
use crate::program::ProgramError;
use crate::tree::TreeError;
use thiserror::Error;

/// A JSON text or object is not a program or a solution.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum JsonError {
    /// The text is not JSON.
    #[error("not valid JSON: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says; it repeats the place.
        message: String,
    },
    /// A field holds something else than it should.
    #[error("{field} is {value}; {expected}")]
    Field {
        /// Path of the field, such as `rows[3].terms[0][1]`.
        field: String,
        /// What was found there, shortened.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// A program that is to be solved has a parameter without a value.
    #[error("{field} ({name:?}) has no value; to be solved, a program needs one for each of its parameters")]
    NoValue {
        /// Path of the parameter.
        field: String,
        /// Its name.
        name: String,
    },
    /// A named limit was passed.
    #[error("more than {limit} {what}; the limit guards against input that no program needs")]
    Limit {
        /// What was counted.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// All fields were read, but together they are not a program.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// The parametric part does not fit the program.
    #[error("parametric: {0}")]
    Parametric(#[from] ParametricError),
    /// The scenario tree does not fit the program.
    #[error("tree: {0}")]
    Tree(#[from] TreeError),
}

impl JsonError {
    /// Path of the offending field, where one field is to blame.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field { field, .. } | Self::NoValue { field, .. } => Some(field),
            Self::Tree(error) => Some(&error.field),
            Self::Program(
                ProgramError::NotFinite { field, .. }
                | ProgramError::TooLarge { field, .. }
                | ProgramError::Kinds { field, .. }
                | ProgramError::BadBounds { field, .. },
            ) => Some(field),
            Self::Parametric(
                ParametricError::NotFinite { field, .. }
                | ParametricError::OutOfRange { field, .. }
                | ParametricError::Factor { field, .. }
                | ParametricError::InfiniteBound { field, .. },
            ) => Some(field),
            Self::Parametric(ParametricError::Distribution(error)) => Some(&error.field),
            _ => None,
        }
    }

    /// What was found there, as text.
    pub fn value(&self) -> Option<String> {
        match self {
            Self::Field { value, .. } => Some(value.clone()),
            Self::NoValue { name, .. } => Some(format!("{name:?}")),
            Self::Tree(error) => Some(error.value.clone()),
            Self::Parametric(ParametricError::Distribution(error)) => Some(error.value.clone()),
            Self::Program(ProgramError::NotFinite { value, .. } | ProgramError::TooLarge { value, .. }) => {
                Some(value.to_string())
            }
            Self::Program(ProgramError::BadBounds { lower, upper, .. }) => {
                Some(format!("[{lower}, {upper}]"))
            }
            Self::Program(ProgramError::DuplicateName { name, .. }) => Some(name.clone()),
            Self::Program(ProgramError::Kinds { value, .. }) => Some(value.clone()),
            _ => None,
        }
    }
}
