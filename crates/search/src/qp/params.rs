//! Every tolerance and limit of the quadratic engine, with its reason, and the settings that a caller may
//! change. Tolerances apply to the scaled problem (see `scaling`) unless they say otherwise.

use crate::lp::params::{DUAL_TOLERANCE, PRIMAL_TOLERANCE};
use crate::params::MEMORY_LIMIT;

/// Eigenvalues of Q, its diagonal scaled to one, that count as zero: what is summed from a few hundred
/// products of doubles is off by some 1e-13 of its diagonal. A curvature more negative than this is refused.
pub const CONVEXITY_TOLERANCE: f64 = 1e-11;

/// A direction is flat when its curvature is at most this share of what the diagonal alone would give it:
/// rounding of Q and of the direction.
pub(crate) const FLAT: f64 = 1e-11;

/// Largest reduced gradient of a superbasic variable that counts as stationary: a digit below the dual
/// tolerance, so that the signs of the others mean something.
pub(crate) const STATIONARY: f64 = 1e-10;

/// A curvature that is a difference is believed from this share of what it is taken from.
pub(crate) const CANCELLATION: f64 = 0.01;

/// A reduced gradient that no more steps are made for at the end: rounding.
pub(crate) const POLISHED: f64 = 1e-13;

/// Entries of a direction below this share of its largest are rounding, and block no step.
pub(crate) const DIRECTION_NOISE: f64 = 1e-11;

/// Entries of a row of the basis inverse below this size are no pivots: dividing by them multiplies rounding
/// by 1e7.
pub(crate) const PIVOT: f64 = 1e-7;

/// A Newton step that leaves more than this share of the reduced gradient shows that the factor of the
/// reduced Hessian has drifted.
pub(crate) const DRIFT: f64 = 1e-3;

/// A reduced gradient that Newton steps do not make smaller counts as rounding up to this size; the proof at
/// the end decides.
pub(crate) const STALLED: f64 = 1e-6;

/// A basic variable that moves so many times as fast as the superbasic one that moves it takes its place when
/// accuracy is lost.
pub(crate) const LEVERAGE: f64 = 10.0;

/// Diagonal of the factor of the reduced Hessian, relative to the largest, below which it is made anew.
pub(crate) const WEAK_DIAGONAL: f64 = 1e-7;

/// Steps without progress before bounds or costs are perturbed: as in the simplex method.
pub(crate) const PERTURB_AFTER: u64 = 50;

/// Relative size of perturbations of bounds and of costs, as in the simplex method.
pub(crate) const PERTURBATION: f64 = 5e-7;

/// Steps up to this size are no progress.
pub(crate) const NO_STEP: f64 = 1e-14;

/// Rounds between dual and primal method before a start from the linear program's basis is tried, and before
/// numerical trouble is admitted.
pub(crate) const ROUNDS: usize = 20;

/// Iterations of one solve, as a multiple of rows and columns and a constant: active-set methods take a small
/// multiple of them, so that more means cycling.
pub(crate) const ITERATION_FACTOR: u64 = 100;
/// The constant.
pub(crate) const ITERATION_BASE: u64 = 2_000;

/// Factor by which the tolerance of reduced costs is tightened while the bound does not meet the objective.
pub(crate) const TIGHTENING: f64 = 1e-2;
/// Smallest such tolerance: rounding of scaled costs.
pub(crate) const SMALLEST_DUAL_TOLERANCE: f64 = 1e-14;

/// Passes of equilibration; more change little (Ruiz 2001, table 1).
pub(crate) const SCALING_PASSES: usize = 8;
/// Scaled costs lie below this power of two: the dual tolerance is absolute, and was made for costs of
/// moderate size.
pub(crate) const COST_EXPONENT: i32 = 7;

/// Corrections of the final point by its residuals: each gains the digits that the condition leaves.
pub(crate) const REFINEMENTS: usize = 3;

/// Multiplications that count as one unit of work: a unit is about one step of an inner loop with its
/// indirect access, and dense loops are several times faster.
pub(crate) const DENSE_WORK: u64 = 8;

/// What a caller may change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QpSettings {
    /// Largest violation of a bound that counts as feasible, on the scaled problem.
    pub primal_tolerance: f64,
    /// Largest violation of a reduced cost's sign that counts as optimal, on the scaled problem.
    pub dual_tolerance: f64,
    /// Whether rows and columns are scaled.
    pub scale: bool,
    /// Seed of the perturbations.
    pub seed: u64,
    /// Bytes that the engine may take.
    pub memory_limit: u64,
}

impl Default for QpSettings {
    fn default() -> Self {
        Self {
            primal_tolerance: PRIMAL_TOLERANCE,
            dual_tolerance: DUAL_TOLERANCE,
            scale: true,
            seed: 0,
            memory_limit: MEMORY_LIMIT,
        }
    }
}

/// Steps after which values and gradient are computed anew at the next solve even if nothing else has moved: each
/// leaves a rounding.
pub(super) const STEPS_STANDING: u64 = 32;
