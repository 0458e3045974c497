//! What a network learns to say ("Integrated machine learning and optimization approaches", sections 3.4.1 and
//! 3.4.2): set-ups, and which rows are tight.

use super::flow::Plan;
use super::{Columns, Data};
use hunch_model::{Program, Row};

/// A row counts as tight from this share of its capacity on. The paper gives no number; capacities are met
/// exactly or missed by whole lots, so that little hangs on it.
pub const TIGHT_SHARE: f64 = 0.999;

/// Whether each item is produced in each period (I × T). A set-up of nothing is labelled 0.
pub fn setups(plan: &Plan) -> Vec<bool> {
    plan.production.iter().map(|&x| x > 0.0).collect()
}

/// Which rows a plan makes tight, by the printed coefficients: `x_it ≥ η c_t y_it` for each item and period
/// (tight where nothing is set up), then `Σ_i x_it ≥ η c_t` for each period.
pub fn tight_rows(data: &Data, plan: &Plan) -> Vec<bool> {
    let periods = data.periods();
    let own = plan.production.iter().zip(setups(plan)).enumerate();
    let own = own.map(|(k, (x, y))| !y || *x >= TIGHT_SHARE * data.capacity[k % periods]);
    let shared = (0..periods).map(|t| {
        let used: f64 = plan.production.iter().skip(t).step_by(periods).sum();
        used >= TIGHT_SHARE * data.capacity[t]
    });
    own.chain(shared).collect()
}

/// The program with those rows alone that are tight: balances stay. `tight` as [`tight_rows`] orders them.
pub fn with_tight_rows(program: &Program, columns: Columns, tight: &[bool]) -> Program {
    let mut relaxed = program.clone();
    let own = relaxed.rows.iter_mut().skip(columns.cells());
    for (Row { lower, upper, .. }, keep) in own.zip(tight) {
        if !keep {
            (*lower, *upper) = (f64::NEG_INFINITY, f64::INFINITY);
        }
    }
    relaxed
}
