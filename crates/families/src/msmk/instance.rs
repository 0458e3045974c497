//! The parameters of a multi-stage knapsack, and what choices are worth and weigh.

use hunch_model::tolerances::row_tolerance;

/// Most items, periods and knapsacks that are accepted: ten times the published sizes, so that hostile input
/// cannot ask for a program of arbitrary size.
pub const MAX_ITEMS: usize = 400;
/// See [`MAX_ITEMS`].
pub const MAX_PERIODS: usize = 2_000;
/// See [`MAX_ITEMS`].
pub const MAX_KNAPSACKS: usize = 50;
/// Largest profit, bonus and weight: sums over a whole instance of this size stay exact in doubles.
pub const MAX_VALUE: f64 = 1e7;
/// Largest capacity, 2^53: what people write for "no limit" is taken, and compared exactly.
pub const MAX_CAPACITY: f64 = 9_007_199_254_740_992.0;

/// Items are chosen in every period, each period with knapsacks of its own, and a choice that stays the same
/// from one period to the next earns a bonus. All numbers are non-negative, so that choosing nothing is
/// always feasible.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Number of items, I.
    pub items: usize,
    /// Number of periods, T.
    pub periods: usize,
    /// Knapsacks of each period, J.
    pub knapsacks: usize,
    /// What an item earns in a period where it is chosen, `p` (T × I, row-major).
    pub profits: Vec<f64>,
    /// What an item earns when it is treated in the next period as in this one, `b` (T × I); those of the
    /// last period count for nothing.
    pub bonuses: Vec<f64>,
    /// What an item weighs in each knapsack of a period, `w` (T × J × I).
    pub weights: Vec<f64>,
    /// Capacities, `c` (T × J).
    pub capacities: Vec<f64>,
}

impl Instance {
    /// What item `i` earns in period `t`.
    pub fn profit(&self, t: usize, i: usize) -> f64 {
        self.profits[t * self.items + i]
    }

    /// What item `i` earns when it is treated alike in periods `t` and `t + 1`.
    pub fn bonus(&self, t: usize, i: usize) -> f64 {
        self.bonuses[t * self.items + i]
    }

    /// What the items weigh in knapsack `j` of period `t`.
    pub fn weights(&self, t: usize, j: usize) -> &[f64] {
        let from = (t * self.knapsacks + j) * self.items;
        &self.weights[from..from + self.items]
    }

    /// Capacity of knapsack `j` of period `t`.
    pub fn capacity(&self, t: usize, j: usize) -> f64 {
        self.capacities[t * self.knapsacks + j]
    }

    /// What the chosen items of period `t` weigh in knapsack `j`.
    pub fn used(&self, t: usize, j: usize, chosen: &[bool]) -> f64 {
        self.weights(t, j).iter().zip(chosen).filter(|weight| *weight.1).map(|weight| weight.0).sum()
    }

    /// The most that knapsack `j` of period `t` takes, its tolerance included: none where its weights are
    /// whole.
    pub fn reach(&self, t: usize, j: usize) -> f64 {
        let weights = self.weights(t, j);
        let largest = weights.iter().fold(0.0, |most, w| f64::max(most, *w));
        let is_whole = weights.iter().all(|w| w.fract() == 0.0);
        let tolerance = if is_whole { 0.0 } else { row_tolerance(largest, weights.iter().sum()) };
        self.capacity(t, j) + tolerance
    }

    /// What choices earn, bonuses included; `chosen` has one entry a period and item (T × I).
    pub fn value(&self, chosen: &[bool]) -> f64 {
        let earned: f64 = chosen.iter().zip(&self.profits).filter(|c| *c.0).map(|(_, p)| p).sum();
        let next = chosen.iter().skip(self.items);
        let kept: f64 =
            chosen.iter().zip(next).zip(&self.bonuses).filter(|c| c.0.0 == c.0.1).map(|c| c.1).sum();
        earned + kept
    }

    /// Whether every number is whole: then sums of them are exact, and comparisons of sums decide.
    pub fn is_whole(&self) -> bool {
        let all = [&self.profits, &self.bonuses, &self.weights, &self.capacities];
        all.into_iter().flatten().all(|v| v.fract() == 0.0)
    }
}
