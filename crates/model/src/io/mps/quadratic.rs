//! The quadratic part of the objective: `QUADOBJ` and `QSECTION`, which give each pair of columns once, from
//! either triangle of Q in ½xᵀQx, and `QMATRIX`, which gives both triangles.

use super::fields::Field;
use super::read::Reader;
use crate::io::doubt::Doubt;
use crate::io::error::{Problem, ReadError};
use crate::io::triangle::Triangle;
use crate::program::Quadratic;
use std::collections::BTreeMap;

/// Which entries of Q a section gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Each pair of columns once.
    #[default]
    Once,
    /// Each pair of different columns twice, with the same number.
    Both,
}

/// The entries as they are read.
#[derive(Default)]
pub(super) struct QuadraticData {
    form: Form,
    triangle: Triangle,
    /// Of a matrix: the entries below or above the diagonal whose mirror image has not been met, by row and
    /// column, with number, line and column.
    unmatched: BTreeMap<(usize, usize), (f64, usize, usize)>,
}

impl QuadraticData {
    pub fn begin(&mut self, form: Form) {
        self.form = form;
    }

    /// Takes an entry in row `i` and column `j`; whether its pair of columns was given before.
    fn add(&mut self, i: usize, j: usize, value: f64, at: Field<'_>) -> Result<bool, ReadError> {
        if self.form == Form::Both && i != j {
            if let Some((mirror, ..)) = self.unmatched.remove(&(j, i)) {
                return if mirror == value { Ok(false) } else { Err(at.error(asymmetric())) };
            }
            self.unmatched.insert((i, j), (value, at.line, at.column));
        }
        let is_repeated = self.triangle.add(i, j, value).map_err(|problem| at.error(problem))?;
        if is_repeated && self.form == Form::Both {
            let name = at.text.into();
            return Err(
                at.error(Problem::Repeated { what: "the entry of the quadratic matrix in row", name })
            );
        }
        Ok(is_repeated)
    }

    /// Where an entry of a matrix stands without its mirror image, if one does.
    pub fn check(&self) -> Result<(), ReadError> {
        match self.unmatched.values().map(|&(_, line, column)| (line, column)).min() {
            Some((line, column)) => Err(ReadError { line, column, problem: asymmetric() }),
            None => Ok(()),
        }
    }

    pub fn quadratic(self) -> Option<Quadratic> {
        self.triangle.quadratic()
    }
}

fn asymmetric() -> Problem {
    let what = "an entry of a quadratic matrix that is not symmetric".into();
    let instead = "give both of its triangles alike, or one of them in the section QUADOBJ";
    Problem::Ambiguous { what, instead }
}

impl<'a> Reader<'a> {
    /// `column row number [row number]`
    pub(super) fn quadratic_line(&mut self, number: usize, text: &'a str) -> Result<(), ReadError> {
        let line = self.splitter.entries(number, text)?;
        let Some(label) = line.label else {
            let (first, _) = line.pairs[0];
            return Err(first.unexpected("two column names and a number"));
        };
        let j = self.known_column(label)?;
        for (row, value) in line.pairs {
            let i = self.known_column(row)?;
            if self.quadratic.add(i, j, value.number()?, row)? {
                let name = format!("{} {}", label.text, row.text);
                self.warnings.add(row.line, row.column, Doubt::Summed { name });
            }
        }
        Ok(())
    }
}
