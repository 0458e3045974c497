//! Orbital fixing: what a node knows about a column holds for every column of its orbit.
//!
//! Let `G` be the program's automorphisms, and at a node `B` the columns whose lower bound branchings on its path
//! raised. Of all images `gx` of a point `x` under `G`, let `x` be one that lies first in the tree, where the
//! child above a value comes before the one below it. If `h` leaves `B` in place, `hx` takes the same way as `x`
//! at every branching of the path but those that lowered an upper bound; at the first of these where it does
//! not, it would go above and lie before `x`. So it takes the same way, down to this node, and satisfies all that
//! was rightly concluded here for points like `x`: bounds of a column hold for every column of its orbit under
//! the stabiliser of `B`. At least one optimal point of each orbit is first, and is kept (Margot, "Exploiting
//! orbits in symmetric ILP", 2003; Ostrowski, Linderoth, Rossi and Smriglio, "Orbital branching", 2011, section
//! 4; there of binaries, but nothing above asks for them). Bounds found for any reason may be used: reasons speak
//! of the program, the cutoff, and the node's own bounds, and are as true of the image as of the point.

use super::search::Tree;
use crate::components::Component;
use crate::params::{SYMMETRY_BASE, SYMMETRY_MOST, SYMMETRY_NODE, SYMMETRY_SHARE};
use crate::propagation::Propagation;
use crate::state::home::Context;
use crate::symmetry::Symmetry;

impl Tree {
    /// Gives every integer column the bounds that any of its orbit has, and propagates.
    pub(super) fn fix_orbits(&mut self, cx: &mut Context) -> Propagation {
        // A family's cuts, rows on demand and curves may tell points apart that the program does not.
        if !cfg!(feature = "breadth")
            || self.bench.effort.nodes < SYMMETRY_NODE
            || !self.bench.settings.uses(Component::OrbitalFixing)
            || !cx.separators.is_empty()
            || cx.home.demanded.is_on()
            || cx.home.is_partial()
        {
            return Propagation::Consistent;
        }
        let problem = &self.bench.problem;
        if self.learned.symmetry.is_none() {
            let budget = SYMMETRY_BASE + (SYMMETRY_SHARE * self.bench.effort.work as f64) as u64;
            self.learned.symmetry =
                Some(Symmetry::of(problem, &self.bench.by_row, budget.min(SYMMETRY_MOST)));
        }
        let Some(symmetry) = &mut self.learned.symmetry else { return Propagation::Consistent };
        cx.spend(symmetry.take_work());
        if symmetry.is_trivial() {
            return Propagation::Consistent;
        }
        let path = self.current.as_ref().map(|c| self.nodes.arena.path(c.index)).unwrap_or_default();
        let branches = path.iter().filter_map(|&i| self.nodes.arena.get(i)?.branch);
        let fixed: Vec<u32> = branches.filter(|b| b.up).map(|b| b.column).collect();
        let Some(orbits) = symmetry.orbits(&fixed) else { return Propagation::Consistent };
        let domain = &mut self.bench.domain;
        let mark = domain.mark();
        let mut common = vec![(f64::NEG_INFINITY, f64::INFINITY); orbits.len()];
        for (j, &o) in orbits.iter().enumerate() {
            let (lower, upper) = common[o as usize];
            common[o as usize] = (lower.max(domain.lower(j)), upper.min(domain.upper(j)));
        }
        for (j, &o) in orbits.iter().enumerate() {
            let (lower, upper) = common[o as usize];
            if !problem.integer[j] || (lower == domain.lower(j) && upper == domain.upper(j)) {
                continue;
            }
            if lower > upper {
                return Propagation::Infeasible;
            }
            domain.set(j, lower, upper);
        }
        self.bench.propagator.propagate_since(domain, mark)
    }
}
