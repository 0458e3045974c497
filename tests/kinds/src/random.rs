//! A seeded stream of random numbers (SplitMix64: Steele, Lea & Flood 2014).

/// The stream, by its state.
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// The stream of a number under a seed.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut stream = Self(seed.wrapping_mul(0xa076_1d64_78bd_642f) ^ number);
        stream.0 = stream.word();
        stream
    }

    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform among 0, …, n − 1.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// A whole number from −size to size.
    pub fn whole(&mut self, size: usize) -> f64 {
        self.below(2 * size + 1) as f64 - size as f64
    }

    /// True with this probability.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Normal with mean zero and deviation one (Box & Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.unit(), self.unit());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}
