//! Reads what a program says beyond linear rows and integers (see [`crate::kinds`]), from version 2 on.

use super::error::JsonError;
use super::program::quadratic;
use super::value::{Cursor, Object};
use crate::io::{MAX_ENTRIES, MAX_NAME_BYTES, MAX_OBJECTIVES, MAX_PIECEWISE, MAX_POINTS, MAX_ROWS, MAX_SETS};
use crate::kinds::{Degradation, Indicator, Objective, PiecewiseLinear, SetOrder, SpecialOrderedSet};
use crate::program::{Program, ProgramError, Sense};

/// Fields of the top level that are read here.
pub(super) const FIELDS: [&str; 6] = ["sos", "indicators", "piecewise", "objectives", "degradation", "lazy"];

const SENSES: [(&str, Sense); 2] = [("minimize", Sense::Minimize), ("maximize", Sense::Maximize)];

/// Reads those fields into `program`, whose columns and rows must be there.
pub(super) fn kinds(object: &Object<'_, '_>, program: &mut Program) -> Result<(), JsonError> {
    let (columns, rows) = (program.columns.len(), program.rows.len());
    let mut members = Budget::new("members of sets", MAX_ENTRIES);
    list(object, "sos", MAX_SETS, |at| {
        program.sets.push(set(&at, columns, &mut members)?);
        Ok(())
    })?;
    list(object, "indicators", MAX_ROWS, |at| {
        program.indicators.push(indicator(&at, columns, rows)?);
        Ok(())
    })?;
    let mut points = Budget::new("breakpoints", MAX_POINTS);
    list(object, "piecewise", MAX_PIECEWISE, |at| {
        program.piecewise.push(piecewise(&at, columns, &mut points)?);
        Ok(())
    })?;
    let mut terms = Budget::new("terms of objectives", MAX_ENTRIES);
    let sense = program.sense;
    list(object, "objectives", MAX_OBJECTIVES, |at| {
        program.objectives.push(objective(&at, sense, columns, &mut terms)?);
        Ok(())
    })?;
    program.degradation = degradation(object)?;
    list(object, "lazy", MAX_ROWS, |at| {
        program.lazy_rows.push(at.index(rows, "rows")?);
        Ok(())
    })
}

/// The error with the names that fields have in JSON.
pub(super) fn in_json(error: ProgramError) -> ProgramError {
    match error {
        ProgramError::Kinds { field, value, expected } => {
            let field = field.strip_prefix("sets").map(|rest| format!("sos{rest}")).unwrap_or(field);
            ProgramError::Kinds { field, value, expected }
        }
        other => other,
    }
}

/// How many of something may still come, of all lists together.
struct Budget {
    left: usize,
    what: &'static str,
    limit: usize,
}

impl Budget {
    fn new(what: &'static str, limit: usize) -> Self {
        Self { left: limit, what, limit }
    }

    fn take(&mut self, count: usize) -> Result<(), JsonError> {
        let left = self.left.checked_sub(count);
        self.left = left.ok_or(JsonError::Limit { what: self.what, limit: self.limit })?;
        Ok(())
    }
}

/// Calls `f` with every item of a list, which may be left out.
fn list<'v>(
    object: &Object<'v, '_>,
    field: &'static str,
    limit: usize,
    mut f: impl FnMut(Cursor<'v, '_>) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    let at = object.get(field);
    if at.is_null() { Ok(()) } else { at.each(field, limit, |_, at| f(at)) }
}

fn name(object: &Object<'_, '_>) -> Result<String, JsonError> {
    object.or("name", String::new(), |at| Ok(at.name(MAX_NAME_BYTES)?.to_owned()))
}

/// A number that is one of two.
fn either<T>(at: &Cursor<'_, '_>, choices: [(f64, T); 2]) -> Result<T, JsonError> {
    let [(first, one), (second, other)] = choices;
    match at.number() {
        Ok(value) if value == first => Ok(one),
        Ok(value) if value == second => Ok(other),
        _ => Err(at.error(format!("it must be {first} or {second}"))),
    }
}

/// Pairs `[column, number]`.
fn pairs(
    at: &Cursor<'_, '_>,
    columns: usize,
    expected: &str,
    budget: &mut Budget,
) -> Result<Vec<(usize, f64)>, JsonError> {
    budget.take(at.length()?)?;
    let mut pairs = Vec::new();
    at.each(budget.what, budget.limit, |_, at| {
        pairs.push(at.tuple(expected, |[column, value]| {
            Ok((column.index(columns, "columns")?, value.coefficient()?))
        })?);
        Ok(())
    })?;
    Ok(pairs)
}

fn set(at: &Cursor<'_, '_>, columns: usize, budget: &mut Budget) -> Result<SpecialOrderedSet, JsonError> {
    let object = at.object(&["name", "type", "members"])?;
    let order = either(&object.get("type"), [(1.0, SetOrder::One), (2.0, SetOrder::Two)])?;
    let members = pairs(&object.get("members"), columns, "it must be a pair [column, weight]", budget)?;
    Ok(SpecialOrderedSet { name: name(&object)?, order, members })
}

fn indicator(at: &Cursor<'_, '_>, columns: usize, rows: usize) -> Result<Indicator, JsonError> {
    let object = at.object(&["column", "value", "row"])?;
    Ok(Indicator {
        column: object.get("column").index(columns, "columns")?,
        active_at_one: either(&object.get("value"), [(0.0, false), (1.0, true)])?,
        row: object.get("row").index(rows, "rows")?,
    })
}

fn piecewise(at: &Cursor<'_, '_>, columns: usize, budget: &mut Budget) -> Result<PiecewiseLinear, JsonError> {
    let object = at.object(&["name", "argument", "value", "points"])?;
    let points_at = object.get("points");
    if points_at.length()? < 2 {
        return Err(points_at.error("a piecewise-linear term has two breakpoints or more"));
    }
    budget.take(points_at.length()?)?;
    let mut points = Vec::new();
    points_at.each(budget.what, budget.limit, |_, at| {
        let expected = "it must be a pair [argument, value]";
        points.push(at.tuple(expected, |[x, y]| Ok((x.coefficient()?, y.coefficient()?)))?);
        Ok(())
    })?;
    Ok(PiecewiseLinear {
        name: name(&object)?,
        argument: object.get("argument").index(columns, "columns")?,
        value: object.get("value").index(columns, "columns")?,
        points,
    })
}

fn objective(
    at: &Cursor<'_, '_>,
    sense: Sense,
    columns: usize,
    budget: &mut Budget,
) -> Result<Objective, JsonError> {
    let object = at.object(&["name", "sense", "offset", "terms", "quadratic", "degradation"])?;
    let expected = "it must be a pair [column, coefficient]";
    let curved = object.get("quadratic");
    if !curved.is_null() {
        budget.take(curved.length()?)?;
    }
    Ok(Objective {
        name: name(&object)?,
        sense: object.or("sense", sense, |at| at.choice(&SENSES))?,
        offset: object.or("offset", 0.0, |at| at.coefficient())?,
        terms: pairs(&object.get("terms"), columns, expected, budget)?,
        quadratic: quadratic(&curved, columns, MAX_ENTRIES)?,
        degradation: degradation(&object)?,
    })
}

/// The field `degradation` of the program or of a further objective.
fn degradation(object: &Object<'_, '_>) -> Result<Degradation, JsonError> {
    let at = object.get("degradation");
    if at.is_null() {
        return Ok(Degradation::default());
    }
    let part = at.object(&["absolute", "relative"])?;
    Ok(Degradation {
        absolute: part.or("absolute", 0.0, |at| at.coefficient())?,
        relative: part.or("relative", 0.0, |at| at.coefficient())?,
    })
}
