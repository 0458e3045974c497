//! Variable upper bounds by probing: what a binary at 0, and at 1, leaves of a continuous column by way of several
//! rows. Nothing flows behind a source that is shut, however many nodes lie between; and what may flow there when it
//! is open is often far less than the source gives (Savelsbergh, "Preprocessing and probing techniques for mixed
//! integer programming problems", 1994, section 2).

use super::variable_bounds::VariableBound;
use crate::domain::Domain;
use crate::params::{PROBED_BOUNDS_EACH, PROBED_BOUNDS_IDLE, PROBED_BOUNDS_WORK, PROBED_PROGRESS};
use crate::problem::MipProblem;
use crate::propagation::{Propagation, Propagator};

/// Columns with the bounds that they have by a binary, and the work done. `domain` holds in the whole tree; what
/// propagation derives counts the rows' tolerances and its own rounding.
pub fn probe(
    problem: &MipProblem,
    domain: &Domain,
    propagator: &Propagator,
) -> (Vec<(usize, VariableBound)>, u64) {
    let mut probing = Probing::new(problem, domain, propagator);
    let limit = PROBED_BOUNDS_WORK * (problem.rows() + problem.columns()) as u64;
    let mut idle = 0;
    for y in 0..problem.columns() {
        if !problem.integer[y] || (domain.lower(y), domain.upper(y)) != (0.0, 1.0) {
            continue;
        }
        let before = probing.found.len();
        probing.look(y);
        idle = if probing.found.len() > before { 0 } else { idle + 1 };
        if probing.work > limit || idle >= PROBED_BOUNDS_IDLE {
            break;
        }
    }
    (probing.found, probing.work)
}

struct Probing<'a> {
    problem: &'a MipProblem,
    domain: Domain,
    propagator: Propagator,
    /// How many bounds each column has got so far.
    count: Vec<u32>,
    found: Vec<(usize, VariableBound)>,
    work: u64,
}

impl<'a> Probing<'a> {
    fn new(problem: &'a MipProblem, domain: &Domain, propagator: &Propagator) -> Self {
        let (mut domain, mut propagator) = (domain.clone(), propagator.clone());
        domain.forget_trail();
        // What the cutoff says holds for better points alone.
        propagator.set_cutoff(f64::INFINITY);
        let _ = propagator.take_work();
        Self { problem, domain, propagator, count: vec![0; problem.columns()], found: Vec::new(), work: 0 }
    }

    /// Both sides of binary `y`.
    fn look(&mut self, y: usize) {
        let (Some(shut), Some(open)) = (self.uppers(y, 0.0), self.uppers(y, 1.0)) else { return };
        let mut others = open.iter().peekable();
        for &(j, at0) in &shut {
            while others.next_if(|o| o.0 < j).is_some() {}
            let at1 = others.next_if(|o| o.0 == j).map_or(self.domain.upper(j), |o| o.1);
            // A column that goes up with the binary, by a good part of what it may be.
            let slope = (at1 - at0).next_up();
            let steep = at1.is_finite() && at1 - at0 >= PROBED_PROGRESS * (at1 - self.domain.lower(j));
            if steep && self.count[j] < PROBED_BOUNDS_EACH {
                self.count[j] += 1;
                self.found.push((j, VariableBound { column: y, slope, constant: at0 }));
            }
        }
    }

    /// The upper bounds of continuous columns that are less where binary `y` is `value`, by ascending columns;
    /// `None` where it cannot be.
    fn uppers(&mut self, y: usize, value: f64) -> Option<Vec<(usize, f64)>> {
        let mark = self.domain.mark();
        self.domain.set(y, value, value);
        let outcome = self.propagator.propagate_since(&mut self.domain, mark);
        self.work += self.propagator.take_work();
        let mut uppers = Vec::new();
        for change in self.domain.changes_since(mark) {
            if !self.problem.integer[change.column as usize] {
                uppers.push((change.column as usize, change.upper));
            }
        }
        self.domain.undo(mark);
        uppers.retain(|&(j, upper)| upper < self.domain.upper(j));
        (outcome == Propagation::Consistent).then_some(uppers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_model::SparseMatrix;

    /// A source that gives 50 when it is open (`a <= 50 y`), and two arcs behind it, the second after a loss of half:
    /// `a = b + c`, `0.5 b = d`, where `d` is at most 3 (columns a, b, c, d, y).
    #[test]
    fn what_lies_behind_a_source_is_bounded_by_it() {
        let mut problem = MipProblem::default();
        let entries =
            [(0, 0, 1.0), (0, 4, -50.0), (1, 0, 1.0), (1, 1, -1.0), (1, 2, -1.0), (2, 1, 0.5), (2, 3, -1.0)];
        problem.lp.matrix = SparseMatrix::from_triplets(3, 5, &entries);
        problem.lp.cost = vec![0.0; 5];
        problem.lp.column_lower = vec![0.0; 5];
        problem.lp.column_upper = vec![f64::INFINITY, f64::INFINITY, f64::INFINITY, 3.0, 1.0];
        problem.lp.row_lower = vec![f64::NEG_INFINITY, 0.0, 0.0];
        problem.lp.row_upper = vec![0.0; 3];
        problem.integer = vec![false, false, false, false, true];
        let mut domain = Domain::new(problem.lp.column_lower.clone(), problem.lp.column_upper.clone());
        let mut propagator = Propagator::new(&problem, true);
        assert_eq!(propagator.propagate_all(&mut domain), Propagation::Consistent);
        let (found, work) = probe(&problem, &domain, &propagator);
        assert!(work > 0);
        let of = |j: usize| found.iter().find(|f| f.0 == j).map(|f| f.1);
        for (j, most) in [(0, 50.0), (1, 6.0), (2, 50.0), (3, 3.0)] {
            let bound = of(j).expect("every flow hangs on the source");
            assert_eq!(bound.column, 4);
            let (at0, at1) = (bound.constant, bound.constant + bound.slope);
            assert!((0.0..1e-4).contains(&at0) && at1 >= most && at1 < most + 1e-3, "{j} {bound:?}");
        }
    }
}
