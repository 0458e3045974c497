//! One entry to the writers of all formats.

use super::carry::carriable;
use super::doubt::Doubt;
use super::error::WriteError;
use super::format::Format;
use super::names::{carried, check_name, program_name};
use super::warning::{Warning, Warnings, WriteOptions};
use super::{lp, mof, mps};
use crate::json;
use crate::program::Program;
use std::borrow::Cow;

/// A program that was written, and what the format could not carry.
#[derive(Clone, Debug, PartialEq)]
pub struct Writing {
    /// The text.
    pub text: String,
    /// What was written otherwise than it is. Those warnings that are about no text that was read have line
    /// and column 0.
    pub warnings: Vec<Warning>,
}

/// Writes a program as text; MPS in the free layout.
///
/// # Errors
/// What the format cannot carry.
pub fn write_program(program: &Program, format: Format) -> Result<String, WriteError> {
    match format {
        Format::Json => Ok(json::write_program(program)?),
        Format::Mps => mps::write(program, mps::Layout::Free),
        Format::Lp => lp::write(program),
        Format::Mof => mof::write(program),
    }
}

/// Writes a program as text; MPS in the free layout. Names that the format cannot carry are replaced by such
/// as it can, with a warning each; so are range rows whose ends MPS rounds, marks of lazy rows that the
/// format has no place for, and their places where it has them last.
///
/// ```
/// use hunch_model::io::{Format, WriteOptions, write_with};
/// use hunch_model::{Kind, Program, Sense};
///
/// let mut program = Program::new("", Sense::Minimize);
/// program.add_column("flow rate", 1.0, 0.0, 4.0, Kind::Continuous);
/// let writing = write_with(&program, Format::Lp, WriteOptions::default())?;
/// assert!(writing.text.contains("flow_rate <= 4") && writing.warnings.len() == 1);
/// # Ok::<(), hunch_model::io::WriteError>(())
/// ```
///
/// # Errors
/// What the format cannot carry at all; with strict writing also the first thing that it cannot carry as it
/// is.
pub fn write_with(program: &Program, format: Format, options: WriteOptions) -> Result<Writing, WriteError> {
    let mut warnings = Warnings::default();
    program.validate()?;
    let program = named(program, format, options, &mut warnings)?;
    let program = carriable(program, format, options, &mut warnings)?;
    if format == Format::Mps {
        for (i, side, old, new) in mps::rounded_ranges(&program) {
            let what = format!("the {side} bound of the row {:?}", program.rows[i].name);
            if options.strict {
                let expected = "MPS keeps a range as a difference, which rounds here";
                return Err(WriteError::Number { field: what, value: old, expected });
            }
            warnings.add(0, 0, Doubt::Rounded { what, old, new });
        }
    }
    let text = write_program(&program, format)?;
    Ok(Writing { text, warnings: warnings.into_list() })
}

/// The program with names that the format can carry.
fn named<'p>(
    program: &'p Program,
    format: Format,
    options: WriteOptions,
    warnings: &mut Warnings,
) -> Result<Cow<'p, Program>, WriteError> {
    let mut renamed = Cow::Borrowed(program);
    if let Err(error) = check_name(format, "program", &program.name) {
        let to = program_name(&program.name);
        refuse(options, error)?;
        warnings.add(0, 0, Doubt::Renamed { what: "program", name: program.name.clone(), to: to.clone() });
        renamed.to_mut().name = to;
    }
    let columns: Vec<&str> = program.columns.iter().map(|c| c.name.as_str()).collect();
    for (k, name) in renamings(format, ("column", 'x'), &columns, options, warnings)? {
        renamed.to_mut().columns[k].name = name;
    }
    let rows: Vec<&str> = program.rows.iter().map(|r| r.name.as_str()).collect();
    for (k, name) in renamings(format, ("row", 'r'), &rows, options, warnings)? {
        renamed.to_mut().rows[k].name = name;
    }
    let sets: Vec<&str> = program.sets.iter().map(|set| set.name.as_str()).collect();
    for (k, name) in renamings(format, ("set", 's'), &sets, options, warnings)? {
        renamed.to_mut().sets[k].name = name;
    }
    if format == Format::Json {
        let terms: Vec<&str> = program.piecewise.iter().map(|term| term.name.as_str()).collect();
        for (k, name) in renamings(format, ("term", 'p'), &terms, options, warnings)? {
            renamed.to_mut().piecewise[k].name = name;
        }
        let objectives: Vec<&str> = program.objectives.iter().map(|o| o.name.as_str()).collect();
        for (k, name) in renamings(format, ("objective", 'o'), &objectives, options, warnings)? {
            renamed.to_mut().objectives[k].name = name;
        }
    }
    Ok(renamed)
}

/// The positions of the names that are replaced, and by what.
fn renamings(
    format: Format,
    (what, letter): (&'static str, char),
    names: &[&str],
    options: WriteOptions,
    warnings: &mut Warnings,
) -> Result<Vec<(usize, String)>, WriteError> {
    let (mut carried, replaced) = carried(format, what, letter, names);
    let are_nameless = names.iter().all(|name| name.is_empty());
    if let Some(&first) = replaced.first() {
        if let Err(error) = check_name(format, what, names[first]) {
            refuse(options, error)?;
        }
        if are_nameless {
            let instead = "they are called by their positions";
            warnings.add(0, 0, Doubt::Assumed { what: format!("the {what}s have no names"), instead });
        }
    }
    let mut renamings = Vec::with_capacity(replaced.len());
    for k in replaced {
        let to = std::mem::take(&mut carried[k]);
        if !are_nameless {
            warnings.add(0, 0, Doubt::Renamed { what, name: names[k].into(), to: to.clone() });
        }
        renamings.push((k, to));
    }
    Ok(renamings)
}

fn refuse(options: WriteOptions, error: WriteError) -> Result<(), WriteError> {
    if options.strict { Err(error) } else { Ok(()) }
}
