//! Which instances a step trains on.

use hunch_families::clsp::instance_seed;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// The order in which instances are taken, by the number of the step alone.
#[derive(Clone, Debug)]
pub struct Order {
    count: Option<usize>,
    batch: usize,
    seed: u64,
    /// The epoch whose order is at hand, and that order.
    epoch: Option<u64>,
    indices: Vec<u64>,
}

impl Order {
    /// Batches of `batch` from `count` instances in epochs of random order; without a count every step takes
    /// fresh ones, in the order of the data set.
    pub fn new(count: Option<usize>, batch: usize, seed: u64) -> Self {
        Self { count, batch, seed, epoch: None, indices: Vec::new() }
    }

    /// The instances of a step. Those that do not fill a batch at the end of an epoch wait for another
    /// epoch's order.
    pub fn batch(&mut self, step: u64) -> Vec<u64> {
        let batch = self.batch as u64;
        let Some(count) = self.count else { return (step * batch..(step + 1) * batch).collect() };
        let an_epoch = (count as u64 / batch).max(1);
        let epoch = step / an_epoch;
        if self.epoch != Some(epoch) {
            self.indices = (0..count as u64).collect();
            self.indices.shuffle(&mut ChaCha8Rng::seed_from_u64(instance_seed(self.seed, epoch)));
            self.epoch = Some(epoch);
        }
        let start = (step % an_epoch) as usize * self.batch;
        self.indices[start..start + self.batch].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_takes_each_instance_once_and_a_step_by_itself_takes_the_same() {
        let mut order = Order::new(Some(12), 4, 7);
        let steps: Vec<Vec<u64>> = (0..6).map(|step| order.batch(step)).collect();
        for epoch in steps.chunks(3) {
            let mut seen = epoch.concat();
            seen.sort_unstable();
            assert_eq!(seen, (0..12).collect::<Vec<_>>());
        }
        assert_ne!(steps[..3], steps[3..]);
        assert_eq!(Order::new(Some(12), 4, 7).batch(4), steps[4]);
    }

    #[test]
    fn without_a_count_no_instance_comes_twice() {
        let mut order = Order::new(None, 3, 7);
        assert_eq!([order.batch(0), order.batch(1), order.batch(5)].concat(), [0, 1, 2, 3, 4, 5, 15, 16, 17]);
    }
}
