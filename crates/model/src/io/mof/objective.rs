//! The objective: a number, linear or quadratic, or a vector of numbers, one an objective.

use super::doubts::Doubts;
use super::functions::{Affine, Function, Index, column, each, entry, function, term, vector};
use super::read::Reader;
use crate::io::doubt::Doubt;
use crate::io::error::Problem;
use crate::io::triangle::Triangle;
use crate::io::{MAX_ENTRIES, MAX_OBJECTIVES};
use crate::json::Cursor;
use crate::kinds::Objective;
use crate::program::Sense;
use std::collections::BTreeMap;

impl<'v> Reader<'v> {
    /// Reads the objective into the columns and what else it needs; sense and constant.
    pub(super) fn objective(
        &mut self,
        at: &Cursor<'v, '_>,
        doubts: &mut Doubts,
    ) -> Result<(Sense, f64), Problem> {
        const SENSES: [(&str, Option<Sense>); 3] =
            [("min", Some(Sense::Minimize)), ("max", Some(Sense::Maximize)), ("feasibility", None)];
        let object = doubts.open(at, &["sense", "function"])?;
        let sense = object.get("sense").choice(&SENSES)?;
        let Some(sense) = sense else {
            if object.has("function") {
                let what = "objective.function".into();
                doubts.add(Doubt::Ignored { what, reason: "any feasible point is asked for" });
            }
            return Ok((Sense::Minimize, 0.0));
        };
        if !object.has("function") {
            let what = "the objective has no function".into();
            doubts.add(Doubt::Assumed { what, instead: "it is taken to be 0" });
            return Ok((sense, 0.0));
        }
        let at = object.get("function");
        let affine = match at.any_object()?.get("type").text() {
            Ok("ScalarQuadraticFunction") => self.quadratic(&at, doubts)?,
            Ok("VectorQuadraticFunction") => self.quadratics(sense, &at, doubts)?,
            _ => match function(&at, &self.index, &|| "the objective".into(), doubts)? {
                Function::Variable(j) => Affine { constant: 0.0, terms: vec![(j, 1.0)] },
                Function::Affine(affine) => affine,
                Function::Variables(columns) => {
                    let terms = columns.iter().enumerate().map(|(k, &j)| (k, j, 1.0)).collect();
                    self.objectives(sense, vec![0.0; columns.len()], terms, doubts)?
                }
                Function::Vector { constants, terms } => self.objectives(sense, constants, terms, doubts)?,
            },
        };
        for (j, coefficient) in affine.terms {
            self.columns[j].objective += coefficient;
        }
        Ok((sense, affine.constant))
    }

    /// `½xᵀQx` and a linear part: the coefficient of a pair of variables is the entry of Q, for a square as
    /// for a product, and pairs that are given again add up.
    fn quadratic(&mut self, at: &Cursor<'v, '_>, doubts: &mut Doubts) -> Result<Affine, Problem> {
        let object = doubts.open(at, &["type", "affine_terms", "quadratic_terms", "constant"])?;
        let mut terms = Vec::new();
        each(&object.get("affine_terms"), "terms", MAX_ENTRIES, |at| {
            terms.push(term(at, &self.index, doubts)?);
            Ok(())
        })?;
        each(&object.get("quadratic_terms"), "quadratic terms", MAX_ENTRIES, |at| {
            let (i, j, value) = quadratic_term(at, &self.index, doubts)?;
            self.quadratic.add(i, j, value)?;
            Ok(())
        })?;
        Ok(Affine { constant: object.get("constant").coefficient()?, terms })
    }

    /// The same as a vector, an entry an objective.
    fn quadratics(
        &mut self,
        sense: Sense,
        at: &Cursor<'v, '_>,
        doubts: &mut Doubts,
    ) -> Result<Affine, Problem> {
        let object = doubts.open(at, &["type", "affine_terms", "quadratic_terms", "constants"])?;
        let (constants, terms) = vector(&object, "affine_terms", &self.index, doubts)?;
        let count = constants.len();
        let affine = self.objectives(sense, constants, terms, doubts)?;
        let mut others: Vec<Triangle> = self.objectives.iter().map(|_| Triangle::default()).collect();
        each(&object.get("quadratic_terms"), "quadratic terms", MAX_ENTRIES, |at| {
            let object = doubts.open(at, &["output_index", "scalar_term"])?;
            let entry = entry(&object.get("output_index"), count)?;
            let (i, j, value) = quadratic_term(&object.get("scalar_term"), &self.index, doubts)?;
            let triangle = if entry == 0 { &mut self.quadratic } else { &mut others[entry - 1] };
            triangle.add(i, j, value)?;
            Ok(())
        })?;
        for (objective, triangle) in self.objectives.iter_mut().zip(others) {
            objective.quadratic = triangle.quadratic();
        }
        Ok(affine)
    }

    /// The first entry of a vector, which is the program's own objective; the others come after it.
    fn objectives(
        &mut self,
        sense: Sense,
        constants: Vec<f64>,
        terms: Vec<(usize, usize, f64)>,
        doubts: &mut Doubts,
    ) -> Result<Affine, Problem> {
        let Some((&constant, others)) = constants.split_first() else {
            let what = "an objective without entries".into();
            return Err(Problem::Unsupported { what, instead: "give it one, or the sense feasibility" });
        };
        if others.len() > MAX_OBJECTIVES {
            return Err(Problem::Limit { what: "objectives", limit: MAX_OBJECTIVES });
        }
        if !others.is_empty() {
            let what = "the objective is a vector, whose entries have no order of importance".into();
            let instead = "they are optimised one after another, the first one first";
            doubts.add(Doubt::Assumed { what, instead });
        }
        let objective = |&offset: &f64| Objective { sense, offset, ..Objective::default() };
        self.objectives = others.iter().map(objective).collect();
        let mut own = Vec::new();
        let mut places = BTreeMap::new();
        for (entry, j, coefficient) in terms {
            let list = match entry {
                0 => &mut own,
                _ => &mut self.objectives[entry - 1].terms,
            };
            let next = list.len();
            let place = *places.entry((entry, j)).or_insert(next);
            if place < next {
                list[place].1 += coefficient;
            } else {
                list.push((j, coefficient));
            }
        }
        Ok(Affine { constant, terms: own })
    }
}

/// A term of two variables, which may be one and the same.
fn quadratic_term(
    at: &Cursor<'_, '_>,
    index: &Index<'_>,
    doubts: &mut Doubts,
) -> Result<(usize, usize, f64), Problem> {
    let object = doubts.open(at, &["coefficient", "variable_1", "variable_2"])?;
    let i = column(&object.get("variable_1"), index)?;
    let j = column(&object.get("variable_2"), index)?;
    Ok((i, j, object.get("coefficient").coefficient()?))
}
