//! The LP reader: recursive descent with one token of look-ahead.

use super::columns::Columns;
use super::row_data::{RowData, ends, mirror};
use super::scan::{Kind, Relation, Scanner, Token};
use crate::io::MAX_TEXT_BYTES;
use crate::io::error::{Problem, ReadError};
use crate::io::warning::{ReadOptions, Reading, Warnings};
use crate::matrix::SparseMatrix;
use crate::program::{Program, Row, Sense, fill_names};
use std::collections::BTreeSet;

/// Reads an LP text; its warnings are left to [`read_with`].
///
/// # Errors
/// The place and the reason.
pub fn read(text: &str) -> Result<Program, ReadError> {
    read_with(text, ReadOptions::default()).map(|reading| reading.program)
}

/// Reads an LP text and what it leaves in doubt.
///
/// # Errors
/// The place and the reason; with strict reading also the first doubt.
pub fn read_with(text: &str, options: ReadOptions) -> Result<Reading, ReadError> {
    if text.len() > MAX_TEXT_BYTES {
        let problem = Problem::Limit { what: "bytes", limit: MAX_TEXT_BYTES };
        return Err(ReadError { line: 1, column: 1, problem });
    }
    Parser::new(text)?.program()?.admitted(options)
}

const NO_SUCH_FEATURE: &str = "programs here have linear rows and continuous or integer columns";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Objective(Sense),
    Rows,
    Bounds,
    General,
    Binary,
    Unsupported,
    End,
}

/// Words that begin a section, and with what they go on where one word is not enough.
const SECTIONS: [(&[&str], &[&str], Section); 10] = [
    (&["minimize", "minimise", "minimum", "min"], &[], Section::Objective(Sense::Minimize)),
    (&["maximize", "maximise", "maximum", "max"], &[], Section::Objective(Sense::Maximize)),
    (&["st", "s.t.", "st.", "subject", "such"], &[], Section::Rows),
    (&["bounds", "bound"], &[], Section::Bounds),
    (&["general"], &["constraints", "constraint"], Section::Unsupported),
    (&["user"], &["cuts", "cut"], Section::Unsupported),
    (&["general", "generals", "gen", "integer", "integers", "int"], &[], Section::General),
    (&["binary", "binaries", "bin"], &[], Section::Binary),
    (
        &["semi-continuous", "semis", "semi", "sos", "sos1", "sos2", "pwlobj", "lazy"],
        &[],
        Section::Unsupported,
    ),
    (&["end"], &[], Section::End),
];

pub(super) struct Parser<'a> {
    pub scanner: Scanner<'a>,
    /// The token to be read next.
    pub next: Token<'a>,
    pub columns: Columns<'a>,
    pub rows: Vec<RowData<'a>>,
    pub row_names: BTreeSet<&'a str>,
    pub entries: Vec<(usize, usize, f64)>,
    pub offset: f64,
    pub warnings: Warnings,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self, ReadError> {
        let mut scanner = Scanner::new(text);
        let next = scanner.next()?;
        Ok(Self {
            scanner,
            next,
            columns: Columns::default(),
            rows: Vec::new(),
            row_names: BTreeSet::new(),
            entries: Vec::new(),
            offset: 0.0,
            warnings: Warnings::default(),
        })
    }

    fn program(mut self) -> Result<Reading, ReadError> {
        let start = self.next;
        let sense = match self.section()? {
            Some(Section::Objective(sense)) => sense,
            _ => return Err(start.unexpected("minimize or maximize")),
        };
        self.objective()?;
        let at = self.next;
        if self.section()? != Some(Section::Rows) {
            return Err(self.foreign_at(at, "a sign and a term, or subject to"));
        }
        self.rows()?;
        loop {
            let at = self.next;
            match self.section()? {
                Some(Section::Bounds) => self.bounds()?,
                Some(Section::General) => self.integers(false)?,
                Some(Section::Binary) => self.integers(true)?,
                Some(Section::End) => return self.finish(sense),
                Some(Section::Unsupported) => return Err(unsupported(at)),
                Some(Section::Objective(_) | Section::Rows) => {
                    let problem = Problem::Repeated { what: "the section", name: at.text.into() };
                    return Err(at.error(problem));
                }
                None => return Err(at.unexpected("a section: bounds, general, binary or end")),
            }
        }
    }

    pub(super) fn advance(&mut self) -> Result<Token<'a>, ReadError> {
        let next = self.scanner.next()?;
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// The token after the next one.
    fn second(&self) -> Option<Token<'a>> {
        self.scanner.clone().next().ok()
    }

    pub(super) fn second_is_colon(&self) -> bool {
        self.second().is_some_and(|t| t.kind == Kind::Colon)
    }

    /// Which section the next token begins, without reading it. A word before a colon is a row's name,
    /// whatever it is.
    pub(super) fn peek_section(&self) -> Option<Section> {
        let token = &self.next;
        if token.kind != Kind::Name {
            return None;
        }
        let is = |text: &str, words: &[&str]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
        let goes_on =
            |words: &[&str]| words.is_empty() || self.second().is_some_and(|second| is(second.text, words));
        let (.., section) =
            SECTIONS.iter().find(|(words, more, _)| is(token.text, words) && goes_on(more))?;
        let section = *section;
        // `subject to:` and `st:` are common enough.
        (section == Section::Rows || !self.second_is_colon()).then_some(section)
    }

    /// Reads a section's beginning, if one is next. What follows the end of the program is left alone.
    fn section(&mut self) -> Result<Option<Section>, ReadError> {
        let Some(section) = self.peek_section() else { return Ok(None) };
        if section == Section::End {
            return Ok(Some(section));
        }
        let word = self.advance()?;
        for (first, second) in [("subject", "to"), ("such", "that")] {
            if word.text.eq_ignore_ascii_case(first) {
                if !self.next.text.eq_ignore_ascii_case(second) {
                    return Err(self.next.unexpected("subject to, or such that"));
                }
                self.advance()?;
            }
        }
        if section == Section::Rows && self.next.kind == Kind::Colon {
            self.advance()?;
        }
        Ok(Some(section))
    }

    fn bounds(&mut self) -> Result<(), ReadError> {
        while self.peek_section().is_none() && self.next.kind != Kind::End {
            let start = self.next;
            let left = self.leading_side()?;
            if self.next.kind != Kind::Name {
                return Err(self.foreign_or("a column name"));
            }
            let name = self.advance()?;
            let j = self.columns.get_late(name, &mut self.warnings)?;
            if left.is_none() && self.next.kind == Kind::Name && self.next.text.eq_ignore_ascii_case("free") {
                self.advance()?;
                let (lower, upper) = (Some(f64::NEG_INFINITY), Some(f64::INFINITY));
                self.columns.bound(j, name, lower, upper, &mut self.warnings)?;
                continue;
            }
            let right = match (left, self.next.kind) {
                (Some(_), kind) if !matches!(kind, Kind::Relation(_)) => None,
                _ => Some(self.trailing_side()?),
            };
            let (lower, upper) = ends(start, left, right)?;
            let given = |wanted| {
                let sides = [left.map(|(relation, _)| mirror(relation)), right.map(|(relation, _)| relation)];
                sides.into_iter().flatten().any(|r| r == wanted || r == Relation::Equal)
            };
            let lower = given(Relation::AtLeast).then_some(lower);
            let upper = given(Relation::AtMost).then_some(upper);
            self.columns.bound(j, name, lower, upper, &mut self.warnings)?;
        }
        Ok(())
    }

    /// A list of column names.
    fn integers(&mut self, binary: bool) -> Result<(), ReadError> {
        while self.next.kind == Kind::Name && self.peek_section().is_none() {
            let name = self.advance()?;
            let j = self.columns.get_late(name, &mut self.warnings)?;
            self.columns.make_integer(j, binary);
        }
        Ok(())
    }

    pub(super) fn foreign_or(&self, expected: &'static str) -> ReadError {
        self.foreign_at(self.next, expected)
    }

    /// Refuses `[`, `^`, `*` and `->` with their own message.
    fn foreign_at(&self, token: Token<'a>, expected: &'static str) -> ReadError {
        if token.kind == Kind::Foreign { unsupported(token) } else { token.unexpected(expected) }
    }

    fn finish(mut self, sense: Sense) -> Result<Reading, ReadError> {
        let end = self.next;
        // The scanner stands behind `end`, of which no more is looked at.
        if let Some((line, column, rest)) = self.scanner.rest() {
            let piece = rest.lines().next().unwrap_or_default().trim_end();
            self.warnings.after_the_end(line, column, piece);
        }
        let columns = self.columns.settle()?;
        let rows = named(self.rows);
        let mut program = Program {
            name: String::new(),
            sense,
            offset: self.offset,
            matrix: SparseMatrix::from_triplets(rows.len(), columns.len(), &self.entries),
            columns,
            rows,
            ..Program::default()
        };
        program.settle_bounds();
        program.validate().map_err(|e| end.error(e.into()))?;
        Ok(self.warnings.reading(program))
    }
}

/// The rows, those without a name named by their position.
fn named(rows: Vec<RowData<'_>>) -> Vec<Row> {
    let given = rows.iter().map(|row| row.name.map(str::to_owned)).collect();
    let names = fill_names(given, |i| format!("R{}", i + 1));
    let named = rows.into_iter().zip(names);
    named.map(|(RowData { lower, upper, .. }, name)| Row { name, lower, upper }).collect()
}

pub(super) fn unsupported(token: Token<'_>) -> ReadError {
    let what = match token.text {
        "[" | "]" | "^" => "a quadratic term".into(),
        "*" => "a product or quadratic term".into(),
        "->" => "an indicator row".into(),
        word => format!("the section {word}"),
    };
    token.error(Problem::Unsupported { what, instead: NO_SUCH_FEATURE })
}
