//! The MPS writer. What it writes, the reader reads back as the same program, and so do other readers: bounds
//! are spelled out wherever readers' defaults differ.

use super::Layout;
use super::names::check_name_in;
use crate::io::error::WriteError;
use crate::io::number::shortest;
use crate::io::write::refuse_beyond;
use crate::program::{Column, Kind, Program, Row, Sense, as_bound};

/// Longest number of the fixed layout, in characters.
const CARD_NUMBER: usize = 12;

/// Writes `program` as MPS text.
///
/// # Errors
/// A name (see [`Program::with_generic_names`]) or a number that the layout cannot carry, a row whose lower
/// bound exceeds its upper bound, or a quadratic term. Ranges are stored as differences, so a range row's
/// other end may come back one unit in the last place off when no difference is exact.
pub fn write(program: &Program, layout: Layout) -> Result<String, WriteError> {
    program.validate()?;
    refuse_beyond(program, &[])?;
    let mut writer = Writer { layout, text: String::new() };
    writer.program_name(&program.name)?;
    if program.sense == Sense::Maximize {
        writer.text.push_str("OBJSENSE\n    MAX\n");
    }
    let objective = objective_name(program);
    writer.rows(program, &objective)?;
    writer.columns(program, &objective)?;
    writer.right_hand_sides(program, &objective)?;
    writer.ranges(program)?;
    writer.bounds(program)?;
    writer.text.push_str("ENDATA\n");
    Ok(writer.text)
}

/// How a row is stored.
enum Form {
    Free,
    AtMost(f64),
    AtLeast(f64),
    Equal(f64),
    /// `L` with right-hand side and range.
    RangeBelow(f64, f64),
    /// `G` with right-hand side and range.
    RangeAbove(f64, f64),
}

impl Form {
    fn of(row: &Row) -> Result<Self, WriteError> {
        Ok(match (row.lower.is_finite(), row.upper.is_finite()) {
            (false, false) => Self::Free,
            (false, true) => Self::AtMost(row.upper),
            (true, false) => Self::AtLeast(row.lower),
            (true, true) if row.lower == row.upper => Self::Equal(row.lower),
            (true, true) if row.lower > row.upper => {
                let what = format!("the row {:?} with bounds [{}, {}]", row.name, row.lower, row.upper);
                return Err(WriteError::Unsupported { what });
            }
            (true, true) => Self::range(row.lower, row.upper),
        })
    }

    /// The difference that gives the other end back exactly, from either end, or the nearest one.
    fn range(lower: f64, upper: f64) -> Self {
        let nearest = upper - lower;
        for range in [nearest, nearest.next_up(), nearest.next_down()] {
            if lower + range == upper {
                return Self::RangeAbove(lower, range);
            }
            if upper - range == lower {
                return Self::RangeBelow(upper, range);
            }
        }
        Self::RangeAbove(lower, nearest)
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Free => "N",
            Self::AtMost(_) | Self::RangeBelow(..) => "L",
            Self::AtLeast(_) | Self::RangeAbove(..) => "G",
            Self::Equal(_) => "E",
        }
    }

    fn rhs(&self) -> f64 {
        match *self {
            Self::Free => 0.0,
            Self::AtMost(b) | Self::AtLeast(b) | Self::Equal(b) => b,
            Self::RangeBelow(b, _) | Self::RangeAbove(b, _) => b,
        }
    }

    fn range_size(&self) -> Option<f64> {
        match *self {
            Self::RangeBelow(_, r) | Self::RangeAbove(_, r) => Some(r),
            _ => None,
        }
    }
}

struct Writer {
    layout: Layout,
    text: String,
}

impl Writer {
    fn program_name(&mut self, name: &str) -> Result<(), WriteError> {
        check_name_in(self.layout, "program", name)?;
        self.text.push_str(format!("NAME          {name}").trim_end());
        self.text.push('\n');
        Ok(())
    }

    fn rows(&mut self, program: &Program, objective: &str) -> Result<(), WriteError> {
        self.text.push_str("ROWS\n");
        self.fields(&["N", objective]);
        for row in &program.rows {
            check_name_in(self.layout, "row", &row.name)?;
            self.fields(&[Form::of(row)?.code(), &row.name]);
        }
        Ok(())
    }

    fn columns(&mut self, program: &Program, objective: &str) -> Result<(), WriteError> {
        self.text.push_str("COLUMNS\n");
        let mut in_integers = false;
        for (j, column) in program.columns.iter().enumerate() {
            check_name_in(self.layout, "column", &column.name)?;
            if (column.kind == Kind::Integer) != in_integers {
                in_integers = !in_integers;
                self.marker(in_integers);
            }
            let (rows, values) = column_entries(program, j);
            // A column exists by having an entry, so one without any gets a zero.
            if column.objective != 0.0 || rows.is_empty() {
                self.entry(&column.name, objective, column.objective, "objective coefficient")?;
            }
            for (&i, &v) in rows.iter().zip(values) {
                self.entry(&column.name, &program.rows[i].name, v, "coefficient")?;
            }
        }
        if in_integers {
            self.marker(false);
        }
        Ok(())
    }

    fn marker(&mut self, begins: bool) {
        let kind = if begins { "'INTORG'" } else { "'INTEND'" };
        self.fields(&["", "MARKER", "'MARKER'", "", kind]);
    }

    fn right_hand_sides(&mut self, program: &Program, objective: &str) -> Result<(), WriteError> {
        self.text.push_str("RHS\n");
        if program.offset != 0.0 {
            self.entry("RHS", objective, -program.offset, "minus the objective's constant")?;
        }
        for row in &program.rows {
            let rhs = Form::of(row)?.rhs();
            if rhs != 0.0 {
                self.entry("RHS", &row.name, rhs, "right-hand side")?;
            }
        }
        Ok(())
    }

    fn ranges(&mut self, program: &Program) -> Result<(), WriteError> {
        let mut begun = false;
        for row in &program.rows {
            if let Some(range) = Form::of(row)?.range_size() {
                if !std::mem::replace(&mut begun, true) {
                    self.text.push_str("RANGES\n");
                }
                // A range may be as large as two bounds together.
                if as_bound(range).is_infinite() {
                    let expected = "a range of 1e20 and more stands for infinity";
                    let field = format!("the range of {:?}", row.name);
                    return Err(WriteError::Number { field, value: range, expected });
                }
                self.entry("RNG", &row.name, range, "range")?;
            }
        }
        Ok(())
    }

    fn bounds(&mut self, program: &Program) -> Result<(), WriteError> {
        let mut begun = false;
        for column in &program.columns {
            for (code, value) in bound_lines(column) {
                if !std::mem::replace(&mut begun, true) {
                    self.text.push_str("BOUNDS\n");
                }
                match value {
                    None => self.fields(&[code, "BND", &column.name]),
                    Some(value) => {
                        let number = self.number(&column.name, "bound", value)?;
                        self.fields(&[code, "BND", &column.name, &number]);
                    }
                }
            }
        }
        Ok(())
    }

    fn entry(&mut self, label: &str, row: &str, value: f64, what: &str) -> Result<(), WriteError> {
        let number = self.number(row, what, value)?;
        self.fields(&["", label, row, &number]);
        Ok(())
    }

    /// One data line: type, name, name, number, name.
    fn fields(&mut self, fields: &[&str]) {
        const START: [usize; 5] = [1, 4, 14, 24, 39];
        let from = self.text.len();
        for (&field, start) in fields.iter().zip(START) {
            let length = self.text[from..].chars().count();
            // In the free layout long names push what follows to the right, one blank apart.
            let gap = if field.is_empty() { 0 } else { start.saturating_sub(length).max(1) };
            self.text.extend(std::iter::repeat_n(' ', gap));
            self.text.push_str(field);
        }
        self.text.push('\n');
    }

    fn number(&self, of: &str, what: &str, value: f64) -> Result<String, WriteError> {
        let number = shortest(value);
        if self.layout == Layout::Fixed && number.len() > CARD_NUMBER {
            let expected = "the fixed layout holds numbers of at most 12 characters; use the free layout";
            return Err(WriteError::Number { field: format!("the {what} of {of:?}"), value, expected });
        }
        Ok(number)
    }
}

/// The range rows whose ends do not come back exactly: row, side, its number, and what it reads back as.
pub(in crate::io) fn rounded_ranges(program: &Program) -> Vec<(usize, &'static str, f64, f64)> {
    let rows = program.rows.iter().enumerate();
    let rounded = rows.filter_map(|(i, row)| match Form::of(row).ok()? {
        Form::RangeAbove(lower, range) if lower + range != row.upper => {
            Some((i, "upper", row.upper, lower + range))
        }
        Form::RangeBelow(upper, range) if upper - range != row.lower => {
            Some((i, "lower", row.lower, upper - range))
        }
        _ => None,
    });
    rounded.collect()
}

/// The entries of a column; a program without rows may have an empty matrix.
fn column_entries(program: &Program, j: usize) -> (&[usize], &[f64]) {
    if program.rows.is_empty() { (&[], &[]) } else { program.matrix.column(j) }
}

/// A name for the objective that no row has.
fn objective_name(program: &Program) -> String {
    let taken = |name: &str| program.rows.iter().any(|r| r.name == name);
    let mut name = String::from("OBJ");
    let mut number = 0;
    while taken(&name) {
        number += 1;
        name = format!("OBJ{number}");
    }
    name
}

/// The bound lines of a column; none for `[0, ∞)` of a continuous one.
fn bound_lines(column: &Column) -> Vec<(&'static str, Option<f64>)> {
    let (lower, upper) = (column.lower, column.upper);
    let integer = column.kind == Kind::Integer;
    match (lower.is_finite(), upper.is_finite()) {
        _ if column.is_binary() => vec![("BV", None)],
        (false, false) => vec![("FR", None)],
        (false, true) => vec![("MI", None), ("UP", Some(upper))],
        (true, true) if lower == upper => vec![("FX", Some(lower))],
        (true, true) if lower == 0.0 && upper > 0.0 => vec![("UP", Some(upper))],
        (true, true) => vec![("LO", Some(lower)), ("UP", Some(upper))],
        (true, false) if lower == 0.0 && !integer => vec![],
        // Without a bound given, readers make an integer column binary.
        (true, false) if lower == 0.0 => vec![("PL", None)],
        (true, false) if integer => vec![("LO", Some(lower)), ("PL", None)],
        (true, false) => vec![("LO", Some(lower))],
    }
}
