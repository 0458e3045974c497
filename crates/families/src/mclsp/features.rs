//! What a network reads of an item in a period: its own numbers and those around them, set against the means of
//! the instance, so that units and the number of items do not matter. Items are a set: each is read by itself,
//! beside what all of them ask for together.
//!
//! With `structure` a network also reads what the Lagrangean bound found ([`super::prices`]): it then learns
//! where those numbers are wrong, not what they say.

use super::relaxed::Relaxed;
use super::{Instance, repair};
use hunch_model::Unlimited;

/// Periods before and after that are read: on the published sizes four lots in five serve four or fewer.
pub const RADIUS: usize = 4;
/// Periods that are read.
const WINDOW: usize = 2 * RADIUS + 1;

/// Numbers of each period that is read.
const OWN: [&str; 7] = ["inside", "demand", "production", "setup", "holding", "capacity", "others"];
/// … and those of the structure: of the cell (the average set-up, the marginal, the belief as log-odds, whether
/// the plan that is made of the beliefs sets up there) and of the period (its price, the mean of the average
/// set-ups, how far these are from whole numbers, the share of the capacity that the plan leaves).
const PRICED: [&str; 8] = ["share", "marginal", "belief", "planned", "price", "shares", "doubt", "room"];
/// Names of the structure's features, period by period, [`PRICED`] in each.
#[rustfmt::skip]
pub const PRICED_NAMES: [&str; 72] = [
    "share[-4]", "marginal[-4]", "belief[-4]", "planned[-4]", "price[-4]", "shares[-4]", "doubt[-4]", "room[-4]",
    "share[-3]", "marginal[-3]", "belief[-3]", "planned[-3]", "price[-3]", "shares[-3]", "doubt[-3]", "room[-3]",
    "share[-2]", "marginal[-2]", "belief[-2]", "planned[-2]", "price[-2]", "shares[-2]", "doubt[-2]", "room[-2]",
    "share[-1]", "marginal[-1]", "belief[-1]", "planned[-1]", "price[-1]", "shares[-1]", "doubt[-1]", "room[-1]",
    "share[0]", "marginal[0]", "belief[0]", "planned[0]", "price[0]", "shares[0]", "doubt[0]", "room[0]",
    "share[1]", "marginal[1]", "belief[1]", "planned[1]", "price[1]", "shares[1]", "doubt[1]", "room[1]",
    "share[2]", "marginal[2]", "belief[2]", "planned[2]", "price[2]", "shares[2]", "doubt[2]", "room[2]",
    "share[3]", "marginal[3]", "belief[3]", "planned[3]", "price[3]", "shares[3]", "doubt[3]", "room[3]",
    "share[4]", "marginal[4]", "belief[4]", "planned[4]", "price[4]", "shares[4]", "doubt[4]", "room[4]",
];
/// Where the belief in the cell itself stands in a row of features with those of the structure.
pub const BELIEF: usize = WINDOW * OWN.len() + RADIUS * PRICED.len() + 2;
/// Log-odds of a belief at most: further out nothing is surer.
const MOST_ODDS: f64 = 6.0;

/// Names of all features, in their order.
pub fn names(priced: bool) -> Vec<String> {
    let periods = -(RADIUS as i64)..=RADIUS as i64;
    let own = periods.flat_map(|offset| OWN.iter().map(move |name| format!("{name}[{offset}]")));
    own.chain(PRICED_NAMES.iter().filter(|_| priced).map(|name| (*name).into())).collect()
}

/// Numbers that are read of an item in a period.
pub fn width(priced: bool) -> usize {
    WINDOW * (OWN.len() + if priced { PRICED.len() } else { 0 })
}

/// All features (I × T rows, item by item), with the structure's where there are any.
pub fn features(instance: &Instance, relaxed: Option<&Relaxed>) -> Vec<f32> {
    let means = Means::new(instance);
    let own: Vec<[f32; OWN.len()]> = (0..instance.cells()).map(|k| means.own(instance, k)).collect();
    let priced: Option<Vec<[f32; PRICED.len()]>> = relaxed.map(|relaxed| {
        let pooled = Pooled::new(instance, relaxed);
        (0..instance.cells()).map(|k| means.priced(instance, relaxed, &pooled, k)).collect()
    });
    let periods = instance.periods();
    let mut features = Vec::with_capacity(instance.cells() * width(relaxed.is_some()));
    for k in 0..instance.cells() {
        window(k, periods, &own, &mut features);
        if let Some(priced) = &priced {
            window(k, periods, priced, &mut features);
        }
    }
    features
}

/// What stands around cell `k` in its item, zeros beyond the horizon.
fn window<const N: usize>(k: usize, periods: usize, cells: &[[f32; N]], features: &mut Vec<f32>) {
    for j in 0..WINDOW {
        match (k % periods + j).checked_sub(RADIUS).filter(|t| *t < periods) {
            Some(t) => features.extend(cells[k - k % periods + t]),
            None => features.extend([0.0; N]),
        }
    }
}

/// Means over the items, for each period (T).
fn per_period(instance: &Instance, values: &[f64]) -> Vec<f64> {
    let periods = instance.periods();
    let sum = |t: usize| values.iter().skip(t).step_by(periods).sum::<f64>();
    (0..periods).map(|t| sum(t) / instance.items as f64).collect()
}

/// What the structure says of all items together, and the plan that is made of its beliefs.
struct Pooled {
    shares: Vec<f64>,
    doubt: Vec<f64>,
    room: Vec<f64>,
    planned: Vec<bool>,
}

impl Pooled {
    fn new(instance: &Instance, relaxed: &Relaxed) -> Self {
        let plan = repair::plan_within(instance, &relaxed.beliefs, &mut Unlimited).unwrap_or_default();
        let doubts: Vec<f64> = relaxed.shares.iter().map(|share| share.min(1.0 - share)).collect();
        let used = per_period(instance, &plan.production);
        let room = used.iter().zip(&instance.capacity).map(|(used, capacity)| {
            let left = capacity - used * instance.items as f64;
            if *capacity > 0.0 { (left / capacity).max(0.0) } else { 0.0 }
        });
        Self {
            shares: per_period(instance, &relaxed.shares),
            doubt: per_period(instance, &doubts),
            room: room.collect(),
            planned: plan.setup,
        }
    }
}

/// Means of the instance that its numbers are set against, and demands of all items.
struct Means {
    demand: f64,
    setup: f64,
    together: Vec<f64>,
}

impl Means {
    fn new(instance: &Instance) -> Self {
        let mean = |v: &[f64]| (v.iter().sum::<f64>() / v.len().max(1) as f64).max(f64::MIN_POSITIVE);
        let together = per_period(instance, &instance.demand);
        Self { demand: mean(&instance.demand), setup: mean(&instance.setup_cost), together }
    }

    /// A ratio as a moderate number, whatever the instance holds.
    fn squashed(value: f64) -> f32 {
        (value / (1.0 + value.abs())) as f32
    }

    /// [`OWN`] of a cell: costs of a mean demand against the mean set-up, capacities and demands against the
    /// mean demand.
    fn own(&self, instance: &Instance, k: usize) -> [f32; OWN.len()] {
        let t = k % instance.periods();
        let per_setup = |unit: f64| Self::squashed(unit * self.demand / self.setup);
        [
            1.0,
            Self::squashed(instance.demand[k] / self.demand),
            per_setup(instance.production_cost[k]),
            Self::squashed(instance.setup_cost[k] / self.setup),
            per_setup(instance.holding_cost[k]),
            Self::squashed(instance.capacity[t] / (self.demand * instance.items as f64)),
            Self::squashed(self.together[t] / self.demand),
        ]
    }

    /// [`PRICED`] of a cell.
    fn priced(
        &self,
        instance: &Instance,
        relaxed: &Relaxed,
        pooled: &Pooled,
        k: usize,
    ) -> [f32; PRICED.len()] {
        let t = k % instance.periods();
        let marginal = relaxed.marginals[k] / instance.setup_cost[k].max(f64::MIN_POSITIVE);
        let marginal = if marginal.is_finite() { Self::squashed(marginal) } else { 1.0 };
        let belief = f64::from(relaxed.beliefs[k]);
        let odds = (belief.max(f64::MIN_POSITIVE) / (1.0 - belief).max(f64::MIN_POSITIVE)).ln();
        [
            relaxed.shares[k] as f32,
            marginal,
            odds.clamp(-MOST_ODDS, MOST_ODDS) as f32,
            f32::from(u8::from(pooled.planned.get(k).copied().unwrap_or(false))),
            Self::squashed(relaxed.prices[t] * self.demand / self.setup),
            pooled.shares[t] as f32,
            pooled.doubt[t] as f32,
            pooled.room[t] as f32,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mclsp::{Distribution, sample};

    #[test]
    fn names_and_widths_agree_and_extras_are_the_structures() {
        for priced in [false, true] {
            assert_eq!(names(priced).len(), width(priced));
        }
        let expected = (-4..=4).flat_map(|o| PRICED.iter().map(move |name| format!("{name}[{o}]")));
        assert!(expected.eq(PRICED_NAMES.iter().map(|name| (*name).to_owned())));
        assert_eq!(names(true)[BELIEF], "belief[0]");
    }

    #[test]
    fn neither_units_nor_the_order_of_items_matter() {
        let data = sample(&Distribution { items: 2, periods: 9, c: 3, f: 1_000 }, 2).unwrap();
        let relaxed = data.relaxed(&mut Unlimited).unwrap();
        let rows = features(&data, Some(&relaxed));
        let mut other = crate::mclsp::Data::clone(&data);
        let swap = |v: &mut Vec<f64>, scale: f64| {
            v.rotate_left(9);
            v.iter_mut().for_each(|value| *value *= scale);
        };
        swap(&mut other.demand, 2.0);
        other.capacity.iter_mut().for_each(|value| *value *= 2.0);
        swap(&mut other.production_cost, 4.0);
        swap(&mut other.holding_cost, 4.0);
        swap(&mut other.setup_cost, 8.0);
        let other: Instance = other.into();
        let relaxed = other.relaxed(&mut Unlimited).unwrap();
        let mut swapped = features(&other, Some(&relaxed));
        swapped.rotate_left(9 * width(true));
        let near = rows.iter().zip(&swapped).all(|(a, b)| (a - b).abs() < 1e-3);
        assert!(near, "{rows:?}\n{swapped:?}");
    }
}
