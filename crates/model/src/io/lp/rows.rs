//! Sums and rows of an LP text.

use super::columns::refuse_parentheses;
use super::parse::{Parser, unsupported};
use super::row_data::{RowData, RowKind, ends};
use super::scan::{Kind, Relation, Token};
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::number::is_infinity;
use crate::io::{MAX_ENTRIES, MAX_ROWS};
use crate::program::as_bound;

/// A term of a sum.
enum Term<'a> {
    Constant(f64),
    Column(f64, Token<'a>),
    /// A bracket of the objective, which went where it belongs.
    Quadratic,
}

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

    pub(super) fn rows(&mut self, kind: RowKind) -> Result<(), ReadError> {
        while self.peek_section().is_none() && self.next.kind != Kind::End {
            let start = self.next;
            let begins_within_a_line = !self.rows.is_empty() && !start.first;
            let is_named = self.row(kind)?;
            if begins_within_a_line && !is_named {
                let what = "a row without a name begins on the line on which another one ends".into();
                let instead =
                    "columns stand on the left only, so what follows a right-hand side is a new row";
                self.warnings.add(start.line, start.column, Doubt::Assumed { what, instead });
            }
        }
        Ok(())
    }

    /// `[name:] [column = 0 or 1 ->] [number relation] sum relation number`; whether there was a name.
    fn row(&mut self, kind: RowKind) -> Result<bool, ReadError> {
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
        if let Some((column, active_at_one)) = self.condition()? {
            if kind != RowKind::Plain {
                let what = "an indicator row among lazy rows or cuts".into();
                let instead = "write it among the other rows";
                return Err(column.error(Problem::Unsupported { what, instead }));
            }
            self.indicator((column, active_at_one), i)?;
        }
        if kind == RowKind::Lazy {
            self.lazy_rows.push(i);
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
            let (coefficient, name) = match self.term(sum)? {
                Term::Column(coefficient, name) => (coefficient, name),
                Term::Constant(constant) => {
                    rest.constant += constant;
                    continue;
                }
                Term::Quadratic => continue,
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
            Kind::Foreign => self.next.text == "[",
            _ => false,
        };
        term.then_some(self.next)
    }

    fn is_name_of_column(&self) -> bool {
        self.next.kind == Kind::Name && self.peek_section().is_none() && !self.second_is_colon()
    }

    /// `[sign…] [number] [name]`, or in the objective `[sign…]` and a bracket.
    fn term(&mut self, sum: Sum) -> Result<Term<'a>, ReadError> {
        let (coefficient, has_number) = self.leading_factor()?;
        if !has_number && self.next.text == "[" {
            if sum == Sum::Objective {
                return self.bracket(coefficient).map(|()| Term::Quadratic);
            }
            let what = "a quadratic row".into();
            return Err(self.next.error(Problem::Unsupported { what, instead: "rows here are linear" }));
        }
        if self.is_name_of_column() {
            let name = self.advance()?;
            if self.next.kind == Kind::Foreign {
                return Err(unsupported(self.next));
            }
            return Ok(Term::Column(coefficient, name));
        }
        if has_number {
            return Ok(Term::Constant(coefficient));
        }
        Err(self.foreign_or("a number or a column name after the sign"))
    }

    /// `[sign…] [number]`: the factor, and whether there was a number.
    pub(super) fn leading_factor(&mut self) -> Result<(f64, bool), ReadError> {
        let mut factor = 1.0;
        while matches!(self.next.kind, Kind::Plus | Kind::Minus) {
            if self.advance()?.kind == Kind::Minus {
                factor = -factor;
            }
        }
        let Kind::Number(value) = self.next.kind else { return Ok((factor, false)) };
        let number = self.advance()?;
        if as_bound(value).is_infinite() {
            let expected = "a coefficient or constant is below 1e20, from where on numbers are infinite";
            return Err(number.error(Problem::Number { found: number.text.into(), expected }));
        }
        Ok((factor * value, true))
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
