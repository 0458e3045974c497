//! The LP writer. Every column is named in the objective, with a zero if need be, so that the order of
//! columns comes back.

use super::names::{is_keyword, is_name_char, owns_its_parentheses};
use crate::io::MAX_NAME_BYTES;
use crate::io::error::WriteError;
use crate::io::number::shortest;
use crate::io::write::refuse_beyond;
use crate::program::{Column, Kind, Program, Row, Sense};

/// Where lines are broken, in bytes; readers of this format take at least 510.
const LINE: usize = 100;

/// Writes `program` as LP text. The program's name goes into a comment, which readers skip.
///
/// # Errors
/// A name or number that the format cannot carry (for names, [`Program::with_generic_names`] helps), a
/// quadratic term, or rows without any column in the program.
pub fn write(program: &Program) -> Result<String, WriteError> {
    program.validate()?;
    check(program)?;
    let mut out = Out { text: String::new(), line: 0 };
    if !program.name.is_empty() {
        out.line(&format!("\\ {}", program.name));
    }
    out.line(if program.sense == Sense::Maximize { "maximize" } else { "minimize" });
    objective(program, &mut out);
    out.line("subject to");
    rows(program, &mut out);
    bounds(program, &mut out);
    integers(program, &mut out);
    out.line("end");
    Ok(out.text)
}

/// Text under construction; `line` is the length of the line being written.
struct Out {
    text: String,
    line: usize,
}

impl Out {
    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.line += piece.len();
    }

    fn line(&mut self, piece: &str) {
        self.push(piece);
        self.text.push('\n');
        self.line = 0;
    }

    /// A term of a sum, on a new line when the current one is full.
    fn term(&mut self, coefficient: f64, name: &str) {
        if self.line > LINE {
            self.line("");
            self.push("   ");
        }
        let sign = if coefficient < 0.0 { '-' } else { '+' };
        let size = coefficient.abs();
        let term = if size == 1.0 {
            format!(" {sign} {name}")
        } else {
            format!(" {sign} {} {name}", shortest(size))
        };
        self.push(&term);
    }
}

fn objective(program: &Program, out: &mut Out) {
    out.push(" obj:");
    for column in &program.columns {
        out.term(column.objective, &column.name);
    }
    if program.offset != 0.0 {
        let sign = if program.offset < 0.0 { '-' } else { '+' };
        out.push(&format!(" {sign} {}", shortest(program.offset.abs())));
    }
    out.line("");
}

fn rows(program: &Program, out: &mut Out) {
    let by_rows = program.matrix.transpose();
    for (i, row) in program.rows.iter().enumerate() {
        out.push(&format!(" {}:", row.name));
        let is_range = row.lower.is_finite() && row.upper.is_finite() && row.lower != row.upper;
        if is_range {
            out.push(&format!(" {} <=", shortest(row.lower)));
        }
        let (columns, values) = by_rows.column(i);
        for (&j, &v) in columns.iter().zip(values) {
            out.term(v, &program.columns[j].name);
        }
        if columns.is_empty() {
            out.term(0.0, &program.columns[0].name);
        }
        let right = match (row.lower.is_finite(), row.upper.is_finite()) {
            (true, true) if !is_range => format!(" = {}", shortest(row.upper)),
            (_, true) => format!(" <= {}", shortest(row.upper)),
            (true, false) => format!(" >= {}", shortest(row.lower)),
            (false, false) => " >= -inf".into(),
        };
        out.line(&right);
    }
}

fn bounds(program: &Program, out: &mut Out) {
    let mut begun = false;
    for column in &program.columns {
        if let Some(line) = bound_line(column) {
            if !std::mem::replace(&mut begun, true) {
                out.line("bounds");
            }
            out.line(&line);
        }
    }
}

/// The line that states a column's bounds, unless they are the default.
fn bound_line(column: &Column) -> Option<String> {
    let Column { name, lower, upper, .. } = column;
    let (l, u) = (shortest(*lower), shortest(*upper));
    Some(match (lower.is_finite(), upper.is_finite()) {
        _ if column.is_binary() => return None,
        (true, false) if *lower == 0.0 => return None,
        (false, false) => format!(" {name} free"),
        (false, true) => format!(" -inf <= {name} <= {u}"),
        (true, false) => format!(" {name} >= {l}"),
        (true, true) if lower == upper => format!(" {name} = {l}"),
        (true, true) => format!(" {l} <= {name} <= {u}"),
    })
}

fn integers(program: &Program, out: &mut Out) {
    let is_general = |c: &&Column| c.kind == Kind::Integer && !c.is_binary();
    name_list("general", program.columns.iter().filter(is_general), out);
    name_list("binary", program.columns.iter().filter(|c| c.is_binary()), out);
}

/// A section that lists columns, unless there are none.
fn name_list<'a>(word: &str, columns: impl Iterator<Item = &'a Column>, out: &mut Out) {
    let mut begun = false;
    for column in columns {
        if !std::mem::replace(&mut begun, true) {
            out.line(word);
        } else if out.line > LINE {
            out.line("");
        }
        out.push(&format!(" {}", column.name));
    }
    if begun {
        out.line("");
    }
}

fn check(program: &Program) -> Result<(), WriteError> {
    refuse_beyond(program, &[])?;
    if program.columns.is_empty() && !program.rows.is_empty() {
        return Err(WriteError::Unsupported { what: "a program with rows and no columns".into() });
    }
    check_name("program", &program.name)?;
    for Column { name, .. } in &program.columns {
        check_name("column", name)?;
    }
    for Row { name, .. } in &program.rows {
        check_name("row", name)?;
    }
    Ok(())
}

/// Whether the format can carry the name.
pub(in crate::io) fn check_name(what: &'static str, name: &str) -> Result<(), WriteError> {
    let fail = |expected| Err(WriteError::Name { what, name: name.into(), expected });
    if what == "program" {
        return if name.contains(['\n', '\r']) { fail("it may hold no line break") } else { Ok(()) };
    }
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return fail("it must have between 1 and 255 bytes");
    }
    if !name.chars().all(is_name_char)
        || name.starts_with(|c: char| c.is_ascii_digit() || ['.', '\u{feff}'].contains(&c))
    {
        return fail(
            "it may hold letters, digits and !\"#$%&(),.;?@_'`{}~|/, and not begin with a digit or a point",
        );
    }
    if !owns_its_parentheses(name) {
        return fail("its parentheses must be closed in it and not be its first character");
    }
    let mut chars = name.chars();
    let is_exponent =
        matches!(chars.next(), Some('e' | 'E')) && chars.next().is_some_and(|c| c.is_ascii_digit());
    if what == "column" && is_exponent {
        return fail("after a number, e and a digit look like an exponent to some readers");
    }
    if is_keyword(name) { fail("this word has a meaning of its own in the format") } else { Ok(()) }
}
