//! The quadratic part of the objective: `[ 2 x ^2 + 4 x * y ] / 2`.

use super::parse::{Parser, unsupported};
use super::scan::{Kind, Token};
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};

impl<'a> Parser<'a> {
    /// Reads a bracket with the half behind it; `sign` stands before it.
    ///
    /// Its terms are those of ½xᵀQx before they are halved: `c x ^2` is the entry c of Q's diagonal, and
    /// `c x * y` stands for two entries of c/2.
    pub(super) fn bracket(&mut self, sign: f64) -> Result<(), ReadError> {
        let start = self.advance()?;
        let mut first = true;
        while self.next.text != "]" {
            if !std::mem::replace(&mut first, false) && !matches!(self.next.kind, Kind::Plus | Kind::Minus) {
                return Err(self.next.unexpected("a sign and a quadratic term, or ]"));
            }
            self.quadratic_term(sign)?;
        }
        self.advance()?;
        self.half(start)
    }

    /// `[sign…] [number] name ^2`, or with `* name` behind it.
    fn quadratic_term(&mut self, sign: f64) -> Result<(), ReadError> {
        let coefficient = sign * self.leading_factor()?.0;
        let name = self.quadratic_name()?;
        let i = self.columns.get(name)?;
        let operator = self.advance()?;
        let (j, value) = match operator.text {
            "^" => {
                let power = self.advance()?;
                if power.kind != Kind::Number(2.0) {
                    return Err(power.unexpected("2, for no other power is quadratic"));
                }
                (i, coefficient)
            }
            "*" => {
                let other = self.quadratic_name()?;
                let j = self.columns.get(other)?;
                (j, if i == j { coefficient } else { 0.5 * coefficient })
            }
            _ => return Err(operator.unexpected("^2, or * and a column name")),
        };
        let is_repeated = self.quadratic.add(i, j, value).map_err(|problem| name.error(problem))?;
        if is_repeated {
            self.warnings.add(name.line, name.column, Doubt::Summed { name: name.text.into() });
        }
        Ok(())
    }

    fn quadratic_name(&mut self) -> Result<Token<'a>, ReadError> {
        match self.next.kind {
            Kind::Name => self.advance(),
            Kind::Foreign => Err(unsupported(self.next)),
            _ => Err(self.next.unexpected("a column name of a quadratic term")),
        }
    }

    /// `/ 2`. Both characters can be of names.
    fn half(&mut self, bracket: Token<'a>) -> Result<(), ReadError> {
        let is_half = match self.next.text {
            "/2" => true,
            "/" => self.second().is_some_and(|second| second.kind == Kind::Number(2.0)),
            _ => false,
        };
        if !is_half {
            let what = "a quadratic bracket without / 2 behind it".into();
            let instead = "write [ … ] / 2, with every coefficient doubled";
            return Err(bracket.error(Problem::Ambiguous { what, instead }));
        }
        if self.advance()?.text == "/" {
            self.advance()?;
        }
        Ok(())
    }
}
