//! A lowered program, and points of the given one in its columns: for starts, and for points that others bring.

use super::derive::Derived;
use crate::guidance::Guidance;
use crate::kinds::judge::Judge;
use crate::problem::Implication;
use hunch_model::Program;
use std::sync::Arc;

/// A plain program that stands for one with kinds.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The plain program. Its first columns and rows are those of the given one, in their order.
    pub program: Program,
    /// Columns of the given program.
    pub columns: usize,
    /// What its binaries say beside the rows.
    pub implications: Vec<Implication>,
    /// By how much each row may be missed: what its arithmetic rounds. Empty where none may.
    pub noise: Vec<f64>,
    /// By how much more each row may be missed within tolerance. Empty where none may.
    pub beyond: Vec<f64>,
    /// Judges points by the given program.
    pub judge: Arc<Judge>,
    /// What each further column is.
    pub(super) derived: Vec<Derived>,
}

impl Lowered {
    /// A point of the given program with the further columns.
    pub fn completed(&self, values: &[f64]) -> Vec<f64> {
        let further = self.derived.iter().map(|d| d.at(&|j| values.get(j).copied()).unwrap_or(0.0));
        values.iter().copied().chain(further).collect()
    }

    /// The guidance with what its start says of the further columns.
    pub fn guidance(&self, given: &Guidance) -> Guidance {
        let mut known = vec![None; self.columns];
        for &(j, v) in &given.start {
            known[j] = Some(v);
        }
        let mut guidance = given.clone();
        let further = (self.columns..).zip(&self.derived);
        guidance.start.extend(further.filter_map(|(j, d)| Some((j, d.at(&|k| known[k])?))));
        guidance
    }
}
