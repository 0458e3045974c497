//! The LP reader: recursive descent with one token of look-ahead.

use super::is_keyword;
use super::scan::{Kind, Relation, Scanner, Token};
use crate::io::error::{Problem, ReadError};
use crate::io::number::is_infinity;
use crate::io::{INFINITE, MAX_COLUMNS, MAX_ENTRIES, MAX_ROWS, MAX_TEXT_BYTES};
use crate::matrix::SparseMatrix;
use crate::program::{self, Column, Program, Row, Sense};
use std::collections::{BTreeMap, BTreeSet};

/// Reads an LP text.
///
/// # Errors
/// The place and the reason.
pub fn read(text: &str) -> Result<Program, ReadError> {
    if text.len() > MAX_TEXT_BYTES {
        let problem = Problem::Limit { what: "bytes", limit: MAX_TEXT_BYTES };
        return Err(ReadError { line: 1, column: 1, problem });
    }
    Parser::new(text)?.program()
}

const NO_SUCH_FEATURE: &str = "programs here have linear rows and continuous or integer columns";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Objective(Sense),
    Rows,
    Bounds,
    General,
    Binary,
    Unsupported,
    End,
}

/// Which bounds the text has given for a column.
#[derive(Clone, Copy, Debug, Default)]
struct Given {
    lower: Option<f64>,
    upper: Option<f64>,
    general: bool,
    binary: bool,
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    /// The token to be read next.
    next: Token<'a>,
    columns: Vec<(&'a str, f64, Given)>,
    column_index: BTreeMap<&'a str, usize>,
    rows: Vec<Row>,
    row_names: BTreeSet<String>,
    entries: Vec<(usize, usize, f64)>,
    offset: f64,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self, ReadError> {
        let mut scanner = Scanner::new(text);
        let next = scanner.next()?;
        Ok(Self {
            scanner,
            next,
            columns: Vec::new(),
            column_index: BTreeMap::new(),
            rows: Vec::new(),
            row_names: BTreeSet::new(),
            entries: Vec::new(),
            offset: 0.0,
        })
    }

    fn program(mut self) -> Result<Program, ReadError> {
        let start = self.next;
        let sense = match self.section()? {
            Some(Section::Objective(sense)) => sense,
            _ => return Err(start.unexpected("minimize or maximize")),
        };
        self.objective()?;
        let at = self.next;
        if self.section()? != Some(Section::Rows) {
            return Err(at.unexpected("a sign and a term, or subject to"));
        }
        self.rows()?;
        loop {
            let at = self.next;
            match self.section()? {
                Some(Section::Bounds) => self.bounds()?,
                Some(Section::General) => self.integers(false)?,
                Some(Section::Binary) => self.integers(true)?,
                Some(Section::End) => break,
                Some(Section::Unsupported) => return Err(unsupported(at)),
                Some(Section::Objective(_) | Section::Rows) => {
                    let problem = Problem::Repeated { what: "the section", name: at.text.into() };
                    return Err(at.error(problem));
                }
                None => return Err(at.unexpected("a section: bounds, general, binary or end")),
            }
        }
        if self.next.kind != Kind::End {
            return Err(self.next.unexpected("nothing after end"));
        }
        self.finish(sense)
    }

    fn advance(&mut self) -> Result<Token<'a>, ReadError> {
        let next = self.scanner.next()?;
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// The token after the next one.
    fn second(&self) -> Option<Token<'a>> {
        self.scanner.clone().next().ok()
    }

    /// Which section the next token begins, without reading it. A word before a colon is a row's name, whatever it is.
    fn peek_section(&self) -> Option<Section> {
        let token = &self.next;
        if token.kind != Kind::Name || !token.first {
            return None;
        }
        let is = |words: &[&str]| words.iter().any(|w| token.text.eq_ignore_ascii_case(w));
        let section = if is(&["minimize", "minimise", "minimum", "min"]) {
            Section::Objective(Sense::Minimize)
        } else if is(&["maximize", "maximise", "maximum", "max"]) {
            Section::Objective(Sense::Maximize)
        } else if is(&["st", "s.t.", "st.", "subject", "such"]) {
            Section::Rows
        } else if is(&["bounds", "bound"]) {
            Section::Bounds
        } else if is(&["general", "generals", "gen", "integer", "integers", "int"]) {
            Section::General
        } else if is(&["binary", "binaries", "bin"]) {
            Section::Binary
        } else if is(&["semi-continuous", "semis", "semi", "sos", "sos1", "sos2", "pwlobj", "lazy"]) {
            Section::Unsupported
        } else if is(&["end"]) {
            Section::End
        } else {
            return None;
        };
        let names_a_row = self.second().is_some_and(|t| t.kind == Kind::Colon);
        (!names_a_row || is(&["st", "s.t.", "st.", "subject", "such"])).then_some(section)
    }

    /// Reads a section's beginning, if one is next.
    fn section(&mut self) -> Result<Option<Section>, ReadError> {
        let Some(section) = self.peek_section() else { return Ok(None) };
        let word = self.advance()?;
        for (first, second) in [("subject", "to"), ("such", "that")] {
            if word.text.eq_ignore_ascii_case(first) {
                if !self.next.text.eq_ignore_ascii_case(second) {
                    return Err(self.next.unexpected("subject to, or such that"));
                }
                self.advance()?;
            }
        }
        // `subject to:` is common enough.
        if section == Section::Rows && self.next.kind == Kind::Colon {
            self.advance()?;
        }
        Ok(Some(section))
    }

    /// Reads `name :`, if that is next.
    fn label(&mut self) -> Result<Option<Token<'a>>, ReadError> {
        let labelled = self.next.kind == Kind::Name && self.second().is_some_and(|t| t.kind == Kind::Colon);
        if !labelled {
            return Ok(None);
        }
        let label = self.advance()?;
        self.advance()?;
        Ok(Some(label))
    }

    fn objective(&mut self) -> Result<(), ReadError> {
        self.label()?;
        let mut first = true;
        while self.begins_term(first).is_some() {
            match self.term()? {
                (coefficient, Some(j)) => self.columns[j].1 += coefficient,
                (coefficient, None) => self.offset += coefficient,
            }
            first = false;
        }
        Ok(())
    }

    fn rows(&mut self) -> Result<(), ReadError> {
        let mut first = true;
        while self.peek_section().is_none() && self.next.kind != Kind::End {
            self.on_a_new_line(first)?;
            first = false;
            self.row()?;
        }
        Ok(())
    }

    /// Rows and bounds begin on lines of their own, the first one of a section perhaps on the section's: `x >= 2 y` is not a row
    /// `x >= 2` and the beginning of another.
    fn on_a_new_line(&self, first: bool) -> Result<(), ReadError> {
        if first || self.next.first { Ok(()) } else { Err(self.foreign_or("a new line after the number")) }
    }

    /// `[name:] [number relation] expression relation number`
    fn row(&mut self) -> Result<(), ReadError> {
        let start = self.next;
        if self.rows.len() == MAX_ROWS {
            return Err(start.error(Problem::Limit { what: "rows", limit: MAX_ROWS }));
        }
        let i = self.rows.len();
        let label = self.label()?;
        let name = label.map_or_else(|| format!("R{}", i + 1), |l| l.text.to_owned());
        if !self.row_names.insert(name.clone()) {
            return Err(label.unwrap_or(start).error(Problem::Repeated { what: "the row", name }));
        }
        let left = self.leading_side()?;
        let mut first = true;
        while let Some(at) = self.begins_term(first) {
            let (coefficient, Some(j)) = self.term()? else {
                return Err(at.unexpected("a column name after the number; constants belong to the right"));
            };
            if self.entries.len() == MAX_ENTRIES {
                return Err(at.error(Problem::Limit { what: "entries", limit: MAX_ENTRIES }));
            }
            self.entries.push((i, j, coefficient));
            first = false;
        }
        if first {
            return Err(self.foreign_or("a sign, a number or a column name"));
        }
        let (mut lower, mut upper) = (f64::NEG_INFINITY, f64::INFINITY);
        let right = match (left, self.next.kind) {
            (Some(_), kind) if !matches!(kind, Kind::Relation(_)) => None,
            _ => Some(self.trailing_side()?),
        };
        if let (Some((a, _)), Some((b, _))) = (left, right)
            && (a != b || a == Relation::Equal)
        {
            return Err(start.unexpected("two comparisons in the same direction, neither an equation"));
        }
        // `5 <= x` says what `x >= 5` does.
        let mirrored = left.map(|(relation, value)| (mirror(relation), value));
        for (relation, value) in mirrored.into_iter().chain(right) {
            match relation {
                Relation::AtMost => upper = value,
                Relation::AtLeast => lower = value,
                Relation::Equal => (lower, upper) = (value, value),
            }
        }
        if lower == f64::INFINITY || upper == f64::NEG_INFINITY || (lower == upper && lower.is_infinite()) {
            return Err(start.unexpected("a finite number on the side that binds the row"));
        }
        self.rows.push(Row { name, lower, upper });
        Ok(())
    }

    /// `number relation`, if that is next: the left part of a range, or of a row written backwards.
    fn leading_side(&mut self) -> Result<Option<(Relation, f64)>, ReadError> {
        let mut ahead = self.scanner.clone();
        let mut token = self.next;
        if matches!(token.kind, Kind::Plus | Kind::Minus) {
            token = ahead.next()?;
        }
        let is_value = matches!(token.kind, Kind::Number(_)) || is_infinity(token.text);
        if !is_value || !matches!(ahead.next()?.kind, Kind::Relation(_)) {
            return Ok(None);
        }
        let value = self.side_value()?;
        let Kind::Relation(relation) = self.advance()?.kind else { return Ok(None) };
        Ok(Some((relation, value)))
    }

    /// `relation number`
    fn trailing_side(&mut self) -> Result<(Relation, f64), ReadError> {
        let Kind::Relation(relation) = self.next.kind else {
            return Err(self.foreign_or("a sign and a term, or a comparison"));
        };
        self.advance()?;
        Ok((relation, self.side_value()?))
    }

    /// A signed number or infinity.
    fn side_value(&mut self) -> Result<f64, ReadError> {
        let mut sign = 1.0;
        if matches!(self.next.kind, Kind::Plus | Kind::Minus) && self.advance()?.kind == Kind::Minus {
            sign = -1.0;
        }
        let token = self.advance()?;
        let value = match token.kind {
            Kind::Number(value) if value >= INFINITE => f64::INFINITY,
            Kind::Number(value) => value,
            Kind::Name if is_infinity(token.text) => f64::INFINITY,
            _ => return Err(token.unexpected("a number")),
        };
        Ok(sign * value)
    }

    /// The next token, if it can begin a term. Only the first term of an expression may come without a sign.
    fn begins_term(&self, first: bool) -> Option<Token<'a>> {
        let term = match self.next.kind {
            Kind::Plus | Kind::Minus => true,
            _ if !first => false,
            Kind::Number(_) => true,
            Kind::Name => self.peek_section().is_none() && !self.second_is_colon(),
            _ => false,
        };
        term.then_some(self.next)
    }

    fn second_is_colon(&self) -> bool {
        self.second().is_some_and(|t| t.kind == Kind::Colon)
    }

    /// `[sign…] [number] [name]`: coefficient and column, or a constant.
    fn term(&mut self) -> Result<(f64, Option<usize>), ReadError> {
        let mut coefficient = 1.0;
        while matches!(self.next.kind, Kind::Plus | Kind::Minus) {
            if self.advance()?.kind == Kind::Minus {
                coefficient = -coefficient;
            }
        }
        let number = match self.next.kind {
            Kind::Number(value) => {
                self.advance()?;
                coefficient *= value;
                true
            }
            _ => false,
        };
        if self.next.kind == Kind::Name && self.peek_section().is_none() && !self.second_is_colon() {
            let name = self.advance()?;
            self.refuse_foreign()?;
            return Ok((coefficient, Some(self.column(name)?)));
        }
        if number {
            return Ok((coefficient, None));
        }
        Err(self.foreign_or("a number or a column name after the sign"))
    }

    /// The column of that name, made if it is new.
    fn column(&mut self, name: Token<'a>) -> Result<usize, ReadError> {
        if let Some(&j) = self.column_index.get(name.text) {
            return Ok(j);
        }
        if is_keyword(name.text) {
            return Err(name.unexpected("a column name; this word has a meaning of its own"));
        }
        if self.columns.len() == MAX_COLUMNS {
            return Err(name.error(Problem::Limit { what: "columns", limit: MAX_COLUMNS }));
        }
        self.columns.push((name.text, 0.0, Given::default()));
        self.column_index.insert(name.text, self.columns.len() - 1);
        Ok(self.columns.len() - 1)
    }

    fn known_column(&self, name: Token<'a>) -> Result<usize, ReadError> {
        let unknown = || name.error(Problem::UnknownName { what: "column", name: name.text.into() });
        self.column_index.get(name.text).copied().ok_or_else(unknown)
    }

    fn bounds(&mut self) -> Result<(), ReadError> {
        let mut first = true;
        while self.peek_section().is_none() && self.next.kind != Kind::End {
            self.on_a_new_line(first)?;
            first = false;
            let left = self.leading_side()?;
            if self.next.kind != Kind::Name {
                return Err(self.foreign_or("a column name"));
            }
            let name = self.advance()?;
            let j = self.known_column(name)?;
            if left.is_none() && self.next.kind == Kind::Name && self.next.text.eq_ignore_ascii_case("free") {
                self.advance()?;
                self.bound(j, name, Some(f64::NEG_INFINITY), Some(f64::INFINITY))?;
                continue;
            }
            let right = match (left, self.next.kind) {
                (Some(_), kind) if !matches!(kind, Kind::Relation(_)) => None,
                _ => Some(self.trailing_side()?),
            };
            let mirrored = left.map(|(relation, value)| (mirror(relation), value));
            for (relation, value) in mirrored.into_iter().chain(right) {
                match relation {
                    Relation::AtMost => self.bound(j, name, None, Some(value))?,
                    Relation::AtLeast => self.bound(j, name, Some(value), None)?,
                    Relation::Equal => self.bound(j, name, Some(value), Some(value))?,
                }
            }
        }
        Ok(())
    }

    /// Takes bounds of a column; a side may be given once, or twice the same.
    fn bound(
        &mut self,
        j: usize,
        name: Token<'a>,
        lower: Option<f64>,
        upper: Option<f64>,
    ) -> Result<(), ReadError> {
        let given = &mut self.columns[j].2;
        for (side, value) in [(&mut given.lower, lower), (&mut given.upper, upper)] {
            if let (Some(old), Some(new)) = (*side, value)
                && old != new
            {
                let problem = Problem::Repeated { what: "a bound of column", name: name.text.into() };
                return Err(name.error(problem));
            }
            *side = value.or(*side);
        }
        if given.lower == Some(f64::INFINITY) || given.upper == Some(f64::NEG_INFINITY) {
            return Err(name.unexpected("a lower bound below inf and an upper bound above -inf"));
        }
        Ok(())
    }

    /// A list of column names.
    fn integers(&mut self, binary: bool) -> Result<(), ReadError> {
        while self.next.kind == Kind::Name && self.peek_section().is_none() {
            let name = self.advance()?;
            let j = self.known_column(name)?;
            let given = &mut self.columns[j].2;
            given.binary |= binary;
            given.general |= !binary;
        }
        Ok(())
    }

    /// Refuses `[`, `^`, `*` and `->` with their own message.
    fn refuse_foreign(&self) -> Result<(), ReadError> {
        if self.next.kind == Kind::Foreign { Err(unsupported(self.next)) } else { Ok(()) }
    }

    fn foreign_or(&self, expected: &'static str) -> ReadError {
        if self.next.kind == Kind::Foreign { unsupported(self.next) } else { self.next.unexpected(expected) }
    }

    fn finish(self, sense: Sense) -> Result<Program, ReadError> {
        let end = self.next;
        let mut columns = Vec::with_capacity(self.columns.len());
        for (name, objective, given) in &self.columns {
            let (lower, upper) = match (given.lower, given.upper) {
                (None, Some(upper)) if upper < 0.0 => {
                    let what = format!("the negative upper bound of {name:?} without a lower bound");
                    let instead = "write both, as in -inf <= x <= -1";
                    return Err(end.error(Problem::Ambiguous { what, instead }));
                }
                (lower, upper) => {
                    let default = if given.binary { 1.0 } else { f64::INFINITY };
                    (lower.unwrap_or(0.0), upper.unwrap_or(default))
                }
            };
            let integer = given.binary || given.general;
            let kind = if integer { program::Kind::Integer } else { program::Kind::Continuous };
            columns.push(Column { name: (*name).into(), objective: *objective, lower, upper, kind });
        }
        let program = Program {
            name: String::new(),
            sense,
            offset: self.offset,
            matrix: SparseMatrix::from_triplets(self.rows.len(), columns.len(), &self.entries),
            columns,
            rows: self.rows,
            quadratic: None,
        };
        program.validate().map_err(|e| end.error(e.into()))?;
        Ok(program)
    }
}

fn unsupported(token: Token<'_>) -> ReadError {
    let what = match token.text {
        "[" | "]" | "^" | "*" => "a quadratic term".into(),
        "->" => "an indicator row".into(),
        word => format!("the section {word}"),
    };
    token.error(Problem::Unsupported { what, instead: NO_SUCH_FEATURE })
}

/// The relation read from the other side.
fn mirror(relation: Relation) -> Relation {
    match relation {
        Relation::AtMost => Relation::AtLeast,
        Relation::AtLeast => Relation::AtMost,
        Relation::Equal => Relation::Equal,
    }
}
