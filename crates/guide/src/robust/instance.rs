//! The robust families as the methods see them: a decision is its numbers in one vector.

use super::{inventory, knapsack};
use hunch_families::robust::{ConicProgram, DataError, Extras, UncertaintySet};
use hunch_families::robust_inventory::{self, Columns, Decision};
use hunch_families::robust_knapsack::{self, Domain};
use hunch_model::tolerances::{ROW, ROW_RELATIVE};
use std::ops::Range;

/// An instance of a robust family.
#[derive(Clone, Debug, PartialEq)]
pub enum Instance {
    /// The multidimensional knapsack; a decision is `x` (n).
    Knapsack(robust_knapsack::Instance),
    /// The inventory of many retailers; a decision is `x` (N), `y⁰` (N), `Y` (N × k).
    Inventory(robust_inventory::Instance),
}

impl Instance {
    /// Name of its family in instances and on cards.
    pub fn family(&self) -> &'static str {
        match self {
            Self::Knapsack(_) => robust_knapsack::FAMILY,
            Self::Inventory(_) => robust_inventory::FAMILY,
        }
    }

    /// Checks lengths and numbers.
    ///
    /// # Errors
    /// The first [`DataError`] found.
    pub fn validate(&self) -> Result<(), DataError> {
        match self {
            Self::Knapsack(i) => i.validate(),
            Self::Inventory(i) => i.validate(),
        }
    }

    /// The shape of the uncertainty set.
    pub fn set(&self) -> UncertaintySet {
        match self {
            Self::Knapsack(i) => i.set,
            Self::Inventory(i) => i.set,
        }
    }

    /// Its radius.
    pub fn radius(&self) -> f64 {
        match self {
            Self::Knapsack(i) => i.rho,
            Self::Inventory(i) => i.rho,
        }
    }

    /// Whether decisions are binary.
    pub fn is_binary(&self) -> bool {
        matches!(self, Self::Knapsack(i) if i.domain == Domain::Binary)
    }

    /// Its two sizes by their names on cards.
    pub fn sizes(&self) -> [(&'static str, usize); 2] {
        match self {
            Self::Knapsack(i) => [("items", i.items()), ("rows", i.rows())],
            Self::Inventory(i) => [("retailers", i.retailers()), ("factors", i.factor_count())],
        }
    }

    /// What a network reads.
    pub fn features(&self, extras: Extras) -> Vec<f32> {
        match self {
            Self::Knapsack(i) => robust_knapsack::features_with(i, extras),
            Self::Inventory(i) => robust_inventory::features_with(i, extras),
        }
    }

    /// The decision that a network's output stands for.
    pub fn decode(&self, output: &[f32]) -> Vec<f64> {
        match self {
            Self::Knapsack(i) => robust_knapsack::decode(i, output),
            Self::Inventory(i) => robust_inventory::decode(i, output).to_values(),
        }
    }

    /// Numbers of a decision.
    pub fn decision_length(&self) -> usize {
        match self {
            Self::Knapsack(i) => i.items(),
            Self::Inventory(i) => robust_inventory::output_count(i.retailers(), i.factor_count()),
        }
    }

    /// Where the parts of a decision stand in its numbers, by their names in answers.
    pub fn parts(&self) -> Vec<(&'static str, Range<usize>)> {
        let [(_, first), _] = self.sizes();
        let all = self.decision_length();
        match self {
            Self::Knapsack(_) => vec![("x", 0..all)],
            Self::Inventory(_) => {
                vec![("x", 0..first), ("y0", first..2 * first), ("y", 2 * first..all)]
            }
        }
    }

    /// The robust counterpart.
    pub fn counterpart(&self) -> ConicProgram {
        match self {
            Self::Knapsack(i) => robust_knapsack::robust_counterpart(i),
            Self::Inventory(i) => robust_inventory::robust_counterpart(i),
        }
    }

    /// The decision in a solution of the counterpart.
    pub fn decision_of(&self, columns: &[f64]) -> Vec<f64> {
        match self {
            Self::Knapsack(i) => columns[..i.items()].to_vec(),
            Self::Inventory(i) => Columns::of(i).decision(i, columns).to_values(),
        }
    }

    /// The columns of the counterpart that say what a decision says, auxiliary ones included.
    pub(crate) fn columns_of(&self, decision: &[f64]) -> Vec<f64> {
        match self {
            Self::Knapsack(i) => match self.counterpart_has_norm() {
                true => decision.iter().copied().chain([i.set.dual_norm(decision.iter().copied())]).collect(),
                false => decision.to_vec(),
            },
            Self::Inventory(i) => inventory::columns(i, &rule(i, decision)),
        }
    }

    fn counterpart_has_norm(&self) -> bool {
        self.set() == UncertaintySet::Ellipsoid && self.radius() > 0.0
    }

    /// What a decision is worth in the worst case.
    pub fn objective(&self, decision: &[f64]) -> f64 {
        match self {
            Self::Knapsack(i) => i.objective(decision),
            Self::Inventory(i) => i.objective(&rule(i, decision)),
        }
    }

    /// The largest violation of a row in the worst case.
    pub fn violation(&self, decision: &[f64]) -> f64 {
        match self {
            Self::Knapsack(i) => i.violation(decision),
            Self::Inventory(i) => i.violation(&rule(i, decision)),
        }
    }

    /// Draws an error from the uncertainty set and tries a decision on it: the largest violation of a row and what the decision earns.
    pub fn trial(&self, decision: &[f64], stream: &mut hunch_families::random::Stream) -> (f64, f64) {
        match self {
            Self::Knapsack(i) => {
                let errors: Vec<f64> =
                    (0..i.rows()).flat_map(|_| i.set.draw(stream, i.items(), i.rho)).collect();
                (i.violation_at(decision, &errors), i.objective(decision))
            }
            Self::Inventory(i) => {
                let error = i.set.draw(stream, i.factor_count(), i.rho);
                let decision = rule(i, decision);
                (i.violation_at(&decision, &error), i.profit_at(&decision.x, &error))
            }
        }
    }

    /// The violation of a row up to which a single case counts as held.
    pub fn tolerance(&self) -> f64 {
        ROW
    }

    /// The independent check of every answer, in closed form: numbers, domain, and every row in its worst case, to the tolerances of
    /// [`hunch_model::tolerances`].
    pub fn is_feasible(&self, decision: &[f64]) -> bool {
        if decision.len() != self.decision_length() || decision.iter().any(|v| !v.is_finite()) {
            return false;
        }
        // What the terms of a row are worth in all is at most the side and what is missing of it.
        let within = |excess: f64, side: f64| excess <= ROW + ROW_RELATIVE * side.abs();
        match self {
            Self::Knapsack(i) => {
                let in_domain = |x: &f64| match i.domain {
                    Domain::Continuous => (0.0..=1.0).contains(x),
                    Domain::Binary => *x == 0.0 || *x == 1.0,
                };
                decision.iter().all(in_domain)
                    && i.excess(decision).iter().zip(&i.capacities).all(|(e, c)| within(*e, *c))
            }
            Self::Inventory(i) => {
                let n = i.retailers();
                let decision = rule(i, decision);
                let excess = i.excess(&decision);
                let demand = |k: usize| i.demand_at(k, &i.factors);
                let in_domain = |(x, upper): (&f64, &f64)| (0.0..=*upper).contains(x);
                decision.x.iter().zip(&i.upper).all(in_domain)
                    && (0..n).all(|k| within(excess[k], decision.x[k]))
                    && (0..n).all(|k| within(excess[n + k], demand(k)))
                    && within(excess[2 * n], i.capacity)
            }
        }
    }

    /// A feasible decision close to a guess, completed where there is room; see [`knapsack`] and [`inventory`]. Any numbers are taken.
    pub fn repaired(&self, guess: &[f64]) -> Vec<f64> {
        match self {
            Self::Knapsack(i) => knapsack::repaired(i, guess),
            Self::Inventory(i) => inventory::repaired(i, &rule(i, guess)).to_values(),
        }
    }
}

/// The parts of an inventory decision; what is missing counts as 0.
fn rule(i: &robust_inventory::Instance, values: &[f64]) -> Decision {
    let n = i.retailers();
    let part = |from: usize, count: usize| {
        (from..from + count).map(|p| values.get(p).copied().unwrap_or(0.0)).collect::<Vec<f64>>()
    };
    Decision { x: part(0, n), y0: part(n, n), y: part(2 * n, n * i.factor_count()) }
}
