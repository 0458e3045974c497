//! What branching on a column has gained so far.

use crate::params::{INITIAL_GAIN, RELIABILITY};

/// Average objective gains per unit of change, by column and direction.
#[derive(Clone, Debug, Default)]
pub struct PseudoCosts {
    /// `[down, up]` of each column.
    columns: Vec<[Gain; 2]>,
    all: [Gain; 2],
}

#[derive(Clone, Copy, Debug, Default)]
struct Gain {
    sum: f64,
    count: u32,
}

impl Gain {
    fn add(&mut self, gain: f64) {
        self.sum += gain;
        self.count += 1;
    }

    fn average(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / f64::from(self.count))
    }
}

impl PseudoCosts {
    /// Nothing observed yet about `columns` columns.
    pub fn new(columns: usize) -> Self {
        Self { columns: vec![[Gain::default(); 2]; columns], all: [Gain::default(); 2] }
    }

    /// What was observed about the columns `kept`, as columns 0, 1, … of another program; nothing about
    /// columns that are new there.
    #[must_use]
    pub fn restricted_to(&self, kept: &[usize]) -> Self {
        Self {
            columns: kept.iter().map(|&j| self.columns.get(j).copied().unwrap_or_default()).collect(),
            all: self.all,
        }
    }

    /// Takes note that moving column `j` by `distance` lifted the relaxation by `gain`.
    pub fn record(&mut self, j: usize, up: bool, distance: f64, gain: f64) {
        if distance > 0.0 && gain.is_finite() {
            let per_unit = gain.max(0.0) / distance;
            self.columns[j][usize::from(up)].add(per_unit);
            self.all[usize::from(up)].add(per_unit);
        }
    }

    /// Expected gain per unit; the average over all columns stands in where nothing was observed.
    pub fn gain(&self, j: usize, up: bool) -> f64 {
        let side = usize::from(up);
        self.columns[j][side].average().or(self.all[side].average()).unwrap_or(INITIAL_GAIN)
    }

    /// Whether both directions were observed often enough.
    pub fn is_reliable(&self, j: usize) -> bool {
        self.columns[j].iter().all(|g| g.count >= RELIABILITY)
    }

    /// Estimate of how much rounding `value` of column `j` the cheaper way costs.
    pub fn rounding_cost(&self, j: usize, value: f64) -> f64 {
        let down = value - value.floor();
        (self.gain(j, false) * down).min(self.gain(j, true) * (1.0 - down))
    }
}
