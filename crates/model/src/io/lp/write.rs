//! The LP writer. Every column is named in the objective, with a zero if need be, so that the order of
//! columns comes back.

use super::names::{is_keyword, is_name_char, owns_its_parentheses};
use super::out::{LINE, Out};
use super::write_kinds::{check_indicators, condition, quadratic, sets};
use crate::features::Feature;
use crate::io::MAX_NAME_BYTES;
use crate::io::carry::refuse_beyond;
use crate::io::error::WriteError;
use crate::io::number::shortest;
use crate::program::{Column, Program, Row, Sense};

/// What the format has a place for beyond rows and integers.
const CARRIED: [Feature; 5] =
    [Feature::Quadratic, Feature::SemiContinuous, Feature::Sets, Feature::Indicators, Feature::LazyRows];
/// Writes `program` as LP text. The program's name goes into a comment, which readers skip.
///
/// # Errors
/// A name or number that the format cannot carry (for names, [`Program::with_generic_names`] helps), rows
/// without any column in the program, and what the format has no place for: piecewise-linear terms, further
/// objectives, lazy rows before others or with indicators, indicators on rows with no side or two different
/// ones, semi-continuous columns with a negative lower bound.
pub fn write(program: &Program) -> Result<String, WriteError> {
    program.validate()?;
    check(program)?;
    let mut out = Out { text: String::new(), line: 0 };
    if !program.name.is_empty() {
        out.line(&format!("\\ {}", program.name));
    }
    out.line(if program.sense == Sense::Maximize { "maximize" } else { "minimize" });
    objective(program, &mut out)?;
    out.line("subject to");
    rows(program, &mut out);
    bounds(program, &mut out);
    integers(program, &mut out);
    sets(program, &mut out);
    out.line("end");
    Ok(out.text)
}

fn objective(program: &Program, out: &mut Out) -> Result<(), WriteError> {
    out.push(" obj:");
    for column in &program.columns {
        out.term(column.objective, &column.name);
    }
    quadratic(program, out)?;
    if program.offset != 0.0 {
        let sign = if program.offset < 0.0 { '-' } else { '+' };
        out.push(&format!(" {sign} {}", shortest(program.offset.abs())));
    }
    out.line("");
    Ok(())
}

fn rows(program: &Program, out: &mut Out) {
    let by_rows = program.matrix.transpose();
    let indicators = program.indicator_of_rows();
    let first_lazy = program.rows.len() - program.lazy_rows.len();
    for (i, row) in program.rows.iter().enumerate() {
        if i == first_lazy {
            out.line("lazy constraints");
        }
        out.push(&format!(" {}:", row.name));
        if let Some(indicator) = indicators[i] {
            condition(program, indicator, out);
        }
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
        _ if is_binary(column) => return None,
        (true, false) if *lower == 0.0 => return None,
        (false, false) => format!(" {name} free"),
        (false, true) => format!(" -inf <= {name} <= {u}"),
        (true, false) => format!(" {name} >= {l}"),
        (true, true) if lower == upper => format!(" {name} = {l}"),
        (true, true) => format!(" {l} <= {name} <= {u}"),
    })
}

/// Whether the section for binary columns says all of it.
fn is_binary(column: &Column) -> bool {
    column.is_binary() && !column.kind.is_semi()
}

fn integers(program: &Program, out: &mut Out) {
    let is_general = |c: &&Column| c.kind.is_integer() && !is_binary(c);
    name_list("general", program.columns.iter().filter(is_general), out);
    name_list("binary", program.columns.iter().filter(|c| is_binary(c)), out);
    name_list("semi-continuous", program.columns.iter().filter(|c| c.kind.is_semi()), out);
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
    refuse_beyond(program, &CARRIED)?;
    if program.columns.is_empty() && !program.rows.is_empty() {
        return Err(WriteError::Unsupported { what: "a program with rows and no columns".into() });
    }
    check_kinds(program)?;
    check_name("program", &program.name)?;
    for set in &program.sets {
        check_name("set", &set.name)?;
    }
    for Column { name, .. } in &program.columns {
        check_name("column", name)?;
    }
    for Row { name, .. } in &program.rows {
        check_name("row", name)?;
    }
    Ok(())
}

fn check_kinds(program: &Program) -> Result<(), WriteError> {
    let unsupported = |what| Err(WriteError::Unsupported { what });
    let first_lazy = program.rows.len() - program.lazy_rows.len();
    let indicators = program.indicator_of_rows();
    for &i in &program.lazy_rows {
        let name = &program.rows[i].name;
        if i < first_lazy {
            return unsupported(format!("the lazy row {name:?} before rows that are not lazy"));
        }
        if indicators[i].is_some() {
            return unsupported(format!("the lazy row {name:?} with an indicator"));
        }
    }
    if let Some(column) = program.columns.iter().find(|c| c.kind.is_semi() && c.lower < 0.0) {
        let (name, lower) = (&column.name, column.lower);
        return unsupported(format!("the semi-continuous column {name:?} with the lower bound {lower}"));
    }
    check_indicators(program)
}

/// Whether the format can carry the name.
pub(in crate::io) fn check_name(what: &'static str, name: &str) -> Result<(), WriteError> {
    let fail = |expected| Err(WriteError::Name { what, name: name.into(), expected });
    if what == "program" {
        return if name.contains(['\n', '\r']) { fail("it may hold no line break") } else { Ok(()) };
    }
    if what == "set" && name.is_empty() {
        return Ok(());
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
