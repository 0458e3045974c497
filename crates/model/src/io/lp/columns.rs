//! The columns of an LP text: how they come into being, their bounds and their kinds.

use super::names::{is_keyword, owns_its_parentheses};
use super::scan::Token;
use crate::io::MAX_COLUMNS;
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::warning::Warnings;
use crate::program::{Column, Kind};
use std::collections::BTreeMap;

/// What the text has said of a column.
struct Given<'a> {
    name: &'a str,
    objective: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    /// Line and column of the last bound.
    bounded_at: (usize, usize),
    general: bool,
    binary: bool,
    semi: bool,
    /// Number of the last sum that has it.
    last_sum: usize,
}

/// The columns in the order of their first occurrence.
#[derive(Default)]
pub(super) struct Columns<'a> {
    list: Vec<Given<'a>>,
    index: BTreeMap<&'a str, usize>,
}

impl<'a> Columns<'a> {
    /// The column of that name, made if it is new.
    pub fn get(&mut self, name: Token<'a>) -> Result<usize, ReadError> {
        if let Some(&j) = self.index.get(name.text) {
            return Ok(j);
        }
        if is_keyword(name.text) {
            return Err(name.unexpected("a column name; this word has a meaning of its own"));
        }
        refuse_parentheses(name)?;
        if self.list.len() == MAX_COLUMNS {
            return Err(name.error(Problem::Limit { what: "columns", limit: MAX_COLUMNS }));
        }
        self.list.push(Given {
            name: name.text,
            objective: 0.0,
            lower: None,
            upper: None,
            bounded_at: (0, 0),
            general: false,
            binary: false,
            semi: false,
            last_sum: 0,
        });
        self.index.insert(name.text, self.list.len() - 1);
        Ok(self.list.len() - 1)
    }

    /// The column of that name; one that the objective and the rows do not have is taken with a warning.
    pub fn get_late(&mut self, name: Token<'a>, warnings: &mut Warnings) -> Result<usize, ReadError> {
        let known = self.list.len();
        let j = self.get(name)?;
        if j == known {
            warnings.add(name.line, name.column, Doubt::DeclaredLate { name: name.text.into() });
        }
        Ok(j)
    }

    /// Notes that the sum of that number, from 1, has the column; terms of one column add up.
    pub fn occurs(&mut self, j: usize, sum: usize, name: Token<'_>, warnings: &mut Warnings) {
        if std::mem::replace(&mut self.list[j].last_sum, sum) == sum {
            warnings.add(name.line, name.column, Doubt::Summed { name: name.text.into() });
        }
    }

    pub fn add_cost(&mut self, j: usize, cost: f64) {
        self.list[j].objective += cost;
    }

    pub fn make_integer(&mut self, j: usize, binary: bool) {
        self.list[j].binary |= binary;
        self.list[j].general |= !binary;
    }

    pub fn make_semi(&mut self, j: usize) {
        self.list[j].semi = true;
    }

    /// Takes bounds of a column; of a side that is given again the last value counts.
    pub fn bound(
        &mut self,
        j: usize,
        name: Token<'a>,
        lower: Option<f64>,
        upper: Option<f64>,
        warnings: &mut Warnings,
    ) -> Result<(), ReadError> {
        if lower == Some(f64::INFINITY) || upper == Some(f64::NEG_INFINITY) {
            return Err(name.unexpected("a lower bound below inf and an upper bound above -inf"));
        }
        let given = &mut self.list[j];
        given.bounded_at = name.place();
        let sides = [("lower", &mut given.lower, lower), ("upper", &mut given.upper, upper)];
        for (side, slot, value) in sides {
            if let (Some(old), Some(new)) = (*slot, value) {
                let what = format!("the {side} bound of the column {:?}", name.text);
                warnings.overridden(name.place(), what, old, new);
            }
            *slot = value.or(*slot);
        }
        Ok(())
    }

    /// The columns with the defaults that the module's text states.
    pub fn settle(self) -> Result<Vec<Column>, ReadError> {
        self.list.into_iter().map(Given::settle).collect()
    }
}

impl Given<'_> {
    fn settle(self) -> Result<Column, ReadError> {
        let Self { name, objective, binary, general, semi, .. } = self;
        if let (None, Some(upper)) = (self.lower, self.upper)
            && upper < 0.0
        {
            let what = format!("the negative upper bound of {name:?} without a lower bound");
            return Err(self.ambiguous(what, "write both, as in -inf <= x <= -1"));
        }
        let default = if binary { 1.0 } else { f64::INFINITY };
        let (lower, upper) = (self.lower.unwrap_or(0.0), self.upper.unwrap_or(default));
        if binary && (lower < 0.0 || upper > 1.0) {
            let what = format!("the binary column {name:?} with bounds beyond 0 and 1");
            return Err(self.ambiguous(what, "leave its bounds out, or call it general"));
        }
        if semi && lower < 0.0 {
            let what = format!("the semi-continuous column {name:?} with a negative lower bound");
            return Err(self.ambiguous(what, "give it one of 0 or more"));
        }
        let kind = match (semi, binary || general) {
            (false, false) => Kind::Continuous,
            (false, true) => Kind::Integer,
            (true, false) => Kind::SemiContinuous,
            (true, true) => Kind::SemiInteger,
        };
        Ok(Column { name: name.into(), objective, lower, upper, kind })
    }

    fn ambiguous(&self, what: String, instead: &'static str) -> ReadError {
        let (line, column) = self.bounded_at;
        ReadError { line, column, problem: Problem::Ambiguous { what, instead } }
    }
}

/// Parentheses that are not closed within a name, or begin it, are those of an expression.
pub(super) fn refuse_parentheses(name: Token<'_>) -> Result<(), ReadError> {
    if owns_its_parentheses(name.text) {
        return Ok(());
    }
    let what = format!("the parenthesis in {:?}", crate::io::quote::quote(name.text));
    let instead =
        "multiply the expression out; in a name, parentheses are closed and not the first character";
    Err(name.error(Problem::Unsupported { what, instead }))
}
