//! The reader.

use super::doubts::Doubts;
use super::functions::{Function, Index, each, function};
use super::places::Part;
use super::sets::{Set, check_length, set};
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::quote::quote;
use crate::io::triangle::Triangle;
use crate::io::warning::{ReadOptions, Reading};
use crate::io::{MAX_COLUMNS, MAX_ENTRIES, MAX_NAME_BYTES, MAX_ROWS};
use crate::json::{self, Cursor, Value};
use crate::kinds::{Indicator, Objective, SpecialOrderedSet};
use crate::matrix::SparseMatrix;
use crate::program::{Column, Kind, Program, Row, Sense, fill_names};
use std::collections::BTreeSet;

/// Newest minor version of the schema that this reader was written for. Minor versions add functions and
/// sets, which are refused by their names.
const MINOR: f64 = 9.0;

/// Bytes of `[10000000]`, the longest thing that tells entries of a vector apart.
const LONGEST_ENTRY: usize = 10;

/// Reads a MathOptFormat text; its warnings are left to [`read_with`].
///
/// # Errors
/// As [`read_with`].
pub fn read(text: &str) -> Result<Program, ReadError> {
    read_with(text, ReadOptions::default()).map(|reading| reading.program)
}

/// Reads a MathOptFormat text and what it leaves in doubt.
///
/// # Errors
/// The place and the reason; with strict reading also the first doubt.
pub fn read_with(text: &str, options: ReadOptions) -> Result<Reading, ReadError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut doubts = Doubts::new();
    let value = json::parse(text).map_err(|error| doubts.error(text, error.into()))?;
    match program(&value, &mut doubts) {
        Ok(program) => doubts.warnings(text).reading(program).admitted(options),
        Err(problem) => Err(doubts.error(text, problem)),
    }
}

fn program(value: &Value, doubts: &mut Doubts) -> Result<Program, Problem> {
    const FIELDS: [&str; 7] =
        ["version", "name", "author", "description", "variables", "objective", "constraints"];
    let root = Cursor::root(value);
    let object = doubts.open(&root, &FIELDS)?;
    doubts.enter(Part::Field("version"));
    version(&object.get("version"), doubts)?;
    doubts.enter(Part::Field("name"));
    let name = object.or("name", "", |at| at.name(MAX_NAME_BYTES))?;
    let mut reader = Reader::default();
    doubts.enter(Part::Field("variables"));
    let mut k = 0;
    each(&object.get("variables"), "variables", MAX_COLUMNS, |at| {
        doubts.enter(Part::Entry("variables", k));
        k += 1;
        reader.variable(at, doubts)
    })?;
    doubts.enter(Part::Field("objective"));
    let (sense, offset) = reader.objective(&object.get("objective"), doubts)?;
    doubts.enter(Part::Field("constraints"));
    let mut k = 0;
    each(&object.get("constraints"), "constraints", MAX_ROWS, |at| {
        doubts.enter(Part::Entry("constraints", k));
        k += 1;
        reader.constraint(at, doubts)
    })?;
    if let Some((part, problem)) = reader.wrong_indicator() {
        doubts.enter(part);
        return Err(problem);
    }
    doubts.enter(Part::Field(""));
    let program = reader.finish(name, sense, offset);
    program.validate()?;
    Ok(program)
}

fn version(at: &Cursor<'_, '_>, doubts: &mut Doubts) -> Result<(), Problem> {
    let object = doubts.open(at, &["major", "minor"])?;
    let (major, minor) = (object.get("major"), object.get("minor").number()?);
    if major.number()? != 1.0 {
        return Err(major.error("it must be 1: versions 1.x of the format are read").into());
    }
    if minor > MINOR {
        let what = format!("the format's version 1.{minor} is newer than this release");
        doubts.add(Doubt::Assumed {
            what,
            instead: "it is read as 1.9; functions and sets that are new are refused",
        });
    }
    Ok(())
}

/// A row, but for its entries. Rows of a vector are called by its name and their position in it.
pub(super) struct RowData<'v> {
    name: Option<&'v str>,
    entry: Option<usize>,
    lower: f64,
    upper: f64,
}

/// What has been read.
#[derive(Default)]
pub(super) struct Reader<'v> {
    pub columns: Vec<Column>,
    pub column_names: Vec<Option<String>>,
    /// Whether a constraint has bounded the column.
    pub is_bounded: Vec<bool>,
    pub index: Index<'v>,
    pub rows: Vec<RowData<'v>>,
    row_names: BTreeSet<&'v str>,
    entries: Vec<(usize, usize, f64)>,
    pub quadratic: Triangle,
    pub objectives: Vec<Objective>,
    pub sets: Vec<SpecialOrderedSet>,
    /// Members of all sets.
    pub members: usize,
    /// Indicators with the constraints that made them.
    pub indicators: Vec<(Indicator, Part)>,
}

impl<'v> Reader<'v> {
    fn variable(&mut self, at: &Cursor<'v, '_>, doubts: &mut Doubts) -> Result<(), Problem> {
        let object = doubts.open(at, &["name"])?;
        let name = object.or("name", "", |at| at.name(MAX_NAME_BYTES))?;
        if name.is_empty() {
            let what = format!("{} has no name", at.place());
            doubts.add(Doubt::Assumed { what, instead: "it is called by its position" });
        } else if self.index.insert(name, self.columns.len()).is_some() {
            return Err(Problem::Repeated { what: "the variable", name: quote(name) });
        }
        self.is_bounded.push(false);
        self.column_names.push(Some(name).filter(|name| !name.is_empty()).map(String::from));
        self.columns.push(Column {
            name: String::new(),
            objective: 0.0,
            lower: f64::NEG_INFINITY,
            upper: f64::INFINITY,
            kind: Kind::Continuous,
        });
        Ok(())
    }

    fn constraint(&mut self, at: &Cursor<'v, '_>, doubts: &mut Doubts) -> Result<(), Problem> {
        let object = doubts.open(at, &["name", "function", "set"])?;
        let name = object.or("name", "", |at| at.name(MAX_NAME_BYTES))?;
        let owner = || match name {
            "" => at.place(),
            _ => format!("the constraint {:?} ({})", quote(name), at.place()),
        };
        let function = function(&object.get("function"), &self.index, &owner, doubts)?;
        let set_at = object.get("set");
        let set = set(&set_at, &owner, doubts)?;
        let is_of_columns = match function {
            Function::Variable(_) => true,
            Function::Variables(_) => matches!(set, Set::Each { .. }),
            _ => false,
        };
        if is_of_columns && !name.is_empty() {
            let what = format!("the name of {}", owner());
            doubts
                .add(Doubt::Ignored { what, reason: "a constraint on variables alone becomes their bounds" });
        }
        match (function, set) {
            (Function::Variable(j), Set::Bounds(lower, upper)) => self.bound(j, lower, upper, &owner)?,
            (Function::Variable(j), Set::Integer) => self.integer(j),
            (Function::Variable(j), Set::ZeroOne) => {
                self.integer(j);
                self.bound(j, 0.0, 1.0, &owner)?;
            }
            (Function::Variable(j), Set::Semi { lower, upper, is_integer }) => {
                self.semi(j, (lower, upper), is_integer, &owner)?;
            }
            (Function::Affine(affine), Set::Bounds(lower, upper)) => {
                self.row(name, None, affine.constant, (lower, upper), doubts)?;
                for (j, coefficient) in affine.terms {
                    self.entry(self.rows.len() - 1, j, coefficient)?;
                }
            }
            (Function::Affine(_), set @ (Set::Integer | Set::ZeroOne | Set::Semi { .. })) => {
                let value = if matches!(set, Set::Semi { .. }) { "a semi-continuous" } else { "an integer" };
                let what = format!("{value} value of the function of {}", owner());
                let instead = "make a variable equal to it, and put that one into the set";
                return Err(Problem::Unsupported { what, instead });
            }
            (Function::Variables(columns), Set::Ordered { order, weights }) => {
                check_length(&set_at, columns.len(), weights.len())?;
                self.ordered_set(name, order, columns, weights)?;
            }
            (Function::Vector { .. }, Set::Ordered { .. }) => {
                let what = format!("a special ordered set of sums in {}", owner());
                let instead = "make variables equal to them, and the set one of these";
                return Err(Problem::Unsupported { what, instead });
            }
            (Function::Variables(columns), Set::Indicator { active_at_one, lower, upper }) => {
                check_length(&set_at, columns.len(), 2)?;
                let terms = vec![(0, columns[0], 1.0), (1, columns[1], 1.0)];
                let sides = (active_at_one, lower, upper);
                self.indicator(name, (vec![0.0; 2], terms), sides, doubts)?;
            }
            (Function::Vector { constants, terms }, Set::Indicator { active_at_one, lower, upper }) => {
                check_length(&set_at, constants.len(), 2)?;
                self.indicator(name, (constants, terms), (active_at_one, lower, upper), doubts)?;
            }
            (Function::Variables(columns), Set::Each { dimension, lower, upper }) => {
                check_dimension(&set_at, dimension, columns.len())?;
                columns.into_iter().try_for_each(|j| self.bound(j, lower, upper, &owner))?;
            }
            (Function::Vector { constants, terms }, Set::Each { dimension, lower, upper }) => {
                check_dimension(&set_at, dimension, constants.len())?;
                let (first, is_alone) = (self.rows.len(), constants.len() == 1);
                for (k, constant) in constants.into_iter().enumerate() {
                    let entry = if is_alone { None } else { Some(k + 1) };
                    self.row(name, entry, constant, (lower, upper), doubts)?;
                }
                for (k, j, coefficient) in terms {
                    self.entry(first + k, j, coefficient)?;
                }
            }
            (Function::Variable(_) | Function::Affine(_), _) => {
                return Err(set_at.error("it must be a set of numbers, as its function is a number").into());
            }
            (Function::Variables(_) | Function::Vector { .. }, _) => {
                return Err(set_at.error("it must be a set of vectors, as its function is a vector").into());
            }
        }
        Ok(())
    }

    pub(super) fn row(
        &mut self,
        name: &'v str,
        entry: Option<usize>,
        constant: f64,
        (lower, upper): (f64, f64),
        doubts: &mut Doubts,
    ) -> Result<(), Problem> {
        if self.rows.len() == MAX_ROWS {
            return Err(Problem::Limit { what: "rows", limit: MAX_ROWS });
        }
        let is_new = name.is_empty() || entry.is_some_and(|k| k > 1) || self.row_names.insert(name);
        if !is_new {
            return Err(Problem::Repeated { what: "the constraint", name: quote(name) });
        }
        if [lower, upper].iter().any(|&side| side.is_finite() && rounds(side, constant)) {
            let what = format!("the constant {constant} of a constraint");
            let to = "it is taken off the right-hand side, which rounds";
            doubts.add(Doubt::ConstantMoved { what, to });
        }
        let name = Some(name).filter(|name| !name.is_empty());
        self.rows.push(RowData { name, entry, lower: lower - constant, upper: upper - constant });
        Ok(())
    }

    pub(super) fn entry(&mut self, i: usize, j: usize, coefficient: f64) -> Result<(), Problem> {
        if self.entries.len() == MAX_ENTRIES {
            return Err(Problem::Limit { what: "entries", limit: MAX_ENTRIES });
        }
        self.entries.push((i, j, coefficient));
        Ok(())
    }

    fn finish(self, name: &str, sense: Sense, offset: f64) -> Program {
        let mut columns = self.columns;
        for (column, name) in columns.iter_mut().zip(fill_names(self.column_names, |j| format!("x{j}"))) {
            column.name = name;
        }
        // The name of an entry of a vector gives way to one that is given.
        let given = self.rows.iter().map(|row| row.name.filter(|_| row.entry.is_none()).map(String::from));
        let made = |i: usize| match self.rows[i] {
            RowData { name: Some(name), entry: Some(k), .. }
                if name.len() + LONGEST_ENTRY <= MAX_NAME_BYTES =>
            {
                format!("{name}[{k}]")
            }
            _ => format!("r{i}"),
        };
        let names = fill_names(given.collect(), made);
        let rows = self.rows.iter().zip(names);
        let rows: Vec<Row> =
            rows.map(|(row, name)| Row { name, lower: row.lower, upper: row.upper }).collect();
        Program {
            name: name.into(),
            sense,
            offset,
            matrix: SparseMatrix::from_triplets(rows.len(), columns.len(), &self.entries),
            quadratic: self.quadratic.quadratic(),
            objectives: self.objectives,
            sets: self.sets,
            indicators: self.indicators.into_iter().map(|(indicator, _)| indicator).collect(),
            columns,
            rows,
            ..Program::default()
        }
    }
}

fn check_dimension(set: &Cursor<'_, '_>, dimension: f64, length: usize) -> Result<(), Problem> {
    if dimension == length as f64 {
        return Ok(());
    }
    let expected = format!("its dimension must be {length}, the length of its function, not {dimension}");
    Err(set.error(expected).into())
}

/// Whether `a - b` is not exact (the error term of Knuth's two-sum).
fn rounds(a: f64, b: f64) -> bool {
    let difference = a - b;
    let taken = a - difference;
    (a - (difference + taken)) + (taken - b) != 0.0
}
