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
    /// That a semi-continuous or semi-integer column is zero or within its bounds.
    Semi(usize),
    /// A special ordered set.
    Set(usize),
    /// A piecewise-linear term.
    Piecewise(usize),
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
    /// Whether the bounds are those of a semi-continuous or semi-integer column, which may be zero as well.
    #[serde(skip_serializing_if = "is_false")]
    pub semi: bool,
    /// The binary column and its value at which a row has to hold, where it has an indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<When>,
}

/// A binary column and its value at which a row has to hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct When {
    /// The column's index.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// The value.
    pub value: f64,
}

/// A special ordered set or a piecewise-linear term that contributes to an infeasible subset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named {
    /// Its index in the program's list.
    pub index: usize,
    /// Its name.
    pub name: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's way
fn is_false(value: &bool) -> bool {
    !*value
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
    if cfg!(feature = "kinds") {
        parts.extend((0..program.sets.len()).map(Part::Set));
        parts.extend((0..program.piecewise.len()).map(Part::Piecewise));
    }
    // An indicator says nothing without a binary column.
    let binaries = indicator_columns(program);
    let integers = program.columns.iter().enumerate().filter(|(j, c)| c.kind.is_integer() && !binaries[*j]);
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
    let binaries = indicator_columns(program);
    for (j, column) in program.columns.iter().enumerate() {
        if cfg!(feature = "kinds") && column.kind.is_semi() {
            parts.push(Part::Semi(j));
            continue;
        }
        if binaries[j] {
            parts.extend((column.lower > 0.0).then_some(Part::ColumnLower(j)));
            parts.extend((column.upper < 1.0).then_some(Part::ColumnUpper(j)));
            continue;
        }
        parts.extend(column.lower.is_finite().then_some(Part::ColumnLower(j)));
        parts.extend(column.upper.is_finite().then_some(Part::ColumnUpper(j)));
    }
    parts
}

/// Whether each column is one that rows have as their indicator.
fn indicator_columns(program: &Program) -> Vec<bool> {
    let mut binaries = vec![false; program.columns.len()];
    program.indicators.iter().for_each(|i| binaries[i.column] = true);
    binaries
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
        indicators: if cfg!(feature = "kinds") { program.indicators.clone() } else { Vec::new() },
        ..Program::default()
    };
    for indicator in &program.indicators {
        let column = &mut restricted.columns[indicator.column];
        (column.lower, column.upper, column.kind) = (0.0, 1.0, Kind::Integer);
    }
    for part in parts {
        match part {
            Part::RowLower(i) => restricted.rows[i].lower = program.rows[i].lower,
            Part::RowUpper(i) => restricted.rows[i].upper = program.rows[i].upper,
            Part::Integer(j) => restricted.columns[j].kind = Kind::Integer,
            Part::Semi(_) | Part::Set(_) | Part::Piecewise(_) if !cfg!(feature = "kinds") => {}
            Part::Semi(j) => {
                let (column, given) = (&mut restricted.columns[j], &program.columns[j]);
                (column.lower, column.upper) = (given.lower, given.upper);
                let integer = column.kind.is_integer();
                column.kind = if integer { Kind::SemiInteger } else { Kind::SemiContinuous };
            }
            Part::Set(k) => restricted.sets.push(program.sets[k].clone()),
            Part::Piecewise(k) => restricted.piecewise.push(program.piecewise[k].clone()),
            Part::ColumnLower(j) => restricted.columns[j].lower = program.columns[j].lower,
            Part::ColumnUpper(j) => restricted.columns[j].upper = program.columns[j].upper,
        }
    }
    restricted
}

/// The rows among the conditions.
pub(super) fn rows(program: &Program, parts: &[Part]) -> Vec<Member> {
    let has = |part| parts.contains(&part);
    let indicators = program.indicator_of_rows();
    let row = |(i, r): (usize, &Row)| Member {
        indicator: indicators[i].map(|indicator| When {
            column: indicator.column,
            name: program.column_name(indicator.column),
            value: f64::from(u8::from(indicator.active_at_one)),
        }),
        semi: false,
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
        lower: (has(Part::ColumnLower(j)) || has(Part::Semi(j))).then_some(c.lower),
        upper: (has(Part::ColumnUpper(j)) || has(Part::Semi(j))).then_some(c.upper),
        integer: has(Part::Integer(j)),
        semi: has(Part::Semi(j)),
        indicator: None,
    };
    program.columns.iter().enumerate().map(column).filter(takes_part).collect()
}

fn takes_part(member: &Member) -> bool {
    member.lower.is_some() || member.upper.is_some() || member.integer
}

/// The sets among the conditions.
pub(super) fn sets(program: &Program, parts: &[Part]) -> Vec<Named> {
    if !cfg!(feature = "kinds") {
        return Vec::new();
    }
    let named = |k: usize| Named { index: k, name: program.sets[k].name.clone() };
    (0..program.sets.len()).filter(|&k| parts.contains(&Part::Set(k))).map(named).collect()
}

/// The piecewise-linear terms among the conditions.
pub(super) fn piecewise(program: &Program, parts: &[Part]) -> Vec<Named> {
    if !cfg!(feature = "kinds") {
        return Vec::new();
    }
    let named = |k: usize| Named { index: k, name: program.piecewise[k].name.clone() };
    (0..program.piecewise.len()).filter(|&k| parts.contains(&Part::Piecewise(k))).map(named).collect()
}
