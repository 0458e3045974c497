//! Reads the program itself: columns, rows, the quadratic term.

use super::error::JsonError;
use super::header::Version;
use super::value::{Cursor, Object};
use crate::io::{MAX_COLUMNS, MAX_ENTRIES, MAX_NAME_BYTES, MAX_ROWS};
use crate::matrix::SparseMatrix;
use crate::program::{Column, Kind, Program, Quadratic, Row, Sense, fill_names};

pub(super) fn program(object: &Object<'_, '_>, version: Version) -> Result<Program, JsonError> {
    let columns_at = object.get("columns");
    let (mut columns, mut column_names) = (Vec::new(), Vec::new());
    columns_at.each("columns", MAX_COLUMNS, |_, at| {
        columns.push(column(&at, version, &mut column_names)?);
        Ok(())
    })?;
    for (column, name) in columns.iter_mut().zip(fill_names(column_names, |j| format!("x{j}"))) {
        column.name = name;
    }
    let (mut rows, mut row_names) = (Vec::new(), Vec::new());
    let mut entries = Vec::new();
    let mut last_row = vec![0; columns.len()];
    object.get("rows").each("rows", MAX_ROWS, |i, at| {
        rows.push(row(i, &at, &mut entries, &mut last_row, &mut row_names)?);
        Ok(())
    })?;
    for (row, name) in rows.iter_mut().zip(fill_names(row_names, |i| format!("r{i}"))) {
        row.name = name;
    }
    Ok(Program {
        name: object.or("name", "", |at| at.name(MAX_NAME_BYTES))?.into(),
        sense: object.or("sense", Sense::Minimize, |at| at.choice(&SENSES))?,
        offset: object.or("offset", 0.0, |at| at.coefficient())?,
        matrix: SparseMatrix::from_triplets(rows.len(), columns.len(), &entries),
        quadratic: quadratic(&object.get("quadratic"), columns.len(), MAX_ENTRIES)?,
        columns,
        rows,
        ..Program::default()
    })
}

const SENSES: [(&str, Sense); 2] = [("minimize", Sense::Minimize), ("maximize", Sense::Maximize)];
/// Kind, and whether the column is binary.
const KINDS: [(&str, (Kind, bool)); 5] = [
    ("continuous", (Kind::Continuous, false)),
    ("integer", (Kind::Integer, false)),
    ("binary", (Kind::Integer, true)),
    ("semicontinuous", (Kind::SemiContinuous, false)),
    ("semiinteger", (Kind::SemiInteger, false)),
];

fn kind(at: &Cursor<'_, '_>, version: Version) -> Result<(Kind, bool), JsonError> {
    at.choice(if version == Version::One { &KINDS[..2] } else { &KINDS })
}

/// The name that an object gives itself, if any.
fn given_name(object: &Object<'_, '_>) -> Result<Option<String>, JsonError> {
    object.or("name", None, |at| Ok(Some(at.name(MAX_NAME_BYTES)?.into())))
}

/// Reads a column but for its name, which goes to `names`.
fn column(
    at: &Cursor<'_, '_>,
    version: Version,
    names: &mut Vec<Option<String>>,
) -> Result<Column, JsonError> {
    let object = at.object(&["name", "objective", "lower", "upper", "kind"])?;
    names.push(given_name(&object)?);
    let (kind, is_binary) = object.or("kind", (Kind::Continuous, false), |at| kind(&at, version))?;
    let mut column = Column {
        name: String::new(),
        objective: object.or("objective", 0.0, |at| at.coefficient())?,
        lower: object.or("lower", 0.0, |at| at.bound(f64::NEG_INFINITY))?,
        upper: object.or("upper", f64::INFINITY, |at| at.bound(f64::INFINITY))?,
        kind,
    };
    if is_binary {
        (column.lower, column.upper) = (column.lower.max(0.0), column.upper.min(1.0));
        if column.lower > column.upper {
            let side = if column.upper < 0.0 { "upper" } else { "lower" };
            return Err(object.get(side).error("it leaves a binary column no value between 0 and 1"));
        }
    }
    Ok(column)
}

/// Reads a row but for its name, which goes to `names`, and appends its entries. `last_row[j]` is the last
/// row (plus one) in which column `j` was seen.
fn row(
    i: usize,
    at: &Cursor<'_, '_>,
    entries: &mut Vec<(usize, usize, f64)>,
    last_row: &mut [usize],
    names: &mut Vec<Option<String>>,
) -> Result<Row, JsonError> {
    let object = at.object(&["name", "lower", "upper", "terms"])?;
    object.get("terms").each("terms in a row", MAX_COLUMNS, |_, at| {
        let (j, v) = at.tuple("it must be a pair [column, coefficient]", |[column, value]| {
            let j = column.index(last_row.len(), "columns")?;
            if std::mem::replace(&mut last_row[j], i + 1) == i + 1 {
                return Err(column.error("a column may occur once in a row; add its coefficients up"));
            }
            Ok((j, value.coefficient()?))
        })?;
        if entries.len() == MAX_ENTRIES {
            return Err(JsonError::Limit { what: "entries", limit: MAX_ENTRIES });
        }
        entries.push((i, j, v));
        Ok(())
    })?;
    names.push(given_name(&object)?);
    Ok(Row {
        name: String::new(),
        lower: object.or("lower", f64::NEG_INFINITY, |at| at.bound(f64::NEG_INFINITY))?,
        upper: object.or("upper", f64::INFINITY, |at| at.bound(f64::INFINITY))?,
    })
}

/// Triples `[row, column, value]` of a lower triangle, `most` of them at most; none where the field is left out.
pub(super) fn quadratic(
    at: &Cursor<'_, '_>,
    columns: usize,
    most: usize,
) -> Result<Option<Quadratic>, JsonError> {
    if at.is_null() {
        return Ok(None);
    }
    let mut lower_triangle = Vec::new();
    at.each("quadratic entries", most, |_, at| {
        let expected = "it must be a triple [row, column, value]";
        lower_triangle.push(at.tuple(expected, |[row, column, value]| {
            let i = row.index(columns, "columns")?;
            let j = column.index(columns, "columns")?;
            if j > i {
                return Err(
                    column.error("it must not exceed the entry's row: only the lower triangle is given")
                );
            }
            Ok((i, j, value.coefficient()?))
        })?);
        Ok(())
    })?;
    Ok(Some(Quadratic { lower_triangle }))
}
