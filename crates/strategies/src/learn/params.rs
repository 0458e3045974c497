//! Every constant of the learners, with its reason.

/// Losses that differ by less than this share of all weight are the same: sums of weights that are added in
/// another order differ by rounding.
pub const LOSS_TOLERANCE: f64 = 1e-9;

/// Largest entry of a θ: differences and products of a few of them must stay finite.
pub const MAX_MAGNITUDE: f64 = 1e100;

/// Classes that a leaf can name, most likely first. More than three are for callers that try many strategies
/// before the search; a tree of many classes would otherwise hold their full order in each leaf.
pub const RANKED: usize = 16;

/// Weight of a parent's frequencies in the second and third guesses of a leaf, in points. On made-up
/// strategies (`examples/learners.rs`) three guesses of 844 leaves were right in 70 % of cases with 1, 74 %
/// with 30, 75 % with 100; of 20 leaves in 99 % with all.
pub const PRIOR_WEIGHT: f64 = 30.0;

/// Directions of candidate facets that a learner sweeps, those of the largest decrease of impurity. Each
/// costs as much as a parameter does, and facets that separate nothing would be most of them.
pub const MAX_FACETS: usize = 256;

/// Two directions are one when their scaled coefficients agree this far.
pub const SAME_DIRECTION: f64 = 1e-9;

/// Random hyperplanes that a node of an OCT-H starts from, beside its own one, the best one-column split, the
/// difference of means and the perceptron. "Machine Learning under a Modern Optimization Lens" leaves the
/// number open; restarts add more.
pub const RANDOM_HYPERPLANES: usize = 2;

/// Values of a coefficient that are closer than this, as a share of their size, are one: points that change
/// side there lie on the hyperplane as far as rounding can tell.
pub const SAME_TURN: f64 = 1e-9;

/// Starts that are pursued after the round that shows which are worth it.
pub const PURSUED_HYPERPLANES: usize = 2;

/// Passes of the perceptron over a node's points: it settles in fewer where a hyperplane separates them.
pub const PERCEPTRON_PASSES: usize = 12;

/// Complexity that a change of coefficients alone must save to be made: a tenth of a parallel split.
pub const LEAST_GAIN: f64 = 0.1;

/// Rounds over all coefficients of a hyperplane. Most starts settle within five; the rest creep.
pub const COEFFICIENT_ROUNDS: usize = 8;

/// A coefficient below this share of the largest one (both scaled) is dropped when the split stays as it is.
pub const NEGLIGIBLE_COEFFICIENT: f64 = 1e-7;

/// Neighbours that a k-nearest-neighbours classifier can count.
pub const MAX_NEIGHBOURS: usize = 32;

/// Numbers of neighbours among which validation chooses.
pub const NEIGHBOUR_CHOICES: [usize; 5] = [1, 3, 5, 10, 20];

/// Depths of the grid ("The voice of optimization", section 5.2).
pub const GRID_DEPTHS: [usize; 3] = [5, 10, 15];

/// Smallest leaves of the grid (there).
pub const GRID_BUCKETS: [usize; 3] = [1, 5, 10];

/// Most branches above a leaf that settings may ask for: no tree of use is deeper, and some walks down a tree
/// recurse.
pub const MAX_DEPTH: usize = 64;

/// Passes over all nodes of one restart. Runs of 10 000 points settle within 30; the limit keeps a search
/// whose every pass finds a little from running on.
pub const MAX_PASSES: usize = 200;

/// Significant digits that numbers of a sentence begin with; more follow where a sentence would be false.
pub const DIGITS: usize = 3;

/// Share of the points that is held out to choose settings by ("The voice of optimization", section 5.2).
pub const HELD_OUT: f64 = 0.1;

/// Most units of a network's layer, and most classes: scores of a query stand on the stack, 16 kB a layer.
pub const MAX_UNITS: usize = 4096;
