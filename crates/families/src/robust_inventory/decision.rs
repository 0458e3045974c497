//! Stocks and linear sales rules: what they earn and break in the worst case, in closed form.

use super::instance::{Instance, dot, row};
use serde::{Deserialize, Serialize};

/// Stocks and a linear rule for the sales, `y(u) = Y u + y⁰`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Units stocked by each retailer (N).
    pub x: Vec<f64>,
    /// Sales at `u = 0` (N).
    pub y0: Vec<f64>,
    /// Change of sales a unit of each factor, `Y` (N × k, row-major).
    pub y: Vec<f64>,
}

impl Decision {
    /// All numbers in one vector: `x`, `y⁰`, `Y`.
    pub fn to_values(&self) -> Vec<f64> {
        [&self.x, &self.y0, &self.y].into_iter().flatten().copied().collect()
    }

    /// Sales of retailer `i` at factors `u`.
    pub fn sales_at(&self, i: usize, u: &[f64]) -> f64 {
        self.y0[i] + dot(row(&self.y, i, u.len()), u)
    }
}

impl Instance {
    /// The profit of a decision in the worst case, `rᵀ(Y û + y⁰) − ρ‖Yᵀr‖* − cᵀx`: the best `P` that its row
    /// allows.
    pub fn objective(&self, decision: &Decision) -> f64 {
        let sales = |i: usize| decision.sales_at(i, &self.factors);
        let nominal: f64 =
            (0..self.retailers()).map(|i| self.revenue[i] * sales(i) - self.cost[i] * decision.x[i]).sum();
        nominal - self.rho * self.set.dual_norm(self.exposure(decision))
    }

    /// `Yᵀr` (k): what the revenue gains a unit of each factor.
    pub fn exposure(&self, decision: &Decision) -> Vec<f64> {
        let k = self.factor_count();
        let gain = |f: usize| (0..self.retailers()).map(|i| self.revenue[i] * decision.y[i * k + f]).sum();
        (0..k).map(gain).collect()
    }

    /// By how much each row's worst case is broken (2N + 1): sales over stock, sales over demand, stock over
    /// capacity; negative where there is room.
    pub fn excess(&self, decision: &Decision) -> Vec<f64> {
        let n = self.retailers();
        let sales: Vec<f64> = (0..n).map(|i| decision.sales_at(i, &self.factors)).collect();
        let over_stock = |i: usize| sales[i] + self.response_margin(decision.y.as_slice(), i) - decision.x[i];
        let over_demand = |i: usize| {
            let demand = self.demand_at(i, &self.factors);
            sales[i] + self.demand_margin(decision.y.as_slice(), i) - demand
        };
        let over_capacity = decision.x.iter().sum::<f64>() - self.capacity;
        (0..n).map(over_stock).chain((0..n).map(over_demand)).chain([over_capacity]).collect()
    }

    /// The largest violation of a row in the worst case, `max_j [max_u g_j]⁺`, in units of stock.
    pub fn violation(&self, decision: &Decision) -> f64 {
        self.excess(decision).into_iter().fold(0.0, f64::max)
    }

    /// How far a stock lies outside of `[0, upper]`, the most over all retailers.
    pub fn domain_violation(&self, decision: &Decision) -> f64 {
        let outside = |(x, upper): (&f64, &f64)| f64::max(-x, x - upper);
        decision.x.iter().zip(&self.upper).map(outside).fold(0.0, f64::max)
    }

    /// The largest violation of a row when the factors are `û + error` (k entries).
    pub fn violation_at(&self, decision: &Decision, error: &[f64]) -> f64 {
        let u: Vec<f64> = self.factors.iter().zip(error).map(|(u, e)| u + e).collect();
        let room = |i: usize| decision.x[i].min(self.demand_at(i, &u));
        let over_sales = (0..self.retailers()).map(|i| decision.sales_at(i, &u) - room(i));
        over_sales.chain([decision.x.iter().sum::<f64>() - self.capacity]).fold(0.0, f64::max)
    }

    /// What the stocks really earn at factors `û + error`, where every retailer sells the lesser of stock and
    /// demand: `Σ_i r_i min(x_i, d_i(u)) − cᵀx`. A rule that keeps all rows promises no more than this.
    pub fn profit_at(&self, x: &[f64], error: &[f64]) -> f64 {
        let u: Vec<f64> = self.factors.iter().zip(error).map(|(u, e)| u + e).collect();
        let earned = |i: usize| self.revenue[i] * x[i].min(self.demand_at(i, &u)) - self.cost[i] * x[i];
        (0..self.retailers()).map(earned).sum()
    }

    /// The largest `y⁰` with which stocks `x` and responses `Y` keep every sales row, in closed form: what
    /// the tighter of stock and demand leaves, less the margin of the response.
    pub fn best_base(&self, x: &[f64], y: &[f64]) -> Vec<f64> {
        let base = |i: usize| {
            let below_stock = x[i] - self.response_margin(y, i);
            let sales = below_stock.min(self.most_sales(y, i));
            sales - dot(row(y, i, self.factor_count()), &self.factors)
        };
        (0..self.retailers()).map(base).collect()
    }

    /// `ρ‖Y_i‖*`: how far retailer `i`'s sales may rise above their nominal value.
    pub fn response_margin(&self, y: &[f64], i: usize) -> f64 {
        self.rho * self.set.dual_norm(row(y, i, self.factor_count()).iter().copied())
    }

    /// `d_i(û) − ρ‖Q_i − Y_i‖*`: the most that retailer `i` can sell at the nominal factors without ever
    /// passing its demand.
    pub fn most_sales(&self, y: &[f64], i: usize) -> f64 {
        self.demand_at(i, &self.factors) - self.demand_margin(y, i)
    }

    /// `ρ‖Q_i − Y_i‖*`: how far demand may fall below what the response assumes.
    fn demand_margin(&self, y: &[f64], i: usize) -> f64 {
        let rest = self.sensitivities(i).iter().zip(row(y, i, self.factor_count())).map(|(q, y)| q - y);
        self.rho * self.set.dual_norm(rest)
    }
}
