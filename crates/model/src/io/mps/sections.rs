//! The sections of an MPS text: which there are, in which order they may come, and what begins them.

use super::fields::{Field, words};
use super::quadratic::Form;
use super::read::{Reader, RowIndex};
use crate::io::doubt::Doubt;
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
    fn of(keyword: Field<'_>) -> Result<Self, ReadError> {
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

impl<'a> Reader<'a> {
    /// A line that begins in its first column starts a section.
    pub(super) fn header(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let fields = words(number, text);
        let Some((&keyword, rest)) = fields.split_first() else { return Ok(()) };
        let section = Section::of(keyword)?;
        if self.section == Section::Sense && self.sense.is_none() {
            return Err(keyword.unexpected("MIN or MAX after OBJSENSE"));
        }
        if self.seen.contains(&section) {
            let name = keyword.text.into();
            return Err(keyword.error(Problem::Repeated { what: "the section", name }));
        }
        self.check_order(section, keyword)?;
        self.seen.push(section);
        self.section = section;
        if section != Section::Columns {
            self.close_integers();
        }
        match (section, rest) {
            (Section::Name, _) => {
                self.name = text["NAME".len()..].trim();
                Ok(())
            }
            (Section::Sense, &[value]) => self.set_sense(value),
            (Section::Quadratic, _) => self.quadratic_header(keyword, rest),
            (Section::Cuts, []) => {
                let what = "the section USERCUTS has rows that only cut".into();
                let instead = "they are rows like all others, for a point must not violate them either";
                self.warnings.add(keyword.line, keyword.column, Doubt::Assumed { what, instead });
                Ok(())
            }
            (_, []) => Ok(()),
            (_, [next, ..]) => Err(next.unexpected("the end of the line after a section name")),
        }
    }

    /// Rows come first, then columns, then what is about both.
    fn check_order(&self, section: Section, keyword: Field<'_>) -> Result<(), ReadError> {
        let is_of_rows = matches!(section, Section::LazyRows | Section::Cuts);
        if (is_of_rows || matches!(section, Section::Columns | Section::End))
            && !self.seen.contains(&Section::Rows)
        {
            return Err(keyword.unexpected("the section ROWS first"));
        }
        if is_of_rows && self.seen.contains(&Section::Columns) {
            return Err(keyword.unexpected("this section before COLUMNS"));
        }
        if section > Section::Columns && !self.seen.contains(&Section::Columns) {
            return Err(keyword.unexpected("the section COLUMNS first"));
        }
        Ok(())
    }

    fn quadratic_header(&mut self, keyword: Field<'a>, rest: &[Field<'a>]) -> Result<(), ReadError> {
        let form = if keyword.text == "QMATRIX" { Form::Both } else { Form::Once };
        self.quadratic.begin(form);
        match *rest {
            [] => Ok(()),
            [row] if keyword.text == "QSECTION" => match self.row(row)? {
                RowIndex::Objective => Ok(()),
                RowIndex::Row(_) => {
                    let what = format!("the quadratic row {:?}", row.text);
                    Err(row.error(Problem::Unsupported { what, instead: "rows here are linear" }))
                }
            },
            [next, ..] => Err(next.unexpected("the end of the line after a section name")),
        }
    }
}
