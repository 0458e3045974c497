//! Reduced-cost fixing: a nonbasic integer column that moves by one step costs at least its reduced cost;
//! steps that would lift the objective above the cutoff are ruled out (Crowder, Johnson and Padberg, "Solving
//! large-scale zero-one linear programming problems", 1983).

use crate::domain::Domain;
use crate::lp::{Simplex, VariableStatus};
use crate::params::{REDUCED_COST_NOISE, REDUCED_COST_TOLERANCE};
use crate::state::cutoff::Cutoff;

/// What the root relaxation said, to be used again whenever the incumbent improves.
#[derive(Clone, Debug, Default)]
pub struct RootCosts {
    objective: f64,
    /// `(column, what is certain of its reduced cost, bound that it rests at)`.
    resting: Vec<(u32, f64, f64)>,
}

/// Nonbasic integer columns with a reduced cost, as `(column, what is certain of that cost, bound)`.
fn resting_columns(lp: &mut Simplex, domain: &Domain, integer: &[bool]) -> Vec<(u32, f64, f64)> {
    let reduced = lp.certain_reduced_costs();
    let mut resting = Vec::new();
    for j in (0..integer.len()).filter(|&j| integer[j] && !domain.is_fixed(j)) {
        let bound = match lp.column_status(j) {
            VariableStatus::AtLower if reduced[j] > REDUCED_COST_TOLERANCE => domain.lower(j),
            VariableStatus::AtUpper if reduced[j] < -REDUCED_COST_TOLERANCE => domain.upper(j),
            _ => continue,
        };
        resting.push((j as u32, reduced[j], bound));
    }
    resting
}

fn tighten(resting: &[(u32, f64, f64)], slack: f64, domain: &mut Domain) -> usize {
    let mut changes = 0;
    for &(j, cost, bound) in resting {
        let j = j as usize;
        // A step more where rounding may be all that keeps it out.
        let steps = ((slack / cost.abs()) * (1.0 + REDUCED_COST_NOISE)).floor();
        let (lower, upper) = (domain.lower(j), domain.upper(j));
        if cost > 0.0 && bound + steps < upper {
            domain.set(j, lower, (bound + steps).max(lower));
            changes += 1;
        } else if cost < 0.0 && bound - steps > lower {
            domain.set(j, (bound - steps).min(upper), upper);
            changes += 1;
        }
    }
    changes
}

/// Tightens integer columns at an optimal node relaxation of this objective; returns the number of bounds
/// changed.
pub fn tighten_at_node(
    lp: &mut Simplex,
    objective: f64,
    integer: &[bool],
    cutoff: &Cutoff,
    domain: &mut Domain,
) -> usize {
    let slack = cutoff.value() - objective;
    if !slack.is_finite() || slack < 0.0 {
        return 0;
    }
    tighten(&resting_columns(lp, domain, integer), slack, domain)
}

impl RootCosts {
    /// Remembers the root relaxation.
    pub fn new(lp: &mut Simplex, objective: f64, integer: &[bool], domain: &Domain) -> Self {
        Self { objective, resting: resting_columns(lp, domain, integer) }
    }

    /// Tightens the root's bounds under a new cutoff; returns the number of bounds changed.
    pub fn tighten(&self, cutoff: &Cutoff, root: &mut Domain) -> usize {
        let slack = cutoff.value() - self.objective;
        if !slack.is_finite() || slack < 0.0 {
            return 0;
        }
        tighten(&self.resting, slack, root)
    }
}
