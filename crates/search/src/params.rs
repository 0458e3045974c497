//! Every constant of the search, named and with its reason. The simplex keeps its own in [`crate::lp`].

/// Bytes a search may use by default: a browser tab on a phone can be trusted with this much.
pub const MEMORY_LIMIT: u64 = 1 << 30;
/// Least memory limit that can be set: below it not even the bookkeeping fits.
pub const MEMORY_FLOOR: u64 = 1 << 20;
/// Nodes for the stage that guidance restricts, before its rows are dropped: enough to exhaust a
/// neighbourhood of a good guess, few against the nodes of a hard instance, so that a bad guess costs little.
pub const GUIDED_NODE_LIMIT: u64 = 500;
/// Part of the work that a certificate may take in exact arithmetic which settling a small answer may: some
/// tenths of a second.
#[cfg(feature = "proof")]
pub const SETTLING_SHARE: u64 = 8;
/// Nodes that the search for a point within tolerance may take where no exact one exists …
pub const WIDENED_NODES: u64 = 1_000;
/// … beside this multiple of what proving that took.
pub const WIDENED_FACTOR: u64 = 4;
/// Seconds that microlp runs before the host is asked whether to go on: half of the 100 ms within which an
/// abort takes effect.
pub const MICROLP_SLICE_SECONDS: f64 = 0.05;
/// Factor by which a slice grows when microlp made no progress within it, so that a run cannot stand still.
pub const MICROLP_SLICE_GROWTH: f64 = 2.0;

/// Units of work between two looks at what a search has found, for whoever keeps or shares points: some
/// milliseconds.
pub const LOOK: u64 = 1_000_000;
/// The same for each column of a large program, for a look copies the point: the copies then stay a small
/// share of the work.
pub const LOOK_BY_COLUMN: u64 = 32;
/// Seconds between two words on how far a search has come, to hosts that listen: a person takes half a second
/// for a standstill.
pub const PROGRESS_SECONDS: f64 = 0.3;

/// Rows that one answer may have: a mistake of the caller's would otherwise fill the memory before it is noticed.
#[cfg(feature = "kinds")]
pub const ANSWER_ROWS: usize = 100_000;
/// Estimated bytes of a term of a row on demand: in the program, in the home's list, in the tree's, and in the
/// relaxation by rows and by columns.
#[cfg(feature = "kinds")]
pub const ROW_BYTES: u64 = 100;
/// Points of heuristics that wait to be shown after a step: the better they are the sooner, and rows that come
/// back at the first mostly exclude the others.
#[cfg(feature = "kinds")]
pub const HELD_POINTS: usize = 3;
/// Share of the checker's tolerance beyond which a relaxed point violates a row on demand: the simplex method's
/// own tolerance is far below, and a point that the checker refuses is far above.
#[cfg(feature = "kinds")]
pub const DEMAND_VIOLATION: f64 = 0.5;
/// The same for tangents of curves, which are to be met as closely as the simplex method meets rows, twice over.
#[cfg(feature = "kinds")]
pub const CURVE_VIOLATION: f64 = 2e-3;
/// Looks in a row at which a row on demand may be slack before it leaves the relaxation: it waits in a list and is
/// back when it is violated, and curves of an objective bring many.
pub const DEMAND_ROW_AGE: u32 = 2;
/// Rounds of questions for cuts at the root, and without progress in a row: subtours of a travelling salesman
/// take some tens.
#[cfg(feature = "kinds")]
pub const DEMAND_ROOT_ROUNDS: u32 = 200;
/// Rounds in a row without progress after which no more cuts are asked for at a node.
#[cfg(feature = "kinds")]
pub const DEMAND_STALL: u32 = 5;
/// Of how many nodes below the root one is shown when cuts are asked for, and how often: a host answers from
/// another thread, which takes longer than a node.
#[cfg(feature = "kinds")]
pub const DEMAND_NODE_PERIOD: u64 = 10;
/// Questions for cuts at such a node.
#[cfg(feature = "kinds")]
pub const DEMAND_NODE_ROUNDS: u32 = 5;

/// Steps of the quadratic engine between two looks at the host …
#[cfg(feature = "kinds")]
pub const QP_CHUNK: u64 = 200;
/// … and how many such chunks one solve may take: the relaxation of four hundred dense columns takes a few.
#[cfg(feature = "kinds")]
pub const QP_CHUNKS: u64 = 100;
/// Share of what a relaxed point misses of the curves, spread over them, beyond which a curve gets a tangent.
#[cfg(feature = "kinds")]
pub const CURVE_SHARE: f64 = 0.1;
/// Rounds of tangents at fractional points of the root, where they raise the bound of the whole tree …
#[cfg(feature = "kinds")]
pub const CURVE_ROOT_ROUNDS: u32 = 30;
/// … of other nodes, where branching bends the relaxation as well …
#[cfg(feature = "kinds")]
pub const CURVE_NODE_ROUNDS: u32 = 2;
/// … and at integral points, which have to be settled: a few do once the continuous columns are at their best.
#[cfg(feature = "kinds")]
pub const CURVE_INTEGRAL_ROUNDS: u32 = 200;
/// Share of the gap, or of the objective's size, that a fractional point of the root must miss for tangents to be
/// worth a relaxation …
#[cfg(feature = "kinds")]
pub const CURVE_ROOT_SHARE: f64 = 0.01;
/// … and one of another node.
#[cfg(feature = "kinds")]
pub const CURVE_NODE_SHARE: f64 = 0.1;
/// The same for integral points, of the objective's size: a hundredth of the gap that counts as optimal.
#[cfg(feature = "kinds")]
pub const CURVE_INTEGRAL_SHARE: f64 = 1e-8;
/// Where the simplex method does not resolve that, up to this share: a fifth of the gap that counts as optimal.
#[cfg(feature = "kinds")]
pub const CURVE_RESOLVED_SHARE: f64 = 2e-7;

/// Distance from an integer within which a bound or a value of an integer column is taken for it; the
/// project's integrality tolerance.
pub const INTEGRALITY: f64 = hunch_model::tolerances::INTEGRALITY;
/// Unit of rounding of a double: a sum, product or quotient is off by at most this share.
pub const UNIT: f64 = f64::EPSILON / 2.0;
/// Noise that presolve may add to a row, as a share of its largest coefficient (up to 1): a hundredth of the
/// checker's tolerance, so that a reduced row still means what the row meant.
pub const NOISE_LIMIT: f64 = 1e-8;
/// A row counts as met for rounding heuristics within this: a tenth of the checker's tolerance.
pub const HEURISTIC_TOLERANCE: f64 = 1e-7;
/// Entries that propagation reads for one unit of work: measured in instructions, a unit of the simplex costs
/// eight times such an entry.
pub const PROPAGATION_ENTRIES: u64 = 8;
/// Share of a continuous column's range that a tightening must gain to be kept: bounds of loops over
/// continuous columns converge without ever arriving (Achterberg 2007, section 7.1).
pub const CONTINUOUS_PROGRESS: f64 = 0.05;
/// Bounds beyond this are not derived: they carry no information and much rounding.
pub const BOUND_LIMIT: f64 = 1e8;
/// Rows that the account of a node looks at, as a multiple of the rows, and at least: as long as a search would
/// go on with a matrix of two entries a row.
pub const ACCOUNT_FACTOR: usize = 20;
/// See [`ACCOUNT_FACTOR`].
pub const ACCOUNT_ROWS: usize = 1_000;
/// Relaxations that the account of a node solves at one depth: each after the first only where reduced costs cut
/// off the point of the one before.
pub const ACCOUNT_RELAXATIONS: usize = 8;
/// Entries visited by one propagation run, as a multiple of the matrix entries: long chains of small steps
/// are left to branching.
pub const PROPAGATION_FACTOR: u64 = 10;

/// Dual proofs that are kept: more save few nodes.
pub const DUAL_PROOFS: usize = 20;
/// Node from which on proofs are learned: small trees are over by then, and would pay for nothing.
pub const DUAL_PROOF_FIRST_NODE: u64 = 60;
/// Nodes at which proofs are tried before they are judged …
pub const DUAL_PROOF_TRIALS: u64 = 200;
/// … and the share of nodes at which they must say something.
pub const DUAL_PROOF_HELP: f64 = 0.05;
/// Coefficients below this, beside the column's cost, are taken out of a proof: they are rounding.
pub const DUAL_PROOF_NOISE: f64 = 1e-9;

/// Rounds of presolve: each round costs a pass over the program, and the tenth rarely finds what the ninth
/// did not.
pub const PRESOLVE_ROUNDS: usize = 10;
/// A round that changes less than one in so many rows and columns is the last: a pass over a large program for a few
/// changes takes longer than what they save. Smaller programs are reduced to the end.
pub const PRESOLVE_FADING: usize = 10_000;
/// Entries that a step of presolve may read again and again: so many for each entry of the program …
pub const PRESOLVE_FACTOR: usize = 5;
/// … and a base, a tenth of a second's worth, which leaves small programs as they are.
pub const PRESOLVE_BASE: usize = 30_000_000;
/// Share of a coefficient that tightening must gain: less is rounding, and would run for ever.
pub const COEFFICIENT_PROGRESS: f64 = 1e-6;
/// Relative difference at which two rows still count as multiples of each other: a few units of rounding.
pub const PARALLEL_TOLERANCE: f64 = 1e-12;
/// Relative distance from a bound within which a column counts as resting there, when presolve of a linear
/// program is undone. The engine's own tolerances decide in the end: it starts from the restored basis.
pub const RESTING: f64 = 1e-9;
/// Share of rows and columns that must look removable at one glance for presolve of a linear program to
/// begin. Measured on Netlib (docs/results/presolve.md): below this the copy costs more than the iterations
/// that it saves.
pub const LINEAR_PRESOLVE_PROMISE: f64 = 0.15;
/// Entries from which on presolve of a linear program begins without that glance, and takes free columns out: what
/// it takes is little beside the iterations of so large a program.
pub const LINEAR_PRESOLVE_LARGE: usize = 10_000;
/// A round that changes less than one in so many rows and columns is the last of a linear program.
pub const LINEAR_PRESOLVE_FADING: usize = 50;
/// Share of a linear program (rows, columns and entries) that presolve must take out to be worth a second
/// program and the way back from it.
pub const LINEAR_PRESOLVE_SHARE: f64 = 0.05;
/// Links from which on chains of rows are taken apart: the square of a shorter chain costs nothing, and
/// programs without one keep their form.
pub const LONG_CHAIN: usize = 100;
/// Pairs of columns that are compared in search of dominated ones, a glance or an entry counting as one: so
/// many for each entry of the program …
pub const DOMINATION_FACTOR: usize = 10;
/// … and a base.
pub const DOMINATION_BASE: usize = 100_000;
/// … up to a tenth of a second's worth: dense programs have many entries and few such columns.
pub const DOMINATION_MOST: usize = 10_000_000;
/// Rows of one support that each row is compared with.
pub const PARALLEL_WINDOW: usize = 20;
/// Largest ratio of coefficients in a substitution: it multiplies rounding errors by as much.
pub const SUBSTITUTION_RANGE: f64 = 1e3;
/// Entries of a free column that an equation may replace: longer ones fill in.
#[cfg(feature = "breadth")]
pub const FREE_COLUMN_ENTRIES: usize = 16;
/// Entries that such a replacement may add to the program.
#[cfg(feature = "breadth")]
pub const FREE_COLUMN_FILL: usize = 10;
/// Share of the largest entry of its row and column that the one replaced by must have: a smaller one would
/// multiply rounding.
#[cfg(feature = "breadth")]
pub const FREE_COLUMN_PIVOT: f64 = 0.01;
/// Sums smaller than this share of their terms are rounding noise where zero is meant.
pub const CANCELLATION: f64 = 1e-12;

/// A bound this share of a lattice step above a lattice point still belongs to the point: rounding of the
/// simplex.
pub const LATTICE_TOLERANCE: f64 = 1e-6;
/// Steps and offsets that are multiples of one in so many are exact in doubles, and so are their sums.
pub const DYADIC: f64 = 1024.0;
/// Units of rounding by which objectives lie beside a lattice of decimals: the costs', the products' and the
/// sums'.
pub const LATTICE_UNITS: f64 = 16.0;
/// A node is pruned when its bound lies at least this share of a step above the point below the incumbent;
/// more than [`LATTICE_TOLERANCE`], so that what is pruned also rounds up to the incumbent.
pub const LATTICE_MARGIN: f64 = 1e-5;
/// Relative noise of an objective: steps smaller than this share of it are not told apart.
pub const LATTICE_NOISE: f64 = 1e-9;
/// Distance from an integer that counts as rounding of the simplex, whose own tolerance is 1e-9.
pub const SNAP: f64 = 1e-9;

/// Inner-loop steps of the simplex between two looks at the host; with about 10 ns a step in wasm, a chunk
/// stays below 50 ms.
pub const LP_CHUNK_WORK: u64 = 5_000_000;
/// Least iterations of a chunk: starting and ending one costs a few iterations' worth.
pub const LP_CHUNK_MIN: u64 = 50;
/// Most iterations of a chunk.
pub const LP_CHUNK_MAX: u64 = 5_000;
/// Chunks for solving the continuous part around fixed integers: a warm start needs few.
pub const RESOLVE_CHUNKS: usize = 20;
/// Reduced costs below this are rounding.
pub const REDUCED_COST_TOLERANCE: f64 = 1e-7;
/// Share by which a larger one may be off: some digits more than the simplex loses.
pub const REDUCED_COST_NOISE: f64 = 1e-6;

/// Observations in each direction that make a pseudo-cost reliable (Achterberg, Koch and Martin 2005, section
/// 4: 8).
pub const RELIABILITY: u32 = 8;
/// Candidates probed without finding a better one before the choice is made (same paper: 8).
pub const LOOKAHEAD: u32 = 8;
/// Least iterations of a probe (same paper, and SCIP: 10).
pub const PROBE_ITERATIONS_MIN: u64 = 10;
/// Most iterations of a probe (SCIP: 500; less here, since a probe is not interrupted).
pub const PROBE_ITERATIONS_MAX: u64 = 200;
/// Probing may cost this share of all node iterations …
pub const PROBE_SHARE: f64 = 0.5;
/// … plus this many iterations: the first few choices of a tree. More slows small programs down and
/// saves larger ones nothing.
pub const PROBE_ALLOWANCE: u64 = 100;
/// After cuts, probing may cost this many times the root's iterations besides.
pub const PROBE_ROOT_SHARE: f64 = 2.0;
/// The same with continuous columns, where a node costs many iterations and propagates little: its choice is
/// worth more.
pub const PROBE_ROOT_SHARE_MIXED: f64 = 8.0;
/// Sides that probes may close at one node, beyond one a column: more happens along integers without bounds
/// only.
pub const SIDES_CLOSED_BASE: usize = 50;
/// Gain per unit assumed before anything was observed; only its being equal for all columns matters.
pub const INITIAL_GAIN: f64 = 1.0;
/// Floor of a gain in the product score, so that one idle side does not hide the other (same paper, section
/// 3: 1e-6).
pub const SCORE_FLOOR: f64 = 1e-6;
/// Factor on the branching score of a column whose probability is 0 or 1; one of 1/2 gets a factor of 1.
pub const HINT_WEIGHT: f64 = 4.0;
/// Most by which a racing strategy raises a branching score: enough to decide among columns that are nearly
/// equal, and only among them.
pub const TIE_SHARE: f64 = 0.05;

/// Moves that shifting may make beyond one for each fractional column.
pub const SHIFTING_MOVES: usize = 50;
/// Columns of a violated row that feasibility jump rates for one move (Luteberget and Sartor 2023, section
/// 3.3: 25).
pub const JUMP_SAMPLE: usize = 25;
/// Entries that it may visit in all: a base …
pub const JUMP_WORK_BASE: u64 = 200_000;
/// … and so many for each entry of the program; where it succeeds it mostly does within a few dozen passes.
pub const JUMP_WORK_FACTOR: u64 = 100;
/// Entries that it visits in one step: a millisecond or two.
pub const JUMP_STEP_WORK: u64 = 100_000;
/// Share of the rows that must be equations for fix and propagate.
pub const FIX_EQUATIONS: f64 = 0.1;
/// Entries that fix and propagate may visit, before there is a relaxed point and once more from there: a base …
pub const FIX_WORK_BASE: u64 = 500_000;
/// … so many for each entry of the program; a descent takes two or three, and what follows is deep in it …
pub const FIX_WORK_FACTOR: u64 = 30;
/// … and, while there is no point, a share of all work.
pub const FIX_SHARE: f64 = 0.1;
/// Entries that it visits in one step: a millisecond or two.
pub const FIX_STEP_WORK: u64 = 100_000;
/// Failures after which it begins anew at first …
pub const FIX_FAILURES: f64 = 50.0;
/// … and by what factor they grow from then on: quick ends first, and none too early for ever.
pub const FIX_FAILURES_GROWTH: f64 = 1.3;
/// Share of the largest cost that a column counts with besides its own, and of a unit besides its relaxed value.
pub const FIX_PRICE: f64 = 0.02;
/// Columns of a row that are rated for a decision, over the decisions that the row needs at least …
pub const FIX_RATED: f64 = 100_000.0;
/// … and at least so many: a row that needs a thousand columns would cost a thousand readings.
pub const FIX_RATED_LEAST: usize = 50;
/// Beginnings up to which chance counts for more each time.
pub const FIX_SPREAD: u32 = 3;
/// Failures after which the search with clauses begins anew, times Luby's sequence.
pub const CLAUSE_FAILURES: u64 = 50;
/// Clauses that it keeps when it begins anew: those that took part in failures last.
pub const CLAUSES_KEPT: usize = 4_000;
/// Entries that it may visit, before there is a relaxed point and once more from there: a base …
pub const CLAUSE_WORK_BASE: u64 = 2_000_000;
/// … so many for each entry of the program …
pub const CLAUSE_WORK_FACTOR: u64 = 100;
/// … and, while there is no point, a share of all work.
pub const CLAUSE_SHARE: f64 = 0.2;
/// Entries that it visits in one step: a millisecond or two.
pub const CLAUSE_STEP_WORK: u64 = 100_000;
/// Relaxations of continuous columns that a run may take, for points or in vain, over the entries of the program …
pub const CLAUSE_SOLVED_ENTRIES: u64 = 500_000;
/// … and at least and at most so many: each costs as much as many descents.
pub const CLAUSE_SOLVES: (u64, u64) = (5, 50);
/// The widest range of an integer column that decisions with clauses are for: decided far from a relaxed point, an
/// integer far out leaves the rows to their tolerance.
pub const CLAUSE_RANGE: f64 = 10_000.0;
/// Share of the objective by which a point must be better than the one before: small steps are many.
pub const CLAUSE_GAIN: f64 = 0.005;
/// Share of all other work that local search may take at first where the first relaxation is long: on such
/// programs it is what brings points …
pub const LOCAL_SHARE_EARLY: f64 = 0.5;
/// … and elsewhere: small trees are over before a run is due …
pub const LOCAL_SHARE_LATE: f64 = 0.05;
/// … at most, as long as it succeeds …
pub const LOCAL_SHARE_MOST: f64 = 1.0;
/// … and at least: where it has failed for long it is hardly noticed.
pub const LOCAL_SHARE_LEAST: f64 = 0.03;
/// Factor on the share after a run without success.
pub const LOCAL_SHARE_FADING: f64 = 0.85;
/// Least work of one run: some hundredths of a second.
pub const LOCAL_RUN_WORK: u64 = 3_000_000;
/// Entries that it visits in one step: a few milliseconds.
pub const LOCAL_STEP_WORK: u64 = 300_000;
/// Columns that local search goes on with once a relaxation has priced all: at least so many …
pub const CORE_COLUMNS: usize = 2_000;
/// … and so many for each row, of which points have fewer …
pub const CORE_COLUMNS_PER_ROW: usize = 4;
/// … with the cheapest of each row (Caprara, Fischetti and Toth 1999, section 2: 5), …
pub const CORE_COLUMNS_OF_ROW: usize = 5;
/// … where that is at most this share of all.
pub const CORE_SHARE: f64 = 0.3;
/// Columns of a violated row that are rated for one move: rows of covers are long, and few of their columns
/// are good …
pub const LOCAL_SAMPLE: usize = 200;
/// … and columns that may give way.
pub const LOCAL_GIVING: usize = 100;
/// Violated rows up to which all of them grow at every move; while there are more, growing costs more than it
/// tells.
pub const LOCAL_FEW_ROWS: usize = 50;
/// Share of the largest cost that a column counts with besides its own.
pub const LOCAL_PRICE: f64 = 0.01;
/// Entries of one row that are looked at in search of such columns.
pub const LOCAL_ROW_ENTRIES: usize = 2_000;
/// Moves for which a column stays where it went, at least (same paper: 3) …
pub const LOCAL_TENURE: u64 = 3;
/// … and how many more there may be (same paper: 10).
pub const LOCAL_TENURE_SPREAD: usize = 10;
/// Moves without a better point after which the weights are forgotten.
pub const LOCAL_PATIENCE: u64 = 100_000;
/// Rounds of the feasibility pump: most that come to a point do so within a few dozen.
pub const PUMP_ROUNDS: u32 = 60;
/// Least simplex iterations that it may take; beyond that, those of the root.
pub const PUMP_ITERATIONS: u64 = 500;
/// Factor on the objective's weight from round to round (Achterberg and Berthold 2007, section 4: 0.9).
pub const PUMP_FADING: f64 = 0.9;
/// Integers moved when it stands still, between half and one and a half times as many (Fischetti, Glover and
/// Lodi 2005, section 3: 20).
pub const PUMP_SHAKEN: usize = 20;
/// Largest random distance that is added against cycles (2005, section 3: from -0.3 to 0.7).
pub const PUMP_RESTART: f64 = 0.7;
/// Dives may cost this share of all node iterations …
pub const DIVE_SHARE: f64 = 0.1;
/// … plus this share times their rate of success …
pub const DIVE_SUCCESS_SHARE: f64 = 0.4;
/// … plus this many, so that a first incumbent is found early.
pub const DIVE_ALLOWANCE: u64 = 2_000;
/// A fraction below this, or as far from 1, says by itself which way a pseudo-cost dive rounds (SCIP: 0.3).
pub const PSEUDO_COST_CLEAR: f64 = 0.3;
/// Least iterations of a dive: fewer do not reach the bottom.
pub const DIVE_ITERATIONS: u64 = 500;
/// Nodes between two dives.
pub const DIVE_PERIOD: u64 = 20;
/// Nodes between two attempts at shifting.
pub const SHIFTING_PERIOD: u64 = 10;

/// Node at which the first neighbourhood may be searched: small trees end before …
pub const NEIGHBOURHOOD_FIRST_NODE: u64 = 10;
/// … and so does most of this much work, a tenth of a second or so.
pub const NEIGHBOURHOOD_FIRST_WORK: u64 = 15_000_000;
/// Nodes between two neighbourhoods.
pub const NEIGHBOURHOOD_PERIOD: u64 = 10;
/// Neighbourhoods may cost this share of all other work …
pub const NEIGHBOURHOOD_SHARE: f64 = 0.1;
/// … plus this share times their rate of success (SCIP's ALNS: a quota that grows with success).
pub const NEIGHBOURHOOD_SUCCESS_SHARE: f64 = 0.6;
/// Least iterations for one neighbourhood …
pub const NEIGHBOURHOOD_ITERATIONS: u64 = 2_000;
/// … or this part of all others, when the search has become long.
pub const NEIGHBOURHOOD_DIVISOR: u64 = 20;
/// Nodes for one neighbourhood (Danna, Rothberg and Le Pape 2005, section 4: 1000; fewer here, since it has a
/// budget of iterations too).
pub const NEIGHBOURHOOD_NODES: u64 = 500;
/// Share of the gap by which a point must beat the incumbent to be looked for in a neighbourhood.
pub const NEIGHBOURHOOD_PROGRESS: f64 = 0.01;
/// Share of the tree's memory that the search of a neighbourhood may use.
pub const NEIGHBOURHOOD_MEMORY_SHARE: f64 = 0.125;
/// Share of the columns that a neighbourhood fixes at first, until its outcome says more or less …
pub const FIXED_SHARE_FIRST: f64 = 0.7;
/// … at least: a larger neighbourhood is nearly the program itself …
pub const FIXED_SHARE_LEAST: f64 = 0.2;
/// … at most …
pub const FIXED_SHARE_MOST: f64 = 0.95;
/// … and by how much it changes.
pub const FIXED_SHARE_STEP: f64 = 0.1;
/// Share of the columns that RENS must fix (SCIP: 0.5): its neighbourhood cannot be made smaller.
pub const RENS_LEAST_SHARE: f64 = 0.5;
/// Least radius of local branching (Fischetti and Lodi 2003, section 4: 10 to 20).
pub const LOCAL_BRANCHING_LEAST: usize = 10;
/// Weight of curiosity against past success in the choice of a neighbourhood or dive; small, for tries are
/// few.
pub const BANDIT_WEIGHT: f64 = 0.3;
/// Incumbents remembered beside the best one, for crossover.
pub const EARLIER_INCUMBENTS: usize = 3;
/// Every so many selections the node with the best bound is taken, so that the proven bound moves.
pub const BEST_BOUND_PERIOD: u64 = 4;
/// A plunge goes on while the node's bound lies within this share of the way from the best bound to the
/// cutoff (SCIP's plunging quotient is 0.25; Linderoth and Savelsbergh 1999 compare such rules).
pub const PLUNGE_SHARE: f64 = 0.25;
/// Consecutive nodes of a plunge that are granted whatever their bound.
pub const PLUNGE_MIN: u32 = 5;
/// Share of the memory limit that nodes may take; the rest is the program's and the engine's.
pub const NODE_MEMORY_SHARE: f64 = 0.8;
/// Share of the gap tolerance at which single nodes are pruned; the rest is left to rounding, so that the
/// final gap is within tolerance.
pub const CUTOFF_SHARE: f64 = 0.5;

/// Work that a tree without cuts may take before the first round of cuts, as a multiple of the root's; it
/// doubles as long as the tree goes well.
pub const SHORT_TREE_FACTOR: u64 = 3;
/// It goes on only when the root's branching moves the bound by this share of the way to the incumbent (the
/// geometric mean of both children's gains as the probes saw them).
pub const SHORT_TREE_GAIN: f64 = 0.04;
/// It goes well when the bound has come this share of the way from the root's to the incumbent at the first
/// look, twice that at the second, and so on.
pub const SHORT_TREE_PROGRESS: f64 = 0.1;
/// Rounds of cuts at the root: a bound, for the bound stalls long before (few, nearly orthogonal cuts a round
/// make many rounds).
pub const CUT_ROUNDS: u32 = 100;
/// Rounds without progress of the bound before cutting ends.
pub const CUT_STALL_ROUNDS: u32 = 4;
/// Progress of the bound, relative to its size, that a round must make.
pub const CUT_PROGRESS: f64 = 1e-4;
/// Share of the gap to the incumbent that a round must close as well in a pure integer program: less is
/// settled faster by branching. With continuous columns many small steps add up.
pub const CUT_GAP_PROGRESS: f64 = 0.01;
/// The same where several flows hang on one set-up: there a round has hundreds of cuts, and takes as long as several
/// nodes.
pub const SHARED_CUT_GAP_PROGRESS: f64 = 0.05;
/// Cuts of one round, as a share of the rows (plus a base): more slow the simplex down faster than they lift
/// the bound.
pub const CUT_ROUND_SHARE: f64 = 0.5;
/// Base of the cuts of one round.
pub const CUT_ROUND_BASE: usize = 30;
/// Share of the root's gap that all cuts together must close to be kept: less is not worth longer iterations
/// at every node.
pub const CUT_WORTH: f64 = 0.05;
/// Least distance of the relaxed point from a cut.
pub const CUT_EFFICACY: f64 = 1e-4;
/// Cosine between two cuts beyond which the shallower is left for later.
pub const CUT_PARALLELISM: f64 = 0.1;
/// Share of the deepest cut's efficacy that another must reach to be chosen beside it: the point moves, and
/// shallow cuts with it.
pub const CUT_EFFICACY_SHARE: f64 = 0.05;
/// Weight of a cut's parallelism to the objective against its efficacy, which counts relative to the deepest
/// (Wesselmann and Suhl 2012).
pub const CUT_OBJECTIVE_WEIGHT: f64 = 0.1;
/// Rounds in a row that a cut's row may be slack and stay in the relaxation.
pub const CUT_ROW_AGE: u32 = 0;
/// Ends of plunges in a row at which a cut's row may be slack before it leaves the relaxation …
pub const NODE_ROW_AGE: u32 = 30;
/// … together with at least so many others …
pub const NODE_ROWS_RETIRED: usize = 5;
/// … and this share of all cuts, for each time every stored basis is gone through and the factors are made
/// anew.
pub const NODE_ROWS_RETIRED_SHARE: f64 = 0.1;
/// Nodes before the first that is cut: small trees are done sooner without. This and the next constants were
/// chosen on four instances a class, where runs that differ in little spread as much as they do: they are
/// starting points, not optima.
pub const NODE_CUT_START: u64 = 100;
/// Nodes between two that are cut, to begin with; it doubles where little is gained and halves where much is.
pub const NODE_CUT_PERIOD: u64 = 8;
/// Most nodes between two that are cut.
pub const NODE_CUT_PERIOD_MAX: u64 = 256;
/// Rounds of cuts at one node.
pub const NODE_CUT_ROUNDS: u32 = 1;
/// Share of the node's gap that a round must close for another, and all together for the next node to be cut
/// sooner.
pub const NODE_CUT_PROGRESS: f64 = 0.1;
/// Cuts of one round at a node, as a share of the rows (plus the base of the root's rounds).
pub const NODE_CUT_ROUND_SHARE: f64 = 0.1;
/// Rows that cuts below the root may add at most, for each slows every iteration: a base …
pub const NODE_CUT_ROWS_BASE: usize = 10;
/// … and a share of the program's rows.
pub const NODE_CUT_ROWS_SHARE: f64 = 0.3;
/// Share of all work that cutting below the root may take, relaxations between rounds included …
pub const NODE_CUT_SHARE: f64 = 0.1;
/// … and from this node on, where the tree has shown that it is long: what a cut costs, it saves in all the nodes to
/// come …
pub const NODE_CUT_LONG: u64 = 1_000;
/// … that share.
pub const NODE_CUT_SHARE_LONG: f64 = 0.3;
/// … this share of the rows …
pub const NODE_CUT_ROWS_SHARE_LONG: f64 = 0.6;
/// … and at most so many nodes between two that are cut.
pub const NODE_CUT_PERIOD_LONG: u64 = 32;
/// Looks at which a waiting cut may be satisfied in a row before it is forgotten.
pub const POOL_AGE: u32 = 10;
/// Cuts that wait at most: several rounds' worth, and few enough that a look at all is quick.
pub const POOL_CUTS: usize = 500;
/// Coefficients below this share of the largest are removed by relaxing the cut.
pub const CUT_COEFFICIENT: f64 = 1e-7;
/// Largest ratio between coefficients of a cut (Cornuéjols, Margot and Nannicini 2013 use 1e6).
pub const CUT_RANGE: f64 = 1e6;
/// Least relative relaxation of a cut's right-hand side, below what the simplex tells apart; more where the
/// arithmetic's own error asks for it.
pub const CUT_RELAXATION: f64 = 1e-9;
/// Relative relaxation for which a coefficient's error is made up at the column's larger bound; beyond it the
/// coefficient moves instead. A tenth of [`CUT_RELAXATION`], which then mostly covers all of them.
pub const CUT_ERROR_PAID: f64 = 1e-10;
/// Largest error of a divided right-hand side: small against [`MIR_FRACTION`] and [`GOMORY_FRACTION`], so
/// that the integer below it and the slopes of the rounding are known.
pub const CUT_FRACTION_ERROR: f64 = 1e-6;
/// Factor by which the slopes of a rounding may differ within that error, the error's own rounding included.
pub const CUT_SLOPE_MARGIN: f64 = 1.01;
/// No distance is measured from a bound beyond this if there is another: multiplied by a coefficient it would
/// swamp the row.
pub const CUT_ANCHOR_LIMIT: f64 = BOUND_LIMIT;
/// Entries of a Gomory cut: a base …
pub const CUT_DENSITY_BASE: f64 = 100.0;
/// … and a share of the columns; denser ones cost every later iteration.
pub const CUT_DENSITY_SHARE: f64 = 0.2;
/// Tableau rows read for Gomory cuts in one round, so that a round stays short.
pub const GOMORY_ROWS: usize = 100;
/// Fractions nearer to an integer give unstable Gomory cuts (same paper: 0.005 to 0.05).
pub const GOMORY_FRACTION: f64 = 0.01;
/// Excess of a cover over the capacity, times the lesser of 1 and the largest weight, unless all numbers are
/// whole: a tenth of the tolerance of rows, within which points that the checker accepts do not fit.
pub const COVER_EXCESS: f64 = 1e-7;
/// Items of a cover times the others up to which they are lifted; longer rows are extended only.
pub const COVER_LIFTING: usize = 20_000;
/// Entries of the clique table, so that it stays a part of the program's size.
pub const CLIQUE_ENTRIES: usize = 100_000;
/// Literals that greedy cliques are grown from in one round.
pub const CLIQUE_MEMBERS: usize = 200;
/// Pairs of a binary and another column of its row that are looked at for implied bounds in one round.
pub const IMPLIED_PAIRS: u64 = 200_000;
/// Passes over the rows for what they leave continuous columns: flows of a network are bounded by what lies a
/// few arcs behind, and bounds that come closer without end are worth no more.
pub const IMPLIED_PASSES: usize = 3;
/// Work of probing binaries for variable bounds, as a multiple of rows and columns: a part of what the first
/// relaxation takes.
#[cfg(feature = "local-search")]
pub const PROBED_BOUNDS_WORK: u64 = 50;
/// Binaries in a row whose probes find none, after which no more are asked: they are mostly all of one kind.
#[cfg(feature = "local-search")]
pub const PROBED_BOUNDS_IDLE: usize = 20;
/// Such bounds that one column gets: roundings measure from the nearest.
#[cfg(feature = "local-search")]
pub const PROBED_BOUNDS_EACH: u32 = 4;
/// Share of a column's range that a binary must be worth to bound it: next to nothing flows while it is 0.
#[cfg(feature = "local-search")]
pub const PROBED_PROGRESS: f64 = 0.9;
/// Share of a bound that another must take off to count as tighter.
pub const IMPLIED_PROGRESS: f64 = 1e-3;
/// Rows of the system modulo 2, the tightest first …
pub const ZERO_HALF_ROWS: usize = 300;
/// … and entries of a row that enters it.
pub const ZERO_HALF_ENTRIES: usize = 200;
/// Largest coefficient of such a row: sums of rows stay exact integers.
pub const ZERO_HALF_COEFFICIENT: f64 = 1e6;
/// Rows from which aggregation starts, in one round.
pub const AGGREGATION_STARTS: usize = 1_000;
/// Rows joined into one aggregation. Marchand and Wolsey 2001, section 5, take 6; stocks of a lot-sizing plan
/// last longer than 6 periods.
pub const AGGREGATION_ROWS: usize = 20;
/// Rows joined into one that begins at a cut, the cut among them (same paper: 6): it says much of several
/// rows already, and longer ones take more work than they are worth on lot sizing (docs/results/engine.md).
pub const AGGREGATION_ROWS_FROM_CUTS: usize = 6;
/// Rows up to which tight inequalities are joined too: unlike balances they are many and dense (of facility
/// location, say), and a few of them give all the cuts that twenty do.
pub const AGGREGATION_INEQUALITIES: usize = 3;
/// Divisors tried for one aggregation.
pub const MIR_DIVISORS: usize = 8;
/// Fractions nearer to an integer make large coefficients from small differences.
pub const MIR_FRACTION: f64 = 0.01;
/// The same for 1 where only integers are left: a node of a network that needs 1 of a capacity of 3000 needs an
/// open arc all the same. Two hundred times [`CUT_FRACTION_ERROR`], which [`CUT_SLOPE_MARGIN`] then covers.
pub const MIR_FRACTION_WHOLE: f64 = 2e-4;
/// Integers measured from their other bound in the hope of a deeper rounding; each costs a pass over the row.
pub const MIR_FLIPS: usize = 30;
/// Coefficients below this (or below this share of the largest) are what is left of a cancellation.
pub const SUBSTITUTED_NOISE: f64 = 1e-9;

/// Node before which no symmetry is looked for: small trees end sooner.
pub const SYMMETRY_NODE: u64 = 10;
/// Share of the work so far that looking for it may take …
pub const SYMMETRY_SHARE: f64 = 0.1;
/// … and a base, a tenth of a millisecond or so.
pub const SYMMETRY_BASE: u64 = 5_000;
/// Most work of looking for symmetry, whatever the root took: the colourings along the path are kept, some
/// six bytes for each unit.
pub const SYMMETRY_MOST: u64 = 2_000_000;
/// Generators of a group that a stabiliser takes over …
pub const STABILISER_GENERATORS: usize = 64;
/// … the random elements that it adds: fewer leave the stabiliser incomplete more often …
pub const STABILISER_SAMPLES: usize = 10;
/// … the permutations that these are drawn from, at least (Celler et al. 1995: 10) …
pub const STABILISER_WALK: usize = 10;
/// … and the products formed for each of these before the first is drawn.
pub const STABILISER_BURN_IN: usize = 4;

/// A big M up to this (in units of the row's largest coefficient) is a row and nothing else: a binary within
/// the integrality tolerance then hides a hundredth, and all of presolve and cuts knows the row.
pub const ROW_ALONE: f64 = 1e4;
/// Beyond that the binary's implication is kept beside the row, and beyond this alone: a binary within the
/// integrality tolerance hides ten units there, and a row whose numbers span so much costs accuracy.
pub const ROW_AT_ALL: f64 = 1e7;
/// Bounds that rows imply stand in for a column's own in big numbers where they leave less than this share of
/// its range: less clean numbers are to be worth it.
pub const TIGHTER_SHARE: f64 = 0.99;
/// Points whose rows are missed by more than this multiple of their tolerance, once rounding is taken away,
/// are not solved again with their choices kept: what is missed is no rounding.
pub const POLISH_VIOLATION: f64 = 1e4;
/// Parts that a program whose relaxation is unbounded is taken apart into, at most: each is a search.
pub const PARTS_MOST: usize = 2_000;
/// Nodes after which a search with implications begins again with what its point says of the columns' bounds:
/// enough to end what is easy, few enough to lose.
pub const FIRST_NODES: u64 = 4;
/// Nodes after which it goes on as it is, without having met a point before.
pub const LAST_NODES: u64 = 200;
/// Share by which points may be worse than that point and still keep the bounds that it proves, so that it
/// keeps them itself.
pub const BETTER_MARGIN: f64 = 1e-6;
