//! Seeded random streams for the samplers. A golden instance must stay the same for ever, so the map from
//! random words to numbers is written here instead of taken from a library that may change it.

use hunch_model::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The increment of SplitMix64: 2^64 divided by the golden ratio, odd, so that multiples of it visit every
/// 64-bit word.
const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The output function of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// 2014), a bijection.
fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// Seed of instance `index` in the data set of seed `base`. Two indices of one data set never share a seed,
/// and an instance can be drawn without drawing those before it.
pub fn instance_seed(base: u64, index: u64) -> u64 {
    mix(mix(base).wrapping_add(index.wrapping_mul(GOLDEN_GAMMA)))
}

/// A reproducible stream of random numbers (ChaCha with 8 rounds).
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The next word, uniform over all of them.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// An integer drawn uniformly from `low..=high`; `low` when the range holds nothing else.
    pub fn integer(&mut self, low: u64, high: u64) -> u64 {
        if high <= low {
            return low;
        }
        let count = (high - low).wrapping_add(1);
        if count == 0 {
            return self.0.next_u64();
        }
        // Words at or above the largest multiple of `count` would favour small remainders, so they are drawn
        // again.
        let tail = (u64::MAX % count + 1) % count;
        loop {
            let word = self.0.next_u64();
            if word <= u64::MAX - tail {
                return low + word % count;
            }
        }
    }
}

/// Draw `index` of θ in the sample of seed `base`, without those before it: the same everywhere.
pub fn theta(distribution: &Distribution, base: u64, index: u64) -> Vec<f64> {
    let mut stream = Stream::new(instance_seed(base, index));
    distribution.draw(&mut || stream.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_stay_in_range_and_reach_both_ends() {
        let mut stream = Stream::new(1);
        let mut seen = [false; 6];
        for _ in 0..1000 {
            seen[stream.integer(10, 15) as usize - 10] = true;
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!(stream.integer(7, 7), 7);
    }

    #[test]
    fn seeds_of_one_data_set_differ_and_repeat() {
        let mut seeds: Vec<u64> = (0..10_000).map(|index| instance_seed(42, index)).collect();
        assert_eq!(seeds[3], instance_seed(42, 3));
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 10_000);
    }
}
