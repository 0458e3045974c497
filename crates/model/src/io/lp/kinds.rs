//! Indicator rows, special ordered sets, and what is said of columns only at the end.

use super::columns::refuse_parentheses;
use super::parse::Parser;
use super::scan::{Kind, Relation, Token};
use crate::io::error::{Problem, ReadError};
use crate::kinds::{BINARY, Indicator, SetOrder};
use crate::program::{Column, as_bound};

impl<'a> Parser<'a> {
    /// Reads `column = 0 ->` or `column = 1 ->`, if that is next: the column and whether it is 1.
    pub(super) fn condition(&mut self) -> Result<Option<(Token<'a>, bool)>, ReadError> {
        let mut ahead = self.scanner.clone();
        let mut next = || ahead.next().ok();
        let is_condition = self.next.kind == Kind::Name
            && next().is_some_and(|token| token.kind == Kind::Relation(Relation::Equal))
            && next().is_some_and(|token| matches!(token.kind, Kind::Number(_)))
            && next().is_some_and(|token| token.text == "->");
        if !is_condition {
            return Ok(None);
        }
        let column = self.advance()?;
        self.advance()?;
        let value = self.advance()?;
        self.advance()?;
        match value.kind {
            Kind::Number(0.0) => Ok(Some((column, false))),
            Kind::Number(1.0) => Ok(Some((column, true))),
            _ => Err(value.unexpected("0 or 1, the values of the column of an indicator row")),
        }
    }

    /// Notes that row `row` has a condition.
    pub(super) fn indicator(
        &mut self,
        (column, active_at_one): (Token<'a>, bool),
        row: usize,
    ) -> Result<(), ReadError> {
        let j = self.columns.get(column)?;
        self.indicators.push((Indicator { column: j, active_at_one, row }, column));
        Ok(())
    }

    /// Sets, each `[name:] S1:: column:weight …` or with `S2`.
    pub(super) fn sets(&mut self) -> Result<(), ReadError> {
        while self.next.kind == Kind::Name && self.peek_section().is_none() {
            let first = self.advance()?;
            self.colon(first)?;
            match self.next.kind {
                Kind::Colon => self.set_begins("", first)?,
                Kind::Name => {
                    refuse_parentheses(first)?;
                    let kind = self.advance()?;
                    self.colon(kind)?;
                    self.set_begins(first.text, kind)?;
                }
                _ => self.set_member(first)?,
            }
        }
        Ok(())
    }

    fn colon(&mut self, after: Token<'a>) -> Result<(), ReadError> {
        match self.next.kind {
            Kind::Colon => self.advance().map(drop),
            _ if self.ordered_sets.last_name().is_some() => {
                Err(after.unexpected("a member with its weight, as in x:1, or a set, as in s1: S1::"))
            }
            _ => Err(after.unexpected("a set, as in s1: S1:: x:1 y:2")),
        }
    }

    /// The second colon after the type of a set.
    fn set_begins(&mut self, name: &str, kind: Token<'a>) -> Result<(), ReadError> {
        let order = match kind.text {
            "S1" | "s1" => SetOrder::One,
            "S2" | "s2" => SetOrder::Two,
            _ => return Err(kind.unexpected("S1:: or S2::, the type of a set")),
        };
        self.colon(kind)?;
        self.ordered_sets.begin(name, order).map_err(|problem| kind.error(problem))
    }

    /// The weight after a member's colon.
    fn set_member(&mut self, column: Token<'a>) -> Result<(), ReadError> {
        let mut sign = 1.0;
        if matches!(self.next.kind, Kind::Plus | Kind::Minus) && self.advance()?.kind == Kind::Minus {
            sign = -1.0;
        }
        let token = self.advance()?;
        let weight = match token.kind {
            Kind::Number(weight) if as_bound(weight).is_finite() => sign * weight,
            _ => return Err(token.unexpected("a weight, which is a number below 1e20")),
        };
        let j = self.columns.get_late(column, &mut self.warnings)?;
        match self.ordered_sets.add(j, weight, column.place()) {
            Ok(true) => Ok(()),
            Ok(false) => Err(column.unexpected("a set, as in s1: S1::, before its members")),
            Err(problem) => Err(column.error(problem)),
        }
    }

    /// A list of semi-continuous columns.
    pub(super) fn semis(&mut self) -> Result<(), ReadError> {
        while self.next.kind == Kind::Name && self.peek_section().is_none() {
            let name = self.advance()?;
            let j = self.columns.get_late(name, &mut self.warnings)?;
            self.columns.make_semi(j);
        }
        Ok(())
    }

    /// Refuses columns of indicators that are not binary in the end.
    pub(super) fn check_indicators(&self, columns: &[Column]) -> Result<(), ReadError> {
        let wrong = self.indicators.iter().find(|(i, _)| !columns[i.column].is_within_binary());
        wrong.map_or(Ok(()), |(_, name)| Err(name.unexpected(BINARY)))
    }

    /// Refuses several objectives, as Gurobi writes them.
    pub(super) fn refuse_objectives(&self) -> Result<(), ReadError> {
        let mut ahead = self.scanner.clone();
        let mut next = || ahead.next().ok();
        let is_multi = self.next.text.eq_ignore_ascii_case("multi")
            && next().is_some_and(|token| token.kind == Kind::Minus)
            && next().is_some_and(|token| token.text.to_ascii_lowercase().starts_with("objective"));
        if is_multi {
            let what = "a text of several objectives".into();
            let instead = "JSON has a place for them";
            return Err(self.next.error(Problem::Unsupported { what, instead }));
        }
        Ok(())
    }
}
