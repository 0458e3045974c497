//! One item without capacities (Wagner and Whitin, "Dynamic version of the economic lot size model", 1958):
//! some cheapest plan produces only where the stock is empty, so plans are paths from period to period, and a
//! set-up in period `t` serves the demand of the periods up to the next one.
//!
//! With the unit cost `C_t` of producing in `t` and holding to the end, and the demand `S_t` from `t` on, the
//! cost of the periods from `t` on is the least of `f_t + C_t S_t + (B(τ) − C_t S_τ)` over `τ > t`: lines in
//! `C_t` whose slopes fall with `τ`, of which the lower envelope is kept (Wagelmans, van Hoesel and Kolen,
//! "Economic lot sizing: an O(n log n) algorithm that runs in linear time in the Wagner-Whitin case", 1992).

/// One item, with what does not depend on prices.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    /// Cost of a set-up (T).
    setup: &'a [f64],
    /// Demand from each period on (T + 1).
    remaining: Vec<f64>,
    /// Cost of producing a unit and holding it to the end (T).
    unit: Vec<f64>,
    /// What holding to the end counts too much, `Σ d_τ H_τ`.
    overcounted: f64,
}

/// A cheapest plan of an item.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    /// Its cost.
    pub cost: f64,
    /// Each set-up with the period up to which it serves, that one left out.
    pub lots: Vec<(usize, usize)>,
}

impl<'a> Item<'a> {
    /// An item by its rows (T numbers each) and its demand from each period on (T + 1).
    pub fn new(
        production: &[f64],
        setup: &'a [f64],
        holding: &[f64],
        demand: &[f64],
        remaining: Vec<f64>,
    ) -> Self {
        let mut to_end = 0.0;
        let (mut unit, mut overcounted) = (production.to_vec(), 0.0);
        for t in (0..unit.len()).rev() {
            to_end += holding[t];
            unit[t] += to_end;
            overcounted += demand[t] * to_end;
        }
        Self { setup, remaining, unit, overcounted }
    }

    fn periods(&self) -> usize {
        self.unit.len()
    }

    fn has_demand(&self, t: usize) -> bool {
        self.remaining[t] != self.remaining[t + 1]
    }

    /// The least costs from each period on (T + 1) at `prices` a unit, and up to which period the set-up of
    /// each serves; itself where none is made.
    fn backward(&self, prices: &[f64], envelope: &mut Envelope) -> (Vec<f64>, Vec<usize>) {
        let periods = self.periods();
        let (mut best, mut next) = (vec![0.0; periods + 1], vec![0; periods]);
        envelope.clear();
        for t in (0..periods).rev() {
            envelope.push(Line { slope: self.remaining[t + 1], intercept: best[t + 1], tag: t + 1 });
            let unit = self.unit[t] + prices[t];
            let (value, tag) = envelope.lowest(unit);
            best[t] = self.setup[t] + unit * self.remaining[t] + value;
            next[t] = tag;
            if !self.has_demand(t) && best[t + 1] <= best[t] {
                (best[t], next[t]) = (best[t + 1], t);
            }
        }
        (best, next)
    }

    /// A cheapest plan at `prices` a unit produced (T). O(T log T).
    pub fn cheapest(&self, prices: &[f64], envelope: &mut Envelope) -> Path {
        let (best, next) = self.backward(prices, envelope);
        let (mut lots, mut t) = (Vec::new(), 0);
        while t < self.periods() {
            if next[t] > t {
                lots.push((t, next[t]));
            }
            t = next[t].max(t + 1);
        }
        Path { cost: best[0] - self.overcounted, lots }
    }

    /// For each period by how much the cheapest plan without a set-up there costs more than the cheapest one
    /// with it: above 0 where the set-up pays; infinite where there is no plan without. O(T²).
    pub fn marginals(&self, prices: &[f64], envelope: &mut Envelope) -> Vec<f64> {
        let periods = self.periods();
        let (after, _) = self.backward(prices, envelope);
        let mut before = vec![f64::INFINITY; periods + 1];
        before[0] = 0.0;
        let (mut with, mut without) = (vec![f64::INFINITY; periods], vec![f64::INFINITY; periods]);
        let mut spanning = vec![0.0; periods + 1];
        for t in 0..periods {
            if !self.has_demand(t) {
                before[t + 1] = before[t + 1].min(before[t]);
                without[t] = without[t].min(before[t] + after[t + 1]);
            }
            let unit = self.unit[t] + prices[t];
            let start = before[t] + self.setup[t] + unit * self.remaining[t];
            spanning[periods] = f64::INFINITY;
            for end in (t + 1..=periods).rev() {
                let cost = start - unit * self.remaining[end];
                before[end] = before[end].min(cost);
                let whole = cost + after[end];
                // The least over the ends beyond each period.
                spanning[end - 1] = whole.min(if end == periods { f64::INFINITY } else { spanning[end] });
                if end - 1 == t {
                    with[t] = spanning[t];
                } else {
                    without[end - 1] = without[end - 1].min(spanning[end - 1]);
                }
            }
        }
        // A set-up that nothing is produced in costs its price.
        let pairs = with.iter().zip(&without).zip(self.setup);
        pairs.map(|((with, without), setup)| without - with.min(without + setup)).collect()
    }

    /// What was added up for a cost, at most: what its rounding is a share of.
    pub fn size(&self, prices: &[f64]) -> f64 {
        let unit = self.unit.iter().zip(prices).map(|(u, p)| u + p).fold(0.0, f64::max);
        self.setup.iter().sum::<f64>() + unit * self.remaining[0] + self.overcounted
    }

    /// Units of work of [`Item::cheapest`].
    pub fn work(&self) -> u64 {
        let periods = self.periods() as u64;
        periods * (2 + u64::from(periods.ilog2()))
    }
}

/// A line `intercept − slope · unit`.
#[derive(Clone, Copy, Debug)]
struct Line {
    slope: f64,
    intercept: f64,
    tag: usize,
}

impl Line {
    fn at(&self, unit: f64) -> f64 {
        self.intercept - self.slope * unit
    }

    /// From which unit cost on `other`, which falls faster, lies below.
    fn meets(&self, other: &Self) -> f64 {
        (other.intercept - self.intercept) / (other.slope - self.slope)
    }
}

/// The lower envelope of lines that fall faster and faster. Kept between calls for its memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Envelope {
    lines: Vec<Line>,
    /// From which unit cost on each line lies below those before it.
    from: Vec<f64>,
}

impl Envelope {
    fn clear(&mut self) {
        self.lines.clear();
        self.from.clear();
    }

    fn push(&mut self, line: Line) {
        while let Some(last) = self.lines.last() {
            if last.slope == line.slope {
                if last.intercept <= line.intercept {
                    return;
                }
            } else {
                let from = last.meets(&line);
                if self.from.last().is_some_and(|&known| known < from) {
                    self.lines.push(line);
                    self.from.push(from);
                    return;
                }
            }
            self.lines.pop();
            self.from.pop();
        }
        self.lines.push(line);
        self.from.push(f64::NEG_INFINITY);
    }

    /// The least value at a unit cost, and whose it is.
    fn lowest(&self, unit: f64) -> (f64, usize) {
        let at = self.from.partition_point(|&from| from <= unit).max(1) - 1;
        self.lines.get(at).map_or((f64::INFINITY, 0), |line| (line.at(unit), line.tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// The least cost over all set-ups of a bit mask, `None` where demand is not met.
    fn cost_of(mask: usize, rows: &[Vec<f64>; 4], prices: &[f64]) -> Option<f64> {
        let [production, setup, holding, demand] = rows;
        let mut cost = (0..demand.len()).filter(|t| mask >> t & 1 == 1).map(|t| setup[t]).sum::<f64>();
        for (t, d) in demand.iter().enumerate().filter(|(_, d)| **d > 0.0) {
            let sources = (0..=t).filter(|u| mask >> u & 1 == 1);
            let unit = sources.map(|u| production[u] + prices[u] + holding[u..t].iter().sum::<f64>());
            cost += d * unit.min_by(f64::total_cmp)?;
        }
        Some(cost)
    }

    #[test]
    fn costs_and_marginals_are_those_of_enumeration() {
        for seed in 0..200 {
            let mut stream = Stream::new(seed);
            let periods = 1 + (seed % 8) as usize;
            let mut row = |most: u64| -> Vec<f64> {
                (0..periods).map(|_| stream.integer(0, most).saturating_sub(most / 3) as f64).collect()
            };
            let rows = [row(30), row(150), row(9), row(12)];
            let prices = row(20);
            let [production, setup, holding, demand] = &rows;
            let mut remaining = vec![0.0; periods + 1];
            for t in (0..periods).rev() {
                remaining[t] = remaining[t + 1] + demand[t];
            }
            let item = Item::new(production, setup, holding, demand, remaining);
            let least = |wanted: &dyn Fn(usize) -> bool| {
                let masks = (0..1usize << periods).filter(|mask| wanted(*mask));
                masks.filter_map(|mask| cost_of(mask, &rows, &prices)).fold(f64::INFINITY, f64::min)
            };
            let mut envelope = Envelope::default();
            let path = item.cheapest(&prices, &mut envelope);
            assert!((path.cost - least(&|_| true)).abs() < 1e-9, "seed {seed}: {path:?}");
            let mask = path.lots.iter().map(|lot| 1usize << lot.0).sum();
            assert!((cost_of(mask, &rows, &prices).unwrap() - path.cost).abs() < 1e-9, "seed {seed}");
            for (t, marginal) in item.marginals(&prices, &mut envelope).into_iter().enumerate() {
                let expected = least(&|mask| mask >> t & 1 == 0) - least(&|mask| mask >> t & 1 == 1);
                let same = marginal == expected || (marginal - expected).abs() < 1e-9;
                assert!(same, "seed {seed}, period {t}: {marginal}, {expected} by enumeration");
            }
        }
    }
}
