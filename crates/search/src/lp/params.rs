//! Every tolerance and limit of the simplex engine, with its reason, and the settings that a caller may
//! change.
//!
//! Tolerances apply to the scaled problem (see `scaling`) unless they say otherwise.

/// Largest violation of a bound by a basic variable that counts as feasible: two digits below the checker's
/// 1e-6, so that unscaling rarely lifts a violation above the checker's tolerance.
pub const PRIMAL_TOLERANCE: f64 = 1e-9;

/// Largest violation of a sign condition by a reduced cost that counts as dual feasible.
pub const DUAL_TOLERANCE: f64 = 1e-9;

/// Fresh factorisations of one run that come before so many updates ...
pub(crate) const EARLY_UPDATES: usize = 10;

/// ... and how many of them mean that numbers have lost their meaning: programs that are solved take a few, and others
/// hundreds without coming nearer to an end, each as long as many iterations.
pub(crate) const EARLY_FACTORS: u32 = 50;

/// Entries of a pivot row or column below this size are never chosen as pivots: dividing by them multiplies
/// rounding by 1e7.
pub(crate) const PIVOT_TOLERANCE: f64 = 1e-7;

/// A pivot chosen although the factorisation is fresh may go down to this size before the row is given up.
pub(crate) const PIVOT_TOLERANCE_FRESH: f64 = 1e-9;

/// The pivot element computed from the row and from the column may differ by this much, relatively, before
/// the basis is factorised afresh (Koberstein 2005, section 8.2.2 uses 1e-9 absolute; HiGHS 1e-7 relative).
pub(crate) const PIVOT_DISAGREEMENT: f64 = 1e-7;

/// Results of triangular solves below this size are rounding noise and become exact zeros.
pub(crate) const DROP_TOLERANCE: f64 = 1e-14;

/// Threshold partial pivoting: a pivot must be at least this fraction of the largest entry of its column
/// (Suhl & Suhl 1990, section 2 recommend 0.01 to 0.1).
pub(crate) const MARKOWITZ_THRESHOLD: f64 = 0.1;

/// The threshold after a factorisation proved unstable.
pub(crate) const MARKOWITZ_THRESHOLD_STRICT: f64 = 0.5;

/// Entries below this size cannot be pivots of the factorisation: the basis counts as singular.
pub(crate) const SINGULARITY_TOLERANCE: f64 = 1e-10;

/// Rows and columns searched for a Markowitz pivot before the best so far is taken (Suhl & Suhl 1990, section
/// 2: four suffice).
pub(crate) const MARKOWITZ_SEARCH: usize = 4;

/// Updates of the factorisation before a fresh one is made in any case; rounding grows with their number.
pub(crate) const MAX_UPDATES: usize = 100;

/// Growth of the factors, relative to fresh ones plus the number of rows, at which a fresh factorisation
/// pays.
pub(crate) const FILL_FACTOR: usize = 2;

/// Repairs of a singular basis before the engine gives up: the first gives a nonsingular one unless rounding
/// interferes.
pub(crate) const MAX_REPAIRS: usize = 4;

/// A row of the basis inverse with fewer than one nonzero in this many rows makes a pivot row whose nonzeros
/// are worth listing on the way.
pub(crate) const SPARSE_ROW_RATIO: usize = 10;

/// A triangular solve whose result is expected to have fewer than one nonzero in this many entries searches
/// for them first: following one entry through the graph costs about this many times as much as passing over
/// a zero.
pub(crate) const HYPERSPARSE_RATIO: f64 = 12.0;

/// Stands for a sum that cancelled to zero in a vector whose nonzeros are listed.
pub(crate) const CANCELLED: f64 = 1e-100;

/// Smallest dual steepest edge weight: a true weight is positive, an updated one may round below (Forrest &
/// Goldfarb 1992).
pub(crate) const MIN_EDGE_WEIGHT: f64 = 1e-4;

/// An updated edge weight below this fraction of the true one misled the choice of the leaving variable:
/// choose again.
pub(crate) const WEIGHT_TRUST: f64 = 0.25;

/// Such repeated choices in one iteration: each costs a solve, and after a warm start with unknown weights
/// most of them are wrong.
pub(crate) const WEIGHT_RETRIES: usize = 3;

/// A pivot from an earlier group of breakpoints is kept unless the later one has at least this fraction of
/// the largest seen.
pub(crate) const GOOD_PIVOT: f64 = 0.1;

/// Groups of breakpoints that are looked for one by one; where there are more, sorting what is left is
/// cheaper.
pub(crate) const MANY_GROUPS: usize = 30;

/// With fewer updates than this the factors count as accurate, and smaller pivots are allowed.
pub(crate) const YOUNG_FACTORS: usize = 10;

/// A Devex weight this large has lost its meaning: the reference framework starts anew (Forrest & Goldfarb
/// 1992, section 5).
pub(crate) const DEVEX_RESET: f64 = 1e7;

/// Steps without progress before the first perturbation: on small problems degeneracy mostly passes by
/// itself, and a perturbation costs a clean-up.
pub(crate) const PERTURB_AFTER: u64 = 50;

/// Multipliers of an infeasibility proof below this fraction of the largest are rounding; the proof is
/// checked without them.
pub(crate) const MULTIPLIER_NOISE: f64 = 1e-11;

/// Share of a ray's length, and of the terms of a row along it, that is rounding of the solve that gave it: a
/// coefficient of 1e-10 beside one of 10 is no rounding.
pub(crate) const RAY_NOISE: f64 = 1e-12;

/// Largest relative residual of the constraints at which values computed through an updated factorisation are
/// accepted.
pub(crate) const RESIDUAL_TOLERANCE: f64 = 1e-11;

/// Relative size of the random cost perturbation that breaks dual degeneracy (Koberstein 2005, section 6.2.3;
/// same magnitude as HiGHS).
pub(crate) const COST_PERTURBATION: f64 = 5e-7;

/// Relative size of the random bound perturbation that breaks primal degeneracy.
pub(crate) const BOUND_PERTURBATION: f64 = 5e-7;

/// Artificial bounds of free variables: far wider than those of the others, so that free variables enter the
/// basis first.
pub(crate) const FREE_BOX: f64 = 1000.0;

/// Rounds between dual and primal simplex before the engine admits numerical trouble.
pub(crate) const MAX_ROUNDS: usize = 20;

/// Fallback limit on iterations, as a multiple of rows + columns (plus a constant): simplex takes a small
/// multiple of the number of rows in practice, so reaching this means cycling.
pub(crate) const ITERATION_FACTOR: u64 = 200;

/// The constant: the smallest programs may take many times their size.
pub(crate) const ITERATION_BASE: u64 = 10_000;

/// After numerical trouble the tolerances grow by this factor for the rest of the solve ...
pub(crate) const TOLERANCE_GROWTH: f64 = 10.0;

/// ... up to this size, where the checker's own tolerance lies.
pub(crate) const LARGEST_TOLERANCE: f64 = 1e-6;

/// A reduced cost towards a bound that is neither given nor implied counts as zero up to this share of its
/// largest term: rounding of the terms and of the solve that gave the multipliers.
pub(crate) const REDUCED_COST_NOISE: f64 = 2e-14;

/// A reduced cost of a column that nothing bounds counts as rounding up to this share of the sum of its
/// terms' magnitudes: a few digits above what the solve that gave the multipliers errs by, since multipliers
/// that lean on no side leave theirs. It is paid for at the size that columns without a bound count with (see
/// `hunch_model::tolerances::UNBOUNDED_SIZE`).
pub(crate) const FAR_SHARE: f64 = 1e-11;
/// Entries of a tableau row or column up to this share of the largest (or of one) are rounding, and bound no
/// range.
pub(crate) const RANGING_NOISE: f64 = 1e-9;
/// Reduced costs up to this share of their terms' magnitudes are zero: multipliers of two doubles leave less
/// than 1e-25 of them where the exact ones leave nothing, and decimals that are no doubles leave about 1e-17.
pub(crate) const CERTAIN_ZERO: f64 = 1e-20;

/// A safe bound that lies below the plain one by more than this share of it is worth more digits.
pub(crate) const SAFE_BOUND_LOSS: f64 = 1e-10;

/// That size grows with the present point: it is at least this many times the largest value.
pub(crate) const FAR_BEYOND: f64 = 1024.0;

/// Relative distance between an optimal basis' objective and what its duals prove beyond which the dual
/// tolerance is tightened: three digits below the gap that counts as optimal.
pub(crate) const OPTIMALITY_GAP: f64 = 1e-9;

/// Factor by which the dual tolerance is tightened at a time ...
pub(crate) const TOLERANCE_TIGHTENING: f64 = 1e-2;

/// ... down to this size, which is rounding of scaled costs.
pub(crate) const SMALLEST_DUAL_TOLERANCE: f64 = 1e-14;

/// Iterations, as a multiple of rows + columns, in which a basis must be found whose reduced costs prove its objective,
/// once one is optimal within tolerance: where the multipliers' own rounding hides the signs, there is no end to it.
pub(crate) const CHASE_FACTOR: u64 = 1;

/// Corrections of values by their residuals; each gains the digits that the condition of the basis leaves,
/// and two are mostly enough.
pub(crate) const REFINEMENTS: usize = 3;

/// Residuals beyond this size come from values that no correction mends.
pub(crate) const LARGEST_CORRECTION: f64 = 1e100;

/// Smallest tolerance of bounds, after rows were missed by more than the checker allows.
pub(crate) const SMALLEST_PRIMAL_TOLERANCE: f64 = 1e-15;

/// The tolerances of a solve under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerance {
    /// Of bounds.
    pub primal: f64,
    /// Of reduced costs.
    pub dual: f64,
    /// What the settings ask for, of reduced costs.
    asked: f64,
    /// Whether there was trouble.
    relaxed: bool,
}

impl Tolerance {
    /// What the settings ask for.
    pub fn new(settings: &LpSettings) -> Self {
        Self {
            primal: settings.primal_tolerance,
            dual: settings.dual_tolerance,
            asked: settings.dual_tolerance,
            relaxed: false,
        }
    }

    /// Less strict, after numerical trouble.
    pub fn relax(&mut self) {
        self.primal = (self.primal * TOLERANCE_GROWTH).min(LARGEST_TOLERANCE.max(self.primal));
        self.dual = self.dual.max(self.asked); // what tightening gained is given up first
        self.dual = (self.dual * TOLERANCE_GROWTH).min(LARGEST_TOLERANCE.max(self.dual));
        self.relaxed = true;
    }

    /// Stricter on bounds, after a point within tolerance missed rows by more than the checker allows; says
    /// whether there is a stricter one left.
    pub fn tighten_bounds(&mut self) -> bool {
        let stricter = self.primal > SMALLEST_PRIMAL_TOLERANCE;
        self.primal = (self.primal * TOLERANCE_TIGHTENING).max(SMALLEST_PRIMAL_TOLERANCE);
        stricter
    }

    /// Whether reduced costs are judged more strictly than asked for.
    pub fn is_tight(&self) -> bool {
        self.dual < self.asked
    }

    /// Stricter on reduced costs, after signs within tolerance did not prove the objective; says whether
    /// there is a stricter one left. None is after numerical trouble.
    pub fn tighten(&mut self) -> bool {
        if self.relaxed || self.dual <= SMALLEST_DUAL_TOLERANCE {
            return false;
        }
        self.dual = (self.dual * TOLERANCE_TIGHTENING).max(SMALLEST_DUAL_TOLERANCE);
        true
    }
}

/// Which simplex method starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StartMethod {
    /// Dual, except from a basis that is primal but not dual feasible.
    #[default]
    Automatic,
    /// The dual; reduced costs of the wrong sign are shifted away and a primal clean-up follows.
    Dual,
    /// The primal, with a phase 1 where needed.
    Primal,
}

/// What a caller may change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LpSettings {
    /// Largest violation of a bound that counts as feasible, on the scaled problem.
    pub primal_tolerance: f64,
    /// Largest violation of a reduced cost's sign that counts as dual feasible, on the scaled problem.
    pub dual_tolerance: f64,
    /// Which method starts.
    pub start: StartMethod,
    /// Whether rows and columns are scaled.
    pub scale: bool,
    /// Seed of the perturbations.
    pub seed: u64,
    /// Whether a solve that ended at the limit of iterations is gone on with by the next, perturbations and all,
    /// unless the problem was changed. Values in between belong to a perturbed problem.
    pub goes_on: bool,
}

impl Default for LpSettings {
    fn default() -> Self {
        Self {
            primal_tolerance: PRIMAL_TOLERANCE,
            dual_tolerance: DUAL_TOLERANCE,
            start: StartMethod::Automatic,
            scale: true,
            seed: 0,
            goes_on: false,
        }
    }
}
