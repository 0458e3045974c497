//! The writer. Bounds come as constraints on their variables, one constraint a line.

use crate::io::MAX_NAME_BYTES;
use crate::io::error::WriteError;
use crate::io::write::refuse_beyond;
use crate::program::{Kind, Program, Sense};
use std::fmt::Write;

/// Writes `program` as MathOptFormat text of version 1.0, which every reader of 1.x takes.
///
/// # Errors
/// A name that is empty or longer than readers take, a malformed program, or a quadratic term.
pub fn write(program: &Program) -> Result<String, WriteError> {
    program.validate()?;
    refuse_beyond(program, &[])?;
    let columns = program.columns.iter().map(|c| ("column", c.name.as_str()));
    for (what, name) in columns.chain(program.rows.iter().map(|r| ("row", r.name.as_str()))) {
        check_name(what, name)?;
    }
    check_name("program", &program.name)?;
    let mut text = String::from("{\n\"version\": {\"major\": 1, \"minor\": 0},\n");
    if !program.name.is_empty() {
        text += &format!("\"name\": {},\n", string(&program.name));
    }
    text += "\"variables\": [";
    let mut list = List { text: &mut text, begun: false };
    for column in &program.columns {
        list.item(&format!("{{\"name\": {}}}", string(&column.name)));
    }
    text += "\n],\n\"objective\": ";
    text += &objective(program);
    text += ",\n\"constraints\": [";
    constraints(program, &mut List { text: &mut text, begun: false });
    text += "\n]\n}\n";
    Ok(text)
}

/// Whether the format can carry the name.
pub(in crate::io) fn check_name(what: &'static str, name: &str) -> Result<(), WriteError> {
    let may_be_empty = what == "program";
    if name.len() > MAX_NAME_BYTES || (name.is_empty() && !may_be_empty) {
        let expected = "it must have between 1 and 255 bytes";
        return Err(WriteError::Name { what, name: name.into(), expected });
    }
    Ok(())
}

/// A JSON list under construction, an item a line.
struct List<'t> {
    text: &'t mut String,
    begun: bool,
}

impl List<'_> {
    fn item(&mut self, item: &str) {
        self.text.push_str(if std::mem::replace(&mut self.begun, true) { ",\n" } else { "\n" });
        self.text.push_str(item);
    }

    fn constraint(&mut self, name: Option<&str>, function: &str, set: &str) {
        let name = name.map(|name| format!("\"name\": {}, ", string(name))).unwrap_or_default();
        self.item(&format!("{{{name}\"function\": {function}, \"set\": {set}}}"));
    }
}

fn objective(program: &Program) -> String {
    let sense = if program.sense == Sense::Maximize { "max" } else { "min" };
    let costs = program.columns.iter().filter(|c| c.objective != 0.0);
    let function = affine(costs.map(|c| (c.name.as_str(), c.objective)), program.offset);
    format!("{{\"sense\": \"{sense}\", \"function\": {function}}}")
}

fn affine<'a>(terms: impl Iterator<Item = (&'a str, f64)>, constant: f64) -> String {
    let mut text = String::from("{\"type\": \"ScalarAffineFunction\", \"terms\": [");
    for (k, (name, coefficient)) in terms.enumerate() {
        let comma = if k > 0 { ", " } else { "" };
        text += comma;
        text += &term(name, coefficient);
    }
    text + &format!("], \"constant\": {}}}", number(constant))
}

fn term(name: &str, coefficient: f64) -> String {
    format!("{{\"coefficient\": {}, \"variable\": {}}}", number(coefficient), string(name))
}

fn constraints(program: &Program, list: &mut List<'_>) {
    for column in &program.columns {
        let function = format!("{{\"type\": \"Variable\", \"name\": {}}}", string(&column.name));
        if column.is_binary() {
            list.constraint(None, &function, "{\"type\": \"ZeroOne\"}");
            continue;
        }
        if column.kind == Kind::Integer {
            list.constraint(None, &function, "{\"type\": \"Integer\"}");
        }
        if let Some(set) = set(column.lower, column.upper) {
            list.constraint(None, &function, &set);
        }
    }
    let by_rows = program.matrix.transpose();
    for (i, row) in program.rows.iter().enumerate() {
        let (columns, values) = by_rows.column(i);
        let terms = columns.iter().zip(values).map(|(&j, &v)| (program.columns[j].name.as_str(), v));
        match set(row.lower, row.upper) {
            Some(set) => list.constraint(Some(&row.name), &affine(terms, 0.0), &set),
            // No set of numbers is the whole line; one of vectors is.
            None => {
                list.constraint(Some(&row.name), &vector(terms), "{\"type\": \"Reals\", \"dimension\": 1}")
            }
        }
    }
}

/// A vector with one entry.
fn vector<'a>(terms: impl Iterator<Item = (&'a str, f64)>) -> String {
    let mut text = String::from("{\"type\": \"VectorAffineFunction\", \"terms\": [");
    for (k, (name, coefficient)) in terms.enumerate() {
        let comma = if k > 0 { ", " } else { "" };
        let _ = write!(text, "{comma}{{\"output_index\": 1, \"scalar_term\": {}}}", term(name, coefficient));
    }
    text + "], \"constants\": [0.0]}"
}

/// The set between two ends; none where there are none.
fn set(lower: f64, upper: f64) -> Option<String> {
    Some(match (lower.is_finite(), upper.is_finite()) {
        (false, false) => return None,
        (false, true) => format!("{{\"type\": \"LessThan\", \"upper\": {}}}", number(upper)),
        (true, false) => format!("{{\"type\": \"GreaterThan\", \"lower\": {}}}", number(lower)),
        (true, true) if lower == upper => format!("{{\"type\": \"EqualTo\", \"value\": {}}}", number(lower)),
        (true, true) => {
            format!("{{\"type\": \"Interval\", \"lower\": {}, \"upper\": {}}}", number(lower), number(upper))
        }
    })
}

/// A finite number with a point or an exponent, so that readers which tell numbers apart take it as real.
fn number(value: f64) -> String {
    serde_json::to_string(&value).unwrap_or_default()
}

fn string(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
