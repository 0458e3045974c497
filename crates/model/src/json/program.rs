//! Reads programs.

use super::error::JsonError;
use super::value::{Cursor, Object, Value};
use super::{PROGRAM_FORMAT, VERSION, parse};
use crate::io::{MAX_COLUMNS, MAX_ENTRIES, MAX_NAME_BYTES, MAX_ROWS};
use crate::matrix::SparseMatrix;
use crate::parametric::{AffineTerm, ParametricProgram, Target};
use crate::program::{Column, Kind, Program, Quadratic, Row, Sense, fill_names};
use crate::tree::{Node, ScenarioTree};

/// All that a program's JSON can say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The program as it is written; where there are parameters, at θ = 0.
    pub program: Program,
    /// Names of the parameters; empty for a program that has none.
    pub parameters: Vec<String>,
    /// What depends on the parameters.
    pub terms: Vec<AffineTerm>,
    /// The scenario tree, if any. What it ties is not in the rows of `program`: see [`ScenarioTree::tie`].
    pub tree: Option<ScenarioTree>,
}

impl Document {
    /// The program with its dependence on θ, tied as the tree says.
    pub fn into_parametric(self) -> ParametricProgram {
        let Self { mut program, parameters, terms, tree } = self;
        if let Some(tree) = tree {
            tree.tie(&mut program);
        }
        ParametricProgram { base: program, parameters, terms }
    }
}

/// Reads a program that has no parameters from JSON text.
///
/// # Errors
/// The first thing that is wrong, with its field. A text with parameters is refused: its numbers depend on θ
/// (see [`read_document`]).
pub fn read_program(text: &str) -> Result<Program, JsonError> {
    Document::from_value(&parse(text)?)?.into_program()
}

/// Reads a program with all its parts from JSON text.
///
/// # Errors
/// The first thing that is wrong, with its field.
pub fn read_document(text: &str) -> Result<Document, JsonError> {
    Document::from_value(&parse(text)?)
}

impl Document {
    /// Reads a program with all its parts.
    ///
    /// # Errors
    /// The first thing that is wrong, with its field.
    pub fn from_value(value: &Value) -> Result<Self, JsonError> {
        let root = Cursor::root(value);
        let known = [
            "format",
            "version",
            "name",
            "sense",
            "offset",
            "columns",
            "rows",
            "quadratic",
            "parametric",
            "tree",
        ];
        let object = header(&root, PROGRAM_FORMAT, &known)?;
        let program = program(&object)?;
        program.validate()?;
        let (parameters, terms) = parametric(&object, &program)?;
        let tree = tree(&object, &program)?;
        let document = ParametricProgram { base: program, parameters, terms };
        document.validate()?;
        let ParametricProgram { base, parameters, terms } = document;
        Ok(Self { program: base, parameters, terms, tree })
    }

    /// The program to be solved, tied as the tree says.
    ///
    /// # Errors
    /// When there are parameters, on whose values the program depends.
    pub fn into_program(self) -> Result<Program, JsonError> {
        if self.parameters.is_empty() {
            return Ok(self.into_parametric().base);
        }
        Err(JsonError::Field {
            field: "parametric.parameters".into(),
            value: format!("a list of {}", self.parameters.len()),
            expected: "a program without parameters is needed here; give them values first".into(),
        })
    }
}

/// Checks format and version and opens the object. The format is looked at first: a wrong one explains all
/// else.
pub(super) fn header<'v, 'p>(
    root: &'p Cursor<'v, '_>,
    format: &str,
    known: &[&str],
) -> Result<Object<'v, 'p>, JsonError> {
    let any = root.any_object()?;
    let found = any.get("format");
    if !matches!(found.text(), Ok(text) if text == format) {
        return Err(found.error(format!("it must be {format:?}")));
    }
    let version = any.get("version");
    match version.number() {
        Ok(v) if v == f64::from(VERSION) => root.object(known),
        Ok(v) if v > f64::from(VERSION) => {
            Err(version
                .error(format!("this release reads up to version {VERSION}; a newer release may read it")))
        }
        _ => Err(version.error(format!("it must be {VERSION}"))),
    }
}

fn program(object: &Object<'_, '_>) -> Result<Program, JsonError> {
    let columns_at = object.get("columns");
    let (mut columns, mut column_names) = (Vec::new(), Vec::new());
    columns_at.each("columns", MAX_COLUMNS, |_, at| {
        columns.push(column(&at, &mut column_names)?);
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
        quadratic: quadratic(object, columns.len())?,
        columns,
        rows,
    })
}

const SENSES: [(&str, Sense); 2] = [("minimize", Sense::Minimize), ("maximize", Sense::Maximize)];
const KINDS: [(&str, Kind); 2] = [("continuous", Kind::Continuous), ("integer", Kind::Integer)];

/// The name that an object gives itself, if any.
fn given_name(object: &Object<'_, '_>) -> Result<Option<String>, JsonError> {
    object.or("name", None, |at| Ok(Some(at.name(MAX_NAME_BYTES)?.into())))
}

/// Reads a column but for its name, which goes to `names`.
fn column(at: &Cursor<'_, '_>, names: &mut Vec<Option<String>>) -> Result<Column, JsonError> {
    let object = at.object(&["name", "objective", "lower", "upper", "kind"])?;
    names.push(given_name(&object)?);
    Ok(Column {
        name: String::new(),
        objective: object.or("objective", 0.0, |at| at.coefficient())?,
        lower: object.or("lower", 0.0, |at| at.bound(f64::NEG_INFINITY))?,
        upper: object.or("upper", f64::INFINITY, |at| at.bound(f64::INFINITY))?,
        kind: object.or("kind", Kind::Continuous, |at| at.choice(&KINDS))?,
    })
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

fn quadratic(object: &Object<'_, '_>, columns: usize) -> Result<Option<Quadratic>, JsonError> {
    let at = object.get("quadratic");
    if at.is_null() {
        return Ok(None);
    }
    let mut lower_triangle = Vec::new();
    at.each("quadratic entries", MAX_ENTRIES, |_, at| {
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

fn parametric(
    object: &Object<'_, '_>,
    program: &Program,
) -> Result<(Vec<String>, Vec<AffineTerm>), JsonError> {
    let (mut parameters, mut terms) = (Vec::new(), Vec::new());
    let at = object.get("parametric");
    if at.is_null() {
        return Ok((parameters, terms));
    }
    let part = at.object(&["parameters", "terms"])?;
    part.get("parameters").each("parameters", MAX_COLUMNS, |_, at| {
        parameters.push(at.name(MAX_NAME_BYTES)?.to_owned());
        Ok(())
    })?;
    part.get("terms").each("parametric terms", MAX_ENTRIES, |_, at| {
        let term = at.object(&["target", "row", "column", "parameter", "coefficient"])?;
        terms.push(AffineTerm {
            target: target(&term, program)?,
            parameter: term.get("parameter").index(parameters.len(), "parameters")?,
            coefficient: term.get("coefficient").number()?,
        });
        Ok(())
    })?;
    Ok((parameters, terms))
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

fn tree(object: &Object<'_, '_>, program: &Program) -> Result<Option<ScenarioTree>, JsonError> {
    let at = object.get("tree");
    if at.is_null() {
        return Ok(None);
    }
    let part = at.object(&["stages", "nodes", "groups"])?;
    let mut tree = ScenarioTree::default();
    part.get("stages").each("stages", MAX_COLUMNS, |_, at| {
        tree.stages.push(at.name(MAX_NAME_BYTES)?.to_owned());
        Ok(())
    })?;
    let columns = program.columns.len();
    let nodes = part.get("nodes");
    let count = nodes.length()?;
    nodes.each("nodes", MAX_COLUMNS, |_, at| {
        let node = at.object(&["parent", "probability", "columns"])?;
        let parent = node.get("parent");
        tree.nodes.push(Node {
            parent: if parent.is_null() { None } else { Some(parent.index(count, "nodes")?) },
            probability: node.or("probability", 1.0, |at| at.number())?,
            columns: indices(&node.get("columns"), columns)?,
        });
        Ok(())
    })?;
    if part.has("groups") {
        part.get("groups").each("groups", MAX_COLUMNS, |_, at| {
            tree.groups.push(indices(&at, columns)?);
            Ok(())
        })?;
    }
    tree.validate(columns)?;
    Ok(Some(tree))
}

/// A list of columns.
fn indices(at: &Cursor<'_, '_>, columns: usize) -> Result<Vec<usize>, JsonError> {
    let mut list = Vec::new();
    at.each("columns in a list", MAX_COLUMNS, |_, at| {
        list.push(at.index(columns, "columns")?);
        Ok(())
    })?;
    Ok(list)
}
