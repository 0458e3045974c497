//! What begins a section, and in which order sections may come.

use super::fields::{Field, words};
use super::quadratic_data::Form;
use super::read::{Reader, RowIndex};
use super::section::Section;
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};

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
