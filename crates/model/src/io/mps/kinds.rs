//! Special ordered sets, indicators and semi-continuous columns.

use super::fields::Field;
use super::read::{Reader, RowIndex};
use super::row_data::Relation;
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::quote::quote;
use crate::kinds::{BINARY, Indicator, SetOrder};
use crate::program::Column;

impl<'a> Reader<'a> {
    /// `S1 name` begins a set, with or without the word `SOS` before the name and a priority after it; then
    /// come its members, `column weight`, with or without a label before them.
    pub(super) fn set_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let is_column = |name: &str| self.column_index.contains_key(name);
        let (begins, fields) = self.splitter.set(number, text, is_column)?;
        let Some((&first, rest)) = fields.split_first() else { return Ok(()) };
        if begins { self.set_begins(first, rest) } else { self.set_member(&fields) }
    }

    fn set_begins(&mut self, kind: Field<'a>, rest: &[Field<'a>]) -> Result<(), ReadError> {
        let order = match kind.text {
            "S1" => SetOrder::One,
            "S2" => SetOrder::Two,
            _ => return Err(kind.unexpected("S1 or S2")),
        };
        if self.section.set_order().is_some_and(|all| all != order) {
            return Err(kind.unexpected("a set of the type that the section's name says"));
        }
        let name = match *rest {
            [] => "",
            [name] => name.name()?,
            [label, name] if is_label(label) => name.name()?,
            [label, name, priority] if is_label(label) => {
                let what = format!("the priority {} of a set", priority.number()?);
                let reason = "priorities of sets are not read";
                self.warnings.add(priority.line, priority.column, Doubt::Ignored { what, reason });
                name.name()?
            }
            [_, next, ..] => return Err(next.unexpected("the end of the line after the set's name")),
        };
        self.ordered_sets.begin(name, order).map_err(|problem| kind.error(problem))
    }

    fn set_member(&mut self, fields: &[Field<'a>]) -> Result<(), ReadError> {
        let set = self.ordered_sets.last_name();
        let (column, weight) = match *fields {
            [column, weight] => (column, weight),
            [label, column, weight] if is_label(label) || set == Some(label.text) => (column, weight),
            [column, ..] => return Err(column.unexpected("a column and its weight")),
            [] => return Ok(()),
        };
        let (j, weight) = (self.known_column(column)?, weight.number()?);
        match self.ordered_sets.add(j, weight, column.place()) {
            Ok(true) => Ok(()),
            Ok(false) => Err(column.unexpected("S1 or S2, which begins a set")),
            Err(problem) => Err(column.error(problem)),
        }
    }

    /// `IF row column value`
    pub(super) fn indicator_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let [kind, row, column, value] = self.splitter.indicator(number, text)?;
        if kind.text != "IF" {
            return Err(kind.unexpected("IF"));
        }
        let i = match self.row(row)? {
            RowIndex::Row(i) if self.rows[i].relation != Relation::Free => i,
            _ => return Err(row.unexpected("a row of type L, G or E; an N row says nothing")),
        };
        let j = self.known_column(column)?;
        let active_at_one = match value.number()? {
            0.0 => false,
            1.0 => true,
            _ => return Err(value.unexpected("0 or 1")),
        };
        if std::mem::replace(&mut self.rows[i].has_indicator, true) {
            let problem = Problem::Repeated { what: "the indicator of row", name: row.text.into() };
            return Err(row.error(problem));
        }
        self.indicators.push((Indicator { column: j, active_at_one, row: i }, column));
        Ok(())
    }

    /// The index of a column that the section `COLUMNS` has.
    pub(super) fn known_column(&self, column: Field<'a>) -> Result<usize, ReadError> {
        let unknown = || column.error(Problem::UnknownName { what: "column", name: column.text.into() });
        self.column_index.get(column.name()?).copied().ok_or_else(unknown)
    }

    /// Refuses columns of indicators that are not binary in the end, and bounds of semi-continuous columns on
    /// which readers differ.
    pub(super) fn check_columns(&mut self, columns: &[Column]) -> Result<(), ReadError> {
        for (indicator, at) in &self.indicators {
            if !columns[indicator.column].is_within_binary() {
                return Err(at.unexpected(BINARY));
            }
        }
        for (data, column) in self.columns.iter().zip(columns) {
            if !column.kind.is_semi() {
                continue;
            }
            let (line, place) = data.bounded_at;
            let name = quote(data.name);
            if column.lower < 0.0 || column.upper <= 0.0 {
                let (lower, upper) = (column.lower, column.upper);
                let what = format!("the semi-continuous column {name:?} with bounds [{lower}, {upper}]");
                let instead = "give it a lower bound of 0 or more and a positive upper one";
                return Err(ReadError { line, column: place, problem: Problem::Ambiguous { what, instead } });
            }
            if data.bounds.semi_without_lower() {
                let what = format!("the semi-continuous column {name:?} has no lower bound");
                let instead = "it is 0, for which some readers take 1";
                self.warnings.add(line, place, Doubt::Assumed { what, instead });
            }
            if data.bounds.semi_and_integer(data.marked_integer) {
                let what = format!("the semi-continuous column {name:?} is integer besides");
                let instead = "it is 0 or an integer within its bounds, which some readers forget";
                self.warnings.add(line, place, Doubt::Assumed { what, instead });
            }
        }
        Ok(())
    }
}

/// The word that some writers put before names of sets and members.
fn is_label(field: Field<'_>) -> bool {
    matches!(field.text, "SOS" | "SOS1" | "SOS2")
}
