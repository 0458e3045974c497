//! When a node cannot matter any more.

use crate::divisor::common_divisor;
use crate::params::{
    CUTOFF_SHARE, DYADIC, LATTICE_MARGIN, LATTICE_NOISE, LATTICE_TOLERANCE, LATTICE_UNITS, UNIT,
};
use crate::problem::MipProblem;

/// Objectives that all integral points share a step of: `offset + step · integer`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lattice {
    offset: f64,
    step: f64,
    /// By how much the objective of a point may lie beside it, presolve's arithmetic being what it is.
    noise: f64,
}

impl Lattice {
    /// The lattice of `problem`'s objective, when every column with a cost is integer and the costs have a
    /// common divisor.
    pub fn of(problem: &MipProblem) -> Option<Self> {
        let costs = problem.lp.cost.iter().zip(&problem.integer).filter(|(c, _)| **c != 0.0);
        let mut values = Vec::new();
        for (&cost, &integer) in costs {
            if !integer {
                return None;
            }
            values.push(cost.abs());
        }
        let (step, noise) = (common_divisor(&values)?, problem.objective_noise);
        (noise <= LATTICE_TOLERANCE * step).then_some(Self { offset: problem.lp.offset, step, noise })
    }

    /// The least objective on the lattice that is not below `bound`, forgiving rounding.
    pub fn round_up(&self, bound: f64) -> f64 {
        let steps = (bound - self.offset) / self.step;
        // Beyond this a double does not separate neighbouring points of the lattice from rounding.
        if !steps.is_finite() || steps.abs() > LATTICE_NOISE.recip() {
            return bound;
        }
        let rise = (steps - LATTICE_TOLERANCE).ceil() * self.step;
        let lifted = self.offset + rise;
        // Costs such as 0.1 are not the decimals that they stand for: the objectives of points lie beside the
        // lattice by rounding.
        let dyadic = |v: f64| (v * DYADIC).fract() == 0.0;
        let rounded =
            if dyadic(self.step) && dyadic(self.offset) { 0.0 } else { self.offset.abs() + rise.abs() };
        lifted - LATTICE_UNITS * UNIT * rounded - self.noise
    }

    /// The greatest objective on the lattice that is below `objective`. The incumbent itself need not lie on
    /// the lattice: presolve may have fixed columns at other values than the point has that a guess or an
    /// earlier stage brought.
    fn below(&self, objective: f64) -> f64 {
        let steps = (objective - self.offset) / self.step;
        self.offset + ((steps - LATTICE_TOLERANCE).ceil() - 1.0) * self.step
    }
}

/// Prunes nodes against the incumbent.
#[derive(Clone, Debug)]
pub struct Cutoff {
    lattice: Option<Lattice>,
    relative_gap: f64,
    absolute_gap: f64,
    /// The objective's constant, which relative gaps leave out.
    constant: f64,
    incumbent: f64,
    value: f64,
}

impl Cutoff {
    /// No incumbent yet. Relative gaps are measured without the objective's `constant`.
    pub fn new(lattice: Option<Lattice>, relative_gap: f64, absolute_gap: f64, constant: f64) -> Self {
        Self { lattice, relative_gap, absolute_gap, constant, incumbent: f64::INFINITY, value: f64::INFINITY }
    }

    /// Takes note of an incumbent's objective (of the minimisation).
    pub fn set_incumbent(&mut self, objective: f64) {
        self.incumbent = objective;
        self.value = self.goal(objective);
    }

    /// What the objective must stay below, or at, to be better than this one.
    pub fn goal(&self, objective: f64) -> f64 {
        let tolerance = self.absolute_gap.max(self.relative_gap * (objective - self.constant).abs());
        let value = objective - CUTOFF_SHARE * tolerance;
        let Some(lattice) = self.lattice else { return value };
        // The margin keeps a bound that rounding lifted from being trusted.
        let margin = (LATTICE_MARGIN * lattice.step).max(LATTICE_NOISE * objective.abs()) + lattice.noise;
        value.min(lattice.below(objective) + margin)
    }

    /// The incumbent's objective, `+∞` without one.
    pub fn incumbent(&self) -> f64 {
        self.incumbent
    }

    /// Nodes whose bound is at least this are pruned; `+∞` without an incumbent.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// A proven bound on every point that the cutoff excludes: the value itself, on a lattice the next of its
    /// points.
    pub fn excluded(&self) -> f64 {
        if self.value < f64::INFINITY { self.lift(self.value).min(self.incumbent) } else { self.value }
    }

    /// Whether a node with this bound is pruned.
    pub fn prunes(&self, bound: f64) -> bool {
        bound >= self.value
    }

    /// Whether the gap between the incumbent and this bound of the whole tree is small enough to stop.
    pub fn closes(&self, bound: f64) -> bool {
        let gap = self.incumbent - bound;
        self.incumbent < f64::INFINITY
            && (gap <= self.absolute_gap || gap <= self.relative_gap * (self.incumbent - self.constant).abs())
    }

    /// What a relaxation's bound says about integral points: lattice points only.
    pub fn lift(&self, bound: f64) -> f64 {
        self.lattice.map_or(bound, |l| l.round_up(bound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(costs: &[f64], integer: bool) -> MipProblem {
        let mut p = MipProblem::default();
        p.lp.cost = costs.to_vec();
        p.lp.offset = 0.5;
        p.integer = vec![integer; costs.len()];
        p
    }

    #[test]
    fn the_step_is_the_common_divisor_of_the_costs() {
        let lattice = Lattice::of(&problem(&[6.0, -9.0, 0.0], true)).unwrap();
        assert_eq!(lattice, Lattice { offset: 0.5, step: 3.0, noise: 0.0 });
        assert_eq!(lattice.round_up(0.6), 3.5);
        assert_eq!(lattice.round_up(3.5 + 1e-12), 3.5);
        assert_eq!(Lattice::of(&problem(&[0.25, 1.5], true)).unwrap().step, 0.25);
        assert_eq!(Lattice::of(&problem(&[1.0], false)), None);
        assert_eq!(Lattice::of(&problem(&[std::f64::consts::PI], true)), None);
    }

    #[test]
    fn a_lattice_of_decimals_is_met_from_below() {
        let lattice = Lattice::of(&problem(&[0.1, 0.3], true)).unwrap();
        let lifted = lattice.round_up(0.75);
        assert!(lifted < 0.5 + 3.0 * 0.1 && lifted > 0.8 - 1e-12, "{lifted}");
    }

    #[test]
    fn what_presolve_may_have_moved_is_taken_off_a_lifted_bound() {
        let mut moved = problem(&[6.0, -9.0], true);
        moved.objective_noise = 1e-9;
        let lifted = Lattice::of(&moved).unwrap().round_up(0.6);
        assert!(lifted <= 3.5 - 1e-9 && lifted > 3.5 - 2e-9, "{lifted}");
        moved.objective_noise = 0.1;
        assert_eq!(Lattice::of(&moved), None);
    }

    #[test]
    fn a_node_one_step_below_the_incumbent_is_kept_and_a_fraction_below_is_not() {
        let mut cutoff = Cutoff::new(Lattice::of(&problem(&[1.0, 2.0], true)), 1e-6, 1e-9, 0.5);
        assert!(!cutoff.prunes(1e9));
        cutoff.set_incumbent(10.5);
        assert!(!cutoff.prunes(9.5));
        assert!(cutoff.prunes(9.6));
    }

    #[test]
    fn what_a_relative_gap_prunes_is_not_called_as_good_as_the_incumbent() {
        let mut cutoff = Cutoff::new(Lattice::of(&problem(&[1.0, 2.0], true)), 1e-6, 1e-9, 0.5);
        cutoff.set_incumbent(8_000_000.5);
        assert!(cutoff.prunes(7_999_997.5) && cutoff.excluded() == 7_999_996.5, "{}", cutoff.excluded());
        cutoff.set_incumbent(10.5);
        assert_eq!(cutoff.excluded(), 10.5);
    }

    #[test]
    fn an_incumbent_off_the_lattice_leaves_the_next_lattice_point_in() {
        let mut cutoff = Cutoff::new(Lattice::of(&problem(&[2.0], true)), 1e-6, 1e-9, 0.5);
        cutoff.set_incumbent(9.0);
        assert!(!cutoff.prunes(8.5));
        assert!(cutoff.prunes(8.6));
    }

    #[test]
    fn a_constant_of_the_objective_closes_no_gap() {
        let mut cutoff = Cutoff::new(None, 1e-6, 1e-9, 1e9);
        cutoff.set_incumbent(1e9 + 10.0);
        assert!(!cutoff.prunes(1e9 + 9.0) && !cutoff.closes(1e9 + 9.0));
        assert!(cutoff.closes(1e9 + 10.0));
    }
}
