//! Reads and writes solutions.

use super::error::JsonError;
use super::header::version;
use super::value::{Cursor, Object};
use super::write::{finite, text};
use super::{SOLUTION_FORMAT, SOLUTION_VERSION, parse};
use crate::basis::{Basis, VariableStatus};
use crate::io::MAX_COLUMNS;
use crate::solution::{Gap, Holds, Solution, Statistics, Status};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SolutionOut<'a> {
    format: &'static str,
    version: u32,
    status: Status,
    objective: Option<f64>,
    bound: Option<f64>,
    gap: Option<Gap>,
    values: &'a [f64],
    #[serde(skip_serializing_if = "Option::is_none")]
    duals: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reduced_costs: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    farkas: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ray: Option<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'a Basis>,
    holds: Holds,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    statistics: Statistics,
}

/// Writes a solution as JSON text. An infinite bound says nothing and is written as `null`; so is a gap to
/// it.
pub fn write_solution(solution: &Solution) -> String {
    text(&SolutionOut {
        format: SOLUTION_FORMAT,
        version: SOLUTION_VERSION,
        status: solution.status,
        objective: solution.objective.and_then(finite),
        bound: solution.bound.and_then(finite),
        gap: solution.gap.filter(|g| g.absolute.is_finite() && g.relative.is_finite()),
        values: &solution.values,
        duals: solution.duals.as_deref(),
        reduced_costs: solution.reduced_costs.as_deref(),
        farkas: solution.farkas.as_deref(),
        ray: solution.ray.as_deref(),
        basis: solution.basis.as_ref(),
        holds: solution.holds,
        reason: solution.reason.as_deref(),
        statistics: solution.statistics,
    })
}

const STATUSES: [(&str, Status); 6] = [
    ("optimal", Status::Optimal),
    ("feasible", Status::Feasible),
    ("infeasible", Status::Infeasible),
    ("unbounded", Status::Unbounded),
    ("limit", Status::Limit),
    ("error", Status::Error),
];

const HOLDS: [(&str, Holds); 3] =
    [("safe", Holds::Safe), ("exact", Holds::Exact), ("tolerance", Holds::Tolerance)];

const VARIABLES: [(&str, VariableStatus); 4] = [
    ("basic", VariableStatus::Basic),
    ("lower", VariableStatus::AtLower),
    ("upper", VariableStatus::AtUpper),
    ("free", VariableStatus::Free),
];

/// Reads a solution from JSON text. Nothing in it is believed: whoever uses it checks it against its program.
///
/// # Errors
/// The first thing that is wrong, with its field.
pub fn read_solution(text: &str) -> Result<Solution, JsonError> {
    let value = parse(text)?;
    let root = Cursor::root(&value);
    let known = [
        "format",
        "version",
        "status",
        "objective",
        "bound",
        "gap",
        "values",
        "duals",
        "reducedCosts",
        "farkas",
        "ray",
        "basis",
        "holds",
        "reason",
        "statistics",
    ];
    version(&root, SOLUTION_FORMAT, SOLUTION_VERSION)?;
    let object = root.object(&known)?;
    let status = object.get("status").choice(&STATUSES)?;
    let values = numbers(&object.get("values"))?;
    if values.is_empty() && status.has_values() && object.get("objective").is_null() {
        return Err(object.get("objective").error("a solution with this status has an objective"));
    }
    Ok(Solution {
        status,
        objective: optional(&object, "objective", |at| at.number())?,
        bound: optional(&object, "bound", |at| at.number())?,
        gap: optional(&object, "gap", gap)?,
        values,
        duals: optional(&object, "duals", numbers)?,
        reduced_costs: optional(&object, "reducedCosts", numbers)?,
        farkas: optional(&object, "farkas", numbers)?,
        ray: optional(&object, "ray", numbers)?,
        basis: optional(&object, "basis", basis)?,
        holds: optional(&object, "holds", |at| at.choice(&HOLDS))?.unwrap_or_default(),
        reason: optional(&object, "reason", |at| at.text().map(String::from))?,
        objectives: Vec::new(),
        statistics: optional(&object, "statistics", statistics)?.unwrap_or_default(),
    })
}

fn optional<T>(
    object: &Object<'_, '_>,
    name: &str,
    f: impl FnOnce(&Cursor<'_, '_>) -> Result<T, JsonError>,
) -> Result<Option<T>, JsonError> {
    let at = object.get(name);
    if at.is_null() { Ok(None) } else { f(&at).map(Some) }
}

fn numbers(at: &Cursor<'_, '_>) -> Result<Vec<f64>, JsonError> {
    let mut list = Vec::new();
    at.each("numbers in a list", MAX_COLUMNS, |_, at| {
        list.push(at.number()?);
        Ok(())
    })?;
    Ok(list)
}

fn basis(at: &Cursor<'_, '_>) -> Result<Basis, JsonError> {
    let object = at.object(&["columns", "rows"])?;
    let statuses = |name: &str| -> Result<Vec<VariableStatus>, JsonError> {
        let mut list = Vec::new();
        object.get(name).each("statuses in a list", MAX_COLUMNS, |_, at| {
            list.push(at.choice(&VARIABLES)?);
            Ok(())
        })?;
        Ok(list)
    };
    Ok(Basis { columns: statuses("columns")?, rows: statuses("rows")? })
}

fn gap(at: &Cursor<'_, '_>) -> Result<Gap, JsonError> {
    let object = at.object(&["absolute", "relative"])?;
    Ok(Gap { absolute: object.get("absolute").number()?, relative: object.get("relative").number()? })
}

fn statistics(at: &Cursor<'_, '_>) -> Result<Statistics, JsonError> {
    let object = at.object(&["seconds", "work", "nodes", "iterations"])?;
    Ok(Statistics {
        seconds: object.get("seconds").number()?,
        work: count(&object.get("work"))?,
        nodes: count(&object.get("nodes"))?,
        iterations: count(&object.get("iterations"))?,
    })
}

/// A count; exact up to 2⁵³, as JSON numbers are.
fn count(at: &Cursor<'_, '_>) -> Result<u64, JsonError> {
    let value = at.number()?;
    if value < 0.0 || value.fract() != 0.0 {
        return Err(at.error("it must be a whole number from 0"));
    }
    Ok(value as u64)
}
