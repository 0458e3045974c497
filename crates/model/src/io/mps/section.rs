//! The sections of an MPS text.

use super::fields::Field;
use crate::io::error::{Problem, ReadError};
use crate::kinds::SetOrder;

/// Where in the text the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Start,
    Name,
    Sense,
    Rows,
    LazyRows,
    Cuts,
    Columns,
    Rhs,
    Ranges,
    Bounds,
    Sets,
    /// Sets of type 1 alone, and of type 2 alone, as some writers part them.
    Sets1,
    Sets2,
    Quadratic,
    Indicators,
    End,
}

const SECTION: &str = "NAME, OBJSENSE, ROWS, LAZYCONS, USERCUTS, COLUMNS, RHS, RANGES, BOUNDS, SOS, QUADOBJ, \
                       QMATRIX, QSECTION, INDICATORS or ENDATA (data lines begin with a blank)";

impl Section {
    /// The section that a word begins.
    pub fn of(keyword: Field<'_>) -> Result<Self, ReadError> {
        let (what, instead) = match keyword.text {
            "NAME" => return Ok(Self::Name),
            "OBJSENSE" => return Ok(Self::Sense),
            "ROWS" => return Ok(Self::Rows),
            "LAZYCONS" => return Ok(Self::LazyRows),
            "USERCUTS" => return Ok(Self::Cuts),
            "COLUMNS" => return Ok(Self::Columns),
            "RHS" => return Ok(Self::Rhs),
            "RANGES" => return Ok(Self::Ranges),
            "BOUNDS" => return Ok(Self::Bounds),
            "SOS" | "SETS" => return Ok(Self::Sets),
            "SOS1" => return Ok(Self::Sets1),
            "SOS2" => return Ok(Self::Sets2),
            "QUADOBJ" | "QMATRIX" | "QSECTION" => return Ok(Self::Quadratic),
            "INDICATORS" => return Ok(Self::Indicators),
            "ENDATA" => return Ok(Self::End),
            "QCMATRIX" | "CSECTION" => ("quadratic rows", "rows here are linear"),
            "GENCONS" | "PWLOBJ" | "PWLNAM" | "PWLCON" => {
                ("functions of columns", "write them with rows, sets or indicators")
            }
            "OBJNAME" | "OBJECT" => ("a choice of the objective", "make it the first row of type N"),
            "MULTIOBJ" | "OBJECTIVES" => ("several objectives", "JSON has a place for them"),
            _ => return Err(keyword.unexpected(SECTION)),
        };
        let what = format!("the section {} ({what})", keyword.text);
        Err(keyword.error(Problem::Unsupported { what, instead }))
    }

    /// The type that all sets of the section have, where it says one.
    pub fn set_order(self) -> Option<SetOrder> {
        match self {
            Self::Sets1 => Some(SetOrder::One),
            Self::Sets2 => Some(SetOrder::Two),
            _ => None,
        }
    }
}
