//! The MPS writer. What it writes, the reader reads back as the same program, and so do other readers: bounds
//! are spelled out wherever readers' defaults differ.

use super::Layout;
use super::form::Form;
use super::names::check_name_in;
use super::write_kinds::{first_lazy, semi_bound_lines};
use super::writer::Writer;
use crate::features::Feature;
use crate::io::carry::refuse_beyond;
use crate::io::error::WriteError;
use crate::program::{Column, Kind, Program, Sense, as_bound};

/// What the format has a place for beyond rows and integers.
const CARRIED: [Feature; 5] =
    [Feature::Quadratic, Feature::SemiContinuous, Feature::Sets, Feature::Indicators, Feature::LazyRows];

/// Writes `program` as MPS text.
///
/// # Errors
/// A name (see [`Program::with_generic_names`]) or a number that the layout cannot carry, a row whose lower
/// bound exceeds its upper bound, and what the format has no place for: piecewise-linear terms, further
/// objectives, lazy rows before others, indicators and lazy marks on rows without sides, semi-continuous
/// columns with a negative lower bound or without a positive upper one. Ranges are stored as differences, so
/// a range row's other end may come back one unit in the last place off when no difference is exact.
pub fn write(program: &Program, layout: Layout) -> Result<String, WriteError> {
    program.validate()?;
    refuse_beyond(program, &CARRIED)?;
    let mut writer = Writer { layout, text: String::new() };
    writer.program_name(&program.name)?;
    if program.sense == Sense::Maximize {
        writer.text.push_str("OBJSENSE\n    MAX\n");
    }
    let objective = objective_name(program);
    writer.rows(program, &objective)?;
    writer.lazy_rows(program)?;
    writer.columns(program, &objective)?;
    writer.right_hand_sides(program, &objective)?;
    writer.ranges(program)?;
    writer.bounds(program)?;
    writer.sets(program)?;
    writer.quadratic(program)?;
    writer.indicators(program)?;
    writer.text.push_str("ENDATA\n");
    Ok(writer.text)
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
        for row in &program.rows[..first_lazy(program)?] {
            self.row(Form::of(row)?.code(), &row.name)?;
        }
        Ok(())
    }

    pub(super) fn row(&mut self, code: &str, name: &str) -> Result<(), WriteError> {
        check_name_in(self.layout, "row", name)?;
        self.fields(&[code, name]);
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
            for (code, value) in bound_lines(column)? {
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
fn bound_lines(column: &Column) -> Result<Vec<(&'static str, Option<f64>)>, WriteError> {
    let (lower, upper) = (column.lower, column.upper);
    let integer = column.kind == Kind::Integer;
    Ok(match (lower.is_finite(), upper.is_finite()) {
        _ if column.kind.is_semi() => return semi_bound_lines(column),
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
    })
}
