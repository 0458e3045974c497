//! Regions of a pool's search: boxes of the integer columns, each to be searched for its best point. Without
//! the integers of that point a region is the disjoint union of smaller boxes (Lawler, "A procedure for
//! computing the K best solutions to discrete optimization problems and its application to the shortest path
//! problem", Management Science 18, 1972).

use hunch_model::Program;

/// A box of integer columns.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// Bounds of the columns that are narrower than the program's, `(column, lower, upper)`.
    pub bounds: Vec<(usize, f64, f64)>,
    /// No point of it is better, as a minimisation.
    pub bound: f64,
    /// Its best point, once it was searched: one value a column of the given program, and the objective.
    pub best: Option<(Vec<f64>, f64)>,
}

impl Region {
    /// All of the program.
    pub fn whole() -> Self {
        Self { bounds: Vec::new(), bound: f64::NEG_INFINITY, best: None }
    }

    /// The program within the region.
    pub fn program(&self, program: &Program) -> Program {
        let mut part = program.clone();
        for &(j, lower, upper) in &self.bounds {
            (part.columns[j].lower, part.columns[j].upper) = (lower, upper);
        }
        part
    }

    /// The region without the points that have the integers of `point`: of each the columns before one are as
    /// in the point, and that one is less or more.
    pub fn without(&self, point: &[f64], integers: &[usize], program: &Program) -> Vec<Self> {
        let within = self.program(program);
        let mut parts = Vec::new();
        let mut fixed = self.bounds.clone();
        for &j in integers {
            let (lower, upper, value) = (within.columns[j].lower, within.columns[j].upper, point[j]);
            for (low, high) in [(lower, value - 1.0), (value + 1.0, upper)] {
                if low <= high {
                    let mut bounds = fixed.clone();
                    narrow(&mut bounds, (j, low, high));
                    parts.push(Self { bounds, bound: self.bound, best: None });
                }
            }
            if lower < upper {
                narrow(&mut fixed, (j, value, value));
            }
        }
        parts
    }
}

fn narrow(bounds: &mut Vec<(usize, f64, f64)>, to: (usize, f64, f64)) {
    match bounds.iter_mut().find(|b| b.0 == to.0) {
        Some(known) => *known = to,
        None => bounds.push(to),
    }
}
