//! The MPS reader.

use super::Layout;
use super::bounds::{BoundKind, Bounds};
use super::fields::{BoundFields, Field, Splitter, words};
use crate::io::error::{Problem, ReadError};
use crate::io::number::parse_bound;
use crate::io::{MAX_COLUMNS, MAX_ENTRIES, MAX_ROWS, MAX_TEXT_BYTES};
use crate::matrix::SparseMatrix;
use crate::program::{Column, Program, Row, Sense};
use std::collections::BTreeMap;

/// Reads an MPS text, free or (if it is not that) fixed.
///
/// # Errors
/// The place and the reason. When neither layout fits, the error is the one of the layout that got further.
pub fn read(text: &str) -> Result<Program, ReadError> {
    let free = match read_as(text, Layout::Free) {
        Ok(program) => return Ok(program),
        Err(error) => error,
    };
    match read_as(text, Layout::Fixed) {
        Ok(program) => Ok(program),
        Err(fixed) if fixed.line > free.line => Err(fixed),
        Err(_) => Err(free),
    }
}

/// Reads an MPS text of a known layout.
///
/// # Errors
/// The place and the reason.
pub fn read_as(text: &str, layout: Layout) -> Result<Program, ReadError> {
    if text.len() > MAX_TEXT_BYTES {
        let problem = Problem::Limit { what: "bytes", limit: MAX_TEXT_BYTES };
        return Err(ReadError { line: 1, column: 1, problem });
    }
    let mut reader = Reader::new(layout);
    let mut last = 0;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        last = index + 1;
        reader.line(last, line)?;
    }
    if reader.section != Section::End {
        let expected = "ENDATA (the text ends too early)";
        let problem = Problem::Unexpected { found: String::new(), expected };
        return Err(ReadError { line: last + 1, column: 1, problem });
    }
    reader.finish().map_err(|problem| ReadError { line: last, column: 1, problem })
}

/// Where in the text the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Start,
    Name,
    Sense,
    Rows,
    Columns,
    Rhs,
    Ranges,
    Bounds,
    End,
}

const SECTION: &str =
    "NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS or ENDATA (data lines begin with a blank)";
const NO_SUCH_FEATURE: &str = "programs here have linear rows and continuous or integer columns";

/// How a row compares its activity with its right-hand side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Free,
    AtMost,
    AtLeast,
    Equal,
}

#[derive(Clone, Copy, Debug)]
struct RowData<'a> {
    name: &'a str,
    relation: Relation,
    rhs: Option<f64>,
    range: Option<f64>,
    /// Number of the last column that has an entry here, plus one: tells entries given twice.
    last_column: usize,
}

#[derive(Clone, Copy, Debug)]
struct ColumnData<'a> {
    name: &'a str,
    objective: Option<f64>,
    bounds: Bounds,
    marked_integer: bool,
}

/// Which row a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowIndex {
    Objective,
    Row(usize),
}

struct Reader<'a> {
    splitter: Splitter,
    section: Section,
    seen: Vec<Section>,
    name: &'a str,
    sense: Option<Sense>,
    has_objective: bool,
    rows: Vec<RowData<'a>>,
    row_index: BTreeMap<&'a str, RowIndex>,
    columns: Vec<ColumnData<'a>>,
    column_index: BTreeMap<&'a str, usize>,
    entries: Vec<(usize, usize, f64)>,
    in_integers: bool,
    /// Names of the right-hand side, of the ranges and of the bounds.
    sets: [Option<&'a str>; 3],
    objective_rhs: Option<f64>,
}

impl<'a> Reader<'a> {
    fn new(layout: Layout) -> Self {
        Self {
            splitter: Splitter { layout },
            section: Section::Start,
            seen: Vec::new(),
            name: "",
            sense: None,
            has_objective: false,
            rows: Vec::new(),
            row_index: BTreeMap::new(),
            columns: Vec::new(),
            column_index: BTreeMap::new(),
            entries: Vec::new(),
            in_integers: false,
            sets: [None; 3],
            objective_rhs: None,
        }
    }

    fn line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let Some(&first) = words(number, text).first() else { return Ok(()) };
        if first.text.starts_with('*') {
            return Ok(());
        }
        if self.section == Section::End {
            return Err(first.unexpected("nothing after ENDATA"));
        }
        // The value of OBJSENSE is also accepted where a section's name would stand; it cannot be one.
        if first.column == 1 && !(self.section == Section::Sense && sense(first.text).is_some()) {
            return self.header(number, text);
        }
        match self.section {
            Section::Sense => self.sense_line(number, text),
            Section::Rows => self.row_line(number, text),
            Section::Columns => self.column_line(number, text),
            Section::Rhs => self.rhs_line(number, text),
            Section::Ranges => self.range_line(number, text),
            Section::Bounds => self.bound_line(number, text),
            Section::Start | Section::Name | Section::End => Err(first.unexpected("a section name")),
        }
    }

    /// A line that begins in its first column starts a section.
    fn header(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let fields = words(number, text);
        let Some((&keyword, rest)) = fields.split_first() else { return Ok(()) };
        let section = match keyword.text {
            "NAME" => Section::Name,
            "OBJSENSE" => Section::Sense,
            "ROWS" => Section::Rows,
            "COLUMNS" => Section::Columns,
            "RHS" => Section::Rhs,
            "RANGES" => Section::Ranges,
            "BOUNDS" => Section::Bounds,
            "ENDATA" => Section::End,
            "SOS" | "SOS1" | "SOS2" | "SETS" | "QUADOBJ" | "QMATRIX" | "QSECTION" | "QCMATRIX"
            | "CSECTION" | "INDICATORS" | "LAZYCONS" | "USERCUTS" | "GENCONS" | "OBJNAME" | "OBJECT" => {
                let what = format!("the section {}", keyword.text);
                return Err(keyword.error(Problem::Unsupported { what, instead: NO_SUCH_FEATURE }));
            }
            _ => return Err(keyword.unexpected(SECTION)),
        };
        if self.seen.contains(&section) {
            let name = keyword.text.into();
            return Err(keyword.error(Problem::Repeated { what: "the section", name }));
        }
        if matches!(section, Section::Columns | Section::End) && !self.seen.contains(&Section::Rows) {
            return Err(keyword.unexpected("the section ROWS first"));
        }
        if section > Section::Columns && !self.seen.contains(&Section::Columns) {
            return Err(keyword.unexpected("the section COLUMNS first"));
        }
        self.seen.push(section);
        self.section = section;
        match (section, rest) {
            (Section::Name, _) => {
                self.name = text["NAME".len()..].trim();
                Ok(())
            }
            (Section::Sense, &[value]) => self.set_sense(value),
            (_, []) => Ok(()),
            (_, [next, ..]) => Err(next.unexpected("the end of the line after a section name")),
        }
    }

    fn sense_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        match words(number, text)[..] {
            [value] => self.set_sense(value),
            [_, second, ..] => Err(second.unexpected("the end of the line")),
            [] => Ok(()),
        }
    }

    fn set_sense(&mut self, value: Field<'a>) -> Result<(), ReadError> {
        if self.sense.is_some() {
            let problem = Problem::Repeated { what: "the sense", name: "OBJSENSE".into() };
            return Err(value.error(problem));
        }
        self.sense = sense(value.text);
        if self.sense.is_none() {
            return Err(value.unexpected("MIN, MINIMIZE, MAX or MAXIMIZE"));
        }
        Ok(())
    }

    fn row_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let (kind, name) = self.splitter.row(number, text)?;
        let relation = match kind.text {
            "N" => Relation::Free,
            "L" => Relation::AtMost,
            "G" => Relation::AtLeast,
            "E" => Relation::Equal,
            _ => return Err(kind.unexpected("a row type: N, L, G or E")),
        };
        let index = if relation == Relation::Free && !self.has_objective {
            self.has_objective = true;
            RowIndex::Objective
        } else {
            if self.rows.len() == MAX_ROWS {
                return Err(name.error(Problem::Limit { what: "rows", limit: MAX_ROWS }));
            }
            self.rows.push(RowData { name: name.name()?, relation, rhs: None, range: None, last_column: 0 });
            RowIndex::Row(self.rows.len() - 1)
        };
        if self.row_index.insert(name.name()?, index).is_some() {
            let problem = Problem::Repeated { what: "the row", name: name.text.into() };
            return Err(name.error(problem));
        }
        Ok(())
    }

    fn column_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        if let Some(marker) = self.splitter.marker(number, text) {
            return self.marker(marker);
        }
        let line = self.splitter.entries(number, text)?;
        let Some(label) = line.label else {
            let (first, _) = line.pairs[0];
            return Err(first.unexpected("a column name, then one or two pairs of row name and number"));
        };
        let j = self.column(label)?;
        for (row, value) in line.pairs {
            self.entry(row, j, value)?;
        }
        Ok(())
    }

    fn marker(&mut self, marker: Field<'a>) -> Result<(), ReadError> {
        match (marker.text, self.in_integers) {
            ("'INTORG'", false) => self.in_integers = true,
            ("'INTEND'", true) => self.in_integers = false,
            ("'INTORG'", true) => return Err(marker.unexpected("'INTEND' before another 'INTORG'")),
            ("'INTEND'", false) => return Err(marker.unexpected("'INTORG' before 'INTEND'")),
            ("'SOSORG'" | "'SOSEND'", _) => {
                let what = "a special ordered set".into();
                return Err(marker.error(Problem::Unsupported { what, instead: NO_SUCH_FEATURE }));
            }
            _ => return Err(marker.unexpected("'INTORG' or 'INTEND'")),
        }
        Ok(())
    }

    /// The index of the column that the line is about: the last one, or a new one.
    fn column(&mut self, label: Field<'a>) -> Result<usize, ReadError> {
        let name = label.name()?;
        if self.columns.last().is_some_and(|c| c.name == name) {
            return Ok(self.columns.len() - 1);
        }
        if self.columns.len() == MAX_COLUMNS {
            return Err(label.error(Problem::Limit { what: "columns", limit: MAX_COLUMNS }));
        }
        let j = self.columns.len();
        if self.column_index.insert(name, j).is_some() {
            let problem = Problem::Repeated { what: "the block of entries of column", name: name.into() };
            return Err(label.error(problem));
        }
        let marked_integer = self.in_integers;
        self.columns.push(ColumnData { name, objective: None, bounds: Bounds::default(), marked_integer });
        Ok(j)
    }

    fn entry(&mut self, row: Field<'a>, j: usize, value: Field<'a>) -> Result<(), ReadError> {
        let number = value.number()?;
        let repeated = match self.row(row)? {
            RowIndex::Objective => self.columns[j].objective.replace(number).is_some(),
            RowIndex::Row(i) => {
                if self.entries.len() == MAX_ENTRIES {
                    return Err(value.error(Problem::Limit { what: "entries", limit: MAX_ENTRIES }));
                }
                self.entries.push((i, j, number));
                std::mem::replace(&mut self.rows[i].last_column, j + 1) == j + 1
            }
        };
        if repeated {
            let name = format!("{} in row {}", self.columns[j].name, row.text);
            return Err(row.error(Problem::Repeated { what: "the entry", name }));
        }
        Ok(())
    }

    fn row(&self, field: Field<'a>) -> Result<RowIndex, ReadError> {
        let unknown = || field.error(Problem::UnknownName { what: "row", name: field.text.into() });
        self.row_index.get(field.name()?).copied().ok_or_else(unknown)
    }

    /// Refuses a second set of right-hand sides (0), ranges (1) or bounds (2).
    fn set(&mut self, which: usize, name: Field<'a>) -> Result<(), ReadError> {
        match self.sets[which] {
            None => self.sets[which] = Some(name.text),
            Some(first) if first == name.text => {}
            Some(_) => {
                let what = format!("a second set, {:?},", name.text);
                let instead = "keep the one set that is meant";
                return Err(name.error(Problem::Ambiguous { what, instead }));
            }
        }
        Ok(())
    }

    fn rhs_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let line = self.splitter.entries(number, text)?;
        self.set(0, line.label.unwrap_or(Field { text: "", line: number, column: 1 }))?;
        for (row, value) in line.pairs {
            let slot = match self.row(row)? {
                RowIndex::Objective => &mut self.objective_rhs,
                RowIndex::Row(i) => &mut self.rows[i].rhs,
            };
            if slot.replace(value.bound()?).is_some() {
                let problem = Problem::Repeated { what: "the right-hand side of row", name: row.text.into() };
                return Err(row.error(problem));
            }
            self.finite_rhs(row, value)?;
        }
        Ok(())
    }

    /// An infinite right-hand side is one only where it makes a row's side free.
    fn finite_rhs(&self, row: Field<'a>, value: Field<'a>) -> Result<(), ReadError> {
        let may_be_infinite = match self.row(row)? {
            RowIndex::Objective => false,
            RowIndex::Row(i) => matches!(self.rows[i].relation, Relation::AtMost | Relation::AtLeast),
        };
        if may_be_infinite || parse_bound(value.text).is_some_and(f64::is_finite) {
            return Ok(());
        }
        let expected = "the right-hand side of an objective or an equation must be finite";
        Err(value.error(Problem::Number { found: value.text.into(), expected }))
    }

    fn range_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let line = self.splitter.entries(number, text)?;
        self.set(1, line.label.unwrap_or(Field { text: "", line: number, column: 1 }))?;
        for (row, value) in line.pairs {
            let i = match self.row(row)? {
                RowIndex::Row(i) if self.rows[i].relation != Relation::Free => i,
                _ => return Err(row.unexpected("a row of type L, G or E; an N row has no range")),
            };
            if self.rows[i].range.replace(value.bound()?).is_some() {
                let problem = Problem::Repeated { what: "the range of row", name: row.text.into() };
                return Err(row.error(problem));
            }
        }
        Ok(())
    }

    fn bound_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let line = self.splitter.bound(number, text)?;
        let Some(kind) = BoundKind::from_code(line.kind.text) else {
            if matches!(line.kind.text, "SC" | "SI" | "SN") {
                let what = "a semi-continuous column".into();
                return Err(line.kind.error(Problem::Unsupported { what, instead: NO_SUCH_FEATURE }));
            }
            return Err(line.kind.unexpected("a bound type: UP, LO, FX, FR, MI, PL, BV, LI or UI"));
        };
        let (set, column, value) = self.bound_parts(kind, &line)?;
        self.set(2, set.unwrap_or(Field { text: "", ..column }))?;
        let unknown = || column.error(Problem::UnknownName { what: "column", name: column.text.into() });
        let j = *self.column_index.get(column.name()?).ok_or_else(unknown)?;
        let number = match value {
            Some(value) => value.bound()?,
            None if kind.needs_value() => return Err(column.unexpected("a number after the column name")),
            None => 0.0,
        };
        if !self.columns[j].bounds.take(kind, number) {
            let problem = Problem::Repeated { what: "a bound of column", name: column.text.into() };
            return Err(column.error(problem));
        }
        Ok(())
    }

    /// Which of the fields after the type are set, column and value.
    #[allow(clippy::type_complexity)] // three fields of one line, named at the only caller
    fn bound_parts(
        &self,
        kind: BoundKind,
        line: &BoundFields<'a>,
    ) -> Result<(Option<Field<'a>>, Field<'a>, Option<Field<'a>>), ReadError> {
        let is_column = |field: &Field<'_>| self.column_index.contains_key(field.text);
        match line.rest[..] {
            [set, column, value] => Ok((Some(set), column, Some(value))),
            [set, column] if line.positional => Ok((Some(set), column, None)),
            [_, column] if kind.needs_value() && is_column(&column) && column.bound().is_err() => {
                Err(column.unexpected("a number after the column name"))
            }
            [column, value] if kind.needs_value() => Ok((None, column, Some(value))),
            [first, second] => match (is_column(&first), is_column(&second)) {
                (true, true) => {
                    let what = format!("the bound of {:?} or {:?}", first.text, second.text);
                    let instead = "write set name, column name and number";
                    Err(first.error(Problem::Ambiguous { what, instead }))
                }
                (true, false) => Ok((None, first, Some(second))),
                (false, _) => Ok((Some(first), second, None)),
            },
            [column] => Ok((None, column, None)),
            _ => Err(line.kind.unexpected("a bound type, a set name, a column name and a number")),
        }
    }

    /// Puts the parts together.
    fn finish(self) -> Result<Program, Problem> {
        if self.in_integers {
            let expected = "an 'INTEND' marker for the last 'INTORG'";
            return Err(Problem::Unexpected { found: String::new(), expected });
        }
        let columns = self.columns.iter().map(|c| {
            let (lower, upper, kind) = c.bounds.settle(c.marked_integer);
            Column { name: c.name.into(), objective: c.objective.unwrap_or(0.0), lower, upper, kind }
        });
        let program = Program {
            name: self.name.into(),
            sense: self.sense.unwrap_or_default(),
            offset: -self.objective_rhs.unwrap_or(0.0),
            columns: columns.collect(),
            matrix: SparseMatrix::from_triplets(self.rows.len(), self.columns.len(), &self.entries),
            rows: self.rows.iter().map(settle_row).collect(),
            quadratic: None,
        };
        program.validate()?;
        Ok(program)
    }
}

fn sense(text: &str) -> Option<Sense> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("MAX") || is("MAXIMIZE") {
        Some(Sense::Maximize)
    } else if is("MIN") || is("MINIMIZE") {
        Some(Sense::Minimize)
    } else {
        None
    }
}

/// The bounds of a row from its type, right-hand side and range; the table is in the text of [`super`].
fn settle_row(row: &RowData<'_>) -> Row {
    let rhs = row.rhs.unwrap_or(0.0);
    let (lower, upper) = match (row.relation, row.range) {
        (Relation::Free, _) => (f64::NEG_INFINITY, f64::INFINITY),
        (Relation::AtMost, None) => (f64::NEG_INFINITY, rhs),
        (Relation::AtMost, Some(r)) => (rhs - r.abs(), rhs),
        (Relation::AtLeast, None) => (rhs, f64::INFINITY),
        (Relation::AtLeast, Some(r)) => (rhs, rhs + r.abs()),
        (Relation::Equal, None) => (rhs, rhs),
        (Relation::Equal, Some(r)) if r >= 0.0 => (rhs, rhs + r),
        (Relation::Equal, Some(r)) => (rhs + r, rhs),
    };
    Row { name: row.name.into(), lower, upper }
}
