//! More items than a model was trained on: algorithms 1 and 5 of "Integrated machine learning and optimization
//! approaches" (sections 3.4.3 and 5.4.3). Subsets of the trained size are predicted, with their share of the
//! shared capacity, and the predictions of each item averaged.

use super::{Data, Instance};
use crate::random::Stream;

/// Predictions that every item gets at least, δ of algorithm 1.
pub const LEAST_PREDICTIONS: usize = 10;

/// Subsets of `size` items, each sorted, so that every item is in at least `least` of them: those with the
/// fewest so far first, at random among them, which needs ⌈I δ / size⌉ passes. (The paper leaves the
/// distribution open.) One subset of all items where there are no more than `size`.
pub fn draw(items: usize, size: usize, least: usize, stream: &mut Stream) -> Vec<Vec<usize>> {
    if items <= size {
        return vec![(0..items).collect()];
    }
    let (mut counts, mut subsets) = (vec![0usize; items], Vec::new());
    while size > 0 && counts.iter().any(|count| *count < least) {
        let order: Vec<(usize, u64)> = counts.iter().map(|count| (*count, stream.word())).collect();
        let mut taken = vec![false; items];
        // So few at a time need no sorting.
        for _ in 0..size {
            let next = (0..items).filter(|&i| !taken[i]).min_by_key(|&i| order[i]);
            next.into_iter().for_each(|i| taken[i] = true);
        }
        let subset: Vec<usize> = (0..items).filter(|&i| taken[i]).collect();
        subset.iter().for_each(|&i| counts[i] += 1);
        subsets.push(subset);
    }
    subsets
}

/// The instance of some items, with the share of each period's capacity that their demand has of all items' in
/// that period (line 6 of algorithm 5); of all periods' where nobody asks for anything in one.
pub fn part(data: &Data, subset: &[usize]) -> Instance {
    let periods = data.periods();
    let rows = |all: &[f64]| -> Vec<f64> {
        subset.iter().flat_map(|&i| all[i * periods..(i + 1) * periods].iter().copied()).collect()
    };
    let demand = rows(&data.demand);
    let asked = |demand: &[f64], t: usize| demand.iter().skip(t).step_by(periods).sum::<f64>();
    let all = data.demand.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let overall = demand.iter().sum::<f64>() / all;
    let capacity = data.capacity.iter().enumerate().map(|(t, c)| match asked(&data.demand, t) {
        of_period if of_period > 0.0 => c * (asked(&demand, t) / of_period),
        _ => c * overall,
    });
    let capacity = capacity.collect();
    Data {
        items: subset.len(),
        demand,
        capacity,
        production_cost: rows(&data.production_cost),
        setup_cost: rows(&data.setup_cost),
        holding_cost: rows(&data.holding_cost),
    }
    .into()
}

/// Sums of the predictions of subsets.
#[derive(Clone, Debug)]
pub struct Averages {
    periods: usize,
    sums: Vec<f64>,
    squares: Vec<f64>,
    counts: Vec<usize>,
}

impl Averages {
    /// No predictions yet.
    pub fn new(data: &Data) -> Self {
        let cells = data.cells();
        Self {
            periods: data.periods(),
            sums: vec![0.0; cells],
            squares: vec![0.0; cells],
            counts: vec![0; data.items],
        }
    }

    /// Takes the predictions of a subset (its items × T).
    pub fn add(&mut self, subset: &[usize], predictions: &[f32]) {
        for (&i, row) in subset.iter().zip(predictions.chunks(self.periods.max(1))) {
            self.counts[i] += 1;
            for (t, p) in row.iter().enumerate() {
                self.sums[i * self.periods + t] += f64::from(*p);
                self.squares[i * self.periods + t] += f64::from(*p) * f64::from(*p);
            }
        }
    }

    /// The averages (algorithm 1); 0 for an item without predictions.
    pub fn means(&self) -> Vec<f32> {
        self.each(|mean, _| mean)
    }

    /// Averages drawn towards one half by their variance over the subsets, never past it (algorithm 5).
    pub fn cautious(&self) -> Vec<f32> {
        self.each(|mean, variance| match mean <= 0.5 {
            true => (mean + variance).min(0.5),
            false => (mean - variance).max(0.5),
        })
    }

    fn each(&self, value: impl Fn(f64, f64) -> f64) -> Vec<f32> {
        let cell = |k: usize| {
            let count = self.counts[k / self.periods].max(1) as f64;
            let mean = self.sums[k] / count;
            value(mean, (self.squares[k] / count - mean * mean).max(0.0)) as f32
        };
        (0..self.sums.len()).map(cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mclsp::{Distribution, sample};

    #[test]
    fn every_item_is_predicted_often_enough_in_as_few_passes_as_there_are() {
        for seed in 0..20 {
            let mut stream = Stream::new(seed);
            let (items, size) = (9 + (seed as usize * 7) % 40, 8);
            let subsets = draw(items, size, LEAST_PREDICTIONS, &mut stream);
            assert_eq!(subsets.len(), (items * LEAST_PREDICTIONS).div_ceil(size), "seed {seed}");
            for i in 0..items {
                let count = subsets.iter().filter(|subset| subset.contains(&i)).count();
                assert!(count >= LEAST_PREDICTIONS, "seed {seed}: item {i} {count} times");
            }
            assert!(subsets.iter().all(|s| s.len() == size && s.windows(2).all(|w| w[0] < w[1])));
        }
    }

    #[test]
    fn parts_share_the_capacity_by_demand_and_averages_are_those_of_their_predictions() {
        let data = sample(&Distribution { items: 3, periods: 4, c: 4, f: 1_000 }, 5).unwrap();
        let whole = part(&data, &[0, 1, 2]);
        assert_eq!(whole, data);
        let some = part(&data, &[2]);
        assert_eq!(some.demand, data.demand[8..]);
        let share = data.demand[9] / (data.demand[1] + data.demand[5] + data.demand[9]);
        assert!((some.capacity[1] - share * data.capacity[1]).abs() < 1e-9);
        let mut averages = Averages::new(&data);
        averages.add(&[0, 2], &[0.0, 1.0, 0.2, 0.9, 1.0, 1.0, 1.0, 1.0]);
        averages.add(&[0, 1], &[1.0, 1.0, 0.4, 0.7, 0.0, 0.0, 0.0, 0.0]);
        let near =
            |values: &[f32], expected: &[f32]| values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(near(&averages.means()[..4], &[0.5, 1.0, 0.3, 0.8]));
        assert!(near(&averages.cautious()[..4], &[0.5, 1.0, 0.31, 0.79]));
        assert!(near(&averages.means()[8..], &[1.0; 4]));
    }
}
