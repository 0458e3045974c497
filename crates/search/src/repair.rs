//! What would make an infeasible program feasible? The least changes of its rows' sides and its columns'
//! bounds: an elastic program (Chinneck, "Feasibility and Infeasibility in Optimization", 2008, chapter 6).
//! Integrality is kept, and so are the bounds of integer columns: no answer is to have two of a yes, and a
//! search over integers without bounds need not end.
//!
//! ```
//! use hunch_model::{Kind, Program, Row, Sense, Unlimited};
//! use hunch_search::{Settings, repair::repair};
//!
//! let mut program = Program::new("example", Sense::Minimize);
//! program.add_column("beds", 1.0, 0.0, 10.0, Kind::Integer);
//! program.set_rows(
//!     vec![
//!         Row { name: "wood".into(), lower: f64::NEG_INFINITY, upper: 12.0 },
//!         Row { name: "orders".into(), lower: 5.0, upper: f64::INFINITY },
//!     ],
//!     &[(0, 0, 4.0), (1, 0, 1.0)],
//! );
//! let found = repair(&program, &Settings::new(), &mut Unlimited).unwrap().unwrap();
//! assert_eq!(found.total, 2.0); // three beds: orders falls by two, which is less than eight more of wood
//! assert_eq!(found.rows[0].name, "orders");
//! assert_eq!(found.rows[0].lower, Some(3.0));
//! ```

use crate::certify::linear;
use crate::engine::{Engine, solve};
use crate::error::SearchError;
use crate::guidance::Guidance;
use crate::settings::Settings;
use hunch_model::{Column, Control, Kind, Program, Row, Sense, Status};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt::{Display, Formatter, Result as FmtResult};

/// A change up to this share of its side (or of one) is rounding, and is left out.
const ROUNDING: f64 = 1e-9;

/// The least changes that leave a feasible point.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// Rows to be changed, in the program's order.
    pub rows: Vec<Change>,
    /// Columns to be changed, likewise.
    pub columns: Vec<Change>,
    /// The sum of all changes, each in the units of its row or column.
    pub total: f64,
    /// A proven bound: no changes are less in sum.
    pub least: f64,
    /// A point that satisfies the program so changed, one value a column.
    pub values: Vec<f64>,
}

/// A side or bound that gives way.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Change {
    /// Index of the row or column.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// Its new lower side or bound, if that changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// Its new upper side or bound, if that changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// By how much.
    pub by: f64,
}

/// The least changes of rows and bounds that make `program` feasible; those of a feasible program are none.
/// `None` where a limit or `control` came before any were found. (Every side of a row may move, so that there
/// always are some.)
///
/// # Errors
/// A malformed program, or one beyond the memory limit.
pub fn repair(
    program: &Program,
    settings: &Settings,
    control: &mut dyn Control,
) -> Result<Option<Repair>, SearchError> {
    program.validate()?;
    linear(program)?;
    let (elastic, gives) = elastic(program);
    let solution = solve(&elastic, Engine::Hunch, settings, &Guidance::none(), control)?;
    if !matches!(solution.status, Status::Optimal | Status::Feasible) {
        return Ok(None);
    }
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    let mut total = 0.0;
    for (give, &by) in gives.iter().zip(&solution.values[program.columns.len()..]) {
        let side = give.side(program);
        if by <= ROUNDING * side.abs().max(1.0) {
            continue;
        }
        total += by;
        let moved = if give.is_upper { side + by } else { side - by };
        let (lower, upper) = if give.is_upper { (None, Some(moved)) } else { (Some(moved), None) };
        let (list, name) = match give.place {
            Place::Row(i) => (&mut rows, program.row_name(i)),
            Place::Column(j) => (&mut columns, program.column_name(j)),
        };
        let (Place::Row(index) | Place::Column(index)) = give.place;
        list.push(Change { index, name, lower, upper, by });
    }
    let values = solution.values[..program.columns.len()].to_vec();
    let least = solution.bound.unwrap_or(0.0).max(0.0).min(total);
    Ok(Some(Repair { rows, columns, total, least, values }))
}

/// What an elastic column stands for.
#[derive(Clone, Copy)]
struct Give {
    place: Place,
    is_upper: bool,
}

#[derive(Clone, Copy)]
enum Place {
    Row(usize),
    Column(usize),
}

impl Give {
    fn side(&self, program: &Program) -> f64 {
        match (self.place, self.is_upper) {
            (Place::Row(i), false) => program.rows[i].lower,
            (Place::Row(i), true) => program.rows[i].upper,
            (Place::Column(j), false) => program.columns[j].lower,
            (Place::Column(j), true) => program.columns[j].upper,
        }
    }
}

/// Bounds of integer columns are kept, unless they exclude each other.
fn keeps_bounds(column: &Column) -> bool {
    column.kind == Kind::Integer && column.lower <= column.upper
}

/// The program with a column for every finite side and bound, by which that gives way at the price of one a
/// unit. Columns of the given program come first. A column's bounds become rows.
fn elastic(program: &Program) -> (Program, Vec<Give>) {
    let mut elastic = Program::new(program.name.clone(), Sense::Minimize);
    for (j, column) in program.columns.iter().enumerate() {
        let (lower, upper) = match keeps_bounds(column) {
            true => (column.lower, column.upper),
            false => (f64::NEG_INFINITY, f64::INFINITY),
        };
        elastic.add_column(program.column_name(j), 0.0, lower, upper, column.kind);
    }
    let mut entries: Vec<(usize, usize, f64)> = Vec::new();
    let mut of_rows = vec![Vec::new(); program.rows.len()];
    for (i, j, v) in program.matrix.triplets() {
        of_rows[i].push((j, v));
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut gives = Vec::new();
    let sides = program.rows.iter().enumerate().map(|(i, row)| (Place::Row(i), row.lower, row.upper));
    let bounds =
        program.columns.iter().enumerate().map(|(j, column)| (Place::Column(j), column.lower, column.upper));
    for (place, lower, upper) in sides.chain(bounds) {
        if let Place::Column(j) = place {
            let is_free = lower == f64::NEG_INFINITY && upper == f64::INFINITY;
            if is_free || keeps_bounds(&program.columns[j]) {
                continue;
            }
        }
        // Sides that exclude each other become rows of their own: no activity is between them.
        let rows_of_place = match lower > upper {
            true => vec![(lower, f64::INFINITY), (f64::NEG_INFINITY, upper)],
            false => vec![(lower, upper)],
        };
        for (lower, upper) in rows_of_place {
            match place {
                Place::Row(i) => entries.extend(of_rows[i].iter().map(|&(j, v)| (rows.len(), j, v))),
                Place::Column(j) => entries.push((rows.len(), j, 1.0)),
            }
            for (side, is_upper) in [(lower, false), (upper, true)] {
                if side.is_finite() {
                    let name = format!("give {}", gives.len());
                    let give = elastic.add_column(name, 1.0, 0.0, f64::INFINITY, Kind::Continuous);
                    entries.push((rows.len(), give, if is_upper { -1.0 } else { 1.0 }));
                    gives.push(Give { place, is_upper });
                }
            }
            rows.push(Row { name: format!("row {}", rows.len()), lower, upper });
        }
    }
    elastic.set_rows(rows, &entries);
    (elastic, gives)
}

impl Display for Repair {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        if self.rows.is_empty() && self.columns.is_empty() {
            return writeln!(f, "Nothing needs to change.");
        }
        writeln!(f, "The least changes after which all can hold together:")?;
        for (what, list) in [("row", &self.rows), ("column", &self.columns)] {
            for change in list {
                let (word, to) = match (change.lower, change.upper) {
                    (Some(lower), _) => ("least", lower),
                    (None, upper) => ("most", upper.unwrap_or(f64::NAN)),
                };
                writeln!(f, "  {what} {:?}: at {word} {to} (by {})", change.name, change.by)?;
            }
        }
        if self.least < self.total * (1.0 - ROUNDING) {
            writeln!(f, "Their sum is {}; it is proven that {} is needed.", self.total, self.least)?;
        }
        Ok(())
    }
}

impl Serialize for Repair {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Repair", 5)?;
        fields.serialize_field("rows", &self.rows)?;
        fields.serialize_field("columns", &self.columns)?;
        fields.serialize_field("total", &self.total)?;
        fields.serialize_field("least", &self.least)?;
        fields.serialize_field("text", &self.to_string())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::Unlimited;

    #[test]
    fn sides_that_exclude_each_other_are_repaired_too() {
        let mut program = Program::new("crossed", Sense::Minimize);
        program.add_column("x", 1.0, 3.0, 1.0, Kind::Continuous);
        program.set_rows(vec![Row { name: "r".into(), lower: 9.0, upper: 2.0 }], &[(0, 0, 1.0)]);
        let found = repair(&program, &Settings::new(), &mut Unlimited).unwrap().unwrap();
        // x between 2 and 3: the row gives 7 in all, the bounds 2.
        assert_eq!(found.total, 9.0);
        assert_eq!(found.least, 9.0);
    }
}
