//! Seeded random numbers: small, the same on every machine.

/// The next number in [0, 1) of the stream at `state` (SplitMix64: Steele, Lea & Flood 2014, "Fast splittable
/// pseudorandom number generators").
pub fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(GOLDEN);
    (mixed(*state) >> 11) as f64 / (1u64 << 53) as f64
}

/// SplitMix64's step between states: 2^64 over the golden ratio.
pub const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's mixing: one to one, and every bit of the result depends on every bit of `z`.
pub fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_its_stream_again_and_numbers_fill_the_interval() {
        let draw = |mut state: u64| -> Vec<f64> { (0..1000).map(|_| uniform(&mut state)).collect() };
        let numbers = draw(7);
        assert_eq!(numbers, draw(7));
        assert_ne!(numbers, draw(8));
        assert!(numbers.iter().all(|v| (0.0..1.0).contains(v)));
        let mean = numbers.iter().sum::<f64>() / 1000.0;
        assert!((mean - 0.5).abs() < 0.05, "{mean}");
    }
}
