//! What can be doubtful about a text that is read in the usual way, or about one that is written.

use super::quote::quote;
use std::fmt;

/// What a warning is about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Doubt {
    /// A column that occurs neither in the objective nor in a row: perhaps a misspelt name.
    DeclaredLate {
        /// Its name.
        name: String,
    },
    /// A part of the text that changes nothing.
    Ignored {
        /// What was passed over.
        what: String,
        /// Why.
        reason: &'static str,
    },
    /// A value that was given again; the last one counts.
    Overridden {
        /// Which value.
        what: String,
        /// What it was.
        old: f64,
        /// What it is now.
        new: f64,
    },
    /// A constant that stands where readers expect none, and where it went.
    ConstantMoved {
        /// What was moved.
        what: String,
        /// What became of it.
        to: &'static str,
    },
    /// A part that the text leaves out or open, and what was assumed.
    Assumed {
        /// What is missing.
        what: String,
        /// What was taken instead.
        instead: &'static str,
    },
    /// Terms of one column, or of one product of columns, in one sum, which were added up.
    Summed {
        /// The column, or the columns of the product.
        name: String,
    },
    /// A name that the format to be written cannot carry.
    Renamed {
        /// `"row"`, `"column"`, `"set"`, `"term"`, `"objective"` or `"program"`.
        what: &'static str,
        /// The name.
        name: String,
        /// What is written instead.
        to: String,
    },
    /// A number that the format to be written cannot carry exactly.
    Rounded {
        /// Whose number it is.
        what: String,
        /// The number.
        old: f64,
        /// What it reads back as.
        new: f64,
    },
    /// More warnings than are kept.
    More {
        /// How many are left out.
        count: usize,
    },
}

impl Doubt {
    /// A word for programs to tell kinds apart.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DeclaredLate { .. } => "declared-late",
            Self::Ignored { .. } => "ignored",
            Self::Overridden { .. } => "overridden",
            Self::ConstantMoved { .. } => "constant-moved",
            Self::Assumed { .. } => "assumed",
            Self::Summed { .. } => "summed",
            Self::Renamed { .. } => "renamed",
            Self::Rounded { .. } => "rounded",
            Self::More { .. } => "more",
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeclaredLate { name } => {
                write!(f, "the column {name:?} is declared late: neither the objective nor a row has it")
            }
            Self::Ignored { what, reason } => write!(f, "{what} is ignored; {reason}"),
            Self::Overridden { what, old, new } => {
                write!(f, "{what} was {old} and is given again as {new}; the last one counts")
            }
            Self::ConstantMoved { what, to } => write!(f, "{what} was moved: {to}"),
            Self::Assumed { what, instead } => write!(f, "{what}; {instead}"),
            Self::Summed { name } => {
                write!(
                    f,
                    "the column {name:?} occurs more than once in a sum; its coefficients were added up"
                )
            }
            Self::Renamed { what, name, to } => {
                write!(
                    f,
                    "the {what} name {:?} cannot be written in this format; {to:?} is written instead",
                    quote(name)
                )
            }
            Self::Rounded { what, old, new } => {
                write!(f, "{what} is {old}, which this format cannot carry; it reads back as {new}")
            }
            Self::More { count } => write!(f, "{count} more warnings are left out"),
        }
    }
}
