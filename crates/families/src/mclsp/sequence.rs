//! How the paper's network reads an instance and what it says ("Integrated machine learning and optimization
//! approaches", sections 3.4.1 and 3.4.3): a sequence of periods, in each the numbers of all items side by side, so
//! that a network serves one number of items. More items are read in subsets, whose predictions are averaged
//! ([`super::subsets`], algorithm 1); fewer are filled up with items that nobody asks for, which the paper leaves
//! open.

use super::flow::Plan;
use super::labels::{setups, tight_rows};
use super::subsets::{LEAST_PREDICTIONS, draw, part};
use super::{Data, Instance};
use crate::family::{FeatureSet, Reading};
use crate::random::Stream;

/// Numbers of an item in a period: demand, production cost, set-up cost, holding cost.
const OF_ITEM: usize = 4;
/// What the subsets are drawn from, so that an instance is read in the same way every time.
const SEED: u64 = 3;

/// What the paper's network for 8 items reads; a card tells it by the name of its capacity.
pub const EIGHT: FeatureSet = FeatureSet { name: "sequence of 8 items", extras: &["capacityOf8"] };
/// … and that for 12 items.
pub const TWELVE: FeatureSet = FeatureSet { name: "sequence of 12 items", extras: &["capacityOf12"] };

/// Items that a network with these features reads at once; none for networks that read items as a set.
pub fn items_of(set: &FeatureSet) -> Option<usize> {
    [(EIGHT, 8), (TWELVE, 12)].iter().find(|(known, _)| known.name == set.name).map(|(_, items)| *items)
}

/// The set of features for so many items; none for numbers of items that the paper has no network for.
pub fn set_of(items: usize) -> Option<&'static FeatureSet> {
    [&EIGHT, &TWELVE].into_iter().find(|set| items_of(set) == Some(items))
}

/// Numbers a period.
pub fn width(items: usize) -> usize {
    OF_ITEM * items + 1
}

/// Outputs a period: the set-ups, which of the rows `x ≤ c y` are tight, whether the shared row is.
pub fn outputs(items: usize) -> usize {
    2 * items + 1
}

/// Names of the features of a period.
pub fn names(set: &FeatureSet, items: usize) -> Vec<String> {
    let groups = ["demand", "production", "setup", "holding"].iter();
    let own = groups.flat_map(|name| (1..=items).map(move |i| format!("{name}{i}")));
    own.chain(set.extras.iter().map(|name| (*name).to_owned())).collect()
}

/// Names of the outputs of a period.
pub fn output_names(items: usize) -> Vec<String> {
    let own = ["setup", "tight"].iter().flat_map(|name| (1..=items).map(move |i| format!("{name}{i}")));
    own.chain(["tight".to_owned()]).collect()
}

/// The numbers of some items of an instance, [T, [`width`]]: capacities are those of the items as
/// [`part`] scales them. `items` of them are read, which may be more than there are in the subset.
pub fn sequence(data: &Data, subset: &[usize], items: usize, features: &mut Vec<f32>) {
    let own = part(data, subset);
    let periods = own.periods();
    let groups = [&own.demand, &own.production_cost, &own.setup_cost, &own.holding_cost];
    for t in 0..periods {
        for group in groups {
            let present = group.iter().skip(t).step_by(periods.max(1)).map(|value| *value as f32);
            features.extend(present.chain(std::iter::repeat(0.0)).take(items));
        }
        features.push(own.capacity[t] as f32);
    }
}

/// What a network for so many items is to say of a plan, items in the order of `order`, [T, [`outputs`]].
pub fn targets(data: &Data, plan: &Plan, order: &[usize]) -> Vec<bool> {
    let (periods, setups, tight) = (data.periods(), setups(plan), tight_rows(data, plan));
    let period = |t: usize| {
        let own = order.iter().map(|i| setups[i * periods + t]).collect::<Vec<_>>();
        let rows = order.iter().map(|i| tight[i * periods + t]).collect::<Vec<_>>();
        own.into_iter().chain(rows).chain([tight[data.cells() + t]])
    };
    (0..periods).flat_map(period).collect()
}

fn subsets(data: &Data, items: usize) -> Vec<Vec<usize>> {
    draw(data.items, items, LEAST_PREDICTIONS, &mut Stream::new(SEED))
}

/// The sequences of all subsets, one after another.
pub fn features(instance: &Instance, items: usize) -> Vec<f32> {
    let mut features = Vec::new();
    subsets(instance, items).iter().for_each(|subset| sequence(instance, subset, items, &mut features));
    features
}

/// Which set-up each of a network's outputs speaks of. Those on tight rows speak of none: they change no answer
/// (`predopt/level.rs` in the guide says why).
pub fn reading(data: &Data, items: usize) -> Reading {
    let periods = data.periods();
    let mut places = Vec::new();
    for subset in subsets(data, items) {
        for t in 0..periods {
            let own = subset.iter().map(|i| Some(i * periods + t));
            places.extend(own.chain(std::iter::repeat(None)).take(outputs(items)));
        }
    }
    Reading { steps: periods, places }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mclsp::{Distribution, repair, sample};

    fn instance(items: usize) -> Instance {
        sample(&Distribution { items, periods: 5, c: items as u32 + 2, f: 1_000 }, 4).unwrap()
    }

    #[test]
    fn names_are_as_many_as_numbers_and_each_set_is_told_by_its_own() {
        for items in [8, 12] {
            let set = set_of(items).unwrap();
            assert_eq!(items_of(set), Some(items));
            assert_eq!(names(set, items).len(), width(items));
            assert_eq!(output_names(items).len(), outputs(items));
        }
        assert!(set_of(9).is_none());
    }

    #[test]
    fn every_set_up_is_spoken_of_by_as_many_sequences_as_read_its_item() {
        for items in [3, 8, 20] {
            let data = instance(items);
            let Reading { steps, places } = reading(&data, 8);
            let sequences = places.len() / (steps * outputs(8));
            assert_eq!(steps, 5);
            assert_eq!(features(&data, 8).len(), sequences * steps * width(8));
            let counts: Vec<usize> =
                (0..data.cells()).map(|k| places.iter().filter(|p| **p == Some(k)).count()).collect();
            let least = if items > 8 { LEAST_PREDICTIONS } else { 1 };
            assert!(counts.iter().all(|count| *count >= least), "{counts:?}");
            assert!(counts.chunks(5).all(|item| item.iter().all(|count| *count == item[0])));
        }
    }

    #[test]
    fn numbers_and_targets_follow_the_order_of_the_items() {
        let data = instance(8);
        let plan = repair::plan(&data, &vec![0.6; data.cells()]).unwrap();
        let order = [7, 2, 0, 1, 3, 4, 5, 6];
        let mut rows = Vec::new();
        sequence(&data, &order, 8, &mut rows);
        let said = targets(&data, &plan, &order);
        for t in 0..5 {
            let row = &rows[t * width(8)..(t + 1) * width(8)];
            let said = &said[t * outputs(8)..(t + 1) * outputs(8)];
            for (place, i) in order.into_iter().enumerate() {
                let k = i * 5 + t;
                assert_eq!(f64::from(row[place]), data.demand[k]);
                assert_eq!(f64::from(row[24 + place]), data.holding_cost[k]);
                assert_eq!(said[place], plan.production[k] > 0.0);
            }
            assert!((f64::from(row[32]) - data.capacity[t]).abs() < 1e-3 * data.capacity[t]);
        }
        // Fewer items than the network reads: nobody asks for the others.
        let few = instance(3);
        let row = features(&few, 8);
        assert!(row[3..8].iter().all(|value| *value == 0.0));
        assert_eq!(f64::from(row[0]), few.demand[0]);
    }
}
