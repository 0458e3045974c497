//! The quadratic part as an MPS text states it.

use super::fields::Field;
use crate::io::MAX_ENTRIES;
use crate::io::error::{Problem, ReadError};
use crate::io::triangle::Triangle;
use crate::order::sort_by;
use crate::program::Quadratic;

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
    /// Of a matrix: its entries beside the diagonal.
    halves: Vec<Half>,
}

/// An entry below or above the diagonal, with line and column.
struct Half {
    larger: usize,
    smaller: usize,
    is_below: bool,
    value: f64,
    place: (usize, usize),
}

impl QuadraticData {
    pub fn begin(&mut self, form: Form) {
        self.form = form;
    }

    /// Takes an entry in row `i` and column `j`; whether its pair of columns was given before.
    pub fn add(&mut self, i: usize, j: usize, value: f64, at: Field<'_>) -> Result<bool, ReadError> {
        if self.form == Form::Both && i != j {
            if self.halves.len() == MAX_ENTRIES {
                return Err(at.error(Problem::Limit { what: "quadratic entries", limit: MAX_ENTRIES }));
            }
            let (larger, smaller, place) = (i.max(j), i.min(j), at.place());
            self.halves.push(Half { larger, smaller, is_below: i > j, value, place });
            if i < j {
                return Ok(false);
            }
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

    /// Refuses a matrix whose triangles are not the same.
    pub fn check(&mut self) -> Result<(), ReadError> {
        let key = |half: &Half| (half.larger, half.smaller, half.is_below);
        sort_by(&mut self.halves, |a, b| key(a).cmp(&key(b)));
        let pair = |half: &Half| (half.larger, half.smaller);
        let wrong = self.halves.chunk_by(|a, b| pair(a) == pair(b)).filter(|halves| match halves {
            [above, below] => above.is_below == below.is_below || above.value != below.value,
            _ => true,
        });
        let place = wrong.filter_map(|halves| halves.iter().map(|half| half.place).max()).min();
        match place {
            None => Ok(()),
            Some((line, column)) => {
                let what = "an entry of a quadratic matrix that is not symmetric".into();
                let instead = "give both of its triangles alike, or one of them in the section QUADOBJ";
                Err(ReadError { line, column, problem: Problem::Ambiguous { what, instead } })
            }
        }
    }

    pub fn quadratic(self) -> Option<Quadratic> {
        self.triangle.quadratic()
    }
}
