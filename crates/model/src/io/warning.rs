//! What a reader took in the usual way although it leaves room for doubt. Nothing of a text is passed over
//! without one of these.

use super::doubt::Doubt;
use super::error::{Problem, ReadError};
use super::quote::quote;
use crate::program::Program;
use std::fmt;

/// Most warnings of one text that are kept; the last one says how many more there were.
pub const MAX_WARNINGS: usize = 100;

/// How texts are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Refuses a text that would be read with a warning.
    pub strict: bool,
}

/// How programs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Refuses what would be written with a warning: names that the format cannot carry, numbers that it
    /// rounds, rows that it has in another order.
    pub strict: bool,
}

/// A program that was read, and what its text leaves in doubt.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The program.
    pub program: Program,
    /// What was doubtful, in the order of the text.
    pub warnings: Vec<Warning>,
}

/// A place of a text that was read in the usual way, although its author may have meant something else; or a
/// part of a program that was written otherwise than it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// Line, from 1; 0 where it is about no text that was read.
    pub line: usize,
    /// Column in characters, from 1; 0 likewise.
    pub column: usize,
    /// What it is about.
    pub doubt: Doubt,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => self.doubt.fmt(f),
            line => write!(f, "line {line}, column {}: {}", self.column, self.doubt),
        }
    }
}

/// Gathers warnings while a text is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Warnings {
    list: Vec<Warning>,
    left_out: usize,
}

impl Warnings {
    pub fn add(&mut self, line: usize, column: usize, doubt: Doubt) {
        if self.list.len() < MAX_WARNINGS {
            self.list.push(Warning { line, column, doubt });
        } else {
            self.left_out += 1;
        }
    }

    /// Counts warnings that were not kept.
    pub fn leave_out(&mut self, count: usize) {
        self.left_out += count;
    }

    /// Notes that a value was given again, where that changes it.
    pub fn overridden(&mut self, (line, column): (usize, usize), what: String, old: f64, new: f64) {
        if old != new {
            self.add(line, column, Doubt::Overridden { what, old, new });
        }
    }

    /// Notes the first piece of what follows the end of a program.
    pub fn after_the_end(&mut self, line: usize, column: usize, piece: &str) {
        let what = format!("the text from {:?} on", quote(piece));
        self.add(line, column, Doubt::Ignored { what, reason: "the program has ended" });
    }

    /// The program with its warnings, in the order of the text.
    pub fn reading(mut self, program: Program) -> Reading {
        self.list.sort_by_key(|w| (w.line, w.column));
        Reading { program, warnings: self.into_list() }
    }

    /// The warnings as they were added; the last one counts those that were not kept.
    pub fn into_list(mut self) -> Vec<Warning> {
        if let (Some(last), true) = (self.list.last(), self.left_out > 0) {
            let (line, column) = (last.line, last.column);
            self.list.push(Warning { line, column, doubt: Doubt::More { count: self.left_out } });
        }
        self.list
    }
}

impl Reading {
    /// The reading, unless it is doubtful and that is not allowed.
    pub(super) fn admitted(self, options: ReadOptions) -> Result<Self, ReadError> {
        match self.warnings.first() {
            Some(Warning { line, column, doubt }) if options.strict => {
                let problem = Problem::Doubtful(doubt.clone());
                Err(ReadError { line: *line, column: *column, problem })
            }
            _ => Ok(self),
        }
    }
}
