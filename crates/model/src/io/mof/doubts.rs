//! What a reading leaves in doubt, by the part of the text that it is about, and objects whose unknown fields
//! are doubtful.

use super::places::{Lines, Part, offsets};
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::warning::{MAX_WARNINGS, Warnings};
use crate::json::{Cursor, JsonError, Object};
use crate::order::sort_by;

/// Why a start is not taken.
const NO_START: &str = "starting values are not read";
/// Why an unknown field is not taken.
const NO_FIELD: &str = "the format has no such field there";

/// Doubts, and the part that is being read.
pub(super) struct Doubts {
    part: Part,
    list: Vec<(Part, Doubt)>,
    left_out: usize,
}

impl Doubts {
    pub fn new() -> Self {
        Self { part: Part::Field(""), list: Vec::new(), left_out: 0 }
    }

    /// Says which part is being read from now on.
    pub fn enter(&mut self, part: Part) {
        self.part = part;
    }

    /// The part that is being read.
    pub fn part(&self) -> Part {
        self.part
    }

    pub fn add(&mut self, doubt: Doubt) {
        if self.list.len() < MAX_WARNINGS {
            self.list.push((self.part, doubt));
        } else {
            self.left_out += 1;
        }
    }

    /// An object with the fields `known`, each at most once. Other fields are ignored, with a doubt.
    pub fn open<'v, 'p>(
        &mut self,
        at: &'p Cursor<'v, '_>,
        known: &[&str],
    ) -> Result<Object<'v, 'p>, JsonError> {
        let object = at.any_object()?;
        let mut seen = 0u32;
        for name in object.names() {
            match known.iter().position(|&k| k == name) {
                Some(k) if seen & (1 << k) != 0 => {
                    return Err(object.get(name).error("the field is given twice"));
                }
                Some(k) => seen |= 1 << k,
                None => {
                    let is_start = ["primal_start", "dual_start"].contains(&name);
                    let reason = if is_start { NO_START } else { NO_FIELD };
                    self.add(Doubt::Ignored { what: object.get(name).place(), reason });
                }
            }
        }
        Ok(object)
    }

    /// The error for what is wrong with the part that is being read.
    pub fn error(&self, text: &str, problem: Problem) -> ReadError {
        let (line, column) = match problem {
            Problem::Json(JsonError::Syntax { line, column, .. }) => (line, column.max(1)),
            _ => Lines::new(text).place(offsets(text, &[self.part])[0]),
        };
        ReadError { line, column, problem }
    }

    /// The doubts with their places.
    pub fn warnings(self, text: &str) -> Warnings {
        let mut warnings = Warnings::default();
        if self.list.is_empty() {
            return warnings;
        }
        let parts: Vec<Part> = self.list.iter().map(|(part, _)| *part).collect();
        let mut placed: Vec<_> =
            offsets(text, &parts).into_iter().zip(self.list.into_iter().map(|(_, doubt)| doubt)).collect();
        sort_by(&mut placed, |a, b| a.0.cmp(&b.0));
        let mut lines = Lines::new(text);
        for (offset, doubt) in placed {
            let (line, column) = lines.place(offset);
            warnings.add(line, column, doubt);
        }
        warnings.leave_out(self.left_out);
        warnings
    }
}
