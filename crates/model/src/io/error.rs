//! What goes wrong when a text is read or written.

use super::doubt::Doubt;
use crate::json::JsonError;
use crate::program::ProgramError;
use thiserror::Error;

/// A text could not be read: where, and why.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("line {line}, column {column}: {problem}")]
pub struct ReadError {
    /// Line, from 1. One past the last line when the text ends too early.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong at a place of a text.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A number was needed.
    #[error("{found:?} is not a number that can be used here; {expected}")]
    Number {
        /// The text that was found.
        found: String,
        /// What would be right.
        expected: &'static str,
    },
    /// Something else was needed.
    #[error("found {found:?}; expected {expected}")]
    Unexpected {
        /// The text that was found; empty at the end of a line or of the text.
        found: String,
        /// What would be right.
        expected: &'static str,
    },
    /// A name that was not declared.
    #[error("there is no {what} named {name:?}")]
    UnknownName {
        /// `"row"` or `"column"`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Something was given twice, and the two need not agree.
    #[error("{what} {name:?} is given twice; it may be given once")]
    Repeated {
        /// What was repeated.
        what: &'static str,
        /// Of which row, column, set or section.
        name: String,
    },
    /// The text can be read in two ways.
    #[error("{what} can be read in two ways; {instead}")]
    Ambiguous {
        /// What it is about.
        what: String,
        /// What to write instead.
        instead: &'static str,
    },
    /// A feature of the format that programs here do not have.
    #[error("{what} is not supported; {instead}")]
    Unsupported {
        /// The feature.
        what: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// A named limit was passed.
    #[error("more than {limit} {what}; the limit guards against texts that no program needs")]
    Limit {
        /// What was counted.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// What is read with a warning unless reading is strict.
    #[error("{0}; strict reading refuses what is read with a warning otherwise")]
    Doubtful(Doubt),
    /// A text of JSON is not valid, or a field of it is wrong.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// All parts were read, but together they are not a program.
    #[error(transparent)]
    Program(#[from] ProgramError),
}

impl Problem {
    /// The part of the text that is to blame, where one is.
    pub fn found(&self) -> Option<&str> {
        match self {
            Self::Number { found, .. } | Self::Unexpected { found, .. } => Some(found),
            Self::UnknownName { name, .. } | Self::Repeated { name, .. } => Some(name),
            Self::Ambiguous { what, .. } | Self::Unsupported { what, .. } => Some(what),
            Self::Json(error) => error.field(),
            Self::Limit { .. } | Self::Doubtful(_) | Self::Program(_) => None,
        }
    }
}

/// A program could not be written in a format without changing it.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum WriteError {
    /// A name that the format cannot carry.
    #[error("the {what} name {name:?} cannot be written; {expected}")]
    Name {
        /// `"row"`, `"column"`, `"set"`, `"term"`, `"objective"` or `"program"`.
        what: &'static str,
        /// The name.
        name: String,
        /// What the format allows.
        expected: &'static str,
    },
    /// A number that the format cannot carry exactly.
    #[error("{field} is {value}, which cannot be written; {expected}")]
    Number {
        /// Whose number it is.
        field: String,
        /// The number.
        value: f64,
        /// What the format allows.
        expected: &'static str,
    },
    /// A part of the program for which the format has no place.
    #[error("{what} cannot be written in this format")]
    Unsupported {
        /// The part.
        what: String,
    },
    /// The program is malformed.
    #[error(transparent)]
    Program(#[from] ProgramError),
}
