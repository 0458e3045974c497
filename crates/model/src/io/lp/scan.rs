//! Splits an LP text into tokens with their places.

use super::names::{is_name_char, name_length};
use crate::io::MAX_NAME_BYTES;
use crate::io::error::{Problem, ReadError};
use crate::io::number::parse_finite;
use crate::io::quote::quote;

/// How two sides compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    AtMost,
    AtLeast,
    Equal,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Number(f64),
    Name,
    Plus,
    Minus,
    Colon,
    Relation(Relation),
    /// What has a meaning at some places alone: `[`, `]`, `^`, `*`, `->`; and `<->`, which has none.
    Foreign,
    End,
}

/// A token with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Whether it is the first of its line.
    pub first: bool,
}

impl Token<'_> {
    /// Line and column.
    pub fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    pub fn error(&self, problem: Problem) -> ReadError {
        ReadError { line: self.line, column: self.column, problem }
    }

    pub fn unexpected(&self, expected: &'static str) -> ReadError {
        self.error(Problem::Unexpected { found: quote(self.text), expected })
    }
}

/// A scanner with one token of look-ahead left to its caller.
#[derive(Clone)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    column: usize,
    line_is_empty: bool,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, column: 1, line_is_empty: true }
    }

    /// The next token; [`Kind::End`] at the end of the text, again and again.
    pub fn next(&mut self) -> Result<Token<'a>, ReadError> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let (kind, length) = self.classify(rest)?;
        let token = Token {
            kind,
            text: &rest[..length],
            line: self.line,
            column: self.column,
            first: self.line_is_empty,
        };
        self.line_is_empty = false;
        self.at += length;
        self.column += token.text.chars().count();
        if kind == Kind::Name && length > MAX_NAME_BYTES {
            return Err(token.error(Problem::Limit { what: "bytes in a name", limit: MAX_NAME_BYTES }));
        }
        Ok(token)
    }

    /// What is left after blanks and comments, with its line and column; nothing at the end of the text.
    pub fn rest(&mut self) -> Option<(usize, usize, &'a str)> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        (!rest.is_empty()).then_some((self.line, self.column, rest))
    }

    /// Skips white space and comments.
    fn skip_blanks(&mut self) {
        let mut in_comment = false;
        for c in self.text[self.at..].chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
                self.line_is_empty = true;
                in_comment = false;
            } else if in_comment || c.is_whitespace() || c == '\u{feff}' || c == '\\' {
                in_comment |= c == '\\';
                self.column += 1;
            } else {
                break;
            }
            self.at += c.len_utf8();
        }
    }

    /// Kind and length in bytes of the token that `rest` begins with.
    fn classify(&self, rest: &str) -> Result<(Kind, usize), ReadError> {
        let Some(c) = rest.chars().next() else { return Ok((Kind::End, 0)) };
        let second = rest[c.len_utf8()..].chars().next();
        Ok(match c {
            '-' if second == Some('>') => (Kind::Foreign, 2),
            '+' => (Kind::Plus, 1),
            '-' => (Kind::Minus, 1),
            ':' => (Kind::Colon, 1),
            '<' if rest.starts_with("<->") => (Kind::Foreign, 3),
            '<' => (Kind::Relation(Relation::AtMost), 1 + usize::from(second == Some('='))),
            '>' => (Kind::Relation(Relation::AtLeast), 1 + usize::from(second == Some('='))),
            '=' => match second {
                Some('<') => (Kind::Relation(Relation::AtMost), 2),
                Some('>') => (Kind::Relation(Relation::AtLeast), 2),
                _ => (Kind::Relation(Relation::Equal), 1),
            },
            '[' | ']' | '^' | '*' => (Kind::Foreign, 1),
            '0'..='9' | '.' => {
                let length = number_length(rest.as_bytes());
                let value = parse_finite(&rest[..length]).ok_or_else(|| {
                    let expected = "it must be a finite decimal number such as 1.5 or 2e3";
                    let problem = Problem::Number { found: quote(&rest[..length.max(1)]), expected };
                    ReadError { line: self.line, column: self.column, problem }
                })?;
                (Kind::Number(value), length)
            }
            c if is_name_char(c) => (Kind::Name, name_length(rest)),
            _ => {
                let expected = "a number, a name, a sign or a comparison";
                let problem =
                    Problem::Unexpected { found: quote(rest.lines().next().unwrap_or("")), expected };
                return Err(ReadError { line: self.line, column: self.column, problem });
            }
        })
    }
}

/// Length of `digits[.digits][e[sign]digits]`: an `e` without digits after it begins a name.
fn number_length(bytes: &[u8]) -> usize {
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1;
        length += digits(length);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits((length + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}
