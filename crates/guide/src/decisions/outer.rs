//! Outer approximation: cones are replaced by tangents, added where the optimum of the linear program so far
//! violates them, until what is left of the gap is closed (Kelley, "The cutting-plane method for solving
//! convex programs", 1960). Every round proves a bound, and the repaired optimum of every round is a
//! decision.

use super::incumbent::{Incumbent, guessed};
use crate::solver::Solver;
use hunch_families::Case;
use hunch_families::conic::Cone;
use hunch_model::{Control, Event, Flow, Gap, Program};
use hunch_search::lp::{LpStatus, NewRow, Simplex};
use std::collections::BTreeMap;

/// A cone counts as satisfied when it is violated by less than this: a tenth of the tolerance that rows are
/// held to.
const CONE_TOLERANCE: f64 = 1e-7;
/// A tangent that has not been tight for this many rounds leaves the program; if it is needed again it is
/// found again.
const IDLE_ROUNDS: u32 = 10;

/// Components of a tangent's direction below this are left out: rows with entries of very different sizes
/// make inaccurate duals, and what is lost is the component's square, 1e-10 of the norm.
const LEAST_SHARE: f64 = 1e-5;

/// What an outer approximation proved and cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Outer {
    /// A bound on the optimum of the continuous relaxation; none when stopped before the first round was
    /// solved.
    pub bound: Option<f64>,
    /// Rounds solved.
    pub rounds: u64,
    /// Simplex iterations.
    pub iterations: u64,
}

/// Approximates the continuous relaxation of an instance's program for at most `rounds` rounds, offering a
/// decision to `incumbent` in each. Ends when the incumbent is proven optimal, no cone is violated, or
/// `control` stops it.
pub(super) fn approximate(
    case: &dyn Case,
    incumbent: &mut Incumbent,
    rounds: u64,
    solver: &mut dyn Solver,
    control: &mut dyn Control,
) -> Outer {
    let program = case.program();
    let sense = case.family().sense();
    let mut cuts = Tangents::new(&program.linear, solver.relax(&program.linear));
    let mut outer = Outer::default();
    // Tangents at the guess: where it is good, the bound is close at once.
    let start = case.columns_of(&incumbent.decision);
    cuts.add(&program.cones, &start, |_| true);
    while outer.rounds < rounds {
        let status = cuts.simplex.solve(control);
        // Of the minimisation, as everything that the simplex reports.
        let bound = sense.sign() * cuts.simplex.safe_dual_bound();
        outer.rounds += 1;
        outer.iterations = cuts.simplex.iterations();
        if bound.is_finite() && outer.bound.is_none_or(|best| sense.sign() * bound > sense.sign() * best) {
            outer.bound = Some(bound);
            control.emit(Event::Bound { bound });
        }
        if status != LpStatus::Optimal {
            break;
        }
        let values = cuts.simplex.values();
        let found = case.repair(&guessed(case.values_of(&values))).unwrap_or_default();
        incumbent.offer(case, found, "tangents", control);
        let closed =
            outer.bound.is_some_and(|b| solver.suffices(Gap::between(incumbent.objective, b, sense)));
        if closed || matches!(control.spend(1), Flow::Stop(_)) {
            break;
        }
        cuts.drop_idle();
        if cuts.add(&program.cones, &values, |violation| violation > CONE_TOLERANCE) == 0 {
            break;
        }
    }
    outer
}

/// The linear program with the tangents so far.
struct Tangents {
    simplex: Simplex,
    /// Rows of the program itself.
    own: usize,
    /// For how many rounds each tangent has not been tight.
    idle: Vec<u32>,
}

impl Tangents {
    fn new(linear: &Program, simplex: Simplex) -> Self {
        Self { simplex, own: linear.rows.len(), idle: Vec::new() }
    }

    /// Adds a tangent at `point` of every cone whose violation there is `wanted`; says how many.
    fn add(&mut self, cones: &[Cone], point: &[f64], wanted: impl Fn(f64) -> bool) -> usize {
        let violated = cones.iter().filter(|cone| wanted(cone.violation(point)));
        let rows: Vec<NewRow> = violated.map(|cone| tangent(cone, point)).collect();
        self.simplex.add_rows(&rows);
        let count = rows.len();
        self.idle.resize(self.idle.len() + count, 0);
        count
    }

    /// Takes out the tangents that have been idle for long.
    fn drop_idle(&mut self) {
        let activity = self.simplex.row_activities();
        for (k, idle) in self.idle.iter_mut().enumerate() {
            let (_, upper) = self.simplex.row_bounds(self.own + k);
            let tight = upper - activity[self.own + k] <= CONE_TOLERANCE;
            *idle = if tight { 0 } else { *idle + 1 };
        }
        let gone: Vec<usize> = (0..self.idle.len()).filter(|&k| self.idle[k] >= IDLE_ROUNDS).collect();
        self.simplex.delete_rows(&gone.iter().map(|k| self.own + k).collect::<Vec<_>>());
        self.idle.retain(|idle| *idle < IDLE_ROUNDS);
    }
}

/// `gᵀmembers(x) <= bound(x)` with `g` the unit vector along the members at `point`, small components left
/// out: it holds wherever the cone does, because `gᵀv <= ‖g‖ ‖v‖`.
fn tangent(cone: &Cone, point: &[f64]) -> NewRow {
    let members: Vec<f64> = cone.members.iter().map(|m| m.value(point)).collect();
    let length = members.iter().map(|v| v * v).sum::<f64>().sqrt();
    let mut terms: BTreeMap<usize, f64> = BTreeMap::new();
    let mut constant = -cone.bound.constant;
    for (j, a) in &cone.bound.terms {
        *terms.entry(*j).or_default() -= a;
    }
    for (member, value) in cone.members.iter().zip(&members) {
        let share = value / length.max(f64::MIN_POSITIVE);
        if share.abs() < LEAST_SHARE {
            continue;
        }
        constant += share * member.constant;
        for (j, a) in &member.terms {
            *terms.entry(*j).or_default() += share * a;
        }
    }
    NewRow { terms: terms.into_iter().collect(), lower: f64::NEG_INFINITY, upper: -constant }
}
