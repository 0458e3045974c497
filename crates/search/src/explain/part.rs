//! The conditions that a program is made of, one by one, and programs with some of them only.

use hunch_model::{Column, Kind, Program, Row};
use serde::Serialize;

/// One condition of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The lower bound of a row.
    RowLower(usize),
    /// The upper bound of a row.
    RowUpper(usize),
    /// The integrality of a column.
    Integer(usize),
    /// The lower bound of a column.
    ColumnLower(usize),
    /// The upper bound of a column.
    ColumnUpper(usize),
}

/// A row or a column with what it contributes to an infeasible subset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// Its index in the program.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// Its lower bound, if that takes part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// Its upper bound, if that takes part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// Whether its integrality takes part (never for a row).
    pub integer: bool,
}

/// All finite bounds. Rows come first: the filter drops what comes first rather than what comes last, and an
/// explanation with few rows is easier to read than one with few column bounds.
pub fn sides(program: &Program) -> Vec<Part> {
    let mut parts = row_sides(program);
    parts.extend(column_sides(program));
    parts
}

/// All finite bounds and integrality conditions: rows, then integrality, then column bounds, which go last
/// because a search over integers without bounds need not end (Guieu and Chinneck, "Analyzing infeasible
/// mixed-integer and integer linear programs", INFORMS Journal on Computing 11, 1999).
pub fn all(program: &Program) -> Vec<Part> {
    let mut parts = row_sides(program);
    let integers = program.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Integer);
    parts.extend(integers.map(|(j, _)| Part::Integer(j)));
    parts.extend(column_sides(program));
    parts
}

fn row_sides(program: &Program) -> Vec<Part> {
    let mut parts = Vec::new();
    for (i, row) in program.rows.iter().enumerate() {
        parts.extend(row.lower.is_finite().then_some(Part::RowLower(i)));
        parts.extend(row.upper.is_finite().then_some(Part::RowUpper(i)));
    }
    parts
}

fn column_sides(program: &Program) -> Vec<Part> {
    let mut parts = Vec::new();
    for (j, column) in program.columns.iter().enumerate() {
        parts.extend(column.lower.is_finite().then_some(Part::ColumnLower(j)));
        parts.extend(column.upper.is_finite().then_some(Part::ColumnUpper(j)));
    }
    parts
}

/// The program without objective that has only these conditions.
pub fn program_with(program: &Program, parts: impl Iterator<Item = Part>) -> Program {
    let (free_below, free_above) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut restricted = Program {
        name: program.name.clone(),
        matrix: program.matrix.clone(),
        rows: (program.rows.iter())
            .map(|r| Row { name: r.name.clone(), lower: free_below, upper: free_above })
            .collect(),
        columns: (program.columns.iter())
            .map(|c| Column {
                name: c.name.clone(),
                objective: 0.0,
                lower: free_below,
                upper: free_above,
                kind: Kind::Continuous,
            })
            .collect(),
        ..Program::default()
    };
    for part in parts {
        match part {
            Part::RowLower(i) => restricted.rows[i].lower = program.rows[i].lower,
            Part::RowUpper(i) => restricted.rows[i].upper = program.rows[i].upper,
            Part::Integer(j) => restricted.columns[j].kind = Kind::Integer,
            Part::ColumnLower(j) => restricted.columns[j].lower = program.columns[j].lower,
            Part::ColumnUpper(j) => restricted.columns[j].upper = program.columns[j].upper,
        }
    }
    restricted
}

/// The rows among the conditions.
pub(super) fn rows(program: &Program, parts: &[Part]) -> Vec<Member> {
    let has = |part| parts.contains(&part);
    let row = |(i, r): (usize, &Row)| Member {
        index: i,
        name: r.name.clone(),
        lower: has(Part::RowLower(i)).then_some(r.lower),
        upper: has(Part::RowUpper(i)).then_some(r.upper),
        integer: false,
    };
    program.rows.iter().enumerate().map(row).filter(takes_part).collect()
}

/// The columns among the conditions.
pub(super) fn columns(program: &Program, parts: &[Part]) -> Vec<Member> {
    let has = |part| parts.contains(&part);
    let column = |(j, c): (usize, &Column)| Member {
        index: j,
        name: c.name.clone(),
        lower: has(Part::ColumnLower(j)).then_some(c.lower),
        upper: has(Part::ColumnUpper(j)).then_some(c.upper),
        integer: has(Part::Integer(j)),
    };
    program.columns.iter().enumerate().map(column).filter(takes_part).collect()
}

fn takes_part(member: &Member) -> bool {
    member.lower.is_some() || member.upper.is_some() || member.integer
}
