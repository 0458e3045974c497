//! The quadratic part of an objective as texts give it: pairs of columns, in either order.

use super::MAX_ENTRIES;
use super::error::Problem;
use crate::program::Quadratic;
use std::collections::BTreeMap;

/// The entries of a lower triangle, each pair of columns once, in the order in which they first occurred.
#[derive(Default)]
pub(super) struct Triangle {
    entries: Vec<(usize, usize, f64)>,
    index: BTreeMap<(usize, usize), usize>,
}

impl Triangle {
    /// Adds to the entry of a pair of columns; whether it was there before.
    pub fn add(&mut self, a: usize, b: usize, value: f64) -> Result<bool, Problem> {
        if self.entries.len() == MAX_ENTRIES {
            return Err(Problem::Limit { what: "quadratic entries", limit: MAX_ENTRIES });
        }
        Ok(self.sum(a, b, value))
    }

    fn sum(&mut self, a: usize, b: usize, value: f64) -> bool {
        let pair = (a.max(b), a.min(b));
        let next = self.entries.len();
        let k = *self.index.entry(pair).or_insert(next);
        if k < next {
            self.entries[k].2 += value;
        } else {
            self.entries.push((pair.0, pair.1, value));
        }
        k < next
    }

    /// The quadratic part, if there is any.
    pub fn quadratic(self) -> Option<Quadratic> {
        (!self.entries.is_empty()).then_some(Quadratic { lower_triangle: self.entries })
    }
}

/// The entries of a quadratic part for a writer: each pair of columns once, those given again added up.
pub(super) fn merged(quadratic: Option<&Quadratic>) -> Vec<(usize, usize, f64)> {
    let mut triangle = Triangle::default();
    for &(i, j, value) in quadratic.iter().flat_map(|q| &q.lower_triangle) {
        triangle.sum(i, j, value);
    }
    triangle.entries
}
