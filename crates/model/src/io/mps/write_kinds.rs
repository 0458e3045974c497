//! Writes lazy rows, special ordered sets, the quadratic part and indicators, each in a section of its own.

use super::form::Form;
use super::names::check_name_in;
use super::writer::Writer;
use crate::io::error::WriteError;
use crate::io::triangle::merged;
use crate::kinds::SetOrder;
use crate::program::{Column, Kind, Program};

/// What is written where a semi-continuous column has no upper bound.
const NO_BOUND: f64 = 1e30;

impl Writer {
    /// The rows from the first lazy one on, all of which are lazy.
    pub(super) fn lazy_rows(&mut self, program: &Program) -> Result<(), WriteError> {
        let first = first_lazy(program)?;
        if first < program.rows.len() {
            self.text.push_str("LAZYCONS\n");
        }
        for row in &program.rows[first..] {
            match Form::of(row)? {
                Form::Free => return unsupported(format!("the lazy row {:?} without sides", row.name)),
                form => self.row(form.code(), &row.name)?,
            }
        }
        Ok(())
    }

    pub(super) fn sets(&mut self, program: &Program) -> Result<(), WriteError> {
        if !program.sets.is_empty() {
            self.text.push_str("SOS\n");
        }
        for set in &program.sets {
            check_name_in(self.layout, "set", &set.name)?;
            self.fields(&[if set.order == SetOrder::One { "S1" } else { "S2" }, &set.name]);
            for &(j, weight) in &set.members {
                let name = &program.columns[j].name;
                let number = self.number(name, "weight", weight)?;
                self.fields(&["", name, "", &number]);
            }
        }
        Ok(())
    }

    pub(super) fn quadratic(&mut self, program: &Program) -> Result<(), WriteError> {
        let entries = merged(program.quadratic.as_ref());
        if !entries.is_empty() {
            self.text.push_str("QUADOBJ\n");
        }
        for (i, j, value) in entries {
            self.entry(&program.columns[j].name, &program.columns[i].name, value, "quadratic coefficient")?;
        }
        Ok(())
    }

    pub(super) fn indicators(&mut self, program: &Program) -> Result<(), WriteError> {
        if !program.indicators.is_empty() {
            self.text.push_str("INDICATORS\n");
        }
        for indicator in &program.indicators {
            let (row, column) = (&program.rows[indicator.row], &program.columns[indicator.column]);
            if matches!(Form::of(row)?, Form::Free) {
                return unsupported(format!("the indicator row {:?} without sides", row.name));
            }
            self.fields(&["IF", &row.name, &column.name, if indicator.active_at_one { "1" } else { "0" }]);
        }
        Ok(())
    }
}

/// The first lazy row, from which on all rows must be lazy; their number where none is.
pub(super) fn first_lazy(program: &Program) -> Result<usize, WriteError> {
    let first = program.rows.len() - program.lazy_rows.len();
    match program.lazy_rows.iter().find(|&&row| row < first) {
        Some(&row) => {
            unsupported(format!("the lazy row {:?} before rows that are not lazy", program.rows[row].name))
        }
        None => Ok(first),
    }
}

/// The bound lines of a semi-continuous or semi-integer column. The lower bound is always said, for some
/// readers take 1 where it is not.
pub(super) fn semi_bound_lines(column: &Column) -> Result<Vec<(&'static str, Option<f64>)>, WriteError> {
    let (lower, upper) = (column.lower, column.upper);
    if lower < 0.0 || upper <= 0.0 {
        let name = &column.name;
        return unsupported(format!("the semi-continuous column {name:?} with bounds [{lower}, {upper}]"));
    }
    let code = if column.kind == Kind::SemiInteger { "SI" } else { "SC" };
    Ok(vec![("LO", Some(lower)), (code, Some(upper.min(NO_BOUND)))])
}

fn unsupported<T>(what: String) -> Result<T, WriteError> {
    Err(WriteError::Unsupported { what })
}
