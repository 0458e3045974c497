//! Takes the lines of an MPS text apart into fields.

use super::Layout;
use crate::io::MAX_NAME_BYTES;
use crate::io::error::{Problem, ReadError};
use crate::io::number::{parse_bound, parse_finite, parse_fortran};
use crate::io::quote::quote;
use crate::program::as_bound;

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub text: &'a str,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl<'a> Field<'a> {
    pub fn error(&self, problem: Problem) -> ReadError {
        ReadError { line: self.line, column: self.column, problem }
    }

    pub fn unexpected(&self, expected: &'static str) -> ReadError {
        self.error(Problem::Unexpected { found: quote(self.text), expected })
    }

    /// Line and column.
    pub fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    /// The field as a name.
    pub fn name(&self) -> Result<&'a str, ReadError> {
        if self.text.len() > MAX_NAME_BYTES {
            return Err(self.error(Problem::Limit { what: "bytes in a name", limit: MAX_NAME_BYTES }));
        }
        Ok(self.text)
    }

    /// The field as a finite number.
    pub fn number(&self) -> Result<f64, ReadError> {
        let fail = |expected| self.error(Problem::Number { found: quote(self.text), expected });
        let value = parse_fortran(self.text, parse_finite)
            .ok_or_else(|| fail("it must be a finite decimal number such as -1.5 or 2e3"))?;
        if as_bound(value).is_infinite() {
            return Err(fail("a coefficient is below 1e20, from where on numbers are infinite"));
        }
        Ok(value)
    }

    /// The field as a number that may be infinite.
    pub fn bound(&self) -> Result<f64, ReadError> {
        let expected = "it must be a decimal number such as -1.5 or 2e3, or inf";
        parse_fortran(self.text, parse_bound)
            .ok_or_else(|| self.error(Problem::Number { found: quote(self.text), expected }))
    }
}

/// A data line of the sections `COLUMNS`, `RHS` and `RANGES`: a column or set name and one or two pairs of
/// row name and value.
pub(super) struct Entries<'a> {
    pub label: Option<Field<'a>>,
    pub pairs: Vec<(Field<'a>, Field<'a>)>,
}

/// A data line of the section `BOUNDS`. In the free layout the set's name may be left out, so what `first`
/// and `second` are hangs on their number and on the type of bound.
pub(super) struct BoundFields<'a> {
    pub kind: Field<'a>,
    /// What follows the type: set, column and value, as far as they are given.
    pub rest: Vec<Field<'a>>,
    /// Whether the layout says which is which (fixed): set (perhaps empty), column, value.
    pub positional: bool,
}

/// Splits a data line of one layout.
pub(super) struct Splitter {
    pub layout: Layout,
}

const PAIRS: &str = "a name, then one or two pairs of row name and number";
const BOUND: &str = "a bound type, a set name, a column name and a number";

/// First and last character column of the six fields of a fixed line.
const CARD: [(usize, usize); 6] = [(2, 3), (5, 12), (15, 22), (25, 36), (40, 47), (50, 61)];

impl Splitter {
    /// `type name`, as in the section `ROWS`.
    pub fn row<'a>(&self, line: usize, text: &'a str) -> Result<(Field<'a>, Field<'a>), ReadError> {
        let expected = "a row type (N, L, G or E) and a row name";
        match self.layout {
            Layout::Free => match words(line, text)[..] {
                [kind, name] => Ok((kind, name)),
                [_, _, third, ..] => Err(third.unexpected("the end of the line")),
                _ => Err(end_of(line, text).unexpected(expected)),
            },
            Layout::Fixed => match cards(line, text)? {
                [Some(kind), Some(name), None, None, None, None] => Ok((kind, name)),
                _ => Err(start_of(line, text).unexpected(expected)),
            },
        }
    }

    /// A data line of the sections `COLUMNS`, `RHS` and `RANGES`.
    pub fn entries<'a>(&self, line: usize, text: &'a str) -> Result<Entries<'a>, ReadError> {
        match self.layout {
            Layout::Free => match words(line, text)[..] {
                [a, b] => Ok(Entries { label: None, pairs: vec![(a, b)] }),
                [label, a, b] => Ok(Entries { label: Some(label), pairs: vec![(a, b)] }),
                [a, b, c, d] => Ok(Entries { label: None, pairs: vec![(a, b), (c, d)] }),
                [label, a, b, c, d] => Ok(Entries { label: Some(label), pairs: vec![(a, b), (c, d)] }),
                [_, _, _, _, _, sixth, ..] => Err(sixth.unexpected("the end of the line")),
                _ => Err(end_of(line, text).unexpected(PAIRS)),
            },
            Layout::Fixed => match cards(line, text)? {
                [None, label, Some(a), Some(b), None, None] => Ok(Entries { label, pairs: vec![(a, b)] }),
                [None, label, Some(a), Some(b), Some(c), Some(d)] => {
                    Ok(Entries { label, pairs: vec![(a, b), (c, d)] })
                }
                _ => Err(start_of(line, text).unexpected(PAIRS)),
            },
        }
    }

    /// A data line of the section `BOUNDS`.
    pub fn bound<'a>(&self, line: usize, text: &'a str) -> Result<BoundFields<'a>, ReadError> {
        match self.layout {
            Layout::Free => {
                let mut all = words(line, text);
                if let Some(fifth) = all.get(4) {
                    return Err(fifth.unexpected("the end of the line"));
                }
                if all.len() < 2 {
                    return Err(end_of(line, text).unexpected(BOUND));
                }
                let kind = all.remove(0);
                Ok(BoundFields { kind, rest: all, positional: false })
            }
            Layout::Fixed => match cards(line, text)? {
                [Some(kind), set, Some(column), value, None, None] => {
                    let set = set.unwrap_or(Field { text: "", ..column });
                    let rest = [Some(set), Some(column), value].into_iter().flatten().collect();
                    Ok(BoundFields { kind, rest, positional: true })
                }
                _ => Err(start_of(line, text).unexpected(BOUND)),
            },
        }
    }

    /// A data line of the section `SOS`: its fields, and whether it begins a set. The fixed layout tells by
    /// the first field, the free one by its text; a column may be called so too, but stands further to the
    /// right.
    pub fn set<'a>(
        &self,
        line: usize,
        text: &'a str,
        is_column: impl Fn(&str) -> bool,
    ) -> Result<(bool, Vec<Field<'a>>), ReadError> {
        const LAST_OF_TYPE: usize = 3;
        match self.layout {
            Layout::Free => {
                let all = words(line, text);
                let begins = all.first().is_some_and(|first| {
                    matches!(first.text, "S1" | "S2")
                        && (first.column <= LAST_OF_TYPE || !is_column(first.text))
                });
                Ok((begins, all))
            }
            Layout::Fixed => {
                let fields = cards(line, text)?;
                Ok((fields[0].is_some(), fields.into_iter().flatten().collect()))
            }
        }
    }

    /// A data line of the section `INDICATORS`: `IF`, a row, a column and a number.
    pub fn indicator<'a>(&self, line: usize, text: &'a str) -> Result<[Field<'a>; 4], ReadError> {
        let fields: Vec<Field<'_>> = match self.layout {
            Layout::Free => words(line, text),
            Layout::Fixed => cards(line, text)?.into_iter().flatten().collect(),
        };
        match fields[..] {
            [kind, row, column, value] => Ok([kind, row, column, value]),
            [_, _, _, _, fifth, ..] => Err(fifth.unexpected("the end of the line")),
            _ => Err(end_of(line, text).unexpected("IF, a row, a column, and 0 or 1")),
        }
    }

    /// The marker keyword (`'INTORG'`, `'INTEND'`) of a line of the section `COLUMNS`, if it is one. Writers
    /// of the fixed layout do not agree on where it stands, and no number ends a line like it: so it is found
    /// by blanks in either layout.
    pub fn marker<'a>(&self, line: usize, text: &'a str) -> Option<Field<'a>> {
        let all = words(line, text);
        match all[..] {
            [_, .., keyword, kind] if keyword.text == "'MARKER'" => {
                (all.len() == 3 || self.layout == Layout::Fixed).then_some(kind)
            }
            _ => None,
        }
    }
}

/// The words of a line with their places.
pub(super) fn words(line: usize, text: &str) -> Vec<Field<'_>> {
    let mut found = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    for (column, (byte, c)) in text.char_indices().enumerate() {
        match (c.is_whitespace(), start) {
            (true, Some((from, at))) => {
                found.push(Field { text: &text[from..byte], line, column: at });
                start = None;
            }
            (false, None) => start = Some((byte, column + 1)),
            _ => {}
        }
    }
    if let Some((from, at)) = start {
        found.push(Field { text: &text[from..], line, column: at });
    }
    found
}

/// The six fields of a fixed line, trimmed; `None` where blank. Characters between the fields must be blank.
fn cards(line: usize, text: &str) -> Result<[Option<Field<'_>>; 6], ReadError> {
    let mut fields = [None; 6];
    let mut span: [Option<(usize, usize, usize)>; 6] = [None; 6];
    for (index, (byte, c)) in text.char_indices().enumerate() {
        if c == ' ' {
            continue;
        }
        let column = index + 1;
        let slot = CARD.iter().position(|&(first, last)| (first..=last).contains(&column));
        let (Some(k), false) = (slot, c == '\t') else {
            let field = Field { text: &text[byte..], line, column };
            return Err(field.unexpected("a blank between the fields of the fixed layout (and no tabs)"));
        };
        let end = byte + c.len_utf8();
        span[k] = Some(span[k].map_or((byte, end, column), |(from, _, at)| (from, end, at)));
    }
    for (field, span) in fields.iter_mut().zip(span) {
        *field = span.map(|(from, to, column)| Field { text: &text[from..to], line, column });
    }
    Ok(fields)
}

fn start_of(line: usize, text: &str) -> Field<'_> {
    Field { text: text.trim(), line, column: 1 + text.chars().take_while(|c| c.is_whitespace()).count() }
}

fn end_of(line: usize, text: &str) -> Field<'_> {
    Field { text: "", line, column: 1 + text.trim_end().chars().count() }
}
