//! The MPS reader.

use super::Layout;
use super::bounds::Bounds;
use super::fields::{Field, Splitter, words};
use super::quadratic_data::QuadraticData;
use super::row_data::{IndicatorData, Relation, RowData};
use super::section::Section;
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::ordered_set::OrderedSets;
use crate::io::warning::{ReadOptions, Reading, Warnings};
use crate::io::{MAX_COLUMNS, MAX_ENTRIES, MAX_ROWS, MAX_TEXT_BYTES};
use crate::matrix::SparseMatrix;
use crate::program::{Column, Program, Sense};
use std::collections::BTreeMap;

/// Reads an MPS text, free or (if it is not that) fixed; its warnings are left to [`read_with`].
///
/// # Errors
/// As [`read_with`].
pub fn read(text: &str) -> Result<Program, ReadError> {
    read_with(text, ReadOptions::default()).map(|reading| reading.program)
}

/// Reads an MPS text, free or (if it is not that) fixed, and what it leaves in doubt.
///
/// # Errors
/// The place and the reason. When neither layout fits, the error is the one of the layout that got further.
/// With strict reading also the first doubt.
pub fn read_with(text: &str, options: ReadOptions) -> Result<Reading, ReadError> {
    let free = match read_layout(text, Layout::Free) {
        Ok(reading) => return reading.admitted(options),
        Err(error) => error,
    };
    match read_layout(text, Layout::Fixed) {
        Ok(reading) => reading.admitted(options),
        Err(fixed) if fixed.line > free.line => Err(fixed),
        Err(_) => Err(free),
    }
}

/// Reads an MPS text of a known layout; its warnings are left out.
///
/// # Errors
/// The place and the reason.
pub fn read_as(text: &str, layout: Layout) -> Result<Program, ReadError> {
    read_layout(text, layout).map(|reading| reading.program)
}

fn read_layout(text: &str, layout: Layout) -> Result<Reading, ReadError> {
    if text.len() > MAX_TEXT_BYTES {
        let problem = Problem::Limit { what: "bytes", limit: MAX_TEXT_BYTES };
        return Err(ReadError { line: 1, column: 1, problem });
    }
    let mut reader = Reader::new(layout);
    let mut last = 0;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        last = index + 1;
        reader.line(last, line)?;
        if reader.is_past_the_end {
            break;
        }
    }
    if reader.section != Section::End {
        let expected = "ENDATA (the text ends too early)";
        let problem = Problem::Unexpected { found: String::new(), expected };
        return Err(ReadError { line: last + 1, column: 1, problem });
    }
    reader.finish(last)
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnData<'a> {
    pub name: &'a str,
    objective: Option<f64>,
    pub bounds: Bounds,
    /// Line and column of the last bound.
    pub bounded_at: (usize, usize),
    pub marked_integer: bool,
}

/// Which row a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowIndex {
    Objective,
    Row(usize),
}

pub(super) struct Reader<'a> {
    pub splitter: Splitter,
    pub section: Section,
    pub seen: Vec<Section>,
    pub name: &'a str,
    pub sense: Option<Sense>,
    has_objective: bool,
    pub rows: Vec<RowData<'a>>,
    row_index: BTreeMap<&'a str, RowIndex>,
    pub columns: Vec<ColumnData<'a>>,
    pub column_index: BTreeMap<&'a str, usize>,
    entries: Vec<(usize, usize, f64)>,
    /// The marker that made the columns from it on integer, until another one ends that.
    in_integers: Option<Field<'a>>,
    /// Names of the right-hand side, of the ranges and of the bounds.
    pub sets: [Option<&'a str>; 3],
    pub objective_rhs: Option<f64>,
    pub quadratic: QuadraticData,
    pub ordered_sets: OrderedSets,
    pub indicators: Vec<IndicatorData<'a>>,
    lazy_rows: Vec<usize>,
    pub warnings: Warnings,
    /// Whether a line after the end was met; no more are looked at.
    is_past_the_end: bool,
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
            in_integers: None,
            sets: [None; 3],
            objective_rhs: None,
            quadratic: QuadraticData::default(),
            ordered_sets: OrderedSets::default(),
            indicators: Vec::new(),
            lazy_rows: Vec::new(),
            warnings: Warnings::default(),
            is_past_the_end: false,
        }
    }

    fn line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let Some(&first) = words(number, text).first() else { return Ok(()) };
        // Elsewhere in a line a star is the beginning of a name.
        if text.starts_with('*') {
            return Ok(());
        }
        if self.section == Section::End {
            self.warnings.after_the_end(number, first.column, text.trim());
            self.is_past_the_end = true;
            return Ok(());
        }
        // The value of OBJSENSE is also accepted where a section's name would stand; it cannot be one.
        if first.column == 1 && !(self.section == Section::Sense && sense(first.text).is_some()) {
            return self.header(number, text);
        }
        match self.section {
            Section::Sense => self.sense_line(number, text),
            Section::Rows | Section::LazyRows | Section::Cuts => self.row_line(number, text),
            Section::Columns => self.column_line(number, text),
            Section::Rhs => self.rhs_line(number, text),
            Section::Ranges => self.range_line(number, text),
            Section::Bounds => self.bound_line(number, text),
            Section::Sets | Section::Sets1 | Section::Sets2 => self.set_line(number, text),
            Section::Quadratic => self.quadratic_line(number, text),
            Section::Indicators => self.indicator_line(number, text),
            Section::Start | Section::Name | Section::End => Err(first.unexpected("a section name")),
        }
    }

    fn sense_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        match words(number, text)[..] {
            [value] => self.set_sense(value),
            [_, second, ..] => Err(second.unexpected("the end of the line")),
            [] => Ok(()),
        }
    }

    pub(super) fn set_sense(&mut self, value: Field<'a>) -> Result<(), ReadError> {
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
            "N" if self.section == Section::Rows => Relation::Free,
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
            if self.section == Section::LazyRows {
                self.lazy_rows.push(self.rows.len());
            }
            self.rows.push(RowData::new(name.name()?, relation));
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
        match (marker.text, self.in_integers.is_some()) {
            ("'INTORG'", false) => self.in_integers = Some(marker),
            ("'INTEND'", true) => self.in_integers = None,
            ("'INTORG'", true) => return Err(marker.unexpected("'INTEND' before another 'INTORG'")),
            ("'INTEND'", false) => return Err(marker.unexpected("'INTORG' before 'INTEND'")),
            ("'SOSORG'" | "'SOSEND'", _) => {
                let what = "a special ordered set among the columns".into();
                let instead = "write the section SOS";
                return Err(marker.error(Problem::Unsupported { what, instead }));
            }
            _ => return Err(marker.unexpected("'INTORG' or 'INTEND'")),
        }
        Ok(())
    }

    /// A marker that is still open at the end of the columns holds up to there.
    pub(super) fn close_integers(&mut self) {
        if let Some(marker) = self.in_integers.take() {
            let what = "the marker 'INTORG' has no 'INTEND'".into();
            let instead = "all columns after it are integer";
            self.warnings.add(marker.line, marker.column, Doubt::Assumed { what, instead });
        }
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
        let marked_integer = self.in_integers.is_some();
        self.columns.push(ColumnData {
            name,
            objective: None,
            bounds: Bounds::default(),
            bounded_at: (0, 0),
            marked_integer,
        });
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

    pub(super) fn row(&self, field: Field<'a>) -> Result<RowIndex, ReadError> {
        let unknown = || field.error(Problem::UnknownName { what: "row", name: field.text.into() });
        self.row_index.get(field.name()?).copied().ok_or_else(unknown)
    }

    /// Puts the parts together. What is wrong with the whole is said of the last line.
    fn finish(mut self, last: usize) -> Result<Reading, ReadError> {
        if !self.has_objective {
            let what = "there is no row of type N".into();
            self.warnings.add(1, 1, Doubt::Assumed { what, instead: "the objective is 0" });
        }
        self.note_negative_upper_bounds();
        let columns = self.columns.iter().map(|c| {
            let (lower, upper, kind) = c.bounds.settle(c.marked_integer);
            Column { name: c.name.into(), objective: c.objective.unwrap_or(0.0), lower, upper, kind }
        });
        let columns: Vec<Column> = columns.collect();
        self.check_columns(&columns)?;
        self.quadratic.check()?;
        let mut program = Program {
            name: self.name.into(),
            sense: self.sense.unwrap_or_default(),
            offset: -self.objective_rhs.unwrap_or(0.0),
            quadratic: self.quadratic.quadratic(),
            sets: self.ordered_sets.settle(|j| self.columns[j].name)?,
            indicators: self.indicators.iter().map(|&(indicator, _)| indicator).collect(),
            lazy_rows: self.lazy_rows,
            columns,
            matrix: SparseMatrix::from_triplets(self.rows.len(), self.columns.len(), &self.entries),
            rows: self.rows.iter().map(RowData::settle).collect(),
            ..Program::default()
        };
        program.settle_bounds();
        let whole = |problem| ReadError { line: last, column: 1, problem };
        program.validate().map_err(|error| whole(error.into()))?;
        Ok(self.warnings.reading(program))
    }
}

fn sense(text: &str) -> Option<Sense> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if ["MAX", "MAXIMIZE", "MAXIMISE", "MAXIMUM"].into_iter().any(is) {
        Some(Sense::Maximize)
    } else if ["MIN", "MINIMIZE", "MINIMISE", "MINIMUM"].into_iter().any(is) {
        Some(Sense::Minimize)
    } else {
        None
    }
}
