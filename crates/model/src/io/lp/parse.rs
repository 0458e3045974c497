//! The LP reader: recursive descent with one token of look-ahead.

use super::columns::Columns;
use super::row_data::{IndicatorData, RowData, RowKind, ends, mirror};
use super::scan::{Kind, Relation, Scanner, Token};
use super::section::Section;
use crate::io::MAX_TEXT_BYTES;
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::ordered_set::OrderedSets;
use crate::io::triangle::Triangle;
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

const SECTION: &str =
    "a section: lazy constraints, user cuts, bounds, general, binary, semi-continuous, sos or end";

pub(super) struct Parser<'a> {
    pub scanner: Scanner<'a>,
    /// The token to be read next.
    pub next: Token<'a>,
    pub columns: Columns<'a>,
    pub rows: Vec<RowData<'a>>,
    pub row_names: BTreeSet<&'a str>,
    pub entries: Vec<(usize, usize, f64)>,
    pub offset: f64,
    pub quadratic: Triangle,
    pub ordered_sets: OrderedSets,
    pub indicators: Vec<IndicatorData<'a>>,
    pub lazy_rows: Vec<usize>,
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
            quadratic: Triangle::default(),
            ordered_sets: OrderedSets::default(),
            indicators: Vec::new(),
            lazy_rows: Vec::new(),
            warnings: Warnings::default(),
        })
    }

    fn program(mut self) -> Result<Reading, ReadError> {
        let start = self.next;
        let sense = match self.section()? {
            Some((Section::Objective(sense), _)) => sense,
            _ => return Err(start.unexpected("minimize or maximize")),
        };
        self.refuse_objectives()?;
        self.objective()?;
        match self.peek_section() {
            Some(Section::Rows) => {
                self.section()?;
                self.rows(RowKind::Plain)?;
            }
            // A program without rows may leave their section out.
            Some(_) => {}
            None => return Err(self.foreign_or("a sign and a term, or subject to")),
        }
        loop {
            let at = self.next;
            match self.section()?.map(|(section, _)| section) {
                Some(Section::LazyRows) => self.rows(RowKind::Lazy)?,
                Some(Section::Cuts) => self.cuts(at)?,
                Some(Section::Bounds) => self.bounds()?,
                Some(Section::General) => self.integers(false)?,
                Some(Section::Binary) => self.integers(true)?,
                Some(Section::Semi) => self.semis()?,
                Some(Section::Sets) => self.sets()?,
                Some(Section::End) => return self.finish(sense),
                Some(Section::Unsupported) => return Err(unsupported(at)),
                Some(Section::Objective(_) | Section::Rows) => {
                    let problem = Problem::Repeated { what: "the section", name: at.text.into() };
                    return Err(at.error(problem));
                }
                None => return Err(self.foreign_at(at, SECTION)),
            }
        }
    }

    /// Rows that only cut. A point must not violate them either.
    fn cuts(&mut self, at: Token<'a>) -> Result<(), ReadError> {
        let what = "the section of user cuts has rows that only cut".into();
        let instead = "they are rows like all others, for a point must not violate them either";
        self.warnings.add(at.line, at.column, Doubt::Assumed { what, instead });
        self.rows(RowKind::Cut)
    }

    pub(super) fn advance(&mut self) -> Result<Token<'a>, ReadError> {
        let next = self.scanner.next()?;
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// The token after the next one.
    pub(super) fn second(&self) -> Option<Token<'a>> {
        self.scanner.clone().next().ok()
    }

    pub(super) fn second_is_colon(&self) -> bool {
        self.second().is_some_and(|t| t.kind == Kind::Colon)
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
        let columns = std::mem::take(&mut self.columns).settle()?;
        self.check_indicators(&columns)?;
        let sets = self.ordered_sets.settle(|j| columns[j].name.as_str())?;
        let rows = named(self.rows);
        let mut program = Program {
            name: String::new(),
            sense,
            offset: self.offset,
            matrix: SparseMatrix::from_triplets(rows.len(), columns.len(), &self.entries),
            quadratic: self.quadratic.quadratic(),
            sets,
            indicators: self.indicators.into_iter().map(|(indicator, _)| indicator).collect(),
            lazy_rows: self.lazy_rows,
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
    let (what, instead) = match token.text {
        "[" | "]" | "^" => ("a quadratic term", QUADRATIC),
        "*" => ("a product or quadratic term", QUADRATIC),
        "->" => ("such an indicator row", "write it as row: column = 1 -> x + y <= 5, or with 0"),
        "<->" => ("an equivalence", "write two indicator rows"),
        "sos1" | "SOS1" | "sos2" | "SOS2" => ("the section", "write the section sos: s1: S1:: x:1 y:2"),
        _ => ("the section", "write it with rows, sets and indicator rows"),
    };
    let what = if what == "the section" { format!("the section {}", token.text) } else { what.into() };
    token.error(Problem::Unsupported { what, instead })
}

const QUADRATIC: &str = "quadratic terms stand in the objective alone, as in [ 2 x ^2 + 4 x * y ] / 2";
