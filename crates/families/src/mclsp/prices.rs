//! Prices on the shared capacities (Lagrange multipliers, Fisher, "The Lagrangian relaxation method for solving
//! integer programming problems", 1981): what is left is one uncapacitated item each. The bound equals that of
//! the linear program with every (ℓ,S) inequality, since these describe an uncapacitated item completely.
//!
//! The prices are found by the volume algorithm (Barahona and Anbil, "The volume algorithm: producing primal
//! solutions with a subgradient method", 2000): beside the prices it averages the items' plans, and the average
//! set-ups come close to those of an optimum of that linear program. So neither bound nor fractional set-ups
//! need a linear program.

use super::relaxed::Relaxed;
use super::uncapacitated::{Envelope, Item, Path};
use super::{Instance, repair};
use hunch_model::{Control, Event, Flow};
use std::sync::Arc;

/// Steps: the bound moves by less than 0.02 % after them on the published sizes.
const STEPS: usize = 400;
/// Weight of the newest plans in the averages, at most and at least, and from which step on the least holds:
/// averages forget the bad prices of the beginning, and are smooth at the end.
const FIRST_WEIGHT: f64 = 0.1;
/// See [`FIRST_WEIGHT`].
const LAST_WEIGHT: f64 = 0.02;
/// First length of a step, as a share of Polyak's.
const FIRST_SHARE: f64 = 0.1;
/// Most of it.
const MOST_SHARE: f64 = 2.0;
/// Steps without a better bound after which steps become shorter …
const PATIENCE: usize = 10;
/// … by this factor; after each better bound along a direction that still rises they become longer.
const SHORTER: f64 = 0.66;
/// See [`SHORTER`].
const LONGER: f64 = 1.1;
/// The target of the steps lies this share above the bound where no plan is known that is closer.
const TARGET: f64 = 0.05;
/// Steps after which a plan is made from the averages, so that the target is close.
const PLAN_STEPS: [usize; 2] = [60, 200];
/// Average set-ups this close to what the marginal says agree with it.
const AGREEMENT: f64 = 0.02;
/// Rounding of a bound, as a share of what was added up: some four additions a period, each exact to 2⁻⁵³,
/// over the longest horizon.
const ROUNDING: f64 = 1e-11;

/// The best bound found, with what its prices say of every set-up. Expects a feasible instance; where
/// `control` says stop, the bound so far.
pub fn relax(instance: &Instance, control: &mut dyn Control) -> Relaxed {
    relax_telling(instance, control, |_, _| ())
}

/// As [`relax`]; `tell` hears of bounds on the way, each better than the one before.
fn relax_telling(
    instance: &Instance,
    control: &mut dyn Control,
    tell: impl Fn(&mut dyn Control, f64),
) -> Relaxed {
    let mut host = Counting { control, work: 0 };
    let items = items(instance);
    let mut envelope = Envelope::default();
    let mut state = State::new(instance, &items, &mut envelope);
    let each: u64 = items.iter().map(Item::work).sum();
    let (mut complete, mut told) = (true, f64::NEG_INFINITY);
    for step in 0..STEPS {
        if (step == 0 || step.is_power_of_two()) && state.bound > told {
            told = state.bound;
            tell(host.control, told);
        }
        if let Flow::Stop(_) = host.spend(each) {
            complete = false;
            break;
        }
        if PLAN_STEPS.contains(&step) {
            state.aim(instance, &mut host);
        }
        if !state.step(instance, &items, &mut envelope, step) {
            break;
        }
    }
    let marginals_work = (instance.cells() * instance.periods() / 2) as u64;
    let complete = complete && host.spend(marginals_work) == Flow::Continue;
    let (bound, prices) = (state.bound, state.prices);
    if !complete {
        return Relaxed { bound, prices, work: host.work, ..Relaxed::default() };
    }
    let marginals: Vec<f64> = items.iter().flat_map(|item| item.marginals(&prices, &mut envelope)).collect();
    let shares = state.shares;
    let beliefs = beliefs(instance, &marginals, &shares);
    Relaxed { bound, prices, marginals, shares, beliefs, work: host.work, is_complete: true }
}

impl Instance {
    /// The result of [`relax`], computed once. On the way the bounds after 0, 1, 2, 4, 8, … steps are told as
    /// events: with many items and periods all steps take some tenths of a second. Work is spent as if it were computed each time, so that limits by
    /// work do not depend on who asked before. None where `control` says stop.
    pub fn relaxed(&self, control: &mut dyn Control) -> Option<Arc<Relaxed>> {
        if let Some(known) = self.found.get() {
            return match control.spend(known.work) {
                Flow::Continue => Some(known.clone()),
                Flow::Stop(_) => None,
            };
        }
        let tell = |control: &mut dyn Control, bound| control.emit(Event::Bound { bound });
        let relaxed = relax_telling(self, control, tell);
        if !relaxed.is_complete {
            return None;
        }
        Some(self.found.get_or_init(|| Arc::new(relaxed)).clone())
    }
}

/// The items of an instance.
fn items(instance: &Instance) -> Vec<Item<'_>> {
    let periods = instance.periods();
    let item = |i: usize| {
        let row = i * periods..(i + 1) * periods;
        Item::new(
            &instance.production_cost[row.clone()],
            &instance.setup_cost[row.clone()],
            &instance.holding_cost[row.clone()],
            &instance.demand[row],
            instance.remaining(i),
        )
    };
    (0..instance.items).map(item).collect()
}

fn beliefs(instance: &Instance, marginals: &[f64], shares: &[f64]) -> Vec<f32> {
    let cells = marginals.iter().zip(shares).zip(&instance.setup_cost);
    cells.map(|((&marginal, &share), &setup)| belief(marginal, share, setup)).collect()
}

/// A belief, as [`Relaxed::beliefs`] says; `setup` is the cost that the marginal is measured by.
fn belief(marginal: f64, share: f64, setup: f64) -> f32 {
    let pays = marginal > 0.0;
    let distance = if pays { 1.0 - share } else { share };
    let size = marginal.abs();
    let strength = if size.is_finite() { size / (size + setup.max(f64::MIN_POSITIVE)) } else { 1.0 };
    // Those that agree come before all that do not.
    let sure = match distance <= AGREEMENT {
        true => 0.5 + 0.5 * strength,
        false => 0.5 * strength * (1.0 - distance.clamp(0.0, 1.0)),
    };
    (if pays { 0.5 + 0.5 * sure } else { 0.5 - 0.5 * sure }) as f32
}

/// Counts the work that is spent.
struct Counting<'a> {
    control: &'a mut dyn Control,
    work: u64,
}

impl Control for Counting<'_> {
    fn spend(&mut self, work: u64) -> Flow {
        self.work += work;
        self.control.spend(work)
    }

    fn now(&self) -> f64 {
        self.control.now()
    }

    fn emit(&mut self, _: hunch_model::Event) {}
}

/// The volume algorithm between two steps.
struct State {
    /// The best bound, rounding taken off, and its prices.
    bound: f64,
    prices: Vec<f64>,
    /// Averages of what is produced in each period of all items (T), and of set-ups (I × T).
    used: Vec<f64>,
    shares: Vec<f64>,
    /// Cost of the best plan known.
    known: f64,
    share: f64,
    idle: usize,
}

/// What the items' cheapest plans at some prices come to.
struct Priced {
    bound: f64,
    used: Vec<f64>,
    setups: Vec<(usize, f64)>,
}

fn priced(instance: &Instance, items: &[Item], prices: &[f64], envelope: &mut Envelope) -> Priced {
    let periods = instance.periods();
    let mut all = Priced { bound: 0.0, used: vec![0.0; periods], setups: Vec::new() };
    let mut size = 0.0;
    for (i, item) in items.iter().enumerate() {
        let Path { cost, lots } = item.cheapest(prices, envelope);
        all.bound += cost;
        size += item.size(prices);
        for (t, end) in lots {
            let lot: f64 = instance.demand[i * periods + t..i * periods + end].iter().sum();
            all.used[t] += lot;
            all.setups.push((i * periods + t, lot));
        }
    }
    let rent: f64 = prices.iter().zip(&instance.capacity).map(|(price, c)| price * c).sum();
    all.bound -= rent + ROUNDING * (size + rent);
    all
}

impl State {
    fn new(instance: &Instance, items: &[Item], envelope: &mut Envelope) -> Self {
        let prices = vec![0.0; instance.periods()];
        let first = priced(instance, items, &prices, envelope);
        let mut shares = vec![0.0; instance.cells()];
        first.setups.iter().for_each(|&(k, _)| shares[k] = 1.0);
        Self {
            bound: first.bound,
            prices,
            used: first.used,
            shares,
            known: f64::INFINITY,
            share: FIRST_SHARE,
            idle: 0,
        }
    }

    /// Makes a plan from the averages.
    fn aim(&mut self, instance: &Instance, control: &mut dyn Control) {
        let shares: Vec<f32> = self.shares.iter().map(|s| *s as f32).collect();
        if let Some(plan) = repair::plan_within(instance, &shares, control) {
            self.known = self.known.min(plan.cost);
        }
    }

    /// One step; whether there is anything left to do.
    fn step(&mut self, instance: &Instance, items: &[Item], envelope: &mut Envelope, step: usize) -> bool {
        // By how much the average plan passes each capacity; where room is left at price 0 the price stays.
        let over: Vec<f64> = self
            .used
            .iter()
            .zip(&instance.capacity)
            .zip(&self.prices)
            .map(|((used, c), price)| if used < c && *price == 0.0 { 0.0 } else { used - c })
            .collect();
        let length: f64 = over.iter().map(|v| v * v).sum();
        if length == 0.0 || self.known <= self.bound {
            return false;
        }
        let target = self.known.min(self.bound + TARGET * self.bound.abs().max(1.0));
        let step_length = self.share * (target - self.bound) / length;
        let prices: Vec<f64> =
            self.prices.iter().zip(&over).map(|(p, v)| (p + step_length * v).max(0.0)).collect();
        let priced = priced(instance, items, &prices, envelope);
        let weight = (FIRST_WEIGHT * (1.0 - step as f64 / STEPS as f64)).max(LAST_WEIGHT);
        self.shares.iter_mut().for_each(|share| *share *= 1.0 - weight);
        priced.setups.iter().for_each(|&(k, _)| self.shares[k] += weight);
        let pairs = self.used.iter_mut().zip(&priced.used);
        pairs.for_each(|(average, used)| *average += weight * (used - *average));
        if priced.bound > self.bound {
            let rises = over.iter().zip(priced.used.iter().zip(&instance.capacity));
            if rises.map(|(v, (used, c))| v * (used - c)).sum::<f64>() > 0.0 {
                self.share = (self.share * LONGER).min(MOST_SHARE);
            }
            (self.bound, self.prices, self.idle) = (priced.bound, prices, 0);
        } else {
            self.idle += 1;
            if self.idle == PATIENCE {
                (self.share, self.idle) = (self.share * SHORTER, 0);
            }
        }
        true
    }
}
