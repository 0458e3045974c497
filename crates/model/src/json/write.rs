//! Writes programs. Numbers are written so that they read back bit by bit; infinite bounds become `null`.

use super::distribution::{self, GroupOut};
use super::document::Document;
use super::write_kinds::{
    DegradationOut, IndicatorOut, ObjectiveOut, PiecewiseOut, SetOut, degradation, indicator, objective,
    piecewise, set,
};
use super::{PROGRAM_FORMAT, VERSION};
use crate::parametric::{AffineTerm, Target};
use crate::program::{Kind, Program, ProgramError, Sense};
use crate::tree::ScenarioTree;
use serde::Serialize;

#[derive(Serialize)]
struct ProgramOut<'a> {
    format: &'static str,
    version: u32,
    name: &'a str,
    sense: Sense,
    offset: f64,
    columns: Vec<ColumnOut<'a>>,
    rows: Vec<RowOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quadratic: Option<&'a [(usize, usize, f64)]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sos: Vec<SetOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    indicators: Vec<IndicatorOut>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    piecewise: Vec<PiecewiseOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objectives: Vec<ObjectiveOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    degradation: Option<DegradationOut>,
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    lazy: &'a [usize],
    #[serde(skip_serializing_if = "Option::is_none")]
    parametric: Option<ParametricOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tree: Option<TreeOut<'a>>,
}

#[derive(Serialize)]
struct ColumnOut<'a> {
    name: &'a str,
    objective: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    kind: &'static str,
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Continuous => "continuous",
        Kind::Integer => "integer",
        Kind::SemiContinuous => "semicontinuous",
        Kind::SemiInteger => "semiinteger",
    }
}

#[derive(Serialize)]
struct RowOut<'a> {
    name: &'a str,
    lower: Option<f64>,
    upper: Option<f64>,
    terms: Vec<(usize, f64)>,
}

#[derive(Serialize)]
struct ParametricOut<'a> {
    parameters: Vec<ParameterOut<'a>>,
    terms: Vec<TermOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distribution: Option<Vec<GroupOut<'a>>>,
}

/// A parameter without a value is its name alone.
#[derive(Serialize)]
#[serde(untagged)]
enum ParameterOut<'a> {
    Name(&'a str),
    Value { name: &'a str, value: f64 },
}

#[derive(Serialize)]
struct TermOut {
    target: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    parameter: usize,
    coefficient: f64,
}

#[derive(Serialize)]
struct TreeOut<'a> {
    stages: &'a [String],
    nodes: Vec<NodeOut<'a>>,
    groups: &'a [Vec<usize>],
}

#[derive(Serialize)]
struct NodeOut<'a> {
    parent: Option<usize>,
    probability: f64,
    columns: &'a [usize],
}

/// Writes a program as JSON text.
///
/// # Errors
/// A malformed program; its NaNs would become `null`.
pub fn write_program(program: &Program) -> Result<String, ProgramError> {
    program.validate()?;
    Ok(text(&outline(program)))
}

/// Writes a program with all its parts as JSON text.
///
/// # Errors
/// A malformed program. The other parts must be valid.
pub fn write_document(document: &Document) -> Result<String, ProgramError> {
    document.program.validate()?;
    let mut out = outline(&document.program);
    for &j in &document.binaries {
        // Parameters may move its bounds, which then still leave it 0 and 1 at most.
        if let Some(column) = out.columns.get_mut(j) {
            column.kind = "binary";
        }
    }
    if !document.parameters.is_empty() {
        let parameters = document.parameters.iter().enumerate().map(|(k, name)| parameter(document, k, name));
        let terms = document.terms.iter().map(term).collect();
        let distribution = document.distribution.as_ref().map(distribution::outline);
        out.parametric = Some(ParametricOut { parameters: parameters.collect(), terms, distribution });
    }
    out.tree = document.tree.as_ref().map(tree);
    Ok(text(&out))
}

/// Serialising plain structs to memory cannot fail; should it ever, the empty text is refused by every
/// reader.
pub(super) fn text(out: &impl Serialize) -> String {
    serde_json::to_string(out).unwrap_or_default()
}

fn outline(program: &Program) -> ProgramOut<'_> {
    let mut rows: Vec<RowOut<'_>> = program
        .rows
        .iter()
        .map(|r| RowOut { name: &r.name, lower: finite(r.lower), upper: finite(r.upper), terms: Vec::new() })
        .collect();
    for (i, j, v) in program.matrix.triplets() {
        rows[i].terms.push((j, v));
    }
    let columns = program.columns.iter().map(|c| ColumnOut {
        name: &c.name,
        objective: c.objective,
        lower: finite(c.lower),
        upper: finite(c.upper),
        kind: kind(c.kind),
    });
    ProgramOut {
        format: PROGRAM_FORMAT,
        version: VERSION,
        name: &program.name,
        sense: program.sense,
        offset: program.offset,
        columns: columns.collect(),
        rows,
        quadratic: program.quadratic.as_ref().map(|q| &q.lower_triangle[..]),
        sos: program.sets.iter().map(set).collect(),
        indicators: program.indicators.iter().map(indicator).collect(),
        piecewise: program.piecewise.iter().map(piecewise).collect(),
        objectives: program.objectives.iter().map(objective).collect(),
        degradation: degradation(program.degradation),
        lazy: &program.lazy_rows,
        parametric: None,
        tree: None,
    }
}

pub(super) fn finite(value: f64) -> Option<f64> {
    Some(value).filter(|v| v.is_finite())
}

fn parameter<'a>(document: &Document, k: usize, name: &'a str) -> ParameterOut<'a> {
    match document.values.get(k).copied().flatten() {
        Some(value) => ParameterOut::Value { name, value },
        None => ParameterOut::Name(name),
    }
}

fn term(term: &AffineTerm) -> TermOut {
    let (target, row, column) = match term.target {
        Target::Offset => ("offset", None, None),
        Target::Cost(j) => ("cost", None, Some(j)),
        Target::ColumnLower(j) => ("columnLower", None, Some(j)),
        Target::ColumnUpper(j) => ("columnUpper", None, Some(j)),
        Target::RowLower(i) => ("rowLower", Some(i), None),
        Target::RowUpper(i) => ("rowUpper", Some(i), None),
        Target::Coefficient(i, j) => ("coefficient", Some(i), Some(j)),
    };
    TermOut { target, row, column, parameter: term.parameter, coefficient: term.coefficient }
}

fn tree(tree: &ScenarioTree) -> TreeOut<'_> {
    let nodes = tree.nodes.iter().map(|n| NodeOut {
        parent: n.parent,
        probability: n.probability,
        columns: &n.columns,
    });
    TreeOut { stages: &tree.stages, nodes: nodes.collect(), groups: &tree.groups }
}
