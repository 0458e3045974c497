//! Constraints that make semi-continuous columns, special ordered sets and indicator rows.

use super::doubts::Doubts;
use super::places::Part;
use super::read::Reader;
use crate::io::error::Problem;
use crate::io::ordered_set::repeated;
use crate::io::quote::quote;
use crate::io::{MAX_ENTRIES, MAX_SETS};
use crate::kinds::{BINARY, Indicator, SetOrder, SpecialOrderedSet};
use crate::program::Kind;

impl<'v> Reader<'v> {
    /// Takes a plain bound; all bounds of a column hold.
    pub(super) fn bound(
        &mut self,
        j: usize,
        lower: f64,
        upper: f64,
        owner: &dyn Fn() -> String,
    ) -> Result<(), Problem> {
        let column = &mut self.columns[j];
        (column.lower, column.upper) = (column.lower.max(lower), column.upper.min(upper));
        self.is_bounded[j] = true;
        if column.kind.is_semi() { Err(semi_and_bound(owner)) } else { Ok(()) }
    }

    /// Makes a column 0 or within bounds, which must be all of its bounds: others would hold at 0 too.
    pub(super) fn semi(
        &mut self,
        j: usize,
        (lower, upper): (f64, f64),
        is_integer: bool,
        owner: &dyn Fn() -> String,
    ) -> Result<(), Problem> {
        if std::mem::replace(&mut self.is_bounded[j], true) {
            return Err(semi_and_bound(owner));
        }
        let column = &mut self.columns[j];
        (column.lower, column.upper) = (lower, upper);
        let is_integer = is_integer || column.kind.is_integer();
        column.kind = if is_integer { Kind::SemiInteger } else { Kind::SemiContinuous };
        Ok(())
    }

    pub(super) fn integer(&mut self, j: usize) {
        let kind = &mut self.columns[j].kind;
        *kind = if kind.is_semi() { Kind::SemiInteger } else { Kind::Integer };
    }

    pub(super) fn ordered_set(
        &mut self,
        name: &str,
        order: SetOrder,
        columns: Vec<usize>,
        weights: Vec<f64>,
    ) -> Result<(), Problem> {
        if self.sets.len() == MAX_SETS {
            return Err(Problem::Limit { what: "sets", limit: MAX_SETS });
        }
        self.members += columns.len();
        if self.members > MAX_ENTRIES {
            return Err(Problem::Limit { what: "members of sets", limit: MAX_ENTRIES });
        }
        let members: Vec<(usize, f64)> = columns.into_iter().zip(weights).collect();
        let name_of = |j: usize| self.column_names[j].as_deref().unwrap_or_default();
        if let Some((_, problem)) = repeated(&members, name_of) {
            return Err(problem);
        }
        self.sets.push(SpecialOrderedSet { name: name.into(), order, members });
        Ok(())
    }

    /// A row that holds where the first entry of its function has a value; the first entry must be a
    /// variable.
    pub(super) fn indicator(
        &mut self,
        name: &'v str,
        (constants, terms): (Vec<f64>, Vec<(usize, usize, f64)>),
        (active_at_one, lower, upper): (bool, f64, f64),
        doubts: &mut Doubts,
    ) -> Result<(), Problem> {
        let mut first = terms.iter().filter(|&&(entry, ..)| entry == 0);
        let column = match (first.next(), first.next(), constants[0] == 0.0) {
            (Some(&(_, j, 1.0)), None, true) => j,
            _ => {
                let what = "an indicator that is no variable".into();
                let instead = "make the first entry of its function a binary variable";
                return Err(Problem::Unsupported { what, instead });
            }
        };
        self.row(name, None, constants[1], (lower, upper), doubts)?;
        let row = self.rows.len() - 1;
        for (_, j, coefficient) in terms.into_iter().filter(|&(entry, ..)| entry == 1) {
            self.entry(row, j, coefficient)?;
        }
        self.indicators.push((Indicator { column, active_at_one, row }, doubts.part()));
        Ok(())
    }

    /// The constraint whose indicator is not binary in the end, if there is one, and what is wrong.
    pub(super) fn wrong_indicator(&self) -> Option<(Part, Problem)> {
        let &(indicator, part) =
            self.indicators.iter().find(|(i, _)| !self.columns[i.column].is_within_binary())?;
        let name = self.column_names[indicator.column].as_deref().unwrap_or_default();
        Some((part, Problem::Unexpected { found: quote(name), expected: BINARY }))
    }
}

fn semi_and_bound(owner: &dyn Fn() -> String) -> Problem {
    let what = format!("a bound beside the set of a semi-continuous variable, in {}", owner());
    Problem::Unsupported { what, instead: "it would hold at 0 too; give the set its bounds alone" }
}
