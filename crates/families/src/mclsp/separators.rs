//! Valid inequalities of the program.

use super::Data;
use super::program::Columns;
use hunch_model::{Cut, Separator};

/// An inequality is handed over when the point violates it by this share of its right-hand side: a cut that
/// moves the relaxation less is not worth a row.
const LEAST_VIOLATION: f64 = 1e-4;
/// Demand of so many periods at most stands in one inequality: on the published sizes no lot serves that many.
const MOST_PERIODS: usize = 60;

/// The (ℓ, S) inequalities of every item (Barany, Van Roy and Wolsey, "Strong formulations for multi-item
/// capacitated lot sizing", 1984), in the form with stocks, which is sparse: for periods `k ≤ ℓ` and a set S of
/// those from `k` to `ℓ`,
///
/// ```text
/// s_{k−1} + Σ_{t ∉ S} x_t + Σ_{t ∈ S} (d_t + … + d_ℓ) y_t ≥ d_k + … + d_ℓ
/// ```
///
/// What a period of S produces either serves the demand up to ℓ, at most `d_t + … + d_ℓ`, or later demand; what
/// was produced before `k` is in stock. With the balances these are the usual ones, from the first period on.
#[derive(Clone, Debug)]
pub struct LotSizingInequalities {
    columns: Columns,
    /// Demand of each item's first periods (I × (T + 1)).
    cumulative: Vec<f64>,
}

impl LotSizingInequalities {
    /// Those of an instance.
    pub fn new(data: &Data) -> Self {
        let columns = Columns::of(data);
        let mut cumulative = Vec::with_capacity(columns.items * (columns.periods + 1));
        for item in data.demand.chunks(columns.periods.max(1)) {
            let mut total = 0.0;
            cumulative.push(0.0);
            cumulative.extend(item.iter().map(|d| {
                total += d;
                total
            }));
        }
        Self { columns, cumulative }
    }

    /// Demand of item `i` from period `from` to `last`, both included.
    fn between(&self, i: usize, from: usize, last: usize) -> f64 {
        let item = &self.cumulative[i * (self.columns.periods + 1)..];
        item[last + 1] - item[from]
    }

    fn stock_before(&self, point: &[f64], i: usize, t: usize) -> f64 {
        if t == 0 { 0.0 } else { point[self.columns.inventory(i, t - 1)] }
    }

    /// The least left-hand side up to `last` with its first period, and the right-hand side from there.
    fn least(&self, point: &[f64], i: usize, last: usize) -> (f64, usize) {
        let (mut sum, mut best) = (0.0, (f64::INFINITY, last));
        for t in (last.saturating_sub(MOST_PERIODS - 1)..=last).rev() {
            let setup = self.between(i, t, last) * point[self.columns.setup(i, t)];
            sum += setup.min(point[self.columns.production(i, t)]);
            let slack = self.stock_before(point, i, t) + sum - self.between(i, t, last);
            if slack < best.0 {
                best = (slack, t);
            }
        }
        best
    }

    fn cut(&self, point: &[f64], i: usize, first: usize, last: usize) -> Cut {
        let mut terms = Vec::new();
        for t in first..=last {
            let (x, y, demand) =
                (self.columns.production(i, t), self.columns.setup(i, t), self.between(i, t, last));
            let chosen = demand * point[y] < point[x];
            terms.push(if chosen { (y, demand) } else { (x, 1.0) });
        }
        if first > 0 {
            terms.push((self.columns.inventory(i, first - 1), 1.0));
        }
        terms.retain(|term| term.1 > 0.0);
        terms.sort_unstable_by_key(|term| term.0);
        Cut { source: "(l,S)", terms, lower: self.between(i, first, last), upper: f64::INFINITY }
    }
}

impl Separator for LotSizingInequalities {
    fn name(&self) -> &'static str {
        "(l,S)"
    }

    /// For every item and ℓ the most violated inequality, over all first periods and sets.
    fn separate(&mut self, point: &[f64], cuts: &mut Vec<Cut>) {
        if point.len() != self.columns.count() {
            return;
        }
        for i in 0..self.columns.items {
            for last in 0..self.columns.periods {
                let (slack, first) = self.least(point, i, last);
                let demand = self.between(i, first, last);
                if demand > 0.0 && -slack > LEAST_VIOLATION * demand {
                    cuts.push(self.cut(point, i, first, last));
                }
            }
        }
    }
}
