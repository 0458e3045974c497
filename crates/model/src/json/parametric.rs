//! Reads the parametric part of programs.

use super::distribution::distribution;
use super::error::JsonError;
use super::header::Version;
use super::value::{Cursor, Object};
use crate::io::{MAX_COLUMNS, MAX_ENTRIES, MAX_NAME_BYTES};
use crate::parametric::{AffineTerm, Distribution, Target};
use crate::program::Program;

/// What a target's name stands for, before its indices are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TargetKind {
    Offset,
    Cost,
    ColumnLower,
    ColumnUpper,
    RowLower,
    RowUpper,
    Coefficient,
}

const TARGETS: [(&str, TargetKind); 7] = [
    ("offset", TargetKind::Offset),
    ("cost", TargetKind::Cost),
    ("columnLower", TargetKind::ColumnLower),
    ("columnUpper", TargetKind::ColumnUpper),
    ("rowLower", TargetKind::RowLower),
    ("rowUpper", TargetKind::RowUpper),
    ("coefficient", TargetKind::Coefficient),
];

/// What the parametric part holds.
#[derive(Default)]
pub(super) struct Parts {
    pub parameters: Vec<String>,
    pub values: Vec<Option<f64>>,
    pub terms: Vec<AffineTerm>,
    pub distribution: Option<Distribution>,
}

pub(super) fn parametric(
    object: &Object<'_, '_>,
    program: &Program,
    version: Version,
) -> Result<Parts, JsonError> {
    let mut parts = Parts::default();
    let at = object.get("parametric");
    if at.is_null() {
        return Ok(parts);
    }
    let part = at.object(match version {
        Version::One => &["parameters", "terms"],
        Version::Two => &["parameters", "terms", "distribution"],
    })?;
    part.get("parameters").each("parameters", MAX_COLUMNS, |_, at| {
        let (name, value) = parameter(&at, version)?;
        parts.parameters.push(name);
        parts.values.push(value);
        Ok(())
    })?;
    let parameters = parts.parameters.len();
    part.get("terms").each("parametric terms", MAX_ENTRIES, |_, at| {
        let term = at.object(&["target", "row", "column", "parameter", "coefficient"])?;
        parts.terms.push(AffineTerm {
            target: target(&term, program)?,
            parameter: term.get("parameter").index(parameters, "parameters")?,
            coefficient: term.get("coefficient").number()?,
        });
        Ok(())
    })?;
    parts.distribution = part.or("distribution", None, |at| distribution(&at, parameters).map(Some))?;
    Ok(parts)
}

/// A parameter: its name alone, or from version 2 on also an object with name and value.
fn parameter(at: &Cursor<'_, '_>, version: Version) -> Result<(String, Option<f64>), JsonError> {
    if version == Version::One || at.text().is_ok() {
        return Ok((at.name(MAX_NAME_BYTES)?.to_owned(), None));
    }
    let object = at.object(&["name", "value"])?;
    let name = object.get("name").name(MAX_NAME_BYTES)?.to_owned();
    Ok((name, object.or("value", None, |at| at.number().map(Some))?))
}

fn target(term: &Object<'_, '_>, program: &Program) -> Result<Target, JsonError> {
    let kind = term.get("target").choice(&TARGETS)?;
    let needs_row = matches!(kind, TargetKind::RowLower | TargetKind::RowUpper | TargetKind::Coefficient);
    let needs_column = matches!(
        kind,
        TargetKind::Cost | TargetKind::ColumnLower | TargetKind::ColumnUpper | TargetKind::Coefficient
    );
    for (name, needed) in [("row", needs_row), ("column", needs_column)] {
        if term.has(name) && !needed {
            return Err(term.get(name).error("this target has no such index; leave it out"));
        }
    }
    let row = || term.get("row").index(program.rows.len(), "rows");
    let column = || term.get("column").index(program.columns.len(), "columns");
    Ok(match kind {
        TargetKind::Offset => Target::Offset,
        TargetKind::Cost => Target::Cost(column()?),
        TargetKind::ColumnLower => Target::ColumnLower(column()?),
        TargetKind::ColumnUpper => Target::ColumnUpper(column()?),
        TargetKind::RowLower => Target::RowLower(row()?),
        TargetKind::RowUpper => Target::RowUpper(row()?),
        TargetKind::Coefficient => Target::Coefficient(row()?, column()?),
    })
}
