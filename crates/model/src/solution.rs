//! Answers: status, values, the proven bound and the gap between them.

use crate::basis::Basis;
use crate::program::{Program, Sense};
use crate::tolerances::{ABSOLUTE_GAP, GAP_FLOOR, RELATIVE_GAP};
use serde::{Deserialize, Serialize};

/// How a solve ended. Limits and infeasibility are statuses, not errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Values are feasible and the gap is within tolerance (or closed by lattice pruning).
    Optimal,
    /// A limit or an interrupt came first; values are feasible, the gap says how far from proven.
    Feasible,
    /// Proven to have no feasible point.
    Infeasible,
    /// Proven to have feasible points of arbitrarily good objective.
    Unbounded,
    /// A limit or an interrupt came before any feasible point was found.
    Limit,
    /// The engine failed (numerically, say); nothing is claimed.
    Error,
}

impl Status {
    /// Whether a solution with this status carries values.
    pub fn has_values(self) -> bool {
        matches!(self, Status::Optimal | Status::Feasible)
    }
}

/// Distance between an objective and a proven bound on it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// `|p − d|`, in units of the objective.
    pub absolute: f64,
    /// `|p − d| / max(1e-9, |p − constant of the objective|)`.
    pub relative: f64,
}

/// What gaps of an objective are measured by. A constant says nothing about how well a problem is solved:
/// without it a gap is the same for `c·x` and `c·x + 10⁹`. A bare [`Sense`] is an objective without a
/// constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GapScale {
    /// Which way is better.
    pub sense: Sense,
    /// The constant of the objective, in its own sense.
    pub constant: f64,
}

impl From<Sense> for GapScale {
    fn from(sense: Sense) -> Self {
        Self { sense, constant: 0.0 }
    }
}

impl From<&Program> for GapScale {
    fn from(program: &Program) -> Self {
        Self { sense: program.sense, constant: program.offset }
    }
}

impl Gap {
    /// The gap between primal objective `p` and dual bound `d`. A bound that the objective has already passed
    /// (by rounding) gives zero.
    pub fn between(primal: f64, dual: f64, scale: impl Into<GapScale>) -> Self {
        let GapScale { sense, constant } = scale.into();
        let absolute = (sense.sign() * (primal - dual)).max(0.0);
        Self { absolute, relative: absolute / (primal - constant).abs().max(GAP_FLOOR) }
    }

    /// Whether this gap counts as "optimal": `p − d <= 1e-9`, or `<= 1e-6·max(1e-9, |p − constant|)`.
    pub fn is_closed(&self) -> bool {
        self.absolute <= ABSOLUTE_GAP || self.relative <= RELATIVE_GAP
    }
}

/// How far a claim holds (see `docs/claims.md`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// For the program in exact numbers: the proof counts the rounding that went into it.
    #[default]
    Safe,
    /// For the program in exact numbers: settled in exact arithmetic.
    Exact,
    /// Up to tolerance: in exact numbers the program has no point as good as the answer's, which satisfies
    /// the rows within their tolerance.
    Tolerance,
}

/// What the work cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Wall-clock seconds by the host's clock; 0 when the host injected none.
    pub seconds: f64,
    /// Deterministic units of work, as counted by the algorithm that ran.
    pub work: u64,
    /// Branch-and-bound nodes processed.
    pub nodes: u64,
    /// Simplex iterations (or steps of the algorithm that ran).
    pub iterations: u64,
}

impl Statistics {
    /// Adds what another part of the work cost.
    pub fn add(&mut self, more: &Self) {
        self.seconds += more.seconds;
        self.work = self.work.saturating_add(more.work);
        self.nodes += more.nodes;
        self.iterations += more.iterations;
    }
}

/// One of several objectives at an answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveValue {
    /// Its value at the answer's point, in its own sense.
    pub value: f64,
    /// What it was when it was optimised itself, over what those before it leave; the objectives after it may
    /// have been given some of that. None when its turn did not come.
    pub reached: Option<f64>,
    /// Proven bound on that.
    pub bound: Option<f64>,
    /// Whether the two agree as those of an optimal answer do.
    pub proven: bool,
}

/// The answer to a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    /// How the solve ended.
    pub status: Status,
    /// Objective of `values`, in the program's own sense.
    pub objective: Option<f64>,
    /// Proven bound on the optimum (below it when minimising, above it when maximising).
    pub bound: Option<f64>,
    /// Gap between the two, when both are known.
    pub gap: Option<Gap>,
    /// One value a column; empty without a feasible point.
    pub values: Vec<f64>,
    /// One multiplier a row, for continuous programs solved to optimality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duals: Option<Vec<f64>>,
    /// One reduced cost a column, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduced_costs: Option<Vec<f64>>,
    /// One multiplier a row that proves infeasibility (see [`crate::check_farkas`]), when the engine provides
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub farkas: Option<Vec<f64>>,
    /// A direction, one entry a column, along which the objective improves for ever, when the engine provides
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ray: Option<Vec<f64>>,
    /// The basis that the duals belong to, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// How far the bound holds, or the claim that there is no point or no end.
    #[serde(default)]
    pub holds: Holds,
    /// Why no more is claimed, in words, where that is neither a limit nor an interrupt: what could not be
    /// told apart, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// All objectives, the program's own first, of a program with several: then `objective`, `bound` and `gap`
    /// speak of the first, whose gap counts what it gave up, and the status of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<ObjectiveValue>,
    /// What it cost.
    pub statistics: Statistics,
}

impl Solution {
    /// An answer without values.
    pub fn without_values(status: Status, bound: Option<f64>, statistics: Statistics) -> Self {
        Self {
            status,
            objective: None,
            bound,
            gap: None,
            values: Vec::new(),
            duals: None,
            reduced_costs: None,
            farkas: None,
            ray: None,
            basis: None,
            holds: Holds::default(),
            reason: None,
            objectives: Vec::new(),
            statistics,
        }
    }

    /// A feasible answer; the status is [`Status::Optimal`] when the gap is closed.
    pub fn with_values(
        values: Vec<f64>,
        objective: f64,
        bound: Option<f64>,
        scale: impl Into<GapScale>,
        statistics: Statistics,
    ) -> Self {
        let scale = scale.into();
        let gap = bound.map(|d| Gap::between(objective, d, scale));
        let status = if gap.is_some_and(|g| g.is_closed()) { Status::Optimal } else { Status::Feasible };
        Self {
            status,
            objective: Some(objective),
            bound,
            gap,
            values,
            duals: None,
            reduced_costs: None,
            farkas: None,
            ray: None,
            basis: None,
            holds: Holds::default(),
            reason: None,
            objectives: Vec::new(),
            statistics,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gap_follows_the_sense() {
        assert_eq!(Gap::between(110.0, 100.0, Sense::Minimize).absolute, 10.0);
        assert_eq!(Gap::between(100.0, 110.0, Sense::Maximize).absolute, 10.0);
        assert_eq!(Gap::between(100.0, 110.0, Sense::Minimize).absolute, 0.0);
    }

    #[test]
    fn a_constant_of_the_objective_neither_closes_a_gap_nor_widens_it() {
        for constant in [0.0, 1e9, -110.0] {
            let scale = GapScale { sense: Sense::Minimize, constant };
            let gap = Gap::between(110.0 + constant, 99.0 + constant, scale);
            assert_eq!((gap.absolute, gap.relative, gap.is_closed()), (11.0, 0.1, false));
        }
    }

    #[test]
    fn an_optimum_of_zero_needs_an_absolute_gap() {
        assert!(Gap::between(0.0, -1e-10, Sense::Minimize).is_closed());
        assert!(!Gap::between(0.0, -1e-3, Sense::Minimize).is_closed());
    }
}
