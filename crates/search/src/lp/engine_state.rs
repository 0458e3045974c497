//! The engine's fields in groups, and who changes each.

use super::basis::{Basis, VariableStatus};
use super::lu::Lu;
use super::lu::factor::Factoriser;
use super::reach::Reach;
use super::scaling::Scaling;
use super::status::LpStatus;
use super::storage::{Matrix, clone_in_place};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The scaled problem, with variables numbered columns first, then rows. Changed by `edit` alone.
#[derive(Debug)]
pub(super) struct Given {
    pub offset: f64,
    pub matrix: Arc<Matrix>,
    pub scaling: Scaling,
    /// Scaled costs, lower and upper bounds of all `n + m` variables.
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    /// By how much scaled rows may be missed (see [`super::LpProblem::row_noise`]); empty where all rows are
    /// as given.
    pub noise: Vec<f64>,
}

clone_in_place!(Given: offset, matrix, scaling, cost, lower, upper, noise);

/// Costs and bounds that the iterations see: perturbed (`perturb`) and shifted (`dual`, `primal`) ones.
#[derive(Debug)]
pub(super) struct Shifted {
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    pub costs_changed: bool,
    pub bounds_changed: bool,
}

clone_in_place!(Shifted: cost, lower, upper, costs_changed, bounds_changed);

impl Shifted {
    /// As given.
    pub fn unshifted(cost: &[f64], lower: &[f64], upper: &[f64]) -> Self {
        let (cost, lower, upper) = (cost.to_vec(), lower.to_vec(), upper.to_vec());
        Self { cost, lower, upper, costs_changed: false, bounds_changed: false }
    }
}

/// The basis and the point that belongs to it. Computed by `factorise` and `refine`, updated by `dual` and
/// `primal`.
#[derive(Debug)]
pub(super) struct Point {
    /// Basic variable of each position.
    pub head: Vec<u32>,
    /// Status of each variable.
    pub status: Vec<VariableStatus>,
    /// Value of each nonbasic variable (basic ones are stale here; see `basic_value`).
    pub value: Vec<f64>,
    /// Reduced cost of each variable under the shifted costs.
    pub reduced: Vec<f64>,
    /// Value and bounds of the basic variable of each position.
    pub basic_value: Vec<f64>,
    pub basic_lower: Vec<f64>,
    pub basic_upper: Vec<f64>,
    /// Whether `reduced`, and `basic_value` with its bounds, were computed from the factors for the present
    /// basis, shifted costs and bounds, rather than updated from iteration to iteration.
    pub reduced_exact: bool,
    pub primal_exact: bool,
}

clone_in_place!(Point: head, status, value, reduced, basic_value, basic_lower, basic_upper, reduced_exact,
    primal_exact);

impl Point {
    /// No basis yet, of so many variables.
    pub fn new(variables: usize) -> Self {
        Self {
            head: Vec::new(),
            status: vec![VariableStatus::AtLower; variables],
            value: vec![0.0; variables],
            reduced: vec![0.0; variables],
            basic_value: Vec::new(),
            basic_lower: Vec::new(),
            basic_upper: Vec::new(),
            reduced_exact: false,
            primal_exact: false,
        }
    }
}

/// Weights by which the leaving and the entering variable are chosen, of `dual` and `primal`.
#[derive(Debug, Default)]
pub(super) struct Pricing {
    /// Squared violation of the bounds by each basic variable, zero within tolerance (dual simplex only).
    pub violation: Vec<f64>,
    /// Whether a violated position was passed over since the last rebuild because its pivots were too small.
    pub banned_any: bool,
    /// Dual steepest edge weight of each position: squared norm of the row of the basis inverse.
    pub edge_weight: Vec<f64>,
    /// Devex weight of each variable.
    pub devex: Vec<f64>,
}

clone_in_place!(Pricing: violation, banned_any, edge_weight, devex);

/// The factors of the basis, made by `factorise`.
#[derive(Debug, Default)]
pub(super) struct Factored {
    pub lu: Lu,
    pub factoriser: Factoriser,
    /// Whether `lu` factorises the present basis.
    pub valid: bool,
    /// Whether values and multipliers are refined, and factors made with large pivots.
    pub careful: bool,
}

clone_in_place!(Factored: lu, factoriser, valid, careful);

/// Where a solve ends: set by the caller and by `driver`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub objective: f64,
    pub iterations: Option<u64>,
    /// Count of iterations at which the solve under way ends.
    pub end: u64,
    /// Estimate of the scaled dual objective, and the value beyond which it is worth computing.
    pub dual_estimate: f64,
    pub estimate_limit: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            objective: f64::INFINITY,
            iterations: None,
            end: u64::MAX,
            dual_estimate: f64::NEG_INFINITY,
            estimate_limit: f64::INFINITY,
        }
    }
}

/// Which method a round of a solve runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Method {
    /// Dual simplex on a problem with artificial bounds, whose optimum shows whether a dual feasible basis
    /// exists.
    BoxedDual,
    Dual,
    Primal,
}

/// The search for a basis whose reduced costs prove its objective, after one that is optimal within tolerance.
#[derive(Clone, Debug)]
pub(super) struct Chase {
    /// The basis that is optimal within tolerance.
    pub basis: Basis,
    /// Count of iterations at which the search ends without one.
    pub end: u64,
}

/// Counts of iterations, the random stream of perturbations, and where a solve was paused.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    /// The method at which the next solve goes on, unless the problem changes.
    pub paused: Option<Method>,
    /// Whether the method that starts goes on.
    pub goes_on: bool,
    pub chase: Option<Box<Chase>>,
    /// Ways that were tried after trouble under the present scaling, and how many scalings were.
    pub tried: usize,
    pub scalings: usize,
    pub iterations: u64,
    /// Factorisations of this run that were asked for soon after the one before.
    pub early_factors: u32,
    /// Dual simplex steps without progress since the last perturbation, and how many of them bring the next.
    pub degenerate_steps: u64,
    pub perturb_after: u64,
    pub random: u64,
}

impl Progress {
    /// None yet.
    pub fn new(seed: u64) -> Self {
        Self {
            iterations: 0,
            early_factors: 0,
            degenerate_steps: 0,
            perturb_after: 0,
            random: seed,
            paused: None,
            goes_on: false,
            chase: None,
            tried: 0,
            scalings: 0,
        }
    }
}

/// What the last solve found, said by `driver` and `verify`.
#[derive(Debug)]
pub(super) struct Found {
    pub outcome: Option<LpStatus>,
    /// What stopped the last solve that ended in [`LpStatus::NumericalTrouble`].
    pub trouble: Option<&'static str>,
    pub farkas: Option<Vec<f64>>,
    pub ray: Option<Vec<f64>>,
    pub dual_bound: f64,
}

clone_in_place!(Found: outcome, trouble, farkas, ray, dual_bound);

impl Default for Found {
    fn default() -> Self {
        Self { outcome: None, trouble: None, farkas: None, ray: None, dual_bound: f64::NEG_INFINITY }
    }
}

/// What dual bounds rest on, made by `implied` and `safe_bound` when it is asked for.
#[derive(Debug, Default)]
pub(super) struct Implied {
    /// Implied bounds, once they were asked for.
    pub reach: Option<Arc<Reach>>,
    /// Whether bounds have become wider than those that `reach` follows from.
    pub reach_stale: bool,
    /// Whether a bound that was given out, by this engine or a copy of it, counts columns without one at a far
    /// size.
    pub rests_on_far: Arc<AtomicBool>,
    /// What the sums over columns may err by, once it was asked for.
    pub norms: Option<Arc<Vec<(f64, f64)>>>,
}

clone_in_place!(Implied: reach, reach_stale, rests_on_far, norms);
