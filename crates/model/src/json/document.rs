//! Reads programs with all their parts.

use super::error::JsonError;
use super::header::{Version, version};
use super::kinds::{self, in_json, kinds};
use super::parametric::{Parts, parametric};
use super::program::program;
use super::tree::tree;
use super::value::{Cursor, Object, Value};
use super::{PROGRAM_FORMAT, VERSION, parse};
use crate::parametric::{AffineTerm, Distribution, ParametricError, ParametricProgram};
use crate::program::Program;
use crate::tree::ScenarioTree;

/// All that a program's JSON can say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The program as it is written; where there are parameters, at θ = 0.
    pub program: Program,
    /// Names of the parameters; empty for a program that has none.
    pub parameters: Vec<String>,
    /// Their values, in the same order; `None`, or an end before that of the names, where none is given.
    pub values: Vec<Option<f64>>,
    /// What depends on the parameters.
    pub terms: Vec<AffineTerm>,
    /// How the parameters are distributed, where that is said.
    pub distribution: Option<Distribution>,
    /// Columns that are binary whatever parameters make of their bounds.
    pub binaries: Vec<usize>,
    /// The scenario tree, if any. What it ties is not in the rows of `program`: see [`ScenarioTree::tie`].
    pub tree: Option<ScenarioTree>,
}

/// Fields of the top level; version 2 has those of [`kinds`] too.
const FIELDS: [&str; 10] =
    ["format", "version", "name", "sense", "offset", "columns", "rows", "quadratic", "parametric", "tree"];

impl Document {
    /// Reads a program with all its parts.
    ///
    /// # Errors
    /// The first thing that is wrong, with its field.
    pub fn from_value(value: &Value) -> Result<Self, JsonError> {
        let root = Cursor::root(value);
        let version = match version(&root, PROGRAM_FORMAT, VERSION)? {
            1 => Version::One,
            _ => Version::Two,
        };
        let known = match version {
            Version::One => FIELDS.to_vec(),
            Version::Two => [&FIELDS[..], &kinds::FIELDS].concat(),
        };
        let object = root.object(&known)?;
        let mut program = program(&object, version)?;
        if version == Version::Two {
            kinds(&object, &mut program)?;
        }
        program.validate().map_err(in_json)?;
        let Parts { parameters, values, terms, distribution } = parametric(&object, &program, version)?;
        let tree = tree(&object, &program)?;
        let binaries = binaries(&object, &program)?;
        let document = ParametricProgram { base: program, parameters, terms, distribution };
        document.validate()?;
        let ParametricProgram { base, parameters, terms, distribution } = document;
        Ok(Self { program: base, parameters, values, terms, distribution, binaries, tree })
    }

    /// The program with its dependence on θ, tied as the tree says.
    pub fn into_parametric(self) -> ParametricProgram {
        let Self { mut program, parameters, terms, distribution, tree, .. } = self;
        if let Some(tree) = tree {
            tree.tie(&mut program);
        }
        ParametricProgram { base: program, parameters, terms, distribution }
    }

    /// The program to be solved, with the parameters at their values and tied as the tree says.
    ///
    /// # Errors
    /// [`JsonError::NoValue`] with the first parameter that has no value; [`JsonError::Parametric`] when the
    /// values make numbers that no program can have.
    pub fn into_program(mut self) -> Result<Program, JsonError> {
        let (values, binaries) = (std::mem::take(&mut self.values), std::mem::take(&mut self.binaries));
        let parametric = self.into_parametric();
        if parametric.parameters.is_empty() {
            return Ok(parametric.base);
        }
        let mut theta = Vec::with_capacity(parametric.parameters.len());
        for (k, name) in parametric.parameters.iter().enumerate() {
            let missing =
                || JsonError::NoValue { field: format!("parametric.parameters[{k}]"), name: name.clone() };
            theta.push(values.get(k).copied().flatten().ok_or_else(missing)?);
        }
        let mut program = parametric.with_numbers(&theta)?;
        for j in binaries {
            let column = &mut program.columns[j];
            (column.lower, column.upper) = (column.lower.max(0.0), column.upper.min(1.0));
        }
        // Only now: the column of an indicator may be one of these.
        program.validate_kinds().map_err(|error| ParametricError::Program(in_json(error)))?;
        Ok(program)
    }
}

impl From<ParametricProgram> for Document {
    /// The document of a parametric program, without values of its parameters.
    fn from(program: ParametricProgram) -> Self {
        let ParametricProgram { base: program, parameters, terms, distribution } = program;
        Self { program, parameters, terms, distribution, ..Self::default() }
    }
}

/// Columns whose kind is `"binary"`.
fn binaries(object: &Object<'_, '_>, program: &Program) -> Result<Vec<usize>, JsonError> {
    let mut found = Vec::new();
    object.get("columns").each("columns", program.columns.len(), |j, at| {
        if at.any_object()?.get("kind").text() == Ok("binary") {
            found.push(j);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Reads a program to be solved from JSON text: the parameters are at their values.
///
/// # Errors
/// The first thing that is wrong, with its field; [`JsonError::NoValue`] for a parameter without a value (see
/// [`read_document`]).
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
