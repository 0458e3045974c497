//! Bounds for any number of items, and good choices where there are too many items for all subsets: the
//! knapsacks are priced (Lagrange multipliers, Fisher, "The Lagrangian relaxation method for solving integer
//! programming problems", 1981), which leaves one chain of two states for each item. The items about which
//! the prices are least sure are left to the dynamic programme over subsets.

use super::Instance;
use super::subset::{self, Stage};
use hunch_model::{Control, Flow};

/// Steps of the subgradient method: the bound moves by less than 0.01 % after them on the published sizes.
const STEPS: usize = 300;
/// First length of a step, as a share of Polyak's (the gap over the squared length of the subgradient).
const FIRST_SHARE: f64 = 1.0;
/// Steps without a better bound after which steps become half as long.
const PATIENCE: usize = 12;
/// Items left free in each period: of 14, the choices that came out were optimal on all instances of 16 and
/// 20 items that were tried; a period takes a quarter of a million steps.
pub const FREE_ITEMS: usize = 14;

/// What the prices say.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxed {
    /// No choices are worth more.
    pub bound: f64,
    /// For each period and item how much more the best chain is worth that chooses it there than the best
    /// that does not (T × I).
    pub marginals: Vec<f64>,
}

/// Chosen items with their bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// The choices (T × I).
    pub chosen: Vec<bool>,
    /// What the prices say.
    pub relaxed: Relaxed,
}

/// Prices the knapsacks, then chooses; none where the control says stop first.
pub fn solve(instance: &Instance, free: usize, control: &mut dyn Control) -> Option<Priced> {
    let relaxed = relax(instance, control)?;
    let stages = stages(instance, &relaxed.marginals, free);
    let chosen = subset::best(instance, &stages, control)?;
    Some(Priced { chosen, relaxed })
}

/// The best bound that prices on the knapsacks' capacities prove, and the chains' marginals at those prices.
pub fn relax(instance: &Instance, control: &mut dyn Control) -> Option<Relaxed> {
    let mut prices = vec![0.0; instance.periods * instance.knapsacks];
    let mut best: Option<(Relaxed, Vec<f64>)> = None;
    let (mut share, mut idle, mut known) = (FIRST_SHARE, 0, 0.0f64);
    for _ in 0..STEPS {
        if let Flow::Stop(_) = control.spend(instance.weights.len() as u64 * 2) {
            return None;
        }
        let priced = Chains::new(instance, &prices);
        let bound = priced.bound(instance, &prices);
        let wished: Vec<bool> = priced.marginals.iter().map(|m| *m > 0.0).collect();
        known = known.max(instance.value(&trimmed(instance, &wished, &priced.marginals)));
        if best.as_ref().is_none_or(|(relaxed, _)| bound < relaxed.bound) {
            best = Some((Relaxed { bound, marginals: priced.marginals.clone() }, prices.clone()));
            idle = 0;
        } else {
            idle += 1;
        }
        if idle == PATIENCE {
            (share, idle) = (share / 2.0, 0);
            if let Some((_, at)) = &best {
                prices.clone_from(at);
            }
        }
        let slope = excess(instance, &wished);
        let length: f64 = slope.iter().map(|s| s * s).sum();
        if length == 0.0 || bound <= known {
            break;
        }
        let step = share * (bound - known) / length;
        prices.iter_mut().zip(slope).for_each(|(price, s)| *price = (*price + step * s).max(0.0));
    }
    best.map(|(relaxed, _)| relaxed)
}

/// Which items stay free in each period: the `free` ones of least certainty. The others are fixed as their
/// marginals say, and left out where they would not fit together.
pub fn stages(instance: &Instance, marginals: &[f64], free: usize) -> Vec<Stage> {
    let wished: Vec<bool> = marginals.iter().map(|m| *m > 0.0).collect();
    let mut stages = Vec::with_capacity(instance.periods);
    for t in 0..instance.periods {
        let range = t * instance.items..(t + 1) * instance.items;
        let marginal = &marginals[range.clone()];
        let mut order: Vec<usize> = (0..instance.items).collect();
        order.sort_by(|&a, &b| marginal[a].abs().total_cmp(&marginal[b].abs()));
        let mut open: Vec<usize> = order.into_iter().take(free.min(subset::MAX_FREE)).collect();
        open.sort_unstable();
        let mut fixed = wished[range].to_vec();
        open.iter().for_each(|&i| fixed[i] = false);
        trim(instance, t, &mut fixed, marginal);
        stages.push(Stage { free: open, fixed });
    }
    stages
}

/// Two-state chains of all items at some prices.
struct Chains {
    marginals: Vec<f64>,
    /// What the best chains are worth together, and the sizes of all that was added up.
    value: f64,
    size: f64,
}

impl Chains {
    fn new(instance: &Instance, prices: &[f64]) -> Self {
        let (items, periods) = (instance.items, instance.periods);
        let mut gain = instance.profits.clone();
        let mut size: f64 = instance.profits.iter().chain(&instance.bonuses).sum();
        for t in 0..periods {
            for j in 0..instance.knapsacks {
                let price = prices[t * instance.knapsacks + j];
                if price == 0.0 {
                    continue;
                }
                for (i, w) in instance.weights(t, j).iter().enumerate() {
                    gain[t * items + i] -= price * w;
                    size += price * w;
                }
            }
        }
        // Best chains up to a period, by what they do there, its own gain left out; then from behind.
        let mut before = vec![[0.0f64; 2]; periods * items];
        for k in items..periods * items {
            let [out, taken] = before[k - items];
            let (taken, bonus) = (taken + gain[k - items], instance.bonuses[k - items]);
            before[k] = [(out + bonus).max(taken), (taken + bonus).max(out)];
        }
        let mut after = vec![[0.0f64; 2]; items];
        let (mut marginals, mut value) = (vec![0.0; periods * items], 0.0);
        for k in (0..periods * items).rev() {
            let [out, taken] = after[k % items];
            let best = [before[k][0] + out, before[k][1] + gain[k] + taken];
            marginals[k] = best[1] - best[0];
            if k < items {
                value += best[0].max(best[1]);
            } else {
                let (taken, bonus) = (taken + gain[k], instance.bonuses[k - items]);
                after[k % items] = [(out + bonus).max(taken), (taken + bonus).max(out)];
            }
        }
        Self { marginals, value, size }
    }

    /// What no choices pass that a knapsack takes, within its tolerance; rounding counted, and a whole number
    /// where all choices are worth one.
    fn bound(&self, instance: &Instance, prices: &[f64]) -> f64 {
        let knapsacks = (0..instance.periods).flat_map(|t| (0..instance.knapsacks).map(move |j| (t, j)));
        let rents = prices.iter().zip(knapsacks).filter(|rent| *rent.0 != 0.0);
        let rent: f64 = rents.map(|(price, (t, j))| price * instance.reach(t, j)).sum();
        // Each term is rounded as often as sums go through it: along its chain, over the items, over the
        // knapsacks, and once for each of its products (Higham, "Accuracy and stability of numerical
        // algorithms", 2002, section 4.2); doubled for the sums that say so.
        let sums = instance.periods * (instance.knapsacks + 1) + instance.items + instance.knapsacks + 4;
        let bound = self.value + rent + sums as f64 * f64::EPSILON * (self.size + rent);
        if instance.is_whole() { bound.floor() } else { bound }
    }
}

/// By how much choices pass each capacity (T × J); negative where room is left.
fn excess(instance: &Instance, chosen: &[bool]) -> Vec<f64> {
    let mut excess = Vec::with_capacity(instance.capacities.len());
    for t in 0..instance.periods {
        let chosen = &chosen[t * instance.items..(t + 1) * instance.items];
        for j in 0..instance.knapsacks {
            excess.push(instance.used(t, j, chosen) - instance.capacity(t, j));
        }
    }
    excess
}

/// The wished choices without those of least worth that do not fit.
fn trimmed(instance: &Instance, wished: &[bool], marginals: &[f64]) -> Vec<bool> {
    let mut chosen = wished.to_vec();
    for t in 0..instance.periods {
        let range = t * instance.items..(t + 1) * instance.items;
        trim(instance, t, &mut chosen[range.clone()], &marginals[range]);
    }
    chosen
}

/// Leaves items of period `t` out, those of least worth first, until the others fit.
fn trim(instance: &Instance, t: usize, chosen: &mut [bool], worth: &[f64]) {
    let passes = |chosen: &[bool]| {
        (0..instance.knapsacks).any(|j| instance.used(t, j, chosen) > instance.capacity(t, j))
    };
    while passes(chosen) {
        let taken = (0..chosen.len()).filter(|&i| chosen[i]);
        let Some(least) = taken.min_by(|&a, &b| worth[a].total_cmp(&worth[b])) else { return };
        chosen[least] = false;
    }
}
