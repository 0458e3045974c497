//! Valid inequalities for the lot-sizing program.

use super::instance::Instance;
use super::program::Columns;
use hunch_model::{Cut, Separator};

/// An inequality is handed over when the point violates it by this share of its right-hand side: a cut that
/// moves the relaxation less is not worth a row.
const LEAST_VIOLATION: f64 = 1e-4;

/// The (ℓ, S) inequalities (Barany, Van Roy and Wolsey, Strong formulations for multi-item capacitated lot
/// sizing, 1984): for a period ℓ and a set S of periods up to ℓ,
///
/// ```text
/// Σ_{i <= ℓ, i ∉ S} x_i + Σ_{i ∈ S} (d_i + … + d_ℓ) y_i >= d_1 + … + d_ℓ
/// ```
///
/// What a period of S produces either serves the demand up to ℓ, at most `d_i + … + d_ℓ`, or serves later
/// demand. They describe the convex hull without capacities and remain valid with them.
#[derive(Clone, Debug)]
pub struct LotSizingInequalities {
    columns: Columns,
    /// Demand of the first `t` periods, `t` from 0 to the horizon.
    cumulative_demand: Vec<f64>,
}

impl LotSizingInequalities {
    /// The inequalities of an instance.
    pub fn new(instance: &Instance) -> Self {
        let mut total = 0.0;
        let sums = instance.demand.iter().map(|d| {
            total += d;
            total
        });
        let cumulative_demand = std::iter::once(0.0).chain(sums).collect();
        Self { columns: Columns { horizon: instance.horizon() }, cumulative_demand }
    }

    /// The coefficient of `y_i`: the demand of the periods from `i` to `last`.
    fn demand_between(&self, i: usize, last: usize) -> f64 {
        self.cumulative_demand[last + 1] - self.cumulative_demand[i]
    }

    /// Whether the smallest left-hand side takes period `i` into S.
    fn prefers_setup(&self, point: &[f64], i: usize, last: usize) -> bool {
        self.demand_between(i, last) * point[self.columns.setup(i)] < point[self.columns.production(i)]
    }

    fn cut(&self, point: &[f64], last: usize) -> Cut {
        let (chosen, others): (Vec<usize>, Vec<usize>) =
            (0..=last).partition(|&i| self.prefers_setup(point, i, last));
        let production = others.iter().map(|&i| (self.columns.production(i), 1.0));
        let setup = chosen.iter().map(|&i| (self.columns.setup(i), self.demand_between(i, last)));
        Cut {
            source: "(l,S)",
            terms: production.chain(setup).filter(|&(_, coefficient)| coefficient > 0.0).collect(),
            lower: self.cumulative_demand[last + 1],
            upper: f64::INFINITY,
        }
    }
}

impl Separator for LotSizingInequalities {
    fn name(&self) -> &'static str {
        "(l,S)"
    }

    /// Exact separation in O(T²): for every ℓ the most violated inequality takes, period by period, the
    /// smaller of both terms.
    fn separate(&mut self, point: &[f64], cuts: &mut Vec<Cut>) {
        if point.len() != self.columns.count() {
            return;
        }
        for last in 0..self.columns.horizon {
            let right = self.cumulative_demand[last + 1];
            let left: f64 = (0..=last)
                .map(|i| {
                    let over_setup = self.demand_between(i, last) * point[self.columns.setup(i)];
                    over_setup.min(point[self.columns.production(i)])
                })
                .sum();
            if right - left > LEAST_VIOLATION * right {
                cuts.push(self.cut(point, last));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clsp::{Distribution, Plan, fixed_setups_plan, optimal_plan, sample};
    use crate::random::Stream;

    fn activity(cut: &Cut, values: &[f64]) -> f64 {
        cut.terms.iter().map(|&(column, coefficient)| coefficient * values[column]).sum()
    }

    /// A point of the linear relaxation: the plan's production with the smallest set-ups that its capacities
    /// allow.
    fn relaxed(instance: &Instance, plan: &Plan) -> Vec<f64> {
        let mut values = plan.to_values();
        for t in 0..instance.horizon() {
            values[instance.horizon() + t] = plan.production[t] / instance.capacity[t];
        }
        values
    }

    #[test]
    fn points_of_the_relaxation_are_cut_off_and_no_plan_is() {
        let mut found = 0;
        for seed in 0..40 {
            let instance = sample(&Distribution { c: 5, f: 1000, horizon: 15 }, seed).unwrap();
            let mut stream = Stream::new(seed);
            let everywhere = fixed_setups_plan(&instance, &[true; 15]).unwrap().unwrap();
            let point = relaxed(&instance, &everywhere);
            let mut cuts = Vec::new();
            LotSizingInequalities::new(&instance).separate(&point, &mut cuts);
            assert!(!cuts.is_empty(), "seed {seed}");
            found += cuts.len();
            let mut plans = vec![everywhere, optimal_plan(&instance).unwrap().unwrap()];
            for _ in 0..20 {
                let setup: Vec<bool> = (0..15).map(|_| stream.integer(0, 2) > 0).collect();
                plans.extend(fixed_setups_plan(&instance, &setup).unwrap());
            }
            for cut in &cuts {
                assert!(cut.terms.windows(2).all(|pair| pair[0].0 < pair[1].0));
                assert!(activity(cut, &point) < cut.lower, "seed {seed}: {cut:?}");
                for plan in &plans {
                    let left = activity(cut, &plan.to_values());
                    assert!(left >= cut.lower - 1e-9, "seed {seed}: {left} in {cut:?} by {plan:?}");
                }
            }
        }
        assert!(found > 40, "{found} inequalities");
    }

    #[test]
    fn a_plan_is_not_separated() {
        let instance = sample(&Distribution { c: 3, f: 1000, horizon: 20 }, 4).unwrap();
        let plan = optimal_plan(&instance).unwrap().unwrap();
        let mut cuts = Vec::new();
        LotSizingInequalities::new(&instance).separate(&plan.to_values(), &mut cuts);
        assert_eq!(cuts, []);
    }
}
