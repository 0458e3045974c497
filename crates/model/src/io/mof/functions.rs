//! Functions of variables.

use super::doubts::Doubts;
use crate::io::error::Problem;
use crate::io::quote::quote;
use crate::io::{MAX_COLUMNS, MAX_ENTRIES, MAX_ROWS};
use crate::json::{Cursor, JsonError, Object};
use std::collections::BTreeMap;

/// The columns by their names.
pub(super) type Index<'v> = BTreeMap<&'v str, usize>;

/// A function; columns by their indices.
pub(super) enum Function {
    Variable(usize),
    Affine(Affine),
    Variables(Vec<usize>),
    /// One entry after another: terms `(entry, column, coefficient)`.
    Vector {
        constants: Vec<f64>,
        terms: Vec<(usize, usize, f64)>,
    },
}

/// A sum of terms `(column, coefficient)` and a constant.
#[derive(Default)]
pub(super) struct Affine {
    pub constant: f64,
    pub terms: Vec<(usize, f64)>,
}

/// Reads a function; `owner` says whose it is.
pub(super) fn function(
    at: &Cursor<'_, '_>,
    index: &Index<'_>,
    owner: &dyn Fn() -> String,
    doubts: &mut Doubts,
) -> Result<Function, Problem> {
    let kind = at.any_object()?;
    let kind = kind.get("type").text()?;
    Ok(match kind {
        "Variable" => {
            let object = doubts.open(at, &["type", "name"])?;
            Function::Variable(column(&object.get("name"), index)?)
        }
        "ScalarAffineFunction" => {
            let object = doubts.open(at, &["type", "constant", "terms"])?;
            let mut terms = Vec::new();
            each(&object.get("terms"), "terms", MAX_ENTRIES, |at| {
                terms.push(term(at, index, doubts)?);
                Ok(())
            })?;
            Function::Affine(Affine { constant: object.get("constant").coefficient()?, terms })
        }
        "VectorOfVariables" => {
            let object = doubts.open(at, &["type", "variables"])?;
            let mut columns = Vec::new();
            each(&object.get("variables"), "variables", MAX_COLUMNS, |at| {
                columns.push(column(at, index)?);
                Ok(())
            })?;
            Function::Variables(columns)
        }
        "VectorAffineFunction" => {
            let object = doubts.open(at, &["type", "constants", "terms"])?;
            let (constants, terms) = vector(&object, "terms", index, doubts)?;
            Function::Vector { constants, terms }
        }
        other => {
            return Err(Problem::Unsupported {
                what: format!("the function {:?} of {}", quote(other), owner()),
                instead: "functions are Variable, ScalarAffineFunction, VectorOfVariables and \
                          VectorAffineFunction here",
            });
        }
    })
}

/// The constants of a vector, and its linear terms `(entry, column, coefficient)`, which stand under `key`.
#[expect(clippy::type_complexity, reason = "two lists; a type for them would say no more")]
pub(super) fn vector(
    object: &Object<'_, '_>,
    key: &str,
    index: &Index<'_>,
    doubts: &mut Doubts,
) -> Result<(Vec<f64>, Vec<(usize, usize, f64)>), Problem> {
    let (mut constants, mut terms) = (Vec::new(), Vec::new());
    each(&object.get("constants"), "constants", MAX_ROWS, |at| {
        constants.push(at.coefficient()?);
        Ok(())
    })?;
    each(&object.get(key), "terms", MAX_ENTRIES, |at| {
        let object = doubts.open(at, &["output_index", "scalar_term"])?;
        let entry = entry(&object.get("output_index"), constants.len())?;
        let (j, coefficient) = term(&object.get("scalar_term"), index, doubts)?;
        terms.push((entry, j, coefficient));
        Ok(())
    })?;
    Ok((constants, terms))
}

/// Which entry of a vector is meant; they are counted from 1 in the text, from 0 here.
pub(super) fn entry(at: &Cursor<'_, '_>, count: usize) -> Result<usize, Problem> {
    match at.number()? {
        v if v >= 1.0 && v <= count as f64 && v.fract() == 0.0 => Ok(v as usize - 1),
        _ => Err(at.error(format!("it must be a whole number from 1 to {count}")).into()),
    }
}

pub(super) fn term(
    at: &Cursor<'_, '_>,
    index: &Index<'_>,
    doubts: &mut Doubts,
) -> Result<(usize, f64), Problem> {
    let object = doubts.open(at, &["coefficient", "variable"])?;
    Ok((column(&object.get("variable"), index)?, object.get("coefficient").coefficient()?))
}

pub(super) fn column(at: &Cursor<'_, '_>, index: &Index<'_>) -> Result<usize, Problem> {
    let name = at.text()?;
    index.get(name).copied().ok_or_else(|| Problem::UnknownName { what: "variable", name: quote(name) })
}

/// [`Cursor::each`] for items that can be wrong in ways which JSON does not know.
pub(super) fn each<'v>(
    at: &Cursor<'v, '_>,
    what: &'static str,
    limit: usize,
    mut f: impl FnMut(&Cursor<'v, '_>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut problem = None;
    let stopped = at.each(what, limit, |_, at| {
        f(&at).map_err(|found| {
            problem = Some(found);
            // Only ends the walk.
            JsonError::Limit { what, limit }
        })
    });
    match problem {
        Some(problem) => Err(problem),
        None => Ok(stopped?),
    }
}
