//! Multi-item capacitated lot sizing with one shared capacity a period.

use crate::builder::Builder;
use crate::random::Stream;
use hunch_model::{Program, Sense};

/// Set-up to holding cost ratio of the published instances.
const RATIO: u64 = 1000;
/// Published capacity ratios; which goes with which size is not stated. Larger numbers of items ask for more.
const CAPACITY_RATIOS: [u64; 2] = [10, 14];
/// Number of items from which the larger ratio is taken.
const MANY_ITEMS: usize = 12;

/// "Integrated machine learning and optimization approaches", chapter 3: per item i and period t production
/// `x`, set-up `y` and stock `s` with `s_{t−1} + x_t − s_t = d_t` and `x_t <= c_t y_t`, and `Σ_i x_it <=
/// c_t`. Draws: p ~ U{1, 200}, h ~ U{1, 100}, d ~ U{500, 1500}, f_it ~ U{0.9 f h̄, 1.1 f h̄} with f = 1000,
/// c_t ~ U{0.8 c d̄, 1.2 c d̄}; draws whose capacity cannot meet the demand are drawn again.
pub fn multi_item_lot_sizing(items: usize, horizon: usize, stream: &mut Stream) -> Program {
    loop {
        let data = Data::draw(items, horizon, stream);
        if data.is_feasible() {
            return data.program();
        }
    }
}

/// One entry an item and period, item by item.
struct Data {
    items: usize,
    horizon: usize,
    production: Vec<u64>,
    setup: Vec<u64>,
    holding: Vec<u64>,
    demand: Vec<u64>,
    capacity: Vec<u64>,
}

impl Data {
    fn draw(items: usize, horizon: usize, stream: &mut Stream) -> Self {
        let cells = items * horizon;
        let mut draw = |n: usize, low: u64, high: u64| -> Vec<u64> {
            (0..n).map(|_| stream.integer(low, high)).collect()
        };
        let production = draw(cells, 1, 200);
        let holding = draw(cells, 1, 100);
        let demand = draw(cells, 500, 1500);
        let n = cells as u64;
        // Exact integer forms of the ranges, rounded inwards.
        let scaled_holding = RATIO * holding.iter().sum::<u64>();
        let setup = draw(cells, (9 * scaled_holding).div_ceil(10 * n), 11 * scaled_holding / (10 * n));
        let scaled_demand = CAPACITY_RATIOS[usize::from(items >= MANY_ITEMS)] * demand.iter().sum::<u64>();
        let capacity = draw(horizon, (8 * scaled_demand).div_ceil(10 * n), 12 * scaled_demand / (10 * n));
        Self { items, horizon, production, setup, holding, demand, capacity }
    }

    /// Capacity up to each period covers demand up to it: with the set-ups all made, that is all it takes.
    fn is_feasible(&self) -> bool {
        let (mut made, mut asked) = (0, 0);
        (0..self.horizon).all(|t| {
            made += self.capacity[t];
            asked += (0..self.items).map(|i| self.demand[i * self.horizon + t]).sum::<u64>();
            made >= asked
        })
    }

    fn program(&self) -> Program {
        let mut b = Builder::new(Sense::Minimize);
        let (items, horizon) = (self.items, self.horizon);
        let cell = |i: usize, t: usize| i * horizon + t;
        let name = |letter: &str, k: usize| format!("{letter}_{}_{}", k / horizon + 1, k % horizon + 1);
        let x: Vec<usize> =
            (0..items * horizon).map(|k| b.nonnegative(name("x", k), self.production[k] as f64)).collect();
        let y: Vec<usize> =
            (0..items * horizon).map(|k| b.binary(name("y", k), self.setup[k] as f64)).collect();
        let s: Vec<usize> =
            (0..items * horizon).map(|k| b.nonnegative(name("s", k), self.holding[k] as f64)).collect();
        for k in 0..items * horizon {
            let before = (k % horizon > 0).then(|| (s[k - 1], 1.0));
            let terms = [(x[k], 1.0), (s[k], -1.0)].into_iter().chain(before);
            b.equal(name("balance", k), self.demand[k] as f64, terms);
        }
        for k in 0..items * horizon {
            let capacity = self.capacity[k % horizon] as f64;
            b.at_most(name("setup", k), 0.0, [(x[k], 1.0), (y[k], -capacity)]);
        }
        for t in 0..horizon {
            let terms = (0..items).map(|i| (x[cell(i, t)], 1.0));
            b.at_most(format!("capacity_{}", t + 1), self.capacity[t] as f64, terms);
        }
        b.finish()
    }
}
