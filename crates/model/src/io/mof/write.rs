//! The writer. Bounds come as constraints on their variables, one constraint a line.

use super::pieces::{affine, set, string, vector};
use super::write_kinds::{check, conditional, objective, ordered, semi};
use crate::io::MAX_NAME_BYTES;
use crate::io::error::WriteError;
use crate::program::{Kind, Program};

/// Writes `program` as MathOptFormat text of version 1.0, which every reader of 1.x takes.
///
/// # Errors
/// A name that is empty or longer than readers take, a malformed program, and what the format has no place
/// for: piecewise-linear terms, marks of lazy rows, objectives that differ in their sense or are not all
/// linear, and what may be given up for those after them.
pub fn write(program: &Program) -> Result<String, WriteError> {
    program.validate()?;
    check(program)?;
    let columns = program.columns.iter().map(|c| ("column", c.name.as_str()));
    for (what, name) in columns.chain(program.rows.iter().map(|r| ("row", r.name.as_str()))) {
        check_name(what, name)?;
    }
    for set in &program.sets {
        check_name("set", &set.name)?;
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
    let may_be_empty = matches!(what, "program" | "set");
    if name.len() > MAX_NAME_BYTES || (name.is_empty() && !may_be_empty) {
        let expected = "it must have between 1 and 255 bytes";
        return Err(WriteError::Name { what, name: name.into(), expected });
    }
    Ok(())
}

/// A JSON list under construction, an item a line.
pub(super) struct List<'t> {
    text: &'t mut String,
    begun: bool,
}

impl List<'_> {
    fn item(&mut self, item: &str) {
        self.text.push_str(if std::mem::replace(&mut self.begun, true) { ",\n" } else { "\n" });
        self.text.push_str(item);
    }

    pub fn constraint(&mut self, name: Option<&str>, function: &str, set: &str) {
        let name = name.map(|name| format!("\"name\": {}, ", string(name))).unwrap_or_default();
        self.item(&format!("{{{name}\"function\": {function}, \"set\": {set}}}"));
    }
}

fn constraints(program: &Program, list: &mut List<'_>) {
    for column in &program.columns {
        let function = format!("{{\"type\": \"Variable\", \"name\": {}}}", string(&column.name));
        if column.kind.is_semi() {
            list.constraint(None, &function, &semi(column));
            continue;
        }
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
    let indicators = program.indicator_of_rows();
    for (i, row) in program.rows.iter().enumerate() {
        let (columns, values) = by_rows.column(i);
        let terms = columns.iter().zip(values).map(|(&j, &v)| (program.columns[j].name.as_str(), v));
        if let Some(indicator) = indicators[i] {
            let (function, set) = conditional(program, indicator, terms);
            list.constraint(Some(&row.name), &function, &set);
            continue;
        }
        match set(row.lower, row.upper) {
            Some(set) => list.constraint(Some(&row.name), &affine(terms, 0.0), &set),
            // No set of numbers is the whole line; one of vectors is.
            None => {
                let terms = terms.map(|(name, v)| (0, name, v));
                list.constraint(
                    Some(&row.name),
                    &vector(terms, &[0.0]),
                    "{\"type\": \"Reals\", \"dimension\": 1}",
                )
            }
        }
    }
    for ordered_set in &program.sets {
        let (function, set) = ordered(program, ordered_set);
        list.constraint(Some(ordered_set.name.as_str()).filter(|name| !name.is_empty()), &function, &set);
    }
}
