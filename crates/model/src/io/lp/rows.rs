//! Sums and rows of an LP text.

use super::columns::refuse_parentheses;
use super::parse::{Parser, unsupported};
use super::row_data::{RowData, ends};
use super::scan::{Kind, Relation, Token};
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::number::is_infinity;
use crate::io::{MAX_ENTRIES, MAX_ROWS};
use crate::program::as_bound;

/// Where the terms of a sum go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sum {
    Objective,
    Row(usize),
}

/// What a sum has besides its terms.
struct Rest {
    constant: f64,
    /// Whether there was any term of a column, and anything at all.
    has_columns: bool,
    is_empty: bool,
}

impl<'a> Parser<'a> {
    /// Reads `name :`, if that is next.
    fn label(&mut self) -> Result<Option<Token<'a>>, ReadError> {
        let labelled = self.next.kind == Kind::Name && self.second_is_colon();
        if !labelled {
            return Ok(None);
        }
        let label = self.advance()?;
        refuse_parentheses(label)?;
        self.advance()?;
        Ok(Some(label))
    }

    pub(super) fn objective(&mut self) -> Result<(), ReadError> {
        self.label()?;
        self.offset = self.sum(Sum::Objective)?.constant;
        Ok(())
    }

    pub(super) fn rows(&mut self) -> Result<(), ReadError> {
        while self.peek_section().is_none() && self.next.kind != Kind::End {
            let start = self.next;
            let begins_within_a_line = !self.rows.is_empty() && !start.first;
            let is_named = self.row()?;
            if begins_within_a_line && !is_named {
                let what = "a row without a name begins on the line on which another one ends".into();
                let instead =
                    "columns stand on the left only, so what follows a right-hand side is a new row";
                self.warnings.add(start.line, start.column, Doubt::Assumed { what, instead });
            }
        }
        Ok(())
    }

    /// `[name:] [number relation] sum relation number`; whether there was a name.
    fn row(&mut self) -> Result<bool, ReadError> {
        let start = self.next;
        let i = self.rows.len();
        if i == MAX_ROWS {
            return Err(start.error(Problem::Limit { what: "rows", limit: MAX_ROWS }));
        }
        let label = self.label()?;
        if let Some(label) = label
            && !self.row_names.insert(label.text)
        {
            let name = label.text.into();
            return Err(label.error(Problem::Repeated { what: "the row", name }));
        }
        let left = self.leading_side()?;
        let rest = self.sum(Sum::Row(i))?;
        // Only a name shows that an empty left side is meant.
        if rest.is_empty && (label.is_none() || left.is_some()) {
            return Err(self.foreign_or("a sign, a number or a column name"));
        }
        let right = match (left, self.next.kind) {
            (Some(_), kind) if !matches!(kind, Kind::Relation(_)) => None,
            _ => Some(self.trailing_side()?),
        };
        let (mut lower, mut upper) = ends(start, left, right)?;
        if lower == f64::INFINITY || upper == f64::NEG_INFINITY || (lower == upper && lower.is_infinite()) {
            return Err(start.unexpected("a finite number on the side that binds the row"));
        }
        if rest.constant != 0.0 {
            (lower, upper) = (lower - rest.constant, upper - rest.constant);
            if rest.has_columns {
                let what = format!("the constant {} beside the columns of a row", rest.constant);
                let to = "it is taken off the right-hand side";
                self.warnings.add(start.line, start.column, Doubt::ConstantMoved { what, to });
            }
        }
        self.rows.push(RowData { name: label.map(|l| l.text), lower, upper });
        Ok(label.is_some())
    }

    /// A sum of terms and constants, which may be empty.
    fn sum(&mut self, sum: Sum) -> Result<Rest, ReadError> {
        let mut rest = Rest { constant: 0.0, has_columns: false, is_empty: true };
        while let Some(at) = self.begins_term(rest.is_empty) {
            rest.is_empty = false;
            let (coefficient, name) = self.term()?;
            let Some(name) = name else {
                rest.constant += coefficient;
                continue;
            };
            rest.has_columns = true;
            let j = self.columns.get(name)?;
            match sum {
                Sum::Objective => {
                    self.columns.occurs(j, 1, name, &mut self.warnings);
                    self.columns.add_cost(j, coefficient);
                }
                Sum::Row(i) => {
                    self.columns.occurs(j, i + 2, name, &mut self.warnings);
                    if self.entries.len() == MAX_ENTRIES {
                        return Err(at.error(Problem::Limit { what: "entries", limit: MAX_ENTRIES }));
                    }
                    self.entries.push((i, j, coefficient));
                }
            }
        }
        Ok(rest)
    }

    /// The next token, if it can begin a term. Only the first term of a sum may come without a sign.
    fn begins_term(&self, first: bool) -> Option<Token<'a>> {
        let term = match self.next.kind {
            Kind::Plus | Kind::Minus => true,
            _ if !first => false,
            Kind::Number(_) => true,
            Kind::Name => self.is_name_of_column(),
            _ => false,
        };
        term.then_some(self.next)
    }

    fn is_name_of_column(&self) -> bool {
        self.next.kind == Kind::Name && self.peek_section().is_none() && !self.second_is_colon()
    }

    /// `[sign…] [number] [name]`: coefficient and column, or a constant.
    fn term(&mut self) -> Result<(f64, Option<Token<'a>>), ReadError> {
        let mut coefficient = 1.0;
        while matches!(self.next.kind, Kind::Plus | Kind::Minus) {
            if self.advance()?.kind == Kind::Minus {
                coefficient = -coefficient;
            }
        }
        let number = match self.next.kind {
            Kind::Number(value) => {
                let number = self.advance()?;
                if as_bound(value).is_infinite() {
                    let expected =
                        "a coefficient or constant is below 1e20, from where on numbers are infinite";
                    return Err(number.error(Problem::Number { found: number.text.into(), expected }));
                }
                coefficient *= value;
                true
            }
            _ => false,
        };
        if self.is_name_of_column() {
            let name = self.advance()?;
            if self.next.kind == Kind::Foreign {
                return Err(unsupported(self.next));
            }
            return Ok((coefficient, Some(name)));
        }
        if number {
            return Ok((coefficient, None));
        }
        Err(self.foreign_or("a number or a column name after the sign"))
    }

    /// `number relation`, if that is next: the left part of a range, or of a row written backwards.
    pub(super) fn leading_side(&mut self) -> Result<Option<(Relation, f64)>, ReadError> {
        let mut ahead = self.scanner.clone();
        let mut token = self.next;
        if matches!(token.kind, Kind::Plus | Kind::Minus) {
            token = ahead.next()?;
        }
        let is_value = matches!(token.kind, Kind::Number(_)) || is_infinity(token.text);
        if !is_value || !matches!(ahead.next()?.kind, Kind::Relation(_)) {
            return Ok(None);
        }
        let value = self.side_value()?;
        let Kind::Relation(relation) = self.advance()?.kind else { return Ok(None) };
        Ok(Some((relation, value)))
    }

    /// `relation number`
    pub(super) fn trailing_side(&mut self) -> Result<(Relation, f64), ReadError> {
        let Kind::Relation(relation) = self.next.kind else {
            return Err(self.foreign_or("a sign and a term, or a comparison"));
        };
        self.advance()?;
        Ok((relation, self.side_value()?))
    }

    /// A signed number or infinity.
    fn side_value(&mut self) -> Result<f64, ReadError> {
        let mut sign = 1.0;
        if matches!(self.next.kind, Kind::Plus | Kind::Minus) && self.advance()?.kind == Kind::Minus {
            sign = -1.0;
        }
        let token = self.advance()?;
        let value = match token.kind {
            Kind::Number(value) => as_bound(value),
            Kind::Name if is_infinity(token.text) => f64::INFINITY,
            Kind::Name => return Err(token.unexpected("a number; columns stand on the left only")),
            _ => return Err(token.unexpected("a number")),
        };
        // `2O` is a number that somebody misspelt, not one and a row that begins behind it.
        let end = token.column + token.text.chars().count();
        if self.next.kind == Kind::Name && self.next.place() == (token.line, end) {
            return Err(self.next.unexpected("a number that ends here"));
        }
        Ok(sign * value)
    }
}
