//! The parameters of a multi-item lot-sizing instance.

use super::relaxed::Relaxed;
use crate::lot_sizing::CUMULATIVE_ROUNDING;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Most items and periods that are accepted: ten times the published sizes, so that hostile input cannot ask
/// for a program of arbitrary size.
pub const MAX_ITEMS: usize = 800;
/// See [`MAX_ITEMS`].
pub const MAX_PERIODS: usize = 2_000;
/// Largest demand and cost: sums of products over a whole instance keep seven digits behind the point's place
/// that claims need.
pub const MAX_VALUE: f64 = 1e9;
/// Largest capacity: what people write for "no limit" is taken.
pub const MAX_CAPACITY: f64 = 1e12;

/// What an instance is made of: one entry an item and period (I × T, row-major), item by item, but for the
/// capacity. All numbers are non-negative, and there is no stock at the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Number of items, I.
    pub items: usize,
    /// Units that leave the stock of an item at the end of each period, `d`.
    pub demand: Vec<f64>,
    /// Most units that a period can produce of all items together, `c` (T).
    pub capacity: Vec<f64>,
    /// Cost of producing one unit, `p`.
    pub production_cost: Vec<f64>,
    /// Cost of setting up, `f`.
    pub setup_cost: Vec<f64>,
    /// Cost of one unit in stock at the end of a period, `h`.
    pub holding_cost: Vec<f64>,
}

impl Data {
    /// Number of periods, T.
    pub fn periods(&self) -> usize {
        self.capacity.len()
    }

    /// Items times periods.
    pub fn cells(&self) -> usize {
        self.items * self.capacity.len()
    }

    /// Whether demand can be met: with everything set up, capacity must cover the demand of all items in every
    /// prefix of the horizon.
    pub fn is_feasible(&self) -> bool {
        let (mut made, mut asked) = (0.0, 0.0);
        (0..self.periods()).all(|t| {
            made += self.capacity[t];
            asked += self.demand.iter().skip(t).step_by(self.periods()).sum::<f64>();
            asked - made <= CUMULATIVE_ROUNDING * asked
        })
    }

    /// Demand of item `i` from each period on (T + 1 numbers, the last 0).
    pub(super) fn remaining(&self, i: usize) -> Vec<f64> {
        let periods = self.periods();
        let mut remaining = vec![0.0; periods + 1];
        for t in (0..periods).rev() {
            remaining[t] = remaining[t + 1] + self.demand[i * periods + t];
        }
        remaining
    }
}

/// An instance: its data, which nothing changes any more, and what the Lagrangean bound found, once somebody
/// has asked for it.
#[derive(Clone, Debug)]
pub struct Instance {
    data: Data,
    /// Kept by `Instance::relaxed`.
    pub(super) found: OnceLock<Arc<Relaxed>>,
}

impl From<Data> for Instance {
    fn from(data: Data) -> Self {
        Self { data, found: OnceLock::new() }
    }
}

impl Deref for Instance {
    type Target = Data;

    fn deref(&self) -> &Data {
        &self.data
    }
}

impl PartialEq for Instance {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}
