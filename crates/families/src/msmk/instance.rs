//! The parameters of a multi-stage knapsack, and what choices are worth and weigh.

/// Most items, periods and knapsacks that are accepted: ten times the published sizes, so that hostile input cannot ask
/// for a program of arbitrary size.
pub const MAX_ITEMS: usize = 400;
/// See [`MAX_ITEMS`].
pub const MAX_PERIODS: usize = 2_000;
/// See [`MAX_ITEMS`].
pub const MAX_KNAPSACKS: usize = 50;
/// Largest number of an instance: sums over a whole instance of this size stay exact in doubles.
pub const MAX_VALUE: f64 = 1e7;

/// Items are chosen in every period, each period with knapsacks of its own, and a choice that stays the same from one
/// period to the next earns a bonus. All numbers are non-negative, so that choosing nothing is always feasible.
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
    /// What an item earns when it is treated in the next period as in this one, `b` (T × I); those of the last period
    /// count for nothing.
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
