//! Every tolerance and limit, with its reason.

/// A row or bound is tight where its slack is at most this times `1 + |side|`. Vertices come from a simplex
/// method that keeps bounds to 1e-9 of scaled units: a hundred times that is no rounding, and a slack of this
/// size by chance is rare. (The paper gives no tolerance; its authors' code has 1e-4.)
pub const TIGHT: f64 = 1e-7;

/// A multiplier is zero where it moves the objective by at most this share of the largest cost: the simplex
/// method's own tolerance for signs of reduced costs. What has a multiplier is tight in every optimum.
pub const FACE: f64 = 1e-9;

/// A pivot of Cholesky's method below this share of its diagonal entry is none: there a quadratic program may
/// have several optima, which the secondary rule then looks at. Definite ones merely lose time by it.
pub const DEFINITE: f64 = 1e-8;

/// Gap to which integer optima are solved for labels, relative to the objective. The project's gap of 1e-6
/// would label a second best point that is so close, and a cost of 1e-6 (of the choice of a supplier, say)
/// would decide nothing.
pub const GAP: f64 = 1e-9;

/// Integer points whose objectives differ by at most this, relatively, are equally good: one is chosen by the
/// secondary rule. As the gap, below which they cannot be told apart.
pub const TIE: f64 = 1e-9;

/// Size to which the row is scaled that keeps the objective while ties are settled. Rows hold up to 1e-6 in
/// absolute terms, so the objective is kept to 1e-10 of its largest cost.
pub const TIE_ROW: f64 = 1e4;

/// Confidence of the bounds on unseen strategies, 1 − β, where none is given.
pub const BETA: f64 = 0.05;

/// θ in a batch, as in section 4 of the paper.
pub const BATCH: u64 = 5000;

/// Good–Turing estimate at which sampling stops, as in section 4 of the paper.
pub const GOOD_TURING: f64 = 0.005;

/// Most θ of a sample, where nothing else is said: what the published tables rest on.
pub const MOST: u64 = 10_000;

/// θ that a thread takes at a time: enough to hide the lock, few enough to keep all threads busy to the end.
pub const CHUNK: u64 = 16;

/// Iterations of the simplex method for one label, beyond a multiple of the size, before it is given up.
pub const ITERATIONS_A_ROW: u64 = 200;

/// Pivots below this share of the first one are rounding: the row depends on the others. Coefficients of a
/// tight system are of moderate spread, and complete pivoting loses few digits.
pub const RANK: f64 = 1e-10;

/// Most unknowns of a reduced system: its dense factors then take 8 MB, for each strategy.
pub const MOST_UNKNOWNS: usize = 1_000;

/// A condition whose slope is below this share of its terms does not depend on θ: the rest is rounding.
pub const FLAT: f64 = 1e-10;

/// Infeasibility and suboptimality up to which the paper calls an answer accurate (section 5.1).
pub const ACCURATE: f64 = 1e-3;

/// An optimum of less than this in size does not divide the suboptimality.
pub const ZERO_OPTIMUM: f64 = 1e-8;

/// Steps that the quadratic engine may take to prove a working set optimal: one to the set's own optimum, and
/// a few for the rounding of that one. Steps that leave the set are no proof of it.
pub const NEWTON_STEPS: u64 = 4;

/// Most numbers of the facets that are kept to rank a strategy: 32 MB.
pub const MOST_NUMBERS: usize = 4_000_000;

/// Steps of the engine that a leaf of a stored tree may take where its stored multipliers prove too little: a
/// few changes of basis. What needs more has changed so much that a search is the better way.
pub const LEAF_STEPS: u64 = 30;

/// An integer column further from an integer than this is branched on.
pub const INTEGRAL: f64 = 1e-6;

/// Columns that are looked at ahead of a branching, and steps of the engine on each side: trees are grown once
/// and evaluated at every θ, so that a smaller one is worth some time.
pub const LOOK_AHEAD: usize = 8;
/// See [`LOOK_AHEAD`].
pub const LOOK_AHEAD_STEPS: u64 = 50;
/// A side whose bound rises less than this counts as much (Achterberg, Koch & Martin, "Branching rules
/// revisited", 2005: a product must not become zero).
pub const LOOK_AHEAD_LEAST: f64 = 1e-4;

/// Most nodes of a stored tree: some tens of milliseconds to evaluate, some megabytes.
pub const TREE_NODES: usize = 4_000;

/// Most branchings on the way to a leaf of a stored tree: bounds of a path are kept while it is walked, so that
/// a file's tree that is one long path would take memory without end.
pub const TREE_DEPTH: usize = 1_000;

/// Most multipliers that a leaf keeps: each costs a pass over the matrix where it does not close the leaf.
pub const TREE_EVIDENCE: usize = 4;

/// θ of a strategy at which its tree is grown, beside the first.
pub const TREE_THETAS: usize = 16;

/// Share of the gap at which answers count as optimal that growing a tree makes use of: what is left is for
/// the rounding at other θ.
pub const TREE_GAP_SHARE: f64 = 0.1;
