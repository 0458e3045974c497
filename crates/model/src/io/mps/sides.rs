//! The sections that bound rows and columns: `RHS`, `RANGES` and `BOUNDS`.

use super::bounds::BoundKind;
use super::fields::{BoundFields, Field};
use super::read::{Reader, RowIndex};
use super::row_data::Relation;
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::quote::quote;

impl<'a> Reader<'a> {
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

    pub(super) fn rhs_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let line = self.splitter.entries(number, text)?;
        self.set(0, line.label.unwrap_or(Field { text: "", line: number, column: 1 }))?;
        for (row, field) in line.pairs {
            let index = self.row(row)?;
            let value = field.bound()?;
            let slot = match index {
                RowIndex::Objective => &mut self.objective_rhs,
                RowIndex::Row(i) => &mut self.rows[i].rhs,
            };
            if slot.replace(value).is_some() {
                let problem = Problem::Repeated { what: "the right-hand side of row", name: row.text.into() };
                return Err(row.error(problem));
            }
            self.check_rhs(index, value, field)?;
        }
        Ok(())
    }

    /// Says what becomes of a right-hand side where no row is bounded by it, and refuses infinite ones that
    /// free no side.
    fn check_rhs(&mut self, index: RowIndex, value: f64, field: Field<'a>) -> Result<(), ReadError> {
        let relation = match index {
            RowIndex::Objective => None,
            RowIndex::Row(i) => Some(self.rows[i].relation),
        };
        let frees_a_side = match relation {
            Some(Relation::AtMost) => f64::INFINITY,
            Some(Relation::AtLeast) => f64::NEG_INFINITY,
            _ => f64::NAN,
        };
        if value.is_infinite() && value != frees_a_side {
            let expected =
                "it must be finite; only an L row with +inf and a G row with -inf are free of a side";
            return Err(field.error(Problem::Number { found: quote(field.text), expected }));
        }
        let doubt = match relation {
            None if value != 0.0 => Doubt::ConstantMoved {
                what: format!("the right-hand side {value} of the objective"),
                to: "an objective constant with the opposite sign",
            },
            Some(Relation::Free) => Doubt::Ignored {
                what: format!("the right-hand side {value} of a row of type N"),
                reason: "such a row is free",
            },
            _ => return Ok(()),
        };
        self.warnings.add(field.line, field.column, doubt);
        Ok(())
    }

    pub(super) fn range_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
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

    pub(super) fn bound_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let line = self.splitter.bound(number, text)?;
        let Some(kind) = BoundKind::from_code(line.kind.text) else {
            let expected = "a bound type: UP, LO, FX, FR, MI, PL, BV, LI, UI, SC or SI";
            return Err(line.kind.unexpected(expected));
        };
        let (set, column, field) = self.bound_parts(kind, &line)?;
        self.set(2, set.unwrap_or(Field { text: "", ..column }))?;
        let unknown = || column.error(Problem::UnknownName { what: "column", name: column.text.into() });
        let j = *self.column_index.get(column.name()?).ok_or_else(unknown)?;
        let value = match field {
            Some(field) => self.bound_value(kind, field)?,
            None if kind.needs_value() => return Err(column.unexpected("a number after the column name")),
            None => 0.0,
        };
        let warnings = &mut self.warnings;
        self.columns[j].bounds.take(kind, value, |side, old, new| {
            let what = format!("the {side} bound of the column {:?}", column.text);
            warnings.overridden(column.place(), what, old, new);
        });
        self.columns[j].bounded_at = column.place();
        Ok(())
    }

    /// The number of a bound line: one that bounds, or one that says no more than the type does, or is
    /// ignored.
    fn bound_value(&mut self, kind: BoundKind, field: Field<'a>) -> Result<f64, ReadError> {
        let value = field.bound()?;
        let is_backwards = match kind {
            BoundKind::Lower | BoundKind::IntegerLower => value == f64::INFINITY,
            BoundKind::Upper | BoundKind::IntegerUpper => value == f64::NEG_INFINITY,
            _ => kind == BoundKind::Fixed && value.is_infinite(),
        };
        if is_backwards {
            let expected = "a lower bound is below 1e20 and an upper one above -1e20; beyond is infinite";
            return Err(field.error(Problem::Number { found: quote(field.text), expected }));
        }
        if kind.is_semi() && value == 0.0 {
            let what = format!("the bound {} of a semi-continuous column", quote(field.text));
            let instead = "write 1e30 for no upper bound; or FX, for some readers take 0 as it stands";
            return Err(field.error(Problem::Ambiguous { what, instead }));
        }
        if !kind.agrees_with(value) {
            let what = format!("the number {value} of a bound");
            let reason = "a bound of this type has none";
            self.warnings.add(field.line, field.column, Doubt::Ignored { what, reason });
        }
        Ok(value)
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

    /// Says which columns have lost their lower bound to a negative upper one.
    pub(super) fn note_negative_upper_bounds(&mut self) {
        for column in &self.columns {
            if let Some(upper) = column.bounds.negative_upper_alone() {
                let what =
                    format!("the column {:?} has the upper bound {upper} and no lower one", column.name);
                let instead = "its lower bound is -inf";
                let (line, place) = column.bounded_at;
                self.warnings.add(line, place, Doubt::Assumed { what, instead });
            }
        }
    }
}
